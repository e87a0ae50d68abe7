"""One function over many items, in several processes, results in order."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_CAN_FORK = "fork" in multiprocessing.get_all_start_methods()
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


@contextmanager
def aside(function: Callable[[], _Result], jobs: int = 1) -> Iterator[Callable[[], _Result]]:
    """Work something out in another process while the block runs; what the block is given waits for the result.

    With one job, or where the system cannot fork, it is worked out when it is asked for.

    >>> with aside(lambda: sum(range(10)), jobs=2) as result:
    ...     result()
    45
    """
    if jobs < 2 or not _CAN_FORK:  # noqa: PLR2004
        yield function
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(lambda _: function(),)) as pool:
        yield pool.submit(_call, None).result


class _Worker:
    """What a worker process was given when it began."""

    function: Callable[[Any], Any]


def _begin(function: Callable[[Any], Any]) -> None:
    _Worker.function = function
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _call(item: Any) -> Any:  # noqa: ANN401 — whatever the function takes and gives
    return _Worker.function(item)
