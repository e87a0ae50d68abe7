"""Sessions of Apache Spark: of a master, of Spark in this process (`local[4]`), and of Spark Connect (`sc://`)."""

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from glossograph.engine.cluster_calls import is_reachable, reason_of
from glossograph.engine.rows import EngineError

SPARK_ERRORS, _CONNECT, _CONNECT_PORT = (PySparkException, Py4JError), "sc://", 15002
_OF_CONTEXT = {
    "spark.driver.defaultJavaOptions": "-XX:TieredStopAtLevel=1",  # compiling more takes longer than what the driver does
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "FATAL",
}
_OF_SESSION = {
    "spark.sql.adaptive.enabled": "false",  # there is nothing to adapt, and each exchange would be a job by itself
    "spark.sql.codegen.wholeStage": "false",  # compiling takes longer than the few rows
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
    "spark.sql.execution.arrow.maxBytesPerBatch": "64m",
}


class Connection:
    """A session, the address of its page, and what gives how many tasks of its stages are done, and how many there are."""

    def __init__(self, session: SparkSession, *, is_remote: bool) -> None:
        """Take a session, and whether it is one of Spark Connect."""
        self.session = session
        self._is_remote = is_remote
        self._noted = 0, 0
        self.dashboard = "" if is_remote else str(session.sparkContext.uiWebUrl or "")
        self.tasks: Callable[[], tuple[int, int]] = self._counted
        if is_remote:
            session.registerProgressHandler(self._note)
            self.tasks = lambda: self._noted

    def _note(self, *, stages: Sequence[Any] | None, **_: object) -> None:
        """Note what Spark Connect reports of an operation."""
        running = stages or ()
        self._noted = sum(stage.num_completed_tasks for stage in running), sum(stage.num_tasks for stage in running)

    def _counted(self) -> tuple[int, int]:
        """Count the tasks of the active stages."""
        tracker = self.session.sparkContext.statusTracker()
        stages = [stage for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()) if stage]
        return sum(stage.numCompletedTasks for stage in stages), sum(stage.numTasks for stage in stages)

    def cancel(self) -> None:
        """End what runs."""
        with suppress(*SPARK_ERRORS):  # it may have stopped by itself
            if self._is_remote:
                self.session.interruptAll()
            else:
                self.session.sparkContext.cancelAllJobs()


@contextmanager
def open_session(address: str) -> Iterator[Connection]:
    """Connect to a master or to Spark Connect, or start Spark in this process.

    Raises:
        EngineError: Spark cannot be started, or nothing listens at the address.
    """
    shown, is_remote = address.partition("/;")[0], address.startswith(_CONNECT)  # a token may follow
    if "://" not in address:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else whatever `python3` is
    elif not is_reachable(shown, _CONNECT_PORT):
        server = "Spark Connect" if is_remote else "the master of Spark"
        message = f"{shown}: cannot be reached: start {server} there, or correct the address"
        raise EngineError(message)
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # used for nothing
    builder = SparkSession.builder.appName("glossograph")
    for name, value in ({} if is_remote else _OF_CONTEXT).items():
        builder = builder.config(name, value)
    try:
        session = (builder.remote(address) if is_remote else builder.master(address)).getOrCreate()
        for name, value in _OF_SESSION.items():
            session.conf.set(name, value)
    except (*SPARK_ERRORS, OSError, RuntimeError, ImportError) as error:
        needs = "" if is_remote else ": it needs Java 17 and a master at this address"
        message = f"{shown}: Spark cannot be started ({reason_of(error)}){needs}"
        raise EngineError(message) from error
    connection = Connection(session, is_remote=is_remote)
    try:
        yield connection
    finally:
        connection.cancel()
        with suppress(*SPARK_ERRORS):
            session.stop()
