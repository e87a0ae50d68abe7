"""The edges of a graph as sparse matrices, and its connected components."""

from collections.abc import Iterable, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from glossograph.model.edge import Edge
from glossograph.model.graph import Graph
from glossograph.text.keys import TermId


def row_numbers(graph: Graph) -> dict[TermId, int]:
    """Number the terms by their position in the graph: the rows and columns of its matrix."""
    return {term.id: row for row, term in enumerate(graph.terms)}


def adjacency(graph: Graph) -> sparse.csr_array:
    """Build the adjacency matrix of a graph.

    Returns:
        A matrix of terms by terms (float64, indices sorted): 1.0 in the row of the source and the column of the target, however
        many links the edge has. Edges from or to an unknown term are left out.
    """
    return link_matrix(row_numbers(graph), graph.edges)


def link_matrix(rows: Mapping[TermId, int], edges: Iterable[Edge]) -> sparse.csr_array:
    """Build the adjacency matrix of some terms, given their row numbers. Edges from or to other terms are left out.

    >>> link_matrix({TermId("bond"): 0, TermId("stock"): 1}, [Edge(TermId("bond"), TermId("stock"), ())]).toarray().tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    pairs = ((rows.get(edge.source, -1), rows.get(edge.target, -1)) for edge in edges)
    ends = np.fromiter(chain.from_iterable(pairs), dtype=np.int32).reshape(-1, 2)
    ends = ends[(ends >= 0).all(axis=1)]
    matrix = sparse.csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(rows), len(rows)))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def undirected(matrix: sparse.csr_array) -> sparse.csr_array:
    """Remove direction from an adjacency matrix: 1.0 for an edge one way, 2.0 for edges both ways, no edge to itself.

    >>> undirected(sparse.csr_array([[1.0, 1.0], [0.0, 0.0]])).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    ends = sparse.csr_array(matrix + matrix.T).tocoo()
    distinct = ends.row != ends.col
    symmetric = sparse.csr_array((ends.data[distinct], (ends.row[distinct], ends.col[distinct])), shape=matrix.shape)
    symmetric.sort_indices()
    return symmetric


def outgoing_links(matrix: sparse.csr_array, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the links that leave some rows.

    Returns:
        For each link the index in `rows` of its source, and the column of its target.

    >>> matrix = sparse.csr_array([[0, 1, 1], [0, 0, 0], [1, 0, 0]])
    >>> [indexes.tolist() for indexes in outgoing_links(matrix, np.array([2, 0]))]
    [[0, 1, 1], [0, 1, 2]]
    """
    starts = matrix.indptr[rows].astype(np.int64)
    counts = matrix.indptr[rows + 1].astype(np.int64) - starts
    origins = np.repeat(np.arange(len(rows)), counts)
    first_links = np.cumsum(counts) - counts
    offsets = np.arange(len(origins)) - first_links[origins]
    return origins, matrix.indices[starts[origins] + offsets].astype(np.int64)


def components(graph: Graph) -> tuple[tuple[TermId, ...], ...]:
    """Split the terms into weakly connected components.

    Returns:
        The components, the largest first, those of the same size by their first term. Each is in the order of the graph.
    """
    if not graph.terms:
        return ()
    numbers = connected_components(adjacency(graph), directed=False)[1]
    order = np.argsort(numbers, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(numbers))[:-1])
    groups.sort(key=lambda rows: (-len(rows), rows[0]))
    return tuple(tuple(graph.terms[row].id for row in rows) for rows in groups)
