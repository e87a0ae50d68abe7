"""`glossograph top`: the most central terms."""

import click

from glossograph.cli.options import BuildPlace, build_option, count_option, json_option, language_option, open_build
from glossograph.cli.terminal import print_json, print_message, print_table

_MEASURES = ("pagerank", "indegree", "betweenness")
"""The values of `Measure`, whose module imports numpy and scipy."""


@click.command()
@click.option("--by", type=click.Choice(_MEASURES), default=_MEASURES[0], help="What makes a term central.")
@count_option
@build_option
@language_option
@json_option
def run(*, by: str, count: int, build: BuildPlace, language: str, as_json: bool) -> int:
    """Show the most central terms."""
    from glossograph.analysis.centrality import Measure, rank_terms
    from glossograph.serialise.json_shapes import json_value, ranking_shape

    with open_build(build) as kg:
        result = rank_terms(kg.graph, Measure(by), count)
    if as_json:
        print_json(json_value(ranking_shape(result, language)))
        return 0
    decimals = 0 if result.measure is Measure.INDEGREE else 6
    rows = [
        (f"{rank}", str(ranked.term.label(language)), ranked.term.slug, f"{ranked.score:,.{decimals}f}")
        for rank, ranked in enumerate(result.ranked, 1)
    ]
    score_heading = result.measure.upper()
    print_table(("", "TERM", "SLUG", score_heading), rows, right=("", score_heading))
    if result.pivots:
        print_message(f"Estimated from the shortest paths that start at {result.pivots:,} of {len(kg.terms):,} terms")
    return 0
