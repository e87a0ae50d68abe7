"""The most linked terms of a build, which its page shows: as many as a page can hold, however many terms there are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from glossograph.distributed.row_steps import Only, added, encode, key_text, pack, text_key, unpack
from glossograph.distributed.selecting import BATCH, LabelledBatch
from glossograph.distributed.sums import decode_edges
from glossograph.distributed.writing import GraphSettings, decode_evidence, file_rows, info_of
from glossograph.engine.rows import Engine, Row, Rows, Shared
from glossograph.model.evidence import ArticleEvidence, Evidence
from glossograph.model.term import Term
from glossograph.parts.part_writer import graph_of_bucket
from glossograph.parts.whole_files import MAX_PAGE_TERMS, write_page
from glossograph.store.evidence_file import packed_evidence
from glossograph.text.keys import TermId

if TYPE_CHECKING:
    from glossograph.model.edge import Edge

_decode_term = msgspec.msgpack.Decoder(Term).decode
_decode_sources = msgspec.msgpack.Decoder(list[tuple[TermId, int]]).decode

SOURCES = b"c"
"""The kind of the rows that count the terms that link to each term."""

_NOTHING, _TERM, _EDGES, _EVIDENCE = b"", b"t", b"o", b"e"


class CollectedEvidence:
    """The evidence of some terms, packed in memory."""

    def __init__(self, packed: Mapping[TermId, bytes]) -> None:
        """Take the evidence of each source term."""
        self._packed = packed

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Give the evidence article by article, sorted by source term."""
        sources = sorted(self._packed) if source is None else (source,)
        return (article for term in sources if term in self._packed for article in decode_evidence(self._packed[term]))

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Give the same link by link."""
        return chain.from_iterable(self.by_article(source))


def sources_of(batch: "LabelledBatch") -> Iterator[Row]:
    """Count the terms that link to each term of a batch."""
    yield b"", SOURCES, encode([(term.id, len(batch.incoming.get(term.id, ()))) for term in batch.terms])


def count_sources(rows: Iterator[Row]) -> Iterable[Row]:
    """Count the terms by the number of terms that link to them."""
    counts: Counter[int] = Counter()
    for _, _, value in rows:
        counts.update(sources for _, sources in _decode_sources(value))
    yield b"", b"", pack(counts)


@dataclass(frozen=True)
class TakeIds:
    """Gives the ids of the terms that enough others link to."""

    least: int

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        for _, _, value in rows:
            yield from ((b"", _TERM, text_key(term)) for term, sources in _decode_sources(value) if sources >= self.least)


@dataclass(frozen=True)
class TakeTerms:
    """Gives the terms that enough others link to, all by one key."""

    least: int

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        for _, _, value in rows:
            batch: LabelledBatch = unpack(value)
            yield from ((b"", _TERM, encode(term)) for term in batch.terms if len(batch.incoming.get(term.id, ())) >= self.least)


@dataclass(frozen=True)
class TakeEdges:
    """Gives the edges between some terms."""

    terms: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        terms = self.terms.get()
        for key, _, value in rows:
            if key_text(key) in terms and (edges := [edge for edge in decode_edges(value) if edge.target in terms]):
                yield b"", _EDGES, encode(edges)


@dataclass(frozen=True)
class TakeEvidence:
    """Gives the evidence behind the edges between some terms, by source term."""

    terms: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        terms = self.terms.get()
        for key, _, value in rows:
            if key_text(key) in terms and (kept := tuple(_between(decode_evidence(value), terms))):
                yield b"", _EVIDENCE + key, packed_evidence(kept)


def _between(articles: Iterable[ArticleEvidence], terms: frozenset[TermId]) -> Iterator[ArticleEvidence]:
    for article in articles:
        wanted = [target in terms for target in article.targets]
        if all(wanted):
            yield article
        elif any(wanted):
            places = [place for place, is_wanted in enumerate(wanted) if is_wanted]
            repaired = frozenset(article.repaired)
            yield msgspec.structs.replace(
                article,
                links=article.links.where(wanted),
                targets=tuple(article.targets[place] for place in places),
                repaired=tuple(new for new, place in enumerate(places) if place in repaired),
                rules="".join(article.rules[place] for place in places) if article.rules else "",
            )


@dataclass(frozen=True)
class WritePage:
    """Writes the page of some terms, also of none, and gives a row for its file."""

    settings: Shared
    all_terms: int

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write."""
        settings: GraphSettings = self.settings.get()
        terms: list[Term] = []
        edges: list[Edge] = []
        evidence: dict[TermId, bytes] = {}
        for _, kind, value in rows:
            if kind == _TERM:
                terms.append(_decode_term(value))
            elif kind == _EDGES:
                edges += decode_edges(value)
            elif kind != _NOTHING:
                evidence[TermId(key_text(kind.removeprefix(_EVIDENCE)))] = value
        ids = {term.id for term in terms}
        relations = tuple(relation for relation in settings.relations if relation.source in ids and relation.target in ids)
        graph = graph_of_bucket(info_of(settings.config), sorted(terms), sorted(edges), relations)
        source = CollectedEvidence(evidence)
        yield from file_rows(write_page(settings.output, graph, source, settings.config, self.all_terms))


def write_largest(engine: Engine, named: Rows, edges: Rows, evidence: Rows, write: WritePage) -> Rows:
    """Write the page of the most linked terms in a worker; only the ids of these terms come to this process."""
    sources = engine.choose(named, Only(SOURCES))
    counts = added(engine.collect(engine.each(sources, count_sources)))
    least, taken = max(counts, default=0) + 1, 0
    for size in sorted(counts, reverse=True):
        if taken + counts[size] > MAX_PAGE_TERMS:
            break
        least, taken = size, taken + counts[size]
    shared = engine.share(take_ids(engine, sources, least), "largest")
    return engine.by_key(
        engine.rows([(b"", _NOTHING, b"")]),
        engine.each(engine.choose(named, Only(BATCH)), TakeTerms(least)),
        engine.each(edges, TakeEdges(shared)),
        engine.each(evidence, TakeEvidence(shared)),
        step=write,
    )


def take_ids(engine: Engine, sources: Rows, least: int) -> frozenset[str]:
    """Give the ids of the terms that enough others link to."""
    return frozenset(key_text(term) for _, _, term in engine.collect(engine.each(sources, TakeIds(least))))
