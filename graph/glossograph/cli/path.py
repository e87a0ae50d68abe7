"""`glossograph path`: how one comes from a term to another, in the words of the articles."""

import argparse
from collections.abc import Sequence
from typing import Any

from glossograph.analysis.paths import Hop
from glossograph.cli.opened import opened
from glossograph.cli.terminal import say, say_json
from glossograph.text.normalise import count_noun


def path_command(options: argparse.Namespace) -> int:
    """Show a shortest chain of links between the terms that the options name, and give the exit status."""
    with opened(options.build) as kg:
        start, end = kg.term(options.start), kg.term(options.end)
        hops = kg.path(options.start, options.end, options.lang)
        back = kg.path(options.end, options.start, options.lang) if hops is None else None
    if options.json:
        found = None if hops is None else [_json(hop, options.lang) for hop in hops]
        say_json({"from": start.slug, "to": end.slug, "links": None if hops is None else len(hops), "hops": found})
    elif hops is None:
        say(f"no chain of links leads from {start.slug} to {end.slug}")
        if back:
            say(f"one of {count_noun(len(back), 'link')} leads back: glossograph path {end.slug} {start.slug}")
    elif not hops:
        say(f"{start.slug} is where the chain begins and ends")
    else:
        _show(hops, options.lang)
    return 0


def _show(hops: Sequence[Hop], language: str) -> None:
    say(f"{' -> '.join((hops[0].source.slug, *(hop.target.slug for hop in hops)))}: {count_noun(len(hops), 'link')}")
    for hop in hops:
        say("")
        say(f"{hop.source.label(language)} -> {hop.target.label(language)}, linked in {' '.join(hop.edge.languages)}")
        if hop.link:
            where = f"{hop.link.path}:{hop.link.link.line}" if hop.link.link.line else hop.link.path
            say(f"  {hop.link.link.sentence or hop.link.link.anchor}")
            say(f"  {where} [{hop.link.link.anchor}]")


def _json(hop: Hop, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "from": hop.source.slug,
        "from_label": str(hop.source.label(language)),
        "to": hop.target.slug,
        "to_label": str(hop.target.label(language)),
        "counts": dict(hop.edge.counts),
        "evidence": None,
    }
    if hop.link:
        link = hop.link.link
        found["evidence"] = {
            "language": hop.link.language, "path": hop.link.path, "line": link.line, "anchor": link.anchor,
            "sentence": link.sentence,
        }  # fmt: skip
    return found
