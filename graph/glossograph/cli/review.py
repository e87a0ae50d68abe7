"""`glossograph review`: the cases that only the author can decide, as entries of `decisions.toml`."""

import argparse
from pathlib import Path

from glossograph.cli.build import jobs, read_settings
from glossograph.cli.terminal import progress, say
from glossograph.collection import build_into
from glossograph.counted import counted
from glossograph.emit.decisions import extend_decisions
from glossograph.read.decisions import FILE_NAME
from glossograph.store import ArticleStore


def review_command(options: argparse.Namespace) -> int:
    """Write the undecided cases of the articles to the file of decisions, say how many, and give the exit status."""
    settings = read_settings(options, may_be_new=True)
    path = options.decisions or (Path(settings.decisions.path) if settings.decisions.path else Path(FILE_NAME))
    with ArticleStore() as store, progress(quiet=options.quiet) as show:
        graph = build_into(store, settings.roots, settings.config, settings.decisions, jobs=jobs(), progress=show)
    undecided = [case for case in graph.cases if not case.applied]
    terms = {term.id: term for term in graph.terms}
    added = extend_decisions(path, settings.decisions, undecided, graph.merges, terms)
    if not options.quiet:
        waiting = settings.decisions.undecided() + added
        if waiting:
            say(f"{counted(added, 'new case')} in {path}, {waiting} in all to decide: fill in each `decision`, then build again")
        else:
            say("nothing waits for a decision")
    return 0
