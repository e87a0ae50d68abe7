"""Places for many terms: a spectral start, then gradient steps that draw linked terms together and push random pairs apart."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_SEED = 20
_SAMPLES = 5
"""Random others that each term is pushed away from in a step."""

_REPULSION = 20.0
_FARTHEST_STEP = 4.0
_BUSY = 64
"""Links of a term beyond which that two terms share it says nothing of them."""

_ALONE = 0.03
"""Weight of a link whose ends share no neighbour, where the mean is 1."""

_ROWS_AT_ONCE = 4096


def link_weights(near: sparse.csr_array) -> NDArray[np.float64]:
    """Weigh links by how many neighbours their ends share and by how few links they have; the mean is 1.

    Shape: one weight for each link, in the matrix's order. Most links of a glossary lead far away, to what everything mentions;
    the few between terms that share neighbours tell what belongs together. A term with few links holds on to each of them.
    """
    degree = np.diff(near.indptr).astype(np.float64)
    row, column = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr)), near.indices
    kin = _ALONE + _mean_one(_shared(near) / np.sqrt(degree[row] * degree[column]))
    total = np.bincount(row, kin, near.shape[0])
    own = _mean_one(kin / total[row] + kin / total[column])
    return _mean_one(np.sqrt(own * kin))


def _mean_one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = values.mean() if len(values) else 0.0
    return values / mean if mean else values


def _shared(near: sparse.csr_array) -> NDArray[np.float64]:
    """Count the neighbours that the ends of each link share; those with many links count less, those with very many not."""
    degree = np.diff(near.indptr)
    each = np.where(degree <= _BUSY, 1.0 / np.maximum(degree, 1), 0.0)
    linked = sparse.csr_array((np.ones(near.nnz), near.indices, near.indptr), shape=near.shape)
    through = sparse.csr_array((each[near.indices], near.indices.copy(), near.indptr.copy()), shape=near.shape)
    through.eliminate_zeros()
    found = np.empty(near.nnz)
    for start in range(0, near.shape[0], _ROWS_AT_ONCE):
        end = min(start + _ROWS_AT_ONCE, near.shape[0])
        links = linked[start:end]
        # The links themselves are added, so that those whose ends share nothing keep their place.
        counted = sparse.csr_array(sparse.csr_array((through[start:end] @ linked).multiply(links)) + links)
        counted.sort_indices()
        found[near.indptr[start] : near.indptr[end]] = counted.data - 1.0
    return found


def gradient_places(
    near: sparse.csr_array, weights: NDArray[np.float64], start: NDArray[np.float64], steps: int
) -> NDArray[np.float64]:
    """Move terms from where they start, in so many steps of shrinking size, and give their places.

    The start should be as wide as a tenth of the square root of the number of terms, or some times that.
    """
    size = near.shape[0]
    random = np.random.default_rng(_SEED)
    column, begins = near.indices, near.indptr[:-1]
    linked = np.diff(near.indptr) > 0
    row = np.repeat(np.arange(size, dtype=column.dtype), np.diff(near.indptr))
    drawn = (2 * weights).astype(np.float32)
    x, y = np.ascontiguousarray(start.T.astype(np.float32))
    move_x, move_y = np.zeros((2, size), dtype=np.float32)
    for step in range(steps):
        across, along = x[column] - x[row], y[column] - y[row]
        pull = drawn / (1 + across * across + along * along)
        move_x[linked] = np.add.reduceat(pull * across, begins[linked])
        move_y[linked] = np.add.reduceat(pull * along, begins[linked])
        for _ in range(_SAMPLES):
            other = random.permutation(size)
            across, along = x - x[other], y - y[other]
            distance = across * across + along * along
            push = np.float32(_REPULSION) / ((np.float32(0.01) + distance) * (1 + distance))
            move_x += push * across
            move_y += push * along
        length = np.sqrt(move_x * move_x + move_y * move_y)
        rate = np.float32(1 - step / steps) * np.minimum(1, _FARTHEST_STEP / np.maximum(length, np.float32(1e-9)))
        x += rate * move_x
        y += rate * move_y
        move_x[:], move_y[:] = 0, 0
    return np.stack([x, y], axis=1).astype(np.float64)


_WALK_SEED = 20
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
    modes = np.random.default_rng(_WALK_SEED).random((size, 2)) - 0.5
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
