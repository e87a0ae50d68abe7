"""The map of a graph: laid out afresh, or continued from the places of an earlier map."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from glossograph.analysis.adjacency import adjacency, outgoing_links, undirected
from glossograph.analysis.centrality import row_pageranks
from glossograph.analysis.community_detection import NO_COMMUNITY, community_numbers, number_by_size, smallest_size
from glossograph.layout.place_file import MapPlace, Places
from glossograph.layout.plane import component_positions, matrix_positions, round_positions, split_components
from glossograph.layout.spacing import FreeSpots
from glossograph.model.base import Struct
from glossograph.model.graph import Graph

_MIN_DISTANCE = 0.5
"""Distance that a new term keeps from the others. In an island, which is evenly filled, there are gaps of this size."""

_PART_GAP = 1.5
"""Distance that new terms without a link to others keep from these."""


class TermMap(Struct, frozen=True):
    """The map of a graph.

    Attributes:
        positions: One row per term in the order of the graph: x to the right, y downwards; (terms, 2), three decimals.
        communities: The community of each term, 0 for the largest, `NO_COMMUNITY` for none.
        ranks: The PageRank of each term.
        regions: The name of each community.
        pinned: Slugs of terms that the author put where they are.
    """

    positions: NDArray[np.float64]
    communities: NDArray[np.int64]
    ranks: NDArray[np.float64]
    regions: tuple[str, ...]
    pinned: tuple[str, ...] = ()

    def places(self, graph: Graph) -> Places:
        """Give the places for the next map, by slug."""
        names = (*self.regions, "")  # the last one is the name of NO_COMMUNITY
        rows = zip(graph.terms, self.positions.tolist(), self.communities.tolist(), strict=True)
        return Places({term.slug: MapPlace(x, y, names[number]) for term, (x, y), number in rows}, self.pinned)


def map_terms(graph: Graph, earlier: Places | None = None) -> TermMap:
    """MapPlace the terms of a graph. The same graph and the same earlier places give the same map.

    Args:
        graph: The graph.
        earlier: The places of an earlier map: its terms stay where they are, and new ones come beside their neighbours. None,
            or places of other terms only, lays all out afresh.
    """
    matrix = adjacency(graph)
    ranks = row_pageranks(matrix)
    slugs = [term.slug for term in graph.terms]
    known = [earlier.places.get(slug) for slug in slugs] if earlier else []
    if earlier is None or not any(known):
        numbers = community_numbers(matrix)
        layout_groups = np.where(numbers == NO_COMMUNITY, numbers.max(initial=0) + 1, numbers)
        positions = matrix_positions(undirected(matrix), layout_groups)
        return TermMap(positions, numbers, ranks, _region_names(numbers, ranks, slugs, {}))
    neighbours = undirected(matrix)
    numbers, names = _continue_regions(neighbours, ranks, slugs, known)
    positions = _continue_positions(neighbours, numbers, known)
    pinned = tuple(sorted(set(earlier.pinned) & set(slugs)))
    return TermMap(positions, numbers, ranks, names, pinned)


def _region_names(
    numbers: NDArray[np.int64], ranks: NDArray[np.float64], slugs: Sequence[str], names: Mapping[int, str]
) -> tuple[str, ...]:
    """Name each community that has no name yet after its most central term."""
    taken = set(names.values())
    all_names = []
    for number in range(int(numbers.max(initial=-1)) + 1):
        name = names.get(number, "")
        if not name:
            rows = np.flatnonzero(numbers == number)
            name = slugs[rows[int(np.argmax(ranks[rows]))]]
            while name in taken:
                name += "'"
            taken.add(name)
        all_names.append(name)
    return tuple(all_names)


def _continue_regions(
    neighbours: sparse.csr_array, ranks: NDArray[np.float64], slugs: Sequence[str], known: Sequence[MapPlace | None]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Keep the regions of the known terms; let the others join the region that they have most links with.

    New terms that have no link to a region, directly or through others, form communities of their own.
    """
    earlier_names = sorted({place.region for place in known if place and place.region})
    index = {name: number for number, name in enumerate(earlier_names)}
    numbers = np.array([index[place.region] if place and place.region else NO_COMMUNITY for place in known], dtype=np.int64)
    for rows in _spread(neighbours, numbers != NO_COMMUNITY):
        numbers[rows] = [_nearest_region(neighbours, row, numbers) for row in rows]
    is_new = np.array([place is None for place in known])
    new = np.flatnonzero(is_new & (numbers == NO_COMMUNITY))
    if len(new):
        own = community_numbers(sparse.csr_array(neighbours[new][:, new]), smallest_size(len(slugs)))
        numbers[new] = np.where(own == NO_COMMUNITY, NO_COMMUNITY, own + len(earlier_names))
    numbered = number_by_size(numbers)
    named = np.flatnonzero((numbers >= 0) & (numbers < len(earlier_names)))
    names = {int(numbered[row]): earlier_names[numbers[row]] for row in named}
    return numbered, _region_names(numbered, ranks, slugs, names)


def _spread(neighbours: sparse.csr_array, is_reached: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """Yield the rows that have a neighbour among some rows, then those that have one among these, and so on."""
    is_reached = is_reached.copy()
    rows = np.flatnonzero(is_reached)
    while len(rows):
        touched = np.unique(outgoing_links(neighbours, rows)[1])
        rows = touched[~is_reached[touched]]
        if len(rows):
            yield rows
        is_reached[rows] = True


def _links_of(
    neighbours: sparse.csr_array, row: int, is_wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the wanted neighbours of a row, and the strengths of the links to them."""
    columns = neighbours.indices[neighbours.indptr[row] : neighbours.indptr[row + 1]]
    strengths = neighbours.data[neighbours.indptr[row] : neighbours.indptr[row + 1]]
    return columns[is_wanted[columns]], strengths[is_wanted[columns]]


def _nearest_region(neighbours: sparse.csr_array, row: int, numbers: NDArray[np.int64]) -> int:
    """Find the region that a term has most links with, the first of several."""
    columns, strengths = _links_of(neighbours, row, numbers != NO_COMMUNITY)
    return int(np.argmax(np.bincount(numbers[columns], strengths)))


def _continue_positions(
    neighbours: sparse.csr_array, numbers: NDArray[np.int64], known: Sequence[MapPlace | None]
) -> NDArray[np.float64]:
    """Keep the positions of the known terms, and place the others on free spots near their neighbours, or below the map."""
    positions = np.array([(place.x, place.y) if place else (0.0, 0.0) for place in known])
    is_placed = np.array([place is not None for place in known])
    spots = FreeSpots(positions[is_placed])
    for rows in _spread(neighbours, is_placed):
        for row in rows:
            wanted = _middle_of_neighbours(neighbours, row, numbers, positions, is_placed)
            positions[row] = spots.find(wanted, _MIN_DISTANCE)
            spots.add(positions[row : row + 1])
        is_placed[rows] = True
    new = np.flatnonzero(~is_placed)
    if len(new):
        middle, bottom = _bottom_of_map(neighbours, positions, np.flatnonzero(is_placed))
        own = sparse.csr_array(neighbours[new][:, new])
        for rows, part in component_positions(own, np.where(numbers == NO_COMMUNITY, numbers.max() + 1, numbers)[new]):
            centred = part - (part.min(axis=0) + part.max(axis=0)) / 2
            radius = float(np.sqrt((centred**2).sum(axis=1).max()))
            positions[new[rows]] = centred + spots.find((middle, bottom + radius + _PART_GAP), radius + _PART_GAP)
            spots.add(positions[new[rows]])
    return round_positions(positions)


def _middle_of_neighbours(
    neighbours: sparse.csr_array,
    row: int,
    numbers: NDArray[np.int64],
    positions: NDArray[np.float64],
    is_placed: NDArray[np.bool_],
) -> tuple[float, float]:
    """Give the middle of a term's neighbours in its own region, or of all; a neighbour with many links counts less."""
    columns, strengths = _links_of(neighbours, row, is_placed)
    is_own = numbers[columns] == numbers[row]
    if is_own.any():
        columns, strengths = columns[is_own], strengths[is_own]
    weights = strengths / np.sqrt(neighbours.indptr[columns + 1] - neighbours.indptr[columns])
    x, y = (float((weights * positions[columns, axis]).sum() / weights.sum()) for axis in (0, 1))
    return x, y


def _bottom_of_map(
    neighbours: sparse.csr_array, positions: NDArray[np.float64], placed: NDArray[np.int64]
) -> tuple[float, float]:
    """Give the middle of the lower edge of the largest component."""
    largest = positions[placed[split_components(sparse.csr_array(neighbours[placed][:, placed]))[0]]]
    low, high = largest.min(axis=0), largest.max(axis=0)
    return float(low[0] + high[0]) / 2, float(high[1])
