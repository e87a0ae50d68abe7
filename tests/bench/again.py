"""Time what a build costs that follows another: `python -m tests.bench.again --articles 10000`.

The articles are generated, and edited between the builds: one in a hundred gets a sentence, then a sentence with a link. Then one
article after the other is saved while `--watch` is on, and the seconds are printed until it says that there is nothing new, or
until the page that is open is told.
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

from tests.bench.run import generated, measure, warm_up

PROSE = "\n\nIt is said that prices move.\n"
LINK = "\n\nIt is said that a [bond](/bond) lasts.\n"
_SETTLED = 1.5
"""Seconds until a file's time of change tells that it is as it was."""

_SAVES = 3


def edit(files: Sequence[Path], text: str) -> None:
    """Add a text to the end of files."""
    for file in files:
        with file.open("a", encoding="utf-8") as article:
            article.write(text)


def builds(texts: Path, out: Path, options: Sequence[str]) -> None:
    """Build from nothing, then after each kind of edit."""
    files = sorted(texts.rglob("*.md"))
    some = random.Random(1).sample(files, max(1, len(files) // 100))
    command = [sys.executable, "-m", "glossograph", "build", str(texts), "-o", str(out), "--quiet", *options]
    for name, text in (
        ("from nothing", ""),
        ("nothing changed", ""),
        ("prose of 1 % changed", PROSE),
        ("links of 1 % changed", LINK),
    ):
        if text:
            edit(some, text)
        warm_up(texts)
        time.sleep(_SETTLED)
        run = measure(command, dict(os.environ), out.with_name("log.txt"))
        if run.status:
            message = f"exit status {run.status}: {out.with_name('log.txt').read_text(encoding='utf-8')}"
            raise SystemExit(message)
        print(f"| {name} | {run.wall:.1f} | {run.processor:.1f} | {run.megabytes:.0f} |", flush=True)


def saves(texts: Path, out: Path, options: Sequence[str]) -> None:
    """Save one article after the other while the folder is watched, and listen as author and page do."""
    files = sorted(texts.rglob("*.md"))
    command = [sys.executable, "-u", "-m", "glossograph", "build", str(texts), "-o", str(out), "--watch", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            address = next(found[0] for line in process.stdout or () if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
            with urllib.request.urlopen(f"{address}changes") as told:
                for name, text, news, sign in (
                    ("prose", PROSE, process.stdout or (), "No changes"),
                    ("a link", LINK, map(bytes.decode, told), "data: "),
                ):
                    seconds = []
                    for file in files[:_SAVES]:
                        time.sleep(_SETTLED)
                        start = time.perf_counter()
                        edit([file], text)
                        next(line for line in news if line.startswith(sign))
                        seconds.append(time.perf_counter() - start)
                    print(f"| {name} saved | {' '.join(f'{one:.2f}' for one in seconds)} | | |", flush=True)
        finally:
            process.terminate()


def main() -> None:
    """Generate articles in a temporary folder and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--watch", action="store_true", help="time saves instead of builds")
    given, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="glossograph-bench-") as folder:
        texts = generated(Path(folder), given.articles, 1) / "Texts"
        print("| what | wall s | CPU s | peak MB |\n| --- | ---: | ---: | ---: |")
        (saves if given.watch else builds)(texts, Path(folder) / "out", options)


if __name__ == "__main__":
    main()
