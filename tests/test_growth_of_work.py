"""Work that must not grow with the square of a collection, counted in steps, not in seconds."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from glossograph.config import Level
from glossograph.labels.anchor_counts import AnchorColumns, AnchorCounts
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.fixing import select_compatible
from glossograph.model.article import Article
from glossograph.model.link import Links
from glossograph.model.packed_texts import PackedTexts
from glossograph.model.term import Label, Term
from glossograph.pages.explorer_texts import LabelColumns
from glossograph.read.files import FoundFile
from glossograph.read.language_samples import SampleText
from glossograph.read.path_layout import plan_layout
from glossograph.terms.identity import identify
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag

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


def test_deciding_on_language_folders_grows_with_their_number() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    tags = [f"{first}{second}-{third}a" for third in letters for first in letters for second in letters]

    def plan(size: int) -> None:
        files = [FoundFile(f"Texts/{tag}/bond.md", tag) for tag in sorted(tags[:size])]
        files += [FoundFile(f"Texts/a{index}.md", "") for index in range(size)]
        assert len(plan_layout(files, lambda _: SampleText("", "")).placements) == 2 * size

    assert _ratio(plan) < _MAX_RATIO


def test_the_labels_of_a_page_are_sorted_by_language_once() -> None:
    def sort(size: int) -> None:
        terms = [
            Term(TermId(f"t{index}"), Slug(f"t{index}"), (Label(LanguageTag(f"x-{index}"), "Bond"),)) for index in range(size)
        ]
        columns = LabelColumns(terms)
        assert all(columns.preferred(f"x-{index}")[index] == "Bond" for index in range(size))
        assert columns.alternatives("x-0") == {"of": [], "texts": []}

    assert _ratio(sort) < _MAX_RATIO


def test_counting_the_anchors_of_a_term_does_not_grow_with_the_languages_of_others() -> None:
    def count(size: int) -> None:
        numbers = np.arange(size)
        languages = [LanguageTag(f"x-{index}") for index in range(size)]
        terms = [TermId(f"t{index}") for index in range(size)]
        columns = AnchorColumns(numbers, numbers, np.zeros(size, np.int64), np.zeros(size, np.uint8))
        counts = AnchorCounts(terms, languages, PackedTexts.of(["bond"]), columns)
        for term, language in zip(terms, languages, strict=True):
            counts.of(term, {language: "Loan"})

    assert _ratio(count) < _MAX_RATIO


def test_edits_that_touch_are_not_both_chosen() -> None:
    edits = [(0, 4), (4, 6), (10, 10), (12, 20), (13, 14), (21, 22)]
    findings = [Finding("a.md", 1, 1, "entity", Level.WARNING, str(start), "", (Edit(start, end, "x"),)) for start, end in edits]
    assert [finding.edits[0].start for finding in select_compatible(findings)] == [0, 10, 12, 21]
