"""`neo4j-terms.csv` and `neo4j-links.csv` for Neo4j's bulk import, and `neo4j-import.txt` with the command.

Several values of one cell are separated by U+001F, the unit separator, which no text holds: controls in texts become blanks.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping

from glossograph.export.property_graph import (
    flat_links,
    flat_nodes,
    keyword_languages,
    keywords_by_language,
    link_attributes,
    node_attributes,
)
from glossograph.export.tables import Cell
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell_line, cell_text, column
from glossograph.text.languages import bcp47_case

_TYPES: Mapping[type[Cell], str] = {str: "string", int: "long", bool: "boolean"}
_SEPARATOR = "\x1f"
_LIST_COLUMNS = ("labels", "alternatives", "keywords")
_LIST_PREFIXES = ("alternatives_", "keywords_")
_HELP = """\
Into the database `neo4j` of a fresh, stopped installation (Neo4j 5), from the folder of these files:

    neo4j-admin database import full neo4j --nodes=neo4j-terms.csv --relationships=neo4j-links.csv --array-delimiter=U+001F

Then start it, and in Cypher:

    CREATE CONSTRAINT term_slug FOR (t:Term) REQUIRE t.slug IS UNIQUE
    CREATE FULLTEXT INDEX term_labels FOR (t:Term) ON EACH [t.labels, t.alternatives]
    MATCH (t:Term)-[l:LINKS_TO]->(other) RETURN t.label, other.label, l.count, l.languages ORDER BY l.count DESC LIMIT 10

Nodes are :Term, without an article also :Placeholder. `labels` and `alternatives` hold the names of all languages, `label_en`
and so on those of one. LOAD CSV reads a list as one text: split it at the same character, as in

    split(row.`labels:string[]`, '\\u001F')
"""


def emit(job: ExportJob, files: Batch) -> None:
    """Write the nodes, the relationships and the instructions."""
    nodes = {name: cell_type for name, cell_type in node_attributes(job.graph).items() if not name.startswith(_LIST_PREFIXES)}
    tags = keyword_languages(job.graph)
    lists = (*_LIST_COLUMNS, *(column(f"keywords_{tag}") for tag in tags))
    with files.open_text("neo4j-terms.csv") as file:
        rows = csv.writer(file, lineterminator="\n")
        typed_columns = (f"{column(name)}:{_TYPES[cell_type]}" for name, cell_type in nodes.items())
        rows.writerow(["slug:ID(Term)", ":LABEL", *typed_columns, *(f"{name}:string[]" for name in lists)])
        rows.writerows(_node_rows(job, nodes, tags))
    links = {name: cell_type for name, cell_type in link_attributes(job.graph).items() if name != "languages"}
    with files.open_text("neo4j-links.csv") as file:
        rows = csv.writer(file, lineterminator="\n")
        typed_columns = (f"{column(name)}:{_TYPES[cell_type]}" for name, cell_type in links.items())
        rows.writerow([":START_ID(Term)", ":END_ID(Term)", ":TYPE", *typed_columns, "languages:string[]"])
        rows.writerows(_link_rows(job, links))
    files.write_text("neo4j-import.txt", _HELP)


def _node_rows(job: ExportJob, names: Iterable[str], keyword_tags: Iterable[str]) -> Iterator[list[str]]:
    for term, node in zip(job.graph.terms, flat_nodes(job), strict=True):
        keywords = keywords_by_language(term)
        lists = (
            (label.text for label in term.labels),
            (label.text for label in term.alternatives),
            term.keywords,
            *(keywords.get(tag, ()) for tag in keyword_tags),
        )
        yield [
            node.id,
            _list(("Term", "Placeholder") if term.placeholder else ("Term",)),
            *(cell_text(node.values.get(name)) for name in names),
            *map(_list, lists),
        ]


def _link_rows(job: ExportJob, names: Iterable[str]) -> Iterator[list[str]]:
    for edge, link in zip(job.graph.edges, flat_links(job.graph), strict=True):
        yield [
            link.source,
            link.target,
            "LINKS_TO",
            *(cell_text(link.values.get(name)) for name in names),
            _list(map(bcp47_case, edge.languages)),
        ]


def _list(texts: Iterable[str]) -> str:
    return _SEPARATOR.join(map(cell_line, texts))
