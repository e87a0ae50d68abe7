"""`glossograph diff`: what changed between two graphs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossograph.cli.options import PATH, ListCommand, ListOption, quiet_option
from glossograph.cli.progress_display import show_progress
from glossograph.engine.own_files import remove_leftovers_of_build
from glossograph.errors import GlossographError

if TYPE_CHECKING:
    from glossograph.model.graph import Graph


@click.command(cls=ListCommand, epilog="Exit status: 0 compared, 1 something of --fail-on changed, 2 not compared.")
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@click.option(
    "--format", "format_name", type=click.Choice(("text", "json", "html")), default="text", help="How to write the changes."
)
@click.option("-o", "--output", type=PATH, metavar="FILE", help="Write the changes to a file.")
@click.option(
    "--fail-on",
    cls=ListOption,
    multiple=True,
    metavar="WHAT...",
    help="Exit with status 1 if this changed: any, terms, labels, edges, or such as terms-removed.",
)
@quiet_option
def run(*, old: Path, new: Path, format_name: str, output: Path | None, fail_on: tuple[str, ...], quiet: bool) -> int:
    """Show the terms, labels and edges that were added, removed or renamed between OLD and NEW.

    Each is the folder of a build, an RDF file of one, or a folder of articles.
    """
    from glossograph.analysis.difference import ChangeAction, ChangeSubject, difference
    from glossograph.lint.reporters.difference_report import changes_as_html, changes_as_json, changes_as_text
    from glossograph.serialise.file_batch import open_batch

    kinds = ("any", *(f"{subject}s" for subject in ChangeSubject))
    kinds += tuple(f"{subject}s-{action}" for subject in ChangeSubject for action in ChangeAction)
    unknown = [name for name in fail_on if name not in kinds]
    if unknown:
        message = f"Unknown --fail-on {unknown[0]!r} (choose from {', '.join(kinds)})"
        raise GlossographError(message)
    changes = difference(_read_graph(old, quiet=quiet), _read_graph(new, quiet=quiet))
    if format_name == "html":
        text = changes_as_html(changes, str(old), str(new))
    else:
        text = changes_as_json(changes) if format_name == "json" else changes_as_text(changes)
    if output:
        with open_batch(output.parent) as files:
            files.write_text(output.name, text)
            files.commit()
    elif sys.stdout is not None and not (quiet and format_name == "text"):
        sys.stdout.write(text)
    changed = {kind for change in changes for kind in ("any", f"{change.subject}s", f"{change.subject}s-{change.action}")}
    return 0 if changed.isdisjoint(fail_on) else 1


def _read_graph(path: Path, *, quiet: bool) -> "Graph":
    """Load the graph of a build, or build it in memory from articles with the settings beside them."""
    from glossograph.api import load
    from glossograph.store.article_store import ArticleStore
    from glossograph.workflow import STORE, build_into, default_jobs, read_inputs

    if not path.exists():
        message = f"{path}: no such file or folder"
        raise GlossographError(message)
    remove_leftovers_of_build(path if path.is_dir() else path.parent)
    if path.is_file() or (path / STORE).is_file() or any(path.glob("*.ttl")):
        return load(path).graph
    inputs = read_inputs((path,), None, {"evidence": "none"})
    with ArticleStore() as store, show_progress(quiet=quiet) as progress:
        return build_into(store, inputs.roots, inputs.config, inputs.decisions, jobs=default_jobs(), progress=progress)
