"""The graph that a build finds, as one value, and what streams the evidence behind it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from glossograph.cases import Case, Merge
from glossograph.languages import LanguageTag
from glossograph.model import Edge, Evidence, Links, Problem, Repair, Struct, Term
from glossograph.names import TermId, key, slug


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


class Spellings(Struct, frozen=True):
    """How terms are called: by key or alias, by exact slug where articles share a key, by the key of a whole path."""

    keys: dict[str, TermId]
    exact: dict[str, TermId]
    paths: dict[str, TermId]

    def find(self, name: str, folders: Sequence[str] = ()) -> TermId | None:
        """Find a term by its slug, however spelt, and the folders before it."""
        if folders and (found := self.paths.get(key("/".join((*folders, name))))):
            return found
        return self.exact.get(slug(name)) or self.keys.get(key(name))


class Collection(Struct, frozen=True):
    """What is said of the glossary as a whole."""

    base_iri: str
    title: str
    description: str
    creator: str
    licence: str


class Graph(Struct, frozen=True):
    """Everything that a build finds, apart from the evidence, which is streamed.

    Shape: `terms` sorted by id, `edges` by source and target, `repairs`, `cases` and `problems` by path and
    line. `repairs` are the cases that were applied. `articles` counts the files that were read. `whole` is false where it comes
    from RDF, which does not tell of repairs, cases, merges and problems.
    """

    collection: Collection
    languages: tuple[LanguageTag, ...]
    articles: int
    terms: tuple[Term, ...]
    edges: tuple[Edge, ...]
    repairs: tuple[Repair, ...]
    cases: tuple[Case, ...]
    merges: tuple[Merge, ...]
    problems: tuple[Problem, ...]
    spellings: Spellings
    whole: bool = True
