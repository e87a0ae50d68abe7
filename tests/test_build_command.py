"""Claims about `glossograph build` as a command."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import killed_at_last, run, run_process, wait_until
from tests.conftest import Write
from tests.processes import children, is_alive

pytestmark = pytest.mark.slow


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_build_ends_with_a_short_summary(tmp_path: Path) -> None:
    done = run("build", "--sample", "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "156 articles in 6 languages: ar en es hi no zh"
    assert re.fullmatch(r"\d+ terms, 8 of them placeholders; \d+ edges from [\d,]+ links", lines[1])
    assert lines[2].startswith("Links resolved: ")
    assert re.fullmatch(r"6 repairs, 14 problems; \d+\.\d s", lines[3])
    assert lines[4:11] == [
        f"  {tmp_path / 'out' / name}"
        for name in ("graph.ttl", "glossograph.ttl", "links.ttl", "graph.html", "places.json", "report.json", "report.html")
    ]
    assert lines[11].startswith("graph.html opens no articles: set source or published in [page]")
    assert lines[12].startswith("No base IRI set: terms begin with https://example.org/glossary/; add --base-iri")
    assert re.fullmatch(r"Problems: (\d+ [\w-]+, ){2}\d+ [\w-]+( and \d+ other kinds?)?; see .+report\.html", lines[13])
    assert lines[14:] == [f"Open {tmp_path / 'out' / 'graph.html'}"]


def test_the_note_on_the_base_iri_is_printed_once_a_folder_and_what_to_do_next_each_time(tmp_path: Path) -> None:
    first, second = (run("build", "--sample", "-o", tmp_path, "--format", "html").stdout.splitlines() for _ in range(2))
    assert [sum("No base IRI set" in line for line in lines) for lines in (first, second)] == [1, 0]
    assert first[-1] == second[-1] == f"Open {tmp_path / 'graph.html'}"
    assert "; run `glossograph check`" in first[-2]


def test_the_three_figures_of_problems_are_one(tmp_path: Path) -> None:
    summary = run("build", "--sample", "-o", tmp_path, "--format", "report").stdout
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    count = report["summary"]["problems"]
    assert count == len(report["problems"])
    assert f", {count} problems;" in summary
    assert f'<a href="#problems">Problems <span class="count">{count}<' in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"{count} problems in the build's summary and report" in run("check", "--sample").stdout


def test_a_collection_without_a_title_is_called_after_its_folder(write: Write, tmp_path: Path) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\nx", "no/a.md": "---\ntitle: A\n---\nx"})
    for roots in ([root], [root / "en", root / "no"]):
        assert run("build", *roots, "-o", tmp_path / "out", "--format", "report").returncode == 0
        assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["summary"]["title"] == root.name


def test_a_base_iri_that_was_set_is_used_and_no_note_is_printed(tmp_path: Path) -> None:
    done = run("build", "--sample", "-o", tmp_path, "--base-iri", "https://terms.example/g#", "--format", "turtle")
    assert "base IRI" not in done.stdout
    assert "https://terms.example/g#term/" in (tmp_path / "graph.ttl").read_text(encoding="utf-8")


def test_the_layout_of_the_command_line_comes_before_that_of_the_settings(write: Write, tmp_path: Path) -> None:
    root = write(
        {
            "glossograph.toml": 'layout = "obsidian"\n',
            "a.md": "[[rent|loan]]",
            "loan.md": "---\ntitle: Loan\n---\nx",
            "rent.md": "---\ntitle: Rent\n---\nx",
        }
    )
    for options, target in (((), "rent"), (("--layout", "gollum"), "loan")):
        assert run("build", root, "-o", tmp_path / "out", "--quiet", "--format", "turtle", *options).returncode == 0
        assert re.search(rf"gg:linksTo \S*\b{target}\b", (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8"))


def test_naming_formats_replaces_the_defaults(tmp_path: Path) -> None:
    run("build", "--sample", "-o", tmp_path, "--format", "report")
    assert sorted(files(tmp_path)) == ["report.html", "report.json"]


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    assert run("build", "--sample", "-o", tmp_path, "--quiet") == (0, "", "")


def test_timings_list_the_stages(tmp_path: Path) -> None:
    lines = run("build", "--sample", "-o", tmp_path, "--format", "turtle", "--timings").stdout.splitlines()
    assert lines[0].split() == ["stage", "seconds", "items", "a", "second", "memory"]
    stages = [line[:20].strip() for line in lines[1 : lines.index("156 articles in 6 languages: ar en es hi no zh")]]
    assert [stage for stage in stages if stage in ("reading", "grouping terms", "resolving links", "writing turtle")] == [
        *("reading", "grouping terms", "resolving links", "writing turtle")
    ]


def test_strict_makes_problems_an_exit_status(write: Write, tmp_path: Path) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\nx"})
    assert run("build", root, "-o", tmp_path / "out", "--strict").returncode == 0
    write({"en/b.md": "---\ntitle: B: C\n---\nx"})
    assert run("build", root, "-o", tmp_path / "out").returncode == 0
    assert run("build", root, "-o", tmp_path / "out", "--strict").returncode == 1


BAD = [
    (["build", "nowhere"], "nowhere: no such file or folder"),
    (["build", "empty"], "empty: no articles there"),
    (["build"], "No articles given"),
    (["build", "--sample", "empty"], "Both ARTICLES and --sample given"),
    (["build", "Texts", "-o", "file/out"], "file/out: cannot be written"),
    (["build", "Texts", "--base-iri", "no iri"], "Base IRI 'no iri' cannot be used"),
    (["build", "Texts", "--config", "nowhere.toml"], "nowhere.toml: cannot be read"),
    (["build", "Texts", "--config", "bad.toml"], "bad.toml: is not valid TOML"),
    (["build", "Texts", "--config", "odd.toml"], "Unknown setting 'tittle' (choose from title, "),
    (
        ["build", "Texts", "--config", "odd-check.toml"],
        "Unknown setting 'selected' in [check] (choose from select, ignore, severity)",
    ),
    (["build", "Texts", "--config", "typed.toml"], "typed.toml: Setting 'languages' must be a list"),
    (["build", "Texts", "--decisions", "nowhere.toml"], "nowhere.toml: cannot be read"),
    (["build", "Texts", "--base-iri", "https://example.org/%zz/"], "cannot be used"),
    (["build", "Texts", "--base-iri", "https://example.org:port/"], "cannot be used"),
    (["build", "Texts", "--config", "deep.toml"], "deep.toml: is not valid TOML"),
    (["build", "unread"], "none of the 1 files is an article"),
    (["build", "Texts", "--config", "other.toml"], "none of the 1 files is an article in de; there are articles in en"),
    (["build", "Texts", "--format", "docx"], "Invalid value for '--format': 'docx' is not one of 'turtle'"),
    (["build", "Texts", "--repair", "no"], "'no' is not one of 'sure', 'majority', 'off'"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_bad_input_is_one_clear_line_and_exit_status_two(
    write: Write, tmp_path: Path, arguments: list[str], message: str
) -> None:
    write({"en/a.md": "---\ntitle: A\n---\nx"})
    for folder in ("empty", "unread"):
        (tmp_path / folder).mkdir()
    (tmp_path / "unread" / "a.md").write_bytes(b"\x00")
    (tmp_path / "file").write_text("x")
    (tmp_path / "bad.toml").write_text("= x")
    (tmp_path / "odd.toml").write_text("tittle = 'x'")
    (tmp_path / "odd-check.toml").write_text("[check]\nselected = ['link']")
    (tmp_path / "deep.toml").write_text("a = " + "[" * 20_000)
    (tmp_path / "other.toml").write_text("languages = ['de']")
    (tmp_path / "typed.toml").write_text("languages = 'en'")
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert files(tmp_path / "out") == {} if (tmp_path / "out").exists() else True


def test_settings_come_from_the_file_and_the_command_line_comes_first(write: Write, tmp_path: Path) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)", "no/a.md": "---\ntitle: Å\n---\nx"})
    settings = (
        'title = "Terms"\nbase_iri = "https://file.example/"\nlanguages = ["en"]\nevidence = "none"\nplaceholders = false\n'
    )
    (root / "glossograph.toml").write_text(settings, encoding="utf-8")
    done = run("build", root, "-o", tmp_path / "out", cwd=tmp_path)
    assert "1 article in 1 language: en" in done.stdout
    names = ["glossograph.ttl", "graph.html", "graph.ttl", "places.json", "report.html", "report.json"]
    assert sorted(files(tmp_path / "out")) == names
    assert json.loads((tmp_path / "out" / "report.json").read_text())["summary"]["base_iri"] == "https://file.example/"
    run("build", root, "-o", tmp_path / "out", "--base-iri", "https://line.example/", "--evidence", "counts", cwd=tmp_path)
    assert json.loads((tmp_path / "out" / "report.json").read_text())["summary"]["base_iri"] == "https://line.example/"
    assert "links.ttl" in files(tmp_path / "out")


@pytest.mark.slow
def test_a_second_build_gives_the_same_bytes_and_so_does_another_hash_seed(tmp_path: Path) -> None:
    run("build", "--sample", "-o", tmp_path / "a")
    first = files(tmp_path / "a")
    run_process("build", "--sample", "-o", tmp_path / "a", PYTHONHASHSEED="2")
    run_process("build", "--sample", "-o", tmp_path / "b", PYTHONHASHSEED="3")
    assert len(first) == 7
    assert files(tmp_path / "a") == first
    assert files(tmp_path / "b") == first


def test_a_build_after_edits_equals_a_build_from_nothing(write: Write, tmp_path: Path) -> None:
    texts = {
        f"{tag}/t{i}.md": f"---\ntitle: {tag} {i}\n---\n[x](/t{i + 1}) [y](/s{i})" for tag in ("en", "no", "hi") for i in range(9)
    }
    root = write(texts)
    run("build", root, "-o", tmp_path / "kept")
    write({"en/t3.md": "---\ntitle: New\n---\n[x](/t1)", "hi/new.md": "---\ntitle: Newer\n---\nx"})
    (root / "no" / "t5.md").unlink()
    (root / "no" / "t6.md").rename(root / "no" / "t66.md")
    (tmp_path / "fresh").mkdir()
    shutil.copy(tmp_path / "kept" / "places.json", tmp_path / "fresh")
    run("build", root, "-o", tmp_path / "kept")
    run("build", root, "-o", tmp_path / "fresh")
    assert files(tmp_path / "kept") == files(tmp_path / "fresh")
    assert "New" in (tmp_path / "kept" / "graph.ttl").read_text(encoding="utf-8")


@pytest.mark.slow
def test_many_articles_read_by_several_processes_give_the_same_bytes(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import glossograph.workflow

    root = write(
        {f"{tag}/t{i}.md": f"---\ntitle: {tag} {i}\n---\n[x](/t{(i * 7) % 600})" for tag in ("en", "no") for i in range(600)}
    )
    for jobs in (1, 3):
        monkeypatch.setattr(glossograph.workflow, "default_jobs", lambda jobs=jobs: jobs)
        assert run("build", root, "-o", tmp_path / str(jobs), "--format", "turtle", "report").returncode == 0
    assert files(tmp_path / "1") == files(tmp_path / "3")


def test_ctrl_c_in_a_build_says_that_what_was_read_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import glossograph.workflow

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(glossograph.workflow, "graph_from", interrupt)
    message = "glossograph: Interrupted: what was read is kept; run the same command again to continue\n"
    assert run("build", "--sample", "-o", tmp_path) == (130, "", message)


KILLED = """
import os, sys
from glossograph.cli import main, run

moment = events = 0

def kill_at_an_event(event, arguments):
    global events
    if moment and event in {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "sqlite3.connect"}:
        events += "/out/" in str(arguments[0])
        if events == moment:
            os.kill(os.getpid(), SIGNAL)

sys.addaudithook(kill_at_an_event)
main(["build", sys.argv[2], "-o", sys.argv.pop(), "--quiet"])
for line in sys.stdin:
    moment = int(line)
    child = os.fork()
    if not child:
        run()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Builds that are sent a signal when they touch a file of their output for the n-th time: at all moments, however fast they are.

They are forks of a process that has built elsewhere before, so that none imports anything.
"""


@pytest.mark.slow
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_a_build_killed_at_any_moment_leaves_whole_files_and_the_next_goes_on(
    write: Write, tmp_path: Path, signal_number: signal.Signals
) -> None:
    root = write({f"en/t{i}.md": f"---\ntitle: T {i}\n---\n[x](/t{(i * 7) % 90})" for i in range(90)})
    out = tmp_path / "out"
    run("build", root, "-o", out)
    old = files(out)
    write({f"en/t{i}.md": f"---\ntitle: U {i}\n---\n[x](/t{(i * 11) % 90})" for i in range(90)})
    (tmp_path / "fresh").mkdir()
    shutil.copy(out / "places.json", tmp_path / "fresh")
    run("build", root, "-o", tmp_path / "fresh")
    new = files(tmp_path / "fresh")
    assert old != new
    code = KILLED.replace("SIGNAL", str(int(signal_number)))
    command = [sys.executable, "-c", code, "build", str(root), "-o", str(out), "--quiet", str(tmp_path / "elsewhere")]
    moments = 0
    with (
        (tmp_path / "errors").open("w") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
        killed_at_last(process),
    ):
        assert process.stdin
        assert process.stdout
        for moment in range(1, 200, 5):
            process.stdin.write(f"{moment}\n")
            process.stdin.flush()
            status = int(process.stdout.readline())
            for name, data in files(out).items():
                assert data in (old[name], new[name]), f"{name} is neither the old nor the new"
            if status == 0:
                break
            assert status in (-signal_number, 130)
            moments += 1
    assert moments > 3
    assert "Traceback" not in (tmp_path / "errors").read_text()
    run("build", root, "-o", out)
    assert files(out) == new


ENDLESS = """
import sys, time
from glossograph.cli import run
from glossograph.read import corpus

corpus._read_chunk = lambda *_: time.sleep(1_000)
run()
"""
"""A build whose processes never come to the end of what they read."""


@pytest.mark.slow
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor needs no other process")
def test_the_processes_of_a_build_that_is_killed_end_with_it(write: Write, tmp_path: Path) -> None:
    root = write({f"en/t{i}.md": f"---\ntitle: T {i}\n---\n[x](/t{(i * 7) % 90})" for i in range(600)})
    command = [sys.executable, "-c", ENDLESS, "build", str(root), "-o", str(tmp_path / "out"), "--quiet"]
    with subprocess.Popen(command) as process, killed_at_last(process):
        wait_until(lambda: len(children(process.pid)) >= 2, "the processes of the build")
        pids = children(process.pid)
    wait_until(lambda: not any(map(is_alive, pids)), "the end of the processes")
    assert run("build", root, "-o", tmp_path / "out", "--quiet").returncode == 0


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".glossograph-x.part").mkdir()
    (tmp_path / ".glossograph-x.part" / "graph.ttl").touch()
    (tmp_path / ".mine.part").touch()
    run("build", "--sample", "-o", tmp_path)
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == {".glossograph", ".mine.part"}


def test_a_damaged_store_is_made_anew(tmp_path: Path) -> None:
    run("build", "--sample", "-o", tmp_path)
    before = files(tmp_path)
    (tmp_path / ".glossograph" / "articles.sqlite").write_bytes(b"no database" * 1000)
    done = run("build", "--sample", "-o", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path) == before


def test_the_store_is_hidden_from_git(tmp_path: Path) -> None:
    run("build", "--sample", "-o", tmp_path)
    assert (tmp_path / ".glossograph" / ".gitignore").read_text() == "*\n"


def test_article_text_cannot_write_to_the_terminal(write: Write, tmp_path: Path) -> None:
    root = write({"en/a\x1b]0;x\x07.md": "---\ntitle: A\n---\nx"})
    done = run("build", root, "-o", tmp_path / "o\x1b[31mut")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout


def test_two_builds_into_one_folder_do_not_mix(write: Write, tmp_path: Path) -> None:
    import fcntl

    root = write({"en/a.md": "---\ntitle: A\n---\nx"})
    run("build", root, "-o", tmp_path / "out")
    before = files(tmp_path / "out")
    with (tmp_path / "out" / ".glossograph" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("build", root, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "another build is writing there" in done.stderr
    assert files(tmp_path / "out") == before


def test_links_of_an_earlier_build_do_not_contradict_a_later_one(write: Write, tmp_path: Path) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)"})
    run("build", root, "-o", tmp_path / "out")
    assert "links.ttl" in files(tmp_path / "out")
    run("build", root, "-o", tmp_path / "out", "--evidence", "none")
    assert "links.ttl" not in files(tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize("redirection", [">&-", "> /dev/full", "2>&-"])
def test_a_closed_output_is_no_traceback(tmp_path: Path, redirection: str) -> None:
    shell_command = f"exec {sys.executable} -m glossograph build --sample {redirection}"
    done = subprocess.run(["sh", "-c", shell_command], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S607
    assert "Traceback" not in done.stderr + done.stdout
    assert len(files(tmp_path / "out")) == 7
