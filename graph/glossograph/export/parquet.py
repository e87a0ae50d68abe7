"""`terms.parquet` and its like: the tidy tables in Apache Parquet, for pandas, Polars, DuckDB, Spark and R."""

from itertools import islice

from glossograph.errors import GlossographError
from glossograph.export.tables import tables
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

_AT_ONCE = 20_000


def emit(job: ExportJob, files: Batch) -> None:
    """Write one file a table.

    Errors: `GlossographError` where pyarrow is not installed, which is large and so not required.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 — an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        message = "format parquet needs pyarrow: pip install 'glossograph[parquet]'"
        raise GlossographError(message) from error
    types = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    for table in tables(job):
        schema = pa.schema([pa.field(name, types[kind], nullable=False) for name, kind in table.columns.items()])
        rows = table.rows()
        with files.file(f"{table.name}.parquet") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
            while some := list(islice(rows, _AT_ONCE)):
                columns = zip(schema, zip(*some, strict=True), strict=True)
                writer.write_table(pa.table([pa.array(values, field.type) for field, values in columns], schema=schema))
