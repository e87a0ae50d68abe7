"""`graph_nodes.tsv` and `graph_edges.tsv`: KGX, for tools around the Biolink model.

Ids are CURIEs with the prefix `term:`. Several values of one cell are separated by `|`; a `|` inside a value becomes `¦`. KGX has
no quoting, so tabs and line ends become blanks.
"""

from collections.abc import Iterable
from typing import IO

from glossograph.export.property_graph import flat_links, flat_nodes, join_values, link_attributes, node_attributes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell_text
from glossograph.text.iris import term_curie

_NODE_COLUMNS = ("id", "category", "name", "description", "synonym", "keyword", "iri", "provided_by")
_IN_NODE_COLUMNS = ("label", "iri")
_LIST_PREFIXES = ("alternatives_", "keywords_")
"""Attributes whose values are in `synonym` and `keyword`."""

_EDGE_COLUMNS = ("id", "subject", "predicate", "object", "relation", "knowledge_level", "agent_type", "provided_by")


def emit(job: ExportJob, files: Batch) -> None:
    """Write the nodes, then the edges. `synonym` holds the labels of all languages, `label_hi` those of Hindi."""
    names = [name for name in node_attributes(job.graph) if name not in _IN_NODE_COLUMNS and not name.startswith(_LIST_PREFIXES)]
    with files.open_text("graph_nodes.tsv") as file:
        _write_row(file, (*_NODE_COLUMNS, *names))
        for term, node in zip(job.graph.terms, flat_nodes(job), strict=True):
            language = term.label(job.language).language
            description = next((definition.text for definition in term.definitions if definition.language == language), "")
            synonyms = dict.fromkeys(label.text for label in (*term.labels, *term.alternatives) if label.text != node.label)
            _write_row(
                file,
                (
                    *(term_curie(node.id), "biolink:InformationContentEntity", node.label, description),
                    *(join_values(synonyms), join_values(term.keywords), node.values["iri"], "glossograph"),
                    *(node.values.get(name) for name in names),
                ),
            )
    names = list(link_attributes(job.graph))
    with files.open_text("graph_edges.tsv") as file:
        _write_row(file, (*_EDGE_COLUMNS, *names))
        for index, link in enumerate(flat_links(job.graph)):
            statement = (term_curie(link.source), "biolink:related_to", term_curie(link.target))
            provenance = ("gg:linksTo", "observation", "automated_agent", "glossograph")
            _write_row(file, (f"link:{index}", *statement, *provenance, *(link.values.get(name) for name in names)))


def _write_row(file: IO[str], cells: Iterable[object]) -> None:
    file.write("\t".join(map(cell_text, cells)) + "\n")
