"""`graph.graphml`: GraphML 1.0, for Gephi, Cytoscape, yEd, igraph and networkx."""

from collections.abc import Mapping
from typing import Any

from glossograph.export.drawing import PLOT, draw
from glossograph.export.property_graph import flat_links, flat_nodes, link_attributes, node_attributes
from glossograph.export.tables import Cell
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import xml

GRAPHML_IRI = "http://graphml.graphdrawing.org/xmlns"
_TYPES: Mapping[type[Cell], str] = {str: "string", int: "int", float: "double", bool: "boolean"}


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph. The id of a node is the term's slug.

    igraph takes `name` for the name of a vertex and `weight` for the weight of an edge, which is its link count.
    """
    graph = job.graph
    nodes, edges = node_attributes(graph, drawn=True), link_attributes(graph)
    with files.open_text("graph.graphml") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{GRAPHML_IRI}">\n')
        for element, attributes in (("node", {"name": str, **nodes}), ("edge", {"weight": int, **edges})):
            for name, cell_type in attributes.items():
                key = f'id="{element}.{xml(name)}" for="{element}" attr.name="{xml(name)}"'
                file.write(f'<key {key} attr.type="{_TYPES[cell_type]}"/>\n')
        file.write('<key id="graph.title" for="graph" attr.name="title" attr.type="string"/>\n')
        file.write(f'<graph edgedefault="directed">\n<data key="graph.title">{xml(graph.info.title)}</data>\n')
        for node in flat_nodes(job, draw(job, files, PLOT)):
            values = _data("node", {"name": node.id, **node.values})
            file.write(f'<node id="{xml(node.id)}">{values}</node>\n')
        for link in flat_links(graph):
            ends = f'source="{xml(link.source)}" target="{xml(link.target)}"'
            values = _data("edge", {"weight": link.link_count, **link.values})
            file.write(f"<edge {ends}>{values}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _data(element: str, values: Mapping[str, Any]) -> str:
    return "".join(f'<data key="{element}.{xml(name)}">{xml(value)}</data>' for name, value in values.items())
