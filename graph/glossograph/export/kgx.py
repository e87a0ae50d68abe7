"""`graph_nodes.tsv` and `graph_edges.tsv`: KGX, for tools around the Biolink model.

Names are CURIEs below `term:`, several values of one cell stand between `|`, which inside a value becomes `/`. There is no
quoting, so tabs and line ends become blanks; a text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from collections.abc import Iterable
from typing import IO

from glossograph.export.property_graph import flat_links, flat_nodes, link_names, node_names
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell
from glossograph.text.iris import term_curie

_NODE = ("id", "category", "name", "description", "synonym", "keyword", "iri", "provided_by")
_EDGE = ("id", "subject", "predicate", "object", "relation", "knowledge_level", "agent_type", "provided_by")


def emit(job: ExportJob, files: Batch) -> None:
    """Write nodes and edges; `synonym` has the names of all languages, `label_hi` and so on one language's."""
    known = {"label", "iri", "keywords"}
    names = [name for name in node_names(job.graph) if name not in known and "alternatives_" not in name]
    with files.lines("graph_nodes.tsv") as file:
        _write(file, (*_NODE, *names))
        for term, node in zip(job.graph.terms, flat_nodes(job), strict=True):
            description = next((one.text for one in term.definitions if one.language == term.label().language), "")
            synonyms = dict.fromkeys(label.text for label in (*term.labels, *term.alternatives) if label.text != node.label)
            _write(
                file,
                (
                    *(term_curie(node.id), "biolink:InformationContentEntity", node.label, description),
                    *(_several(synonyms), _several(term.keywords), node.values["iri"], "glossograph"),
                    *(node.values.get(name) for name in names),
                ),
            )
    names = list(link_names(job.graph))
    with files.lines("graph_edges.tsv") as file:
        _write(file, (*_EDGE, *names))
        for number, link in enumerate(flat_links(job.graph)):
            ends = (term_curie(link.source), "biolink:related_to", term_curie(link.target))
            origin = ("gg:linksTo", "observation", "automated_agent", "glossograph")
            values = {**link.values, "languages": _several(link.values["languages"].split())}
            _write(file, (f"link:{number}", *ends, *origin, *(values.get(name) for name in names)))


def _several(texts: Iterable[str]) -> str:
    return "|".join(text.replace("|", "/") for text in texts)


def _write(file: IO[str], cells: Iterable[object]) -> None:
    file.write("\t".join(map(cell, cells)) + "\n")
