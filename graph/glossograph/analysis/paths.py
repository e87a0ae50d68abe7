"""Neighbours of a term, and shortest paths between terms."""

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
    """Which way a link goes, seen from the term that was asked about."""

    OUT = "out"
    IN = "in"


class Neighbour(Struct, frozen=True):
    """A term that links to the one asked about, or is linked from it, with the number of links in each language."""

    term: Term
    direction: Direction
    count: int
    counts: tuple[tuple[LanguageTag, int], ...]

    @property
    def languages(self) -> tuple[LanguageTag, ...]:
        """The languages in which the link is made, sorted."""
        return tuple(language for language, _ in self.counts)


def neighbours(term: TermId, terms: dict[TermId, Term], out: Sequence[Edge], into: Sequence[Edge]) -> tuple[Neighbour, ...]:
    """Give the neighbours of a term, most linked first; one that links both ways comes once for each direction."""
    found = [Neighbour(terms[edge.target], Direction.OUT, edge.count, edge.counts) for edge in out if edge.source == term]
    found += [Neighbour(terms[edge.source], Direction.IN, edge.count, edge.counts) for edge in into if edge.target == term]
    return tuple(sorted(found, key=lambda one: (-one.count, one.term.id, one.direction)))


def within(start: TermId, hops: int, edges: Iterable[Edge]) -> set[TermId]:
    """Give the terms that are at most so many links away, in either direction, the start among them."""
    near: dict[TermId, set[TermId]] = defaultdict(set)
    for edge in edges:
        near[edge.source].add(edge.target)
        near[edge.target].add(edge.source)
    found, border = {start}, {start}
    for _ in range(hops):
        if not border:
            break
        border = {other for term in border for other in near[term]} - found
        found |= border
    return found


def importance(graph: Graph) -> Counter[TermId]:
    """Count the terms that link to each term: its in-degree."""
    counts: Counter[TermId] = Counter({term.id: 0 for term in graph.terms})
    for edge in graph.edges:
        counts[edge.target] += 1
    return counts


class Hop(Struct, frozen=True):
    """One step of a chain: the edge between two terms and one link behind it, nothing where no evidence was kept."""

    source: Term
    target: Term
    edge: Edge
    link: Evidence | None


def shortest_chain(source: TermId, target: TermId, out: Mapping[TermId, Sequence[Edge]]) -> tuple[Edge, ...] | None:
    """Give a shortest chain of edges from one term to another: of several, the one with most links, then the first by ids.

    Empty from a term to itself; nothing where no chain leads there. `out` gives the edges that leave a term.

    >>> a, b, c, d = map(TermId, "abcd")
    >>> edges = [Edge(a, b, (("en", 1),)), Edge(a, c, (("en", 2),)), Edge(b, d, (("en", 1),)), Edge(c, d, (("en", 1),))]
    >>> out = {one: [edge for edge in edges if edge.source == one] for one in (a, b, c, d)}
    >>> [edge.target for edge in shortest_chain(a, d, out)], shortest_chain(d, a, out)
    (['c', 'd'], None)
    """
    best: dict[TermId, tuple[int, tuple[Edge, ...]]] = {source: (0, ())}
    border = {source: best[source]}
    while border and target not in best:
        reached: dict[TermId, tuple[int, tuple[Edge, ...]]] = {}
        for term in sorted(border):
            links, chain = border[term]
            for edge in out.get(term, ()):
                if edge.target in best:
                    continue
                found = (links + edge.count, (*chain, edge))
                if edge.target not in reached or _rank(found) < _rank(reached[edge.target]):
                    reached[edge.target] = found
        best |= reached
        border = reached
    return best[target][1] if target in best else None


def _rank(found: tuple[int, tuple[Edge, ...]]) -> tuple[int, tuple[TermId, ...]]:
    links, chain = found
    return -links, tuple(edge.target for edge in chain)


def best_link(links: Iterable[Evidence], target: TermId, language: str, fallback: str = FALLBACK) -> Evidence | None:
    """Choose of the links that lead to a term the one that a reader of a language understands best.

    One in the language, else in the fallback, else the first by language; of those one with a sentence, the first by file and
    line.
    """
    order = {fallback: 1, language: 0}
    return min(
        (link for link in links if link.target == target),
        key=lambda one: (order.get(one.language, 2), not one.link.sentence, one.language, one.path, one.link.line),
        default=None,
    )
