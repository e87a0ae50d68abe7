"""`glossograph communities`: groups of terms that link to each other."""

import click

from glossograph.cli.options import BuildPlace, build_option, count_option, json_option, language_option, open_build
from glossograph.cli.terminal import print_json, print_line, print_table

_MAX_LABELS = 6
"""Terms of a community whose labels are shown."""


@click.command()
@count_option
@build_option
@language_option
@json_option
def run(*, count: int, build: BuildPlace, language: str, as_json: bool) -> int:
    """Show the communities: groups of terms that link to each other more than to others, the largest first."""
    from glossograph.serialise.json_shapes import communities_shape, json_value

    with open_build(build) as kg:
        groups = kg.communities()
    if as_json:
        print_json(json_value(communities_shape(groups, count, language)))
        return 0
    rows = [
        (
            f"{len(group):,}",
            ", ".join(str(term.label(language)) for term in group[:_MAX_LABELS]) + (", …" if len(group) > _MAX_LABELS else ""),
        )
        for group in groups[:count]
    ]
    if rows:
        print_table(("TERMS", "MOST CENTRAL OF THEM"), rows, right=("TERMS",))
    outside = len(kg.terms) - sum(map(len, groups))
    shown = f" (the {count} largest are shown)" if len(groups) > count else ""
    print_line(f"{len(groups):,} communities{shown}; {outside:,} of {len(kg.terms):,} terms are in none")
    return 0
