import csv
import io
import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib

import glossograph as gg
from glossograph.errors import QueryError, QuerySyntaxError
from glossograph.sparql.answers import AnswerFormat, answer_text
from glossograph.sparql.cookbook import bound, cookbook, named, read_query
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.tokens import bind, tokens

Rows = list[tuple[Any, ...]] | bool


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    """A folder with the sample's Turtle."""
    place = tmp_path_factory.mktemp("exports")
    sample.write(place, "turtle")
    return place


@pytest.fixture(scope="session")
def dataset(folder: Path) -> Dataset:
    return Dataset.open(folder)


@pytest.fixture(scope="session")
def other_engine(folder: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path)
    return graph


STRING = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def parts(term: Any) -> tuple[str, ...]:
    """Take a term of either engine apart."""
    if term is None:
        return ()
    if isinstance(term, pyoxigraph.Literal):
        return (term.value, term.language or "", term.datatype.value)
    if isinstance(term, rdflib.Literal):
        return (str(term), term.language or "", str(term.datatype or (LANG_STRING if term.language else STRING)))
    return (str(term.value if isinstance(term, pyoxigraph.NamedNode) else term),)


def by_pyoxigraph(dataset: Dataset, query: str) -> Rows:
    result = dataset.query(query)
    return bool(result) if isinstance(result, pyoxigraph.QueryBoolean) else [tuple(map(parts, row)) for row in result]


def by_rdflib(graph: rdflib.Graph, query: str) -> Rows:
    result = graph.query(query)
    return bool(result.askAnswer) if result.type == "ASK" else [tuple(map(parts, row)) for row in result]  # type: ignore[arg-type]


def in_order(rows: Rows) -> Rows:
    return rows if isinstance(rows, bool) else sorted(rows)


def test_the_cookbook_has_twenty_queries_each_with_a_sentence_and_parameters_that_it_uses() -> None:
    assert len(cookbook()) == 20
    for query in cookbook():
        assert query.sentence.endswith("."), query.name
        assert {one.name for one in query.parameters} == set(re.findall(r"\$(\w+)", query.text.partition("\n\n")[2])), query.name


@pytest.mark.parametrize("name", [query.name for query in cookbook()])
def test_both_engines_give_the_same_answer(name: str, dataset: Dataset, other_engine: rdflib.Graph) -> None:
    query = bound(named(name), {}, dataset)
    ours = by_pyoxigraph(dataset, query)
    assert in_order(ours) == in_order(by_rdflib(other_engine, query))
    if name != "card" and not isinstance(ours, bool):
        assert ours == by_rdflib(other_engine, query), "the order is not told wholly"


@pytest.mark.parametrize("name", [query.name for query in cookbook() if query.name != "same-name"])
def test_every_query_has_an_answer_on_the_sample(name: str, dataset: Dataset) -> None:
    assert by_pyoxigraph(dataset, bound(named(name), {}, dataset))


def test_a_name_that_two_terms_share_is_found(tmp_path: Path) -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    names = (("a", '"Swap"@en'), ("b", '"SWAP"@en'), ("a", '"x"@no'), ("b", '"x"@da'))
    triples = "".join(f"<http://e.org/{term}> <{skos}prefLabel> {name} .\n" for term, name in names)
    (tmp_path / "g.ttl").write_text(triples)
    assert gg.query(tmp_path / "g.ttl", name="same-name") == gg.QueryTable(
        ("language", "name", "terms", "first", "last"), (("en", "swap", 2, "http://e.org/a", "http://e.org/b"),)
    )


def test_the_cookbook_says_what_the_library_says(dataset: Dataset, sample: gg.KnowledgeGraph) -> None:
    rows = gg.query(dataset, name="neighbours", term="front-office", lang="hi")
    assert isinstance(rows, gg.QueryTable)
    assert {(direction, name) for direction, name, _ in rows.rows} == {
        (one.direction.value, str(one.term.label("hi"))) for one in sample.neighbours("front-office")
    }
    placeholders = gg.query(dataset, name="placeholders")
    assert isinstance(placeholders, gg.QueryTable)
    assert len(placeholders.rows) == sum(term.placeholder for term in sample.terms)
    languages = gg.query(dataset, name="languages")
    assert isinstance(languages, gg.QueryTable)
    assert [row[0] for row in languages.rows] == list(sample.graph.languages)
    assert sum(row[3] for row in languages.rows) == sum(edge.count for edge in sample.edges)


@pytest.mark.parametrize(
    "spelling", ["front-office", "Front Office", "/frontoffice/", "https://example.org/glossary/term/front-office"]
)
def test_a_term_is_found_by_any_spelling(dataset: Dataset, spelling: str) -> None:
    assert dataset.term(spelling).value == "https://example.org/glossary/term/front-office"


def test_an_unknown_term_is_answered_with_the_nearest(dataset: Dataset) -> None:
    with pytest.raises(gg.UnknownTermError, match=r"no term 'fron-office': did you mean front-office or back-office\?"):
        dataset.term("fron-office")


def test_of_terms_with_one_spelling_the_exact_one_is_meant_and_else_none_is_guessed(tmp_path: Path) -> None:
    a, concept = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2004/02/skos/core#Concept"
    kinds = "".join(f"<http://e.org/term/{slug}> <{a}> <{concept}> .\n" for slug in ("re-sign", "resign"))
    (tmp_path / "g.nt").write_text(kinds)
    dataset = Dataset.open(tmp_path)
    assert dataset.term("re-sign").value.endswith("/re-sign")
    assert dataset.term("resign").value.endswith("/resign")
    with pytest.raises(QueryError, match="2 terms are spelt like"):
        dataset.term("res ign")


ATTACKS = ['x" } DELETE { ?s ?p ?o } #', "x' . ?s ?p ?o", "a\\", 'a"""', "a\nb\r\tc", "$term ?x # <", "\u202e\x00é", "}"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_given_stays_one_term_of_the_query(dataset: Dataset, attack: str) -> None:
    query = read_query("given", "# A.\n# $text text: any\nSELECT ($text AS ?x) { }")
    assert gg.query(dataset, query.text, text=attack) == gg.QueryTable(("x",), ((attack,),))
    kinds = [token.kind for token in tokens(bound(query, {"text": attack}, dataset))]
    assert kinds == [token.kind for token in tokens(bound(query, {"text": "plain"}, dataset))]
    with pytest.raises(gg.UnknownTermError):
        bound(named("labels"), {"term": attack}, dataset)
    with pytest.raises(QueryError, match="no language tag"):
        bound(named("glossary"), {"lang": attack}, dataset)
    with pytest.raises(QueryError, match="no whole number"):
        bound(named("placeholders"), {"limit": attack}, dataset)


def test_parameters_in_strings_iris_and_comments_are_left_alone() -> None:
    text = 'SELECT \'$a\' """$a""" <http://e.org/$a> ?a $ab # $a\n $a'
    assert bind(text, {"a": "1"}) == text.removesuffix("$a") + "1"


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"name": "nothing"}, "no query 'nothing' in the cookbook, which has anchors, card"),
        ({"name": "labels", "colour": "red"}, "has no parameter 'colour': it has term"),
        ({"name": "languages", "colour": "red"}, "has no parameter 'colour': it has none"),
        ({"sparql": "# A.\n# $x number: how many\nASK {}"}, "is not told its x, how many: give --set x="),
        ({}, "either a query or the name of one"),
        ({"name": "placeholders", "limit": -1}, "no whole number"),
        ({"name": "placeholders", "limit": "9" * 5000}, "no whole number"),
    ],
)
def test_what_is_told_wrongly_is_said(dataset: Dataset, told: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)):
        gg.query(dataset, **told)


HERE, END = "this is no SPARQL from here on", "something is missing at the end"
BAD = [
    ("SELECT * WHERE { ?s ?p ^}", HERE),
    ("SELECT *\n{ ?s ^x:p ?o }", "the prefix x: is not declared; known without declaring are dcterms gg"),
    ("SELECT *\n{ ?s ?p 'अबक'@hi ^?o }", HERE),
    ("SELECT *\n{ ?s ^'अबक'@hi ?o }", HERE),
    ("SELECT *\n{ ?s ?p ?o . }^}", HERE),
    ("SELECT *\r\n{ ?s ?p ?o . }\r\n ^}\r\n", HERE),
    ("SELECT ?x^, ?y { ?x ?p ?y }", HERE),
    ("SELECT ^COUNT(?x) { ?x ?p ?y }", HERE),
    ("SELECT * { ?s ?p ?o . ^OPTIONL { ?a ?b ?c } }", HERE),
    ("SELECT * { ?s skos:prefLabel ?o # all\n FILTER(LANG(?o) ^== 'en') } ORDER BY ?x", HERE),
    ("SELECT * { ?s ?p ?o . FILTER ^?o > 5 }", HERE),
    ("SELECT * { ?s ?p ?o } LIMIT ^x", HERE),
    ("SELECT * { ?s ?p ?o } ^LIMT 5", HERE),
    ("SELECT * { ?s ?p ^'abc }", "a string begins here that does not end"),
    ("SELECT * { ?s ?p ?o^", END),
    ("SELECT * { ?s ?p ?o } ORDER BY^ ", END),
    ("^", END),
    ("PREFIX a: <http://e.org/>\n^DELETE { ?s ?p ?o }", "a query begins with SELECT, ASK, CONSTRUCT, DESCRIBE"),
    ("SELECT ?x { ?s ?p ?o } GROUP BY ?s^", "the SELECT contains a variable that is unbound"),
    ("SELECT * { ?s <rel>^ ?o }", "IRI parsing failed"),
]


@pytest.mark.parametrize(("marked", "reason"), BAD)
def test_a_syntax_error_says_where_to_the_letter(dataset: Dataset, marked: str, reason: str) -> None:
    before, _, after = marked.partition("^")
    with pytest.raises(QuerySyntaxError, match=re.escape(reason)) as caught:
        dataset.query(before + after)
    assert caught.value.line == before.count("\n") + 1
    assert caught.value.column == len(before.rpartition("\n")[2]) + 1
    assert caught.value.text == (before + after).split("\n")[caught.value.line - 1].rstrip("\r")


@pytest.mark.parametrize("prefix", ["dcterms", "gg", "owl", "prov", "rdf", "rdfs", "schema", "skos", "void", "xsd", "term"])
def test_the_prefixes_of_the_export_are_known(dataset: Dataset, prefix: str) -> None:
    dataset.query(f"ASK {{ ?s ?p {prefix}:x }}")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server that notes whether anybody calls."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                calls.append(caller.recv(100))
                caller.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls


CALLS = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service silent <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE<URL>{?s ?p ?o} }",
    "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX x: <URL> SELECT * { SERVICEx:a { ?s ?p ?o } }",
    "PREFIX x: <URL> PREFIX SERVICEx: <URL> SELECT * { SERVICEx:a { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?u) SERVICE?u{ ?s ?p ?o } }",
    "SELECT * { # a comment\rSERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?s ?p 1e5SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?s ?p 'a\\'#'SERVICE <URL> { ?a ?b ?c } }",
    'SELECT * { ?s ?p """a""#"""SERVICE <URL> { ?a ?b ?c } }',
    "SELECT * { ?s <http://e.org/#> ?o SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?s <http://e.org/\\u0041#> ?o SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2) SERVICE <URL> { ?s ?p ?o } FILTER(2>1) }",
    "SELECT * { ?s ?p ?o LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("call", CALLS)
def test_no_query_calls_out(dataset: Dataset, listener: tuple[str, list[bytes]], call: str) -> None:
    url, calls = listener
    with pytest.raises(QueryError, match="calls another server"):
        dataset.query(call.replace("URL", url))
    assert calls == []


def test_the_engine_would_call_out_if_it_were_let(listener: tuple[str, list[bytes]]) -> None:
    url, calls = listener
    with pytest.raises(OSError, match=r"\S"):
        list(pyoxigraph.Store().query(CALLS[0].replace("URL", url)))  # type: ignore[arg-type]
    assert len(calls) >= 1


@pytest.mark.parametrize("query", ["SELECT * FROM <URL> { ?s ?p ?o }", "SELECT * FROM NAMED <URL> { GRAPH <URL> { ?s ?p ?o } }"])
def test_a_dataset_that_a_query_names_is_not_fetched(dataset: Dataset, listener: tuple[str, list[bytes]], query: str) -> None:
    url, calls = listener
    assert by_pyoxigraph(dataset, query.replace("URL", url)) == []
    assert calls == []


def test_a_context_that_a_file_names_is_not_fetched(tmp_path: Path, listener: tuple[str, list[bytes]]) -> None:
    url, calls = listener
    (tmp_path / "g.jsonld").write_text(json.dumps({"@context": url, "@id": "http://e.org/a", "name": "x"}))
    with pytest.raises(QueryError, match="is not valid RDF"):
        Dataset.open(tmp_path / "g.jsonld")
    assert calls == []


@pytest.mark.parametrize(
    "query", ['ASK { ?SERVICE <http://e.org/SERVICE> "SERVICE" } # SERVICE', "ASK { _:service ?p term:service }"]
)
def test_the_word_may_stand_where_it_calls_nobody(dataset: Dataset, query: str) -> None:
    assert by_pyoxigraph(dataset, query) is False


def text(dataset: Dataset, query: str, form: str, *, raw: bool = False) -> str:
    return "".join(answer_text(dataset.query(query), dataset, AnswerFormat(form), raw=raw))


VALUES = """SELECT * { VALUES (?a ?b) {
  ("=cmd|' /C calc'!A0" -5) ("+1, \\"x\\"\\n\\t"@en 2.5) ("@x" true) (<http://e.org/a> UNDEF) ("plain" "-5") } }"""


def test_csv_defuses_formulas_but_not_numbers_and_raw_does_not(dataset: Dataset) -> None:
    rows = list(csv.reader(io.StringIO(text(dataset, VALUES, "csv"), newline="")))
    assert rows[0] == ["a", "b"]
    assert rows[1:] == [
        ["'=cmd|' /C calc'!A0", "-5"], ["'+1, \"x\"\n\t", "2.5"], ["'@x", "true"], ["http://e.org/a", ""], ["plain", "'-5"],
    ]  # fmt: skip
    exact = list(csv.reader(io.StringIO(text(dataset, VALUES, "csv", raw=True), newline="")))
    assert exact[1:] == [[cell.removeprefix("'") for cell in row] for row in rows[1:]]


@pytest.mark.parametrize("form", ["tsv", "json"])
def test_answers_in_the_formats_of_the_w3c_are_read_back_as_they_were(dataset: Dataset, form: str) -> None:
    formats = {"tsv": pyoxigraph.QueryResultsFormat.TSV, "json": pyoxigraph.QueryResultsFormat.JSON}
    read = pyoxigraph.parse_query_results(text(dataset, VALUES, form).encode(), formats[form])
    assert [tuple(map(parts, row)) for row in read] == by_pyoxigraph(dataset, VALUES)  # type: ignore[union-attr]


def test_rdflib_reads_our_json(dataset: Dataset) -> None:
    read = rdflib.query.Result.parse(io.BytesIO(text(dataset, VALUES, "json").encode()), format="json")
    assert [tuple(map(parts, row)) for row in read] == by_pyoxigraph(dataset, VALUES)  # type: ignore[arg-type]


def test_triples_come_sorted_as_turtle_with_prefixes_or_as_ntriples(dataset: Dataset) -> None:
    query = bound(named("card"), {"term": "bond"}, dataset)
    turtle, ntriples = (text(dataset, query, form) for form in ("turtle", "ntriples"))
    assert "term:bond a skos:Concept" in turtle
    lines = ntriples.splitlines()
    assert lines == sorted(lines)
    read = rdflib.Graph().parse(data=turtle, format="turtle")
    assert set(read) == set(rdflib.Graph().parse(data=ntriples, format="nt"))
    assert len(read) == len(lines)


def test_yes_and_no_in_the_formats_of_the_w3c(dataset: Dataset) -> None:
    assert json.loads(text(dataset, "ASK { ?s ?p ?o }", "json")) == {"head": {}, "boolean": True}
    assert text(dataset, "ASK { ?s term:x ?o }", "csv") == "false\n"


@pytest.mark.parametrize(
    ("query", "form"), [("CONSTRUCT WHERE { ?s ?p ?o }", "csv"), ("SELECT * { ?s ?p ?o }", "turtle"), ("ASK {}", "ntriples")]
)
def test_a_format_that_does_not_fit_the_answer_is_refused(dataset: Dataset, query: str, form: str) -> None:
    with pytest.raises(QueryError, match="this query gives"):
        text(dataset, query, form)


def test_python_gets_numbers_and_truth_values(dataset: Dataset) -> None:
    rows = gg.query(dataset, 'SELECT * { VALUES (?a ?b ?c ?d) { (1 2.5 true UNDEF) (<http://e.org/a> "x" "y"@no 1e3) } }')
    assert rows == gg.QueryTable(("a", "b", "c", "d"), ((1, 2.5, True, None), ("http://e.org/a", "x", "y", 1000.0)))
    assert gg.query(dataset, "ASK { ?s ?p ?o }") is True
