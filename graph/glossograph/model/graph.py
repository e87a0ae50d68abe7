"""The graph that a build finds, as one value, and what streams the evidence behind it."""

from collections.abc import Sequence
from typing import Self

from glossograph.model.base import Struct
from glossograph.model.decision import DuplicateCandidate, LinkConflict
from glossograph.model.edge import Edge, Repair
from glossograph.model.problem import Problem
from glossograph.model.term import Term
from glossograph.text.keys import TermId, key, slug
from glossograph.text.languages import LanguageTag


class TermIndex(Struct, frozen=True):
    """How terms are called: by key or alias, by exact slug where articles share a key, by the key of a whole path."""

    keys: dict[str, TermId]
    exact: dict[str, TermId]
    paths: dict[str, TermId]

    def find(self, name: str, folders: Sequence[str] = ()) -> TermId | None:
        """Find a term by its slug, however spelt, and the folders before it."""
        if folders and (found := self.paths.get(key("/".join((*folders, name))))):
            return found
        return self.exact.get(slug(name)) or self.keys.get(key(name))


class GlossaryInfo(Struct, frozen=True):
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

    info: GlossaryInfo
    languages: tuple[LanguageTag, ...]
    articles: int
    terms: tuple[Term, ...]
    edges: tuple[Edge, ...]
    repairs: tuple[Repair, ...]
    conflicts: tuple[LinkConflict, ...]
    duplicate_candidates: tuple[DuplicateCandidate, ...]
    problems: tuple[Problem, ...]
    term_index: TermIndex
    whole: bool = True


class GraphSummary(Struct, frozen=True):
    """The figures of a graph; `links` counts the links behind the edges."""

    articles: int
    languages: tuple[str, ...]
    terms: int
    placeholders: int
    edges: int
    links: int
    repairs: int
    problems: int

    @classmethod
    def of(cls, graph: Graph) -> Self:
        """Count a graph."""
        return cls(
            graph.articles,
            graph.languages,
            len(graph.terms),
            sum(term.placeholder for term in graph.terms),
            len(graph.edges),
            sum(edge.count for edge in graph.edges),
            len(graph.repairs),
            len(graph.problems),
        )
