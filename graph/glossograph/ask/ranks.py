"""How central terms are: in-degree, PageRank and betweenness, on sparse matrices."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from glossograph.ask.matrix import adjacency, flat_neighbours
from glossograph.graph import Graph
from glossograph.model import Struct
from glossograph.names import TermId

_DAMPING = 0.85
_CONVERGED = 1e-14
"""Change of all PageRanks together in one round at which they stand."""

_AFFORDABLE = 50_000_000
"""Links and terms that betweenness looks at: some seconds."""

_FEWEST_PIVOTS = 64
_AT_ONCE = 4_000_000
"""Links and terms that betweenness holds at once: some hundred megabytes."""

_SEED = 20


class Betweenness(Struct, frozen=True):
    """How often each term lies on the shortest chains of links between two others, as a share of all pairs.

    `pivots` is the number of terms from which chains were followed: where it is less than the number of terms (`exact` is
    False), the scores are estimates.
    """

    scores: dict[TermId, float]
    pivots: int
    exact: bool


def in_degree(graph: Graph) -> dict[TermId, int]:
    """Count the terms that link to each term, in the graph's order."""
    counts = np.bincount(adjacency(graph).indices, minlength=len(graph.terms))
    return {term.id: int(count) for term, count in zip(graph.terms, counts, strict=True)}


def pagerank(graph: Graph) -> dict[TermId, float]:
    """Give each term's PageRank with damping 0.85, in the graph's order; they sum to 1.

    Every link of a term counts the same, in however many languages it is made; a term without links passes its rank to all. The
    values are those that networkx converges to on `to_networkx()`.

    Source: L. Page, S. Brin, R. Motwani, T. Winograd, "The PageRank citation ranking", 1999.
    """
    return {term.id: float(rank) for term, rank in zip(graph.terms, pagerank_of(adjacency(graph)), strict=True)}


def pagerank_of(matrix: sparse.csr_array) -> NDArray[np.float64]:
    """Give the PageRank of each row of a matrix of links.

    >>> pagerank_of(sparse.csr_array([[0.0, 1.0], [1.0, 0.0]])).round(3).tolist()
    [0.5, 0.5]
    """
    size = matrix.shape[0]
    if not size:
        return np.zeros(0)
    given = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    shares = np.divide(1.0, given, out=np.zeros(size), where=given > 0)
    into = sparse.csr_array(matrix.T)
    ranks = np.full(size, 1.0 / size)
    # Each round takes at least 15 % off what is missing.
    for _ in range(int(np.ceil(np.log(_CONVERGED / 2) / np.log(_DAMPING)))):
        lost = ranks[given == 0].sum()
        renewed = _DAMPING * (into @ (ranks * shares) + lost / size) + (1 - _DAMPING) / size
        change = np.abs(renewed - ranks).sum()
        ranks = renewed
        if change < _CONVERGED:
            break
    normed: NDArray[np.float64] = ranks / ranks.sum()
    return normed


def betweenness(graph: Graph) -> Betweenness:
    """Give each term's betweenness, in the graph's order: exact for some thousand terms, else estimated from a sample.

    Links have their direction and all weigh the same. Where following the chains from every term would take too long, they are
    followed from terms drawn at random (always the same ones), and the result says from how many.

    Source: U. Brandes, "A faster algorithm for betweenness centrality", 2001; pivots after U. Brandes and C. Pich, "Centrality
    estimation in large networks", 2007. Shape: the scale is networkx's normalised one, for directed graphs.
    """
    matrix = adjacency(graph)
    size = len(graph.terms)
    pivots = min(size, max(_FEWEST_PIVOTS, _AFFORDABLE // (size + matrix.nnz + 1)))
    sources = np.arange(size)
    if pivots < size:
        sources = np.sort(np.random.default_rng(_SEED).choice(size, pivots, replace=False))
    scores = betweenness_of(matrix, sources)
    return Betweenness({term.id: float(score) for term, score in zip(graph.terms, scores, strict=True)}, pivots, pivots == size)


def betweenness_of(matrix: sparse.csr_array, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the betweenness of each row, from the shortest chains that begin at `sources`, scaled up to all.

    >>> chain = sparse.csr_array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    >>> betweenness_of(chain, np.arange(3)).tolist()
    [0.0, 0.5, 0.0]
    """
    size = matrix.shape[0]
    scores = np.zeros(size)
    if size <= 2:  # noqa: PLR2004 — nothing lies between two
        return scores
    together = max(1, _AT_ONCE // (size + matrix.nnz))
    for start in range(0, len(sources), together):
        scores += _dependencies(matrix, sources[start : start + together])
    scaled: NDArray[np.float64] = scores * (size / len(sources)) / ((size - 1) * (size - 2))
    return scaled


def _dependencies(matrix: sparse.csr_array, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum what every row contributes to the chains from several sources, which are followed side by side.

    What belongs to source number s and row r stands at s * rows + r.
    """
    size = matrix.shape[0]
    begin = np.arange(len(sources)) * size + sources
    level_of = np.full(len(sources) * size, -1, dtype=np.int32)
    chains = np.zeros(len(sources) * size)
    level_of[begin], chains[begin] = 0, 1.0
    border = begin
    steps: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    while len(border):
        origins, columns = flat_neighbours(matrix, border % size)
        before = border[origins]
        after = before - before % size + columns
        new = level_of[after] < 0
        level_of[after[new]] = len(steps) + 1
        forward = level_of[after] == len(steps) + 1
        before, after = before[forward], after[forward]
        np.add.at(chains, after, chains[before])
        steps.append((before, after))
        border = np.unique(after)
    shares = np.zeros(len(sources) * size)
    for before, after in reversed(steps):
        np.add.at(shares, before, chains[before] / chains[after] * (1.0 + shares[after]))
    shares[begin] = 0.0
    total: NDArray[np.float64] = shares.reshape(len(sources), size).sum(axis=0)
    return total
