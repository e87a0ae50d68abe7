"""The evidence of a build, packed by source term: a file of its own, written beside its place and then put there.

It is as large as all that a collection says of its links: written through the journal of the article store, every page of it went
to the disk three times. Where some of the evidence changed, the new file is a copy of the old one in which that is replaced.
"""

import contextlib
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from glossograph.engine.own_files import open_own
from glossograph.errors import GlossographError
from glossograph.model.evidence import ArticleEvidence
from glossograph.store.damage import opened, reading, require_regular, require_schema, sealed
from glossograph.text.keys import TermId

JOURNAL_SUFFIXES = ("-wal", "-shm", "-journal")
"""What SQLite appends to the name of a database for the files beside it."""

_TABLE = "CREATE TABLE evidence (source TEXT PRIMARY KEY, links BLOB NOT NULL)"
_AS_A_WHOLE = "PRAGMA page_size = 32768; PRAGMA journal_mode = OFF; PRAGMA synchronous = NORMAL;"
_STAMP = slice(60, 64)
"""Where SQLite keeps the user version in a file (Database File Format, 1.3.15): here a number drawn for each evidence."""

_decode = msgspec.msgpack.Decoder(tuple[ArticleEvidence, ...]).decode


def packed_evidence(evidence: tuple[ArticleEvidence, ...]) -> bytes:
    """Pack the evidence of one source term."""
    return msgspec.msgpack.encode(evidence)


class EvidenceFile:
    """Evidence in a file, or in memory.

    >>> evidence = EvidenceFile()
    >>> evidence.put([(TermId("bond"), packed_evidence(()))])
    >>> list(evidence.by_article())
    []
    """

    def __init__(self, path: Path | None = None) -> None:
        """Name the file, which need not be there yet."""
        self._path = path
        self._process = os.getpid()
        self._connection: sqlite3.Connection | None = None

    def stamp(self) -> str:
        """Tell one evidence from another, also where the file is a copy; nothing where there is none."""
        if self._path is None:
            return "in memory"
        try:
            with open_own(self._path) as descriptor:
                head = os.read(descriptor, _STAMP.stop)
                return f"{os.fstat(descriptor).st_size} {head[_STAMP].hex()}"
        except OSError:
            return ""

    def state(self) -> str:
        """Tell whether the file stands as it stood: its stamp, and when it was changed."""
        stamp = self.stamp()
        return f"{stamp} {self._path.stat().st_mtime_ns}" if self._path and stamp else stamp

    def open(self) -> sqlite3.Connection:
        """Open the file, so that all reads are of this build even if another one begins; in a forked process once more.

        Errors: `GlossographError` where it is gone.
        """
        if self._connection is None or (self._path and self._process != os.getpid()):
            self._process = os.getpid()
            self._connection = self._opened()
        return self._connection

    def put(self, groups: Iterable[tuple[TermId, bytes]], unchanged: Collection[TermId] = ()) -> None:
        """Replace the evidence, given by source term, packed; where that fails the old stays.

        Args:
            groups: The evidence of the terms whose evidence is new.
            unchanged: Terms whose evidence stays; that of all others goes.

        Errors: `sqlite3.OperationalError` or `GlossographError` where the file cannot be written; `sqlite3.DatabaseError`
        where it does not hold the evidence that should stay.
        """
        if self._path is None:
            if not unchanged:
                self._connection = _in_memory(groups)
            else:
                _update(self.open(), groups, unchanged)
            return
        new = self._path.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            if unchanged:
                require_regular(self._path)
                shutil.copyfile(self._path, new)
            with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as connection:
                connection.executescript(f"{_AS_A_WHOLE} PRAGMA user_version = {secrets.randbelow(1 << 31)};")
                if unchanged:
                    _update(connection, groups, unchanged)
                else:
                    _fill(connection, groups)
            self.close()
            new.replace(self._path)
        except BaseException as error:
            with contextlib.suppress(OSError):
                new.unlink()
            if isinstance(error, OSError):
                message = f"{self._path}: cannot be written ({error.strerror}): free it, or give another folder with -o"
                raise GlossographError(message) from error
            raise

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream all evidence, or that of one source term, article by article, sorted by source term and language."""
        with reading(self._path):
            for name, links in self._rows(source):
                yield from _decode(opened(links, name))

    def packed(self, source: TermId | None = None) -> Iterator[tuple[TermId, bytes]]:
        """Stream the evidence of each source term, or of one, packed, sorted by term."""
        with reading(self._path):
            for name, links in self._rows(source):
                yield name, bytes(opened(links, name))

    def _rows(self, source: TermId | None) -> Iterator[tuple[TermId, bytes]]:
        if source is None:
            return self.open().execute("SELECT source, links FROM evidence ORDER BY source")
        return self.open().execute("SELECT source, links FROM evidence WHERE source = ?", (source,))

    def close(self) -> None:
        """Close the file."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if not self.stamp():
            message = f"{self._path}: is gone: run `glossograph build` again"
            raise GlossographError(message)
        if self._path:
            connection = connected_for_reading(self._path)
            with reading(self._path):
                require_schema(connection, _TABLE)
            return connection
        return _in_memory(())


def _in_memory(groups: Iterable[tuple[TermId, bytes]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _fill(connection, groups)
    return connection


def _fill(connection: sqlite3.Connection, groups: Iterable[tuple[TermId, bytes]]) -> None:
    connection.execute(_TABLE)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO evidence VALUES (?, ?)", ((source, sealed(links, source)) for source, links in groups))
    connection.execute("COMMIT")


def _update(connection: sqlite3.Connection, groups: Iterable[tuple[TermId, bytes]], unchanged: Collection[TermId]) -> None:
    """Replace the evidence of all terms but some; it must be there of all of these."""
    connection.execute("BEGIN")
    connection.execute("DELETE FROM evidence WHERE source NOT IN (SELECT value FROM json_each(?))", (json.dumps([*unchanged]),))
    if connection.execute("SELECT count(*) FROM evidence").fetchone() != (len(unchanged),):
        message = "evidence is missing"
        raise sqlite3.DatabaseError(message)
    connection.executemany("INSERT INTO evidence VALUES (?, ?)", ((source, sealed(links, source)) for source, links in groups))
    connection.execute("COMMIT")


def connected_for_reading(path: Path) -> sqlite3.Connection:
    """Open an SQLite file that is there, to read from it, also where nothing can be written beside it.

    Raises:
        DamagedStoreError: It, or what SQLite reads beside it, is a link, a pipe or a folder.
    """
    for beside in ("", *JOURNAL_SUFFIXES):
        require_regular(path.with_name(path.name + beside))
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError:
        connection.close()
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    except sqlite3.DatabaseError:
        pass  # it is damaged, which reading from it reports
    return connection
