"""`terms.parquet` and others: the tidy tables in Apache Parquet, for pandas, Polars, DuckDB, Spark and R."""

from collections.abc import Mapping
from itertools import islice
from typing import IO, Any

from glossograph.errors import GlossographError
from glossograph.export.tables import Cell, TidyTable, tables
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
            write_table(table, file)


def write_table(table: TidyTable, file: IO[bytes]) -> int:
    """Write a table as Parquet, with a checksum in each page.

    Returns:
        The number of rows.

    Raises:
        GlossographError: If pyarrow is not installed.
    """
    schema = table_schema(table.columns)
    import pyarrow as pa  # noqa: PLC0415 — an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    rows, count = table.rows(), 0
    with pq.ParquetWriter(file, schema, compression="zstd", write_page_checksum=True) as writer:
        while group := list(islice(rows, _ROWS_PER_GROUP)):
            columns = zip(schema, zip(*group, strict=True), strict=True)
            writer.write_table(pa.table([pa.array(values, field.type) for field, values in columns], schema=schema))
            count += len(group)
    return count


def table_schema(columns: Mapping[str, type[Cell]]) -> Any:  # noqa: ANN401 — pyarrow has no types
    """Give the schema of a table in Parquet, by the types of its columns.

    Raises:
        GlossographError: If pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 — an extra
    except ImportError as error:
        message = "Parquet needs pyarrow: pip install 'glossograph[parquet]'"
        raise GlossographError(message) from error
    types = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        tuple[str, ...]: pa.list_(pa.field("element", pa.string(), nullable=False)),
    }
    return pa.schema([pa.field(name, types[cell_type], nullable=False) for name, cell_type in columns.items()])
