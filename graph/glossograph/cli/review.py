"""`glossograph review`: write what only the author can decide as entries of `decisions.toml`."""

from pathlib import Path

import click

from glossograph.cli.options import ArticleOptions, article_options, quiet_option, read_settings
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_line


@click.command()
@article_options
@quiet_option
def run(*, options: ArticleOptions, quiet: bool) -> int:
    """Write the open questions about ARTICLES to decisions.toml, or add the new ones to it.

    Fill in each decision: the next build obeys.
    """
    from glossograph.review.decision_file import FILE_NAME, extend_decisions
    from glossograph.store.article_store import ArticleStore
    from glossograph.workflow import build_into, default_jobs

    settings = read_settings(options, new_decisions=True)
    path = options.decisions or Path(settings.decisions.path or FILE_NAME)
    with ArticleStore() as store, show_progress(quiet=quiet) as progress:
        graph = build_into(store, settings.roots, settings.config, settings.decisions, jobs=default_jobs(), progress=progress)
    added = extend_decisions(path, settings.decisions, graph)
    if not quiet:
        open_count = settings.decisions.undecided() + added
        if open_count:
            entries = "1 new entry" if added == 1 else f"{added:,} new entries"
            print_line(f"{entries} in {path}, {open_count:,} undecided in all: fill in each `decision`, then build again")
        else:
            print_line("Nothing to decide")
    return 0
