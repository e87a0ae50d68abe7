"""`graph.node-link.json`: node-link JSON, for networkx (`node_link_graph`) and D3."""

from glossograph.export.property_graph import nested_links, nested_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.json_writer import compact, write_array


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph; labels, definitions and counts are objects by language."""
    collection = job.graph.info
    data = {"title": collection.title, "iri": collection.base_iri}
    with files.lines("graph.node-link.json") as file:
        file.write(f'{{"directed": true, "multigraph": false, "graph": {compact(data)},\n"nodes": ')
        write_array(file, ({"id": node.id, **node.values} for node in nested_nodes(job)))
        file.write(',\n"edges": ')
        write_array(file, ({"source": one.source, "target": one.target, **one.values} for one in nested_links(job.graph)))
        file.write("}\n")
