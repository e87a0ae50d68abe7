"""The engine of this machine: parts are lists in memory, steps run in its processes."""

from collections.abc import Callable, Sequence
from typing import Any

from glossograph.engine.kept_rows import KeepsRows
from glossograph.engine.processes import in_processes
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.rows import Row, Rows, Step, run_bucket, split
from glossograph.engine.storage import Storage


class LocalEngine(KeepsRows):
    """Runs steps in the processes of this machine.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     engine = LocalEngine(Storage(folder), buckets=3)
    ...     rows = engine.rows([(b"b", b"2", b""), (b"a", b"", b""), (b"b", b"1", b"")])
    ...     engine.collect(engine.by_key(rows, step=lambda bucket: [(key, order, b"x") for key, order, _ in bucket]))
    [(b'a', b'', b'x'), (b'b', b'1', b'x'), (b'b', b'2', b'x')]
    """

    dashboard = ""

    def __init__(self, work: Storage, *, buckets: int = 4, jobs: int = 1) -> None:
        """Take the work folder, and into how many buckets and processes work is put."""
        self.buckets = buckets
        self.work = work
        self.progress: Progress = no_progress
        self._jobs = jobs

    def rows(self, rows: Sequence[Row]) -> Rows:
        """Spread rows over parts."""
        return [[row] for row in rows]

    def each(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part."""
        return list(in_processes(lambda part: list(step(iter(part))), rows, self._jobs))

    def choose(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part."""
        return self.each(rows, step)

    def by_key(self, *rows: Rows, step: Step) -> Rows:
        """Run a step over every bucket."""
        pieces = [split(part, self.buckets) for parts in rows for part in parts]
        buckets = [[piece[number] for piece in pieces] for number in range(self.buckets)]
        return list(in_processes(lambda bucket: run_bucket(step, bucket), buckets, self._jobs))

    def collect(self, rows: Rows) -> list[Row]:
        """Bring rows here."""
        return sorted(row for part in rows for row in part)

    def on_workers(self, function: Callable[[], Any]) -> list[Any]:
        """Run a function here."""
        return [function()]
