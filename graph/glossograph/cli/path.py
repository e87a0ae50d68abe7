"""`glossograph path`: the best paths between two terms, in the sentences of the articles."""

from typing import TYPE_CHECKING

import click

from glossograph.cli.options import BuildPlace, build_option, json_option, language_option, open_build
from glossograph.cli.terminal import print_json, print_line
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glossograph.analysis.paths import Hop

_DIRECTIONS = ("auto", "with", "against", "any")
"""The values of `PathDirection`."""


@click.command(epilog="Exit status: 0 found, 1 no such path, 2 a name is not of one term.")
@click.argument("source")
@click.argument("target")
@click.option(
    "--direction",
    type=click.Choice(_DIRECTIONS),
    default=_DIRECTIONS[0],
    help="How to follow the links. `auto` goes with them if it can, else either way.",
)
@build_option
@language_option
@json_option
def run(*, source: str, target: str, direction: str, build: BuildPlace, language: str, as_json: bool) -> int:
    """Show up to three paths of links from SOURCE to TARGET that avoid hubs, with a sentence for each link.

    Each names a term by its slug, label, alias or title in any language, or by its IRI.
    """
    from glossograph.serialise.json_shapes import json_value, path_shape

    with open_build(build) as kg:
        start, end = kg.term(source), kg.term(target)
        paths = kg.paths(start.slug, end.slug, language, direction)
    if as_json:
        print_json(json_value(path_shape(start, end, paths, language)))
    elif not paths:
        where = {"with": "along the links ", "against": "against the links "}.get(direction, "of links ")
        print_line(f"No path {where}from {start.slug} to {end.slug}")
        if where != "of links ":
            print_line("Add --direction any to follow links either way")
    elif start == end:
        print_line(f"Both names are of one term, {start.slug}")
    else:
        _print_paths(paths, language, is_fallback=direction == "auto" and any(hop.backwards for hop in paths[0]))
    return 0 if paths else 1


def _print_paths(paths: "Sequence[Sequence[Hop]]", language: str, *, is_fallback: bool) -> None:
    if is_fallback:
        print_line("No path follows the links in their direction; `<-` marks a step against it")
    for index, hops in enumerate(paths):
        if index:
            print_line("")
        _print_hops(hops, language)


def _print_hops(hops: "Sequence[Hop]", language: str) -> None:
    steps = "".join(f" {_arrow(hop)} {hop.target.slug}" for hop in hops)
    print_line(f"{hops[0].source.slug}{steps}: {count_noun(len(hops), 'link')}")
    for hop in hops:
        print_line("")
        labels = f"{hop.source.label(language)} {_arrow(hop)} {hop.target.label(language)}"
        print_line(f"  {labels}, linked in {' '.join(hop.edge.languages)}")
        if hop.link:
            link = hop.link.link
            print_line(f"    {link.sentence or link.anchor}")
            print_line(f"    {hop.link.path}{f':{link.line}' if link.line else ''} [{link.anchor}]")


def _arrow(hop: "Hop") -> str:
    return "<-" if hop.backwards else "->"
