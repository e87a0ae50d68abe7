"""The most linked terms of a build, which its page shows: as many as a page can hold, however many terms there are."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from glossograph.config import Config
from glossograph.distributed.row_steps import added, key_text, pack, unpack
from glossograph.distributed.writing import decode_evidence, info_of
from glossograph.engine.rows import Engine, Row, Rows, Shared
from glossograph.model.evidence import ArticleEvidence, Evidence
from glossograph.model.graph import Graph, Relation
from glossograph.parts.part_writer import graph_of_bucket
from glossograph.parts.whole_files import MAX_PAGE_TERMS
from glossograph.text.keys import TermId

if TYPE_CHECKING:
    from glossograph.distributed.labelling import LabelledBatch
    from glossograph.model.edge import Edge
    from glossograph.model.term import Term


class CollectedEvidence:
    """The evidence of some terms, in memory."""

    def __init__(self, articles: Iterable[ArticleEvidence] = ()) -> None:
        """Take the evidence article by article, sorted by source term."""
        self._articles = tuple(articles)

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Give the evidence article by article."""
        return (article for article in self._articles if source in (None, article.source))

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Give the same link by link."""
        return chain.from_iterable(self.by_article(source))


@dataclass(frozen=True)
class CountSources:
    """Counts the terms of batches by the number of terms that link to them."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        counts: Counter[int] = Counter()
        for _, _, value in rows:
            batch: LabelledBatch = unpack(value)
            counts.update(len(batch.incoming.get(term.id, ())) for term in batch.terms)
        yield b"", b"", pack(counts)


@dataclass(frozen=True)
class TakeTerms:
    """Gives the terms that enough others link to."""

    least: int

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        for _, _, value in rows:
            batch: LabelledBatch = unpack(value)
            terms = [term for term in batch.terms if len(batch.incoming.get(term.id, ())) >= self.least]
            yield batch.key, b"", pack(terms)


@dataclass(frozen=True)
class TakeEdges:
    """Gives the edges between some terms."""

    terms: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        terms = self.terms.get()
        for key, order, value in rows:
            if key_text(key) in terms and (edges := [edge for edge in unpack(value) if edge.target in terms]):
                yield key, order, pack(edges)


@dataclass(frozen=True)
class TakeEvidence:
    """Gives the evidence behind the edges between some terms."""

    terms: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        terms = self.terms.get()
        for key, order, value in rows:
            if key_text(key) in terms and (kept := [*_between(decode_evidence(value), terms)]):
                yield key, order, pack(kept)


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


def largest_part(
    engine: Engine, named: Rows, edges: Rows, evidence: Rows, *, config: Config, relations: tuple[Relation, ...]
) -> tuple[Graph, CollectedEvidence]:
    """Give the graph of the most linked terms, and its evidence."""
    counts = added(engine.collect(engine.each(named, CountSources())))
    least, taken = max(counts, default=0) + 1, 0
    for size in sorted(counts, reverse=True):
        if taken + counts[size] > MAX_PAGE_TERMS:
            break
        least, taken = size, taken + counts[size]
    terms: list[Term] = sorted(
        term for _, _, value in engine.collect(engine.each(named, TakeTerms(least))) for term in unpack(value)
    )
    ids = frozenset(term.id for term in terms)
    shared = engine.share(ids, "largest")
    between: list[Edge] = sorted(
        edge for _, _, value in engine.collect(engine.each(edges, TakeEdges(shared))) for edge in unpack(value)
    )
    articles = [
        article for _, _, value in engine.collect(engine.each(evidence, TakeEvidence(shared))) for article in unpack(value)
    ]
    relations = tuple(relation for relation in relations if relation.source in ids and relation.target in ids)
    graph = graph_of_bucket(info_of(config), terms, between, relations)
    return graph, CollectedEvidence(sorted(articles, key=lambda article: article.source))
