"""Progress of long work: bars on a terminal, lines in a log, and a table of how long each stage took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from glossograph.engine.progress import Progress, no_progress

if TYPE_CHECKING:
    from rich.progress import TaskID

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_LOG_INTERVAL_S = 5.0


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Progress]:
    """Show progress on standard error: bars on a terminal, a line every few seconds in a log, nothing where quiet."""
    if quiet or sys.stderr is None:
        yield no_progress
    elif sys.stderr.isatty():
        yield from _bars()
    else:
        yield _ProgressLog().add


def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    stage, rate = TextColumn("{task.description:>20}"), TextColumn("{task.fields[rate]}")
    columns = (stage, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    # No thread that refreshes: worker processes are forked while the bars are shown.
    with Bars(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    bars.update(earlier, visible=False)
                tasks[stage] = bars.add_task(stage, total=total, rate="")
            speed = bars.tasks[tasks[stage]].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            bars.update(tasks[stage], completed=done, total=total, rate=rate, refresh=True)

        yield show


class _ProgressLog:
    """Progress as lines: a long stage writes one every few seconds, a short stage none."""

    def __init__(self) -> None:
        self._last_line = time.monotonic()
        self._stage, self._stage_start, self._done_at_start = "", self._last_line, 0

    def add(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._stage_start, self._done_at_start = stage, now, done
        if now - self._last_line >= _LOG_INTERVAL_S:
            self._last_line = now
            rate = (done - self._done_at_start) / (now - self._stage_start) if now > self._stage_start else 0.0
            remaining = f", {rate:,.0f} a second, {(total - done) / rate:,.0f} s left" if rate else ""
            sys.stderr.write(f"{stage}: {done:,} of {total:,}{remaining}\n")
            sys.stderr.flush()


class StageTiming(NamedTuple):
    """How long a stage of a build took.

    Attributes:
        name: The stage, as the progress names it.
        seconds: Wall-clock time.
        items: The items that the stage went through: files, terms or links.
        peak_memory: The most memory that this process has used until the end of the stage, in bytes; 0 if not known.
    """

    name: str
    seconds: float
    items: int
    peak_memory: int


class StageTimer:
    """Times the stages of a build by listening to its progress: a stage lasts until the next one reports.

    >>> timer = StageTimer()
    >>> for stage, done in (("reading", 0), ("reading", 7), ("writing", 0)):
    ...     timer.record(stage, 7)
    >>> [(stage.name, stage.items) for stage in timer.finish()]
    [('reading', 7), ('writing', 7)]
    """

    def __init__(self) -> None:
        """Start the clock."""
        self._timings: list[StageTiming] = []
        self._name, self._start, self._items = "starting", time.perf_counter(), 0

    def listen(self, progress: Progress) -> Progress:
        """Return a progress that is timed and passed on to another."""

        def record_and_show(stage: str, done: int, total: int) -> None:
            self.record(stage, total)
            progress(stage, done, total)

        return record_and_show

    def record(self, stage: str, total: int) -> None:
        """Note that a stage is running."""
        if stage != self._name:
            self._end_stage()
            self._name, self._items = stage, 0
        self._items = max(self._items, total)

    def _end_stage(self) -> None:
        now = time.perf_counter()
        self._timings.append(StageTiming(self._name, now - self._start, self._items, _peak_memory()))
        self._start = now

    def finish(self) -> tuple[StageTiming, ...]:
        """End the last stage and return all stages that had items, in their order."""
        self._end_stage()
        timings = tuple(timing for timing in self._timings if timing.items)
        self._timings.clear()
        return timings


def timing_lines(timings: tuple[StageTiming, ...]) -> Iterator[str]:
    """Lay out the timings as a table.

    >>> for line in timing_lines((StageTiming("reading", 2.0, 9000, 150_000_000),)):
    ...     print(line)
    stage                seconds      items  a second  memory
    reading                 2.00      9,000     4,500  150 MB
    """
    yield f"{'stage':<20} {'seconds':>7} {'items':>10} {'a second':>9}  memory"
    for timing in timings:
        rate = f"{timing.items / timing.seconds:,.0f}" if timing.seconds > 0 else "-"
        memory = f"{timing.peak_memory / 1e6:.0f} MB"
        yield f"{timing.name:<20} {timing.seconds:>7.2f} {timing.items:>10,} {rate:>9}  {memory}"


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if resource else 0
