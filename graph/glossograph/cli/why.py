"""`glossograph why`: where a label, an alias, an edge or a repair comes from."""

import argparse
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from glossograph.ask.why import why_edge, why_term
from glossograph.cli.build import STORE
from glossograph.cli.terminal import say
from glossograph.errors import GlossographError
from glossograph.library import KnowledgeGraph
from glossograph.store import ArticleStore

_USUAL = (Path(), Path("out"), Path("exports"))


def why_command(options: argparse.Namespace) -> int:
    """Say where what the options name comes from, and give the exit status."""
    path = _store(options.build)
    try:
        with ArticleStore(path, reading=True) as store:
            for line in _lines(KnowledgeGraph(store.graph(), store), store, options.terms):
                say(line)
    except sqlite3.DatabaseError as error:
        message = f"{path}: cannot be read ({error}): run `glossograph build` again"
        raise GlossographError(message) from error
    return 0


def _lines(kg: KnowledgeGraph, store: ArticleStore, names: list[str]) -> Iterator[str]:
    if len(names) > 2:  # noqa: PLR2004 — source and target
        message = f"{len(names)} terms given: name one term, or source and target"
        raise GlossographError(message)
    terms = [kg.term(name) for name in names]
    return why_term(kg.graph, store, *terms) if len(terms) == 1 else why_edge(kg.graph, store, *terms)


def _store(folder: Path | None) -> Path:
    """Find the store of a build: in the folder that was named, else in the usual ones."""
    for place in (folder,) if folder else _USUAL:
        if (place / STORE).is_file():
            return place / STORE
    places = str(folder) if folder else "here, in out/ or in exports/"
    message = f"no build found {f'in {places}' if folder else places}: run `glossograph build`, or name its folder with --build"
    raise GlossographError(message)
