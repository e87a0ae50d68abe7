"""`glossograph review`: write what only the author can decide as entries of `decisions.toml`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossograph.cli.options import (
    ArticleOptions,
    WholeNumber,
    article_options,
    quiet_option,
    read_settings,
    require_server_packages,
)
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from glossograph.model.graph import Graph

_HOST = "127.0.0.1"
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

    Fill in each decision: the next build obeys. --serve needs `pip install glossograph[serve]`.
    """
    if serve:
        require_server_packages("review --serve")
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
        _serve(path, graph, payload, port)
        return 0
    added = extend_decisions(path, settings.decisions, graph)
    if not quiet:
        open_count = settings.decisions.undecided() + added
        if open_count:
            entries = "1 new entry" if added == 1 else f"{added:,} new entries"
            print_line(f"{entries} in {path}, {open_count:,} undecided in all: fill in each `decision`, then build again")
        else:
            print_line("Nothing to decide")
    return 0


def _serve(path: Path, graph: "Graph", payload: "Mapping[str, Any]", port: int) -> None:
    """Serve the open cases to this machine until Ctrl-C."""
    from glossograph.server.decision_form import DecisionForm, create_decision_application
    from glossograph.server.http_server import address_of_listener, listen, run_until_stopped

    form = DecisionForm(path, graph, payload)
    with listen(_HOST, port) as listener:
        address = f"{address_of_listener(_HOST, listener)}{form.address}"
        ready = f"Open {address} to decide; your answers go to {path}. Press Ctrl-C to stop."
        run_until_stopped(create_decision_application(form), listener, lambda: print_line(ready, flush=True))
    print_line("Build again to apply what you decided")
