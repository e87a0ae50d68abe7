"""`glossograph diff`: what changed between two graphs."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from glossograph.analysis.difference import Change, ChangeAction, ChangeSubject, difference
from glossograph.api import STORE, load
from glossograph.cli.build import jobs
from glossograph.cli.terminal import progress
from glossograph.config import FILE_NAME as CONFIG_NAME
from glossograph.config import Config, find_file, read_config, replace_settings
from glossograph.errors import GlossographError
from glossograph.lint.reporters.difference_report import changes_as_html, changes_as_json, changes_as_text
from glossograph.model.graph import Graph
from glossograph.review.decision_file import FILE_NAME as DECISIONS_NAME
from glossograph.review.decision_file import read_decisions
from glossograph.serialise.file_batch import open_batch
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import build_into

_FAILING = (
    "any",
    *(f"{subject}s" for subject in ChangeSubject),
    *(f"{one}s-{action}" for one in ChangeSubject for action in ChangeAction),
)


def diff_command(options: argparse.Namespace) -> int:
    """Compare two graphs, say what changed, and give the exit status."""
    unknown = [name for name in options.fail_on if name not in _FAILING]
    if unknown:
        message = f"--fail-on {unknown[0]!r}: write one of {', '.join(_FAILING)}"
        raise GlossographError(message)
    changes = difference(*(_graph(path, quiet=options.quiet) for path in (options.old, options.new)))
    if options.format == "html":
        text = changes_as_html(changes, str(options.old), str(options.new))
    else:
        text = changes_as_json(changes) if options.format == "json" else changes_as_text(changes)
    if options.output:
        with open_batch(options.output.parent) as files:
            files.write_text(options.output.name, text)
            files.commit()
    elif sys.stdout is not None and not (options.quiet and options.format == "text"):
        sys.stdout.write(text)
    return 1 if _fails(changes, options.fail_on) else 0


def _graph(path: Path, *, quiet: bool) -> Graph:
    """Load what a build wrote, or build from articles, as the settings beside them say."""
    if not path.exists():
        message = f"{path}: no such file or folder"
        raise GlossographError(message)
    if path.is_file() or (path / STORE).is_file() or any(path.glob("*.ttl")):
        return load(path).graph
    settings = find_file(CONFIG_NAME, (path,))
    decided = find_file(DECISIONS_NAME, (path,))
    config = replace_settings(read_config(settings) if settings else Config(), evidence="none")
    with ArticleStore() as store, progress(quiet=quiet) as show:
        if decided:
            return build_into(store, (path,), config, read_decisions(decided), jobs=jobs(), progress=show)
        return build_into(store, (path,), config, jobs=jobs(), progress=show)


def _fails(changes: Sequence[Change], fail_on: Iterable[str]) -> bool:
    kinds = {kind for change in changes for kind in ("any", f"{change.subject}s", f"{change.subject}s-{change.action}")}
    return not kinds.isdisjoint(fail_on)
