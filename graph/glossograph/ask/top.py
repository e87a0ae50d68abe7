"""Which terms are the most central, by one of several measures."""

from enum import StrEnum

from glossograph.ask import ranks
from glossograph.graph import Graph
from glossograph.model import Struct, Term


class Measure(StrEnum):
    """How central a term is: by the ranks of what links to it, by how many link to it, by the chains that it lies on."""

    PAGERANK = "pagerank"
    INDEGREE = "indegree"
    BETWEENNESS = "betweenness"


class Ranked(Struct, frozen=True):
    """A term with its score."""

    term: Term
    score: float


class Ranking(Struct, frozen=True):
    """Terms with their scores, the highest first; `pivots` is the number of terms that scores were estimated from, 0 if exact."""

    measure: Measure
    ranked: tuple[Ranked, ...]
    pivots: int = 0


def ranking(graph: Graph, measure: Measure, number: int | None = None) -> Ranking:
    """Rank the terms by a measure and give the first of them, those of one score by id."""
    pivots = 0
    if measure is Measure.BETWEENNESS:
        found = ranks.betweenness(graph)
        scores, pivots = found.scores, 0 if found.exact else found.pivots
    elif measure is Measure.INDEGREE:
        scores = {term: float(count) for term, count in ranks.in_degree(graph).items()}
    else:
        scores = ranks.pagerank(graph)
    # What differs only by how a machine rounds is one score.
    order = sorted(graph.terms, key=lambda term: (-round(scores[term.id], 12), term.id))
    first = order if number is None else order[: max(0, number)]
    return Ranking(measure, tuple(Ranked(term, scores[term.id]) for term in first), pivots)
