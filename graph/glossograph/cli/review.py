"""`glossograph review`: write what only the author can decide as entries of `decisions.toml`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossograph.cli.options import ArticleOptions, WholeNumber, article_options, quiet_option, read_settings
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_line
from glossograph.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from glossograph.model.graph import Graph

_MAX_PORT = 65_535


@click.command()
@article_options
@click.option("--serve", is_flag=True, help="Show the questions in a browser on this machine, which writes your answers.")
@click.option(
    "--port", type=WholeNumber(0, _MAX_PORT), default=0, show_default="a free one", metavar="N", help="The port of --serve."
)
@quiet_option
def run(*, options: ArticleOptions, serve: bool, port: int, quiet: bool) -> int:
    """Write the open questions about ARTICLES to decisions.toml, or add the new ones to it.

    Fill in each decision: the next build obeys.
    """
    from glossograph.pages.report import page_payload
    from glossograph.pages.report_values import collect_report
    from glossograph.review.decision_file import FILE_NAME, extend_decisions
    from glossograph.store.article_store import ArticleStore
    from glossograph.workflow import build_into, default_jobs

    settings = read_settings(options, new_decisions=True)
    path = options.decisions or Path(settings.decisions.path or FILE_NAME)
    with ArticleStore() as store, show_progress(quiet=quiet) as progress:
        graph = build_into(store, settings.roots, settings.config, settings.decisions, jobs=default_jobs(), progress=progress)
        payload = page_payload(graph.info.title, collect_report(graph, store.by_article())) if serve else {}
    if serve:
        return _serve(path, graph, payload, port)
    added = extend_decisions(path, settings.decisions, graph)
    if not quiet:
        open_count = settings.decisions.undecided() + added
        if open_count:
            entries = "1 new entry" if added == 1 else f"{added:,} new entries"
            print_line(f"{entries} in {path}, {open_count:,} undecided in all: fill in each `decision`, then build again")
        else:
            print_line("Nothing to decide")
    return 0


def _serve(path: Path, graph: "Graph", payload: "Mapping[str, Any]", port: int) -> int:
    """Serve the open cases to this machine until Ctrl-C."""
    from glossograph.review.decision_server import DecisionServer

    try:
        server = DecisionServer(path, graph, payload, port)
    except OSError as error:
        message = f"Port {port} cannot be used ({error.strerror}): choose another with --port"
        raise ConfigError(message) from error
    with server:
        print_line(f"Open {server.address} to decide; your answers go to {path}. Press Ctrl-C to stop.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print_line("Build again to apply what you decided")
    return 0
