"""The graph as columns of the explorer: little-endian typed arrays over terms and edges."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossograph.analysis.community_detection import NO_COMMUNITY
from glossograph.layout.placement import TermMap
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.text.keys import TermId

_MAX_UINT16 = 65535
"""Largest coordinate, and the community number of terms that are in no community."""

_PLANE_DECIMALS = 4
_MAX_ARTICLES = 255
"""Largest article count of a term, which is stored in one byte."""


class GraphColumns(Struct, frozen=True):
    """Terms, most central first, and the columns over terms and edges by name.

    Columns over terms: `x`, `y`, `community` (uint16), `placeholder`, `articles` (uint8), `rank` (float32), `out` (uint32: how
    many edges leave the term). Columns over edges, sorted by source and target: `target`, `pattern` (uint32), `repaired` (uint8).

    `plane` says where the coordinates are on the map: its middle `x` and `y`, and its `extent`, in the units of `places.json`.

    `patterns` holds each distinct set of link counts by language, as pairs of an index into the page's languages and a count.
    """

    terms: tuple[Term, ...]
    arrays: Mapping[str, bytes]
    patterns: tuple[tuple[tuple[int, int], ...], ...]
    plane: Mapping[str, float]


def build_columns(graph: Graph, term_map: TermMap, languages: Sequence[str]) -> GraphColumns:
    """Convert a graph and its map to columns. The same ones give the same bytes."""
    ranks = term_map.ranks.tolist()
    rows = sorted(range(len(graph.terms)), key=lambda row: (-ranks[row], graph.terms[row].placeholder, graph.terms[row].id))
    terms = tuple(graph.terms[row] for row in rows)
    term_index = {term.id: index for index, term in enumerate(terms)}
    coordinates, plane = _scale_to_uint16(term_map.positions)
    communities = np.where(term_map.communities == NO_COMMUNITY, _MAX_UINT16, np.minimum(term_map.communities, _MAX_UINT16))
    language_index = {tag: index for index, tag in enumerate(languages)}
    patterns: dict[tuple[tuple[int, int], ...], int] = {}
    edges = sorted(
        (
            term_index[edge.source],
            term_index[edge.target],
            patterns.setdefault(tuple((language_index[tag], count) for tag, count in edge.counts), len(patterns)),
        )
        for edge in graph.edges
    )
    repaired = {
        (term_index[source], term_index[target])
        for source, target in _repaired_edges(graph)
        if source in term_index and target in term_index
    }
    out_degrees = np.bincount(np.array([edge[0] for edge in edges], dtype=np.int64), minlength=len(terms))
    arrays: dict[str, NDArray[Any]] = {
        "x": coordinates[rows, 0].astype("<u2"),
        "y": coordinates[rows, 1].astype("<u2"),
        "community": communities[rows].astype("<u2"),
        "placeholder": np.array([term.placeholder for term in terms], dtype="u1"),
        "articles": np.array([min(len(term.articles), _MAX_ARTICLES) for term in terms], dtype="u1"),
        "rank": term_map.ranks[rows].astype("<f4"),
        "out": out_degrees.astype("<u4"),
        "target": np.array([edge[1] for edge in edges], dtype="<u4"),
        "pattern": np.array([edge[2] for edge in edges], dtype="<u4"),
        "repaired": np.array([edge[:2] in repaired for edge in edges], dtype="u1"),
    }
    return GraphColumns(terms, {name: array.tobytes() for name, array in arrays.items()}, tuple(patterns), plane)


def terms_by_id(columns: GraphColumns) -> list[int]:
    """Give the indexes of the terms, sorted by the ids of these: the order that few edits change."""
    return sorted(range(len(columns.terms)), key=lambda index: columns.terms[index].id)


def positions_of(order: Sequence[int]) -> bytes:
    """Give the position of each term in an order, as a column (uint32).

    >>> np.frombuffer(positions_of([2, 0, 1]), "<u4").tolist()
    [1, 2, 0]
    """
    return np.argsort(np.array(order, np.int64)).astype("<u4").tobytes()


def _scale_to_uint16(coordinates: NDArray[np.float64]) -> tuple[NDArray[np.int64], dict[str, float]]:
    """Scale points to whole numbers, both axes by the same factor, the smaller extent centred.

    Returns:
        The points, (terms, 2), from 0 to 65535; and the middle and the extent that they were scaled by.
    """
    if not len(coordinates):
        return np.zeros((0, 2), dtype=np.int64), {"x": 0.0, "y": 0.0, "extent": 1.0}
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    middle = (low + high) / 2
    extent = float((high - low).max()) or 1.0
    scaled: NDArray[np.int64] = np.rint(((coordinates - middle) / extent + 0.5) * _MAX_UINT16).astype(np.int64)
    plane = {"x": float(middle[0]), "y": float(middle[1]), "extent": extent}
    return scaled, {name: round(value, _PLANE_DECIMALS) for name, value in plane.items()}


def _repaired_edges(graph: Graph) -> Iterator[tuple[TermId, TermId]]:
    """Yield source and target of the links that were repaired."""
    return ((conflict.term, conflict.target) for conflict in graph.conflicts if conflict.applied)
