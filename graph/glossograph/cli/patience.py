"""Work that can be stopped: an engine that cannot be told to stop runs beside the thread that waits for it."""

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import NoReturn, TypeVar

from glossograph.errors import QueryError

_Result = TypeVar("_Result")
_LOOKS = 0.1
"""Seconds between two looks at the clock; Ctrl-C is heard at once where the system allows, else then."""


class OutOfTimeError(QueryError):
    """The work took longer than it was given."""


def patiently(work: Callable[[], _Result], seconds: float | None = None) -> _Result:
    """Do the work beside this thread, which can be interrupted meanwhile, and give its result or raise its error.

    Work that is not over in so many seconds goes on until the process ends: end it with `leave`.

    Errors: `OutOfTimeError`.

    >>> patiently(lambda: 2 + 2, 60)
    4
    """
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 — raised again by who waits
            _forget_frames(error)
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    end = time.monotonic() + seconds if seconds else None
    thread.start()
    while thread.is_alive():
        if end and time.monotonic() >= end:
            message = f"the query was not answered in {seconds:g} s and was stopped: narrow it, or give a longer --timeout"
            raise OutOfTimeError(message)
        thread.join(min(_LOOKS, max(0.0, end - time.monotonic())) if end else _LOOKS)
    if errors:
        raise errors[0]
    return results[0]


def _forget_frames(error: BaseException | None) -> None:
    """Let go of what an error's frames hold: what the engine gave must not outlive the thread that it was given to."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def leave(status: int) -> NoReturn:
    """End the process at once, whatever is still at work in it."""
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(status)
