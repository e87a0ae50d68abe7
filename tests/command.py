"""The command `glossograph` in tests: called in this process, or as a process of its own where the process is the claim."""

import contextlib
import io
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from glossograph.cli import main

COMMAND = (sys.executable, "-m", "glossograph")
PATIENCE_S = 600.0
"""Seconds that a test waits for a condition before it fails: far more than any machine needs."""

_PROGRESS = re.compile(r".+: [\d,]+ of [\d,]+(, [\d,]+ a second, [\d,]+ s left)?\n")


class Outcome(NamedTuple):
    """What a command printed, and its exit status; `stderr` is without the progress that a slow machine shows."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, cwd: Path | None = None) -> Outcome:
    """Run the command in this process."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with (
        contextlib.chdir(cwd or Path.cwd()),
        contextlib.redirect_stdout(streams[0]),
        contextlib.redirect_stderr(streams[1]),
    ):
        try:
            status = main([*map(str, arguments)])
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
    stdout, stderr = (stream.buffer.getvalue().decode("utf-8") for stream in streams)
    return Outcome(status, stdout, without_progress(stderr))


def run_process(*arguments: object, cwd: Path | None = None, **environment: str) -> Outcome:
    """Run the command as a process of its own, with more environment variables."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd, env={**os.environ, **environment},
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, without_progress(done.stderr))


def without_progress(stderr: str) -> str:
    """Remove the lines of progress that a command writes when it takes long."""
    return "".join(line for line in stderr.splitlines(keepends=True) if not _PROGRESS.fullmatch(line))


def wait_until(condition: Callable[[], object], what: str = "the condition") -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"{what} did not come in {PATIENCE_S:.0f} s"
        time.sleep(0.02)


@contextlib.contextmanager
def killed_at_last(process: "subprocess.Popen[Any]") -> Iterator[None]:
    """Kill a process after the block, or when it takes far too long: then its output ends, and the test that waits for it."""
    timer = threading.Timer(PATIENCE_S, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        process.kill()


def save(path: Path, text: str) -> None:
    """Write a file at once, as editors do, so that no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
