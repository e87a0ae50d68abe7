"""`graph.node-link.json`: node-link JSON, for networkx (`node_link_graph`) and D3."""

from glossograph.export.drawing import SCREEN, draw
from glossograph.export.property_graph import nested_links, nested_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.json_writer import compact_json, json_array


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph. Labels, definitions, keywords and link counts are objects by language; a weight is a link count."""
    info = job.graph.info
    data = {"title": info.title, "iri": info.base_iri}
    nodes = ({"id": node.id, **node.values} for node in nested_nodes(job, draw(job, files, SCREEN)))
    edges = (
        {"source": link.source, "target": link.target, "weight": link.link_count, **link.values}
        for link in nested_links(job.graph)
    )
    with files.open_text("graph.node-link.json") as file:
        file.write(f'{{"directed": true, "multigraph": false, "graph": {compact_json(data)},\n"nodes": ')
        file.writelines(json_array(nodes))
        file.write(',\n"edges": ')
        file.writelines(json_array(edges))
        file.write("}\n")
