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
from typing import IO, NamedTuple

import pytest

from glossograph.cli.build import _gist
from glossograph.model.problem import Problem, ProblemCode
from tests.command import COMMAND, PATIENCE_S, save, wait_until

MANY_LINES = 60
"""Lines of events that are read before a test fails: some twenty heartbeats."""

LOAN = "A [loan](/loan)."


class Watching(NamedTuple):
    articles: Path
    out: Path
    address: str
    process: subprocess.Popen[str]

    def lines(self) -> Iterator[str]:
        """What the command prints, until it ends."""
        assert self.process.stdout
        return iter(self.process.stdout)

    def open(self, path: str) -> IO[bytes]:
        answer: IO[bytes] = urllib.request.urlopen(f"{self.address}{path}", timeout=PATIENCE_S)
        return answer


@contextmanager
def watch(root: Path) -> Iterator[Watching]:
    """A command that watches two articles."""
    articles = root / "Texts"
    save(articles / "en" / "bond.md", f"---\ntitle: Bond\n---\n{LOAN}")
    save(articles / "no" / "bond.md", "---\ntitle: Obligasjon\n---\n[lån](/loan)")
    command = [*COMMAND, "build", str(articles), "-o", str(root / "out"), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        address = next(match[0] for line in process.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        try:
            yield Watching(articles, root / "out", address, process)
        finally:
            process.kill()


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
def watching(tmp_path: Path) -> Iterator[Watching]:
    with watch(tmp_path) as started, killed_at_last(started.process):
        yield started


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watching]:
    """The same for tests that save nothing."""
    with watch(tmp_path_factory.mktemp("watched")) as started:
        yield started


@pytest.mark.slow
def test_a_save_is_built_and_the_open_page_told(watching: Watching) -> None:
    with watching.open("changes") as events:
        assert events.readline() == b": listening\n"
        save(watching.articles / "en" / "bond.md", f"---\ntitle: Bond and note\n---\n{LOAN}")
        assert any(line.startswith(b"data: ") for line in islice(events, MANY_LINES))
    assert "Bond and note" in (watching.out / "graph.ttl").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_save_that_changes_nothing_of_the_graph_is_told_so_and_reloads_no_page(watching: Watching) -> None:
    article, page = watching.articles / "en" / "bond.md", watching.out / "graph.html"
    before = page.stat().st_mtime_ns
    with watching.open("changes") as events:
        save(article, f"---\ntitle: Bond\n---\n{LOAN}\n\nIt pays.")
        assert any("nothing that the graph tells has changed; " in line for line in watching.lines())
        assert page.stat().st_mtime_ns == before
        save(article, f"---\ntitle: Note\n---\n{LOAN}")
        assert next(line for line in islice(events, MANY_LINES) if line.startswith(b"data: ")) == b"data: 1\n"


@pytest.mark.slow
def test_a_page_that_listens_late_is_told_what_it_missed(watching: Watching) -> None:
    with watching.open("") as answer:
        seen = re.search(r'data-seen="(\d+)"', answer.read().decode())
    save(watching.articles / "en" / "bond.md", f"---\ntitle: Note\n---\n{LOAN}")
    assert any(" repairs, " in line for line in watching.lines())
    assert seen
    with watching.open(f"changes?{seen[1]}") as events:
        assert b"data: 1\n" in islice(events, MANY_LINES)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("articles", "out"), [("outlines", "out"), ("Texts", "."), (".notes", "out"), ("Texts", "Texts"), ("Texts", "Texts/out")]
)
def test_a_save_is_seen_wherever_articles_and_output_lie_and_what_a_build_writes_is_no_save(
    tmp_path: Path, articles: str, out: str
) -> None:
    article = tmp_path / articles / "en" / "bond.md"
    save(article, f"---\ntitle: Bond\n---\n{LOAN}")
    command = [*COMMAND, "build", articles, "-o", out, "--watch"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path) as process,
        killed_at_last(process),
    ):
        assert process.stdout
        assert any(line.startswith("Watching ") for line in process.stdout)
        printed: list[str] = []
        for terms in (3, 4):  # what the first build writes would be seen before the second save
            save(article, f"---\ntitle: Note\n---\n{LOAN} {' '.join(f'[t](/t{n}).' for n in range(terms - 2))}")
            while not printed or not printed[-1].startswith(f"{terms} terms, "):
                printed.append(next(process.stdout))
    assert not any("nothing that the graph tells" in line for line in printed)


@pytest.mark.slow
def test_a_save_that_brings_a_problem_names_it(watching: Watching) -> None:
    save(watching.articles / "en" / "bond.md", f"---\ntitle: Bond: a loan\n---\n{LOAN}")
    problem = next(line for line in watching.lines() if "bond.md" in line)
    assert problem.startswith("  Texts/en/bond.md:2 the YAML is broken")


def test_a_problem_that_more_links_have_or_another_first_is_not_new() -> None:
    def dangling(path: str, slug: str, count: str) -> Problem:
        return Problem(
            path, 3, ProblemCode.LINK_DANGLING, f"no article for {slug!r}, to which {count}: write it, or mend the link"
        )

    assert _gist(dangling("en/a.md", "loan", "2 links lead")) == _gist(dangling("no/a.md", "loan", "1 link leads"))
    assert _gist(dangling("en/a.md", "loan", "1 link leads")) != _gist(dangling("en/a.md", "debt", "1 link leads"))


@pytest.mark.slow
def test_the_page_is_served_with_what_makes_it_follow(unchanged: Watching) -> None:
    with unchanged.open("") as answer:
        frame = answer.read().decode()
    assert 'src="graph.html"' in frame
    assert "unsafe-inline" not in frame
    with unchanged.open("graph.html") as answer:
        assert answer.read() == (unchanged.out / "graph.html").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "../Texts/en/bond.md",
        "%2e%2e/Texts/en/bond.md",
        ".glossograph/articles.sqlite",
        ".hidden",
        "missing.html",
    ],
)
def test_nothing_but_the_files_of_the_build_is_served(unchanged: Watching, path: str) -> None:
    (unchanged.out / ".hidden").write_text("Mine.", encoding="utf-8")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        unchanged.open(path)


@pytest.mark.slow
def test_another_name_that_leads_to_this_machine_is_refused(unchanged: Watching) -> None:
    request = urllib.request.Request(unchanged.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=PATIENCE_S)


@pytest.mark.slow
def test_settings_that_cannot_be_used_are_told_and_the_watching_goes_on(watching: Watching) -> None:
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
