"""A cluster of Dask of this machine's processes, for one build."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_all_start_methods, get_context, resource_tracker

import dask
import distributed
from distributed import LocalCluster

_SETTINGS = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "500ms",
}
"""Settings of a cluster of this machine: what it measures of itself for its dashboard would cost a tenth of a build."""

_PRELOADED = ["distributed", "glossograph.distributed.plan", "pyarrow.parquet", "pandas"]
"""What workers need; pyarrow imports pandas, where that is installed, with the first array."""


@contextmanager
def own_cluster(workers: int) -> Iterator[str]:
    """Start worker processes, give the address of their scheduler, and end them with the block."""
    with dask.config.set(_SETTINGS | _start_method()), ExitStack() as stack:
        with _interrupts_deferred():  # to its end, where the stack ends the workers
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
            )
            stack.enter_context(cluster)
        yield cluster.scheduler_address.removeprefix("tcp://")


def _start_method() -> dict[str, str]:
    """Let workers be forks of one process that has imported what they need, where the system can."""
    if "forkserver" not in get_all_start_methods():
        return {}
    distributed.utils._forkserver_preload_set = True  # noqa: SLF001 — else Dask imports all that it may use into this process
    get_context("forkserver").set_forkserver_preload(_PRELOADED)
    return {"distributed.worker.multiprocessing-method": "forkserver"}


@contextmanager
def _interrupts_deferred() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM arrive after a block, and Ctrl-C never in the threads and worker processes that it starts.

    A terminal sends Ctrl-C to all processes of a command, and each worker would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    signals = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.signal(number, lambda number, _frame: arrived.append(number)) for number in signals]
    resource_tracker.ensure_running()  # else the first worker would start it, and that unblocks Ctrl-C
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # threads and processes inherit it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in zip(signals, handlers, strict=True):
            signal.signal(number, handler)
        if arrived:
            signal.raise_signal(arrived[0])
