"""Positions of many terms: a spectral start, then gradient steps that pull linked terms together and push random pairs apart."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_SEED = 20
_PUSHES_PER_STEP = 5
"""Random terms that push each term away in one step."""

_REPULSION = 20.0
_MAX_STEP_LENGTH = 4.0
_MAX_SHARED_DEGREE = 64
"""Terms with more links say nothing about their neighbours: almost all terms share them."""

_MIN_KINSHIP = 0.03
"""Weight of a link whose ends share no neighbour; the mean weight is 1."""

_ROWS_AT_ONCE = 4096


def link_weights(neighbours: sparse.csr_array) -> NDArray[np.float64]:
    """Weigh each link by how many neighbours its ends share, and by how few links they have.

    Most links of a glossary go far, to terms that everything mentions. The few links between terms that share neighbours show
    what belongs together. A term with few links keeps near all of its neighbours.

    Args:
        neighbours: The links without direction.

    Returns:
        One weight per link, in the order of the matrix. Their mean is 1.
    """
    degree = np.diff(neighbours.indptr).astype(np.float64)
    row, column = np.repeat(np.arange(neighbours.shape[0]), np.diff(neighbours.indptr)), neighbours.indices
    kinship = _MIN_KINSHIP + _scale_to_mean_one(_shared_neighbours(neighbours) / np.sqrt(degree[row] * degree[column]))
    total = np.bincount(row, kinship, neighbours.shape[0])
    share = _scale_to_mean_one(kinship / total[row] + kinship / total[column])
    return _scale_to_mean_one(np.sqrt(share * kinship))


def _scale_to_mean_one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = values.mean() if len(values) else 0.0
    return values / mean if mean else values


def _shared_neighbours(neighbours: sparse.csr_array) -> NDArray[np.float64]:
    """Count the neighbours that the ends of each link share: the more links a neighbour has, the less it counts."""
    degree = np.diff(neighbours.indptr)
    weight = np.where(degree <= _MAX_SHARED_DEGREE, 1.0 / np.maximum(degree, 1), 0.0)
    shape = neighbours.shape
    linked = sparse.csr_array((np.ones(neighbours.nnz), neighbours.indices, neighbours.indptr), shape=shape)
    weighted = (weight[neighbours.indices], neighbours.indices.copy(), neighbours.indptr.copy())
    through = sparse.csr_array(weighted, shape=shape)
    through.eliminate_zeros()
    shared = np.empty(neighbours.nnz)
    for start in range(0, shape[0], _ROWS_AT_ONCE):
        end = min(start + _ROWS_AT_ONCE, shape[0])
        links = linked[start:end]
        # Adding the links keeps a cell for those whose ends share nothing.
        counts = sparse.csr_array(sparse.csr_array((through[start:end] @ linked).multiply(links)) + links)
        counts.sort_indices()
        shared[neighbours.indptr[start] : neighbours.indptr[end]] = counts.data - 1.0
    return shared


def gradient_positions(
    neighbours: sparse.csr_array, weights: NDArray[np.float64], start: NDArray[np.float64], steps: int
) -> NDArray[np.float64]:
    """Move terms by gradient steps whose length shrinks to zero.

    Args:
        neighbours: The links without direction.
        weights: One weight per link.
        start: The first positions, (terms, 2). They should be as wide as a tenth of the square root of the number of terms, or
            a few times that.
        steps: How many steps to make.

    Returns:
        The positions, (terms, 2).
    """
    size = neighbours.shape[0]
    random = np.random.default_rng(_SEED)
    column, first_links = neighbours.indices, neighbours.indptr[:-1]
    is_linked = np.diff(neighbours.indptr) > 0
    row = np.repeat(np.arange(size, dtype=column.dtype), np.diff(neighbours.indptr))
    attraction = (2 * weights).astype(np.float32)
    x, y = np.ascontiguousarray(start.T.astype(np.float32))
    move_x, move_y = np.zeros((2, size), dtype=np.float32)
    for step in range(steps):
        delta_x, delta_y = x[column] - x[row], y[column] - y[row]
        pull = attraction / (1 + delta_x * delta_x + delta_y * delta_y)
        move_x[is_linked] = np.add.reduceat(pull * delta_x, first_links[is_linked])
        move_y[is_linked] = np.add.reduceat(pull * delta_y, first_links[is_linked])
        for _ in range(_PUSHES_PER_STEP):
            partner = random.permutation(size)
            delta_x, delta_y = x - x[partner], y - y[partner]
            squared_distance = delta_x * delta_x + delta_y * delta_y
            push = np.float32(_REPULSION) / ((np.float32(0.01) + squared_distance) * (1 + squared_distance))
            move_x += push * delta_x
            move_y += push * delta_y
        length = np.sqrt(move_x * move_x + move_y * move_y)
        rate = np.float32(1 - step / steps) * np.minimum(1, _MAX_STEP_LENGTH / np.maximum(length, np.float32(1e-9)))
        x += rate * move_x
        y += rate * move_y
        move_x[:], move_y[:] = 0, 0
    return np.stack([x, y], axis=1).astype(np.float64)


_WALK_SEED = 20
_POWER_ITERATIONS = 60


def spectral_positions(neighbours: sparse.csr_array) -> NDArray[np.float64]:
    """Spread terms evenly over a square of width 1, by their ranks along the two slowest modes of random walks on the links.

    The modes come from power iteration. Ranks, unlike the values themselves, do not throw the far ends of the graph out.

    >>> ring = sparse.csr_array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]], dtype=float)
    >>> sorted(spectral_positions(ring)[:, 0].tolist())
    [-0.375, -0.125, 0.125, 0.375]
    """
    size = neighbours.shape[0]
    degree = np.asarray(neighbours.sum(axis=1), dtype=np.float64).ravel()
    share = degree / degree.sum() if degree.any() else np.full(size, 1.0 / size)
    step_probability = np.divide(1.0, degree, out=np.zeros(size), where=degree > 0)[:, None]
    modes = np.random.default_rng(_WALK_SEED).random((size, 2)) - 0.5
    for iteration in range(_POWER_ITERATIONS):
        modes = 0.5 * modes + 0.5 * step_probability * (neighbours @ modes)
        modes -= (share[:, None] * modes).sum(axis=0)
        if iteration % 10 == 9:  # noqa: PLR2004 — every tenth time is enough
            first, second = modes.T
            length = (share * first * first).sum() or 1.0
            second = second - (share * first * second).sum() / length * first
            modes = np.stack([first / np.sqrt(length), second / np.sqrt((share * second * second).sum() or 1.0)], axis=1)
    positions = np.empty((size, 2))
    for axis in (0, 1):
        positions[np.argsort(modes[:, axis], kind="stable"), axis] = (np.arange(size) + 0.5) / size - 0.5
    return positions
