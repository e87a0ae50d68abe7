"""A part of the graph as a pyvis network with fixed positions, written through a template of our own."""

from collections.abc import Collection
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from pyvis.network import Network

from glossograph.analysis.adjacency import link_matrix, undirected
from glossograph.analysis.paths import importance, terms_within
from glossograph.errors import TooManyTermsError
from glossograph.layout.plane import matrix_positions
from glossograph.model.graph import Graph
from glossograph.pages.neighbourhood_page import render_neighbourhood
from glossograph.serialise.file_batch import open_batch
from glossograph.text.keys import TermId
from glossograph.text.languages import FALLBACK, direction, language_name

_MIN_SIZE, _SIZE_PER_ROOT_DEGREE = 8.0, 3.0
_PIXELS_PER_UNIT = 90
"""Scale of the layout: wide enough for labels to be readable."""

_FRAME_HEIGHT_PX = 620
_MAX_DRAWN_TERMS = 300


class SafeNetwork(Network):  # type: ignore[misc]
    """A pyvis network whose page is safe against article text and loads nothing.

    pyvis's own template loads scripts from the web and runs article text as script. This page draws the nodes and edges of the
    network with their labels, positions and sizes, including those that you add. It ignores pyvis's colours and physics.
    """

    def __init__(self, graph: Graph, terms: Collection[TermId], around: TermId | None = None, language: str = FALLBACK) -> None:
        """Add the terms and the links between them, at fixed positions.

        Args:
            graph: The graph.
            terms: The terms to draw.
            around: The term that the page is about, one of `terms`.
            language: The language of the labels to start with.
        """
        super().__init__(height="100vh", width="100%", directed=True, cdn_resources="in_line")
        in_degrees = importance(graph)
        # The most linked terms come last, so that they are drawn on top.
        drawn = sorted((term for term in graph.terms if term.id in terms), key=lambda term: (in_degrees[term.id], term.id))
        index = {term.id: position for position, term in enumerate(drawn)}
        adjacency = undirected(link_matrix(index, graph.edges))
        coordinates = matrix_positions(adjacency, np.zeros(len(drawn), dtype=np.int64)) * _PIXELS_PER_UNIT
        self._terms = {str(term.slug): term for term in drawn}
        self._around = None if around is None else str(drawn[index[around]].slug)
        self._language = language
        self._title = graph.info.title if around is None else str(drawn[index[around]].label(language))
        self._links = {
            (str(drawn[index[edge.source]].slug), str(drawn[index[edge.target]].slug)): edge
            for edge in graph.edges
            if edge.source in index and edge.target in index
        }
        for term, (x, y) in zip(drawn, coordinates.tolist(), strict=True):
            size = _MIN_SIZE + _SIZE_PER_ROOT_DEGREE * in_degrees[term.id] ** 0.5
            label = str(term.label(language))
            self.add_node(
                str(term.slug),
                label=label,
                x=round(x),
                y=round(y),
                size=round(size, 1),
                physics=False,
                placeholder=term.placeholder,
            )
        for (source, target), edge in self._links.items():
            self.add_edge(source, target, count=edge.count)
        self.toggle_physics(status=False)

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 — pyvis's signature
        """Return the page: the drawing, and the labels, definition and links of each term in every language."""
        index = {node["id"]: position for position, node in enumerate(self.nodes)}
        tags = sorted({label.language for term in self._terms.values() for label in term.labels})
        return render_neighbourhood(
            {
                "title": self._title,
                "language": next((tag for tag in (self._language, FALLBACK, *tags) if tag in tags), FALLBACK),
                "languages": [{"tag": tag, "name": language_name(tag), "direction": direction(tag)} for tag in tags],
                "terms": [self._term_values(node) for node in self.nodes],
                "links": [self._link_values(index, edge) for edge in self.edges],
                "middle": index.get(self._around),
            }
        )

    def _term_values(self, node: dict[str, Any]) -> dict[str, Any]:
        term = self._terms.get(node["id"])
        coordinates = {axis: float(node.get(axis) or 0) for axis in ("x", "y")}
        return {
            "slug": str(node["id"]),
            "placeholder": bool(term and term.placeholder),
            "labels": {label.language: label.text for label in term.labels} if term else {FALLBACK: str(node.get("label"))},
            "definitions": {definition.language: definition.text for definition in term.definitions} if term else {},
            "size": float(node.get("size") or _MIN_SIZE),
            **coordinates,
        }

    def _link_values(self, index: dict[Any, int], edge: dict[str, Any]) -> list[Any]:
        known = self._links.get((edge["from"], edge["to"]))
        count, tags = (known.count, list(known.languages)) if known else (1, [])
        return [index[edge["from"]], index[edge["to"]], count, tags]

    def write_html(self, name: str | Path, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Write the page to a file in UTF-8, whole or not at all.

        Raises:
            GlossographError: The file cannot be written.
        """
        path = Path(name)
        with open_batch(path.parent) as files:
            files.write_text(path.name, self.generate_html())
            files.commit()

    def show(self, name: str | Path, local: bool = True, notebook: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Write the page to a file, as `write_html` does."""
        self.write_html(name)

    def _repr_html_(self) -> str:
        """Return a sandboxed frame for a notebook: the page in it cannot reach the notebook."""
        return (
            f'<iframe sandbox="allow-scripts" width="100%" height="{_FRAME_HEIGHT_PX}" style="border:0" '
            f'srcdoc="{escape(self.generate_html(), quote=True)}"></iframe>'
        )


def draw_terms(graph: Graph, around: TermId | None, hops: int, language: str) -> SafeNetwork:
    """Draw a term and those around it, or everything.

    Raises:
        TooManyTermsError: There are more than 300 terms to draw.
    """
    drawn = {term.id for term in graph.terms} if around is None else terms_within(around, hops, graph.edges)
    if len(drawn) > _MAX_DRAWN_TERMS:
        remedy = "name a term to draw what is around it" if around is None else "take fewer hops"
        message = f"{len(drawn):,} terms are too many to draw here (at most {_MAX_DRAWN_TERMS}): {remedy}, or open graph.html"
        raise TooManyTermsError(message)
    return SafeNetwork(graph, drawn, around, language)
