"""The graph that a build wrote, for the commands that ask it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glossograph.api import STORE, KnowledgeGraph, load
from glossograph.cli.terminal import complain
from glossograph.errors import GlossographError

_USUAL = (Path(), Path("out"), Path("exports"))


@contextmanager
def opened(folder: Path | None) -> Iterator[KnowledgeGraph]:
    """Load what a build wrote into a folder, else into one of the usual ones, for a block.

    Errors: `GlossographError` where there is none, or it cannot be read.
    """
    place = folder or _usual()
    try:
        kg = load(place)
        if kg.edges and getattr(kg.source, "level", "") is None:  # read from RDF without evidence
            complain(f"{place}: no links.ttl beside it: every edge counts as one link, in no language")
        if not kg.graph.whole and (place / STORE).is_file():
            complain(f"{place}: its store cannot be used, so repairs and problems are not known: run `glossograph build` again")
        yield kg
    except sqlite3.DatabaseError as error:
        message = f"{place}: cannot be read ({error}): run `glossograph build` again"
        raise GlossographError(message) from error


def _usual() -> Path:
    for place in _USUAL:
        if (place / STORE).is_file() or (place / "graph.ttl").is_file():
            return place
    message = "no build found here, in out/ or in exports/: run `glossograph build`, or name its folder with --build"
    raise GlossographError(message)
