"""Time repeated builds: `python -m tests.bench.again --articles 10000`.

The articles are generated. Between the builds, one in a hundred gets a sentence, then a sentence with a link. With `--watch`,
articles are saved one after the other during `glossograph build --watch`, and the time is until it prints that nothing has
changed, or until it sends the change to the open page.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.measure import measure, processor_seconds
from tests.bench.run import generate_once, warm_up

PROSE = "\n\n> It is said that prices move.\n"
"""A quote, which is no lead of an article: nothing of it is in the graph."""

NO_CHANGES = "No changes"
"""The answer of `--watch` to a save without a new graph: see `cli/build.py`."""

LINK = "\n\nIt is said that a [bond](/bond) lasts.\n"
_MTIME_WAIT_S = 1.5
"""A build trusts the modification time of a file only after some time."""

_SAVE_COUNT = 3


def append(files: Sequence[Path], text: str) -> None:
    """Append a text to files."""
    for file in files:
        with file.open("a", encoding="utf-8") as article:
            article.write(text)


def time_builds(texts: Path, out: Path, options: Sequence[str]) -> None:
    """Time a first build, then one after each kind of edit."""
    files = sorted(texts.rglob("*.md"))
    edited = random.Random(1).sample(files, max(1, len(files) // 100))
    command = [sys.executable, "-m", "glossograph", "build", str(texts), "-o", str(out), "--quiet", *options]
    for name, text in (
        ("first build", ""),
        ("nothing changed", ""),
        ("prose of 1 % changed", PROSE),
        ("links of 1 % changed", LINK),
    ):
        if text:
            append(edited, text)
        warm_up(texts)
        time.sleep(_MTIME_WAIT_S)
        run = measure(command, dict(os.environ), out.with_name("log.txt"))
        if run.status:
            message = f"exit status {run.status}: {out.with_name('log.txt').read_text(encoding='utf-8')}"
            raise SystemExit(message)
        print(f"| {name} | {run.wall:.1f} | {run.processor:.1f} | {run.megabytes:.0f} |", flush=True)


def time_saves(texts: Path, out: Path, options: Sequence[str]) -> None:
    """Time single saves in watch mode, until the author or the open page gets the answer."""
    files = sorted(texts.rglob("*.md"))
    command = [sys.executable, "-u", "-m", "glossograph", "build", str(texts), "-o", str(out), "--watch", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            matches = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in process.stdout or ())
            address = next(match[0] for match in matches if match)
            with urllib.request.urlopen(f"{address}changes") as changes:
                for name, text, lines, answer in (
                    ("prose", PROSE, process.stdout or (), NO_CHANGES),
                    ("a link", LINK, map(bytes.decode, changes), "data: "),
                ):
                    seconds, used = [], []
                    for file in files[:_SAVE_COUNT]:
                        time.sleep(_MTIME_WAIT_S)
                        start, before = time.perf_counter(), processor_seconds(process.pid)
                        append([file], text)
                        next(line for line in lines if line.startswith(answer))
                        seconds.append(time.perf_counter() - start)
                        used.append(processor_seconds(process.pid) - before)
                    print(f"| {name} saved | {median(seconds):.2f} | {median(used):.2f} | |", flush=True)
        finally:
            process.terminate()


def main() -> None:
    """Generate articles in a temporary folder, time the builds or the saves, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--watch", action="store_true", help="time saves instead of builds")
    arguments, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="glossograph-bench-") as folder:
        texts = generate_once(Path(folder), arguments.articles, 1) / "Texts"
        print("| what | wall s | CPU s | peak MB |\n| --- | ---: | ---: | ---: |")
        (time_saves if arguments.watch else time_builds)(texts, Path(folder) / "out", options)


if __name__ == "__main__":
    main()
