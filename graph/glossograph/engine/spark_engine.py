"""The engine of Apache Spark: rows lie in files of the work folder, and tables of their names make Spark run the steps."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from glossograph.engine.cluster_calls import reason_of, wait_for
from glossograph.engine.part_files import CallFunction, Job, PartRows, RunBuckets, RunTasks, TableEngine, lines_of
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.rows import EngineError
from glossograph.engine.spark_session import SPARK_ERRORS, Connection, open_session
from glossograph.engine.storage import Storage

_SCHEMA = "number int, value binary"
_PROBES = 4096
"""Tasks of which each core of a cluster runs one or more, to say what it has: Spark does not tell how many cores there are."""

_TASKS_PER_BUCKET = 4


class SparkEngine(TableEngine):
    """Runs steps on the executors of a Spark cluster."""

    def __init__(self, connection: Connection, work: Storage, *, buckets: int) -> None:
        """Take a connection, the work folder, which all executors reach, and the number of buckets."""
        self._connection = connection
        self.work = work
        self.buckets = buckets
        self.progress: Progress = no_progress
        self.dashboard = connection.dashboard

    def on_workers(self, function: Callable[[], Any]) -> list[Any]:
        """Run a function in a task for every core of the cluster."""
        table = self._connection.session.range(_PROBES).mapInArrow(CallFunction(function), _SCHEMA)
        return [pickle.loads(value) for _, value in lines_of(table.toArrow().to_batches())]  # noqa: S301 — our workers

    def run(self, rows: Sequence[PartRows], folder: Storage, run_buckets: RunBuckets | None = None) -> PartRows:
        """Make rows known, and run a step over their buckets; a part is a task, unless there are very many."""
        job, connection = Job(rows), self._connection
        count = len(job.tasks)
        if not count:
            return PartRows()
        numbers = connection.session.range(0, count, 1, min(count, _TASKS_PER_BUCKET * self.buckets))
        table = numbers.mapInArrow(RunTasks(job.tasks, folder, self.buckets if run_buckets else 0), _SCHEMA)
        if run_buckets:
            buckets = table.repartitionById(self.buckets, "number").sortWithinPartitions("number")
            table = buckets.mapInArrow(run_buckets, _SCHEMA)
        try:
            made = wait_for(table.toArrow, lambda: self.progress("tasks", *connection.tasks()), connection.cancel)
        except SPARK_ERRORS as error:
            message = f"Spark: {reason_of(error)}"
            raise EngineError(message) from error
        return job.settle(folder, lines_of(made.to_batches()))


@contextmanager
def open_cluster(address: str, work: Storage, workers: int) -> Iterator[SparkEngine]:
    """Connect to Spark at an address, or run it in this process where that is `local[N]`.

    Raises:
        EngineError: It cannot be started or reached.
    """
    with open_session(address) as connection:
        yield SparkEngine(connection, work, buckets=workers)
