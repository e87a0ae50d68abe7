"""Spacing in the plane: boxes on shelves, minimum distances, and places spread over a disc."""

from collections.abc import Sequence

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


GAP = (2.2, 1.5)
"""What is free between parts that stand beside each other, as names are wide, and between shelves."""

_WIDE = 1.8
"""How much wider than high the whole is to be."""

_LOWEST = 0.4
"""What is lower than this part of a row's first begins a new row, else a few small parts would make a line beside a large one."""


def shelved(parts: Sequence[NDArray[np.float64]], gap: tuple[float, float] = GAP) -> list[NDArray[np.float64]]:
    """Move parts, each given by its places, beside each other: rows from the top, in the order of the parts.

    >>> one, other = np.zeros((1, 2)), np.zeros((1, 2))
    >>> [part.tolist() for part in shelved([one, other])]
    [[[0.0, 0.0]], [[2.2, 0.0]]]
    """
    if not parts:
        return []
    low = np.array([part.min(axis=0) for part in parts])
    sizes = np.array([part.max(axis=0) for part in parts]) - low + gap
    alone = len(parts) > 1 and sizes[1, 1] < _LOWEST * sizes[0, 1]
    area = (sizes[:, 0] * sizes[:, 1])[int(alone) :].sum()
    width = max(float(sizes[:, 0].max()), float(np.sqrt(area * _WIDE)))
    rows: list[list[int]] = [[]]
    left = 0.0
    for number, (wide, high) in enumerate(sizes):
        low_beside = rows[-1] and high < _LOWEST * float(sizes[rows[-1][0], 1])
        if rows[-1] and (low_beside or left + wide / 2 > width):  # half of it inside is nearer to the width than none
            rows.append([])
            left = 0.0
        rows[-1].append(number)
        left += float(wide)
    corners = np.zeros((len(parts), 2))
    top = 0.0
    full = max(float(sizes[row, 0].sum()) for row in rows)
    for row in rows:
        high = float(sizes[row, 1].max())
        ends = np.cumsum(sizes[row, 0])
        # Rows are centred below each other; in a row, too.
        corners[row, 0] = ends - sizes[row, 0] + (full - ends[-1]) / 2
        corners[row, 1] = top + (high - sizes[row, 1]) / 2
        top += high
    corners -= corners[0]
    return [part - corner + place for part, corner, place in zip(parts, low, corners, strict=True)]


_GOLDEN = 2.399963229728653


def spiral(size: int) -> NDArray[np.float64]:
    """Give that many places on a disc, one a unit of area, from the middle outwards (Vogel's sunflower, 1979).

    Sines and cosines are rounded, since machines differ in their last digit.

    >>> spiral(3).round(1).tolist()
    [[0.4, 0.0], [-0.5, 0.5], [0.1, -0.9]]
    """
    number = np.arange(size)
    radius = np.sqrt((number + 0.5) / 3.141592653589793)
    turn = np.stack([np.cos(number * _GOLDEN), np.sin(number * _GOLDEN)], axis=1).round(6)
    placed: NDArray[np.float64] = turn * radius[:, None]
    return placed
