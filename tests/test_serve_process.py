"""The command `serve` as a process of its own, and the clients of others."""

import collections
import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper

import glossograph as gg
from glossograph.server.http_server import listen
from tests.command import PATIENCE_S, run, wait_until
from tests.processes import children, is_alive
from tests.serving import serving

pytestmark = pytest.mark.slow

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
NAMES = "SELECT ?term ?name { ?term skos:prefLabel ?name } ORDER BY ?name"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    gg.build(gg.SAMPLE).write(out)
    return out


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with serving(folder, "--max-rows", "20000") as (port, _process):
        yield port


@pytest.fixture(scope="module")
def hasty_port(folder: Path) -> Iterator[int]:
    with serving(folder, "--timeout", "1") as (port, _process):
        yield port


def get(port: int, path: str) -> httpx2.Response:
    return httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_S)


def request_query(port: int, query: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    connection.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def test_sparqlwrapper_and_the_store_of_rdflib_get_the_rows_of_the_query_command(port: int, folder: Path) -> None:
    expected = {row[0] for row in gg.query(folder, NAMES).rows}  # type: ignore[union-attr]
    query = f"PREFIX skos: <{rdflib.SKOS}>\n{NAMES}"
    for method in ("GET", POST):
        wrapper = SPARQLWrapper(f"http://127.0.0.1:{port}/sparql")
        wrapper.setQuery(query)
        wrapper.setReturnFormat(JSON)
        wrapper.setMethod(method)
        answer: Any = wrapper.query().convert()
        rows = answer["results"]["bindings"]
        assert {row["term"]["value"] for row in rows} == expected
    store = SPARQLStore(f"http://127.0.0.1:{port}/sparql")
    assert {str(row[0]) for row in rdflib.Graph(store).query(query)} == expected  # type: ignore[index]


def test_a_body_does_not_wait_for_the_receipt_of_its_head() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_clients_that_hang_up_cost_no_process(port: int) -> None:
    for _ in range(6):
        request_query(port, ENDLESS).close()
    assert get(port, "/sparql?query=ASK%7B%7D").json()["boolean"] is True


def test_a_cut_answer_is_a_broken_connection(port: int) -> None:
    with httpx2.stream("GET", f"http://127.0.0.1:{port}/sparql", params={"query": LONG}, timeout=PATIENCE_S) as response:
        assert response.status_code == 200
        with pytest.raises(httpx2.RemoteProtocolError):
            collections.deque(response.iter_raw(), maxlen=0)


def test_endless_queries_at_once_are_each_ended_and_the_rest_answers(hasty_port: int) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(get(hasty_port, f"/sparql?query={quote(ENDLESS)}").status_code))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    pages = [get(hasty_port, "/term/bond").status_code for _ in range(20)]
    for thread in threads:
        thread.join()
    assert statuses == [504] * 20
    assert pages == [303] * 20


def test_a_query_that_overflows_the_stack_ends_its_process_only(port: int) -> None:
    query = "SELECT * { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }"
    response = httpx2.post(
        f"http://127.0.0.1:{port}/sparql", content=query, headers={"Content-Type": "application/sparql-query"}, timeout=PATIENCE_S
    )
    assert response.status_code == 400
    assert get(port, "/sparql?query=ASK%7B%7D").status_code == 200


def test_a_slow_head_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        connection.sendall(b"GET /health HT")
        assert connection.recv(100) == b""


def test_a_head_that_does_not_end_is_refused(port: int) -> None:
    head = b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"X: aaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 2_000_000
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection, pytest.raises(ConnectionError):
        connection.sendall(head)
    assert get(port, "/health").status_code == 200


def test_a_thousand_headers_are_refused_with_a_reason(port: int) -> None:
    headers = {f"X-{number}": "a" * 40 for number in range(1_000)}
    assert httpx2.get(f"http://127.0.0.1:{port}/health", headers=headers, timeout=PATIENCE_S).status_code == 431


def test_a_new_build_is_taken_up_without_a_failed_answer(tmp_path: Path) -> None:
    articles, out = tmp_path / "articles", tmp_path / "out"
    articles.mkdir()
    (articles / "bond.md").write_text("# Bond\n\nA bond.\n", encoding="utf-8")
    assert run("build", articles, "-o", out, "--quiet").returncode == 0
    with serving(out) as (port, _process):
        (articles / "stock.md").write_text("# Stock\n\nUnlike a [bond](bond.md).\n", encoding="utf-8")
        assert run("build", articles, "-o", out, "--quiet").returncode == 0
        statuses = set()
        end = time.monotonic() + PATIENCE_S
        is_new = False
        while not is_new:
            assert time.monotonic() < end
            is_new = get(port, "/term/stock").status_code == 303
            for path in ("/", "/data/bond.ttl", "/sparql?query=ASK%7B%7D", "/api/v1/terms/bond/evidence?direction=in"):
                statuses.add(get(port, path).status_code)
        assert statuses == {200}
        assert get(port, "/data/stock.ttl").status_code == 200
        assert get(port, "/api/v1/terms/bond/evidence?direction=in").json()["total"] == 1


def test_sigterm_ends_open_answers_and_the_server_and_its_processes(folder: Path, tmp_path: Path) -> None:
    with serving(folder, log_path=tmp_path / "log") as (port, process):
        connection = request_query(port, LONG)
        assert connection.recv(1000)
        workers = children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
        connection.close()
        wait_until(lambda: not any(map(is_alive, workers)), "the end of its processes")
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    assert all(json.loads(line)["method"] for line in lines)


def test_what_cannot_be_served_is_one_line(folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--build", folder, "--port", str(taken.getsockname()[1]))
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert "--port" in result.stderr
    assert run("serve", "--build", tmp_path / "nothing").returncode == 2
    broken = tmp_path / "graph.ttl"
    broken.write_text("<a", encoding="utf-8")
    result = run("serve", "--build", broken, "--port", "0")
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert run("serve", "--build", folder, "--public-url", "nowhere").returncode == 2


def test_paths_that_climb_are_refused_as_they_are_sent(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    for path in ("/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "//etc/passwd", "/page/..%2f..%2fetc%2fpasswd"):
        connection.putrequest("GET", path)
        connection.endheaders()
        response = connection.getresponse()
        assert response.status == 404
        assert b"root:" not in response.read()
    connection.close()
