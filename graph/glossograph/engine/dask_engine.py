"""The engine of Dask: parts are futures of packed rows in the memory of its workers."""

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import repeat, zip_longest
from typing import Any, NamedTuple

from distributed import Client, as_completed
from distributed.scheduler import KilledWorker

from glossograph.engine.dask_cluster import own_cluster
from glossograph.engine.kept_rows import KeepsRows
from glossograph.engine.packed_rows import put_together, run_part, run_pieces, split_parts
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.rows import EngineError, Row, Step, decode_rows, encode_rows
from glossograph.engine.storage import Storage

_PATIENCE_S = 20


class _Futures(NamedTuple):
    """Futures of packed rows, and the steps to run over each wherever it is needed."""

    parts: Sequence[Any]
    steps: tuple[Step, ...] = ()


class DaskEngine(KeepsRows):
    """Runs steps on the workers of a Dask cluster."""

    def __init__(self, client: Client, work: Storage, *, buckets: int) -> None:
        """Take a client of the cluster, the work folder, which all workers reach, and the number of buckets."""
        self.client = client
        self.work = work
        self.buckets = buckets
        self.progress: Progress = no_progress
        self.dashboard = str(client.dashboard_link or "")

    def rows(self, rows: Sequence[Row]) -> _Futures:
        """Spread rows over parts."""
        return _Futures(self._map(bytes, [encode_rows([row]) for row in rows]))

    def each(self, rows: _Futures, step: Step) -> _Futures:
        """Run a step over every part."""
        return _Futures(self._map(run_part, rows.parts, steps=(*rows.steps, step)))

    def choose(self, rows: _Futures, step: Step) -> _Futures:
        """Run a step over every part wherever it is needed."""
        return rows._replace(steps=(*rows.steps, step))

    def by_key(self, *rows: _Futures, step: Step) -> _Futures:
        """Run a step over every bucket; rows travel by groups of buckets, so that not each pair of part and bucket is a task."""
        parts = [[*filter(None, some)] for some in zip_longest(*(zip(one.parts, repeat(one.steps)) for one in rows))]
        groups = min(math.isqrt(self.buckets - 1) + 1, len(self.client.nthreads()) or 1)
        pieces = self._map(split_parts, parts, buckets=self.buckets, groups=groups)
        of_group = [self._map(operator.itemgetter(group), pieces) for group in range(groups)] if pieces else []
        places = [divmod(number, groups) for number in range(self.buckets)] if pieces else []
        together = self._map(put_together, of_group)
        own = self._map(operator.getitem, [together[group] for _, group in places], [place for place, _ in places])
        return _Futures(self._map(run_pieces, own, step=step))

    def _map(self, function: Callable[..., Any], *arguments: Sequence[Any], **same: Any) -> list[Any]:  # noqa: ANN401 — any task's
        """Make a task of each argument; all at once, since each message to the scheduler costs as much as a task."""
        return self.client.map(function, *arguments, **same, pure=False) if arguments[0] else []

    def collect(self, rows: _Futures) -> list[Row]:
        """Bring rows here."""
        parts = self._map(run_part, rows.parts, steps=rows.steps) if rows.steps else rows.parts
        try:
            for done, _ in enumerate(as_completed(parts, raise_errors=False), start=1):
                self.progress("parts", done, len(parts))
            return sorted(row for part in self.client.gather(parts) for row in decode_rows(part))
        except KilledWorker as error:
            message = f"Dask: a worker was killed again and again: give the workers more memory, or more buckets ({error})"
            raise EngineError(message) from error

    def on_workers(self, function: Callable[[], Any]) -> list[Any]:
        """Run a function in each worker."""
        return [*self.client.run(function).values()]


@contextmanager
def open_cluster(address: str, work: Storage, workers: int) -> Iterator[DaskEngine]:
    """Connect to the cluster at an address, or start one of this machine's processes where that is empty.

    Raises:
        EngineError: The cluster cannot be reached.
    """
    with ExitStack() as stack:
        if not address:
            address = stack.enter_context(own_cluster(workers))
        try:
            client = stack.enter_context(Client(f"tcp://{address}", timeout=_PATIENCE_S))
        except OSError as error:
            message = f"dask://{address}: cannot be reached: start `dask scheduler` there, or correct the address"
            raise EngineError(message) from error
        yield DaskEngine(client, work, buckets=workers)
