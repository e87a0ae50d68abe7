"""Find the neighbours of a term, and shortest paths between terms."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from glossograph.model.base import Struct
from glossograph.model.edge import Edge
from glossograph.model.evidence import Evidence
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.text.keys import TermId
from glossograph.text.languages import FALLBACK, LanguageTag


class Direction(StrEnum):
    """The direction of a link, seen from a given term."""

    OUT = "out"
    IN = "in"


class Neighbour(Struct, frozen=True):
    """A term that a given term links to (`OUT`) or that links to it (`IN`), with the link count of each language."""

    term: Term
    direction: Direction
    count: int
    counts: tuple[tuple[LanguageTag, int], ...]

    @property
    def languages(self) -> tuple[LanguageTag, ...]:
        """The languages with such links, sorted."""
        return tuple(language for language, _ in self.counts)


def neighbours(
    term: TermId, terms: dict[TermId, Term], outgoing: Sequence[Edge], incoming: Sequence[Edge]
) -> tuple[Neighbour, ...]:
    """List the neighbours of a term.

    Args:
        term: The term.
        terms: All terms by id.
        outgoing: Edges among which those are that leave the term.
        incoming: Edges among which those are that enter it.

    Returns:
        The neighbours, those with most links first. A term that is linked in both directions comes twice.
    """
    out = [Neighbour(terms[edge.target], Direction.OUT, edge.count, edge.counts) for edge in outgoing if edge.source == term]
    into = [Neighbour(terms[edge.source], Direction.IN, edge.count, edge.counts) for edge in incoming if edge.target == term]
    return tuple(sorted((*out, *into), key=lambda neighbour: (-neighbour.count, neighbour.term.id, neighbour.direction)))


def terms_within(start: TermId, hops: int, edges: Iterable[Edge]) -> set[TermId]:
    """Collect the terms that are at most some links away from a term, in either direction, with the term itself."""
    linked: dict[TermId, set[TermId]] = defaultdict(set)
    for edge in edges:
        linked[edge.source].add(edge.target)
        linked[edge.target].add(edge.source)
    reached, frontier = {start}, {start}
    for _ in range(hops):
        if not frontier:
            break
        frontier = {neighbour for term in frontier for neighbour in linked[term]} - reached
        reached |= frontier
    return reached


def importance(graph: Graph) -> Counter[TermId]:
    """Count the terms that link to each term (its in-degree), without the matrices of `centrality`."""
    counts: Counter[TermId] = Counter({term.id: 0 for term in graph.terms})
    for edge in graph.edges:
        counts[edge.target] += 1
    return counts


class Hop(Struct, frozen=True):
    """One step of a path: the edge, and one link of it (None if no evidence was kept)."""

    source: Term
    target: Term
    edge: Edge
    link: Evidence | None


_Candidate = tuple[int, tuple[Edge, ...]]
"""A path to a term: its link count and its edges."""


def shortest_path(source: TermId, target: TermId, outgoing: Mapping[TermId, Sequence[Edge]]) -> tuple[Edge, ...] | None:
    """Find a shortest path: of several, the one with most links, then the first by term ids.

    Args:
        source: The first term.
        target: The last term.
        outgoing: The edges that leave each term.

    Returns:
        The edges of the path: none from a term to itself, None if there is no path.

    >>> a, b, c, d = map(TermId, "abcd")
    >>> edges = [Edge(a, b, (("en", 1),)), Edge(a, c, (("en", 2),)), Edge(b, d, (("en", 1),)), Edge(c, d, (("en", 1),))]
    >>> outgoing = {term: [edge for edge in edges if edge.source == term] for term in (a, b, c, d)}
    >>> [edge.target for edge in shortest_path(a, d, outgoing)], shortest_path(d, a, outgoing)
    (['c', 'd'], None)
    """
    best: dict[TermId, _Candidate] = {source: (0, ())}
    frontier = {source: best[source]}
    while frontier and target not in best:
        reached: dict[TermId, _Candidate] = {}
        for term in sorted(frontier):
            link_count, path = frontier[term]
            for edge in outgoing.get(term, ()):
                if edge.target in best:
                    continue
                candidate = (link_count + edge.count, (*path, edge))
                if edge.target not in reached or _rank(candidate) < _rank(reached[edge.target]):
                    reached[edge.target] = candidate
        best |= reached
        frontier = reached
    return best[target][1] if target in best else None


def _rank(candidate: _Candidate) -> tuple[int, tuple[TermId, ...]]:
    link_count, path = candidate
    return -link_count, tuple(edge.target for edge in path)


def best_link(links: Iterable[Evidence], target: TermId, language: str, fallback: str = FALLBACK) -> Evidence | None:
    """Choose the link to a term that a reader of a language understands best.

    A link in the language comes first, then one in the fallback language, then the others by language. Among those, a link with a
    sentence comes first, then the first by file and line.

    Returns:
        The link, or None if no link is to the term.
    """
    order = {fallback: 1, language: 0}
    return min(
        (link for link in links if link.target == target),
        key=lambda link: (order.get(link.language, 2), not link.link.sentence, link.language, link.path, link.link.line),
        default=None,
    )
