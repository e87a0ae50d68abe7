"""Run what could end its process, or never end, in a process of its own, and limit its processor time."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar

from glossograph.engine.processes import CAN_FORK, depend_on_parent
from glossograph.engine.thread_watch import CAN_WATCH, watched_thread

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_HAS_TIMERS = hasattr(signal, "setitimer")
_GRACE = 2
"""A process that does not react to the end of its time is ended after this many times as much."""


class ProcessEndedError(Exception):
    """A process ended while it worked on an item; `reason` names the signal."""

    def __init__(self, reason: str) -> None:
        """Take the reason, such as `SIGSEGV`."""
        super().__init__(reason)
        self.reason = reason


class OutOfTimeError(BaseException):
    """Work took more processor time than it may.

    No `Exception`, so that nothing on the way takes it for an error of its own.
    """


class _Process(Protocol):
    def kill(self) -> None: ...

    def join(self) -> None: ...

    @property
    def exitcode(self) -> int | None: ...


class _Child(NamedTuple):
    process: _Process
    connection: Connection


class _Interpreter:
    """A new interpreter, with what a process of `multiprocessing` has."""

    def __init__(self, *arguments: str, descriptor: int) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = (sys.executable, *arguments)
        self._process = subprocess.Popen(command, pass_fds=[descriptor], env=environment, stdin=subprocess.DEVNULL)
        self.kill = self._process.kill

    def join(self) -> None:
        self._process.wait()

    @property
    def exitcode(self) -> int | None:
        return self._process.poll()


@contextlib.contextmanager
def isolated(
    function: Callable[[_Item], _Result], *, is_on: bool = True, forks: bool = True
) -> Iterator[Callable[[_Item], _Result]]:
    """Apply a function to items one by one in another process, as long as the block runs.

    A process that ends is replaced by a new one for the next item.

    Args:
        function: The function. Items and results are pickled.
        is_on: If not, or where the system cannot fork, the function runs in this process.
        forks: Whether this process is forked. If not, the other process is a new interpreter, and the function is pickled: for
            processes with other threads, such as the workers of Dask, which may not fork by `multiprocessing` either.

    Yields:
        A function that applies `function` to an item. It raises what `function` raises, or `ProcessEndedError`.

    >>> with isolated(abs) as absolute:
    ...     absolute(-1), absolute(-2)
    (1, 2)
    """
    if not is_on or not CAN_FORK:
        yield function
        return
    children: list[_Child] = []
    try:
        yield lambda item: _apply_in_child(function, item, children, _start if forks else _start_interpreter)
    finally:
        for child in children:
            _end(child)


def _apply_in_child(
    function: Callable[[Any], Any],
    item: Any,  # noqa: ANN401 — the function's types
    children: list[_Child],
    start: Callable[[Callable[[Any], Any]], _Child],
) -> Any:  # noqa: ANN401 — as above
    if not children:
        children.append(start(function))
    child = children[0]
    try:
        child.connection.send(item)
        result, error = child.connection.recv()
    except (EOFError, OSError) as end:
        children.clear()
        child.process.join()
        child.connection.close()
        raise ProcessEndedError(_reason(child.process.exitcode)) from end
    if error is not None:
        raise error
    return result


def _start(function: Callable[[Any], Any]) -> _Child:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(function, there, here), daemon=True)
    process.start()
    there.close()
    return _Child(process, here)


def _start_interpreter(function: Callable[[Any], Any]) -> _Child:
    here, there = multiprocessing.Pipe()
    code = f"from {__name__} import serve_interpreter; serve_interpreter({there.fileno()})"
    process = _Interpreter("-c", code, descriptor=there.fileno())
    there.close()
    with contextlib.suppress(OSError):  # it has ended already: the first item will report it
        here.send(function)
    return _Child(process, here)


def serve_interpreter(descriptor: int) -> None:
    """Apply a function in an interpreter that `isolated` has started, until the other one closes the pipe of this descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Own.may_end = True
    connection = Connection(descriptor)
    _apply_items(connection.recv(), connection)


class _Own:
    """This process."""

    may_end = False


def _serve(function: Callable[[Any], Any], connection: Connection, other_end: Connection) -> None:
    depend_on_parent()
    other_end.close()
    _apply_items(function, connection)


def _apply_items(function: Callable[[Any], Any], connection: Connection) -> None:
    while True:
        try:
            item = connection.recv()
        except EOFError:
            return
        try:
            outcome: tuple[object, BaseException | None] = (function(item), None)
        except (Exception, OutOfTimeError) as error:  # noqa: BLE001 — the parent raises it
            outcome = (None, error)
        connection.send(outcome)


def _end(child: _Child) -> None:
    child.process.kill()
    child.process.join()
    child.connection.close()


def _reason(exit_code: int | None) -> str:
    try:
        return signal.Signals(-(exit_code or 0)).name
    except ValueError:
        return f"exit status {exit_code}"


@contextlib.contextmanager
def time_limits(*, ends_process: bool = False) -> Iterator[Callable[[float], None]]:
    """Limit the processor time of pieces of work in a block.

    Processor time, so that other work on the machine changes nothing. In a child process, work that does not even react ends
    with the process, by SIGPROF.

    Args:
        ends_process: Whether this process may be ended where the block cannot be interrupted, which it can in the main thread
            only. If not, there is no limit in another thread.

    Yields:
        A function that grants a number of seconds from now on to the next piece of work, and takes back what is left of the
        last. At the end of that time the block is interrupted by `OutOfTimeError`.

    >>> with time_limits() as grant:
    ...     grant(60)
    """
    if not _HAS_TIMERS or threading.current_thread() is not threading.main_thread():
        with watched_thread() if ends_process and CAN_WATCH else contextlib.nullcontext(lambda _seconds: None) as grant_thread:
            yield grant_thread
        return
    may_end = _Own.may_end or multiprocessing.parent_process() is not None
    before = signal.signal(signal.SIGVTALRM, _interrupt)

    def grant(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        if may_end:
            signal.setitimer(signal.ITIMER_PROF, _GRACE * seconds)

    try:
        yield grant
    finally:
        grant(0)
        signal.signal(signal.SIGVTALRM, before)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise OutOfTimeError
