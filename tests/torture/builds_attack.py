"""Builds that are killed, run twice, read while they write, and short of memory, disk or files."""

import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.command import COMMAND, run
from tests.torture.collections import articles, outputs, write
from tests.torture.tally import Effort, Row

_PATIENCE_S = 300.0


def _start(*arguments: object, limits: str = "") -> "subprocess.Popen[str]":
    """Start the command, after lines of a shell that limit it."""
    words: Sequence[str] = [*COMMAND, *map(str, arguments)]
    if limits:
        words = ["/bin/sh", "-c", f'{limits}; exec "$@"', "sh", *words]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".part")]


def killed_builds(effort: Effort) -> Row:
    """Kill builds at random moments; the next one must write what an undisturbed one writes."""
    row = Row("builds killed at random moments: the next one writes the same bytes")
    drawn = effort.random("kills")
    folder = effort.new_folder("kills")
    texts = articles(60)
    root = write(folder / "Texts", texts)
    start = time.monotonic()
    assert not _start("build", root, "-o", folder / "first", "--quiet").communicate(timeout=_PATIENCE_S)[1]
    duration = time.monotonic() - start
    expected = outputs(folder / "first", with_map=False)
    out = folder / "out"
    for index in range(effort.times(4, 60)):
        if drawn.random() < 0.5 and out.exists():
            shutil.rmtree(out)
        changed = drawn.choice(sorted(texts))
        (root / changed).write_text(texts[changed] + "\nOne more [bond](/bond-0).\n", encoding="utf-8")
        process = _start("build", root, "-o", out, "--quiet")
        time.sleep(drawn.random() * duration)
        process.kill()
        process.communicate()
        (root / changed).write_text(texts[changed], encoding="utf-8")
        with row.attempt(f"kill {index}"):
            if out.exists():
                shown = run("stats", "--build", out)
                assert shown.returncode in {0, 2}
                assert "Traceback" not in shown.stderr
            done = run("build", root, "-o", out, "--quiet")
            assert done.returncode == 0, done.stderr
            assert outputs(out, with_map=False) == expected, "other bytes"
            assert not _leftovers(out)
    return row


def readers_beside_builds(effort: Effort) -> Row:
    """Read a folder that builds write to all the time: readers see the one or the other build, whole."""
    row = Row("readers beside a loop of builds: each sees a whole graph")
    folder = effort.new_folder("readers")
    texts = articles(20)
    root = write(folder / "Texts", texts)
    out = folder / "out"
    assert run("build", root, "-o", out, "--quiet").returncode == 0
    stop = threading.Event()

    def build_again() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            (root / "en/bond-0.md").write_text(texts["en/bond-0.md"] + f"\n[new](/en/new-{number % 2})\n", encoding="utf-8")
            _start("build", root, "-o", out, "--quiet").communicate()

    builder = threading.Thread(target=build_again)
    builder.start()
    try:
        for index in range(effort.times(12, 300)):
            command = [("show", "bond-0"), ("stats",), ("query", "ASK { ?s a skos:Concept }")][index % 3]
            done = _start(*command, "--build", out)
            _, error = done.communicate(timeout=_PATIENCE_S)
            row.count("" if done.returncode == 0 else f"{command}: {done.returncode} {error[-300:]}")
    finally:
        stop.set()
        builder.join()
    return row


def two_builds_at_once(effort: Effort) -> Row:
    """Start two builds into one folder: one builds, and the other does too or is refused with a line."""
    row = Row("two builds at once into one folder")
    folder = effort.new_folder("two")
    root = write(folder / "Texts", articles(20))
    assert run("build", root, "-o", folder / "alone", "--quiet").returncode == 0
    for index in range(effort.times(2, 30)):
        out = folder / f"out-{index}"
        processes = [_start("build", root, "-o", out, "--quiet") for _ in range(2)]
        results = [(*process.communicate(timeout=_PATIENCE_S), process.returncode) for process in processes]
        with row.attempt(f"pair {index}"):
            assert 0 in {status for *_, status in results}
            for _, error, status in results:
                assert status == 0 or "another build is writing there" in error, error
            assert outputs(out) == outputs(folder / "alone")
    return row


LIMITS = {
    "little memory": [f"ulimit -v {megabytes * 1024}" for megabytes in (100, 200, 300, 400, 500, 700, 1000)],
    "no room for files": [f"ulimit -f {blocks}" for blocks in (0, 1, 8, 64, 256, 1024)],
    "few open files": [f"ulimit -n {count}" for count in (6, 8, 12, 16, 24, 32)],
    "few processes": [f"ulimit -u {count}" for count in (1, 5)],
}


def limited_builds(effort: Effort) -> Row:
    """Build with too little of something: it works or ends with a line, and the next build writes what it should."""
    row = Row("builds with little memory, disk or files: done, or one line and no harm")
    folder = effort.new_folder("limits")
    root = write(folder / "Texts", articles(20))
    assert run("build", root, "-o", folder / "alone", "--quiet").returncode == 0
    expected = outputs(folder / "alone")
    cases = [limit for limits in LIMITS.values() for limit in limits[:: effort.times(3, 1)]]
    for index, limit in enumerate(cases):
        out = folder / f"out-{index}"
        process = _start("build", root, "-o", out, "--quiet", limits=limit)
        _, error = process.communicate(timeout=_PATIENCE_S)
        with row.attempt(limit):
            assert process.returncode in {0, 2}, f"{process.returncode} {error[-400:]}"
            assert "Traceback" not in error, error[-400:]
            assert run("build", root, "-o", out, "--quiet").returncode == 0
            assert outputs(out) == expected, "other bytes"
    return row
