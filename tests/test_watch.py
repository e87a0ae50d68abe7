"""Claims about `glossograph build --watch`: the command as a process, its server in this process."""

import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

import glossograph as gg
from glossograph.cli.watch import PageServer, problem_key, serve_page
from glossograph.model.problem import ProblemCode
from tests.command import COMMAND, PATIENCE_S, save, wait_until
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


@contextmanager
def killed_at_last(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill a process after the block, or when it takes far too long: then its output ends, and the test that waits for it."""
    timer = threading.Timer(PATIENCE_S, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        process.kill()


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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PageServer]:
    """The server of a folder beside a file that nobody may read."""
    out = tmp_path / "out"
    save(out / "graph.html", "<p>Graph</p>")
    save(out / ".hidden.md", "secret")
    save(out / ".glossograph" / "articles.sqlite", "secret")
    save(tmp_path / "bond.md", "secret")
    with serve_page(out) as server:
        yield server


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:
        return str(answer.read().decode())


def test_the_page_is_served_in_a_frame_that_reloads_it(server: PageServer) -> None:
    frame = read(server.address)
    assert 'src="graph.html"' in frame
    assert "unsafe-inline" not in frame
    assert read(f"{server.address}graph.html") == "<p>Graph</p>"


def test_a_page_that_listens_late_is_sent_the_build_that_it_missed(server: PageServer) -> None:
    [seen] = re.findall(r'data-seen="(\d+)"', read(server.address))
    server.announce_build()
    with urllib.request.urlopen(f"{server.address}changes?{seen}", timeout=PATIENCE_S) as events:
        assert b"data: 1\n" in islice(events, MAX_LINES)


@pytest.mark.parametrize(
    "path", ["../bond.md", "%2e%2e/bond.md", ".hidden.md", "%2ehidden.md", ".glossograph/articles.sqlite", "missing.html"]
)
def test_only_the_visible_files_of_the_folder_are_served(server: PageServer, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(f"{server.address}{path}")


def test_a_link_that_leads_out_of_the_folder_is_not_served(server: PageServer) -> None:
    (server.folder / "linked.html").symlink_to(server.folder.parent / "bond.md")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(f"{server.address}linked.html")


@pytest.mark.parametrize("path", ["", "graph.html", "missing.html"])
def test_no_answer_is_shown_by_another_site_or_taken_for_another_type(server: PageServer, path: str) -> None:
    try:
        with urllib.request.urlopen(f"{server.address}{path}", timeout=PATIENCE_S) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_another_host_name_that_resolves_to_this_machine_is_refused(server: PageServer) -> None:
    request = urllib.request.Request(server.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=PATIENCE_S)
