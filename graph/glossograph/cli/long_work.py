"""How a command does long work: so that Ctrl-C, SIGTERM and a timeout stop it."""

import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from glossograph.errors import QueryError

_Result = TypeVar("_Result")
_POLL_INTERVAL_S = 0.1
"""Between two looks at the clock. Ctrl-C interrupts the wait at once where the system allows it, otherwise at the next look."""


class QueryTimeoutError(QueryError):
    """The work took longer than its timeout."""


def run_interruptibly(work: Callable[[], _Result], timeout_s: float | None = None) -> _Result:
    """Run work that cannot be stopped from inside, such as a query of pyoxigraph, in a thread, and wait for it.

    Ctrl-C and the timeout end the wait, not the work, which stops when the process ends.

    Args:
        work: What to run.
        timeout_s: The longest wait in seconds; without it there is no limit.

    Returns:
        What the work returns.

    Raises:
        QueryTimeoutError: The work took longer. An error of the work itself is raised again here.

    >>> run_interruptibly(lambda: 2 + 2, 60)
    4
    """
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 — raised again in the waiting thread
            _clear_frames(error)
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    end = time.monotonic() + timeout_s if timeout_s else None
    thread.start()
    while thread.is_alive():
        if end and time.monotonic() >= end:
            raise QueryTimeoutError(timeout_message(timeout_s or 0))
        thread.join(min(_POLL_INTERVAL_S, max(0.0, end - time.monotonic())) if end else _POLL_INTERVAL_S)
    if errors:
        raise errors[0]
    return results[0]


def timeout_message(timeout_s: float) -> str:
    """Say that a query was stopped."""
    return f"The query took longer than {timeout_s:g} s and was stopped: narrow it, or give a longer --timeout"


def _clear_frames(error: BaseException | None) -> None:
    """Free what the frames of an error hold: results of pyoxigraph must not outlive the thread that they were made in."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


@contextmanager
def sigterm_interrupts() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does in a block: raise `KeyboardInterrupt`, so that what the block began is cancelled."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
