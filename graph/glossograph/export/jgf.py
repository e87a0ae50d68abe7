"""`graph.jgf.json`: JSON Graph Format 2."""

from glossograph.export.property_graph import nested_links, nested_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.json_writer import compact, write_array, write_object


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph; what is known of nodes and edges stands in their metadata."""
    collection = job.graph.info
    with files.lines("graph.jgf.json") as file:
        file.write(f'{{"graph": {{"id": {compact(collection.base_iri)}, "type": "glossary", "directed": true,\n')
        file.write(f'"label": {compact(collection.title)}, "metadata": {compact({"description": collection.description})},\n')
        file.write('"nodes": ')
        write_object(file, ((node.id, {"label": node.label, "metadata": node.values}) for node in nested_nodes(job)))
        file.write(',\n"edges": ')
        edges = (
            {"source": link.source, "target": link.target, "relation": "linksTo", "metadata": link.values}
            for link in nested_links(job.graph)
        )
        write_array(file, edges)
        file.write("}}\n")
