"""The article store: parsed articles by path, so that a build parses only what changed and streams the rest.

SQLite holds a row an article, and the links of some hundred articles as one segment of packed columns. In memory for library
use, in a file for a build, where an interrupted build goes on and an unchanged file is not parsed twice. A store is a cache: one
of another version, or a damaged one, is made anew.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from glossograph.errors import GlossographError
from glossograph.model.article import Article
from glossograph.model.evidence import ArticleEvidence, Evidence
from glossograph.model.graph import Graph
from glossograph.store.build_record import BuildRecord
from glossograph.store.damage import DamagedStoreError, opened, reading, require_schema, sealed, writing
from glossograph.store.evidence_file import EvidenceFile, connected_for_reading
from glossograph.text.keys import TermId

if TYPE_CHECKING:
    from glossograph.model.link_table import LinkTable
    from glossograph.store.segment import PackedArticles, StoredArticle

_VERSION = 14
_AT_ONCE = 500
_SETTLED_NS = 1_000_000_000
"""A file that changed less than this before the build may change again within one tick of its time stamp."""
_SEGMENT_ARTICLES = 250
_MAX_SPARSE_SEGMENTS = 32
"""Segments less than half full from which on they are put together."""
_CACHED_SEGMENTS = 128
_PART_BYTES = 4_000_000
"""Bytes of a graph that are one row: SQLite copies a row twice before it is in the file."""
_TABLES = """
CREATE TABLE IF NOT EXISTS article (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest BLOB NOT NULL, drawn INTEGER NOT NULL, has_sentences INTEGER NOT NULL,
    segment INTEGER NOT NULL, position INTEGER NOT NULL, content BLOB NOT NULL, head BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS article_segment ON article (segment);
CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, columns BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS graph (
    name TEXT NOT NULL, part INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (name, part)
) WITHOUT ROWID;
"""

_UNFINISHED = "DELETE FROM graph WHERE name = 'finished'"
_encode = msgspec.msgpack.Encoder().encode
_decode_head = msgspec.msgpack.Decoder(Article).decode
_decode_sentences = msgspec.msgpack.Decoder(tuple[str, ...]).decode
_EVIDENCE = "evidence.sqlite"


class ArticleStore:
    """Articles and evidence of one collection; `opened_ns` is when it was opened, by the file system's clock.

    >>> from glossograph.model.link import Links
    >>> from glossograph.store.segment import pack, stored
    >>> with ArticleStore() as store:
    ...     article = Article("no/bond.md", "no", "bond", (), False, "Obligasjon", "", (), (), Links(), ())
    ...     store.put(pack([stored(article)]))
    ...     [head.title for head in store.heads()]
    ['Obligasjon']
    """

    def __init__(self, path: Path | None = None, *, reading: bool = False) -> None:
        """Open the store in a file, or in memory; only for `reading`, a file that is there already.

        Errors: `DamagedStoreError` for a file that is no store of this version; `sqlite3.OperationalError` for one that
        cannot be written.
        """
        self._path = path
        self._process = os.getpid()
        self._evidence = EvidenceFile(path and path.with_name(_EVIDENCE))
        self._is_sparse = False
        self._sentences: dict[int, tuple[str, ...]] = {}
        self._columns: dict[int, LinkTable] = {}
        self.opened_ns = 0
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            with writing(path):
                if path and reading:
                    self._connection = connected_for_reading(path)
                    self._check_version()
                else:
                    self._open()
        except DamagedStoreError as error:
            self.close()
            message = (
                f"{path}: is no article store of this version ({error.__cause__}): run `glossograph build` again, or delete it"
            )
            raise DamagedStoreError(message) from error

    def _open(self) -> None:
        if self._path:
            self._connection = sqlite3.connect(self._path, isolation_level=None)
        self._base.executescript(
            "PRAGMA page_size = 32768; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" if self._path else ""
        )
        self._check_version()
        if self._path:
            os.utime(self._path)
            self.opened_ns = self._path.stat().st_mtime_ns
        self._base.executescript(f"{_TABLES} PRAGMA user_version = {_VERSION};")

    def _check_version(self) -> None:
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            message = "it is of another"
            raise sqlite3.DatabaseError(message)
        if version:
            require_schema(self._base, _TABLES)

    def __enter__(self) -> Self:
        """Use the store for a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it after."""
        self.close()

    @property
    def _base(self) -> sqlite3.Connection:
        """The connection; in a process forked from the one that opened it, one of its own, for reading."""
        if self._process != os.getpid() and self._path:
            self._process = os.getpid()
            self._connection = connected_for_reading(self._path)
        return self._connection

    def close(self) -> None:
        """Close the files; what was put before is kept."""
        self._base.close()
        self._evidence.close()

    @property
    def settled_ns(self) -> int:
        """The time of change from which on a file may change again without a new time stamp."""
        return self.opened_ns - _SETTLED_NS

    def stamps(self) -> dict[str, tuple[str, bytes, int, bool]]:
        """Give by path what decides whether an article is read again: stamp, digest, number drawn, whether sentences are kept."""
        with reading(self._path):
            rows = self._base.execute("SELECT path, stamp, digest, drawn, has_sentences FROM article")
            return {path: (stamp, digest, drawn, bool(has_sentences)) for path, stamp, digest, drawn, has_sentences in rows}

    def put(self, packed: "PackedArticles") -> None:
        """Add or replace articles, all or none; no build is finished then, unless they say what they said before."""
        with self._transaction():
            if not all(map(self._says, packed.articles)):
                self._base.execute(_UNFINISHED)
            self._insert(packed)

    def _insert(self, packed: "PackedArticles") -> None:
        self._is_sparse = True
        (segment,) = self._base.execute("SELECT coalesce(max(id), 0) + 1 FROM segment").fetchone()
        name = str(segment)
        blobs = sealed(packed.columns, name), sealed(packed.sentences, name)
        self._base.execute("INSERT INTO segment VALUES (?, ?, ?)", (segment, *blobs))
        rows = (
            (*article[:5], segment, position, article.content, sealed(article.head, article.path))
            for position, article in enumerate(packed.articles)
        )
        self._base.executemany("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _says(self, article: "StoredArticle") -> bool:
        """Tell whether an article is stored that says the same: text that links nowhere may be another."""
        row = self._base.execute("SELECT content FROM article WHERE path = ?", (article.path,)).fetchone()
        return bool(row == (article.content,))

    def compact(self) -> None:
        """Delete the segments without articles, and put those together that are less than half full."""
        from glossograph.store.segment import StoredArticle, pack  # noqa: PLC0415 — brings numpy, which few readers need

        if not self._is_sparse:
            return
        self._is_sparse = False
        with self._transaction():
            self._base.execute("DELETE FROM segment WHERE id NOT IN (SELECT segment FROM article)")
            query = "SELECT segment FROM article GROUP BY segment HAVING count(*) < ?"
            sparse = [segment for (segment,) in self._base.execute(query, (_SEGMENT_ARTICLES // 2,))]
            if len(sparse) <= _MAX_SPARSE_SEGMENTS:
                return
            query = (
                "SELECT path, stamp, digest, drawn, has_sentences, head, content FROM article"
                " WHERE segment IN (SELECT value FROM json_each(?)) ORDER BY path"
            )
            rows = self._base.execute(query, (json.dumps(sparse),)).fetchall()
            for start in range(0, len(rows), _SEGMENT_ARTICLES):
                part = rows[start : start + _SEGMENT_ARTICLES]
                articles = self.articles(row[0] for row in part)
                packed = [
                    StoredArticle(path, stamp, digest, drawn, bool(has), bytes(opened(head, path)), article.links, content)
                    for (path, stamp, digest, drawn, has, head, content), article in zip(part, articles, strict=True)
                ]
                self._insert(pack(packed))
            self._base.execute("DELETE FROM segment WHERE id NOT IN (SELECT segment FROM article)")

    def restamp(self, stamps: Iterable[tuple[str, str]]) -> None:
        """Note new stamps, given as (path, stamp), of files whose bytes are as they were."""
        with self._transaction():
            self._base.executemany("UPDATE article SET stamp = ? WHERE path = ?", ((stamp, path) for path, stamp in stamps))

    def remove(self, paths: Iterable[str]) -> None:
        """Forget articles whose files are gone; where there are any, no build is finished then."""
        gone = [(path,) for path in paths]
        if gone:
            self._is_sparse = True
            with self._transaction():
                self._base.execute(_UNFINISHED)
                self._base.executemany("DELETE FROM article WHERE path = ?", gone)

    def heads(self) -> Iterator[Article]:
        """Stream the articles without their links, sorted by path."""
        with reading(self._path):
            for path, head in self._base.execute("SELECT path, head FROM article ORDER BY path"):
                yield _decode_head(opened(head, path))

    def heads_of(self, paths: Iterable[str]) -> Iterator[Article]:
        """Stream articles without their links in the order of the paths, some hundred with one query."""
        query = "SELECT path, head FROM article WHERE path IN (SELECT value FROM json_each(?))"
        waiting = iter(paths)
        while wanted := list(islice(waiting, _AT_ONCE)):
            with reading(self._path):
                heads = dict(self._base.execute(query, (json.dumps(wanted),)))
                articles = [_decode_head(opened(heads[path], path)) for path in wanted]
            yield from articles

    def size(self) -> int:
        """Count the articles."""
        with reading(self._path):
            (size,) = self._base.execute("SELECT count(*) FROM article").fetchone()
            return int(size)

    def article(self, path: str) -> Article:
        """Give one article, its links in the order of the text."""
        return next(self.articles([path]))

    def articles(self, paths: Iterable[str]) -> Iterator[Article]:
        """Stream articles in the order of the paths, some hundred with one query."""
        query = "SELECT path, segment, position, head FROM article WHERE path IN (SELECT value FROM json_each(?))"
        waiting = iter(paths)
        while wanted := list(islice(waiting, _AT_ONCE)):
            with reading(self._path):
                rows = {row[0]: row for row in self._base.execute(query, (json.dumps(wanted),))}
                articles = [self._decode(*rows[path]) for path in wanted]
            yield from articles

    def _decode(self, path: str, segment: int, position: int, head: bytes) -> Article:
        if segment not in self._columns:
            _keep_few(self._columns)
            self._columns[segment] = self._segment_table(segment)
        table = self._columns[segment]
        if table.paths[position] != path:
            raise LookupError(path)
        return msgspec.structs.replace(_decode_head(opened(head, path)), links=table.links(position, self.sentences))

    def link_table(self) -> "LinkTable":
        """Give the links of all articles, in the order of their paths."""
        from glossograph.model.link_table import LinkTable  # noqa: PLC0415 — as above

        with reading(self._path):
            rows = self._base.execute("SELECT path, segment, position FROM article ORDER BY path").fetchall()
            segments: list[int] = [segment for (segment,) in self._base.execute("SELECT id FROM segment").fetchall()]
            joined = LinkTable.concatenated(map(self._segment_table, segments))
            first: dict[int, int] = {}
            for number, segment in enumerate(joined.segments.tolist()):
                first.setdefault(segment, number)
            table = joined.take([first[segment] + position for _, segment, position in rows])
            if table.paths != [path for path, _, _ in rows]:
                raise LookupError(self._path)
            return table

    def _segment_table(self, segment: int) -> "LinkTable":
        from glossograph.store.segment import Segment  # noqa: PLC0415 — as above

        (data,) = self._base.execute("SELECT columns FROM segment WHERE id = ?", (segment,)).fetchone()
        return msgspec.msgpack.decode(opened(data, str(segment)), type=Segment).table(segment)

    def sentences(self, segment: int) -> tuple[str, ...]:
        """Give the sentences of a segment; those of some segments are kept, since the articles of a term are in many."""
        if segment not in self._sentences:
            _keep_few(self._sentences)
            with reading(self._path):
                (data,) = self._base.execute("SELECT sentences FROM segment WHERE id = ?", (segment,)).fetchone()
                self._sentences[segment] = _decode_sentences(opened(data, str(segment)))
        return self._sentences[segment]

    def contents(self) -> dict[str, bytes]:
        """Give by path a digest of all that each article says."""
        with reading(self._path):
            return dict(self._base.execute("SELECT path, content FROM article"))

    def put_evidence(self, groups: Iterable[tuple[TermId, bytes]], unchanged: Collection[TermId] = ()) -> None:
        """Replace the evidence, given by source term, packed, but for that of terms `unchanged`; no build is finished then."""
        with writing(self._path):
            self._base.execute(_UNFINISHED)
            self._evidence.put(groups, unchanged)

    def evidence_state(self) -> str:
        """Tell whether the evidence is as it was."""
        return self._evidence.state()

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence behind all edges, or behind those that leave one term, article by article, in their order."""
        return self._evidence.by_article(source)

    def packed(self, source: TermId | None = None) -> Iterator[tuple[TermId, bytes]]:
        """Stream the evidence of each source term, or of one, packed."""
        return self._evidence.packed(source)

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Stream the same link by link."""
        return chain.from_iterable(self.by_article(source))

    def put_graph(self, graph: Graph) -> None:
        """Keep the graph that was built, for questions later, and which evidence is behind it."""
        self._keep("graph", (self._evidence.stamp(), graph))

    def graph(self) -> Graph:
        """Give the graph that was built last.

        Errors: `GlossographError` where a build never came so far.
        """
        with reading(self._path):
            value = self._kept("graph")
            stamp, graph = msgspec.msgpack.decode(value, type=tuple[str, Graph]) if value else ("", None)
        if graph is None or stamp != self._evidence.stamp():
            message = f"{self._path}: holds no finished build: run `glossograph build` again"
            raise GlossographError(message)
        self._evidence.open()
        return graph

    def finish(self, finished: BuildRecord) -> None:
        """Note that a build came to its end."""
        self._keep("finished", (self._evidence.state(), finished))

    def finished(self) -> BuildRecord | None:
        """Give the build that came to its end, if no article has changed since and its evidence is as it was."""
        with reading(self._path):
            value = self._kept("finished")
            state, finished = msgspec.msgpack.decode(value, type=tuple[str, BuildRecord]) if value else ("", None)
        return finished if state == self._evidence.state() else None

    def _keep(self, name: str, value: object) -> None:
        with self._transaction():
            self._base.execute("DELETE FROM graph WHERE name = ?", (name,))
            data = memoryview(_encode(value))
            for part, start in enumerate(range(0, len(data), _PART_BYTES)):
                piece = sealed(data[start : start + _PART_BYTES], f"{name} {part}")
                self._base.execute("INSERT INTO graph VALUES (?, ?, ?)", (name, part, piece))

    def _kept(self, name: str) -> bytes:
        """Give the value that is kept under a name, empty if there is no such value."""
        rows = self._base.execute("SELECT part, value FROM graph WHERE name = ? ORDER BY part", (name,))
        return b"".join(opened(piece, f"{name} {part}") for part, piece in rows)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with writing(self._path):
            self._base.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")


def _keep_few(cache: dict[int, Any]) -> None:
    """Make room in a cache of segments: the one that was added first goes."""
    if len(cache) >= _CACHED_SEGMENTS:
        del cache[next(iter(cache))]
