"""Positions of all terms of a graph: neighbours near each other, components side by side, no term on another."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from glossograph.analysis.adjacency import adjacency, row_numbers, undirected
from glossograph.layout.islands import island_positions
from glossograph.layout.spacing import arrange_in_rows, spiral_positions
from glossograph.layout.stress import stress_positions
from glossograph.model.graph import Graph
from glossograph.text.keys import TermId

_MAX_TERMS_FOR_STRESS = 300
"""Stress looks best, and its time grows with the cube of the number of terms."""

_MAX_COMPONENTS_FOR_STRESS = 100
"""Further small components are spirals: so many take too long, and nobody looks at each."""

_DECIMALS = 3


def positions(graph: Graph, communities: Sequence[Sequence[TermId]]) -> NDArray[np.float64]:
    """Position the terms of a graph.

    The same graph gets the same positions. In a large component each community is an island. Components are side by side, the
    largest first.

    Args:
        graph: The graph.
        communities: Groups of terms. Terms in none of them are a group of their own.

    Returns:
        One row per term in the order of the graph: x to the right, y downwards; (terms, 2), float64, rounded to three decimals.
        One unit is about the room that a term takes, so that a graph of n terms is a few square roots of n wide. The middle is at
        (0, 0), and no two terms have the same position.
    """
    rows = row_numbers(graph)
    community = np.full(len(graph.terms), len(communities), dtype=np.int64)
    for index, terms in enumerate(communities):
        community[[rows[term] for term in terms]] = index
    return matrix_positions(undirected(adjacency(graph)), community)


def matrix_positions(neighbours: sparse.csr_array, community: NDArray[np.int64]) -> NDArray[np.float64]:
    """Position the rows of an adjacency matrix without direction, given the community of each row.

    >>> matrix_positions(sparse.csr_array([[0.0, 1.0], [1.0, 0.0]]), np.zeros(2, dtype=np.int64)).tolist()
    [[-0.75, 0.0], [0.75, 0.0]]
    """
    size = neighbours.shape[0]
    if not size:
        return np.zeros((0, 2))
    components, parts = zip(*component_positions(neighbours, community), strict=True)
    arranged = np.empty((size, 2))
    for rows, part in zip(components, arrange_in_rows(parts), strict=True):
        arranged[rows] = part
    arranged -= (arranged.min(axis=0) + arranged.max(axis=0)) / 2
    return round_positions(arranged)


def component_positions(
    neighbours: sparse.csr_array, community: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Position the components of an adjacency matrix, each for itself.

    Yields:
        The rows of each component and their positions, the largest component first.
    """
    for rank, rows in enumerate(split_components(neighbours)):
        yield rows, _place_component(neighbours, rows, community, by_stress=rank < _MAX_COMPONENTS_FOR_STRESS)


def split_components(neighbours: sparse.csr_array) -> list[NDArray[np.int64]]:
    """Split the rows of an adjacency matrix into its components, the largest first."""
    count, component = connected_components(neighbours, directed=False)
    order = np.argsort(component, kind="stable")
    components = np.split(order, np.cumsum(np.bincount(component, minlength=count))[:-1])
    return sorted(components, key=lambda rows: (-len(rows), rows[0]))


def round_positions(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round coordinates to the decimals that a map keeps."""
    return coordinates.round(_DECIMALS) + 0.0  # turns -0.0 into 0.0


def _place_component(
    neighbours: sparse.csr_array, rows: NDArray[np.int64], community: NDArray[np.int64], *, by_stress: bool
) -> NDArray[np.float64]:
    if len(rows) == 1:
        return np.zeros((1, 2))
    if len(rows) <= _MAX_TERMS_FOR_STRESS and not by_stress:
        return spiral_positions(len(rows)) * 1.5
    own = sparse.csr_array(neighbours[rows][:, rows])
    own.sort_indices()
    if len(rows) <= _MAX_TERMS_FOR_STRESS:
        return stress_positions(own)
    return island_positions(own, np.unique(community[rows], return_inverse=True)[1])
