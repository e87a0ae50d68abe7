"""Rows and values in the work folder of a build: what a later run of the same input goes on from."""

import hashlib
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from glossograph.engine.rows import Engine, Row, Rows
from glossograph.engine.storage import Storage

_DONE = "parts"


class SharedValue(NamedTuple):
    """A value in a work folder; each process reads it once."""

    folder: Storage
    name: str

    def get(self) -> Any:  # noqa: ANN401 — any value that can be pickled
        """Give the value."""
        return _loaded(self)


@lru_cache(maxsize=64)
def _loaded(shared: SharedValue) -> Any:  # noqa: ANN401 — as above
    return pickle.loads(shared.folder.read(shared.name))  # noqa: S301 — the build's own folder


def share(folder: Storage, value: object, name: str) -> SharedValue:
    """Put a value into a work folder, under a name that no other value has."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    shared = SharedValue(folder, f"shared/{name}-{hashlib.blake2b(data, digest_size=8).hexdigest()}")
    folder.write(shared.name, data)
    return shared


@dataclass(frozen=True)
class WriteRows:
    """A step that writes the rows of a part into the work folder, and gives the name of the file."""

    folder: Storage

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write one part."""
        data = pickle.dumps(list(rows), pickle.HIGHEST_PROTOCOL)
        name = hashlib.blake2b(data, digest_size=16).hexdigest()
        self.folder.write(name, data)
        yield name.encode(), b"", b""


@dataclass(frozen=True)
class ReadRows:
    """A step that reads the rows of parts that were written so."""

    folder: Storage

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Read the parts that the rows name."""
        for name, _, _ in rows:
            yield from pickle.loads(self.folder.read(name.decode()))  # noqa: S301 — the build's own folder


def keep_rows(engine: Engine, folder: Storage, rows: Rows, name: str) -> Rows:
    """Write rows into the folder `name`, and give them as they are read from there."""
    below = folder.below(name)
    parts = [part for part, _, _ in engine.collect(engine.each(rows, WriteRows(below)))]
    below.write(_DONE, b"\n".join(parts))
    return _read(engine, below, parts)


def kept_rows(engine: Engine, folder: Storage, name: str) -> Rows | None:
    """Give the rows that an earlier run has kept; none where it did not come so far."""
    below = folder.below(name)
    if not below.exists(_DONE):
        return None
    return _read(engine, below, below.read(_DONE).split(b"\n"))


def _read(engine: Engine, folder: Storage, parts: Iterable[bytes]) -> Rows:
    return engine.each(engine.rows([(part, b"", b"") for part in parts if part]), ReadRows(folder))
