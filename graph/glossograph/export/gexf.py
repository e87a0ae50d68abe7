"""`graph.gexf`: GEXF 1.3, for Gephi and other readers of GEXF."""

from collections.abc import Mapping
from typing import Any

from glossograph.export.drawing import PLOT, draw
from glossograph.export.property_graph import flat_links, flat_nodes, link_attributes, node_attributes
from glossograph.export.tables import Cell
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import xml

GEXF_IRI = "http://gexf.net/1.3"
_NAMESPACES = f'xmlns="{GEXF_IRI}" xmlns:viz="{GEXF_IRI}/viz"'
_TYPES: Mapping[type[Cell], str] = {str: "string", int: "integer", float: "double", bool: "boolean"}
_DRAWN = ("x", "y", "size")
"""Values that have elements of their own."""


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph. An edge's weight is its link count; its kind is `mutual` if the target links back.

    Each node has a position and a size, without which sigma.js refuses a graph.
    """
    graph = job.graph
    attributes_of_nodes = {name: kind for name, kind in node_attributes(graph, drawn=True).items() if name not in _DRAWN}
    with files.open_text("graph.gexf") as file:
        file.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{GEXF_IRI}" xmlns:viz="{GEXF_IRI}/viz" version="1.3">\n'
        )
        file.write(f"<meta><creator>glossograph</creator><description>{xml(graph.info.title)}</description></meta>\n")
        file.write('<graph defaultedgetype="directed" idtype="string" mode="static">\n')
        for element, attributes in (("node", attributes_of_nodes), ("edge", link_attributes(graph))):
            file.write(f'<attributes class="{element}">\n')
            for name, cell_type in attributes.items():
                file.write(f'<attribute id="{xml(name)}" title="{xml(name)}" type="{_TYPES[cell_type]}"/>\n')
            file.write("</attributes>\n")
        file.write(f'<nodes count="{len(graph.terms)}">\n')
        for node in flat_nodes(job, draw(job, files, PLOT)):
            x, y, size = (node.values.pop(name) for name in _DRAWN)
            dot = f'<viz:position x="{x}" y="{y}" z="0.0"/><viz:size value="{size}"/>'
            file.write(f'<node id="{xml(node.id)}" label="{xml(node.label)}">{_attribute_values(node.values)}{dot}</node>\n')
        file.write(f'</nodes>\n<edges count="{len(graph.edges)}">\n')
        for index, link in enumerate(flat_links(graph)):
            kind = "mutual" if link.values["mutual"] else "one-way"
            ends = f'source="{xml(link.source)}" target="{xml(link.target)}"'
            values = _attribute_values(link.values)
            file.write(f'<edge id="{index}" {ends} kind="{kind}" weight="{link.link_count}">{values}</edge>\n')
        file.write("</edges>\n</graph>\n</gexf>\n")


def _attribute_values(values: Mapping[str, Any]) -> str:
    elements = (f'<attvalue for="{xml(name)}" value="{xml(value)}"/>' for name, value in values.items())
    return f"<attvalues>{''.join(elements)}</attvalues>"
