"""Where a drawing of the graph puts its terms, and how large they are: as on the page."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from glossograph.analysis.community_detection import NO_COMMUNITY
from glossograph.export.tables import Cell
from glossograph.layout.known_map import known_map
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

DRAWING_ATTRIBUTES: Final[Mapping[str, type[Cell]]] = {"x": float, "y": float, "size": float, "community": int, "pagerank": float}
"""What a drawing adds to a term: position, diameter, community (0 is the largest) and PageRank."""

Drawing = Iterable[dict[str, Any]]
"""What a drawing adds to each term, in the order of the graph."""

_SMALLEST_DOT, _LARGEST_DOT = 0.19, 0.7
"""Diameters of the least and the most central term, in units of `places.json`, where neighbours are about 1 apart."""

_COORDINATE_DECIMALS = 2
_RANK_DECIMALS = 12


class Canvas(NamedTuple):
    """How a drawing program measures: its units per unit of `places.json`, and whether its y grows upwards."""

    scale: float
    upwards: bool


PLOT = Canvas(10, upwards=True)
"""Gephi, sigma.js, igraph: they scale a drawing to its window, but take the sizes of dots as they are."""

SCREEN = Canvas(100, upwards=False)
"""Cytoscape, D3 and other libraries that draw in pixels."""

POINTS = Canvas(100, upwards=True)
"""Graphviz."""


def draw(job: ExportJob, files: Batch, canvas: Canvas) -> Drawing:
    """Put each term of a graph on a canvas: where `places.json` has it, else where the page would put it.

    Terms without a community have no `community`.
    """
    folders = (files.folder, *((job.places_folder,) if job.places_folder else ()))
    term_map, fault = known_map(job.graph, folders, new_layout=job.new_layout)
    if fault:
        files.note(fault)
    ranks = term_map.ranks
    diameters = _SMALLEST_DOT + (_LARGEST_DOT - _SMALLEST_DOT) * np.sqrt(ranks / max(ranks.max(initial=0.0), 1e-300))
    rows = zip(
        (term_map.positions * (canvas.scale, -canvas.scale if canvas.upwards else canvas.scale)).tolist(),
        (diameters * canvas.scale).tolist(),
        term_map.communities.tolist(),
        ranks.tolist(),
        strict=True,
    )
    for (x, y), size, community, rank in rows:
        drawn = {name: round(value, _COORDINATE_DECIMALS) + 0.0 for name, value in (("x", x), ("y", y), ("size", size))}
        numbered = {} if community == NO_COMMUNITY else {"community": community}
        yield {**drawn, **numbered, "pagerank": round(rank, _RANK_DECIMALS)}
