"""Places in the plane for a small graph: neighbours near each other, components beside each other, nothing on top of another."""

from collections.abc import Iterable, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from glossograph.names import TermId

_SEED = 20
_APART = 110.0
"""Pixels between two nodes, so that their labels can be read."""

_ROUNDS = 120
_SINGLE_ROW = 12

Places = dict[TermId, tuple[int, int]]


def places(terms: Sequence[TermId], edges: Iterable[tuple[TermId, TermId]]) -> Places:
    """Place terms by the forces of their links (Fruchterman and Reingold, 1991), in pixels; the same each time.

    Each component by itself, the largest on top, those of one term in rows at the bottom. Meant for some hundred terms.

    >>> found = places(["a", "b", "c"], [("a", "b")])
    >>> found["a"] != found["b"], found["c"][1] > max(found["a"][1], found["b"][1])
    (True, True)
    """
    view: nx.Graph[TermId] = nx.Graph()
    view.add_nodes_from(terms)
    view.add_edges_from(edges)
    order = {term: number for number, term in enumerate(terms)}
    components = [sorted(component, key=order.__getitem__) for component in nx.connected_components(view)]
    components.sort(key=lambda component: (-len(component), order[component[0]]))
    found: Places = {}
    top = 0.0
    for component in components:
        if len(component) == 1:
            break
        ordered: nx.Graph[TermId] = nx.Graph()
        ordered.add_nodes_from(component)
        ordered.add_edges_from(sorted(view.subgraph(component).edges))
        at = _spread(_forced(ordered))
        at -= (at[:, 0].mean(), at[:, 1].min() - top)
        top = float(at[:, 1].max()) + 1.5 * _APART
        found.update((term, (round(float(x)), round(float(y)))) for term, (x, y) in zip(component, at, strict=True))
    singles = [component[0] for component in components if len(component) == 1]
    for number, term in enumerate(singles):
        row, column = divmod(number, _SINGLE_ROW)
        middle = (min(len(singles), _SINGLE_ROW) - 1) / 2
        found[term] = (round(1.6 * _APART * (column - middle)), round(top + _APART * row))
    return found


def _forced(graph: "nx.Graph[TermId]") -> NDArray[np.float64]:
    size = graph.number_of_nodes()
    placed = nx.spring_layout(graph, seed=_SEED, iterations=_ROUNDS, method="force", k=1.6 / size**0.5)
    at = np.array([placed[node] for node in graph], dtype=np.float64)
    spread: NDArray[np.float64] = at * (_APART * size**0.5)
    return spread


def _spread(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push apart what stands too close, a little each round."""
    for _ in range(_ROUNDS):
        difference = at[:, None, :] - at[None, :, :]
        # Labels are wide and low, so that what stands side by side needs more room than what stands above.
        distance = np.sqrt(difference[..., 0] ** 2 / 1.6**2 + difference[..., 1] ** 2)
        np.fill_diagonal(distance, np.inf)
        overlap = np.clip(_APART - distance, 0, None) / np.maximum(distance, 1.0)
        push = (difference * overlap[..., None]).sum(axis=1)
        if not push.any():
            break
        at = at + 0.25 * push
    return at
