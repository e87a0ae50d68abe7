"""The server in this process, with a process for queries of its own."""

import asyncio
import gc
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import jsonschema
import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat
from starlette.testclient import TestClient

import glossograph as gg
from glossograph.server.api_routes import OPERATIONS
from glossograph.server.application import create_application
from glossograph.server.server_settings import ServerSettings
from glossograph.server.worker_pool import QueryWorker

pytestmark = pytest.mark.slow

CASES = json.loads((Path(__file__).parent / "cases" / "sparql_protocol.json").read_text(encoding="utf-8"))["cases"]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
EVIL = "<script>alert(1)</script>"
ARTICLES = {
    "en/bond.md": f"---\ntitle: Bond\nslug: bond\ndescription: 'A loan {EVIL}'\n---\nSee [the {EVIL} yield](node.rdf.md).\n",
    "no/bond.md": "---\ntitle: Obligasjon\nslug: bond\n---\nSe [rente](node.rdf.md).\n",
    "en/node.rdf.md": f"---\ntitle: 'Node {EVIL}'\nslug: node.rdf\n---\n[bonds](bond.md), [front office](front-office.md).\n",
    "en/front-office.md": "---\ntitle: Front Office\nslug: front-office\n---\nSee [bond](bond.md).\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles, out = tmp_path_factory.mktemp("articles"), tmp_path_factory.mktemp("out")
    for name, text in ARTICLES.items():
        (articles / name).parent.mkdir(exist_ok=True)
        (articles / name).write_text(text, encoding="utf-8")
    gg.build(articles, base_iri="https://terms.example.com/g/").write(out)
    (out / ".secret").write_text("secret", encoding="utf-8")
    (articles / "secret.txt").write_text("secret", encoding="utf-8")
    (out / "link.txt").symlink_to(articles / "secret.txt")
    return out


@pytest.fixture(scope="module")
def log() -> list[str]:
    return []


@pytest.fixture(scope="module")
def client(folder: Path, log: list[str]) -> Iterator[TestClient]:
    settings = ServerSettings(folder, workers=1, timeout_s=60, max_body_bytes=10_000, max_answer_bytes=300_000)
    with TestClient(create_application(settings, log.append), base_url="http://localhost:7878", follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def protocol_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("data") / "graph.nq"
    article = data.with_name("bond.md")
    article.write_text("A bond is a loan.", encoding="utf-8")
    gg.build(article).write(data.parent, "nquads")
    iris = [f"http://example.org/data{number}" for number in (1, 2, 3)]
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    with data.open("a", encoding="utf-8") as file:
        file.writelines(f"<{iri}> {rdf_type} <http://example.org/Document> <{iri}> .\n" for iri in iris)
    with TestClient(create_application(ServerSettings(data, workers=1, timeout_s=60)), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_read_only_tests_of_the_protocol_pass(protocol_client: TestClient, case: dict[str, Any]) -> None:
    headers = {name: case[key] for name, key in (("Content-Type", "type"), ("Accept", "accept")) if case.get(key)}
    body = (
        case.get("body", "").encode(case.get("encoding", "utf-8")) if "body" in case else urlencode(case.get("form", {})).encode()
    )
    query = urlencode(case.get("parameters", {}), doseq=True)
    response = protocol_client.request(case["method"], f"/sparql?{query}", content=body or None, headers=headers)
    assert response.status_code == case.get("status", 200), response.text
    if "boolean" in case:
        assert response.json()["boolean"] is case["boolean"]
    if "types" in case:
        assert response.headers["Content-Type"].partition(";")[0] in case["types"]


SYNTAXES = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}


def triples(data: bytes, syntax: RdfFormat) -> set[Any]:
    return {quad.triple for quad in pyoxigraph.parse(data, syntax)}


def ask(client: TestClient, query: str, accept: str = "*/*") -> httpx2.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept})


def test_rows_are_those_of_the_query_command_in_every_format(client: TestClient, folder: Path) -> None:
    query = "SELECT ?term ?name { ?term skos:prefLabel ?name } ORDER BY ?name"
    expected = {(row[0], row[1]) for row in gg.query(folder, query).rows}  # type: ignore[union-attr]
    for accept, syntax in {
        "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
        "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
        "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
    }.items():
        response = ask(client, query, accept)
        rows = pyoxigraph.parse_query_results(response.content, syntax)
        assert {(row["term"].value, row["name"].value) for row in rows} == expected, accept  # type: ignore[union-attr]
    assert ask(client, query, "text/csv").text.splitlines()[0] == "term,name"


def test_triples_are_the_same_in_every_syntax(client: TestClient) -> None:
    graphs = []
    for accept, syntax in {
        "text/turtle": RdfFormat.TURTLE,
        "application/n-triples": RdfFormat.N_TRIPLES,
        "application/rdf+xml": RdfFormat.RDF_XML,
        "application/ld+json": RdfFormat.JSON_LD,
    }.items():
        response = ask(client, "CONSTRUCT WHERE { ?term skos:prefLabel ?name }", accept)
        assert response.headers["Content-Type"].startswith(accept)
        graphs.append(triples(response.content, syntax))
    assert len(graphs[0]) == 5
    assert all(graph == graphs[0] for graph in graphs)


def test_a_wrong_query_is_answered_with_line_and_caret(client: TestClient) -> None:
    response = ask(client, "SELECT * {\n ?a ?b }")
    assert response.status_code == 400
    assert response.text.splitlines()[1:] == ["   ?a ?b }", "         ^"]


@pytest.mark.parametrize(
    ("method", "content_type", "body", "status"),
    [
        ("POST", "application/sparql-update", "CLEAR ALL", 403),
        ("POST", "application/x-www-form-urlencoded", "update=CLEAR+ALL", 403),
        ("POST", "application/sparql-query", "PREFIX a: <b> INSERT DATA { <a:> <a:> 1 }", 403),
        ("POST", "application/sparql-query", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400),
        ("POST", "application/sparql-query", "SELECT * { " + "(" * 9_900, 400),
        ("POST", "application/sparql-query", "#" * 10_001, 413),
        ("POST", "application/sparql-query", "ASK {} # \udcff", 400),
        ("DELETE", "text/plain", "", 405),
        ("PATCH", "text/plain", "", 405),
    ],
)
def test_what_may_not_be_asked_is_refused(client: TestClient, method: str, content_type: str, body: str, status: int) -> None:
    response = client.request(
        method, "/sparql", content=body.encode("utf-8", "surrogateescape"), headers={"Content-Type": content_type}
    )
    assert response.status_code == status
    assert ask(client, "ASK {}").status_code == 200


def test_an_unwanted_media_type_is_406_and_the_wanted_one_is_chosen_by_its_weight(client: TestClient) -> None:
    assert ask(client, "ASK {}", "image/png").status_code == 406
    assert ask(client, "ASK {}", "text/csv;q=0.1, application/sparql-results+xml;q=0.2").headers["Content-Type"].endswith("+xml")


def test_an_endless_query_is_ended_and_costs_its_process_only(folder: Path) -> None:
    app = create_application(ServerSettings(folder, workers=1, timeout_s=0.5), lambda _line: None)
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        assert ask(client, ENDLESS).status_code == 504
        assert client.get("/term/bond").status_code == 303
        assert "glossograph_replaced_workers_total 1" in client.get("/metrics").text


@pytest.mark.parametrize("steps", range(4))
def test_a_process_that_is_no_longer_wanted_while_it_starts_leaves_nothing_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    start_process, may_start = subprocess.Popen, threading.Event()
    processes: list[subprocess.Popen[bytes]] = []

    async def cancel_a_start() -> None:
        loop, has_started = asyncio.get_running_loop(), asyncio.Event()

        def start_late(command: list[str], **options: Any) -> "subprocess.Popen[bytes]":
            assert may_start.wait(60)
            processes.append(start_process(command, **options))
            loop.call_soon_threadsafe(has_started.set)
            return processes[0]

        monkeypatch.setattr(subprocess, "Popen", start_late)
        start = asyncio.ensure_future(QueryWorker.start(folder))
        await asyncio.sleep(0)
        if steps:
            may_start.set()
            await has_started.wait()
            for _ in range(steps):
                await asyncio.sleep(0)
        start.cancel()
        may_start.set()
        with pytest.raises(asyncio.CancelledError):
            await start

    asyncio.run(cancel_a_start())
    assert processes[0].returncode is not None
    processes.clear()
    gc.collect()  # a pipe left open is a warning, and warnings are errors


def test_an_answer_that_is_too_large_never_ends_quietly(client: TestClient) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 100000"
    with pytest.raises(Exception, match="too large"):
        ask(client, query)
    assert ask(client, "ASK {}").status_code == 200


def test_the_service_describes_itself_and_shows_people_a_form(client: TestClient) -> None:
    graph = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    endpoint = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")
    assert [str(value) for value in graph.objects(None, endpoint)] == ["http://localhost:7878/sparql"]
    assert 'id="yasgui"' in client.get("/sparql", headers={"Accept": "text/html"}).text
    void = client.get("/.well-known/void").text
    assert "https://terms.example.com/g/term/" in void


def test_a_term_answers_with_a_page_or_data_as_the_client_wants(client: TestClient) -> None:
    def target(path: str, accept: str = "*/*") -> tuple[int, str]:
        response = client.get(path, headers={"Accept": accept})
        return response.status_code, response.headers.get("Location", "")

    assert target("/term/bond", "text/html,*/*;q=0.5") == (303, "/page/bond")
    assert target("/term/bond", "text/turtle") == (303, "/data/bond.ttl")
    assert target("/term/bond", "application/ld+json") == (303, "/data/bond.jsonld")
    assert target("/term/bond.rdf") == (303, "/data/bond.rdf")
    assert target("/term/Node.rdf") == (301, "/term/node-rdf")
    assert target("/term/Front%20Office") == (301, "/term/front-office")
    assert target("/data/FrontOffice.nt") == (301, "/data/front-office.nt")
    assert target("/term/obligasjon") == (301, "/term/bond")
    assert target("/term/bond", "image/png")[0] == 406
    unknown = client.get("/term/bonds-and")
    assert unknown.status_code == 404
    assert "bond" in client.get("/term/bondd").text


def test_the_data_of_a_term_is_the_same_in_every_syntax_and_about_the_iri_of_the_build(client: TestClient) -> None:
    graphs = []
    for suffix, syntax in SYNTAXES.items():
        for _ in range(2):  # the second answer is a kept one
            response = client.get(f"/data/bond.{suffix}")
            graphs.append(triples(response.content, syntax))
            assert 'rel="alternate"' in response.headers["Link"]
    assert all(graph == graphs[0] for graph in graphs)
    assert "https://terms.example.com/g/term/bond" in {subject.value for subject, _, _ in graphs[0]}
    etag = response.headers["ETag"]
    assert client.get("/data/bond.jsonld", headers={"If-None-Match": etag}).status_code == 304


def test_text_of_articles_cannot_become_markup_on_a_page(client: TestClient) -> None:
    for path in ("/page/bond", "/page/node-rdf", "/page/front-office"):
        page = client.get(path)
        assert EVIL not in page.text
        assert "script-src &#39;none&#39;" in page.text or "script-src" not in page.text
    assert "&lt;script&gt;" in client.get("/page/bond").text
    assert client.get("/page/bond", headers={"Accept-Language": "no"}).text.startswith('<!doctype html>\n<html lang="no">')


def test_nothing_but_the_files_of_the_build_is_served(client: TestClient) -> None:
    assert client.get("/").headers["Content-Type"].startswith("text/html")
    assert client.get("/graph.ttl").status_code == 200
    for path in (
        "/.secret",
        "/link.txt",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/.glossograph",
        "/%00",
        "/a/b",
    ):
        response = client.get(path)
        assert response.status_code == 404, path
        assert "secret" not in response.text


def test_a_file_is_compressed_and_known_by_its_etag(client: TestClient) -> None:
    zipped = client.get("/graph.html", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.text == client.get("/graph.html", headers={"Accept-Encoding": "identity"}).text
    assert client.get("/graph.html", headers={"If-None-Match": zipped.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:7878", ""])
@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%7B%7D", "/term/bond", "/api/v1/stats", "/health", "/nothing"])
def test_every_route_refuses_the_name_of_another_host(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 421


def test_pages_of_other_origins_can_read_and_every_answer_has_a_policy(client: TestClient) -> None:
    preflight = client.options("/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert "DELETE" not in preflight.headers["Access-Control-Allow-Methods"]
    for path in ("/", "/sparql?query=ASK%7B%7D", "/data/bond.ttl", "/api/v1/stats", "/nothing/at/all"):
        headers = client.get(path).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" in headers
        assert "Access-Control-Allow-Credentials" not in headers


API_CALLS = {
    "/search": "/search?q=oblig",
    "/suggest": "/suggest?q=front&lang=no",
    "/terms/{term}": "/terms/Obligasjon?lang=no",
    "/terms/{term}/neighbours": "/terms/bond/neighbours?limit=1",
    "/terms/{term}/evidence": "/terms/bond/evidence?direction=in&with=front-office",
    "/path": "/path?from=front-office&to=node.rdf",
    "/top": "/top?limit=2",
    "/communities": "/communities",
    "/stats": "/stats",
    "/languages": "/languages",
    "/problems": "/problems",
}


def test_the_api_answers_what_its_openapi_document_says(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {operation.path for operation in OPERATIONS} == set(API_CALLS)
    for path, call in API_CALLS.items():
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = client.get(f"/api/v1{call}")
        assert answer.status_code == 200, answer.text
        jsonschema.validate(answer.json(), {**schema, "components": document["components"]})


def test_the_api_says_which_name_in_which_language_matched(client: TestClient) -> None:
    (match,) = client.get("/api/v1/search?q=OBLIGASJ&lang=en").json()["matches"]
    assert (match["slug"], match["label"], match["name"], match["language"]) == ("bond", "Bond", "Obligasjon", "no")


def test_lists_of_the_api_come_in_parts(client: TestClient) -> None:
    whole = client.get("/api/v1/terms/bond/evidence?direction=in").json()
    assert whole["total"] == len(whole["links"]) == 2
    parts = [client.get(f"/api/v1/terms/bond/evidence?direction=in&limit=1&offset={offset}").json() for offset in (0, 1, 2)]
    assert [link for part in parts for link in part["links"]] == whole["links"]
    assert whole["links"][0]["sentence"]


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("/search", 400),
        ("/search?q=", 400),
        ("/search?q=a&limit=0", 400),
        ("/search?q=a&limit=x", 400),
        ("/search?q=a&lang=%21", 400),
        ("/stats?nothing=1", 400),
        ("/path?from=bond&to=bond&direction=up", 400),
        ("/terms/nothing-like-it", 404),
        ("/nothing", 404),
    ],
)
def test_a_wrong_call_of_the_api_is_answered_with_a_reason_as_json(client: TestClient, call: str, status: int) -> None:
    response = client.get(f"/api/v1{call}")
    assert response.status_code == status
    assert set(response.json()) == {"error"}


def test_the_log_has_one_line_of_json_a_request_and_no_query(client: TestClient, log: list[str]) -> None:
    log.clear()
    ask(client, "ASK { ?a ?b 'confidential' }")
    (line,) = log
    assert json.loads(line)["status"] == 200
    assert "confidential" not in line
    assert re.search(r'glossograph_requests_total\{method="GET",status="200"\} [1-9]', client.get("/metrics").text)
    assert client.get("/health").json()["status"] == "ok"


def test_a_server_without_sparql_still_has_the_data_of_terms(folder: Path) -> None:
    app = create_application(ServerSettings(folder, workers=1, sparql=False), lambda _line: None)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/sparql?query=ASK%7B%7D").status_code == 404
        assert client.get("/data/bond.ttl").status_code == 200
