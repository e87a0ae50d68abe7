"""`glossograph review --serve`: the author's decisions reach `decisions.toml`, and nobody else's do."""

import re
import signal
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

import glossograph as gg
from glossograph.errors import ConfigError
from glossograph.model.decision import NO_DECISIONS
from glossograph.pages.report import page_payload
from glossograph.pages.report_values import collect_report
from glossograph.review.decision_file import extend_decisions, parse_decisions, read_decisions, record_decisions
from glossograph.server.decision_form import MAX_BODY_BYTES, DecisionForm, create_decision_application
from tests.command import COMMAND, PATIENCE_S, killed_at_last, save

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
def form(kg: gg.KnowledgeGraph, tmp_path: Path) -> DecisionForm:
    """The form of their open cases."""
    return DecisionForm(
        tmp_path / "decisions.toml", kg.graph, page_payload("Terms", collect_report(kg.graph, kg.source.by_article()))
    )


def ask(form: DecisionForm, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, str]:
    """Send a request as a browser on the page would, with some headers replaced; an empty one is left out."""
    client = TestClient(create_decision_application(form), base_url="http://127.0.0.1:7000", follow_redirects=False)
    path = headers.pop("path", f"/{form.address}")
    sent = {"Origin": "http://127.0.0.1:7000", "Content-Type": FORM} if method == "POST" else {}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.request(method, path, content=body, headers={name: value for name, value in sent.items() if value})
    return response.status_code, response.text


def entries(kg: gg.KnowledgeGraph, folder: Path, decision: str = "differentFrom") -> str:
    """Return the first open pair of terms with a decision, as the page posts it."""
    path = folder / "open.toml"
    path.unlink(missing_ok=True)
    extend_decisions(path, NO_DECISIONS, kg.graph)
    term = read_decisions(path).terms[0]
    return f'[[term]]\none = "{term.one}"\nother = "{term.other}"\ndecision = "{decision}"\n'


def test_a_posted_decision_is_written_and_its_case_is_no_longer_shown(
    form: DecisionForm, kg: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    status, page = ask(form)
    assert status == 200
    assert "form-action &#39;self&#39;" in page
    assert f'action="/{form.token}/"' in page
    posted = entries(kg, tmp_path)
    assert ask(form, "POST", urlencode({"entries": posted.replace("\n", "\r\n")}))[0] == 303
    decisions = read_decisions(form.path)
    assert [term.decision for term in decisions.terms if term.decision] == ["differentFrom"]
    assert decisions.undecided() == len(decisions.links) + len(decisions.terms) - 1
    assert ask(form)[1].count('data-kind="term"') == page.count('data-kind="term"') - 1


def refused(form: DecisionForm) -> list[tuple[str, dict[str, str], int]]:
    return [
        ("GET", {"Host": "evil.example"}, 421),
        ("GET", {"path": "/"}, 404),
        ("GET", {"path": f"/{form.token[:-1]}/"}, 404),
        ("GET", {"path": f"/{form.token[:-1]}%C3%A6/"}, 404),
        ("POST", {"Host": "evil.example:7000"}, 421),
        ("POST", {"Origin": "http://evil.example"}, 403),
        ("POST", {"Origin": "http://127.0.0.1:7001"}, 403),
        ("POST", {"Origin": ""}, 403),
        ("POST", {"Origin": "null"}, 403),
        ("POST", {"path": "/nothing/"}, 404),
        ("POST", {"Content_Type": "text/plain"}, 415),
        ("POST", {"Content_Length": str(MAX_BODY_BYTES + 1)}, 413),
        ("OPTIONS", {"Origin": "http://evil.example"}, 403),
        ("DELETE", {}, 405),
    ]


def test_requests_from_elsewhere_change_nothing(form: DecisionForm, kg: gg.KnowledgeGraph, tmp_path: Path) -> None:
    body = urlencode({"entries": entries(kg, tmp_path)})
    for method, headers, status in refused(form):
        assert ask(form, method, body if method == "POST" else None, **headers)[0] == status, (method, headers)
    assert not form.path.exists()


def test_no_other_page_shows_the_form_in_a_frame_or_reads_it(form: DecisionForm) -> None:
    response = TestClient(create_decision_application(form), base_url="http://localhost").get(f"/{form.address}")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.slow
def test_the_command_serves_the_form_until_it_is_interrupted(tmp_path: Path) -> None:
    for name in ("bond", "bonds"):
        save(tmp_path / f"{name}.md", f"---\nlang: en\ntitle: {name}\n---\nSee [it](/bond).\n")
    command = [*COMMAND, "review", str(tmp_path), "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process, killed_at_last(process):
        assert process.stdout
        [address] = re.findall(r"http://127\.0\.0\.1:\d+/\S+/", process.stdout.readline())
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:
            assert b'data-kind="term"' in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        assert process.stdout.read() == "Build again to apply what you decided\n"


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ("", "holds no decisions"),
        ("[[term]]\n= 1", "not valid TOML"),
        ('[[term]]\none = "no"\nother = "where"\ndecision = "sameAs"', "no such case"),
        ('[[term]]\none = "no"\nother = "where"\ndecision = "maybe"', "unknown decision"),
    ],
)
def test_a_form_that_is_wrong_gets_one_line(form: DecisionForm, posted: str, message: str) -> None:
    status, text = ask(form, "POST", urlencode({"entries": posted}))
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
