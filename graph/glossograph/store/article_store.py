"""The article store: parsed articles by path, so that a build parses only what changed and streams the rest.

SQLite holds msgspec's bytes. In memory for library use, in a file for a build, where an interrupted build goes on and an
unchanged file is not parsed twice. A store is a cache: one of another version, or a damaged one, is made anew.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from glossograph.errors import GlossographError
from glossograph.model.article import Article
from glossograph.model.evidence import ArticleEvidence, Evidence
from glossograph.model.graph import Graph
from glossograph.model.link import Links
from glossograph.model.sampling import Sample
from glossograph.store.build_record import BuildRecord
from glossograph.store.evidence_file import EvidenceFile, connected_for_reading
from glossograph.text.keys import TermId

_VERSION = 11
_AT_ONCE = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS article (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest BLOB NOT NULL, drawn INTEGER NOT NULL, has_sentences INTEGER NOT NULL,
    head BLOB NOT NULL, links BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS graph (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""

_UNFINISHED = "DELETE FROM graph WHERE name = 'finished'"
_NO_LINKS = Links()
_encode = msgspec.msgpack.Encoder().encode
_decode_head = msgspec.msgpack.Decoder(Article).decode
_decode_links = msgspec.msgpack.Decoder(Links).decode
_EVIDENCE = "evidence.sqlite"


class DamagedStoreError(GlossographError):
    """The store's file holds something else than it should: delete it and build again."""


class StoredArticle(NamedTuple):
    """An article as the store holds it.

    `stamp` shows whether the file has changed, `digest` whether its bytes have; `drawn` is its number for samples,
    `has_sentences` whether its links have their sentences.
    """

    path: str
    stamp: str
    digest: bytes
    drawn: int
    has_sentences: bool
    head: bytes
    links: bytes


def stored(
    article: Article, stamp: str = "", digest: bytes = b"", drawn: int = 0, *, has_sentences: bool = True
) -> StoredArticle:
    """Pack an article for the store; without `stamp` and `digest` its file is read again at the next time."""
    head = _encode(msgspec.structs.replace(article, links=_NO_LINKS))
    return StoredArticle(article.path, stamp, digest, drawn, has_sentences, head, _encode(article.links))


class ArticleStore:
    """Articles and evidence of one collection; `opened_ns` is when it was opened, by the file system's clock.

    >>> with ArticleStore() as store:
    ...     article = Article("no/bond.md", "no", "bond", (), False, "Obligasjon", "", (), (), Links(), ())
    ...     store.put([stored(article)])
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
        self.opened_ns = 0
        try:
            if path and reading:
                self._connection = connected_for_reading(path)
                self._check_version()
            else:
                self._open()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self.close()
            message = f"{path}: is no article store of this version ({error}): run `glossograph build` again, or delete it"
            raise DamagedStoreError(message) from error

    def _open(self) -> None:
        self._connection = sqlite3.connect(self._path or ":memory:", isolation_level=None)
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

    def stamps(self) -> dict[str, tuple[str, bytes, int, bool]]:
        """Give by path what decides whether an article is read again: stamp, digest, number drawn, whether sentences are kept."""
        rows = self._base.execute("SELECT path, stamp, digest, drawn, has_sentences FROM article")
        return {path: (stamp, digest, drawn, bool(has_sentences)) for path, stamp, digest, drawn, has_sentences in rows}

    def put(self, articles: Sequence[StoredArticle]) -> None:
        """Add or replace articles, all or none; no build is finished then, unless they say what they said before."""
        with self._transaction():
            if not all(map(self._says, articles)):
                self._base.execute(_UNFINISHED)
            self._base.executemany("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?, ?, ?)", articles)

    def _says(self, article: StoredArticle) -> bool:
        """Tell whether an article is stored that says the same: text that links nowhere may be another."""
        row = self._base.execute("SELECT head, links FROM article WHERE path = ?", (article.path,)).fetchone()
        return bool(row == (article.head, article.links))

    def restamp(self, stamps: Iterable[tuple[str, str]]) -> None:
        """Note new stamps, given as (path, stamp), of files whose bytes are as they were."""
        with self._transaction():
            self._base.executemany("UPDATE article SET stamp = ? WHERE path = ?", ((stamp, path) for path, stamp in stamps))

    def remove(self, paths: Iterable[str]) -> None:
        """Forget articles whose files are gone; where there are any, no build is finished then."""
        gone = [(path,) for path in paths]
        if gone:
            with self._transaction():
                self._base.execute(_UNFINISHED)
                self._base.executemany("DELETE FROM article WHERE path = ?", gone)

    def heads(self) -> Iterator[Article]:
        """Stream the articles without their links, sorted by path."""
        for (head,) in self._base.execute("SELECT head FROM article ORDER BY path"):
            yield _decode_head(head)

    def size(self) -> int:
        """Count the articles."""
        (size,) = self._base.execute("SELECT count(*) FROM article").fetchone()
        return int(size)

    def sampled(self, sample: Sample) -> Iterator[Article]:
        """Stream the articles of a sample, without their links, sorted by path."""
        for (head,) in self._base.execute("SELECT head FROM article WHERE drawn % ? = 0 ORDER BY path", (sample.step,)):
            yield _decode_head(head)

    def article(self, path: str) -> Article:
        """Give one article, its links in the order of the text."""
        head, links = self._base.execute("SELECT head, links FROM article WHERE path = ?", (path,)).fetchone()
        return msgspec.structs.replace(_decode_head(head), links=_decode_links(links))

    def articles(self, paths: Iterable[str]) -> Iterator[Article]:
        """Stream articles in the order of the paths, some hundred with one query."""
        query = "SELECT path, head, links FROM article WHERE path IN (SELECT value FROM json_each(?))"
        waiting = iter(paths)
        while wanted := list(islice(waiting, _AT_ONCE)):
            rows = {path: (head, links) for path, head, links in self._base.execute(query, (json.dumps(wanted),))}
            for path in wanted:
                head, links = rows[path]
                yield msgspec.structs.replace(_decode_head(head), links=_decode_links(links))

    def put_evidence(self, groups: Iterable[tuple[TermId, bytes]]) -> None:
        """Replace all evidence, given by source term, packed; no build is finished then."""
        self._base.execute(_UNFINISHED)
        self._evidence.put(groups)

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence behind all edges, or behind those that leave one term, article by article, in their order."""
        return self._evidence.by_article(source)

    def packed(self) -> Iterator[tuple[TermId, bytes]]:
        """Stream the evidence of each source term packed."""
        return self._evidence.packed()

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
        value = self._kept("finished")
        state, finished = msgspec.msgpack.decode(value, type=tuple[str, BuildRecord]) if value else ("", None)
        return finished if state == self._evidence.state() else None

    def _keep(self, name: str, value: object) -> None:
        with self._transaction():
            self._base.execute("INSERT OR REPLACE INTO graph VALUES (?, ?)", (name, _encode(value)))

    def _kept(self, name: str) -> bytes | None:
        row = self._base.execute("SELECT value FROM graph WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")
