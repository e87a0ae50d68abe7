"""`terms.parquet` and others: the tidy tables in Apache Parquet, for pandas, Polars, DuckDB, Spark and R."""

from itertools import islice

from glossograph.errors import GlossographError
from glossograph.export.tables import tables
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

_ROWS_PER_GROUP = 20_000


def emit(job: ExportJob, files: Batch) -> None:
    """Write one file per table.

    Raises:
        GlossographError: If pyarrow is not installed. It is an extra because it is large.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 — an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        message = "Format 'parquet' needs pyarrow: pip install 'glossograph[parquet]'"
        raise GlossographError(message) from error
    types = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        tuple[str, ...]: pa.list_(pa.field("element", pa.string(), nullable=False)),
    }
    for table in tables(job):
        schema = pa.schema([pa.field(name, types[cell_type], nullable=False) for name, cell_type in table.columns.items()])
        rows = table.rows()
        with files.open_bytes(f"{table.name}.parquet") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
            while group := list(islice(rows, _ROWS_PER_GROUP)):
                columns = zip(schema, zip(*group, strict=True), strict=True)
                writer.write_table(pa.table([pa.array(values, field.type) for field, values in columns], schema=schema))
