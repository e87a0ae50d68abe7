"""`glossograph stats`: the counts of a graph."""

import argparse

import msgspec

from glossograph.analysis.statistics import Stats
from glossograph.cli.opened import opened
from glossograph.cli.tables import show_table
from glossograph.cli.terminal import say, say_json
from glossograph.text.languages import language_name

_ROWS = (
    ("articles", "articles"),
    ("terms", "terms"),
    ("placeholders", "of them without an article"),
    ("edges", "edges: a term links to another"),
    ("links", "links behind them, in all languages"),
    ("mutual", "pairs that link to each other"),
    ("unlinked", "terms that no other links to"),
    ("dead_ends", "terms with an article that link to none"),
    ("components", "parts that no link connects"),
    ("largest_component", "terms in the largest part"),
    ("repairs", "links repaired"),
    ("conflicts", "links outvoted by translations, or decided"),
    ("problems", "problems"),
)
_OF_A_BUILD = frozenset({"repairs", "conflicts", "problems"})
"""What a build knows, and its RDF does not tell."""


def stats_command(options: argparse.Namespace) -> int:
    """Show the counts of a graph, and give the exit status."""
    with opened(options.build) as kg:
        found = kg.stats()
    if options.json:
        say_json(
            {
                **{name: getattr(found, name) for name, _ in _ROWS},
                "languages": [msgspec.structs.asdict(one) for one in found.languages],
            }
        )
    else:
        _show(found)
    return 0


def _show(found: Stats) -> None:
    rows = [(f"{number:,}", text) for name, text in _ROWS if (number := getattr(found, name)) or name not in _OF_A_BUILD]
    show_table(("NUMBER", "OF"), rows, right=("NUMBER",))
    say("")
    by_language = [
        (one.language, language_name(one.language), *(f"{n:,}" for n in (one.articles, one.labels, one.selected, one.links)))
        for one in found.languages
    ]
    show_table(
        ("TAG", "LANGUAGE", "ARTICLES", "NAMES", "ELECTED", "LINKS"), by_language, right=("ARTICLES", "NAMES", "ELECTED", "LINKS")
    )
