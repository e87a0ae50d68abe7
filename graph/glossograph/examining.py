"""From files to findings: the build, then the checks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from glossograph.cases import Decisions
from glossograph.check.checking import check
from glossograph.check.choice import Choice, choose
from glossograph.check.finding import Finding
from glossograph.collection import build_into, given
from glossograph.config import Config, changed
from glossograph.graph import Graph
from glossograph.progress import Progress, no_progress
from glossograph.read.files import find_files
from glossograph.store import ArticleStore


class Examination(NamedTuple):
    """What a check found: findings sorted by path, line and column; the graph; and where each path's file is."""

    findings: tuple[Finding, ...]
    graph: Graph
    locations: Mapping[str, str]


def examine(
    *articles: str | Path,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    config: Config | None = None,
    **settings: Any,  # noqa: ANN401 — Config's fields
) -> tuple[Finding, ...]:
    """Check folders or files of articles: what `glossograph check` finds, sorted by path, line and column.

    `select` and `ignore` are codes, or what several begin with; `settings` are those of `Config`. A `glossograph.toml` and a
    `decisions.toml` in the folders are obeyed.

    Errors: `NoArticlesError` where there is nothing to check, `ConfigError` for a setting or code that does not exist.

    >>> from glossograph.library import SAMPLE
    >>> [finding.code for finding in examine(SAMPLE, select=["language"])]
    ['language-boolean']
    """
    found = given(articles, config, settings)
    codes = ((names,) if isinstance(names, str) else names for names in (select, ignore))
    choice = choose(found.config.check, *codes)
    with ArticleStore() as store:
        return examine_into(store, found.roots, found.config, found.decisions, choice).findings


def examine_into(
    store: ArticleStore,
    roots: Sequence[Path],
    config: Config,
    decisions: Decisions,
    choice: Choice,
    *,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> Examination:
    """Build the graph into a store, and check it with its articles."""
    without = changed(config, evidence="none")  # nothing here asks for it, and keeping it takes time
    graph = build_into(store, roots, without, decisions, jobs=jobs, progress=progress)
    locations = {file.path: file.location for file in find_files(roots, config.exclude).files}
    return Examination(check(store, graph, locations, choice, jobs=jobs, progress=progress), graph, locations)
