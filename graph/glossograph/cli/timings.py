"""Where the time of a build goes: its stages, with seconds, pieces a second and memory."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from glossograph.engine.progress import Progress

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


class Stage(NamedTuple):
    """One stage: how long it took, the pieces that it went through, and the memory at its end.

    `seconds` are of the clock on the wall; `memory` is the most that the build's own process has taken so far, in bytes, 0 where
    the system does not tell.
    """

    name: str
    seconds: float
    pieces: int
    memory: int


class Timings:
    """Listens to the progress of a build: a stage lasts until another one is first heard of.

    >>> timings = Timings()
    >>> for stage, done in (("reading", 0), ("reading", 7), ("writing", 0)):
    ...     timings.note(stage, done, 7)
    >>> [(stage.name, stage.pieces) for stage in timings.stages()]
    [('reading', 7), ('writing', 7)]
    """

    def __init__(self) -> None:
        """Begin with the first stage."""
        self._done: list[Stage] = []
        self._name, self._began, self._pieces = "starting", time.perf_counter(), 0

    def beside(self, shown: Progress) -> Progress:
        """Give a progress that is shown and noted."""

        def both(stage: str, done: int, total: int) -> None:
            self.note(stage, done, total)
            shown(stage, done, total)

        return both

    def note(self, stage: str, done: int, total: int) -> None:  # noqa: ARG002 — a `Progress`
        """Hear of a stage."""
        if stage != self._name:
            self._close()
            self._name, self._pieces = stage, 0
        self._pieces = max(self._pieces, total)

    def _close(self) -> None:
        now = time.perf_counter()
        self._done.append(Stage(self._name, now - self._began, self._pieces, _memory()))
        self._began = now

    def stages(self) -> tuple[Stage, ...]:
        """End the last stage, and give all that took any time worth telling of, in their order."""
        self._close()
        told = tuple(stage for stage in self._done if stage.pieces)
        self._done.clear()
        return told


def lines(stages: tuple[Stage, ...]) -> Iterator[str]:
    """Give a table of the stages.

    >>> for line in lines((Stage("reading", 2.0, 9000, 150_000_000),)):
    ...     print(line)
    stage                seconds     pieces  a second  memory
    reading                 2.00      9,000     4,500  150 MB
    """
    yield f"{'stage':<20} {'seconds':>7} {'pieces':>10} {'a second':>9}  memory"
    for stage in stages:
        rate = f"{stage.pieces / stage.seconds:,.0f}" if stage.seconds > 0 else "-"
        yield f"{stage.name:<20} {stage.seconds:>7.2f} {stage.pieces:>10,} {rate:>9}  {stage.memory / 1e6:.0f} MB"


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if resource else 0
