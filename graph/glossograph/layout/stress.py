"""Positions of a component of some hundred terms: distances in the plane are like distances in the graph."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import shortest_path

from glossograph.layout.spacing import push_apart

_MAX_ROUNDS = 200
_MAX_MOVE = 1e-4
"""The positions have converged when no term moves more in a round."""

_WIDTH_TO_HEIGHT = 1.5
"""Terms side by side need more room than terms above each other, because names are wide and low."""

_POWER_ITERATIONS = 60


def stress_positions(neighbours: sparse.csr_array) -> NDArray[np.float64]:
    """Position the terms of one component by stress majorisation.

    Links between terms that share few of their neighbours are longer, so that the terms around two busy terms do not mix. Only
    sums and products in a fixed order are used, so that every machine gets the same result.

    Source: E. Gansner, Y. Koren, S. North, "Graph drawing by stress majorization", 2005, in its local form, damped.

    Args:
        neighbours: The links without direction.

    Returns:
        The positions, (terms, 2). No two terms are nearer than 1.

    >>> path = sparse.csr_array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    >>> positions = stress_positions(path)
    >>> bool(abs(positions[0] - positions[2]).max() > abs(positions[0] - positions[1]).max())
    True
    """
    size = neighbours.shape[0]
    if size == 1:
        return np.zeros((1, 2))
    wanted = shortest_path(_link_lengths(neighbours), directed=False)
    weights = np.divide(1.0, wanted * wanted, out=np.zeros_like(wanted), where=wanted > 0)
    total = weights.sum(axis=1)
    x, y = _start_positions(wanted).T.copy()
    for _ in range(_MAX_ROUNDS):
        delta_x, delta_y = x[:, None] - x, y[:, None] - y
        distance = np.sqrt(delta_x * delta_x + delta_y * delta_y)
        pull = np.divide(weights * wanted, distance, out=np.zeros_like(wanted), where=distance > 0)
        rest, own = weights - pull, pull.sum(axis=1)
        moves = [0.5 * (((rest * axis).sum(axis=1) + axis * own) / total - axis) for axis in (x, y)]
        x, y = x + moves[0], y + moves[1]
        if max(np.abs(move).max() for move in moves) < _MAX_MOVE:
            break
    positions = _rotate_to_landscape(np.stack([x, y], axis=1))
    return push_apart(positions / (_WIDTH_TO_HEIGHT, 1.0), np.full(size, 0.5)) * (_WIDTH_TO_HEIGHT, 1.0)


def _link_lengths(neighbours: sparse.csr_array) -> sparse.csr_array:
    """Compute the ideal length of each link: 1.5, and more for neighbours that only one of its ends has."""
    linked = sparse.csr_array((np.ones(neighbours.nnz), neighbours.indices, neighbours.indptr), shape=neighbours.shape)
    degree = np.diff(neighbours.indptr).astype(np.float64)
    ends = linked.tocoo()
    shared = np.asarray((linked @ linked).todense())[ends.row, ends.col]
    unshared = degree[ends.row] + degree[ends.col] - 2 * shared - 2
    lengths = 1.5 + 0.35 * np.sqrt(np.maximum(unshared, 0.0))
    return sparse.csr_array((lengths, (ends.row, ends.col)), shape=neighbours.shape)


def _start_positions(wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the two main axes of the wanted distances by power iteration (classical scaling)."""
    square = wanted**2
    centred = -0.5 * (square - square.mean(axis=0)[None, :] - square.mean(axis=1)[:, None] + square.mean())
    size = len(wanted)
    axes: list[NDArray[np.float64]] = []
    for index in range(2):
        scrambled = np.arange(size) * (2 + index)
        axis = ((scrambled * 7919 + 13) % 101 - 50.0) / 50.0 + 0.001 * np.arange(size)
        for _ in range(_POWER_ITERATIONS):
            axis = _remove_projections(axis, axes)
            axis = (centred * axis[None, :]).sum(axis=1)
            axis = axis / max(np.abs(axis).max(), 1e-12)
        axes.append(_remove_projections(axis, axes))
    spread = np.stack(axes, axis=1) * wanted.max() / 2
    # Terms with the same distances to all others would start, and stay, at the same position.
    angle = np.arange(size) * 2.399963229728653
    start: NDArray[np.float64] = spread + 0.05 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return start


def _remove_projections(axis: NDArray[np.float64], axes: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Make an axis orthogonal to others."""
    for earlier in axes:
        axis = axis - earlier * (axis * earlier).sum() / max((earlier * earlier).sum(), 1e-12)
    return axis


def _rotate_to_landscape(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotate positions so that they are wider than high."""
    centred = positions - positions.mean(axis=0)
    covariance, variances = (centred[:, 0] * centred[:, 1]).sum(), (centred**2).sum(axis=0)
    angle = -0.5 * np.arctan2(2 * covariance, variances[0] - variances[1])
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y = centred[:, 0], centred[:, 1]
    rotated: NDArray[np.float64] = np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)
    return rotated
