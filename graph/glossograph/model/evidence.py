"""The links behind the edges, and the protocol of what streams them."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol

from glossograph.model.base import Struct
from glossograph.model.link import Link, Links
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag


class Evidence(Struct, frozen=True):
    """One link behind an edge: who says it, where and in which words."""

    source: TermId
    language: LanguageTag
    target: TermId
    path: str
    link: Link
    repaired: bool


class ArticleEvidence(Struct, frozen=True):
    """The links of one article that are behind edges, with their targets; `repaired` are the places of those led elsewhere."""

    source: TermId
    language: LanguageTag
    path: str
    links: Links
    targets: tuple[TermId, ...]
    repaired: tuple[int, ...]

    def __iter__(self) -> Iterator[Evidence]:
        """Give the evidence link by link."""
        repaired = frozenset(self.repaired)
        for place, (link, target) in enumerate(zip(self.links, self.targets, strict=True)):
            yield Evidence(self.source, self.language, target, self.path, link, place in repaired)


def by_article(evidence: Iterable[Evidence]) -> Iterator[ArticleEvidence]:
    """Put evidence that is sorted by source term and language together by article."""
    for (source, language), found in groupby(evidence, lambda one: (one.source, one.language)):
        items = tuple(found)
        repaired = tuple(place for place, one in enumerate(items) if one.repaired)
        links = Links.of(one.link for one in items)
        yield ArticleEvidence(source, language, items[0].path, links, tuple(one.target for one in items), repaired)


class EvidenceSource(Protocol):
    """What can give the evidence again and again, from memory or from disk, sorted by source term and language."""

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence behind all edges, or behind those that leave one term, article by article."""

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Stream the same link by link."""
