"""Ends this process where work in a thread does not: only the main thread of Python can be interrupted by a signal."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

CAN_WATCH = hasattr(time, "pthread_getcpuclockid") and hasattr(signal, "setitimer")
_TICK_S = 0.5
_GRACE = 2
"""Where not even the watch gets to run, the process is ended after this many times as much processor time."""


class _Blocks:
    """The watched blocks of this process, whose threads share its timer."""

    lock = threading.Lock()
    running = 0


@contextmanager
def watched_thread() -> Iterator[Callable[[float], None]]:
    """Limit the processor time of pieces of work in a block by ending the process: SIGKILL, or SIGPROF.

    Another thread looks at the clock of this one. Code that keeps that from running, because it never lets go of the interpreter,
    is ended by the kernel's timer of the process, which the other thread winds up again each time that it looks.

    Yields:
        A function that grants a number of seconds of this thread from now on to the next piece of work.
    """
    clock = time.pthread_getcpuclockid(threading.get_ident())
    limit_s, end_s = 0.0, float("inf")
    ended = threading.Event()

    def grant(seconds: float) -> None:
        nonlocal limit_s, end_s
        limit_s, end_s = seconds, time.clock_gettime(clock) + seconds
        signal.setitimer(signal.ITIMER_PROF, _GRACE * seconds)

    def watch() -> None:
        while not ended.wait(_TICK_S):
            if time.clock_gettime(clock) > end_s:
                os.kill(os.getpid(), signal.SIGKILL)
            if limit_s:
                signal.setitimer(signal.ITIMER_PROF, _GRACE * limit_s)

    other = threading.Thread(target=watch, daemon=True)
    with _Blocks.lock:
        _Blocks.running += 1
    other.start()
    try:
        yield grant
    finally:
        ended.set()
        other.join()
        with _Blocks.lock:
            _Blocks.running -= 1
            if not _Blocks.running:
                signal.setitimer(signal.ITIMER_PROF, 0)
