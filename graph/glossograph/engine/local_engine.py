"""The engine of this machine: parts are lists in memory, steps run in its processes."""

from collections.abc import Sequence

from glossograph.engine.kept_rows import SharedValue, keep_rows, kept_rows, share
from glossograph.engine.processes import in_processes
from glossograph.engine.rows import Row, Rows, Step, run_bucket, split
from glossograph.engine.storage import Storage


class LocalEngine:
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
        self._work = work
        self._jobs = jobs

    def rows(self, rows: Sequence[Row]) -> Rows:
        """Spread rows over parts."""
        return [[row] for row in rows]

    def each(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part."""
        return list(in_processes(lambda part: list(step(iter(part))), rows, self._jobs))

    def by_key(self, *rows: Rows, step: Step) -> Rows:
        """Run a step over every bucket."""
        pieces = [split(part, self.buckets) for parts in rows for part in parts]
        buckets = [[piece[number] for piece in pieces] for number in range(self.buckets)]
        return list(in_processes(lambda bucket: run_bucket(step, bucket), buckets, self._jobs))

    def keep(self, rows: Rows, name: str) -> Rows:
        """Put rows into the work folder."""
        return keep_rows(self, self._work, rows, name)

    def kept(self, name: str) -> Rows | None:
        """Give rows of an earlier run."""
        return kept_rows(self, self._work, name)

    def collect(self, rows: Rows) -> list[Row]:
        """Bring rows here."""
        return sorted(row for part in rows for row in part)

    def share(self, value: object, name: str) -> SharedValue:
        """Make a value known to all steps."""
        return share(self._work, value, name)
