"""What stands near a term."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum

from glossograph.graph import Graph
from glossograph.languages import LanguageTag
from glossograph.model import Edge, Struct, Term
from glossograph.names import TermId


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
