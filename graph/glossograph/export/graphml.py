"""`graph.graphml`: GraphML 1.0, for Gephi, Cytoscape, yEd, igraph and networkx."""

from collections.abc import Mapping
from typing import Any

from glossograph.export.property_graph import flat_links, flat_nodes, link_names, node_names
from glossograph.export.tables import Cell
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import xml

_TYPES: Mapping[type[Cell], str] = {str: "string", int: "int", bool: "boolean"}


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph; nodes are named by slug, attributes by what they are."""
    with files.lines("graph.graphml") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{GRAPHML_IRI}">\n')
        for of, names in (("node", node_names(job.graph)), ("edge", link_names(job.graph))):
            for name, kind in names.items():
                file.write(f'<key id="{of}.{xml(name)}" for="{of}" attr.name="{xml(name)}" attr.type="{_TYPES[kind]}"/>\n')
        file.write('<key id="graph.title" for="graph" attr.name="title" attr.type="string"/>\n')
        file.write(f'<graph edgedefault="directed">\n<data key="graph.title">{xml(job.graph.info.title)}</data>\n')
        for node in flat_nodes(job):
            file.write(f'<node id="{xml(node.id)}">{_data("node", node.values)}</node>\n')
        for link in flat_links(job.graph):
            file.write(f'<edge source="{xml(link.source)}" target="{xml(link.target)}">{_data("edge", link.values)}</edge>\n')
        file.write("</graph>\n</graphml>\n")


def _data(of: str, values: Mapping[str, Any]) -> str:
    return "".join(f'<data key="{of}.{xml(name)}">{xml(value)}</data>' for name, value in values.items())


GRAPHML_IRI = "http://graphml.graphdrawing.org/xmlns"
