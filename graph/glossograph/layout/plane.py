"""Where terms stand in the plane: neighbours near each other, components beside each other, nothing on top of another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from glossograph.analysis.centrality import adjacency, both_ways, places_of
from glossograph.layout.islands import island_places
from glossograph.layout.spacing import shelved, spiral
from glossograph.layout.stress import stress_places
from glossograph.model.graph import Graph
from glossograph.text.keys import TermId

_SMALL = 300
"""Terms that are placed by stress, which looks best and takes the cube of their number."""

_BY_STRESS = 100
"""Small components that are worth it; the terms of the others are put round their middle."""

_DECIMALS = 3


def positions(graph: Graph, communities: Sequence[Sequence[TermId]]) -> NDArray[np.float64]:
    """Place the terms, one row each in the graph's order: x to the right, y downwards.

    Shape: (terms, 2), float64, three decimals; the unit is about the room that one term takes, so that a graph of n terms is some
    square roots of n wide; no two terms are at one place; the middle is at 0, 0. A community is one island of a large graph, and
    components stand beside each other, the largest first. The same graph gives the same places.
    """
    place = places_of(graph)
    group = np.full(len(graph.terms), len(communities), dtype=np.int64)
    for number, community in enumerate(communities):
        group[[place[term] for term in community]] = number
    return plane(both_ways(adjacency(graph)), group)


def plane(near: sparse.csr_array, group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Place rows of a matrix of links without direction, given each row's community.

    >>> plane(sparse.csr_array([[0.0, 1.0], [1.0, 0.0]]), np.zeros(2, dtype=np.int64)).tolist()
    [[-0.75, 0.0], [0.75, 0.0]]
    """
    size = near.shape[0]
    if not size:
        return np.zeros((0, 2))
    number, component = connected_components(near, directed=False)
    order = np.argsort(component, kind="stable")
    components = np.split(order, np.cumsum(np.bincount(component, minlength=number))[:-1])
    components.sort(key=lambda terms: (-len(terms), terms[0]))
    parts = [_part(near, terms, group, by_stress=rank < _BY_STRESS) for rank, terms in enumerate(components)]
    at = np.empty((size, 2))
    for terms, part in zip(components, shelved(parts), strict=True):
        at[terms] = part
    at -= (at.min(axis=0) + at.max(axis=0)) / 2
    return at.round(_DECIMALS) + 0.0  # no -0.0


def _part(near: sparse.csr_array, terms: NDArray[np.int64], group: NDArray[np.int64], *, by_stress: bool) -> NDArray[np.float64]:
    if len(terms) == 1:
        return np.zeros((1, 2))
    if len(terms) <= _SMALL and not by_stress:
        return spiral(len(terms)) * 1.5
    own = sparse.csr_array(near[terms][:, terms])
    own.sort_indices()
    if len(terms) <= _SMALL:
        return stress_places(own)
    return island_places(own, np.unique(group[terms], return_inverse=True)[1])
