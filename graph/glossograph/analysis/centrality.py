"""Measure how central terms are: in-degree, PageRank and betweenness, on sparse matrices."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from glossograph.analysis.adjacency import adjacency, outgoing_links
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.text.keys import TermId

_DAMPING = 0.85
_MAX_TOTAL_CHANGE = 1e-14
"""The PageRanks have converged when the changes of one round sum to less than this."""

_MAX_BETWEENNESS_STEPS = 50_000_000
"""Terms and links that betweenness visits, which takes some seconds."""

_MIN_PIVOTS = 64
_MAX_STEPS_AT_ONCE = 4_000_000
"""Terms and links that betweenness holds in memory, which takes some hundred megabytes."""

_SEED = 20
_SCORE_DECIMALS = 12


class BetweennessResult(Struct, frozen=True):
    """The share of all pairs of other terms whose shortest paths pass through each term.

    `pivots` is the number of terms that paths were followed from. If it is less than the number of terms, `exact` is False and
    the scores are estimates.
    """

    scores: dict[TermId, float]
    pivots: int
    exact: bool


def in_degree(graph: Graph) -> dict[TermId, int]:
    """Count the terms that link to each term, in the order of the graph."""
    counts = np.bincount(adjacency(graph).indices, minlength=len(graph.terms))
    return {term.id: int(count) for term, count in zip(graph.terms, counts, strict=True)}


def pagerank(graph: Graph) -> dict[TermId, float]:
    """Compute the PageRank of each term with damping 0.85.

    All edges of a term weigh the same, whatever their link counts. A term without edges passes its rank to all terms. The values
    are those that networkx converges to on `to_networkx()`; its own loop has not converged at 100,000 terms.

    Source: L. Page, S. Brin, R. Motwani, T. Winograd, "The PageRank citation ranking", 1999.

    Returns:
        The ranks, in the order of the graph. They sum to 1.
    """
    return {term.id: float(rank) for term, rank in zip(graph.terms, row_pageranks(adjacency(graph)), strict=True)}


def row_pageranks(matrix: sparse.csr_array) -> NDArray[np.float64]:
    """Compute the PageRank of each row of an adjacency matrix.

    >>> row_pageranks(sparse.csr_array([[0.0, 1.0], [1.0, 0.0]])).round(3).tolist()
    [0.5, 0.5]
    """
    size = matrix.shape[0]
    if not size:
        return np.zeros(0)
    out_degree = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    shares = np.divide(1.0, out_degree, out=np.zeros(size), where=out_degree > 0)
    incoming = sparse.csr_array(matrix.T)
    ranks = np.full(size, 1.0 / size)
    # Each round reduces the error by at least 15 %.
    for _ in range(int(np.ceil(np.log(_MAX_TOTAL_CHANGE / 2) / np.log(_DAMPING)))):
        rank_without_links = ranks[out_degree == 0].sum()
        next_ranks = _DAMPING * (incoming @ (ranks * shares) + rank_without_links / size) + (1 - _DAMPING) / size
        change = np.abs(next_ranks - ranks).sum()
        ranks = next_ranks
        if change < _MAX_TOTAL_CHANGE:
            break
    normalised: NDArray[np.float64] = ranks / ranks.sum()
    return normalised


def betweenness(graph: Graph) -> BetweennessResult:
    """Compute the betweenness of each term: exact for some thousand terms, else estimated from a sample.

    Edges have a direction, and all weigh the same. If following the paths from every term would take too long, they are followed
    from terms drawn with a fixed seed, and the result has their count.

    Source: U. Brandes, "A faster algorithm for betweenness centrality", 2001; pivots after U. Brandes and C. Pich, "Centrality
    estimation in large networks", 2007.

    Returns:
        The scores in the order of the graph, normalised as networkx does for directed graphs (0 to 1).
    """
    matrix = adjacency(graph)
    size = len(graph.terms)
    pivots = min(size, max(_MIN_PIVOTS, _MAX_BETWEENNESS_STEPS // (size + matrix.nnz + 1)))
    sources = np.arange(size)
    if pivots < size:
        sources = np.sort(np.random.default_rng(_SEED).choice(size, pivots, replace=False))
    row_scores = row_betweenness(matrix, sources)
    scores = {term.id: float(score) for term, score in zip(graph.terms, row_scores, strict=True)}
    return BetweennessResult(scores, pivots, pivots == size)


def row_betweenness(matrix: sparse.csr_array, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the betweenness of each row from the shortest paths that begin at `sources`, scaled up to all rows.

    >>> path = sparse.csr_array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    >>> row_betweenness(path, np.arange(3)).tolist()
    [0.0, 0.5, 0.0]
    """
    size = matrix.shape[0]
    scores = np.zeros(size)
    if size <= 2:  # noqa: PLR2004 — no term lies between two
        return scores
    sources_at_once = max(1, _MAX_STEPS_AT_ONCE // (size + matrix.nnz))
    for start in range(0, len(sources), sources_at_once):
        scores += _path_shares(matrix, sources[start : start + sources_at_once])
    scaled: NDArray[np.float64] = scores * (size / len(sources)) / ((size - 1) * (size - 2))
    return scaled


def _path_shares(matrix: sparse.csr_array, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum the share of every row in the shortest paths from several sources (Brandes' dependencies).

    The sources are followed side by side: the cell of the source with index s and the row r is s * rows + r.
    """
    size = matrix.shape[0]
    start_cells = np.arange(len(sources)) * size + sources
    level_of = np.full(len(sources) * size, -1, dtype=np.int32)
    path_counts = np.zeros(len(sources) * size)
    level_of[start_cells], path_counts[start_cells] = 0, 1.0
    frontier = start_cells
    steps: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    while len(frontier):
        origins, columns = outgoing_links(matrix, frontier % size)
        before = frontier[origins]
        after = before - before % size + columns
        is_new = level_of[after] < 0
        level_of[after[is_new]] = len(steps) + 1
        is_next_level = level_of[after] == len(steps) + 1
        before, after = before[is_next_level], after[is_next_level]
        np.add.at(path_counts, after, path_counts[before])
        steps.append((before, after))
        frontier = np.unique(after)
    shares = np.zeros(len(sources) * size)
    for before, after in reversed(steps):
        np.add.at(shares, before, path_counts[before] / path_counts[after] * (1.0 + shares[after]))
    shares[start_cells] = 0.0
    total: NDArray[np.float64] = shares.reshape(len(sources), size).sum(axis=0)
    return total


class Measure(StrEnum):
    """A measure of centrality: the rank of the terms that link to a term, their count, or the shortest paths through it."""

    PAGERANK = "pagerank"
    INDEGREE = "indegree"
    BETWEENNESS = "betweenness"


class RankedTerm(Struct, frozen=True):
    """A term with its score."""

    term: Term
    score: float


class Ranking(Struct, frozen=True):
    """Terms with their scores, the highest first.

    `pivots` is 0 for exact scores, else the number of terms that they were estimated from.
    """

    measure: Measure
    ranked: tuple[RankedTerm, ...]
    pivots: int = 0


def rank_terms(graph: Graph, measure: Measure, limit: int | None = None) -> Ranking:
    """Rank the terms by a measure, terms with the same score by id.

    Args:
        graph: The graph.
        measure: The measure.
        limit: The most terms to return; all if None.
    """
    pivots = 0
    if measure is Measure.BETWEENNESS:
        result = betweenness(graph)
        scores, pivots = result.scores, 0 if result.exact else result.pivots
    elif measure is Measure.INDEGREE:
        scores = {term: float(count) for term, count in in_degree(graph).items()}
    else:
        scores = pagerank(graph)
    # Machines round differently, so scores that are almost equal count as equal.
    order = sorted(graph.terms, key=lambda term: (-round(scores[term.id], _SCORE_DECIMALS), term.id))
    first_terms = order if limit is None else order[: max(0, limit)]
    return Ranking(measure, tuple(RankedTerm(term, scores[term.id]) for term in first_terms), pivots)
