"""A part of the graph as a pyvis network, placed beforehand, written through a template of our own."""

from collections.abc import Collection

from markupsafe import Markup
from pyvis.network import Network

from glossograph.ask.neighbourhood import importance
from glossograph.emit.layout import places
from glossograph.emit.page import render
from glossograph.emit.payload import payload
from glossograph.graph import Graph
from glossograph.model import Term
from glossograph.names import TermId

_SMALLEST, _GROWTH = 8.0, 3.0
_FRAME_HEIGHT = 560


class SafeNetwork(Network):  # type: ignore[misc]
    """A pyvis network whose page is safe against article text and loads nothing from anywhere.

    pyvis's own template fetches scripts from the web and lets article text run as script.
    """

    def __init__(self, graph: Graph, terms: Collection[TermId]) -> None:
        """Draw those terms and the links between them: nodes are placed, physics is off."""
        super().__init__(height="100vh", width="100%", directed=True, cdn_resources="in_line")
        self._graph = graph
        ranks = importance(graph)
        chosen = [term for term in by_importance(graph) if term.id in terms]
        chosen_ids = {term.id for term in chosen}
        links = [(edge.source, edge.target) for edge in graph.edges if {edge.source, edge.target} <= chosen_ids]
        at = places([term.id for term in chosen], links)
        for term in chosen:
            x, y = at[term.id]
            size = _SMALLEST + _GROWTH * ranks[term.id] ** 0.5
            self.add_node(term.slug, label=str(term.label()), x=x, y=y, size=size, physics=False, stub=term.stub)
        slugs = {term.id: term.slug for term in chosen}
        for edge in graph.edges:
            if edge.source in slugs and edge.target in slugs:
                self.add_edge(slugs[edge.source], slugs[edge.target], count=edge.count)
        self.toggle_physics(status=False)

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 — pyvis's signature
        """Write the page, with the panel, the search and the languages of all terms that are drawn."""
        drawn = {node["id"] for node in self.nodes}
        return render(
            payload(self._graph, [term for term in by_importance(self._graph) if term.slug in drawn], self.nodes, self.edges)
        )

    def write_html(self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Write the page to a file, in UTF-8 on every system."""
        with open(name, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            file.write(self.generate_html())

    def show(self, name: str, local: bool = True, notebook: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Write the page to a file."""
        self.write_html(name)

    def _repr_html_(self) -> str:
        """Show the page in a frame of a notebook, from which it can reach nothing else there."""
        frame = Markup('<iframe sandbox="allow-scripts" srcdoc="{}" width="100%" height="{}" frameborder="0"></iframe>')
        return str(frame.format(self.generate_html(), _FRAME_HEIGHT))


def by_importance(graph: Graph) -> list[Term]:
    """Sort the terms, most linked first."""
    ranks = importance(graph)
    return sorted(graph.terms, key=lambda term: (-ranks[term.id], term.stub, term.id))
