"""`graph.sqlite`: the tidy tables in one SQLite database, indexed, with full-text search.

`labels_search`, `definitions_search` and `evidence_search` are FTS5 tables over the prose of theirs, joined by `rowid`. Vowel
signs count as letters, so that Hindi words stay whole. Scripts without blanks between words are not taken apart: ask for these
with `LIKE '%...%'`.
"""

import sqlite3
from contextlib import closing

from glossograph.errors import GlossographError
from glossograph.export.tables import Cell, TidyTable, tables
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

_TYPES: dict[type[Cell], str] = {str: "TEXT", int: "INTEGER", bool: "INTEGER"}
_WORDS = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"


def emit(job: ExportJob, files: Batch) -> None:
    """Write the database; the same graph gives the same bytes under the same SQLite.

    Errors: `GlossographError` where the file cannot be written.
    """
    with files.place("graph.sqlite") as path:
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as base:
                base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
                base.execute("BEGIN")
                for table in tables(job):
                    _write(base, table)
                base.execute("COMMIT")
                base.execute("ANALYZE")
        except sqlite3.OperationalError as error:
            message = f"graph.sqlite: cannot be written ({error}); free it or give another folder with -o"
            raise GlossographError(message) from error


def _write(base: sqlite3.Connection, table: TidyTable) -> None:
    columns = ", ".join(f'"{name}" {_TYPES[kind]} NOT NULL' for name, kind in table.columns.items())
    base.execute(f'CREATE TABLE "{table.name}" ({columns})')
    places = ", ".join("?" * len(table.columns))
    base.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', table.rows())  # noqa: S608 — names of our own
    for name in table.keys:
        base.execute(f'CREATE INDEX "{table.name}_by_{name}" ON "{table.name}" ("{name}")')
    if table.searched:
        searched = ", ".join(f'"{name}"' for name in table.searched)
        base.execute(
            f'CREATE VIRTUAL TABLE "{table.name}_search" USING fts5({searched}, content=\'{table.name}\', tokenize="{_WORDS}")'
        )
        base.execute(f'INSERT INTO "{table.name}_search" ("{table.name}_search") VALUES (\'rebuild\')')  # noqa: S608
