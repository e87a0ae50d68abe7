"""A part of the graph as a pyvis network, placed beforehand, written through a template of our own."""

from collections.abc import Collection
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from pyvis.network import Network

from glossograph.analysis.adjacency import link_matrix, undirected
from glossograph.analysis.paths import importance
from glossograph.layout.plane import matrix_positions
from glossograph.model.graph import Graph
from glossograph.pages.neighbourhood_page import render
from glossograph.serialise.file_batch import open_batch
from glossograph.text.keys import TermId
from glossograph.text.languages import FALLBACK, direction, language_name

_SMALLEST, _GROWTH = 8.0, 3.0
_PIXELS = 90
"""Pixels of the plane's unit, so that names can be read."""

_HEIGHT = 620


class SafeNetwork(Network):  # type: ignore[misc]
    """A pyvis network whose page is safe against article text and loads nothing from anywhere.

    pyvis's own template fetches scripts from the web and lets article text run as script. Of what pyvis can set, the page takes
    nodes and edges with their labels, places and sizes, those that you add included; colours and physics are its own.
    """

    def __init__(self, graph: Graph, terms: Collection[TermId], around: TermId | None = None, language: str = FALLBACK) -> None:
        """Draw those terms and the links between them: nodes are placed, physics is off, names are in a language."""
        super().__init__(height="100vh", width="100%", directed=True, cdn_resources="in_line")
        ranks = importance(graph)
        # The most linked come last, so that they lie on top.
        chosen = sorted((term for term in graph.terms if term.id in terms), key=lambda term: (ranks[term.id], term.id))
        places = {term.id: place for place, term in enumerate(chosen)}
        at = matrix_positions(undirected(link_matrix(places, graph.edges)), np.zeros(len(chosen), dtype=np.int64)) * _PIXELS
        self._terms = {str(term.slug): term for term in chosen}
        self._around = None if around is None else str(chosen[places[around]].slug)
        self._language = language
        self._title = graph.info.title if around is None else str(chosen[places[around]].label(language))
        self._links = {
            (str(chosen[places[edge.source]].slug), str(chosen[places[edge.target]].slug)): edge
            for edge in graph.edges
            if edge.source in places and edge.target in places
        }
        for term, (x, y) in zip(chosen, at.tolist(), strict=True):
            size = _SMALLEST + _GROWTH * ranks[term.id] ** 0.5
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
        """Write the page: the drawing, and names, definition and links of each term, in every language there is."""
        index = {node["id"]: place for place, node in enumerate(self.nodes)}
        used = sorted({label.language for term in self._terms.values() for label in term.labels})
        return render(
            {
                "title": self._title,
                "language": next((tag for tag in (self._language, FALLBACK, *used) if tag in used), FALLBACK),
                "languages": [{"tag": tag, "name": language_name(tag), "direction": direction(tag)} for tag in used],
                "terms": [self._shown(node) for node in self.nodes],
                "links": [self._link(index, edge) for edge in self.edges],
                "middle": index.get(self._around),
            }
        )

    def _shown(self, node: dict[str, Any]) -> dict[str, Any]:
        term = self._terms.get(node["id"])
        place = {key: float(node.get(key) or 0) for key in ("x", "y")}
        return {
            "slug": str(node["id"]),
            "placeholder": bool(term and term.placeholder),
            "labels": {label.language: label.text for label in term.labels} if term else {FALLBACK: str(node.get("label"))},
            "definitions": {one.language: one.text for one in term.definitions} if term else {},
            "size": float(node.get("size") or _SMALLEST),
            **place,
        }

    def _link(self, index: dict[Any, int], edge: dict[str, Any]) -> list[Any]:
        known = self._links.get((edge["from"], edge["to"]))
        count, tags = (known.count, list(known.languages)) if known else (1, [])
        return [index[edge["from"]], index[edge["to"]], count, tags]

    def write_html(self, name: str | Path, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Write the page to a file, whole or not at all, in UTF-8 on every system.

        Errors: `GlossographError` where it cannot be written.
        """
        path = Path(name)
        with open_batch(path.parent) as files:
            files.write_text(path.name, self.generate_html())
            files.commit()

    def show(self, name: str | Path, local: bool = True, notebook: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Write the page to a file."""
        self.write_html(name)

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame that can reach nothing of the notebook."""
        return (
            f'<iframe sandbox="allow-scripts" width="100%" height="{_HEIGHT}" style="border:0" '
            f'srcdoc="{escape(self.generate_html(), quote=True)}"></iframe>'
        )
