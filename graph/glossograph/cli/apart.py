"""Run what another's query or file could end in a process of its own, with a timeout and a memory limit."""

import contextlib
import io
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from glossograph.cli.ending import exit_status
from glossograph.cli.long_work import QueryTimeoutError, run_interruptibly, timeout_message
from glossograph.engine.processes import CAN_FORK, depend_on_parent
from glossograph.errors import QueryError

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_MIN_MEMORY_BYTES = 2 << 30
_OUT_OF_MEMORY = {"SIGKILL", "SIGABRT"}
"""How a process ends that gets no more memory: by the system, or by its own allocator."""


def run_apart(
    work: Callable[[], int],
    timeout_s: float | None = None,
    *,
    clean_up: Callable[[int], None] | None = None,
    subject: str = "The query",
    remedy: str = "narrow it, or query less RDF",
) -> int:
    """Run work that prints and returns an exit status in a process of its own, and return that status.

    Where the system cannot fork, or the output is no file of the system, the work runs in a thread of this process.

    Args:
        work: What to run.
        timeout_s: The longest time in seconds; without it there is no limit.
        clean_up: Called with the id of a process that did not end by itself.
        subject: What may need too much memory, for messages.
        remedy: What to do then.

    Raises:
        QueryError: The process was ended by a signal.
        QueryTimeoutError: The work took longer.
    """
    if not CAN_FORK or not _prints_to_files():
        return run_interruptibly(work, timeout_s)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    process = multiprocessing.get_context("fork").Process(target=_run_and_exit, args=(work,), daemon=True)
    process.start()
    ended = False
    try:
        process.join(timeout_s)
        ended = process.exitcode is not None and process.exitcode >= 0
        if process.exitcode is None:
            raise QueryTimeoutError(timeout_message(timeout_s or 0))
    finally:
        if process.exitcode is None:
            process.kill()
            process.join()
        if clean_up and not ended:
            clean_up(process.pid or 0)
    if process.exitcode is not None and process.exitcode < 0:
        raise QueryError(_ended_by(process.exitcode, subject, remedy))
    return process.exitcode or 0


def _ended_by(exit_code: int, subject: str, remedy: str) -> str:
    name = signal.Signals(-exit_code).name
    if name in _OUT_OF_MEMORY:
        return f"{subject} needs more memory than there is ({name}): {remedy}"
    return f"{subject} or the RDF ended the process that read it ({name}): {remedy}"


def _prints_to_files() -> bool:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.fileno()
            except (io.UnsupportedOperation, ValueError, AttributeError):
                return False
    return True


def _run_and_exit(work: Callable[[], int]) -> NoReturn:
    depend_on_parent()
    if resource:
        limit = max(_MIN_MEMORY_BYTES, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        with contextlib.suppress(OSError, ValueError):  # a smaller limit is there already
            resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    status = exit_status(work)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(status)
