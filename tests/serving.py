"""The command `glossograph serve` as a process of its own, for tests."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.command import COMMAND, PATIENCE_S


@contextmanager
def serving(folder: Path, *options: str, log_path: str | Path = os.devnull) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """Serve a folder, and give the port and the process. Queries may take as long as a busy machine needs."""
    timeout = ("--timeout", f"{PATIENCE_S:.0f}")
    command = [*COMMAND, "serve", "--build", str(folder), "--port", "0", *timeout, *options]
    with (
        Path(log_path).open("w", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            yield int(line.split("http://127.0.0.1:")[1].split("/")[0]), process
        finally:
            process.kill()
