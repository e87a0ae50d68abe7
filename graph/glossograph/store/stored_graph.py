"""A graph and its evidence from the store of a build. Evidence that is damaged there comes from the RDF of the same build."""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from glossograph.config import Config, replace_settings
from glossograph.errors import GlossographError
from glossograph.model.edge import Edge
from glossograph.model.evidence import ArticleEvidence, Evidence, EvidenceSource, PackedEvidenceSource
from glossograph.model.graph import Graph
from glossograph.store.article_store import ArticleStore
from glossograph.store.damage import DamagedStoreError
from glossograph.store.evidence_file import packed_evidence
from glossograph.text.keys import TermId

_decode = msgspec.msgpack.Decoder(tuple[ArticleEvidence, ...]).decode


class StoredEvidence:
    """The evidence of a store, and from its first damaged or missing row on that of another source.

    Attributes:
        damage: What is wrong with the store, once that was noticed; empty before.

    >>> from glossograph.store.evidence_file import EvidenceFile
    >>> evidence = StoredEvidence(EvidenceFile(), (), EvidenceFile)
    >>> list(evidence.evidence()), evidence.damage
    ([], '')
    """

    def __init__(
        self, store: PackedEvidenceSource, edges: Iterable[Edge], read_others: Callable[[], EvidenceSource] | None
    ) -> None:
        """Take the parts.

        Args:
            store: The store.
            edges: The edges, so that it is seen when a row is missing.
            read_others: Reads the other source. It is called once, when it is needed. Without it, damage is an error.
        """
        self.damage = ""
        self._store = store
        self._sources = sorted({edge.source for edge in edges}) if read_others else []
        self._read_others = read_others
        self._others: EvidenceSource | None = None

    def packed(self, source: TermId | None = None) -> Iterator[tuple[TermId, bytes]]:
        """Stream the evidence of each source term, or of one, packed, sorted by term."""
        missing = deque(self._sources if source is None else {source}.intersection(self._sources))
        for name, data in self._sound_rows(source):
            while missing and missing[0] <= name:
                term = missing.popleft()
                if term != name:
                    yield self._row_of_others(term)
            yield name, data
        if self.damage or not self._is_empty():
            yield from map(self._row_of_others, missing)

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence behind all edges, or behind those that leave one term, article by article."""
        for _, data in self.packed(source):
            yield from _decode(data)

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Stream the same link by link."""
        return chain.from_iterable(self.by_article(source))

    def _sound_rows(self, source: TermId | None) -> Iterator[tuple[TermId, bytes]]:
        """Stream the rows of the store up to the first that is damaged."""
        try:
            yield from self._store.packed(source)
        except DamagedStoreError as error:
            if self._read_others is None:
                raise
            self.damage = str(error)

    def _is_empty(self) -> bool:
        """Check whether the build kept no evidence at all, so that none is missing."""
        try:
            return next(self._store.packed(), None) is None
        except DamagedStoreError:
            return False

    def _row_of_others(self, term: TermId) -> tuple[TermId, bytes]:
        self.damage = self.damage or f"the evidence of {term!r} is missing"
        if self._others is None and self._read_others:
            self._others = self._read_others()
        return term, packed_evidence(tuple(self._others.by_article(term) if self._others else ()))


class StoredGraph(NamedTuple):
    """A graph from a store, its evidence, and the settings that it was built with."""

    graph: Graph
    source: StoredEvidence
    config: Config


def holds_store(path: Path) -> bool:
    """Check whether there is a file of a store that may be looked at."""
    try:
        return path.is_file()
    except PermissionError:  # its folder may not be entered
        return False


def read_store(path: Path, read_others: Callable[[], EvidenceSource] | None) -> StoredGraph:
    """Read the graph of the last build from its store.

    Args:
        path: The file of the store.
        read_others: Reads the evidence elsewhere if it is damaged in the store; None if there is no other source.

    Raises:
        GlossographError: The store cannot be read, or holds no finished build.
    """
    try:
        store = ArticleStore(path, reading=True)
        graph, record = store.graph(), store.finished()
    except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
        message = f"{path}: cannot be read ({error}): run `glossograph build` again"
        raise GlossographError(message) from error
    config = replace_settings(record.config if record else Config(), **msgspec.structs.asdict(graph.info))
    return StoredGraph(graph, StoredEvidence(store, graph.edges, read_others), config)
