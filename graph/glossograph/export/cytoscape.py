"""`graph.cyjs`: Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from glossograph.export.drawing import SCREEN, draw
from glossograph.export.property_graph import flat_links, flat_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.json_writer import compact_json, json_array


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph.

    Every value is a single one, because Cytoscape shows them in tables. networkx reads a node's name from `value`.
    """
    info = job.graph.info
    data = {"name": info.title, "shared_name": info.title, "iri": info.base_iri}
    nodes = (
        {
            "data": {"id": node.id, "value": node.id, "name": node.label, **node.values},
            "position": {"x": node.values["x"], "y": node.values["y"]},
        }
        for node in flat_nodes(job, draw(job, files, SCREEN))
    )
    edges = (
        {
            "data": {
                "id": f"e{index}",
                "source": link.source,
                "target": link.target,
                "interaction": "linksTo",
                "weight": link.link_count,
                **link.values,
            }
        }
        for index, link in enumerate(flat_links(job.graph))
    )
    with files.open_text("graph.cyjs") as file:
        file.write('{"format_version": "1.0", "generated_by": "glossograph", "target_cytoscapejs_version": "~3.0",\n')
        file.write(f'"directed": true, "multigraph": false, "data": {compact_json(data)},\n"elements": {{"nodes": ')
        file.writelines(json_array(nodes))
        file.write(',\n"edges": ')
        file.writelines(json_array(edges))
        file.write("}}\n")
