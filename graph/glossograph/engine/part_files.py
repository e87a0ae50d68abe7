"""Rows in files of the work folder, for an engine that runs tasks over tables: what a task does, and what it reports.

A table has two columns, a number and a value. In goes the number of a task. Out come buckets: with packed rows on their way
there, then with the name of a file. Under a number below 0, a task reports the files that its steps made.
"""

import gc
import itertools
import pickle
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pyarrow as pa

from glossograph.engine.kept_rows import KeepsRows, ReadRows, WriteRows
from glossograph.engine.processes import garbage_collection_off
from glossograph.engine.rows import EngineError, Row, Rows, Step, decode_rows, encode_rows, run_bucket, split
from glossograph.engine.storage import Storage

_PIECE_BYTES = 16 << 20
"""Bytes of values at which a piece of packed rows is full; a larger row is a piece by itself."""


class RowFile(NamedTuple):
    """A part whose rows are a file of a folder; the name is empty where there are no rows."""

    folder: Storage
    name: bytes


Part = RowFile | Row
"""A part: a file, or one row that the driver made."""


class PartRows:
    """Rows in parts; or a step over other rows, which runs when somebody needs them, and then only once if it makes files."""

    def __init__(
        self, parts: Sequence[Part] = (), above: "PartRows | None" = None, step: Step | None = None, *, makes_files: bool = True
    ) -> None:
        """Take the parts, or a step and the rows to run it over."""
        self.parts = parts
        self.above = above
        self.step = step
        self.makes_files = makes_files

    def waiting(self) -> tuple[Sequence[Part], list["PartRows"]]:
        """Give the parts to begin with, and the rows of the steps that have not run, in their order."""
        if self.above is None:
            return self.parts, []
        parts, waiting = self.above.waiting()
        return parts, [*waiting, self]


class Task(NamedTuple):
    """A part, and the steps to run over it one after the other, each with whether it makes a file."""

    part: Part
    steps: tuple[tuple[Step, bool], ...]


class Job:
    """Tasks that make rows known: for each part of each, the steps that have not run."""

    def __init__(self, rows: Iterable[PartRows]) -> None:
        """Take the rows."""
        self.tasks: list[Task] = []
        self._made: list[tuple[int, list[PartRows]]] = []
        for wanted in rows:
            parts, waiting = wanted.waiting()
            steps = tuple((each.step, each.makes_files) for each in waiting if each.step)
            made = [each for each in waiting if each.makes_files]
            self._made += ((number, made) for number in range(len(parts)))
            self.tasks += (Task(part, steps) for part in parts)

    def settle(self, folder: Storage, lines: Iterable[tuple[int, bytes]]) -> PartRows:
        """Take what the tasks reported, and give the rows of the buckets.

        Errors: `EngineError` where the engine put the rows of a bucket into two parts.
        """
        buckets: dict[int, bytes] = {}
        reported: dict[int, bytes] = {}
        for number, value in lines:
            known = reported if number < 0 else buckets
            if number in known:
                message = "The engine divided a bucket: report this, with the name and version of the engine"
                raise EngineError(message)
            known[number] = value
        made: dict[PartRows, dict[int, Part]] = {}
        for task, (part, several) in enumerate(self._made):
            for rows, name in zip(several, reported[-1 - task].split(b"\n") if several else (), strict=True):
                made.setdefault(rows, {})[part] = RowFile(folder, name)
        for rows, parts in made.items():
            rows.parts, rows.above = [*parts.values()], None
        return PartRows([RowFile(folder, name) for _, name in sorted(buckets.items()) if name])


def rows_of(part: Part) -> Iterable[Row]:
    """Give the rows of a part."""
    if not isinstance(part, RowFile):
        return [part]
    return ReadRows(part.folder)(iter([(part.name, b"", b"")])) if part.name else ()


@dataclass(frozen=True)
class RunTasks:
    """Runs tasks, and puts their rows into buckets unless there are none.

    Attributes:
        tasks: The tasks.
        folder: Where files are made.
        buckets: The number of buckets; 0 where the rows are not needed elsewhere.
    """

    tasks: Sequence[Task]
    folder: Storage
    buckets: int = 0

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Run the tasks whose numbers are given."""
        with _garbage_left():
            for (number,) in lines_of(batches):
                rows, names = rows_of(self.tasks[number].part), []
                for step, makes_file in self.tasks[number].steps:
                    rows = [*step(iter(rows))]
                    if makes_file:
                        names.append(_write(self.folder, rows))
                if names:
                    yield _line(-1 - number, b"\n".join(names))
                for bucket, several in enumerate(split(rows, self.buckets) if self.buckets else ()):
                    for piece in _pieces(several):
                        yield _line(bucket, encode_rows(piece))


@dataclass(frozen=True)
class RunBuckets:
    """Runs a step over buckets whose pieces follow each other, and passes on what tasks report."""

    step: Step
    folder: Storage

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Run."""
        with _garbage_left():
            for number, lines in groupby(lines_of(batches), itemgetter(0)):
                if number < 0:
                    yield from itertools.starmap(_line, lines)
                else:
                    rows = run_bucket(self.step, (decode_rows(piece) for _, piece in lines))
                    yield _line(number, _write(self.folder, rows))


@dataclass(frozen=True)
class CallFunction:
    """Calls a function once in a task, and gives what it returns, packed."""

    function: Callable[[], Any]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Call."""
        for _ in batches:
            pass
        yield _line(0, pickle.dumps(self.function()))


class TableEngine(KeepsRows, ABC):
    """The part of an engine that is the same for all that run tasks over tables."""

    def rows(self, rows: Sequence[Row]) -> Rows:
        """Spread rows over parts."""
        return PartRows(rows)

    def stored(self, folder: Storage, names: Sequence[bytes]) -> Rows:
        """Give the rows of files as they lie."""
        return PartRows([RowFile(folder, name) for name in names])

    def each(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part, when its rows are needed."""
        return PartRows(above=rows, step=step)

    def choose(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part, whenever its rows are needed."""
        return PartRows(above=rows, step=step, makes_files=False)

    def by_key(self, *rows: Rows, step: Step) -> Rows:
        """Run a step over every bucket."""
        folder = self.work.below("rows")
        return self.run(rows, folder, RunBuckets(step, folder))

    def collect(self, rows: Rows) -> list[Row]:
        """Read rows here."""
        if not rows.makes_files:
            rows = self.each(rows.above, rows.step)
        if rows.above:
            self.run([rows], self.work.below("rows"))
        return sorted(row for part in rows.parts for row in rows_of(part))

    @abstractmethod
    def run(self, rows: Sequence[PartRows], folder: Storage, run_buckets: RunBuckets | None = None) -> PartRows:
        """Make rows known, and run a step over their buckets; files are made in a folder."""


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Leave garbage to the collection that Spark starts at the end of each task.

    That collection visits all that an interpreter has imported, 60 ms a task, unless it is frozen: then only what a task made.
    """
    gc.freeze()
    with garbage_collection_off():
        yield


def lines_of(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    """Give the lines of a table."""
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _line(number: int, value: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([number], pa.int32()), pa.array([value], pa.binary())], names=["number", "value"])


def _write(folder: Storage, rows: Sequence[Row]) -> bytes:
    return next(iter(WriteRows(folder)(iter(rows))))[0] if rows else b""


def _pieces(rows: Iterable[Row]) -> Iterator[list[Row]]:
    piece: list[Row] = []
    size = 0
    for row in rows:
        if piece and size + len(row[2]) > _PIECE_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += len(row[2])
    if piece:
        yield piece
