"""Find the communities of a graph by the Louvain algorithm."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from glossograph.analysis.adjacency import adjacency, undirected
from glossograph.analysis.centrality import row_pageranks
from glossograph.model.graph import Graph
from glossograph.text.keys import TermId

_MIN_TERMS = 3
_MIN_SHARE_OF_ROOT = 0.1
"""A community has at least three terms, or a tenth of the square root of the number of terms if that is more."""

NO_COMMUNITY = -1


def communities(graph: Graph) -> tuple[tuple[TermId, ...], ...]:
    """Find the groups of terms that link to each other more than to others.

    Small groups join the group that they have most links with. Terms of small components are in no community. The same graph
    gives the same communities.

    Source: V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, "Fast unfolding of communities in large networks", 2008.

    Returns:
        The communities, the largest first. In each the term with the highest PageRank comes first, and names it.
    """
    matrix = adjacency(graph)
    numbers = community_numbers(matrix)
    order = np.lexsort((np.arange(len(numbers)), -row_pageranks(matrix), numbers))
    order = order[numbers[order] != NO_COMMUNITY]
    cuts = np.flatnonzero(np.diff(numbers[order])) + 1
    groups = np.split(order, cuts) if len(order) else []
    return tuple(tuple(graph.terms[row].id for row in group) for group in groups)


def smallest_size(terms: int) -> int:
    """Give the least number of terms that are a community in a graph of some size.

    >>> smallest_size(40), smallest_size(14_000)
    (3, 12)
    """
    return max(_MIN_TERMS, round(_MIN_SHARE_OF_ROOT * math.sqrt(terms)))


def community_numbers(matrix: sparse.csr_array, min_size: int = 0) -> NDArray[np.int64]:
    """Number the community of each row of an adjacency matrix: 0 is the largest, `NO_COMMUNITY` means no community.

    Args:
        matrix: The adjacency matrix.
        min_size: The least size of a community; 0 means that the number of rows decides.

    >>> ring = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 6), (6, 3), (2, 3)]
    >>> rows, columns = np.array(ring).T
    >>> community_numbers(sparse.csr_array((np.ones(8), (rows, columns)), shape=(8, 8))).tolist()
    [1, 1, 1, 0, 0, 0, 0, -1]
    """
    # Louvain and not Leiden: scikit-network's Leiden draws from C's unseeded rand(), and its refinement may never end.
    from sknetwork.clustering import Louvain  # noqa: PLC0415 — takes a quarter of a second

    size = matrix.shape[0]
    if not matrix.nnz:
        return np.full(size, NO_COMMUNITY)
    neighbours = undirected(matrix)
    louvain = Louvain(modularity="newman", return_probs=False, return_aggregate=False, random_state=0)
    numbers = louvain.fit_predict(sparse.csr_matrix(neighbours)).astype(np.int64)
    return number_by_size(_merge_small_groups(numbers, neighbours, min_size or smallest_size(size)))


def _merge_small_groups(numbers: NDArray[np.int64], neighbours: sparse.csr_array, min_size: int) -> NDArray[np.int64]:
    """Merge each small group with the group that it has most links with. Small groups without links become `NO_COMMUNITY`."""
    while True:
        _, numbers, sizes = np.unique(numbers, return_inverse=True, return_counts=True)
        rows = np.arange(len(numbers))
        membership = sparse.csr_array((np.ones(len(numbers)), (rows, numbers)), shape=(len(numbers), len(sizes)))
        group_links = undirected(sparse.csr_array(membership.T @ neighbours @ membership))
        small = np.flatnonzero((sizes < min_size) & (np.diff(group_links.indptr) > 0))
        if not len(small):
            return np.where(sizes[numbers] >= min_size, numbers, NO_COMMUNITY)
        nearest = [
            group_links.indices[start + int(np.argmax(group_links.data[start:end]))]
            for start, end in zip(group_links.indptr[small], group_links.indptr[small + 1], strict=True)
        ]
        merges = sparse.csr_array((np.ones(len(small)), (small, nearest)), shape=group_links.shape)
        numbers = connected_components(merges, directed=False)[1][numbers]


def number_by_size(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Renumber the groups: the largest is 0; groups of the same size are in the order of their first rows."""
    old_numbers, first_rows, sizes = np.unique(numbers, return_index=True, return_counts=True)
    order = [index for index in np.lexsort((first_rows, -sizes)) if old_numbers[index] != NO_COMMUNITY]
    new_numbers = np.full(len(old_numbers), NO_COMMUNITY)
    new_numbers[order] = np.arange(len(order))
    renumbered: NDArray[np.int64] = new_numbers[np.searchsorted(old_numbers, numbers)]
    return renumbered
