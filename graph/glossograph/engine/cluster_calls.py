"""Calls of the driver to a cluster: whether something listens there, waiting that Ctrl-C ends, and errors in one line."""

import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar
from urllib.parse import urlsplit

_CONNECT_S, _TICK_S, _REASON_CHARS = 20, 0.5, 300
_RAISED = re.compile(r"^\s*(?:[\w.]+\.)?(\w+(?:Error|Exception): \S.*)$", re.MULTILINE)
_OWN = re.compile(r"(?:Glossograph|Engine|Storage)Error: ")

Result = TypeVar("Result")


def is_reachable(address: str, default_port: int) -> bool:
    """Whether something listens at one of the hosts of an address, such as `spark://one:7077,two:7077`."""
    return any(_accepts(host, default_port) for host in address.partition("://")[2].split(","))


def _accepts(host: str, default_port: int) -> bool:
    try:
        split = urlsplit(f"//{host}")
        with socket.create_connection((split.hostname or "", split.port or default_port), _CONNECT_S):
            return True
    except (OSError, ValueError):  # a port beyond all ports
        return False


def wait_for(call: Callable[[], Result], tick: Callable[[], None], cancel: Callable[[], None]) -> Result:
    """Call a function that blocks, and another one twice a second until it returns.

    Args:
        call: The function; it runs in a thread of its own.
        tick: The other one.
        cancel: Makes the function return early; called where this thread is interrupted.

    >>> wait_for(lambda: 42, tick=lambda: None, cancel=lambda: None)
    42
    """
    with ThreadPoolExecutor(1) as thread:
        result = thread.submit(call)
        try:
            while not wait([result], _TICK_S).done:
                tick()
        except BaseException:
            cancel()
            raise
        return result.result()


def reason_of(error: BaseException) -> str:
    r"""Give the reason of an error in one line: of one that a worker raised, the end of its traceback.

    >>> reason_of(ValueError("Job aborted\n  File x\nglossograph.errors.StorageError: out: cannot be written\n\n at java"))
    'out: cannot be written'
    """
    text = str(error)
    raised = _RAISED.findall(text)
    return " ".join(_OWN.sub("", raised[-1] if raised else text).split())[:_REASON_CHARS]
