"""One function over many items, in several processes, results in order."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_CAN_FORK = "fork" in multiprocessing.get_all_start_methods()
_LAST = 19
"""What is added to a process's niceness so that all others come first."""

_WAITED = 0.8
"""Seconds that are waited for a patient process, which a machine that is always busy never lets come to its end."""

_AHEAD = 3
"""Items a process that are asked for before the first result is taken."""


def in_processes(function: Callable[[_Item], _Result], items: Iterable[_Item], jobs: int = 1) -> Iterator[_Result]:
    """Give the function's result for each item, in the items' order.

    The processes are forked, so that the function may hold what is large without its being copied; items and results are
    pickled. With one job, or where the system cannot fork, everything runs here. Ctrl-C is left to the caller's process.

    >>> list(in_processes(abs, [-1, 2, -3], jobs=2))
    [1, 2, 3]
    """
    if jobs < 2 or not _CAN_FORK:  # noqa: PLR2004 — two make a difference
        yield from map(function, items)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(function,)) as pool:
        waiting = iter(items)
        pending: deque[Future[_Result]] = deque(pool.submit(_call, item) for item in islice(waiting, _AHEAD * jobs))
        try:
            while pending:
                result = pending.popleft().result()
                pending.extend(pool.submit(_call, item) for item in islice(waiting, 1))
                yield result
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """Take items so many at a time, as processes do; a range gives ranges, which cost nothing to send.

    >>> list(chunks("abcde", 2)), list(chunks(range(3), 2))
    (['ab', 'cd', 'e'], [range(0, 2), range(2, 3)])
    """
    return (items[start : start + size] for start in range(0, len(items), size))


@contextmanager
def shared_counter(count: int) -> Iterator[Iterator[int]]:
    """Give the numbers below `count`, at most 256, each once, to whoever asks first here or in a process that the block forks.

    >>> with shared_counter(3) as numbers:
    ...     list(numbers), list(numbers)
    ([0, 1, 2], [])
    """
    taken, given = os.pipe()  # a byte a number: whoever is killed holds no lock
    try:
        os.write(given, bytes(range(count)))
        os.close(given)
        yield (number[0] for number in iter(lambda: os.read(taken, 1), b""))
    finally:
        os.close(taken)


@contextmanager
def in_background(function: Callable[[], _Result], jobs: int = 1, *, patient: bool = False) -> Iterator[Callable[[], _Result]]:
    """Work something out in another process while the block runs, and give what waits for the result.

    The process ends with the block, whatever it has come to. A `patient` one takes the time that others leave it; where they
    leave none, the work is done here when it is asked for, as it is with one job, or where the system cannot fork.

    Errors: `BrokenProcessPool` where the process was killed.

    >>> with in_background(lambda: sum(range(10)), jobs=2) as total:
    ...     total()
    45
    """
    if jobs < 2 or not _CAN_FORK:  # noqa: PLR2004
        yield function
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(function, sender, patient), daemon=True)
    process.start()
    sender.close()
    try:
        yield lambda: _told(receiver) if not patient or receiver.poll(_WAITED) else function()
    finally:
        process.terminate()
        process.join()
        receiver.close()


def _tell(function: Callable[[], object], sender: Connection, patient: bool) -> None:  # noqa: FBT001 — as a process is given it
    _serve()
    if patient:
        os.nice(_LAST)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whatever the process that was forked does then
    try:
        told: tuple[object, Exception | None] = (function(), None)
    except Exception as error:  # noqa: BLE001 — it is raised where the result is asked for
        told = (None, error)
    sender.send(told)


def _told(receiver: Connection) -> Any:  # noqa: ANN401 — whatever the function gives
    try:
        result, error = receiver.recv()
    except EOFError as ended:
        message = "a process was killed"
        raise BrokenProcessPool(message) from ended
    if error:
        raise error
    return result


class _Worker:
    """What a worker process was given when it began."""

    function: Callable[[Any], Any]


def _begin(function: Callable[[Any], Any]) -> None:
    _Worker.function = function
    _serve()


def _serve() -> None:
    """Leave Ctrl-C to the process that forked this one, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """Wait for the end of a process: one that is killed cannot tell those whom it has forked, who keep its files locked."""
    wait([sentinel])
    os._exit(1)


def _call(item: Any) -> Any:  # noqa: ANN401 — whatever the function takes and gives
    return _Worker.function(item)
