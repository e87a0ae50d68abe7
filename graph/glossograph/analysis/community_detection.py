"""Which terms hang together: communities by the Louvain algorithm."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from glossograph.analysis.centrality import adjacency, both_ways, pagerank_of
from glossograph.model.graph import Graph
from glossograph.text.keys import TermId

_LEAST = 3
_LEAST_SHARE = 0.1
"""Terms that make a community: three, or a tenth of the square root of the number of terms, so that a map stays one."""

NO_COMMUNITY = -1


def communities(graph: Graph) -> tuple[tuple[TermId, ...], ...]:
    """Give the groups of terms that link to each other more than to others, the largest first.

    Shape: in each group the most central term comes first (by PageRank, as on the page), and names it. Groups of one or two
    terms join the group that they have most links with; terms that hang together with hardly any other are in none. The same
    graph gives the same groups.

    Source: V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, "Fast unfolding of communities in large networks", 2008.
    """
    links = adjacency(graph)
    labels = community_numbers(links)
    order = np.lexsort((np.arange(len(labels)), -pagerank_of(links), labels))
    order = order[labels[order] != NO_COMMUNITY]
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    groups = np.split(order, cuts) if len(order) else []
    return tuple(tuple(graph.terms[place].id for place in group) for group in groups)


def community_numbers(links: sparse.csr_array) -> NDArray[np.int64]:
    """Give each row's community, 0 being the largest, and `NO_COMMUNITY` for rows that are in none.

    >>> ring = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 6), (6, 3), (2, 3)]
    >>> rows, columns = np.array(ring).T
    >>> community_numbers(sparse.csr_array((np.ones(8), (rows, columns)), shape=(8, 8))).tolist()
    [1, 1, 1, 0, 0, 0, 0, -1]
    """
    # Not its Leiden, which draws from C's unseeded rand() and whose refinement may go round for ever.
    from sknetwork.clustering import Louvain  # noqa: PLC0415 — a quarter of a second

    size = links.shape[0]
    if not links.nnz:
        return np.full(size, NO_COMMUNITY)
    near = both_ways(links)
    louvain = Louvain(modularity="newman", return_probs=False, return_aggregate=False, random_state=0)
    found = louvain.fit_predict(sparse.csr_matrix(near)).astype(np.int64)
    return _largest_first(_joined(found, near, max(_LEAST, round(_LEAST_SHARE * size**0.5))))


def _joined(labels: NDArray[np.int64], near: sparse.csr_array, least: int) -> NDArray[np.int64]:
    """Join groups that are too small to the one that they have most links with; what has none with others is in none."""
    while True:
        _, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
        member = sparse.csr_array((np.ones(len(labels)), (np.arange(len(labels)), labels)), shape=(len(labels), len(sizes)))
        between = both_ways(sparse.csr_array(member.T @ near @ member))
        joining = np.flatnonzero((sizes < least) & (np.diff(between.indptr) > 0))
        if not len(joining):
            return np.where(sizes[labels] >= least, labels, NO_COMMUNITY)
        nearest = [
            between.indices[start + int(np.argmax(between.data[start:end]))]
            for start, end in zip(between.indptr[joining], between.indptr[joining + 1], strict=True)
        ]
        joins = sparse.csr_array((np.ones(len(joining)), (joining, nearest)), shape=between.shape)
        labels = connected_components(joins, directed=False)[1][labels]


def _largest_first(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the groups by size, those of one size by their first row."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = [place for place in np.lexsort((first, -sizes)) if names[place] != NO_COMMUNITY]
    numbers = np.full(len(names), NO_COMMUNITY)
    numbers[order] = np.arange(len(order))
    found: NDArray[np.int64] = numbers[np.searchsorted(names, labels)]
    return found
