"""`glossograph stats`: the counts of a graph."""

from typing import TYPE_CHECKING

import click

from glossograph.cli.options import BuildPlace, build_option, find_parts, json_option, open_build
from glossograph.cli.terminal import print_json, print_line, print_table

if TYPE_CHECKING:
    from glossograph.serialise.json_shapes import StatisticsShape

_ROWS = (
    ("articles", "articles"),
    ("terms", "terms"),
    ("placeholders", "of them placeholders, without an article"),
    ("edges", "edges: a term links to another"),
    ("links", "links behind them, in all languages"),
    ("mutual", "pairs of terms that link to each other"),
    ("unlinked", "terms that no other term links to"),
    ("dead_ends", "terms with an article that link to no other"),
    ("components", "components: parts that no link connects"),
    ("largest_component", "terms in the largest component"),
    ("repairs", "links repaired"),
    ("conflicts", "links outvoted by translations, or decided by you"),
    ("problems", "problems"),
)
_ONLY_IN_STORE = frozenset({"repairs", "conflicts", "problems"})
"""Counts that a build keeps in its store and RDF does not hold."""


@click.command()
@build_option
@json_option
def run(*, build: BuildPlace, as_json: bool) -> int:
    """Count what is in a graph, and in each of its languages."""
    from glossograph.serialise.json_shapes import json_value, statistics_shape

    if parts := find_parts(build):
        from glossograph.parts.parts_queries import count_parts

        statistics = statistics_shape(count_parts(parts))
    else:
        with open_build(build) as kg:
            statistics = statistics_shape(kg.stats())
    if as_json:
        print_json(json_value(statistics))
    else:
        _print_statistics(statistics)
    return 0


def _print_statistics(statistics: "StatisticsShape") -> None:
    from glossograph.text.languages import language_name

    counts = [(name, int(getattr(statistics, name)), meaning) for name, meaning in _ROWS]
    rows = [(f"{count:,}", meaning) for name, count, meaning in counts if count or name not in _ONLY_IN_STORE]
    print_table(("COUNT", "OF"), rows, right=("COUNT",))
    print_line("")
    headings = ("ARTICLES", "LABELS", "SELECTED", "LINKS")
    languages = [
        (
            each.language,
            language_name(each.language),
            *(f"{count:,}" for count in (each.articles, each.labels, each.selected, each.links)),
        )
        for each in statistics.languages
    ]
    print_table(("TAG", "LANGUAGE", *headings), languages, right=headings)
