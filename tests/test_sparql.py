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
from glossograph.sparql.answers import AnswerFormat, write_answer
from glossograph.sparql.cookbook import cookbook, fill_parameters, find_query, read_query
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.guard import replace_parameters, tokenize

Rows = list[tuple[Any, ...]] | bool


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    """A folder with the sample's Turtle."""
    path = tmp_path_factory.mktemp("exports")
    sample.write(path, "turtle")
    return path


@pytest.fixture(scope="session")
def dataset(folder: Path) -> Dataset:
    return Dataset.open(folder)


@pytest.fixture(scope="session")
def rdflib_graph(folder: Path) -> rdflib.Graph:
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


def sort_rows(rows: Rows) -> Rows:
    return rows if isinstance(rows, bool) else sorted(rows)


def test_each_of_the_twenty_queries_has_a_summary_and_uses_all_its_parameters() -> None:
    assert len(cookbook()) == 20
    for query in cookbook():
        assert query.summary.endswith("."), query.name
        used = set(re.findall(r"\$(\w+)", query.text.partition("\n\n")[2]))
        assert {parameter.name for parameter in query.parameters} == used, query.name


@pytest.mark.slow
@pytest.mark.parametrize("name", [query.name for query in cookbook()])
def test_pyoxigraph_and_rdflib_return_the_same_answer(name: str, dataset: Dataset, rdflib_graph: rdflib.Graph) -> None:
    query = fill_parameters(find_query(name), {}, dataset)
    rows = by_pyoxigraph(dataset, query)
    assert sort_rows(rows) == sort_rows(by_rdflib(rdflib_graph, query))
    if name != "card" and not isinstance(rows, bool):
        assert rows == by_rdflib(rdflib_graph, query), "ORDER BY leaves the order of some rows open"


@pytest.mark.parametrize("name", [query.name for query in cookbook() if query.name != "same-name"])
def test_every_query_has_an_answer_on_the_sample(name: str, dataset: Dataset) -> None:
    assert by_pyoxigraph(dataset, fill_parameters(find_query(name), {}, dataset))


def test_same_name_finds_a_label_that_two_terms_share(tmp_path: Path) -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    names = (("a", '"Swap"@en'), ("b", '"SWAP"@en'), ("a", '"x"@no'), ("b", '"x"@da'))
    triples = "".join(f"<http://e.org/{term}> <{skos}prefLabel> {name} .\n" for term, name in names)
    (tmp_path / "g.ttl").write_text(triples)
    assert gg.query(tmp_path / "g.ttl", name="same-name") == gg.QueryTable(
        ("language", "name", "terms", "first", "last"), (("en", "swap", 2, "http://e.org/a", "http://e.org/b"),)
    )


def test_the_cookbook_agrees_with_the_library(dataset: Dataset, sample: gg.KnowledgeGraph) -> None:
    rows = gg.query(dataset, name="neighbours", term="front-office", lang="hi")
    assert isinstance(rows, gg.QueryTable)
    assert {(direction, name) for direction, name, _ in rows.rows} == {
        (neighbour.direction.value, str(neighbour.term.label("hi"))) for neighbour in sample.neighbours("front-office")
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
def test_any_spelling_finds_a_term(dataset: Dataset, spelling: str) -> None:
    assert dataset.term(spelling).value == "https://example.org/glossary/term/front-office"


def test_an_unknown_term_raises_with_the_nearest_slugs(dataset: Dataset) -> None:
    with pytest.raises(gg.UnknownTermError, match=r"Unknown term 'fron-office': did you mean front-office or back-office\?"):
        dataset.term("fron-office")


def test_an_ambiguous_spelling_finds_only_an_exact_slug(tmp_path: Path) -> None:
    a, concept = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2004/02/skos/core#Concept"
    kinds = "".join(f"<http://e.org/term/{slug}> <{a}> <{concept}> .\n" for slug in ("re-sign", "resign"))
    (tmp_path / "g.nt").write_text(kinds)
    dataset = Dataset.open(tmp_path)
    assert dataset.term("re-sign").value.endswith("/re-sign")
    assert dataset.term("resign").value.endswith("/resign")
    with pytest.raises(gg.AmbiguousTermError, match="2 terms are spelt like"):
        dataset.term("res ign")


ATTACKS = ['x" } DELETE { ?s ?p ?o } #', "x' . ?s ?p ?o", "a\\", 'a"""', "a\nb\r\tc", "$term ?x # <", "\u202e\x00é", "}"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_parameter_value_stays_one_term_of_the_query(dataset: Dataset, attack: str) -> None:
    query = read_query("", "# A.\n# $text text: any\nSELECT ($text AS ?x) { }")
    assert gg.query(dataset, query.text, text=attack) == gg.QueryTable(("x",), ((attack,),))
    kinds = [token.kind for token in tokenize(fill_parameters(query, {"text": attack}, dataset))]
    assert kinds == [token.kind for token in tokenize(fill_parameters(query, {"text": "plain"}, dataset))]
    with pytest.raises(gg.UnknownTermError):
        fill_parameters(find_query("labels"), {"term": attack}, dataset)
    with pytest.raises(QueryError, match="is not a language tag"):
        fill_parameters(find_query("glossary"), {"lang": attack}, dataset)
    with pytest.raises(QueryError, match="is not a whole number"):
        fill_parameters(find_query("placeholders"), {"limit": attack}, dataset)


def test_dollar_names_in_strings_iris_and_comments_are_not_parameters() -> None:
    text = 'SELECT \'$a\' """$a""" <http://e.org/$a> ?a $ab # $a\n $a'
    assert replace_parameters(text, {"a": "1"}) == text.removesuffix("$a") + "1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "nothing"}, "Unknown query 'nothing' (choose from anchors, card, "),
        ({"name": "labels", "colour": "red"}, "Query 'labels' has no parameter 'colour' (choose from term)"),
        ({"name": "languages", "colour": "red"}, "Query 'languages' has no parameter 'colour': it has no parameters"),
        ({"sparql": "# A.\n# $x number: how many\nASK {}"}, "The query needs a number: add --set x=NUMBER"),
        ({}, "Give either a query or the name of a query"),
        ({"name": "placeholders", "limit": -1}, "limit '-1' is not a whole number from 0 to 1,000,000,000"),
        ({"name": "placeholders", "limit": "9" * 5000}, "is not a whole number"),
        ({"name": "placeholders", "limit": "0" * 12 + "9" * 5000}, "is not a whole number"),
    ],
)
def test_wrong_arguments_raise_with_a_remedy(dataset: Dataset, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)):
        gg.query(dataset, **arguments)


HERE, END = "not valid SPARQL from here on", "something is missing at the end"
SYNTAX_ERRORS = [
    ("SELECT * WHERE { ?s ?p ^}", HERE),
    ("SELECT *\n{ ?s ^x:p ?o }", "prefix x: is not declared: declare it, or use one of dcat dcterms gg"),
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
    ("SELECT * { ?s ?p ^'abc }", "the string that begins here has no closing quote"),
    ("SELECT * { ?s ?p ?o^", END),
    ("SELECT * { ?s ?p ?o } ORDER BY^ ", END),
    ("^", END),
    ("PREFIX a: <http://e.org/>\n^DELETE { ?s ?p ?o }", "a query begins with SELECT, ASK, CONSTRUCT, DESCRIBE"),
    ("SELECT ?x { ?s ?p ?o } GROUP BY ?s^", "the SELECT contains a variable that is unbound"),
    ("SELECT * { ?s <rel>^ ?o }", "IRI parsing failed"),
]


@pytest.mark.parametrize(("marked", "reason"), SYNTAX_ERRORS)
def test_a_syntax_error_has_the_exact_line_and_column(dataset: Dataset, marked: str, reason: str) -> None:
    before, _, after = marked.partition("^")
    with pytest.raises(QuerySyntaxError, match=re.escape(reason)) as caught:
        dataset.query(before + after)
    assert caught.value.line == before.count("\n") + 1
    assert caught.value.column == len(before.rpartition("\n")[2]) + 1
    assert caught.value.text == (before + after).split("\n")[caught.value.line - 1].rstrip("\r")


@pytest.mark.parametrize("prefix", ["dcterms", "gg", "owl", "prov", "rdf", "rdfs", "schema", "skos", "void", "xsd", "term"])
def test_the_prefixes_of_the_export_need_no_declaration(dataset: Dataset, prefix: str) -> None:
    dataset.query(f"ASK {{ ?s ?p {prefix}:x }}")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server that records every call."""
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
def test_no_query_calls_another_server(dataset: Dataset, listener: tuple[str, list[bytes]], call: str) -> None:
    url, calls = listener
    with pytest.raises(QueryError, match="calls another server"):
        dataset.query(call.replace("URL", url))
    assert calls == []


def test_pyoxigraph_alone_would_call_another_server(listener: tuple[str, list[bytes]]) -> None:
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
    with pytest.raises(QueryError, match="invalid RDF"):
        Dataset.open(tmp_path / "g.jsonld")
    assert calls == []


@pytest.mark.parametrize(
    "query", ['ASK { ?SERVICE <http://e.org/SERVICE> "SERVICE" } # SERVICE', "ASK { _:service ?p term:service }"]
)
def test_the_word_service_is_allowed_where_it_is_no_keyword(dataset: Dataset, query: str) -> None:
    assert by_pyoxigraph(dataset, query) is False


def text(dataset: Dataset, query: str, answer_format: str, *, raw: bool = False) -> str:
    pieces: list[str] = []
    write_answer(dataset.query(query), dataset, AnswerFormat(answer_format), pieces.append, raw=raw)
    return "".join(pieces)


VALUES = """SELECT * { VALUES (?a ?b) {
  ("=cmd|' /C calc'!A0" -5) ("+1, \\"x\\"\\n\\t"@en 2.5) ("@x" true) (<http://e.org/a> UNDEF) ("plain" "-5") } }"""
ODD_VALUES = 'SELECT * { VALUES (?a ?b) { ("a\\rb" 1e3) ("é€😀" "=1"^^xsd:integer) } }'


def test_csv_escapes_formulas_but_not_numbers_and_raw_csv_escapes_nothing(dataset: Dataset) -> None:
    rows = list(csv.reader(io.StringIO(text(dataset, VALUES, "csv"), newline="")))
    assert rows[0] == ["a", "b"]
    assert rows[1:] == [
        ["'=cmd|' /C calc'!A0", "-5"], ["'+1, \"x\"\n\t", "2.5"], ["'@x", "true"], ["http://e.org/a", ""], ["plain", "'-5"],
    ]  # fmt: skip
    exact = list(csv.reader(io.StringIO(text(dataset, VALUES, "csv", raw=True), newline="")))
    assert exact[1:] == [[cell.removeprefix("'") for cell in row] for row in rows[1:]]


def test_csv_escapes_a_formula_that_claims_to_be_a_number(dataset: Dataset) -> None:
    rows = list(csv.reader(io.StringIO(text(dataset, ODD_VALUES, "csv"), newline="")))
    assert rows == [["a", "b"], ["a\rb", "1000"], ["é€😀", "'=1"]]


def test_csv_puts_quotes_around_an_iri_with_a_comma(dataset: Dataset) -> None:
    rows = csv.reader(io.StringIO(text(dataset, "SELECT * { VALUES (?a ?b) { (<http://e.org/a,b> 1) } }", "csv"), newline=""))
    assert list(rows) == [["a", "b"], ["http://e.org/a,b", "1"]]


@pytest.mark.parametrize("query", [VALUES, ODD_VALUES])
@pytest.mark.parametrize("answer_format", ["tsv", "json"])
def test_tsv_and_json_answers_read_back_unchanged(dataset: Dataset, answer_format: str, query: str) -> None:
    formats = {"tsv": pyoxigraph.QueryResultsFormat.TSV, "json": pyoxigraph.QueryResultsFormat.JSON}
    read = pyoxigraph.parse_query_results(text(dataset, query, answer_format).encode(), formats[answer_format])
    assert [tuple(map(parts, row)) for row in read] == by_pyoxigraph(dataset, query)  # type: ignore[union-attr]


def test_rdflib_reads_a_json_answer(dataset: Dataset) -> None:
    read = rdflib.query.Result.parse(io.BytesIO(text(dataset, VALUES, "json").encode()), format="json")
    assert [tuple(map(parts, row)) for row in read] == by_pyoxigraph(dataset, VALUES)  # type: ignore[arg-type]


def test_triples_are_sorted_turtle_with_prefixes_or_sorted_ntriples(dataset: Dataset) -> None:
    query = fill_parameters(find_query("card"), {"term": "bond"}, dataset)
    turtle, ntriples = (text(dataset, query, answer_format) for answer_format in ("turtle", "ntriples"))
    assert 'term:bond dcterms:identifier "bond" ;\n\ta skos:Concept' in turtle
    lines = ntriples.splitlines()
    assert lines == sorted(lines)
    read = rdflib.Graph().parse(data=turtle, format="turtle")
    assert set(read) == set(rdflib.Graph().parse(data=ntriples, format="nt"))
    assert len(read) == len(lines)


def test_ask_answers_are_json_or_one_word(dataset: Dataset) -> None:
    assert json.loads(text(dataset, "ASK { ?s ?p ?o }", "json")) == {"head": {}, "boolean": True}
    assert text(dataset, "ASK { ?s term:x ?o }", "csv") == "false\n"


@pytest.mark.parametrize(
    ("query", "answer_format"),
    [("CONSTRUCT WHERE { ?s ?p ?o }", "csv"), ("SELECT * { ?s ?p ?o }", "turtle"), ("ASK {}", "ntriples")],
)
def test_a_format_that_cannot_hold_the_answer_raises(dataset: Dataset, query: str, answer_format: str) -> None:
    with pytest.raises(QueryError, match=r"The answer is (not )?triples"):
        text(dataset, query, answer_format)


@pytest.mark.parametrize("answer_format", ["tsv", "json"])
def test_an_error_of_the_output_is_raised_as_it_is(dataset: Dataset, answer_format: str) -> None:
    failure = BrokenPipeError(32, "Broken pipe")

    def fail(_: str) -> None:
        raise failure

    with pytest.raises(BrokenPipeError) as caught:
        write_answer(dataset.query("SELECT * { ?s ?p ?o }"), dataset, AnswerFormat(answer_format), fail)
    assert caught.value is failure


@pytest.mark.parametrize("answer_format", ["csv", "tsv", "json"])
def test_a_long_answer_is_written_in_pieces(dataset: Dataset, answer_format: str) -> None:
    sizes: list[int] = []
    result = dataset.query("SELECT * { ?s ?p ?o } LIMIT 4000")
    write_answer(result, dataset, AnswerFormat(answer_format), lambda piece: sizes.append(len(piece)))
    assert len(sizes) >= 8
    assert max(sizes) < sum(sizes) / 4


def test_python_answers_hold_numbers_and_truth_values(dataset: Dataset) -> None:
    rows = gg.query(dataset, 'SELECT * { VALUES (?a ?b ?c ?d) { (1 2.5 true UNDEF) (<http://e.org/a> "x" "y"@no 1e3) } }')
    assert rows == gg.QueryTable(("a", "b", "c", "d"), ((1, 2.5, True, None), ("http://e.org/a", "x", "y", 1000.0)))
    assert gg.query(dataset, "ASK { ?s ?p ?o }") is True
