"""What the command shows: progress while it works, and lines that no article text can play tricks in."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from glossograph.engine.progress import Progress, no_progress

if TYPE_CHECKING:
    from rich.progress import TaskID

_LOGGED_EVERY = 5.0
"""Seconds between two lines of progress in a log."""

_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    r"""Replace what a terminal would obey or not show: controls, line ends, marks that reorder.

    The joiners of Persian and of the scripts of India stay: words are spelt with them.

    >>> printable("a\x1b[31mb\u202ec\n")
    'a�[31mb�c�'
    """
    return "".join(c if c.isprintable() or c in _JOINERS else "�" for c in text)


def say(text: str, *, flush: bool = False) -> None:
    """Print a line of the result, where there is anywhere to print."""
    if sys.stdout is None:
        return
    sys.stdout.write(f"{printable(text)}\n")
    if flush:
        sys.stdout.flush()


def say_exactly(text: str) -> None:
    """Print a text of many lines for programs: to the letter, in UTF-8; on a terminal without what it would obey."""
    if sys.stdout is None:
        return
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        sys.stdout.write("".join(c if c in "\n\t" else printable(c) for c in text.replace("\r\n", "\n")))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))


def say_json(value: Any) -> None:  # noqa: ANN401 — whatever JSON can say
    """Print a value as JSON; what a terminal would obey is written as escapes, which say the same."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    escaped = (c if c == "\n" or printable(c) == c else json.dumps(c)[1:-1] for c in text)
    say_exactly("".join(escaped) + "\n")


def complain(text: str) -> None:
    """Print an error: one line, on standard error."""
    if sys.stderr is not None:
        sys.stderr.write(f"glossograph: {printable(text)}\n")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Show progress on standard error: bars on a terminal, a line now and then in a log, nothing where quiet."""
    if quiet or sys.stderr is None:
        yield no_progress
    elif sys.stderr.isatty():
        yield from _bars()
    else:
        yield _Log().line


def _bars() -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415 — a tenth of a second, only where there is a terminal
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars  # noqa: PLC0415

    stage, rate = TextColumn("{task.description:>15}"), TextColumn("{task.fields[rate]}")
    columns = (stage, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    # No refreshing thread: the workers are forked while the bars are shown.
    with Bars(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for before in tasks.values():
                    bars.update(before, visible=False)
                tasks[stage] = bars.add_task(stage, total=total, rate="")
            speed = bars.tasks[tasks[stage]].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            bars.update(tasks[stage], completed=done, total=total, rate=rate, refresh=True)

        yield show


class _Log:
    """Progress as lines: a long stage tells of itself every few seconds, a short one not at all."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._stage, self._began, self._first = "", self._last, 0

    def line(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._first = stage, now, done
        if now - self._last >= _LOGGED_EVERY:
            self._last = now
            rate = (done - self._first) / (now - self._began) if now > self._began else 0.0
            left = f", {rate:,.0f} a second, {(total - done) / rate:,.0f} s left" if rate else ""
            sys.stderr.write(f"{stage}: {done:,} of {total:,}{left}\n")
            sys.stderr.flush()
