"""`glossograph review`: the cases that only the author can decide, as entries of `decisions.toml`."""

import argparse
from pathlib import Path

from glossograph.cli.build import jobs, read_settings
from glossograph.cli.terminal import progress, say
from glossograph.review.decision_file import FILE_NAME, extend_decisions
from glossograph.store.article_store import ArticleStore
from glossograph.text.normalise import count_noun
from glossograph.workflow import build_into


def review_command(options: argparse.Namespace) -> int:
    """Write the undecided cases of the articles to the file of decisions, say how many, and give the exit status."""
    settings = read_settings(options, may_be_new=True)
    path = options.decisions or (Path(settings.decisions.path) if settings.decisions.path else Path(FILE_NAME))
    with ArticleStore() as store, progress(quiet=options.quiet) as show:
        graph = build_into(store, settings.roots, settings.config, settings.decisions, jobs=jobs(), progress=show)
    undecided = [case for case in graph.conflicts if not case.applied]
    terms = {term.id: term for term in graph.terms}
    added = extend_decisions(path, settings.decisions, undecided, graph.duplicate_candidates, terms)
    if not options.quiet:
        waiting = settings.decisions.undecided() + added
        if waiting:
            say(f"{count_noun(added, 'new case')} in {path}, {waiting} to decide in all: fill in each decision, then build")
        else:
            say("nothing waits for a decision")
    return 0
