"""Pushes apart what stands too close in the plane."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

_ROUNDS = 100
_ENOUGH = 1e-3


def pushed_apart(
    at: NDArray[np.float64], radii: NDArray[np.float64], rounds: int = _ROUNDS, gentle: float = 0.5
) -> NDArray[np.float64]:
    """Move discs until they overlap no more, or for so many rounds; the larger of two moves less.

    >>> pushed_apart(np.array([[0.0, 0.0], [0.0, 0.5], [9.0, 9.0]]), np.full(3, 0.5)).round(2).tolist()
    [[0.0, -0.25], [0.0, 0.75], [9.0, 9.0]]
    """
    at = at.copy()
    if len(at) < 2:  # noqa: PLR2004 — nothing to push
        return at
    reach = 2 * float(radii.max())
    weight = radii**2
    for _ in range(rounds):
        pairs = cKDTree(at).query_pairs(reach, output_type="ndarray")
        one, other = pairs[:, 0], pairs[:, 1]
        difference = at[one] - at[other]
        distance = np.sqrt(difference[:, 0] ** 2 + difference[:, 1] ** 2)
        lacking = radii[one] + radii[other] - distance
        close = np.flatnonzero(lacking > _ENOUGH)
        if not len(close):
            break
        close = close[np.lexsort((other[close], one[close]))]
        one, other, difference, distance = one[close], other[close], difference[close], distance[close]
        same = distance == 0
        angle = (one[same] * 31 + other[same]) * 2.399963229728653
        difference[same] = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        push = difference * (lacking[close] / np.where(same, 1.0, distance))[:, None]
        share = (weight[other] / (weight[one] + weight[other]))[:, None]
        # Half of what is lacking a round where a disc is pushed by many, all of it where by one.
        crowd = np.maximum(np.bincount(one, minlength=len(at)) + np.bincount(other, minlength=len(at)), 1.0) ** gentle
        for axis in (0, 1):
            forward = np.bincount(one, (push * share)[:, axis], len(at))
            back = np.bincount(other, (push * (1.0 - share))[:, axis], len(at))
            at[:, axis] += (forward - back) / crowd
    return at
