"""The graph as sparse matrices, whose rows and columns are the terms in the graph's order."""

from collections.abc import Iterable, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from glossograph.graph import Graph
from glossograph.model import Edge
from glossograph.names import TermId


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
