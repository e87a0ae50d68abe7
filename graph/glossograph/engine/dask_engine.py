"""The engine of Dask: parts are futures of packed rows in the memory of its workers."""

import logging
import operator
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from typing import Any

from distributed import Client, LocalCluster, wait
from distributed.scheduler import KilledWorker

from glossograph.engine.kept_rows import KeepsRows
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.rows import EngineError, Row, Rows, Step, run_bucket, split
from glossograph.engine.storage import Storage

_PATIENCE_S = 20


class DaskEngine(KeepsRows):
    """Runs steps on the workers of a Dask cluster."""

    def __init__(self, client: Client, work: Storage, *, buckets: int) -> None:
        """Take a client of the cluster, the work folder, which all workers reach, and the number of buckets."""
        self.client = client
        self.work = work
        self.buckets = buckets
        self.progress: Progress = no_progress
        self.dashboard = str(client.dashboard_link or "")

    def rows(self, rows: Sequence[Row]) -> Rows:
        """Spread rows over parts."""
        return [self.client.submit(bytes, pickle.dumps([row]), pure=False) for row in rows]

    def each(self, rows: Rows, step: Step) -> Rows:
        """Run a step over every part."""
        return [self.client.submit(_run_part, step, part, pure=False) for part in rows]

    def by_key(self, *rows: Rows, step: Step) -> Rows:
        """Run a step over every bucket."""
        submit, buckets = self.client.submit, self.buckets
        pieces = [submit(_split_part, part, buckets, pure=False) for parts in rows for part in parts]
        of_bucket = [[submit(operator.getitem, piece, number, pure=False) for piece in pieces] for number in range(buckets)]
        return [submit(_run_pieces, step, *bucket, pure=False) for bucket in of_bucket]

    def collect(self, rows: Rows) -> list[Row]:
        """Bring rows here."""
        try:
            for done in range(1, len(rows) + 1):
                wait(rows[:done])
                self.progress("parts", done, len(rows))
            return sorted(row for part in self.client.gather(rows) for row in pickle.loads(part))  # noqa: S301 — our workers
        except KilledWorker as error:
            message = f"Dask: a worker was killed again and again: give the workers more memory, or more buckets ({error})"
            raise EngineError(message) from error

    def on_workers(self, function: Callable[[], Any]) -> list[Any]:
        """Run a function in each worker."""
        return [*self.client.run(function).values()]


def _run_part(step: Step, part: bytes) -> bytes:
    return pickle.dumps([*step(iter(pickle.loads(part)))], pickle.HIGHEST_PROTOCOL)  # noqa: S301 — as above


def _split_part(part: bytes, buckets: int) -> list[bytes]:
    return [pickle.dumps(piece, pickle.HIGHEST_PROTOCOL) for piece in split(pickle.loads(part), buckets)]  # noqa: S301 — as above


def _run_pieces(step: Step, *pieces: bytes) -> bytes:
    return pickle.dumps(run_bucket(step, map(pickle.loads, pieces)), pickle.HIGHEST_PROTOCOL)


@contextmanager
def open_cluster(address: str, work: Storage, workers: int) -> Iterator[DaskEngine]:
    """Connect to the cluster at an address, or start one of this machine's processes where that is empty.

    Raises:
        EngineError: The cluster cannot be reached.
    """
    with ExitStack() as stack:
        if not address:
            silent = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
            with _interrupts_blocked():
                cluster = stack.enter_context(LocalCluster(n_workers=workers, threads_per_worker=1, **silent))
            address = cluster.scheduler_address.removeprefix("tcp://")
        try:
            client = stack.enter_context(Client(f"tcp://{address}", timeout=_PATIENCE_S))
        except OSError as error:
            message = f"dask://{address}: cannot be reached: start `dask scheduler` there, or correct the address"
            raise EngineError(message) from error
        yield DaskEngine(client, work, buckets=workers)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C in the threads and worker processes that a block starts, for good: it is for this thread alone.

    A terminal sends it to all processes of a command, and each worker would print a traceback. Here it arrives after the block.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else the first worker would start it, and that unblocks Ctrl-C
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
