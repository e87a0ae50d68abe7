"""Claims about `glossograph build --watch`: the command as a process with its server's, and the frame in this process."""

import asyncio
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

import glossograph as gg
from glossograph.cli import options
from glossograph.cli.watch import Rebuilder, problem_key, watch_articles
from glossograph.model.problem import ProblemCode
from glossograph.server.application import create_application
from glossograph.server.live_reload import BuildEvents, live_routes
from glossograph.server.query_worker import WorkRequest
from glossograph.server.server_settings import ServerSettings
from glossograph.server.worker_pool import WorkerPool
from tests.command import COMMAND, PATIENCE_S, killed_at_last, run, save, wait_until
from tests.conftest import Write

MAX_LINES = 60
"""Lines of events that are read before a test fails: some twenty heartbeats."""


class Watching(NamedTuple):
    articles: Path
    out: Path
    address: str
    process: subprocess.Popen[str]

    def lines(self) -> Iterator[str]:
        """The lines that the command prints, until it ends."""
        assert self.process.stdout
        return iter(self.process.stdout)


@pytest.fixture
def watching(write: Write, tmp_path: Path) -> Iterator[Watching]:
    """A command that watches two articles."""
    root = write(
        {"en/bond.md": "---\ntitle: Bond\n---\nA [loan](/loan).", "no/bond.md": "---\ntitle: Obligasjon\n---\n[lån](/loan)"}
    )
    command = [*COMMAND, "build", str(root), "-o", str(tmp_path / "out"), "--watch"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process,
        killed_at_last(process),
    ):
        assert process.stdout
        address = next(match[0] for line in process.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        yield Watching(root, tmp_path / "out", address, process)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:
        return str(answer.read().decode())


@pytest.mark.slow
def test_a_save_is_built_and_the_open_page_notified(watching: Watching) -> None:
    with urllib.request.urlopen(f"{watching.address}changes", timeout=PATIENCE_S) as events:
        assert events.readline() == b": listening\n"
        save(watching.articles / "en" / "bond.md", "---\ntitle: Bond and note\n---\nA [loan](/loan).")
        assert next(line for line in islice(events, MAX_LINES) if line.startswith(b"data: ")) == b"data: 1\n"
    assert "Bond and note" in (watching.out / "graph.ttl").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_save_that_changes_no_output_is_reported_and_reloads_no_page(watching: Watching) -> None:
    article, page = watching.articles / "en" / "bond.md", watching.out / "graph.html"
    before = page.stat().st_mtime_ns
    with urllib.request.urlopen(f"{watching.address}changes", timeout=PATIENCE_S) as events:
        save(article, "---\ntitle: Bond\n---\nA [loan](/loan).\n\nIt pays.")
        assert re.fullmatch(r"No changes; \d+\.\d s\n", next(watching.lines()))
        assert page.stat().st_mtime_ns == before
        save(article, "---\ntitle: Note\n---\nA [loan](/loan).")
        assert next(line for line in islice(events, MAX_LINES) if line.startswith(b"data: ")) == b"data: 1\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("articles", "out"), [("outlines", "out"), ("Texts", "."), (".notes", "out"), ("Texts", "Texts"), ("Texts", "Texts/out")]
)
def test_a_save_is_seen_wherever_articles_and_output_lie_and_the_files_of_a_build_are_no_save(
    tmp_path: Path, articles: str, out: str
) -> None:
    article = tmp_path / articles / "en" / "bond.md"
    save(article, "---\ntitle: Bond\n---\nA [loan](/loan).")
    command = [*COMMAND, "build", articles, "-o", out, "--watch"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path) as process,
        killed_at_last(process),
    ):
        assert process.stdout
        assert any(line.startswith("Watching ") for line in process.stdout)
        printed: list[str] = []
        for terms in (3, 4):  # the files that the first build writes would be seen before the second save
            save(article, f"---\ntitle: Note\n---\n{' '.join(f'[t](/t{i}).' for i in range(terms - 1))}")
            while not printed or not printed[-1].startswith(f"{terms} terms, "):
                printed.append(next(process.stdout))
    assert not any(line.startswith("No changes") for line in printed)


@pytest.mark.slow
def test_a_save_that_brings_a_problem_names_it(watching: Watching) -> None:
    save(watching.articles / "en" / "bond.md", "---\ntitle: Bond: a loan\n---\nA [loan](/loan).")
    problem = next(line for line in watching.lines() if "bond.md" in line)
    assert problem.startswith("  Texts/en/bond.md:2 ")


def test_a_missing_article_that_more_links_have_or_another_link_has_first_is_not_new(write: Write) -> None:
    def keys(articles: dict[str, str]) -> set[tuple[str, str, str]]:
        kg = gg.build(write(articles))
        return {problem_key(problem) for problem in kg.problems if problem.code is ProblemCode.LINK_DANGLING}

    before = keys({"en/b.md": "# B\n[x](/loan-401)"})
    assert len(before) == 1
    assert keys({"en/a.md": "# A\n\n[x](/loan-401), [y](/loan-401)"}) == before
    assert len(keys({"en/c.md": "# C\n[z](/loan-403)"}) - before) == 1


@pytest.mark.slow
def test_settings_that_cannot_be_used_are_reported_and_the_watching_goes_on(watching: Watching) -> None:
    settings = watching.articles / "glossograph.toml"
    save(settings, "titel = 1")
    assert watching.process.stderr
    assert "glossograph.toml" in next(line for line in watching.process.stderr if line.startswith("glossograph: "))
    save(settings, 'title = "Terms of finance"')
    wait_until(lambda: "Terms of finance" in (watching.out / "graph.ttl").read_text(encoding="utf-8"), "the new title")


@pytest.mark.slow
def test_ctrl_c_ends_the_watching(watching: Watching) -> None:
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE_S) == 0


@pytest.mark.slow
def test_the_server_of_a_watching_has_what_serve_has_and_takes_up_each_build_at_once(watching: Watching) -> None:
    assert 'src="graph.html"' in read(watching.address)
    page = read(f"{watching.address}graph.html")
    assert "Obligasjon" in read(f"{watching.address}page/bond?lang=no")
    assert '"boolean":true' in read(f"{watching.address}sparql?query=ASK%20%7B%20?a%20?b%20?c%20%7D")
    with urllib.request.urlopen(f"{watching.address}changes", timeout=PATIENCE_S) as events:
        assert events.readline() == b": listening\n"
        save(watching.articles / "en" / "stock.md", "---\ntitle: Stock\n---\nUnlike a [bond](/bond).")
        assert next(line for line in islice(events, MAX_LINES) if line.startswith(b"data: ")) == b"data: 1\n"
    assert read(f"{watching.address}graph.html") != page
    wait_until(lambda: "stock" in read(f"{watching.address}api/v1/search?q=stock"), "the new term")


@pytest.mark.slow
def test_a_save_is_built_while_queries_are_asked_and_none_fails(watching: Watching) -> None:
    paths = ("graph.html", "page/bond", "api/v1/terms/bond", "data/bond.ttl", "sparql?query=ASK%7B%7D")
    for number in range(3):
        save(watching.articles / "en" / "bond.md", f"---\ntitle: Bond {number}\n---\nA [loan](/loan).")
        while f"Bond {number}" not in read(f"{watching.address}page/bond"):
            assert read(f"{watching.address}graph.html")
        for path in paths:
            assert read(f"{watching.address}{path}")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of a build."""
    save(tmp_path / "bond.md", "---\ntitle: 'Bond </title><b>'\nslug: bond\n---\nA [loan](/loan).")
    save(tmp_path / "glossograph.toml", "title = 'Bonds </title><b>'")
    assert run("build", tmp_path, "-o", tmp_path / "out", "--format", "html", "--quiet").returncode == 0
    return tmp_path / "out"


@pytest.fixture
def events() -> BuildEvents:
    return BuildEvents()


@pytest.fixture
def client(out: Path, events: BuildEvents) -> Iterator[TestClient]:
    app = create_application(ServerSettings(out, workers=1), lambda _line: None, more_routes=live_routes(events))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        yield client


def test_the_page_is_in_a_frame_that_reloads_it_and_the_title_of_the_collection_is_text(client: TestClient) -> None:
    frame = client.get("/").text
    assert 'src="graph.html"' in frame
    assert "unsafe-inline" not in frame
    assert "</title><b>" not in frame
    assert client.get("/graph.html").status_code == 200


def test_a_page_that_listens_late_is_sent_the_build_that_it_missed(client: TestClient, events: BuildEvents) -> None:
    [seen] = re.findall(r'data-seen="(\d+)"', client.get("/").text)
    events.announce()
    events.close()
    assert client.get(f"/changes?seen={seen}").text.endswith("id: 1\ndata: 1\n\n")
    assert "data:" not in client.get("/changes?seen=1").text
    assert client.get("/changes", headers={"Last-Event-ID": "0"}).text.endswith("data: 1\n\n")


def test_a_build_without_rdf_is_served_and_a_query_says_what_is_missing(client: TestClient) -> None:
    assert client.get("/api/v1/terms/bond").status_code == 200
    answer = client.get("/sparql?query=ASK%7B%7D")
    assert (answer.status_code, "--format turtle" in answer.text) == (404, True)


@pytest.mark.slow
def test_queries_of_a_watching_start_their_process_when_the_first_is_asked(tmp_path: Path) -> None:
    save(tmp_path / "bond.md", "---\ntitle: Bond\n---\nA [loan](/loan).")
    assert run("build", tmp_path, "-o", tmp_path / "out", "--format", "turtle", "--quiet").returncode == 0
    settings = ServerSettings(tmp_path / "out", workers=1, workers_when_asked=True)
    with TestClient(create_application(settings, lambda _line: None), base_url="http://localhost") as client:
        assert client.get("/api/v1/terms/bond").status_code == 200
        assert client.get("/health").json()["idle_workers"] == 0
        assert [client.get("/sparql?query=ASK%7B%7D").status_code for _ in range(2)] == [200, 200]
        assert client.get("/health").json()["idle_workers"] == 1


@pytest.mark.slow
def test_a_pool_that_closes_answers_the_query_for_which_it_starts(tmp_path: Path) -> None:
    save(tmp_path / "graph.ttl", "<a:a> <b:b> <c:c> .")

    async def ask_and_close() -> bool:
        pool = WorkerPool(tmp_path / "graph.ttl", workers=1, timeout_s=PATIENCE_S, max_waiting=1)
        pool.start_when_asked()
        asked = asyncio.ensure_future(pool.answer(WorkRequest("ASK {}", "json", 1000, 10)))
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(pool.close(PATIENCE_S))
        answer = await asked
        await closing
        return answer.first.endswith(b'"boolean":true}')

    assert asyncio.run(ask_and_close())


def test_without_the_packages_of_the_server_saves_are_still_built(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built: list[bool] = []

    class OneBuild(Rebuilder):
        def rebuild(self, *, saved: bool) -> bool:
            built.append(saved)
            raise KeyboardInterrupt

    monkeypatch.setattr(options, "SERVER_PACKAGES", ("no_such_package",))
    root = write({"bond.md": "# Bond"})
    watch_articles([root], tmp_path / "out", OneBuild(lambda: pytest.fail("not built"), (), quiet=False))
    assert built == [False]
    assert (
        capsys.readouterr().err
        == "glossograph: --watch only builds: to see the page reload, run `pip install 'glossograph[serve]'`\n"
    )
    result = run("serve", "--build", tmp_path)
    assert (result.returncode, "glossograph[serve]" in result.stderr, len(result.stderr.splitlines())) == (2, True, 1)
