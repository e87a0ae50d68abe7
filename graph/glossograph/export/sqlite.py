"""`graph.sqlite`: the tidy tables in one SQLite database, with keys, indexes, views and full-text search.

`labels_search`, `definitions_search` and `evidence_search` are FTS5 tables over the prose of the tables without `_search`; join
them by `rowid`, which is `id` there. They find words as `export/search_words.py` says. Datasette shows a search box for them.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

from glossograph.errors import GlossographError
from glossograph.export.search_words import search_text
from glossograph.export.tables import Cell, TidyTable, tables
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

_TYPES: Mapping[object, str] = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER", tuple[str, ...]: "TEXT"}
"""A list is a JSON array of strings."""

_TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
"""Vowel signs count as letters, so that Hindi words stay whole."""

_KEYS: Mapping[str, tuple[str, ...]] = {
    "languages": ("language",),
    "terms": ("term",),
    "edges": ("source", "target"),
    "edge_counts": ("source", "target", "language"),
}
"""Primary keys. The other tables have a number, `id`: a full-text table needs one that no VACUUM changes."""

_REFERENCES: Mapping[str, tuple[str, str]] = {
    "language": ("languages", "language"),
    "term": ("terms", "term"),
    "source": ("terms", "term"),
    "target": ("terms", "term"),
}
"""What a column refers to, in every table but that itself."""

_EDGES_NAMED = """\
CREATE VIEW edges_named AS
SELECT e.source, s.label AS source_label, e.target, t.label AS target_label, e.links, e.languages, e.mutual
FROM edges e JOIN terms s ON s.term = e.source JOIN terms t ON t.term = e.target
"""
_MAX_VIEW_COLUMNS = 1_000
"""Languages of `labels_wide` at most: SQLite allows 2,000 columns."""


def emit(job: ExportJob, files: Batch) -> None:
    """Write the database. The same graph gives the same bytes under the same version of SQLite.

    Raises:
        GlossographError: If the file cannot be written.
    """
    with files.path("graph.sqlite") as path:
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                database.create_function("search_text", 2, search_text, deterministic=True)
                database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
                database.execute("BEGIN")
                for table in tables(job):
                    _write_table(database, table)
                _write_views(database)
                database.execute("COMMIT")
                database.execute("ANALYZE")
        except sqlite3.OperationalError as error:
            message = f"graph.sqlite: cannot be written ({error}); free some space or choose another folder with -o"
            raise GlossographError(message) from error


def _write_table(database: sqlite3.Connection, table: TidyTable) -> None:
    name, key = table.name, _KEYS.get(table.name, ())
    definitions = ",\n  ".join(_definitions(table, key))
    database.execute(f'CREATE TABLE "{name}" (\n  {definitions}\n)')
    columns, parameters = _comma(f'"{column}"' for column in table.columns), _comma("?" * len(table.columns))
    database.executemany(f'INSERT INTO "{name}" ({columns}) VALUES ({parameters})', map(_row, table.rows()))  # noqa: S608 — our own names
    for column in table.indexed:
        if key[:1] != (column,):
            database.execute(f'CREATE INDEX "{name}_by_{column}" ON "{name}" ("{column}")')
    if table.searched:
        searched = _comma(f'"{column}"' for column in table.searched)
        # Datasette looks for the name of the table between double quotes.
        options = f'content="{name}", content_rowid="id", tokenize="{_TOKENIZER}"'
        database.execute(f'CREATE VIRTUAL TABLE "{name}_search" USING fts5({searched}, {options})')
        words = _comma(f"search_text(\"{column}\", '{name}')" for column in table.searched)
        database.execute(f'INSERT INTO "{name}_search" (rowid, {searched}) SELECT id, {words} FROM "{name}"')  # noqa: S608


def _definitions(table: TidyTable, key: tuple[str, ...]) -> Iterator[str]:
    """Yield the columns and the keys of a table."""
    if not key:
        yield '"id" INTEGER PRIMARY KEY'
    for name, cell_type in table.columns.items():
        yield f'"{name}" {_TYPES[cell_type]} NOT NULL'
    if key:
        yield f"PRIMARY KEY ({_comma(key)})"
    for name in table.columns:
        if name in _REFERENCES and (name,) != key:
            yield 'FOREIGN KEY ("{}") REFERENCES "{}" ("{}")'.format(name, *_REFERENCES[name])
    if table.name in ("edge_counts", "evidence"):
        yield 'FOREIGN KEY ("source", "target") REFERENCES "edges" ("source", "target")'


def _write_views(database: sqlite3.Connection) -> None:
    """Write the edges with the labels of their terms, and the labels with a column for each language."""
    database.execute(_EDGES_NAMED)
    tags = [tag for (tag,) in database.execute("SELECT DISTINCT language FROM labels WHERE kind = 'preferred' ORDER BY 1")]
    columns = "".join(
        f",\n  max(CASE WHEN l.language = {_text(tag)} THEN l.text END) AS {_name(tag)}" for tag in tags[:_MAX_VIEW_COLUMNS]
    )
    source = "terms t LEFT JOIN labels l ON l.term = t.term AND l.kind = 'preferred'"
    database.execute(f"CREATE VIEW labels_wide AS\nSELECT t.term{columns}\nFROM {source}\nGROUP BY t.term")


def _row(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value for value in row)


def _comma(parts: "Iterator[str] | tuple[str, ...] | str") -> str:
    return ", ".join(parts)


def _text(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _name(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))
