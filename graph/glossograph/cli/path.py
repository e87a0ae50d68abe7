"""`glossograph path`: the shortest path between two terms, in the sentences of the articles."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossograph.cli.options import build_option, json_option, language_option, open_build
from glossograph.cli.terminal import print_json, print_line
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glossograph.analysis.paths import Hop


@click.command()
@click.argument("source")
@click.argument("target")
@build_option
@language_option
@json_option
def run(*, source: str, target: str, build: Path, language: str, as_json: bool) -> int:
    """Show a shortest path of links from SOURCE to TARGET, with a sentence for each link."""
    from glossograph.serialise.json_shapes import json_value, path_shape

    with open_build(build) as kg:
        start, end = kg.term(source), kg.term(target)
        hops = kg.path(source, target, language)
        way_back = kg.path(target, source, language) if hops is None else None
    if as_json:
        print_json(json_value(path_shape(start, end, hops, language)))
    elif hops is None:
        print_line(f"No path of links from {start.slug} to {end.slug}")
        if way_back:
            links = count_noun(len(way_back), "link")
            print_line(f"The other direction has a path of {links}: glossograph path {end.slug} {start.slug}")
    elif not hops:
        print_line(f"Both names are of one term, {start.slug}")
    else:
        _print_hops(hops, language)
    return 0


def _print_hops(hops: "Sequence[Hop]", language: str) -> None:
    print_line(f"{' -> '.join((hops[0].source.slug, *(hop.target.slug for hop in hops)))}: {count_noun(len(hops), 'link')}")
    for hop in hops:
        print_line("")
        labels = f"{hop.source.label(language)} -> {hop.target.label(language)}"
        print_line(f"{labels}, linked in {' '.join(hop.edge.languages)}")
        if hop.link:
            link = hop.link.link
            print_line(f"  {link.sentence or link.anchor}")
            print_line(f"  {hop.link.path}{f':{link.line}' if link.line else ''} [{link.anchor}]")
