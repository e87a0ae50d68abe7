"""The limits of the server: rows of answers, bodies that do not come, clients that take nothing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

import glossograph as gg
from glossograph.server import gatekeeper, query_answers, worker_pool
from glossograph.server.application import create_application
from glossograph.server.server_settings import ServerSettings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    gg.build(gg.SAMPLE).write(out, "turtle")
    return out


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    app = create_application(ServerSettings(folder, workers=1, timeout_s=60), lambda _line: None)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def ask(client: TestClient, query: str) -> int:
    return client.get("/sparql", params={"query": query}).status_code


ROW_FORMATS = ("json", "xml", "csv", "tsv")
TRIPLE_FORMATS = ("turtle", "ntriples", "rdfxml", "jsonld")


@pytest.mark.parametrize("media", [*ROW_FORMATS, *TRIPLE_FORMATS])
def test_an_answer_may_have_as_many_rows_as_the_limit_and_not_one_more(folder: Path, media: str) -> None:
    settings = ServerSettings(folder, workers=1, max_rows=5, timeout_s=60)
    select = "SELECT ?term ?name { VALUES ?term { 1 2 3 } VALUES ?name { '},{}' '},{' UNDEF } } LIMIT "
    construct = "CONSTRUCT { ?term rdfs:label ?name } WHERE { ?term skos:prefLabel|schema:name ?name } LIMIT "
    query = select if media in ROW_FORMATS else construct
    with TestClient(create_application(settings, lambda _line: None), base_url="http://localhost") as client:

        def status(limit: int) -> int:
            return client.get("/sparql", params={"query": f"{query}{limit}", "format": media}).status_code

        assert [status(limit) for limit in (1, 4, 5, 6)] == [200, 200, 200, 400]


def test_a_long_answer_with_too_many_rows_is_cut_and_never_ends_quietly(folder: Path) -> None:
    app = create_application(ServerSettings(folder, workers=1, max_rows=20_000, timeout_s=60), lambda _line: None)
    with TestClient(app, base_url="http://localhost") as client:
        for media in ROW_FORMATS:
            with pytest.raises(Exception, match="too large"):
                client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "format": media})
        assert ask(client, "ASK {}") == 200


def test_an_answer_that_takes_too_long_after_it_has_begun_is_cut(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = worker_pool.WorkerAnswer.begin

    async def begin_at_the_end_of_its_time(answer: worker_pool.WorkerAnswer) -> None:
        await begin(answer)
        monkeypatch.setattr(answer, "_seconds_left", 0.0)

    with monkeypatch.context() as patched:
        patched.setattr(worker_pool.WorkerAnswer, "begin", begin_at_the_end_of_its_time)
        with pytest.raises(query_answers.CutAnswerError, match="takes longer than 60 s"):
            ask(client, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert ask(client, "ASK {}") == 200


def test_a_body_that_does_not_come_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeper, "_BODY_PATIENCE_S", 0.01)
    sent: list[dict[str, Any]] = []

    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def read_body(request: Request) -> Response:
        await request.body()
        return Response()

    app = Starlette(
        routes=[Route("/", read_body, methods=["POST"])],
        middleware=[Middleware(gatekeeper.Gatekeeper, hosts=["localhost"], max_body_bytes=10)],
    )
    head: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    asyncio.run(app(head, never, send))
    assert sent[0]["status"] == 408


def test_a_client_that_takes_no_answer_is_left(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> None:
    monkeypatch.setattr(query_answers, "_CLIENT_PATIENCE_S", 0.01)
    query = urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    head: dict[str, Any] = {
        "type": "http", "method": "GET", "path": "/sparql", "query_string": query.encode(), "headers": [(b"host", b"localhost")],
    }  # fmt: skip

    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def take_no_body(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def ask_and_take_nothing() -> None:
        with pytest.raises(query_answers.CutAnswerError):
            await client.app(head, never, take_no_body)

    assert client.portal is not None
    client.portal.call(ask_and_take_nothing)
    assert ask(client, "ASK {}") == 200
