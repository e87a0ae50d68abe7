"""`gephi-nodes.csv` and `gephi-edges.csv`: two tables for Gephi's spreadsheet importer.

A text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

import csv

from glossograph.export.drawing import PLOT, draw
from glossograph.export.property_graph import flat_links, flat_nodes, link_attributes, node_attributes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell


def emit(job: ExportJob, files: Batch) -> None:
    """Write the nodes, then the edges. An edge's weight is its link count."""
    names = [name for name in node_attributes(job.graph, drawn=True) if name != "label"]
    with files.open_text("gephi-nodes.csv") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["Id", "Label", *names])
        for node in flat_nodes(job, draw(job, files, PLOT)):
            rows.writerow([cell(node.id), cell(node.label), *(cell(node.values.get(name)) for name in names)])
    names = [name for name in link_attributes(job.graph) if name != "count"]
    with files.open_text("gephi-edges.csv") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["Source", "Target", "Type", "Weight", *names])
        rows.writerows(
            [cell(link.source), cell(link.target), "Directed", link.link_count, *(cell(link.values.get(name)) for name in names)]
            for link in flat_links(job.graph)
        )
