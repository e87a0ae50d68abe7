"""Find the neighbours of a term, and shortest paths between terms."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from heapq import heappop, heappush

from glossograph.model.base import Struct
from glossograph.model.edge import Edge
from glossograph.model.evidence import Evidence, EvidenceSource
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


class PathDirection(StrEnum):
    """How a path may follow the links: along them, against them, either way; `AUTO` is along them if it can, else either way."""

    AUTO = "auto"
    WITH = "with"
    AGAINST = "against"
    ANY = "any"


class Hop(Struct, frozen=True):
    """One step of a path: the edge, and one link of it (None if no evidence was kept).

    `backwards` says that the step goes against the links: the edge is from `target` to `source`.
    """

    source: Term
    target: Term
    edge: Edge
    link: Evidence | None
    backwards: bool = False


MAX_PATHS = 3
"""Paths that are shown of two terms."""

_MAX_EXTRA_LINKS = 2
"""Links that an alternative may have more than the first path."""

_LINK_COST = 2

Path = tuple[Edge, ...]
"""The edges of a path in its order; a step whose edge ends where the step begins goes against the links."""

_Cost = tuple[int, int, int]
"""Cost of a path, number of its links, and minus the link count of its edges: the smallest is the best."""


class PathFinder:
    """Finds paths that avoid terms with many neighbours, by the rule of `docs/reference/paths.md`.

    A path costs 2 for each link, and for each term between its ends the number of bits of that term's degree. Of the paths that
    cost the same, the one with fewer links is first, then the one whose edges have more links, then the first by slugs.

    >>> a, b, c, d = map(TermId, "abcd")
    >>> edges = [Edge(a, b, (("en", 1),)), Edge(a, c, (("en", 2),)), Edge(b, d, (("en", 1),)), Edge(c, d, (("en", 1),))]
    >>> finder = PathFinder(edges, {term: term for term in (a, b, c, d)})
    >>> [[edge.target for edge in path] for path in finder.paths(a, d)], finder.paths(d, a, PathDirection.WITH)
    ([['c', 'd'], ['b', 'd']], ())
    """

    def __init__(self, edges: Iterable[Edge], slugs: Mapping[TermId, str]) -> None:
        """Index the edges of a graph by their ends."""
        self._slugs = slugs
        self._tolls: dict[TermId, int] = {}
        self._outgoing: dict[TermId, dict[TermId, Edge]] = defaultdict(dict)
        self._incoming: dict[TermId, dict[TermId, Edge]] = defaultdict(dict)
        for edge in edges:
            if edge.source != edge.target:
                self._outgoing[edge.source][edge.target] = edge
                self._incoming[edge.target][edge.source] = edge

    def paths(
        self, source: TermId, target: TermId, direction: PathDirection = PathDirection.AUTO, max_paths: int = MAX_PATHS
    ) -> tuple[Path, ...]:
        """Find different paths, the best first: no two of them have a term in common besides their ends.

        Args:
            source: The first term.
            target: The last term.
            direction: How the paths follow the links.
            max_paths: The most paths to find.

        Returns:
            The paths; one that is empty from a term to itself, none if there is no path.
        """
        if source == target:
            return ((),)
        if direction is PathDirection.AUTO:
            along = self._paths_in(PathDirection.WITH, source, target, max_paths)
            return along or self._paths_in(PathDirection.ANY, source, target, max_paths)
        return self._paths_in(direction, source, target, max_paths)

    def _paths_in(self, direction: PathDirection, source: TermId, target: TermId, max_paths: int) -> tuple[Path, ...]:
        paths: list[Path] = []
        closed: set[TermId] = set()
        while len(paths) < max_paths:
            direct = any(len(path) == 1 for path in paths)
            path = self._best_path(source, target, direction, closed, without_direct=direct)
            if path is None or (paths and len(path) > len(paths[0]) + _MAX_EXTRA_LINKS):
                break
            paths.append(path)
            closed.update({end for edge in path for end in (edge.source, edge.target)} - {source, target})
        return tuple(paths)

    def _best_path(
        self, source: TermId, target: TermId, direction: PathDirection, closed: AbstractSet[TermId], *, without_direct: bool
    ) -> Path | None:
        """Find the best path that avoids the closed terms, by costs to the target (Dijkstra)."""
        costs: dict[TermId, _Cost] = {}
        queue: list[tuple[_Cost, TermId]] = [((0, 0, 0), target)]
        while queue and source not in costs:
            cost, term = heappop(queue)
            if term in costs:
                continue
            costs[term] = cost
            toll = self._toll(term, target)
            for before, edge in self._steps_into(term, direction).items():
                if before in costs or before in closed or (without_direct and term == target and before == source):
                    continue
                heappush(queue, ((cost[0] + toll, cost[1] + 1, cost[2] - edge.count), before))
        if source not in costs:
            return None
        return self._walk(source, target, direction, costs, without_direct=without_direct)

    def _walk(
        self, source: TermId, target: TermId, direction: PathDirection, costs: Mapping[TermId, _Cost], *, without_direct: bool
    ) -> Path:
        """Follow the costs from the source; of steps that are as good, take the one to the first slug."""
        path: list[Edge] = []
        term = source
        while term != target:
            choices: list[tuple[_Cost, str, TermId, Edge]] = []
            for after, edge in self._steps(term, direction).items():
                if after not in costs or (without_direct and term == source and after == target):
                    continue
                cost = costs[after]
                total = (cost[0] + self._toll(after, target), cost[1] + 1, cost[2] - edge.count)
                choices.append((total, self._slugs[after], after, edge))
            _, _, term, edge = min(choices, key=lambda choice: choice[:2])
            path.append(edge)
        return tuple(path)

    def _steps(self, term: TermId, direction: PathDirection) -> Mapping[TermId, Edge]:
        """Return the edges of the steps from a term, by the term they go to; of two edges the one along the step."""
        along, against = self._outgoing.get(term, {}), self._incoming.get(term, {})
        if direction is PathDirection.WITH:
            return along
        if direction is PathDirection.AGAINST:
            return against
        return {**against, **along}

    def _steps_into(self, term: TermId, direction: PathDirection) -> Mapping[TermId, Edge]:
        """Return the edges of the steps to a term, by the term they come from; of two edges the one along the step."""
        along, against = self._incoming.get(term, {}), self._outgoing.get(term, {})
        if direction is PathDirection.WITH:
            return along
        if direction is PathDirection.AGAINST:
            return against
        return {**against, **along}

    def _toll(self, term: TermId, target: TermId) -> int:
        """Return the cost of a step to a term: hubs cost most, the end of the path nothing but the link."""
        if term == target:
            return _LINK_COST
        if term not in self._tolls:
            degree = len(self._outgoing.get(term, {}).keys() | self._incoming.get(term, {}).keys())
            self._tolls[term] = _LINK_COST + degree.bit_length()
        return self._tolls[term]


def hops_of(path: Path, source: TermId, terms: Mapping[TermId, Term], evidence: EvidenceSource, language: str) -> tuple[Hop, ...]:
    """Describe the steps of a path from a term, each with the link that a reader of a language understands best."""
    hops: list[Hop] = []
    for edge in path:
        target = edge.target if edge.source == source else edge.source
        link = best_link(evidence.evidence(edge.source), edge.target, language)
        hops.append(Hop(terms[source], terms[target], edge, link, backwards=edge.source != source))
        source = target
    return tuple(hops)


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
