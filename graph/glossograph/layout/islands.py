"""Places for a large component: its communities as islands, near those that they link to, each filled evenly."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from glossograph.analysis.centrality import both_ways
from glossograph.layout.gradient import gradient_places, link_weights, spectral_places
from glossograph.layout.spacing import pushed_apart, spiral

_COARSE_STEPS = 400
_DENSE = 0.35
"""Width of the gradient's plane, where the islands' is 1."""

_STRAIT = 1.06
_ROOM = 0.42
"""Half of what stays free between two terms."""


def island_places(near: sparse.csr_array, group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Place the terms of one component, given its links without direction and each term's community, from 0 on.

    Shape: (terms, 2); an island has one term a unit of area.
    """
    weights = link_weights(near)
    sizes = np.bincount(group)
    order = np.argsort(group, kind="stable")
    number = np.empty(len(group), dtype=np.int64)
    number[order] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    middles = _middles(near, weights, group, sizes)
    start = middles[group] + spiral(int(sizes.max()))[number]
    at = gradient_places(near, weights, start * _DENSE, _steps(len(group))) / _DENSE
    return pushed_apart(_filled(at, group, sizes, middles), np.full(len(group), _ROOM), rounds=16)


def _steps(size: int) -> int:
    """Give as many steps as some seconds take."""
    return int(np.clip(2_500_000 / size, 100, 300))


def _middles(
    near: sparse.csr_array, weights: NDArray[np.float64], group: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Place the islands: those with many links between them beside each other, none over another."""
    number = len(sizes)
    if number == 1:
        return np.zeros((1, 2))
    member = sparse.csr_array((np.ones(len(group)), (np.arange(len(group)), group)), shape=(len(group), number))
    weighed = sparse.csr_array((weights, near.indices, near.indptr), shape=near.shape)
    between = both_ways(sparse.csr_array(member.T @ weighed @ member))
    ends = between.tocoo()
    expected = np.sqrt(sizes[ends.row].astype(np.float64) * sizes[ends.col])
    strength = between.data / expected
    between = sparse.csr_array((strength / strength.mean(), between.indices, between.indptr), shape=between.shape)
    start = spectral_places(between) * 0.35 * number**0.5
    at = gradient_places(between, between.data, start, _COARSE_STEPS)
    radii = np.sqrt(sizes / 3.141592653589793) * _STRAIT + 0.5
    at = (at - at.mean(axis=0)) / np.abs(at).max() * float(np.sqrt((radii**2).sum()))
    for _ in range(60):
        at = pushed_apart(at * 0.97, radii, rounds=2)
    return pushed_apart(at, radii, rounds=160)


def _filled(
    at: NDArray[np.float64], group: NDArray[np.int64], sizes: NDArray[np.int64], middles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Spread the terms of each island evenly from its middle outwards, in the direction in which they stand."""
    own = np.stack([np.bincount(group, at[:, axis]) / sizes for axis in (0, 1)], axis=1)
    away = at - own[group]
    distance = np.sqrt(away[:, 0] ** 2 + away[:, 1] ** 2)
    order = np.lexsort((distance, group))
    rank = np.empty(len(group))
    rank[order] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    wanted = np.sqrt((rank + 0.5) / 3.141592653589793)
    placed: NDArray[np.float64] = middles[group] + away * (wanted / np.maximum(distance, 1e-9))[:, None]
    return placed
