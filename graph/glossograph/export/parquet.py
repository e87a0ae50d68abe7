"""`terms.parquet` and others: the tidy tables in Apache Parquet, for pandas, Polars, DuckDB, Spark and R."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import IO

from glossograph.errors import GlossographError
from glossograph.export.tables import Cell, tables
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

_ROWS_PER_GROUP = 20_000


def emit(job: ExportJob, files: Batch) -> None:
    """Write one file per table.

    Raises:
        GlossographError: If pyarrow is not installed. It is an extra because it is large.
    """
    for table in tables(job):
        with files.open_bytes(f"{table.name}.parquet") as file:
            write_parquet(file, table.columns, table.rows())


def write_parquet(file: IO[bytes], columns: Mapping[str, type[Cell]], rows: Iterator[tuple[Cell, ...]]) -> int:
    """Write rows as a Parquet file.

    Args:
        file: The file.
        columns: The type of each column, in order.
        rows: The rows.

    Returns:
        The number of rows.

    Raises:
        GlossographError: If pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 — an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        message = "Format 'parquet' needs pyarrow: pip install 'glossograph[parquet]'"
        raise GlossographError(message) from error
    types = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    schema = pa.schema([pa.field(name, types[cell_type], nullable=False) for name, cell_type in columns.items()])
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, _ROWS_PER_GROUP)):
            count += len(group)
            values = zip(schema, zip(*group, strict=True), strict=True)
            writer.write_table(pa.table([pa.array(column, field.type) for field, column in values], schema=schema))
    return count
