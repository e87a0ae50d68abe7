"""Space things out in the plane: push discs apart, arrange boxes in rows, fill a disc."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_MAX_ROUNDS = 100
_MAX_OVERLAP = 1e-3
_MAX_ALL_PAIRS = 128
_GOLDEN_ANGLE = 2.399963229728653


def push_apart(
    positions: NDArray[np.float64], radii: NDArray[np.float64], rounds: int = _MAX_ROUNDS, crowd_exponent: float = 0.5
) -> NDArray[np.float64]:
    """Move discs until they overlap no more, or for a number of rounds. The larger of two discs moves less.

    Args:
        positions: The centres, (discs, 2).
        radii: The radius of each disc.
        rounds: The most rounds.
        crowd_exponent: A disc that n discs push moves by the sum of their pushes divided by n to this power.

    Returns:
        The new centres.

    >>> push_apart(np.array([[0.0, 0.0], [0.0, 0.5], [9.0, 9.0]]), np.full(3, 0.5)).round(2).tolist()
    [[0.0, -0.25], [0.0, 0.75], [9.0, 9.0]]
    """
    positions = positions.copy()
    size = len(positions)
    if size < 2:  # noqa: PLR2004 — one disc overlaps no other
        return positions
    reach = 2 * float(radii.max())
    weight = radii**2
    for _ in range(rounds):
        first, second = _pairs_within(reach, positions)
        difference = positions[first] - positions[second]
        distance = np.sqrt(difference[:, 0] ** 2 + difference[:, 1] ** 2)
        overlap = radii[first] + radii[second] - distance
        close = np.flatnonzero(overlap > _MAX_OVERLAP)
        if not len(close):
            break
        close = close[np.lexsort((second[close], first[close]))]
        first, second, difference, distance = first[close], second[close], difference[close], distance[close]
        # Discs with the same centre are pushed in a direction that their indexes decide.
        same = distance == 0
        angle = (first[same] * 31 + second[same]) * _GOLDEN_ANGLE
        difference[same] = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        push = difference * (overlap[close] / np.where(same, 1.0, distance))[:, None]
        share = (weight[second] / (weight[first] + weight[second]))[:, None]
        crowd = np.maximum(np.bincount(first, minlength=size) + np.bincount(second, minlength=size), 1.0) ** crowd_exponent
        for axis in (0, 1):
            forward = np.bincount(first, (push * share)[:, axis], size)
            back = np.bincount(second, (push * (1.0 - share))[:, axis], size)
            positions[:, axis] += (forward - back) / crowd
    return positions


def _pairs_within(distance: float, positions: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the pairs of positions that are no further apart than a distance, or all pairs of a few positions."""
    if len(positions) <= _MAX_ALL_PAIRS:
        return np.triu_indices(len(positions), 1)
    from scipy.spatial import cKDTree  # noqa: PLC0415 — takes a tenth of a second

    pairs = cKDTree(positions).query_pairs(distance, output_type="ndarray")
    return pairs[:, 0], pairs[:, 1]


_SPOT_SPACING = 0.3
"""Distance between neighbouring candidates for a free spot, roughly."""

_CANDIDATES = 64


class FreeSpots:
    """Points in the plane, and the search for a free spot near a wanted position.

    >>> spots = FreeSpots(np.zeros((1, 2)))
    >>> spots.find((5.0, 0.0), 0.5), bool(np.hypot(*spots.find((0.0, 0.0), 0.5)) >= 0.5)
    ((5.0, 0.0), True)
    """

    def __init__(self, points: NDArray[np.float64]) -> None:
        """Take the points, (points, 2)."""
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        self._offsets: list[list[float]] = []
        self._tried: dict[tuple[float, float, float], int] = {}
        self.add(points)

    def add(self, points: NDArray[np.float64]) -> None:
        """Occupy further points, (points, 2)."""
        for x, y in points.tolist():
            self._cells.setdefault((math.floor(x), math.floor(y)), []).append((x, y))

    def find(self, wanted: tuple[float, float], distance: float) -> tuple[float, float]:
        """Find a free spot at a wanted position, or near it.

        Candidates around a position that were not free are never tried again, so that thousands can want the same spot.

        Args:
            wanted: The wanted position.
            distance: The distance to keep from all points.
        """
        if self._is_free(*wanted, distance):
            return wanted
        centre = (round(2 * wanted[0]) / 2, round(2 * wanted[1]) / 2)
        index = self._tried.get((*centre, distance), 0)
        while True:
            if index >= len(self._offsets):
                self._offsets = (spiral_positions(max(_CANDIDATES, 2 * index)) * _SPOT_SPACING).tolist()
            x, y = self._offsets[index]
            if self._is_free(centre[0] + x, centre[1] + y, distance):
                self._tried[*centre, distance] = index
                return centre[0] + x, centre[1] + y
            index += 1

    def _is_free(self, x: float, y: float, distance: float) -> bool:
        """Whether no point is nearer to a position than a distance."""
        columns, rows = (range(math.floor(value - distance), math.floor(value + distance) + 1) for value in (x, y))
        cells = (self._cells.get((column, row), ()) for column in columns for row in rows)
        return all((x - other_x) ** 2 + (y - other_y) ** 2 >= distance * distance for cell in cells for other_x, other_y in cell)


GAP = (2.2, 1.5)
"""Free space to the right of each part and below it. Names are wide, so there is more to the right."""

_WIDTH_TO_HEIGHT = 1.8
_MIN_SHARE_OF_HEIGHT = 0.4
"""A part lower than this share of the first part in its row begins a new row: small parts beside a large one look lost."""


def arrange_in_rows(parts: Sequence[NDArray[np.float64]], gap: tuple[float, float] = GAP) -> list[NDArray[np.float64]]:
    """Move parts, each given by its positions, into rows from the top, in the order of the parts.

    >>> first, second = np.zeros((1, 2)), np.zeros((1, 2))
    >>> [part.tolist() for part in arrange_in_rows([first, second])]
    [[[0.0, 0.0]], [[2.2, 0.0]]]
    """
    if not parts:
        return []
    low = np.array([part.min(axis=0) for part in parts])
    sizes = np.array([part.max(axis=0) for part in parts]) - low + gap
    first_is_alone = len(parts) > 1 and sizes[1, 1] < _MIN_SHARE_OF_HEIGHT * sizes[0, 1]
    area = (sizes[:, 0] * sizes[:, 1])[int(first_is_alone) :].sum()
    max_width = max(float(sizes[:, 0].max()), float(np.sqrt(area * _WIDTH_TO_HEIGHT)))
    rows: list[list[int]] = [[]]
    row_width = 0.0
    for index, (width, height) in enumerate(sizes):
        is_low = rows[-1] and height < _MIN_SHARE_OF_HEIGHT * float(sizes[rows[-1][0], 1])
        # A part may stick out by half: that comes nearer to the wanted width than a new row.
        if rows[-1] and (is_low or row_width + width / 2 > max_width):
            rows.append([])
            row_width = 0.0
        rows[-1].append(index)
        row_width += float(width)
    corners = np.zeros((len(parts), 2))
    top = 0.0
    total_width = max(float(sizes[row, 0].sum()) for row in rows)
    for row in rows:
        row_height = float(sizes[row, 1].max())
        right_edges = np.cumsum(sizes[row, 0])
        # Centre the row in the whole, and each part in the row's height.
        corners[row, 0] = right_edges - sizes[row, 0] + (total_width - right_edges[-1]) / 2
        corners[row, 1] = top + (row_height - sizes[row, 1]) / 2
        top += row_height
    corners -= corners[0]
    return [part - part_low + corner for part, part_low, corner in zip(parts, low, corners, strict=True)]


def spiral_positions(size: int) -> NDArray[np.float64]:
    """Spread points over a disc from its centre outwards, one per unit of area (Vogel's sunflower, 1979).

    Sines and cosines are rounded, because machines differ in their last digit.

    >>> spiral_positions(3).round(1).tolist()
    [[0.4, 0.0], [-0.5, 0.5], [0.1, -0.9]]
    """
    index = np.arange(size)
    radius = np.sqrt((index + 0.5) / 3.141592653589793)
    direction = np.stack([np.cos(index * _GOLDEN_ANGLE), np.sin(index * _GOLDEN_ANGLE)], axis=1).round(6)
    positions: NDArray[np.float64] = direction * radius[:, None]
    return positions
