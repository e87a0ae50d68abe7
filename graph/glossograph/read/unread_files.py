"""The bytes of a file of this machine, and what is said of a file that cannot be read as an article."""

import os
import stat

from glossograph.model.article import Article
from glossograph.model.problem import Problem, ProblemCode
from glossograph.read.article_file import MAX_ARTICLE_BYTES, unread_article

_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
BEGINNING_BYTES = 1 << 16
"""Bytes of a file that decide on its language."""

TIME_LIMIT_S = 20.0
_MORE_S_PER_BYTE = 10e-6
"""Processor time after which reading a file is given up: far more than any machine needs, so that none decides on a graph."""

_TIME_SIGNAL = "SIGPROF"


class NoArticleError(Exception):
    """A file is nothing to read an article from."""

    def __init__(self, code: ProblemCode, message: str) -> None:
        """Take the code and the message of the problem that this is."""
        super().__init__(message)
        self.code = code


def read_bytes(location: str) -> tuple[os.stat_result, bytes]:
    """Read a whole file; a pipe that nobody writes to is not waited for.

    Raises:
        NoArticleError: It is no regular file, or too large.
        OSError: It cannot be read.
    """
    opened = os.open(location, os.O_RDONLY | _WITHOUT_WAITING)
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise NoArticleError(ProblemCode.UNREADABLE, "is no regular file: nothing was read from it")
        refuse_large(status.st_size)
        data = os.read(opened, status.st_size + 1)
        if len(data) != status.st_size:  # grown meanwhile, or given in pieces
            while len(data) <= MAX_ARTICLE_BYTES and (more := os.read(opened, BEGINNING_BYTES)):
                data += more
        return status, data
    finally:
        os.close(opened)


def refuse_large(size: int) -> None:
    """Refuse a file of more bytes than an article may have.

    Raises:
        NoArticleError: It has more.
    """
    if size > MAX_ARTICLE_BYTES:
        message = f"has {size} bytes, more than the {MAX_ARTICLE_BYTES} of an article: split it"
        raise NoArticleError(ProblemCode.TOO_LARGE, message)


def read_first_bytes(location: str) -> bytes:
    """Read the beginning of a file; nothing of a pipe that nobody writes to.

    Raises:
        OSError: It cannot be read.
    """
    with os.fdopen(os.open(location, os.O_RDONLY | _WITHOUT_WAITING), "rb") as opened:
        return opened.read(BEGINNING_BYTES)


def unread_file(path: str, message: str, code: ProblemCode = ProblemCode.UNREADABLE) -> Article:
    """Make the article of a file that could not be read: its problem."""
    return unread_article(path, Problem(path, 0, code, message))


def time_limit_s(size: int) -> float:
    """Give the processor time in which a file of a size has to be read."""
    return TIME_LIMIT_S + _MORE_S_PER_BYTE * size


def slow_message(size: int) -> str:
    """Say that a file takes too long."""
    limit = time_limit_s(size)
    return f"Reading it takes more than {limit:.0f} s of processor time: nothing of it is in the graph; split it"


def killed_message(signal_name: str, size: int) -> str:
    """Say that a file ended the process that read it."""
    if signal_name == _TIME_SIGNAL:
        return slow_message(size)
    return f"Reading it ends the process ({signal_name}): nothing of it is in the graph; please report this file"


def failure_message(error: Exception) -> str:
    """Say that the reader raised an error for a file."""
    return f"the reader failed on it ({type(error).__name__}: {error}): please report this file"


def access_message(error: OSError) -> str:
    """Say that a file cannot be opened or read."""
    return f"cannot be read ({error.strerror or error}): nothing of it is in the graph"
