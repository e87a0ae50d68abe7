import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

from glossograph.cli.build import _gist
from glossograph.model.problem import Problem, ProblemCode
from tests.conftest import Write

PATIENCE = 60.0


class Watching(NamedTuple):
    articles: Path
    out: Path
    address: str
    process: subprocess.Popen[str]


@pytest.fixture
def watching(write: Write, tmp_path: Path) -> Iterator[Watching]:
    """A command that watches two articles."""
    root = write(
        {"en/bond.md": "---\ntitle: Bond\n---\nA [loan](/loan).", "no/bond.md": "---\ntitle: Obligasjon\n---\n[lån](/loan)"}
    )
    command = [sys.executable, "-m", "glossograph", "build", str(root), "-o", str(tmp_path / "out"), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        yield Watching(root, tmp_path / "out", address, process)
        process.kill()


def test_a_save_is_built_and_the_open_page_told(watching: Watching) -> None:
    with urllib.request.urlopen(f"{watching.address}changes", timeout=PATIENCE) as events:
        assert events.readline() == b": listening\n"
        (watching.articles / "en" / "bond.md").write_text("---\ntitle: Bond and note\n---\nA [loan](/loan).", encoding="utf-8")
        deadline = time.monotonic() + PATIENCE
        while not events.readline().startswith(b"data: "):
            assert time.monotonic() < deadline
    assert "Bond and note" in (watching.out / "graph.ttl").read_text(encoding="utf-8")


def test_a_save_that_changes_nothing_of_the_graph_is_told_so_and_reloads_no_page(watching: Watching) -> None:
    article, page = watching.articles / "en" / "bond.md", watching.out / "graph.html"
    before = page.stat().st_mtime_ns
    with urllib.request.urlopen(f"{watching.address}changes", timeout=PATIENCE) as events:
        article.write_text("---\ntitle: Bond\n---\nA [loan](/loan).\n\nIt pays.", encoding="utf-8")
        assert watching.process.stdout
        assert next(line for line in watching.process.stdout if "nothing that the graph tells has changed; " in line)
        assert page.stat().st_mtime_ns == before
        article.write_text("---\ntitle: Note\n---\nA [loan](/loan).", encoding="utf-8")
        assert next(line for line in events if line.startswith(b"data: ")) == b"data: 1\n"


def test_a_page_that_listens_late_is_told_what_it_missed(watching: Watching) -> None:
    with urllib.request.urlopen(watching.address, timeout=PATIENCE) as answer:
        seen = re.search(r'data-seen="(\d+)"', answer.read().decode())
    (watching.articles / "en" / "bond.md").write_text("---\ntitle: Note\n---\nA [loan](/loan).", encoding="utf-8")
    assert watching.process.stdout
    assert next(line for line in watching.process.stdout if " repairs, " in line)
    assert seen
    with urllib.request.urlopen(f"{watching.address}changes?{seen[1]}", timeout=PATIENCE) as events:
        assert b"data: 1\n" in islice(events, 6)  # before the second heartbeat


@pytest.mark.parametrize(
    ("articles", "out"), [("outlines", "out"), ("Texts", "."), (".notes", "out"), ("Texts", "Texts"), ("Texts", "Texts/out")]
)
def test_a_save_is_seen_wherever_articles_and_output_lie(tmp_path: Path, articles: str, out: str) -> None:
    article = tmp_path / articles / "en" / "bond.md"
    article.parent.mkdir(parents=True)
    article.write_text("---\ntitle: Bond\n---\nA [loan](/loan).", encoding="utf-8")
    command = [sys.executable, "-m", "glossograph", "build", articles, "-o", out, "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path) as process:
        assert process.stdout
        assert next(line for line in process.stdout if line.startswith("Watching "))
        article.write_text("---\ntitle: Note\n---\nA [loan](/loan).", encoding="utf-8")
        article.with_name("loan.md").write_text("---\ntitle: Loan\n---\nText.", encoding="utf-8")
        told = [next(process.stdout)]
        while not told[-1].startswith("2 terms, 0 of them placeholders"):
            told.append(next(process.stdout))
        time.sleep(1)
        process.kill()
        told += process.stdout
    assert not any("nothing that the graph tells" in line for line in told), "what a build writes is no save"


def test_a_save_that_brings_a_problem_names_it(watching: Watching) -> None:
    (watching.articles / "en" / "bond.md").write_text("---\ntitle: Bond: a loan\n---\nA [loan](/loan).", encoding="utf-8")
    assert watching.process.stdout
    problem = next(line for line in watching.process.stdout if "bond.md" in line)
    assert problem.startswith("  Texts/en/bond.md:2 the YAML is broken")


def test_a_problem_that_more_links_have_or_another_first_is_not_new() -> None:
    def dangling(path: str, slug: str, count: str) -> Problem:
        return Problem(
            path, 3, ProblemCode.LINK_DANGLING, f"no article for {slug!r}, to which {count}: write it, or mend the link"
        )

    assert _gist(dangling("en/a.md", "loan", "2 links lead")) == _gist(dangling("no/a.md", "loan", "1 link leads"))
    assert _gist(dangling("en/a.md", "loan", "1 link leads")) != _gist(dangling("en/a.md", "debt", "1 link leads"))


def test_the_page_is_served_with_what_makes_it_follow(watching: Watching) -> None:
    with urllib.request.urlopen(watching.address, timeout=PATIENCE) as answer:
        frame = answer.read().decode()
    assert 'src="graph.html"' in frame
    assert "unsafe-inline" not in frame
    with urllib.request.urlopen(f"{watching.address}graph.html", timeout=PATIENCE) as answer:
        assert answer.read() == (watching.out / "graph.html").read_bytes()


@pytest.mark.parametrize(
    "path", ["../Texts/en/bond.md", "%2e%2e/Texts/en/bond.md", ".glossograph/articles.sqlite", "missing.html"]
)
def test_nothing_but_the_files_of_the_build_is_served(watching: Watching, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{watching.address}{path}", timeout=PATIENCE)


def test_another_name_that_leads_to_this_machine_is_refused(watching: Watching) -> None:
    request = urllib.request.Request(watching.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=PATIENCE)


def test_settings_that_cannot_be_used_are_told_and_the_watching_goes_on(watching: Watching) -> None:
    settings = watching.articles / "glossograph.toml"
    settings.write_text("titel = 1", encoding="utf-8")
    assert watching.process.stderr
    assert "glossograph.toml" in next(line for line in watching.process.stderr if line.startswith("glossograph: "))
    settings.write_text('title = "Terms of finance"', encoding="utf-8")
    deadline = time.monotonic() + PATIENCE
    while "Terms of finance" not in (watching.out / "graph.ttl").read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_ctrl_c_ends_the_watching(watching: Watching) -> None:
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 0
