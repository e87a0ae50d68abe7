"""The seam between a build and what runs it: rows, steps over rows, and the protocol of an engine.

A row is a key, an order and a value, all bytes. A step takes the rows of a part and gives rows; it is pickled, may run twice,
and gives the same each time. A bucket holds all rows of its keys, sorted by this module and not by the engine: that a part
holds its keys whole is a promise of every group-by, while an order within it is a property of one plan.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from glossograph.engine.progress import Progress
from glossograph.engine.storage import Storage
from glossograph.errors import GlossographError

ENGINE_EXAMPLES = "dask, dask://host:8786, spark://host:7077, sc://host:15002, local[4]"
"""Names of engines, for help and errors."""

Row = tuple[bytes, bytes, bytes]
"""Key, order and value."""

Step = Callable[[Iterator[Row]], Iterable[Row]]
"""Takes the rows of a part or bucket and gives rows."""

encode_rows: Callable[[Sequence[Row]], bytes] = msgspec.msgpack.Encoder().encode
"""Packs rows: of small ones twenty times as many a second as pickle does."""

decode_rows: Callable[[bytes], list[Row]] = msgspec.msgpack.Decoder(list[Row]).decode
"""Unpacks rows."""

Rows = Any
"""Rows in the hands of an engine, which alone knows where they are."""


class Shared(Protocol):
    """A value that every step can read."""

    def get(self) -> Any:  # noqa: ANN401 — any value that can be pickled
        """Give the value."""


class Engine(Protocol):
    """Runs steps over rows: on this machine, or on a cluster.

    Attributes:
        buckets: Into how many buckets `by_key` puts rows; no result depends on it.
        work: The work folder, which all workers reach.
        progress: Called with the parts that are done while rows are collected.
        dashboard: The address of the engine's own page; empty where it has none.
    """

    buckets: int
    work: Storage
    progress: Progress
    dashboard: str

    def rows(self, rows: Sequence[Row]) -> Rows:
        """Spread rows over parts, each row a part of its own."""

    def each(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part as it lies."""

    def choose(self, rows: Rows, step: Step) -> Rows:
        """Do the same with a step that costs less than to hold what it gives: it may run again wherever that is needed."""

    def by_key(self, *rows: Rows, step: Step) -> Rows:
        """Bring rows of a key into one bucket, sorted by key, order and value, and run a step over every bucket."""

    def keep(self, rows: Rows, name: str) -> Rows:
        """Put rows into the work folder, from which a later run of the same input reads them."""

    def kept(self, name: str) -> Rows | None:
        """Give the rows that an earlier run kept; none where it did not come so far."""

    def stored(self, folder: Storage, names: Sequence[bytes]) -> Rows:
        """Give the rows of files in the work folder."""

    def collect(self, rows: Rows) -> list[Row]:
        """Bring rows to this process, sorted: only what stays small however many articles there are."""

    def share(self, value: object, name: str) -> Shared:
        """Make a value known to all steps."""

    def on_workers(self, function: Callable[[], Any]) -> Sequence[Any]:
        """Run a function in the workers, once or more in each that can be reached, and give the results."""


class EngineError(GlossographError):
    """An engine cannot be reached, or its workers cannot run a build."""


def bucket_of(key: bytes, buckets: int) -> int:
    """Give the bucket of a key.

    >>> bucket_of(b"bond", 7), bucket_of(b"bond", 1)
    (6, 0)
    """
    return zlib.crc32(key) % buckets


def split(rows: Iterable[Row], buckets: int) -> list[list[Row]]:
    """Put rows into their buckets."""
    parts: list[list[Row]] = [[] for _ in range(buckets)]
    crc32 = zlib.crc32
    for row in rows:
        parts[crc32(row[0]) % buckets].append(row)
    return parts


def run_bucket(step: Step, pieces: Iterable[Iterable[Row]]) -> list[Row]:
    """Sort the rows of a bucket and run a step over it; nothing comes of an empty one."""
    rows = sorted(row for piece in pieces for row in piece)
    return list(step(iter(rows))) if rows else []
