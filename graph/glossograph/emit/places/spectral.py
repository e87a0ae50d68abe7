"""A start for gradient steps: where random walks from a term lead."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_SEED = 20
_ROUNDS = 60


def spectral_places(near: sparse.csr_array) -> NDArray[np.float64]:
    """Place terms in a square of width 1, spread evenly: by rank along the slowest two modes of random walks on the links.

    The modes come from power iteration. Taking ranks keeps far ends of the graph from being flung out.

    >>> ring = sparse.csr_array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]], dtype=float)
    >>> sorted(spectral_places(ring)[:, 0].tolist())
    [-0.375, -0.125, 0.125, 0.375]
    """
    size = near.shape[0]
    degree = np.asarray(near.sum(axis=1), dtype=np.float64).ravel()
    share = degree / degree.sum() if degree.any() else np.full(size, 1.0 / size)
    each = np.divide(1.0, degree, out=np.zeros(size), where=degree > 0)[:, None]
    modes = np.random.default_rng(_SEED).random((size, 2)) - 0.5
    for number in range(_ROUNDS):
        modes = 0.5 * modes + 0.5 * each * (near @ modes)
        modes -= (share[:, None] * modes).sum(axis=0)
        if number % 10 == 9:  # noqa: PLR2004 — now and then is enough
            first, second = modes.T
            length = (share * first * first).sum() or 1.0
            second = second - (share * first * second).sum() / length * first
            modes = np.stack([first / np.sqrt(length), second / np.sqrt((share * second * second).sum() or 1.0)], axis=1)
    placed = np.empty((size, 2))
    for axis in (0, 1):
        placed[np.argsort(modes[:, axis], kind="stable"), axis] = (np.arange(size) + 0.5) / size - 0.5
    return placed
