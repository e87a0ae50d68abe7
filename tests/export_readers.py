"""Read every export format with foreign libraries, as plain values to compare."""

import csv
import json
import re
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import networkx as nx
import pydot

SCHEMAS = Path(__file__).parent / "schemas"


class ExportContent(NamedTuple):
    """The content of an export.

    Labels by slug and language, the slugs of placeholders, link counts by edge and language, link counts by edge.
    """

    labels: dict[str, dict[str, str]]
    placeholders: set[str]
    counts: dict[tuple[str, str], dict[str, int]]
    totals: dict[tuple[str, str], int]


Reader = Callable[[Path], ExportContent]


def by_language(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix) and value not in (None, "")
    }


def flat(nodes: Iterable[tuple[str, Mapping[str, Any]]], edges: Iterable[tuple[str, str, Mapping[str, Any]]]) -> ExportContent:
    content = ExportContent({}, set(), {}, {})
    for name, values in nodes:
        content.labels[name] = by_language(values, "label_")
        if values["placeholder"] in (True, "true"):
            content.placeholders.add(name)
    for source, target, values in edges:
        content.counts[source, target] = {tag: int(count) for tag, count in by_language(values, "count_").items()}
        content.totals[source, target] = int(values["count"] if "count" in values else values["Weight"])
    return content


def nested(nodes: Iterable[tuple[str, Mapping[str, Any]]], edges: Iterable[tuple[str, str, Mapping[str, Any]]]) -> ExportContent:
    nodes, edges = list(nodes), list(edges)
    return ExportContent(
        {name: dict(values["labels"]) for name, values in nodes},
        {name for name, values in nodes if values["placeholder"]},
        {(source, target): dict(values["counts"]) for source, target, values in edges},
        {(source, target): values["count"] for source, target, values in edges},
    )


def graphml(folder: Path) -> ExportContent:
    view = nx.read_graphml(folder / "graph.graphml")
    return flat(view.nodes(data=True), view.edges(data=True))


def gexf(folder: Path) -> ExportContent:
    import xmlschema

    xmlschema.XMLSchema(SCHEMAS / "gexf-1.3.xsd").validate(folder / "graph.gexf")
    text = (folder / "graph.gexf").read_text(encoding="utf-8")
    older = folder / "older.gexf"  # networkx reads GEXF 1.2 only; a static graph differs in the namespace alone
    older.write_text(text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft", 2), encoding="utf-8")
    view = nx.read_gexf(older)
    assert all(values["label"] and values["viz"]["size"] > 0 for _, values in view.nodes(data=True))
    return flat(view.nodes(data=True), view.edges(data=True))


def table(path: Path) -> list[dict[str, str]]:
    import duckdb

    rows = duckdb.connect().read_csv(path, header=True, all_varchar=True, sep=",", quotechar='"', escapechar='"')
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def gephi(folder: Path) -> ExportContent:
    nodes, edges = table(folder / "gephi-nodes.csv"), table(folder / "gephi-edges.csv")
    assert {row["Type"] for row in edges} == {"Directed"}
    return flat(((row["Id"], row) for row in nodes), ((row["Source"], row["Target"], row) for row in edges))


def cytoscape(folder: Path) -> ExportContent:
    view = nx.cytoscape_graph(json.loads((folder / "graph.cyjs").read_text(encoding="utf-8")))
    return flat(view.nodes(data=True), view.edges(data=True))


def node_link(folder: Path) -> ExportContent:
    data = json.loads((folder / "graph.node-link.json").read_text(encoding="utf-8"))
    view = nx.node_link_graph(data, edges="edges")
    return nested(view.nodes(data=True), view.edges(data=True))


def jgf(folder: Path) -> ExportContent:
    data = json.loads((folder / "graph.jgf.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, json.loads((SCHEMAS / "jgf-2.json").read_text(encoding="utf-8")))
    nodes = ((name, node["metadata"]) for name, node in data["graph"]["nodes"].items())
    return nested(nodes, ((edge["source"], edge["target"], edge["metadata"]) for edge in data["graph"]["edges"]))


def neo4j(folder: Path) -> ExportContent:
    """Load the bulk-import files into an embedded property-graph database."""
    import real_ladybug

    types = {"long": "INT64", "boolean": "BOOLEAN"}

    def columns(name: str, skip: int) -> str:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            header = [column.partition(":") for column in next(csv.reader(file))]
        return ", ".join(
            f"{column or kind.replace('LABEL', 'kind')} {types.get(kind, 'STRING')}" for column, _, kind in header[skip:]
        )

    database = real_ladybug.Connection(real_ladybug.Database(":memory:"))

    def rows(query: str) -> list[dict[str, Any]]:
        result = database.execute(query)
        assert not isinstance(result, list)
        return [row for row in result.rows_as_dict() if isinstance(row, dict)]

    rows(f"CREATE NODE TABLE Term({columns('neo4j-terms.csv', 0)}, PRIMARY KEY(slug))")
    rows(f"CREATE REL TABLE LINKS_TO(FROM Term TO Term, {columns('neo4j-links.csv', 2)})")
    rows(f'COPY Term FROM "{folder}/neo4j-terms.csv" (HEADER=true, PARALLEL=false)')
    rows(f'COPY LINKS_TO FROM "{folder}/neo4j-links.csv" (HEADER=true, PARALLEL=false)')
    terms = [row["t"] for row in rows("MATCH (t:Term) RETURN t")]
    assert {term["kind"] for term in terms if term["placeholder"]} <= {"Term\x1fPlaceholder"}
    links = rows("MATCH (a:Term)-[l:LINKS_TO]->(b:Term) RETURN a.slug AS source, b.slug AS target, l")
    return flat(((term["slug"], term) for term in terms), ((row["source"], row["target"], row["l"]) for row in links))


def kgx(folder: Path) -> ExportContent:
    import pandas as pd

    def read(name: str) -> list[dict[str, str]]:
        frame = pd.read_csv(folder / name, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False, encoding="utf-8")
        return [{str(name): str(value) for name, value in row.items()} for row in frame.to_dict("records")]

    nodes, edges = read("graph_nodes.tsv"), read("graph_edges.tsv")
    assert {row["category"] for row in nodes} == {"biolink:InformationContentEntity"}
    assert {row["predicate"] for row in edges} == {"biolink:related_to"}
    return flat(
        ((row["id"].removeprefix("term:"), row) for row in nodes),
        ((row["subject"].removeprefix("term:"), row["object"].removeprefix("term:"), row) for row in edges),
    )


def relational(rows: Callable[[str], list[tuple[Any, ...]]]) -> ExportContent:
    """Read the tidy tables with SQL. Only the names of the tables differ between DuckDB and SQLite."""
    content = ExportContent({}, set(), {}, {})
    for (term,) in rows("SELECT term FROM terms"):
        content.labels[term] = {}
    for term, language, text in rows("SELECT term, language, text FROM labels WHERE kind = 'preferred'"):
        content.labels[term][language] = text
    content.placeholders.update(term for (term,) in rows("SELECT term FROM terms WHERE placeholder"))
    for source, target, links in rows("SELECT source, target, links FROM edges"):
        content.counts[source, target] = {}
        content.totals[source, target] = links
    for source, target, language, links in rows("SELECT source, target, language, links FROM edge_counts"):
        content.counts[source, target][language] = links
    return content


def parquet(folder: Path) -> ExportContent:
    import duckdb

    database = duckdb.connect()
    return relational(lambda query: database.execute(re.sub(r"FROM (\w+)", rf"FROM '{folder}/\1.parquet'", query)).fetchall())


def sqlite(folder: Path) -> ExportContent:
    with closing(sqlite3.connect(folder / "graph.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return relational(lambda query: database.execute(query).fetchall())


def dot(folder: Path) -> ExportContent:
    """Read with pydot, which keeps quotes and backslashes."""

    def unquote(token: Any) -> str:
        text = str(token)
        return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pydot uses names that pyparsing deprecates
        graphs = pydot.graph_from_dot_file(str(folder / "graph.dot"), encoding="utf-8")
    assert graphs
    [graph] = graphs

    def values(item: Any) -> dict[str, str]:
        return {unquote(name): unquote(value) for name, value in item.get_attributes().items()}

    nodes = [(unquote(node.get_name()), values(node)) for node in graph.get_nodes() if node.get_name() not in ("node", "edge")]
    edges = [(unquote(edge.get_source()), unquote(edge.get_destination()), values(edge)) for edge in graph.get_edges()]
    return flat(nodes, edges)


READERS: Mapping[str, Reader] = {
    "cytoscape": cytoscape,
    "dot": dot,
    "gephi": gephi,
    "gexf": gexf,
    "graphml": graphml,
    "jgf": jgf,
    "kgx": kgx,
    "neo4j": neo4j,
    "node-link": node_link,
    "parquet": parquet,
    "sqlite": sqlite,
}
