"""Reading of files that may end the process: a worker that an attempt has ended reads them one by one in another process."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Protocol

from glossograph.engine.isolation import ProcessEndedError, isolated
from glossograph.engine.rows import Row
from glossograph.engine.storage import Storage

_CAREFUL = "careful"


class FileStep(Protocol):
    """A step that gives a row for each file."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Read the files of a part."""

    def unread(self, row: Row, reason: str) -> Row:
        """Give the row of a file that ended the process; `reason` names the signal."""


@dataclass(frozen=True)
class ReadCarefully:
    """Runs a step over the files of a part.

    An attempt leaves a mark in the work folder, and takes it away at its end. Where there is one already, an earlier attempt
    ended its worker, or was cancelled: then each file is read alone, and one that ends the process is reported. From then on all
    parts are read so, since an engine gives up a part that was on its way to a few workers that ended, whatever ended them.
    """

    step: FileStep
    folder: Storage

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Read the files."""
        first = next(rows, None)
        if first is None:
            return
        rows, mark = chain((first,), rows), hashlib.blake2b(first[0], digest_size=16).hexdigest()
        if self.folder.exists(_CAREFUL) or self.folder.exists(mark):
            self.folder.write(_CAREFUL, b"")
            yield from self._one_by_one(rows)
            return
        self.folder.write(mark, b"")
        yield from self.step(rows)
        self.folder.delete(mark)

    def _one_by_one(self, rows: Iterable[Row]) -> Iterator[Row]:
        with isolated(partial(_read_alone, self.step), forks=False) as read:
            for row in rows:
                try:
                    yield from read(row)
                except ProcessEndedError as error:
                    yield self.step.unread(row, error.reason)


def _read_alone(step: FileStep, row: Row) -> list[Row]:
    return [*step(iter((row,)))]
