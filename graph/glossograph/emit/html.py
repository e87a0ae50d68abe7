"""`graph.html`: one offline page that shows the graph."""

from glossograph.emit.drawing import SafeNetwork, by_importance
from glossograph.emit.job import Job
from glossograph.emit.page import render
from glossograph.emit.payload import payload
from glossograph.emit.write import Batch

DRAWN = 300
"""Terms that are drawn at first: the most linked. vis-network is slow with many more; the search finds all."""


def emit_html(job: Job, files: Batch) -> None:
    """Write `graph.html`."""
    terms = by_importance(job.graph)
    network = SafeNetwork(job.graph, {term.id for term in terms[:DRAWN]})
    files.text("graph.html", render(payload(job.graph, terms, network.nodes, network.edges)))
