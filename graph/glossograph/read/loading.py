"""A graph that was built before -> the value that was built: from a build's folder, else from RDF files."""

import sqlite3
from pathlib import Path

import msgspec

from glossograph.config import Config
from glossograph.errors import GlossographError
from glossograph.graph import EvidenceSource, Graph
from glossograph.store import ArticleStore

STORE = Path(".glossograph") / "articles.sqlite"
"""The article store that a build keeps, below its output folder."""


def loaded(place: Path) -> tuple[Graph, EvidenceSource, Config]:
    """Load what a build left in a folder, its store before its RDF, or an RDF file; a damaged store is passed over for RDF.

    Gives the graph, where its evidence streams from, and the settings that would write it so again.

    Errors: `GlossographError` where there is no graph, or what is there cannot be read.
    """
    from glossograph.read.graph_file import find_graph_file, read_graph  # noqa: PLC0415 — a build reads no RDF

    file = find_graph_file(place) if place.is_dir() else place
    if file != place and (place / STORE).is_file():
        try:
            return _from_store(place / STORE)
        except GlossographError:
            if file is None:
                raise
    if file is None:
        message = f"{place}: holds no graph: run `glossograph build`, or name a folder that it wrote or a graph.ttl"
        raise GlossographError(message)
    return read_graph(file)


def _from_store(path: Path) -> tuple[Graph, EvidenceSource, Config]:
    try:
        store = ArticleStore(path, reading=True)
        graph = store.graph()
    except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
        message = f"{path}: cannot be read ({error}): run `glossograph build` again"
        raise GlossographError(message) from error
    one = graph.collection
    config = Config(title=one.title, description=one.description, creator=one.creator, licence=one.licence, base_iri=one.base_iri)
    return graph, store, config
