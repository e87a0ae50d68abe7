"""`graph.jgf.json`: JSON Graph Format 2."""

from glossograph.export.drawing import SCREEN, draw
from glossograph.export.property_graph import nested_links, nested_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.json_writer import compact_json, json_array, json_object


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph. The attributes of nodes and edges are their metadata."""
    info = job.graph.info
    nodes = ((node.id, {"label": node.label, "metadata": node.values}) for node in nested_nodes(job, draw(job, files, SCREEN)))
    edges = (
        {
            "source": link.source,
            "target": link.target,
            "relation": "linksTo",
            "metadata": {"weight": link.link_count, **link.values},
        }
        for link in nested_links(job.graph)
    )
    with files.open_text("graph.jgf.json") as file:
        file.write(f'{{"graph": {{"id": {compact_json(info.base_iri)}, "type": "glossary", "directed": true,\n')
        metadata = compact_json({"description": info.description})
        file.write(f'"label": {compact_json(info.title)}, "metadata": {metadata},\n"nodes": ')
        file.writelines(json_object(nodes))
        file.write(',\n"edges": ')
        file.writelines(json_array(edges))
        file.write("}}\n")
