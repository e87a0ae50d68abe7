"""Patterns that must not cost the square of their length, in time or in memory.

Time is processor time, the least of some runs, of a text and of one that is 16 times as long: 16 is linear, 256 the square. More
than 36 fails, which is 6 for each factor of 4. A pattern fails only if it does so in each of several tries, since what else runs
on a machine can add to a run, and never takes away from it. So the speed of the machine decides nothing.
"""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from glossograph.read.article_file import read_article
from glossograph.read.path_layout import Placement
from tests.torture.patterns import FRONT_MATTER_UNITS, TOML_UNITS, UNITS
from tests.torture.tally import Effort, Row

_FACTOR = 16
_MAX_RATIO = 36.0
_TRIES = 4
_LEAST_S = 5e-3
"""Below this a run is too short to be measured, and is counted as this long."""

_LEAST_BYTES = 200_000


class Pattern(NamedTuple):
    """A text of any length that repeats something."""

    name: str
    text: Callable[[int], str]


def patterns() -> Iterator[Pattern]:
    """Give all patterns of articles."""
    for unit in UNITS:
        yield _pattern("body of", unit, "", "")
        if len(unit) > 1:
            yield Pattern(f"body of {unit!r} and its mirror", partial(_mirrored, unit))
    for unit in FRONT_MATTER_UNITS:
        yield _pattern("title of", unit, "---\ntitle: ", "x\n---\nText")
        yield _pattern("line of", unit, "---\na", ": x\n b\n---\nText")
        yield _pattern("slug of", unit, "slug:: ", "x\nText")
    for unit in TOML_UNITS:
        yield _pattern("TOML of", unit, "+++\na", "b = 1\n+++\nText")
        yield _pattern("JSON of", unit, '{"a": ', "1}\nText")
    for first, last in (("[", "](/a)"), ("**", "**"), ("> ", "\n"), ("<b>", "</b>"), ("[[", "]]"), ("`", "`a")):
        yield Pattern(f"{first!r} closed by {last!r}", partial(_closed, first, last))


def _pattern(what: str, unit: str, before: str, after: str) -> Pattern:
    return Pattern(f"{what} {unit!r}", lambda size: f"{before}{unit * (size // len(unit))}{after}")


def _closed(first: str, last: str, size: int) -> str:
    return first * (size // 8) + "a" + last * (size // 8)


def _mirrored(unit: str, size: int) -> str:
    half = size // len(unit) // 2
    return unit * half + "a" + unit[::-1] * half


def read(text: str) -> None:
    """Read a text as an article, with everything that its path does not say."""
    read_article("en/a.md", Placement("en", (), ""), text.encode("utf-8", "surrogatepass"))


def time_ratio(run: Callable[[int], object], size: int) -> float:
    """Give how many times as long a run takes for 16 times the size, at best."""
    best_small, best_large = float("inf"), float("inf")
    for _ in range(_TRIES):
        for _ in range(3):
            best_small = min(best_small, _seconds(run, size))
        best_large = min(best_large, _seconds(run, _FACTOR * size))
        if best_large / max(best_small, _LEAST_S) <= _MAX_RATIO:
            break
    return best_large / max(best_small, _LEAST_S)


def _seconds(run: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    run(size)
    return time.process_time() - start


def memory_ratio(run: Callable[[int], object], size: int) -> float:
    """Give how many times as much memory a run takes at its peak for 16 times the size."""
    peaks = []
    for each in (size, _FACTOR * size):
        tracemalloc.start()
        try:
            run(each)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    return peaks[1] / max(peaks[0], _LEAST_BYTES)


def growth_of_articles(effort: Effort) -> Row:
    """Read every pattern at two lengths."""
    measured = "time and memory" if effort.is_long else "time"
    row = Row(f"patterns in an article: {measured} at 16 times the length below 36 times")
    size = effort.times(8_000, 30_000)
    for pattern in islice(patterns(), 0, None, effort.times(4, 1)):
        text = pattern.text

        def run(length: int, text: Callable[[int], str] = text) -> None:
            read(text(length))

        with row.attempt(pattern.name):
            ratio = time_ratio(run, size)
            assert ratio <= _MAX_RATIO, f"{ratio:.0f} times the time"
            if effort.is_long:
                ratio = memory_ratio(run, size // 10)
                assert ratio <= _MAX_RATIO, f"{ratio:.0f} times the memory"
    return row
