"""`graph.gexf`: GEXF 1.3, for Gephi and its kin."""

from collections.abc import Mapping
from typing import Any

from glossograph.export.property_graph import flat_links, flat_nodes, link_names, node_names
from glossograph.export.tables import Cell
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import xml

_TYPES: Mapping[type[Cell], str] = {str: "string", int: "integer", bool: "boolean"}


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph; an edge's weight is its number of links, its kind whether it goes both ways."""
    graph = job.graph
    with files.lines("graph.gexf") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{GEXF_IRI}" version="1.3">\n')
        file.write(f"<meta><creator>glossograph</creator><description>{xml(graph.info.title)}</description></meta>\n")
        file.write('<graph defaultedgetype="directed" idtype="string" mode="static">\n')
        for of, names in (("node", node_names(graph)), ("edge", link_names(graph))):
            file.write(f'<attributes class="{of}">\n')
            for name, kind in names.items():
                file.write(f'<attribute id="{xml(name)}" title="{xml(name)}" type="{_TYPES[kind]}"/>\n')
            file.write("</attributes>\n")
        file.write(f'<nodes count="{len(graph.terms)}">\n')
        for node in flat_nodes(job):
            file.write(f'<node id="{xml(node.id)}" label="{xml(node.label)}">{_values(node.values)}</node>\n')
        file.write(f'</nodes>\n<edges count="{len(graph.edges)}">\n')
        for number, link in enumerate(flat_links(graph)):
            way = "mutual" if link.values["mutual"] else "one-way"
            ends = f'source="{xml(link.source)}" target="{xml(link.target)}"'
            file.write(f'<edge id="{number}" {ends} kind="{way}" weight="{link.number}">{_values(link.values)}</edge>\n')
        file.write("</edges>\n</graph>\n</gexf>\n")


def _values(values: Mapping[str, Any]) -> str:
    told = (f'<attvalue for="{xml(name)}" value="{xml(value)}"/>' for name, value in values.items())
    return f"<attvalues>{''.join(told)}</attvalues>"


GEXF_IRI = "http://gexf.net/1.3"
