"""Rows and values in the work folder of a build: what a later run of the same input goes on from."""

import hashlib
import hmac
import os
import pickle
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from glossograph.engine.own_files import UnsafeFileError, read_own, write_own
from glossograph.engine.rows import Engine, EngineError, Row, Rows, decode_rows, encode_rows
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
    data = _read(shared.folder, shared.name, shared.name.rpartition("-")[2])
    return pickle.loads(data)  # noqa: S301 — its digest is that of what this build wrote


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _read(folder: Storage, name: str, digest: str) -> bytes:
    """Read a file whose digest is known; nothing else in the folder is trusted.

    Errors: `EngineError` where the file is another.
    """
    data = folder.read(name)
    if _digest(data) != digest:
        message = f"{folder.address}/{name}: was changed since it was written: run the same command again"
        raise EngineError(message)
    return data


@dataclass(frozen=True)
class WriteRows:
    """A step that writes the rows of a part into the work folder, and gives the name of the file."""

    folder: Storage

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write one part."""
        data = encode_rows(list(rows))
        name = _digest(data)
        self.folder.write(name, data)
        yield name.encode(), b"", b""


@dataclass(frozen=True)
class ReadRows:
    """A step that reads the rows of parts that were written so."""

    folder: Storage

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Read the parts that the rows name."""
        for name, _, _ in rows:
            yield from decode_rows(_read(self.folder, name.decode(), name.decode()))


class KeepsRows:
    """The part of an engine that keeps rows and values in the work folder, which is the same for all engines."""

    work: Storage

    def keep(self: Engine, rows: Rows, name: str) -> Rows:
        """Put rows into the work folder, and give them as they are read from there."""
        below = self.work.below(name)
        parts = [part for part, _, _ in self.collect(self.each(rows, WriteRows(below)))]
        if key := _own_key():
            listed = b"\n".join(parts)
            below.write(_DONE, _seal(key, name, listed) + b"\n" + listed)
        return self.stored(below, parts)

    def kept(self: Engine, name: str) -> Rows | None:
        """Give the rows that an earlier run of this user has kept; none where it did not come so far."""
        below, key = self.work.below(name), _own_key()
        if not key or not below.exists(_DONE):
            return None
        seal, _, listed = below.read(_DONE).partition(b"\n")
        if not hmac.compare_digest(seal, _seal(key, name, listed)):
            return None
        return self.stored(below, listed.split(b"\n"))

    def stored(self: Engine, folder: Storage, names: Sequence[bytes]) -> Rows:
        """Give the rows of files that `WriteRows` wrote."""
        return self.each(self.rows([(name, b"", b"") for name in names if name]), ReadRows(folder))

    def share(self: Engine, value: object, name: str) -> SharedValue:
        """Put a value into the work folder, under a name that no other value has."""
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        shared = SharedValue(self.work, f"shared/{name}-{_digest(data)}")
        self.work.write(shared.name, data)
        return shared


def _seal(key: bytes, name: str, listed: bytes) -> bytes:
    return hmac.new(key, name.encode() + b"\n" + listed, hashlib.sha256).hexdigest().encode()


def _own_key() -> bytes:
    """Give the key by which a run knows what an earlier one of this user kept; empty where none can be kept.

    Values in rows are pickled: those that somebody else put into the folder of a build are not read.
    """
    path = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state", "glossograph", "key")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_own(path, secrets.token_bytes(32))
            path.chmod(0o600)
        return read_own(path)
    except (OSError, UnsafeFileError):
        return b""
