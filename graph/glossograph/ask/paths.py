"""How one comes from a term to another by links."""

from collections.abc import Iterable, Mapping, Sequence

from glossograph.languages import FALLBACK
from glossograph.model import Edge, Evidence, Struct, Term
from glossograph.names import TermId


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
