"""`glossograph review --serve`: the author's decisions reach `decisions.toml`, and nobody else's do."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

import glossograph as gg
from glossograph.errors import ConfigError
from glossograph.model.decision import NO_DECISIONS
from glossograph.pages.report import page_payload
from glossograph.pages.report_values import collect_report
from glossograph.review.decision_file import extend_decisions, parse_decisions, read_decisions, record_decisions
from glossograph.review.decision_server import MAX_BODY_BYTES, DecisionServer

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="session")
def kg(tmp_path_factory: pytest.TempPathFactory) -> gg.KnowledgeGraph:
    """Two pairs of terms that may be one."""
    root = tmp_path_factory.mktemp("articles")
    for name, title in (("bond", "Bond"), ("bonds", "Bonds"), ("stock", "Stock"), ("stocks", "Stocks")):
        (root / f"{name}.md").write_text(f"---\nlang: en\ntitle: {title}\n---\nSee [it](/bond).\n", encoding="utf-8")
    kg = gg.build(root)
    assert len(kg.duplicate_candidates) > 1
    return kg


@pytest.fixture
def server(kg: gg.KnowledgeGraph, tmp_path: Path) -> Iterator[DecisionServer]:
    """A server of their open cases."""
    payload = page_payload("Terms", collect_report(kg.graph, kg.source.by_article()))
    with DecisionServer(tmp_path / "decisions.toml", kg.graph, payload) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield served
        served.shutdown()


def ask(server: DecisionServer, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, str]:
    """Send a request as a browser on the page would, with some headers replaced; an empty one is left out."""
    host = f"127.0.0.1:{server.server_port}"
    path = headers.pop("path", f"/{server.token}/")
    sent = {"Host": host} | ({"Origin": f"http://{host}", "Content-Type": FORM} if method == "POST" else {})
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request(method, path, body, {name: value for name, value in sent.items() if value})
    response = connection.getresponse()
    answer = response.status, response.read().decode("utf-8")
    connection.close()
    return answer


def entries(kg: gg.KnowledgeGraph, folder: Path, decision: str = "differentFrom") -> str:
    """Return the first open pair of terms with a decision, as the page posts it."""
    path = folder / "open.toml"
    path.unlink(missing_ok=True)
    extend_decisions(path, NO_DECISIONS, kg.graph)
    term = read_decisions(path).terms[0]
    return f'[[term]]\none = "{term.one}"\nother = "{term.other}"\ndecision = "{decision}"\n'


def test_a_posted_decision_is_written_and_its_case_is_no_longer_shown(
    server: DecisionServer, kg: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    status, page = ask(server)
    assert status == 200
    assert "form-action &#39;self&#39;" in page
    assert f'action="/{server.token}/"' in page
    posted = entries(kg, tmp_path)
    assert ask(server, "POST", urlencode({"entries": posted.replace("\n", "\r\n")}))[0] == 303
    decisions = read_decisions(server.path)
    assert [term.decision for term in decisions.terms if term.decision] == ["differentFrom"]
    assert decisions.undecided() == len(decisions.links) + len(decisions.terms) - 1
    assert ask(server)[1].count('data-kind="term"') == page.count('data-kind="term"') - 1


def refused(server: DecisionServer) -> list[tuple[str, dict[str, str], int]]:
    other = {"Origin": "http://evil.example"}
    return [
        ("GET", {"Host": "evil.example"}, 403),
        ("GET", {"path": "/"}, 404),
        ("GET", {"path": f"/{server.token[:-1]}/"}, 404),
        ("POST", {"Host": f"evil.example:{server.server_port}"}, 403),
        ("POST", other, 403),
        ("POST", {"Origin": ""}, 403),
        ("POST", {"Origin": "null"}, 403),
        ("POST", {"path": "/"}, 404),
        ("POST", {"Content_Type": "text/plain"}, 415),
        ("POST", {"Content_Length": str(MAX_BODY_BYTES + 1)}, 413),
    ]


def test_requests_from_elsewhere_change_nothing(server: DecisionServer, kg: gg.KnowledgeGraph, tmp_path: Path) -> None:
    body = urlencode({"entries": entries(kg, tmp_path)})
    for method, headers, status in refused(server):
        assert ask(server, method, body if method == "POST" else None, **headers)[0] == status, (method, headers)
    assert not server.path.exists()


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ("", "holds no decisions"),
        ("[[term]]\n= 1", "not valid TOML"),
        ('[[term]]\none = "no"\nother = "where"\ndecision = "sameAs"', "no such case"),
        ('[[term]]\none = "no"\nother = "where"\ndecision = "maybe"', "unknown decision"),
    ],
)
def test_a_form_that_is_wrong_gets_one_line(server: DecisionServer, posted: str, message: str) -> None:
    status, text = ask(server, "POST", urlencode({"entries": posted}))
    assert status == 400
    assert message in text
    assert "\n" not in text


def test_decisions_are_set_where_the_entries_are_and_the_authors_text_stays(kg: gg.KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "decisions.toml"
    extend_decisions(path, NO_DECISIONS, kg.graph)
    text = path.read_text(encoding="utf-8") + "\n# mine\n"
    path.write_text(text, encoding="utf-8")
    record_decisions(path, kg.graph, parse_decisions(entries(kg, tmp_path), "The form"))
    after = path.read_text(encoding="utf-8")
    changed = [(old, new) for old, new in zip(text.split("\n"), after.split("\n"), strict=True) if old != new]
    assert changed == [('decision = ""', 'decision = "differentFrom"')]
    record_decisions(path, kg.graph, parse_decisions(entries(kg, tmp_path, "sameAs"), "The form"))
    assert path.read_text(encoding="utf-8") == after.replace('= "differentFrom"\n', '= "sameAs"\n', 1)


def test_a_file_that_is_not_valid_is_not_written_over(kg: gg.KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "decisions.toml"
    path.write_text("[[term]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        record_decisions(path, kg.graph, parse_decisions(entries(kg, tmp_path), "The form"))
    assert path.read_text(encoding="utf-8") == "[[term]\n"
