"""`graph.sqlite`: the tidy tables in one SQLite database, indexed, with full-text search.

`labels_search`, `definitions_search` and `evidence_search` are FTS5 tables over the prose of the tables without `_search`; join
them by `rowid`. Vowel signs count as letters, so that Hindi words stay whole. Scripts without blanks between words are not split
into words: search those with `LIKE '%...%'`.
"""

import sqlite3
from contextlib import closing

from glossograph.errors import GlossographError
from glossograph.export.tables import Cell, TidyTable, tables
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

_TYPES: dict[type[Cell], str] = {str: "TEXT", int: "INTEGER", bool: "INTEGER"}
_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"


def emit(job: ExportJob, files: Batch) -> None:
    """Write the database. The same graph gives the same bytes under the same version of SQLite.

    Raises:
        GlossographError: If the file cannot be written.
    """
    with files.path("graph.sqlite") as path:
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
                database.execute("BEGIN")
                for table in tables(job):
                    _write_table(database, table)
                database.execute("COMMIT")
                database.execute("ANALYZE")
        except sqlite3.OperationalError as error:
            message = f"graph.sqlite: cannot be written ({error}); free some space or choose another folder with -o"
            raise GlossographError(message) from error


def _write_table(database: sqlite3.Connection, table: TidyTable) -> None:
    columns = ", ".join(f'"{name}" {_TYPES[cell_type]} NOT NULL' for name, cell_type in table.columns.items())
    database.execute(f'CREATE TABLE "{table.name}" ({columns})')
    parameters = ", ".join("?" * len(table.columns))
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({parameters})', table.rows())  # noqa: S608 — our own names
    for name in table.indexed:
        database.execute(f'CREATE INDEX "{table.name}_by_{name}" ON "{table.name}" ("{name}")')
    if table.searched:
        searched = ", ".join(f'"{name}"' for name in table.searched)
        options = f"content='{table.name}', tokenize=\"{_TOKENIZER}\""
        database.execute(f'CREATE VIRTUAL TABLE "{table.name}_search" USING fts5({searched}, {options})')
        database.execute(f'INSERT INTO "{table.name}_search" ("{table.name}_search") VALUES (\'rebuild\')')  # noqa: S608
