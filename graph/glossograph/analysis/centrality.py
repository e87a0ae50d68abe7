"""Centrality of terms: in-degree, PageRank and betweenness, on sparse matrices."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from glossograph.model.base import Struct
from glossograph.model.edge import Edge
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.text.keys import TermId


def places_of(graph: Graph) -> dict[TermId, int]:
    """Give each term's row: its place among the graph's terms."""
    return {term.id: place for place, term in enumerate(graph.terms)}


def adjacency(graph: Graph) -> sparse.csr_array:
    """Give the links: 1.0 in the row of the source and the column of the target, however often the link is made.

    Shape: terms by terms, float64, rows sorted. An edge whose end is no term of the graph is left out.
    """
    return matrix_of(places_of(graph), graph.edges)


def matrix_of(places: Mapping[TermId, int], edges: Iterable[Edge]) -> sparse.csr_array:
    """Give the links between some terms, whose rows are given: links from or to others are left out.

    >>> matrix_of({TermId("bond"): 0, TermId("stock"): 1}, [Edge(TermId("bond"), TermId("stock"), ())]).toarray().tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    pairs = ((places.get(edge.source, -1), places.get(edge.target, -1)) for edge in edges)
    ends = np.fromiter(chain.from_iterable(pairs), dtype=np.int32).reshape(-1, 2)
    ends = ends[(ends >= 0).all(axis=1)]
    matrix = sparse.csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(places), len(places)))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def both_ways(matrix: sparse.csr_array) -> sparse.csr_array:
    """Give the links without their direction: 1.0 for a link one way, 2.0 for links both ways, nothing to itself.

    >>> both_ways(sparse.csr_array([[1.0, 1.0], [0.0, 0.0]])).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    found = sparse.csr_array(matrix + matrix.T)
    ends = found.tocoo()
    apart = ends.row != ends.col
    found = sparse.csr_array((ends.data[apart], (ends.row[apart], ends.col[apart])), shape=matrix.shape)
    found.sort_indices()
    return found


def flat_neighbours(matrix: sparse.csr_array, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the links that leave some rows: for each link the place in `rows` that it leaves, and the column it leads to.

    >>> [found.tolist() for found in flat_neighbours(sparse.csr_array([[0, 1, 1], [0, 0, 0], [1, 0, 0]]), np.array([2, 0]))]
    [[0, 1, 1], [0, 1, 2]]
    """
    starts = matrix.indptr[rows].astype(np.int64)
    counts = matrix.indptr[rows + 1].astype(np.int64) - starts
    origins = np.repeat(np.arange(len(rows)), counts)
    before = np.cumsum(counts) - counts
    inside = np.arange(len(origins)) - before[origins]
    return origins, matrix.indices[starts[origins] + inside].astype(np.int64)


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
        found = betweenness(graph)
        scores, pivots = found.scores, 0 if found.exact else found.pivots
    elif measure is Measure.INDEGREE:
        scores = {term: float(count) for term, count in in_degree(graph).items()}
    else:
        scores = pagerank(graph)
    # What differs only by how a machine rounds is one score.
    order = sorted(graph.terms, key=lambda term: (-round(scores[term.id], 12), term.id))
    first = order if number is None else order[: max(0, number)]
    return Ranking(measure, tuple(Ranked(term, scores[term.id]) for term in first), pivots)
