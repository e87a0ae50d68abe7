"""The command `glossograph serve` as a process of its own, for tests."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(folder: Path, *options: str, log_path: str | Path = os.devnull) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    command = [sys.executable, "-m", "glossograph", "serve", "--build", str(folder), "--port", "0", *options]
    with (
        Path(log_path).open("w", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield int(line.split("http://127.0.0.1:")[1].split("/")[0]), process
        finally:
            process.kill()
