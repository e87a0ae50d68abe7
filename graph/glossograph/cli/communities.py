"""`glossograph communities`: the groups that terms make."""

import argparse

from glossograph.cli.opened import opened
from glossograph.cli.tables import show_table
from glossograph.cli.terminal import say, say_json

_NAMED = 6
"""Terms of a group that are named."""


def communities_command(options: argparse.Namespace) -> int:
    """Show the largest groups of terms, and give the exit status."""
    with opened(options.build) as kg:
        groups = kg.communities()
    if options.json:
        found = [
            {"label": str(group[0].label(options.lang)), "size": len(group), "terms": [term.slug for term in group]}
            for group in groups[: options.number]
        ]
        say_json({"groups": len(groups), "communities": found})
        return 0
    rows = [
        (
            f"{len(group):,}",
            ", ".join(str(term.label(options.lang)) for term in group[:_NAMED]) + (", …" if len(group) > _NAMED else ""),
        )
        for group in groups[: options.number]
    ]
    if rows:
        show_table(("TERMS", "MOST CENTRAL OF THEM"), rows, right=("TERMS",))
    apart = len(kg.terms) - sum(map(len, groups))
    more = f", of which the {options.number} largest are shown" if len(groups) > options.number else ""
    say(f"{len(groups):,} groups{more}; {apart:,} of {len(kg.terms):,} terms are in none")
    return 0
