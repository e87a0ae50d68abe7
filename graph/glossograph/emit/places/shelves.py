"""Puts boxes beside each other on shelves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
