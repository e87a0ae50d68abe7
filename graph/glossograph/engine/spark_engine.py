"""The engine of Apache Spark: parts are partitions of rows, kept by its executors."""

import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from py4j.protocol import Py4JError
from pyspark import RDD, SparkConf, SparkContext, StorageLevel

from glossograph.engine.kept_rows import KeepsRows
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.rows import EngineError, Row, Rows, Step, bucket_of, run_bucket
from glossograph.engine.storage import Storage

_PROBES = 4
_PATIENCE_S = 20


class SparkEngine(KeepsRows):
    """Runs steps on the executors of a Spark cluster."""

    def __init__(self, context: SparkContext, work: Storage, *, buckets: int) -> None:
        """Take the context of the cluster, the work folder, which all executors reach, and the number of buckets."""
        self._context = context
        self.work = work
        self.buckets = buckets
        self.progress: Progress = no_progress
        self.dashboard = str(context.uiWebUrl or "")

    def rows(self, rows: Sequence[Row]) -> Rows:
        """Spread rows over parts."""
        return self._context.parallelize(rows, max(1, len(rows)))

    def each(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part."""
        return rows.mapPartitions(step).persist(StorageLevel.MEMORY_AND_DISK)

    def by_key(self, *rows: Rows, step: Step) -> Rows:
        """Run a step over every bucket."""
        buckets = self.buckets
        keyed: RDD[tuple[int, Row]] = self._context.union([*rows]).map(lambda row: (bucket_of(row[0], buckets), row))
        parts = keyed.partitionBy(buckets, int)
        together = parts.mapPartitions(lambda part: run_bucket(step, [(row for _, row in part)]))
        return together.persist(StorageLevel.MEMORY_AND_DISK)

    def collect(self, rows: Rows) -> list[Row]:
        """Bring rows here."""
        self.progress("parts", 0, 1)
        return sorted(rows.collect())

    def on_workers(self, function: Callable[[], Any]) -> list[Any]:
        """Run a function on the executors."""
        parts = _PROBES * self._context.defaultParallelism
        return [*self._context.parallelize(range(parts), parts).map(lambda _: function()).collect()]


@contextmanager
def open_cluster(address: str, work: Storage, workers: int) -> Iterator[SparkEngine]:
    """Connect to the Spark master at an address, or run Spark in this process where that is `local[N]`.

    Raises:
        EngineError: Spark cannot be started, or its master cannot be reached.
    """
    if address.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else whatever `python3` is
    elif not any(map(_answers, address.removeprefix("spark://").split(","))):
        message = f"{address}: cannot be reached: start the master of Spark there, or correct the address"
        raise EngineError(message)
    conf = SparkConf().setMaster(address).setAppName("glossograph").set("spark.ui.showConsoleProgress", "false")
    conf = conf.set("spark.python.worker.reuse", "true").set("spark.log.level", "ERROR")
    try:
        context = SparkContext(conf=conf)
    except (Py4JError, OSError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:300]
        message = f"{address}: Spark cannot be started ({reason}): it needs Java 17 and a master at this address"
        raise EngineError(message) from error
    try:
        yield SparkEngine(context, work, buckets=workers)
    finally:
        with suppress(Py4JError):  # it may have stopped by itself
            context.cancelAllJobs()
            context.stop()


def _answers(address: str) -> bool:
    """Whether something listens at an address: Spark itself would try for a minute, and then stop without a word."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _PATIENCE_S):
            return True
    except OSError:
        return False
