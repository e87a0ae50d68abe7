"""Where terms stand in the plane: neighbours near each other, components beside each other, nothing on top of another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glossograph.graph import Graph
from glossograph.names import TermId

_SMALL = 300


def positions(graph: Graph, communities: Sequence[Sequence[TermId]]) -> NDArray[np.float64]:
    """Place the terms, one row each in the graph's order: x to the right, y downwards.

    Shape: (terms, 2), float64; the unit is about the room that one term takes, so that a graph of n terms is about the square
    root of n wide; the middle is at 0, 0. The same graph gives the same places.
    """
    from glossograph.emit.layout import places  # noqa: PLC0415

    if len(graph.terms) <= _SMALL:
        found = places([term.id for term in graph.terms], [(edge.source, edge.target) for edge in graph.edges])
        at = np.array([found[term.id] for term in graph.terms], dtype=np.float64).reshape(-1, 2) / 110.0
    else:
        order = [term for community in communities for term in community]
        rank = {term: number for number, term in enumerate(order)}
        number = np.array([rank.get(term.id, len(order) + place) for place, term in enumerate(graph.terms)], dtype=np.float64)
        angle, radius = number * 2.399963229728653, np.sqrt(number + 0.5)
        at = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1) * 0.56
    return at - (at.min(axis=0) + at.max(axis=0)) / 2 if len(at) else at
