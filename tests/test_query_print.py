"""Queries that are printed to run elsewhere, and answers that spreadsheets open."""

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import QueryBoolean

import glossograph as gg
from glossograph.sparql.cookbook import cookbook, fill_parameters, find_query, standalone_query
from glossograph.sparql.dataset import Dataset
from tests.command import run

pytestmark = pytest.mark.slow

SLOW_IN_RDFLIB = {"anchors", "languages", "one-language-links"}
VALUES = {"search": {"words": "office"}}


@pytest.fixture(scope="module")
def dataset(sample_turtle: Path) -> Dataset:
    return Dataset.open(sample_turtle)


@pytest.fixture(scope="module")
def elsewhere(sample_turtle: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in ("graph.ttl", "links.ttl"):
        graph.parse(sample_turtle / name)
    return graph


def printed(dataset: Dataset, name: str) -> str:
    values = VALUES.get(name, {})
    return standalone_query(fill_parameters(find_query(name), values, dataset), dataset.prefixes)


@pytest.mark.parametrize(
    "name",
    [pytest.param(query.name, marks=[pytest.mark.slow] if query.name in SLOW_IN_RDFLIB else []) for query in cookbook()],
)
def test_a_printed_query_gives_as_many_rows_in_another_engine(dataset: Dataset, elsewhere: rdflib.Graph, name: str) -> None:
    text = printed(dataset, name)
    assert "$" not in text
    answer = dataset.query(text)
    if isinstance(answer, QueryBoolean):
        assert elsewhere.query(text).askAnswer is bool(answer)
    else:
        expected = len(list(answer))
        assert len(list(elsewhere.query(text))) == expected


def test_the_command_prints_a_query_with_its_values_and_prefixes(sample_turtle: Path) -> None:
    arguments = ("query", "--build", sample_turtle, "--print")
    done = run(*arguments, "--name", "labels", "--set", "term=Obligasjon")
    assert (done.returncode, done.stderr) == (0, "")
    assert "<https://example.org/glossary/term/bond>" in done.stdout
    assert done.stdout.startswith("# Labels of a term in every language.\nPREFIX skos:") or "PREFIX skos:" in done.stdout
    done = run(*arguments, "SELECT ?x { ?x a skos:Concept ; gg:linksTo term:bond }")
    assert done.stdout.splitlines() == [
        "PREFIX gg: <https://w3id.org/glossograph/ns#>",
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
        "PREFIX term: <https://example.org/glossary/term/>",
        "SELECT ?x { ?x a skos:Concept ; gg:linksTo term:bond }",
    ]


@pytest.mark.parametrize("option", [("-o", "x.rq"), ("--format", "csv")])
def test_printing_a_query_takes_no_option_of_an_answer(sample_turtle: Path, tmp_path: Path, option: tuple[str, str]) -> None:
    done = run("query", "--build", sample_turtle, "--print", "ASK {}", *option, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "leave out --format and -o" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_csv_file_for_spreadsheets_begins_with_a_byte_order_mark(sample_turtle: Path, tmp_path: Path) -> None:
    query = "SELECT ?name { term:bond skos:prefLabel ?name FILTER(LANG(?name) = 'hi') }"
    arguments = ("query", "--build", sample_turtle, query, "--quiet")
    for name, options in (("marked", ()), ("raw", ("--raw",))):
        assert run(*arguments, *options, "-o", tmp_path / f"{name}.csv").returncode == 0
    assert (tmp_path / "marked.csv").read_bytes() == b"\xef\xbb\xbf" + (tmp_path / "raw.csv").read_bytes()
    assert (tmp_path / "marked.csv").read_text(encoding="utf-8-sig").splitlines() == ["name", "बॉन्ड"]
    assert run(*arguments, "--format", "csv").stdout.splitlines() == ["name", "बॉन्ड"]
    assert run("check", gg.SAMPLE, "--format", "csv", "-o", tmp_path / "findings.csv", "--quiet").returncode in (0, 1)
    assert (tmp_path / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbfpath,")
