"""The map that every drawing of a build shares: laid out once, from the places of an earlier build where there are any."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from glossograph.layout.place_file import FILE_NAME, Places, PlacesError, read_places
from glossograph.layout.placement import TermMap, map_terms
from glossograph.model.graph import Graph


class KnownMap(NamedTuple):
    """The map of a graph; `fault` says why an earlier file of places could not be used, and is empty if it could."""

    term_map: TermMap
    fault: str = ""


class _SameGraph:
    """A graph that equals no other: comparing two graphs by value takes as long as hashing all their texts."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameGraph) and other.graph is self.graph

    def __hash__(self) -> int:
        return id(self.graph)


def known_map(graph: Graph, folders: Sequence[Path], *, new_layout: bool = False) -> KnownMap:
    """Find the map of a graph. The last one is kept, so that several formats of one build share it.

    Args:
        graph: The graph.
        folders: Where an earlier build may have written `places.json`; the first that has one decides.
        new_layout: Whether earlier places are ignored.
    """
    paths = () if new_layout else tuple(path for folder in folders if (path := folder / FILE_NAME).exists() or path.is_symlink())
    try:
        earlier = read_places(paths[0]) if paths else None
    except PlacesError as error:
        return KnownMap(_latest_map(_SameGraph(graph), _PlacesKey(None)), str(error))
    return KnownMap(_latest_map(_SameGraph(graph), _PlacesKey(earlier)))


class _PlacesKey:
    """Places with a hash of their number alone, since a mapping has no hash."""

    def __init__(self, places: Places | None) -> None:
        self.places = places

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _PlacesKey) and other.places == self.places

    def __hash__(self) -> int:
        return len(self.places.places) if self.places else 0


@lru_cache(maxsize=1)
def _latest_map(key: _SameGraph, earlier: _PlacesKey) -> TermMap:
    return map_terms(key.graph, earlier.places)
