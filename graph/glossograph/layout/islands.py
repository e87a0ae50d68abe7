"""Positions of a large component: each community is an island, near those that it links to, and evenly filled."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from glossograph.analysis.adjacency import undirected
from glossograph.layout.gradient import gradient_positions, link_weights, spectral_positions
from glossograph.layout.spacing import push_apart, spiral_positions

_COARSE_STEPS = 400
_GRADIENT_SCALE = 0.35
"""Width of the gradient's plane compared with that of the islands."""

_ISLAND_MARGIN = 1.06
_TERM_RADIUS = 0.42
"""Half of the distance that two terms keep."""

_PI = 3.141592653589793


def island_positions(neighbours: sparse.csr_array, community: NDArray[np.int64]) -> NDArray[np.float64]:
    """Position the terms of one component.

    Args:
        neighbours: The links without direction.
        community: The community of each term, numbered from 0.

    Returns:
        The positions, (terms, 2). An island has one term per unit of area.
    """
    weights = link_weights(neighbours)
    sizes = np.bincount(community)
    order = np.argsort(community, kind="stable")
    rank_in_community = np.empty(len(community), dtype=np.int64)
    rank_in_community[order] = np.arange(len(community)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    centres = _island_centres(neighbours, weights, community, sizes)
    start = centres[community] + spiral_positions(int(sizes.max()))[rank_in_community]
    steps = _step_count(len(community))
    positions = gradient_positions(neighbours, weights, start * _GRADIENT_SCALE, steps) / _GRADIENT_SCALE
    filled = _fill_islands(positions, community, sizes, centres)
    return push_apart(filled, np.full(len(community), _TERM_RADIUS), rounds=16)


def _step_count(size: int) -> int:
    """Choose how many steps to make in some seconds."""
    return int(np.clip(2_500_000 / size, 100, 300))


def _island_centres(
    neighbours: sparse.csr_array, weights: NDArray[np.float64], community: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Position the islands: those with many links between them beside each other, and none over another."""
    count = len(sizes)
    if count == 1:
        return np.zeros((1, 2))
    rows = np.arange(len(community))
    membership = sparse.csr_array((np.ones(len(community)), (rows, community)), shape=(len(community), count))
    weighted = sparse.csr_array((weights, neighbours.indices, neighbours.indptr), shape=neighbours.shape)
    island_links = undirected(sparse.csr_array(membership.T @ weighted @ membership))
    ends = island_links.tocoo()
    expected = np.sqrt(sizes[ends.row].astype(np.float64) * sizes[ends.col])
    strength = island_links.data / expected
    scaled = (strength / strength.mean(), island_links.indices, island_links.indptr)
    island_links = sparse.csr_array(scaled, shape=island_links.shape)
    start = spectral_positions(island_links) * 0.35 * count**0.5
    centres = gradient_positions(island_links, island_links.data, start, _COARSE_STEPS)
    radii = np.sqrt(sizes / _PI) * _ISLAND_MARGIN + 0.5
    centres = (centres - centres.mean(axis=0)) / np.abs(centres).max() * float(np.sqrt((radii**2).sum()))
    for _ in range(60):
        centres = push_apart(centres * 0.97, radii, rounds=2)
    return push_apart(centres, radii, rounds=160)


def _fill_islands(
    positions: NDArray[np.float64], community: NDArray[np.int64], sizes: NDArray[np.int64], centres: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Spread the terms of each island evenly from its centre outwards, each in its own direction."""
    means = np.stack([np.bincount(community, positions[:, axis]) / sizes for axis in (0, 1)], axis=1)
    offset = positions - means[community]
    distance = np.sqrt(offset[:, 0] ** 2 + offset[:, 1] ** 2)
    order = np.lexsort((distance, community))
    rank = np.empty(len(community))
    rank[order] = np.arange(len(community)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    radius = np.sqrt((rank + 0.5) / _PI)
    filled: NDArray[np.float64] = centres[community] + offset * (radius / np.maximum(distance, 1e-9))[:, None]
    return filled
