"""`graph.cyjs`: Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from glossograph.export.property_graph import flat_links, flat_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.json_writer import compact, write_array


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph; all data are single values, as Cytoscape's tables have them; networkx takes a node's name from `value`."""
    collection = job.graph.info
    data = {"name": collection.title, "shared_name": collection.title, "iri": collection.base_iri}
    nodes = ({"data": {"id": node.id, "value": node.id, "name": node.label, **node.values}} for node in flat_nodes(job))
    edges = (
        {
            "data": {
                "id": f"e{number}",
                "source": link.source,
                "target": link.target,
                "interaction": "linksTo",
                "weight": link.number,
                **link.values,
            }
        }
        for number, link in enumerate(flat_links(job.graph))
    )
    with files.lines("graph.cyjs") as file:
        file.write('{"format_version": "1.0", "generated_by": "glossograph", "target_cytoscapejs_version": "~3.0",\n')
        file.write(f'"directed": true, "multigraph": false, "data": {compact(data)},\n"elements": {{"nodes": ')
        write_array(file, nodes)
        file.write(',\n"edges": ')
        write_array(file, edges)
        file.write("}}\n")
