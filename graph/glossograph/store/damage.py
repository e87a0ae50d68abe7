"""Damaged stores: seals that show damage, and the errors by which it shows."""

import contextlib
import sqlite3
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from glossograph.errors import GlossographError

_SEAL_BYTES = 4
_NOT_DAMAGE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
_PRIMARY_CODE = 0xFF


class DamagedStoreError(GlossographError):
    """The store's file holds something else than it should: delete it and build again."""


def sealed(data: bytes | memoryview, name: str) -> bytes:
    """Put a checksum before data that are kept under a name.

    >>> bytes(opened(sealed(b"bond", "a"), "a"))
    b'bond'
    """
    return b"".join((_checksum(data, name), data))


def opened(data: bytes, name: str) -> memoryview:
    """Give sealed data.

    Raises:
        ValueError: They are not what was sealed under this name.

    >>> opened(sealed(b"bond", "a"), "b")
    Traceback (most recent call last):
    ValueError: the checksum of 'b' is wrong
    """
    content = memoryview(data)[_SEAL_BYTES:]
    if data[:_SEAL_BYTES] != _checksum(content, name):
        message = f"the checksum of {name!r} is wrong"
        raise ValueError(message)
    return content


def _checksum(data: bytes | memoryview, name: str) -> bytes:
    return zlib.crc32(data, zlib.crc32(name.encode("utf-8", "surrogatepass"))).to_bytes(_SEAL_BYTES)


@contextlib.contextmanager
def reading(path: Path | None) -> Iterator[None]:
    """Report whatever goes wrong while a store is read as damage; for reads alone, which nothing else can make fail so.

    Raises:
        DamagedStoreError: The file is damaged.
        sqlite3.OperationalError: It cannot be read or written now: the disk is full, or another process has it.
    """
    try:
        yield
    except sqlite3.Error as error:
        if not _is_damage(error):
            raise
        raise _damaged(path, error) from error
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError, OverflowError) as error:
        raise _damaged(path, error) from error


@contextlib.contextmanager
def writing(path: Path | None) -> Iterator[None]:
    """Report the errors by which SQLite finds damage while a store is written.

    Raises:
        DamagedStoreError: The file is damaged.
        sqlite3.OperationalError: It cannot be written: the disk is full, or another process has it.
    """
    try:
        yield
    except sqlite3.Error as error:
        if not _is_damage(error):
            raise
        raise _damaged(path, error) from error


def require_regular(path: Path) -> None:
    """Check that what has a name is a file or nothing: SQLite would follow a link and wait for a pipe.

    Raises:
        DamagedStoreError: It is something else.
    """
    with contextlib.suppress(OSError):
        if not stat.S_ISREG(path.lstat().st_mode):
            message = f"{path}: is no regular file: delete it, and run `glossograph build` again"
            raise DamagedStoreError(message)


def require_schema(connection: sqlite3.Connection, script: str) -> None:
    """Check that a database has the tables that a script makes, and nothing else: a view or trigger in it could run for ever.

    Raises:
        sqlite3.DatabaseError: It has another schema.
    """
    query = "SELECT name, sql FROM sqlite_schema ORDER BY name"
    with contextlib.closing(sqlite3.connect(":memory:")) as model:
        model.executescript(script)
        expected = model.execute(query).fetchall()
    if connection.execute(query).fetchall() != expected:
        message = "it has another schema"
        raise sqlite3.DatabaseError(message)


def _is_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & _PRIMARY_CODE not in _NOT_DAMAGE


def _damaged(path: Path | None, error: Exception) -> DamagedStoreError:
    return DamagedStoreError(f"{path}: is damaged ({error}): delete it, and run `glossograph build` again")
