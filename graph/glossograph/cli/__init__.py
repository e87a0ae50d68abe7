"""The command `glossograph`: the only folder that prints and sets exit statuses."""

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run a command and return its exit status."""
    from glossograph.cli.program import main as run_command

    return run_command(arguments)


def run() -> NoReturn:
    """Run a command and end the process. Ctrl-C ends it with one line, also while its modules are imported."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads take memory, and their number may change the last digits
    try:
        from glossograph.cli.program import run as run_command

        run_command()
    except KeyboardInterrupt:
        sys.stderr.write("glossograph: Interrupted\n")
        os._exit(_INTERRUPTED)


__all__ = ["main", "run"]
