"""`glossograph top`: the most central terms."""

import argparse

from glossograph.analysis.centrality import Measure, rank_terms
from glossograph.cli.opened import opened
from glossograph.cli.tables import show_table
from glossograph.cli.terminal import complain, say_json


def top_command(options: argparse.Namespace) -> int:
    """Show the most central terms by the measure that the options name, and give the exit status."""
    with opened(options.build) as kg:
        found = rank_terms(kg.graph, Measure(options.by), options.number)
    named = [(one, one.term.label(options.lang)) for one in found.ranked]
    if options.json:
        terms = [{"slug": one.term.slug, "label": str(label), "score": one.score} for one, label in named]
        say_json({"by": found.measure, "exact": not found.pivots, "terms": terms})
        return 0
    whole = found.measure is Measure.INDEGREE
    rows = [
        (f"{place}", str(label), one.term.slug, f"{one.score:,.0f}" if whole else f"{one.score:.6f}")
        for place, (one, label) in enumerate(named, 1)
    ]
    show_table(("", "TERM", "SLUG", found.measure.upper()), rows, right=("", found.measure.upper()))
    if found.pivots:
        complain(f"estimated from the chains that begin at {found.pivots:,} of {len(kg.terms):,} terms")
    return 0
