import csv
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import networkx as nx
import pyarrow.parquet as pq
import pytest

import glossograph as gg
from glossograph.export import registry
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.text.escape import cell, cell_line, cell_text, column
from glossograph.text.languages import bcp47_case
from tests.command import run
from tests.export_readers import READERS, ExportContent
from tests.graphs import Listed
from tests.hostile import hostile_graph


@pytest.fixture(scope="session")
def hostile() -> gg.KnowledgeGraph:
    return hostile_graph()


@pytest.fixture(scope="session", params=["sample", "hostile"])
def kg(request: pytest.FixtureRequest) -> gg.KnowledgeGraph:
    graph: gg.KnowledgeGraph = request.getfixturevalue(request.param)
    return graph


def xml_text(text: str) -> str:
    return "".join("\ufffd" if (ord(c) < 32 and c not in "\t\n\r") or c in "\ufffe\uffff" else c for c in text)


def unchanged(text: str) -> str:
    return text


ESCAPES: dict[str, Callable[[str], str]] = {
    "graphml": xml_text, "gexf": xml_text, "gephi": cell, "neo4j": cell_text, "kgx": cell_text, "dot": cell_text,
}  # fmt: skip
"""How a format escapes texts that it cannot hold or that a spreadsheet would run. The other formats hold every text."""


def expected_content(kg: gg.KnowledgeGraph, name: str) -> ExportContent:
    escape = ESCAPES.get(name, unchanged)

    def tag(language: str) -> str:
        return column(bcp47_case(language)) if name == "neo4j" else bcp47_case(language)

    slugs = {term.id: quote(term.slug, safe="") if name == "kgx" else str(term.slug) for term in kg.terms}
    return ExportContent(
        {slugs[term.id]: {tag(label.language): escape(label.text) for label in term.labels} for term in kg.terms},
        {slugs[term.id] for term in kg.terms if term.placeholder},
        {
            (slugs[edge.source], slugs[edge.target]): {tag(language): count for language, count in edge.counts}
            for edge in kg.edges
        },
        {(slugs[edge.source], slugs[edge.target]): edge.count for edge in kg.edges},
    )


@pytest.mark.consumer
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name == "dot" else ()) for name in sorted(READERS)]
)
def test_a_foreign_reader_finds_all_labels_placeholders_and_counts(kg: gg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    paths = kg.write(tmp_path, name)
    assert {path.name for path in paths} == {path.name for path in tmp_path.iterdir()}
    content, expected = READERS[name](tmp_path), expected_content(kg, name)
    assert content.labels == expected.labels
    assert content.placeholders == expected.placeholders
    assert content.counts == expected.counts
    assert content.totals == expected.totals


def test_flat_and_nested_formats_have_definitions_and_alternative_labels(kg: gg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path, ["graphml", "node-link"])
    flat = nx.read_graphml(tmp_path / "graph.graphml").nodes
    nested = nx.node_link_graph(json.loads((tmp_path / "graph.node-link.json").read_text(encoding="utf-8")), edges="edges").nodes
    checked = 0
    for term in kg.terms:
        definitions = {definition.language: definition.text for definition in term.definitions}
        assert nested[term.slug]["definitions"] == definitions
        assert {text for texts in nested[term.slug]["keywords"].values() for text in texts} == set(term.keywords)
        for language, texts in nested[term.slug]["alternatives"].items():
            assert texts == [label.text for label in term.alternatives if label.language == language]
            assert flat[term.slug][f"alternatives_{language}"] == xml_text("|".join(text.replace("|", "¦") for text in texts))
            checked += 1
        for language, text in definitions.items():
            assert flat[term.slug][f"definition_{language}"] == xml_text(text)
    assert checked > 5


def test_the_neo4j_import_has_the_labels_of_all_languages_in_one_array(kg: gg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path, "neo4j")
    with (tmp_path / "neo4j-terms.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["slug:ID(Term)"]: row["labels:string[]"] for row in csv.DictReader(file)}
    for term in kg.terms:
        assert rows[term.slug].split("\x1f") == [cell_line(label.text) for label in term.labels]


def test_every_format_for_other_systems_has_a_foreign_reader() -> None:
    assert {*READERS, "xlsx"} == {name for name, target in registry.BUILT_IN_FORMATS.items() if ".export." in target}


@pytest.mark.slow
def test_the_benchmark_prints_a_line_per_format() -> None:
    command = [sys.executable, "-m", "tests.bench.exports", "200", "dot", "sqlite"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["20", "dot", "sqlite"]


def test_no_cell_of_a_table_for_spreadsheets_is_a_formula(hostile: gg.KnowledgeGraph, tmp_path: Path) -> None:
    checked = 0
    for path in hostile.write(tmp_path, "gephi"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                checked += len(row)
                formulas = [text for text in row if text.lstrip().startswith(("=", "+", "-", "@", "＝"))]
                assert not [text for text in formulas if not re.fullmatch(r"-[0-9.]+", text)]
    assert checked > 1500


@pytest.mark.parametrize(("name", "file"), [("neo4j", "neo4j-terms.csv"), ("kgx", "graph_nodes.tsv")])
def test_a_table_for_databases_holds_each_text_as_it_is(hostile: gg.KnowledgeGraph, tmp_path: Path, name: str, file: str) -> None:
    hostile.write(tmp_path, name)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert "@SUM(A1)" in text
    assert "'@SUM" not in text


def test_a_hostile_text_does_not_change_the_count_of_rows(hostile: gg.KnowledgeGraph, tmp_path: Path) -> None:
    hostile.write(tmp_path, ["gephi", "neo4j", "kgx"])
    sizes = {"gephi-nodes.csv": len(hostile.terms), "gephi-edges.csv": len(hostile.edges)}
    sizes |= {"neo4j-terms.csv": len(hostile.terms), "neo4j-links.csv": len(hostile.edges)}
    sizes |= {"graph_nodes.tsv": len(hostile.terms), "graph_edges.tsv": len(hostile.edges)}
    for name, size in sizes.items():
        lines = (tmp_path / name).read_text(encoding="utf-8").split("\n")
        assert len(lines) == size + 2, name


def test_the_tables_hold_definitions_articles_keywords_and_evidence(kg: gg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path, ["parquet", "sqlite"])
    sizes = {
        "definitions": sum(len(term.definitions) for term in kg.terms),
        "articles": sum(len(term.articles) for term in kg.terms),
        "keywords": sum(len(set(article.keywords)) for term in kg.terms for article in term.articles),
        "evidence": len(list(kg.evidence())),
        "labels": sum(len(term.labels) + len(term.alternatives) for term in kg.terms),
    }
    with closing(sqlite3.connect(tmp_path / "graph.sqlite")) as database:
        for name, size in sizes.items():
            table = pq.read_table(tmp_path / f"{name}.parquet")
            rows = database.execute(f"SELECT {', '.join(table.column_names)} FROM {name}").fetchall()  # noqa: S608 — our names
            assert len(rows) == size
            assert [tuple(row.values()) for row in table.to_pylist()] == rows
        sentences = {sentence for (sentence,) in database.execute("SELECT sentence FROM evidence")}
    assert sentences == {item.link.sentence for item in kg.evidence()}


@pytest.mark.parametrize(
    ("evidence", "rows", "sentences"), [("none", 0, 0), ("counts", 0, 0), ("anchors", 6, 0), ("sentences", 6, 6)]
)
def test_the_evidence_table_follows_the_evidence_setting(tmp_path: Path, evidence: str, rows: int, sentences: int) -> None:
    gg.build(gg.SAMPLE, evidence=evidence).write(tmp_path, "sqlite")
    with closing(sqlite3.connect(tmp_path / "graph.sqlite")) as database:
        query = "SELECT count(*), count(DISTINCT nullif(sentence, '')) FROM evidence WHERE source = 'bond' AND target = 'stock'"
        counts = database.execute(query).fetchone()
    assert counts == (rows, sentences)


def test_an_empty_graph_is_written_in_every_format(tmp_path: Path) -> None:
    info = GlossaryInfo("https://x.org/", "Empty", "", "", "")
    empty = Graph(info, (), 0, (), (), (), (), (), (), TermIndex({}, {}, {}))
    kg = gg.KnowledgeGraph(empty, Listed())
    assert len(kg.write(tmp_path, [*READERS, "xlsx"])) > 20


def test_export_writes_beside_the_graph_or_into_another_folder(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    before = {path.name for path in sample.write(tmp_path / "out", "turtle")}
    done = run("export", "--build", tmp_path / "out", "--to", "graphml", "jgf", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    assert {path.name for path in (tmp_path / "out").iterdir()} == before | {"graph.graphml", "graph.jgf.json"}
    done = run("export", "--build", tmp_path / "out" / "graph.ttl", "--to", "gephi", "-o", tmp_path / "other")
    assert done.stdout.splitlines()[0] == "48 terms, 380 edges"
    assert len(list((tmp_path / "other").iterdir())) == 2


def test_export_writes_the_same_files_as_the_build(tmp_path: Path) -> None:
    assert run("build", "--sample", "--quiet", "-o", tmp_path / "built", "--format", "turtle", "sqlite", "neo4j").returncode == 0
    done = run("export", "--build", tmp_path / "built", "--quiet", "-o", tmp_path / "exported", "--to", "sqlite", "neo4j")
    assert (done.returncode, done.stderr) == (0, "")
    for path in (tmp_path / "exported").iterdir():
        assert path.read_bytes() == (tmp_path / "built" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--build", "nowhere.ttl", "--to", "dot"),
            (
                "glossograph: nowhere.ttl: no such file or folder: run `glossograph build`, "
                "or name the folder of a build with --build\n"
            ),
        ),
        (
            ("--build", ".", "--to", "dot"),
            "glossograph: .: holds no graph: run `glossograph build`, or name a folder that it wrote or a graph.ttl\n",
        ),
    ],
)
def test_an_export_that_fails_is_one_line_and_writes_nothing(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    done = run("export", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, message)
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_pyarrow_says_how_to_install_it(
    sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(gg.GlossographError, match=r"pip install 'glossograph\[parquet\]'"):
        sample.write(tmp_path, ["dot", "parquet"])
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_written_is_one_clear_error_and_leaves_no_file(
    sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> sqlite3.Connection:
        message = "database or disk is full"
        raise sqlite3.OperationalError(message)

    monkeypatch.setattr(sqlite3, "connect", failing)
    with pytest.raises(gg.GlossographError, match=r"graph\.sqlite: cannot be written .database or disk is full"):
        sample.write(tmp_path, ["dot", "sqlite"])
    assert list(tmp_path.iterdir()) == []
