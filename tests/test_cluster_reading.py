"""A file that cannot be read becomes a problem on a cluster as on one machine, even one that ends the process that reads it."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glossograph.distributed import reading
from glossograph.distributed.careful_reading import ReadCarefully
from glossograph.engine.isolation import ProcessEndedError, isolated
from glossograph.engine.local_engine import LocalEngine
from glossograph.engine.rows import Row
from glossograph.engine.storage import Storage
from glossograph.read import article_file, corpus
from glossograph.read.article_file import MAX_ARTICLE_BYTES
from tests.cluster_builds import cluster_outcome, differences, inputs_of, local_outcome, rows_of, run_plan
from tests.command import run_process
from tests.conftest import Write

ARTICLES = {f"en/a{index}.md": f"# Term {index}\n\nA [link](/a{(index + 1) % 9})." for index in range(9)}


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_files_that_cannot_be_read_are_the_problems_of_a_local_build(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(ARTICLES)
    os.mkfifo(root / "en" / "pipe.md")
    (root / "en" / "loop.md").symlink_to("loop.md")
    (root / "en" / "gone.md").symlink_to("nowhere.md")
    (root / "en" / "a1.md").chmod(0)
    with (root / "en" / "large.md").open("wb") as file:
        file.truncate(MAX_ARTICLE_BYTES + 1)
    read = article_file.read_article

    def raising(path: str, *others: object) -> object:
        if path.endswith("a2.md"):
            message = "no such luck"
            raise LookupError(message)
        return read(path, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(corpus, "read_article", raising)
    monkeypatch.setattr(reading, "read_article", raising)
    inputs = inputs_of(root)
    local = local_outcome(inputs)
    messages = {path.rpartition("/")[2]: message for path, _, _, message in local["problems"]}
    assert messages["pipe.md"].startswith("is no regular file")
    assert messages["loop.md"].startswith("cannot be read (Too many levels")
    assert messages["gone.md"].startswith("cannot be read (No such file")
    assert messages["large.md"].startswith(f"has {MAX_ARTICLE_BYTES + 1} bytes")
    assert messages["a2.md"].startswith("the reader failed on it (LookupError: no such luck)")
    assert os.geteuid() == 0 or messages["a1.md"].startswith("cannot be read (Permission denied)")
    assert differences(local, cluster_outcome(inputs, tmp_path)) == {}


@pytest.mark.slow
def test_a_text_of_a_table_that_is_too_large_is_a_problem(write: Write, tmp_path: Path) -> None:
    root = write(ARTICLES)
    table = {"path": ["Texts/en/large.md"], "text": ["x" * (MAX_ARTICLE_BYTES + 1)]}
    pq.write_table(pa.table(table), tmp_path / "large.parquet")
    engine = LocalEngine(Storage(str(tmp_path / "work")))
    run_plan(inputs_of(root), engine, tmp_path / "out", [str(root), str(tmp_path / "large.parquet")])
    [problem] = [row for row in rows_of(tmp_path / "out", "problems") if row[0].endswith("large.md")]
    assert problem[2:] == (
        "too-large",
        f"has {MAX_ARTICLE_BYTES + 1} bytes, more than the {MAX_ARTICLE_BYTES} of an article: split it",
    )


KILLING = """
import signal
from glossograph.distributed import layouts, reading

def killing(read):
    def read_or_end(*arguments):
        if any(str(argument).endswith(("a2.md", "a7.md")) for argument in arguments):
            signal.raise_signal(signal.SIGSEGV)
        return read(*arguments)
    return read_or_end

reading.read_article = killing(reading.read_article)
layouts.read_sample = killing(layouts.read_sample)
"""
"""Loaded at the start of each process: two files end whatever process reads them, in the very thread, as a fault would.

A signal to the process would arrive in another thread, and the reader might end its part before.
"""


ENDLESS = """
from collections import deque
from itertools import repeat
from glossograph.distributed import reading

def delaying(read):
    def read_or_stay(path, *arguments):
        while path.endswith("a2.md"):
            pass
        if path.endswith("a7.md"):
            deque(repeat(0), maxlen=0)
        return read(path, *arguments)
    return read_or_stay

limit_s = reading.time_limit_s
reading.time_limit_s = lambda size: 0.2 if size == SIZE else limit_s(size)
reading.read_article = delaying(reading.read_article)
"""
"""Loaded at the start of each process: two files are never read to their end, one in a loop of Python, and one in a call that no
other thread runs beside and no signal interrupts. Their time is short, and known by their size, so that others have theirs.
"""


def build_with(code: str, root: Path, folder: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build in processes that load some code at their start, on a cluster of the build or on another one."""
    (folder / "start").mkdir()
    (folder / "start" / "sitecustomize.py").write_text(code)
    monkeypatch.syspath_prepend(folder / "start")  # workers of another cluster take the path of this process
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    with ExitStack() as stack:
        if engine == "another":
            from distributed import LocalCluster

            cluster = stack.enter_context(LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address="127.0.0.1:0"))
            engine = cluster.scheduler_address.replace("tcp:", "dask:")
        done = run_process("build", root, "-o", folder / "out", "--engine", engine, "--buckets", 2)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("7 articles in 1 language: en\n")
    assert "Traceback" not in done.stderr


def unreadable_files(out: Path) -> dict[str, str]:
    """Give the messages of files that could not be read, by path."""
    return {row[0]: row[3] for row in rows_of(out, "problems") if row[2] == "unreadable"}


@pytest.mark.slow
def test_a_file_that_ends_a_worker_of_dask_is_reported_and_the_rest_is_built(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_with(KILLING, write(ARTICLES), tmp_path, "dask", monkeypatch)
    message = "Reading it ends the process (SIGSEGV): nothing of it is in the graph; please report this file"
    assert unreadable_files(tmp_path / "out") == {f"Texts/en/{name}.md": message for name in ("a2", "a7")}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["dask", "another"])
def test_a_file_that_is_never_read_to_its_end_is_reported_by_workers_of_dask(
    engine: str, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = {path: f"{text}{' ' * 500}" for path, text in ARTICLES.items() if path in ("en/a2.md", "en/a7.md")}
    [size] = {len(text) for text in slow.values()}
    build_with(ENDLESS.replace("SIZE", str(size)), write(ARTICLES | slow), tmp_path, engine, monkeypatch)
    message = "Reading it takes more than 20 s of processor time: nothing of it is in the graph; split it"
    assert unreadable_files(tmp_path / "out") == {f"Texts/{path}": message for path in slow}


class NameProcess:
    """A step that gives the process that it runs in."""

    def __call__(self, rows: Iterator[Row]) -> Iterator[Row]:
        return ((path, b"", b"%d" % os.getpid()) for path, _, _ in rows)

    def unread(self, row: Row, reason: str) -> Row:
        raise AssertionError(row, reason)


@pytest.mark.slow
def test_all_parts_are_read_apart_once_an_attempt_has_ended_its_worker(tmp_path: Path) -> None:
    step = ReadCarefully(NameProcess(), Storage(str(tmp_path)))

    def reads_here(path: bytes) -> bool:
        [(_, _, process)] = step(iter([(path, b"", b"")]))
        return int(process) == os.getpid()

    assert reads_here(b"en/a1.md")
    assert next(iter(step(iter([(b"en/a2.md", b"", b"")]))))[0] == b"en/a2.md"  # the attempt does not come to its end
    assert reads_here(b"en/a3.md")
    assert not reads_here(b"en/a2.md")
    assert not reads_here(b"en/a3.md")


@pytest.mark.slow
def test_a_new_interpreter_that_ends_is_replaced_for_the_next_item() -> None:
    with isolated(_end_or_double, forks=False) as apart:
        assert apart(2) == 4
        with pytest.raises(ProcessEndedError, match="SIGABRT"):
            apart(0)
        assert apart(3) == 6
        with pytest.raises(ValueError, match="negative"):
            apart(-1)


def _end_or_double(number: int) -> int:
    if number < 0:
        message = "negative"
        raise ValueError(message)
    if not number:
        os.abort()
    return 2 * number
