"""Places for a component of some hundred terms, such that distances in the plane are like distances in the graph."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import shortest_path

from glossograph.layout.spacing import pushed_apart

_ROUNDS = 200
_SETTLED = 1e-4
_WIDER = 1.5
"""What stands side by side needs more room than what stands above, as names are wide and low."""


def stress_places(near: sparse.csr_array) -> NDArray[np.float64]:
    """Place the terms of one component, given its links without direction: no two nearer than 1.

    Links between terms that share few of their neighbours are longer, so that the terms around two busy ones do not mingle. Only
    sums and products in a fixed order are used, so that every machine finds the same.

    Source: E. Gansner, Y. Koren, S. North, "Graph drawing by stress majorization", 2005, in its local form, damped.

    >>> chain = sparse.csr_array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    >>> at = stress_places(chain)
    >>> bool(abs(at[0] - at[2]).max() > abs(at[0] - at[1]).max())
    True
    """
    size = near.shape[0]
    if size == 1:
        return np.zeros((1, 2))
    apart = shortest_path(_lengths(near), directed=False)
    weights = np.divide(1.0, apart * apart, out=np.zeros_like(apart), where=apart > 0)
    total = weights.sum(axis=1)
    x, y = _start(apart).T.copy()
    for _ in range(_ROUNDS):
        across, along = x[:, None] - x, y[:, None] - y
        distance = np.sqrt(across * across + along * along)
        pull = np.divide(weights * apart, distance, out=np.zeros_like(apart), where=distance > 0)
        rest, own = weights - pull, pull.sum(axis=1)
        moved = [0.5 * (((rest * line).sum(axis=1) + line * own) / total - line) for line in (x, y)]
        x, y = x + moved[0], y + moved[1]
        if max(np.abs(move).max() for move in moved) < _SETTLED:
            break
    at = np.stack([x, y], axis=1)
    at = _lying(at)
    return pushed_apart(at / (_WIDER, 1.0), np.full(size, 0.5)) * (_WIDER, 1.0)


def _lengths(near: sparse.csr_array) -> sparse.csr_array:
    """Give the links their ideal lengths: 1.5 and more, by the neighbours that only one of the two ends has."""
    linked = sparse.csr_array((np.ones(near.nnz), near.indices, near.indptr), shape=near.shape)
    degree = np.diff(near.indptr).astype(np.float64)
    ends = linked.tocoo()
    shared = np.asarray((linked @ linked).todense())[ends.row, ends.col]
    own = degree[ends.row] + degree[ends.col] - 2 * shared - 2
    return sparse.csr_array((1.5 + 0.35 * np.sqrt(np.maximum(own, 0.0)), (ends.row, ends.col)), shape=near.shape)


def _start(apart: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the two main axes of the distances, by power iteration (classical scaling)."""
    square = apart**2
    centred = -0.5 * (square - square.mean(axis=0)[None, :] - square.mean(axis=1)[:, None] + square.mean())
    axes: list[NDArray[np.float64]] = []
    for number in range(2):
        turn = np.arange(len(apart)) * (2 + number)
        axis = ((turn * 7919 + 13) % 101 - 50.0) / 50.0 + 0.001 * np.arange(len(apart))
        for _ in range(60):
            for other in axes:
                axis = axis - other * (axis * other).sum() / max((other * other).sum(), 1e-12)
            axis = (centred * axis[None, :]).sum(axis=1)
            axis = axis / max(np.abs(axis).max(), 1e-12)
        for other in axes:
            axis = axis - other * (axis * other).sum() / max((other * other).sum(), 1e-12)
        axes.append(axis)
    spread = np.stack(axes, axis=1) * apart.max() / 2
    # Terms with the same distances to all others start at one place, from which nothing would part them.
    angle = np.arange(len(apart)) * 2.399963229728653
    started: NDArray[np.float64] = spread + 0.05 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return started


def _lying(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn places so that they are wider than high."""
    at = at - at.mean(axis=0)
    across, along = (at[:, 0] * at[:, 1]).sum(), (at**2).sum(axis=0)
    angle = -0.5 * np.arctan2(2 * across, along[0] - along[1])
    cosine, sine = np.cos(angle), np.sin(angle)
    turned: NDArray[np.float64] = np.stack([cosine * at[:, 0] - sine * at[:, 1], sine * at[:, 0] + cosine * at[:, 1]], axis=1)
    return turned
