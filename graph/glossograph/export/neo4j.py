"""`neo4j-terms.csv` and `neo4j-links.csv` for Neo4j's bulk import, and `neo4j-import.txt` with the command.

Several values of one cell are separated by `;`; a `;` inside a value becomes a comma. A text that a spreadsheet would run as a
formula gets an apostrophe in front, because people open CSV files in spreadsheets.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping

from glossograph.export.property_graph import flat_links, flat_nodes, link_attributes, node_attributes
from glossograph.export.tables import Cell
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell, column

_TYPES: Mapping[type[Cell], str] = {str: "string", int: "long", bool: "boolean"}
_SEPARATOR = ";"
_LIST_COLUMNS = ("labels", "alternatives", "keywords")
_HELP = """\
Into the database `neo4j` of a fresh, stopped installation (Neo4j 5), from the folder of these files:

    neo4j-admin database import full neo4j --nodes=neo4j-terms.csv --relationships=neo4j-links.csv --array-delimiter=";"

Then start it, and in Cypher:

    CREATE CONSTRAINT term_slug FOR (t:Term) REQUIRE t.slug IS UNIQUE
    CREATE FULLTEXT INDEX term_labels FOR (t:Term) ON EACH [t.labels, t.alternatives]
    MATCH (t:Term)-[l:LINKS_TO]->(other) RETURN t.label, other.label, l.count, l.languages ORDER BY l.count DESC LIMIT 10

Nodes are :Term, without an article also :Placeholder. `labels` and `alternatives` hold the names of all languages, `label_en`
and so on those of one. A text that a spreadsheet would run as a formula has an apostrophe in front.
"""


def emit(job: ExportJob, files: Batch) -> None:
    """Write the nodes, the relationships and the instructions."""
    nodes = {
        name: cell_type
        for name, cell_type in node_attributes(job.graph).items()
        if name != "keywords" and "alternatives_" not in name
    }
    with files.open_text("neo4j-terms.csv") as file:
        rows = csv.writer(file, lineterminator="\n")
        typed_columns = (f"{column(name)}:{_TYPES[cell_type]}" for name, cell_type in nodes.items())
        rows.writerow(["slug:ID(Term)", ":LABEL", *typed_columns, *(f"{name}:string[]" for name in _LIST_COLUMNS)])
        rows.writerows(_node_rows(job, nodes))
    links = {name: cell_type for name, cell_type in link_attributes(job.graph).items() if name != "languages"}
    with files.open_text("neo4j-links.csv") as file:
        rows = csv.writer(file, lineterminator="\n")
        typed_columns = (f"{column(name)}:{_TYPES[cell_type]}" for name, cell_type in links.items())
        rows.writerow([":START_ID(Term)", ":END_ID(Term)", ":TYPE", *typed_columns, "languages:string[]"])
        rows.writerows(_link_rows(job, links))
    files.write_text("neo4j-import.txt", _HELP)


def _node_rows(job: ExportJob, names: Iterable[str]) -> Iterator[list[str]]:
    for term, node in zip(job.graph.terms, flat_nodes(job), strict=True):
        lists = (
            (label.text for label in term.labels),
            (label.text for label in term.alternatives),
            term.keywords,
        )
        yield [
            node.id,
            "Term;Placeholder" if term.placeholder else "Term",
            *(cell(node.values.get(name)) for name in names),
            *(cell(_SEPARATOR.join(text.replace(_SEPARATOR, ",") for text in texts)) for texts in lists),
        ]


def _link_rows(job: ExportJob, names: Iterable[str]) -> Iterator[list[str]]:
    for link in flat_links(job.graph):
        yield [
            link.source,
            link.target,
            "LINKS_TO",
            *(cell(link.values.get(name)) for name in names),
            link.values["languages"].replace(" ", _SEPARATOR),
        ]
