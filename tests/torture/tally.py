"""What the attacks count: tried and failed, with what failed."""

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

MAX_SHOWN = 5


class Row:
    """One line of the table: an attack, and how often it was tried and failed."""

    def __init__(self, name: str) -> None:
        """Begin with nothing tried."""
        self.name = name
        self.tried = 0
        self.failures: list[str] = []

    def count(self, problem: str = "") -> None:
        """Count one try, which failed if there is a problem."""
        self.tried += 1
        if problem:
            self.failures.append(problem)

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """Count a block as one try. An assertion or any other error that leaves it is a failure."""
        try:
            yield
        except (Exception, SystemExit) as error:  # noqa: BLE001 — that is what is counted
            self.count(f"{what}: {type(error).__name__}: {' '.join(str(error).split())[:300]}")
        else:
            self.count()


class Effort(NamedTuple):
    """How much is tried: everything in the long form, a part that takes a minute in the short one; and a folder to work in."""

    is_long: bool
    folder: Path
    seed: int = 17

    def times(self, short: int, full: int) -> int:
        """Choose between the number of tries of the two forms."""
        return full if self.is_long else short

    def random(self, name: str) -> random.Random:
        """Make random numbers that are the same in each run."""
        return random.Random(f"{self.seed} {name}")

    def new_folder(self, name: str) -> Path:
        """Make a folder to work in."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path


Attack = Callable[[Effort], Row]


def table(rows: list[Row]) -> str:
    """Write the table as Markdown."""
    lines = ["| attack | tried | failed |", "| --- | ---: | ---: |"]
    lines += (f"| {row.name} | {row.tried:,} | {len(row.failures):,} |" for row in rows)
    return "\n".join(lines)


def report(rows: list[Row]) -> int:
    """Print the table and what failed; return the exit status."""
    sys.stdout.write(f"{table(rows)}\n")
    for row in rows:
        for failure in row.failures[:MAX_SHOWN]:
            sys.stdout.write(f"{row.name}: {failure}\n")
    return 1 if any(row.failures for row in rows) else 0
