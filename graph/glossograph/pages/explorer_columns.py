"""The graph as the page's columns: typed arrays over terms and edges, little-endian, in the order of importance."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossograph.analysis.centrality import pagerank
from glossograph.analysis.community_detection import communities
from glossograph.layout.plane import positions
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.text.keys import TermId

_FINEST = 65535
"""Places in the plane are whole numbers up to this; it also stands for "in no community"."""

_MOST_ARTICLES = 255


class Columns(Struct, frozen=True):
    """The page's terms, most central first, and its columns by name.

    Shape: of terms `x`, `y`, `community` (uint16), `placeholder`, `articles` (uint8), `rank` (float32), `out` (uint32, edges that
    leave the term); of edges, sorted by source and target, `target`, `pattern` (uint32), `repaired` (uint8). `patterns` are the
    different counts by language, as pairs of a language's place in `languages` and a count.
    """

    terms: tuple[Term, ...]
    arrays: Mapping[str, bytes]
    patterns: tuple[tuple[tuple[int, int], ...], ...]


def columns(graph: Graph, languages: Sequence[str]) -> Columns:
    """Put a graph into columns; the same graph gives the same bytes."""
    ranks = pagerank(graph)
    groups = communities(graph)
    terms = tuple(sorted(graph.terms, key=lambda term: (-ranks[term.id], term.placeholder, term.id)))
    place = {term.id: number for number, term in enumerate(terms)}
    community = {term: number for number, group in enumerate(groups) for term in group}
    at = _whole(positions(graph, groups))
    order = {term.id: number for number, term in enumerate(graph.terms)}
    rows = [order[term.id] for term in terms]
    tags = {tag: number for number, tag in enumerate(languages)}
    patterns: dict[tuple[tuple[int, int], ...], int] = {}
    edges = sorted(
        (
            place[edge.source],
            place[edge.target],
            patterns.setdefault(tuple((tags[tag], count) for tag, count in edge.counts), len(patterns)),
        )
        for edge in graph.edges
    )
    repaired = {(place[source], place[target]) for source, target in _repaired(graph) if source in place and target in place}
    leaving = np.bincount(np.array([edge[0] for edge in edges], dtype=np.int64), minlength=len(terms))
    arrays: dict[str, NDArray[Any]] = {
        "x": at[rows, 0].astype("<u2"),
        "y": at[rows, 1].astype("<u2"),
        "community": np.array([min(community.get(term.id, _FINEST), _FINEST) for term in terms], dtype="<u2"),
        "placeholder": np.array([term.placeholder for term in terms], dtype="u1"),
        "articles": np.array([min(len(term.articles), _MOST_ARTICLES) for term in terms], dtype="u1"),
        "rank": np.array([ranks[term.id] for term in terms], dtype="<f4"),
        "out": leaving.astype("<u4"),
        "target": np.array([edge[1] for edge in edges], dtype="<u4"),
        "pattern": np.array([edge[2] for edge in edges], dtype="<u4"),
        "repaired": np.array([edge[:2] in repaired for edge in edges], dtype="u1"),
    }
    return Columns(terms, {name: array.tobytes() for name, array in arrays.items()}, tuple(patterns))


def _whole(at: NDArray[np.float64]) -> NDArray[np.int64]:
    """Scale places to whole numbers, both axes alike, the smaller extent in the middle."""
    if not len(at):
        return np.zeros((0, 2), dtype=np.int64)
    low, high = at.min(axis=0), at.max(axis=0)
    extent = float((high - low).max()) or 1.0
    found: NDArray[np.int64] = np.rint(((at - (low + high) / 2) / extent + 0.5) * _FINEST).astype(np.int64)
    return found


def _repaired(graph: Graph) -> Iterator[tuple[TermId, TermId]]:
    """Give the edges that a repair leads along."""
    return ((case.term, case.target) for case in graph.conflicts if case.applied)
