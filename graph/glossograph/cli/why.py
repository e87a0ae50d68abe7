"""`glossograph why`: where a label, an alias, an edge or a repair comes from."""

import argparse
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from glossograph.ask.why import why_edge, why_term
from glossograph.cli.terminal import say
from glossograph.errors import GlossographError
from glossograph.library import STORE, KnowledgeGraph, load

_USUAL = (Path(), Path("out"), Path("exports"))


def why_command(options: argparse.Namespace) -> int:
    """Say where what the options name comes from, and give the exit status."""
    place = options.build or _usual()
    try:
        for line in _lines(load(place), options.terms):
            say(line)
    except sqlite3.DatabaseError as error:
        message = f"{place}: cannot be read ({error}): run `glossograph build` again"
        raise GlossographError(message) from error
    return 0


def _lines(kg: KnowledgeGraph, names: list[str]) -> Iterator[str]:
    if len(names) > 2:  # noqa: PLR2004 — source and target
        message = f"{len(names)} terms given: name one term, or source and target"
        raise GlossographError(message)
    terms = [kg.term(name) for name in names]
    return why_term(kg.graph, kg.source, *terms) if len(terms) == 1 else why_edge(kg.graph, kg.source, *terms)


def _usual() -> Path:
    """Find the build in one of the usual folders."""
    for place in _USUAL:
        if (place / STORE).is_file() or (place / "graph.ttl").is_file():
            return place
    message = "no build found here, in out/ or in exports/: run `glossograph build`, or name its folder with --build"
    raise GlossographError(message)
