"""Work that must not grow with the square of a collection, counted in steps, not in seconds."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from glossograph.config import Level
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.fixing import select_compatible
from glossograph.model.article import Article
from glossograph.model.link import Links
from glossograph.terms.identity import identify

_SMALL = 100
_FACTOR = 8
_MAX_RATIO = 12.0
"""Eight times the size: 8 is linear, 64 the square."""


def _lines(run: Callable[[], object]) -> int:
    """Count the lines of Python that a call executes."""
    steps = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return steps


def _ratio(run: Callable[[int], object]) -> float:
    run(_SMALL)  # what is kept from the first run on counts for neither
    small, large = (_lines(lambda size=size: run(size)) for size in (_SMALL, _FACTOR * _SMALL))  # type: ignore[misc]
    return large / small


def test_choosing_among_edits_grows_with_their_number() -> None:
    def choose(size: int) -> None:
        findings = [
            Finding("a.md", 1, 1, "entity", Level.WARNING, "", "", (Edit(5 * index, 5 * index + 2, "x"),))
            for index in range(size)
        ]
        assert len(select_compatible(findings)) == size

    assert _ratio(choose) < _MAX_RATIO


def _article(number: int) -> Article:
    title = f"Bond {number}"
    return Article(
        f"en/a{number}.md",
        "en",
        "bond",
        (),
        slug_given=True,
        title=title,
        description="",
        keywords=(),
        aliases=(),
        links=Links(),
        problems=(),
        name="bond",
    )


def test_numbering_articles_of_one_slug_grows_with_their_number() -> None:
    def number(size: int) -> None:
        slugs = {group.slug for group in identify([_article(index) for index in range(size)], {}).groups}
        assert slugs == {"bond", *(f"bond-{index}" for index in range(2, size + 1))}

    assert _ratio(number) < _MAX_RATIO


def test_edits_that_touch_are_not_both_chosen() -> None:
    edits = [(0, 4), (4, 6), (10, 10), (12, 20), (13, 14), (21, 22)]
    findings = [Finding("a.md", 1, 1, "entity", Level.WARNING, str(start), "", (Edit(start, end, "x"),)) for start, end in edits]
    assert [finding.edits[0].start for finding in select_compatible(findings)] == [0, 10, 12, 21]
