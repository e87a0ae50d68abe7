"""The running text of an article, without what is no prose: links, images, code, HTML, headings, shortcodes."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from functools import cached_property

from glossograph.lint.article_source import Source

_BETWEEN = "  "
"""Stands for what was taken out: no name has two blanks in it."""

_RARE, _SIGNS = "<{`~", ("[", "\n\n    ")
"""Marks of what is no prose, besides addresses: such as text seldom holds, and such as links and headings may hold."""

_ALONE = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        ("\n\n    ", r"(?<=\n\n)(?: {4}[^\n]*\n?)+"),
        ("<", r"</?[A-Za-z][^<>]*>"),
        ("://", r"\b[a-z]{2,9}://[^\s<>)]+"),
        ("][", r"\[[^\[\]]*\]\[[^\[\]]*\]"),
        ("]:", r"\n {0,3}\[[^\[\]\n]*\]:[^\n]*"),
        ("[[", r"\[\[[^\[\]]*\]\]"),
        ("{", r"\{[^{}\n]*\}+"),
    )
)
_PAIRED = tuple(
    (mark, re.compile(opening, re.MULTILINE | re.IGNORECASE), re.compile(closing, re.MULTILINE | re.IGNORECASE))
    for mark, opening, closing in (
        ("```", r"\n {0,3}```[^`\n]*$", r"\n {0,3}```+[ \t]*$"),
        ("~~~", r"\n {0,3}~~~[^\n]*$", r"\n {0,3}~~~+[ \t]*$"),
        ("<!--", r"<!--", r"-->"),
        ("</", r"<(?:a|h[1-6]|code|pre|script|style)\b", r"</(?:a|h[1-6]|code|pre|script|style)>"),
        ("`", r"(?<!`)`(?!`)", r"(?<!`)`(?!`)"),
        ("``", r"(?<!`)``(?!`)", r"(?<!`)``(?!`)"),
    )
)


class Prose:
    """What an author says in running text, with two blanks for whatever stands between.

    >>> prose = Prose(Source("A [loan](/loan) of money."))
    >>> prose.text, prose.place(prose.text.index("money"))
    ('A    of money.', 19)
    """

    def __init__(self, source: Source) -> None:
        """Take an article's text."""
        text, body = source.text, source.body
        spans = [found.span() for found in source.brackets]
        spans += _headings(text, body)
        self._take(text, body, sorted(spans))
        marks = [mark for mark in _RARE if mark in text]
        if marks or any(mark in self.text for mark in _SIGNS) or (":" in self.text and "://" in self.text):
            self._take(text, body, sorted([*spans, *_no_prose(text, self.text, max(body - 1, 0), marks)]))

    def _take(self, text: str, body: int, unread: list[tuple[int, int]]) -> None:
        """Keep what stands between stretches that may overlap."""
        pieces, place = [], body
        for start, end in unread:
            if start > place:
                pieces.append(text[place:start])
            if end > place:  # noqa: PLR1730 — `max` takes three times as long, and this runs for every link
                place = end
        pieces.append(text[place:])
        self.text = _BETWEEN.join(pieces)
        self._body, self._unread = body, unread

    @cached_property
    def _pieces(self) -> tuple[list[int], list[int]]:
        """Give where each piece begins in the prose, and where in the article's text."""
        starts, places, place, length = [], [], self._body, 0
        for start, end in self._unread:
            if start > place:
                starts.append(length)
                places.append(place)
                length += start - place + len(_BETWEEN)
            place = max(place, end)
        return [*starts, length], [*places, place]

    def place(self, offset: int) -> int:
        """Tell where in the article's text an offset of the prose is."""
        starts, places = self._pieces
        piece = bisect_right(starts, offset) - 1
        return places[piece] + offset - starts[piece]


def _no_prose(text: str, rest: str, place: int, rare: Container[str]) -> Iterator[tuple[int, int]]:
    """Give the stretches that are neither links nor headings, nor prose, in any order.

    `rest` is the text without links and headings, `rare` are the rare marks in the text.
    """
    for mark, pattern in _ALONE:
        if mark in rare or mark in rest:
            yield from (found.span() for found in pattern.finditer(text, place))
    for mark, opening, closing in _PAIRED:
        if mark[0] in rare and mark in text:
            yield from _between(text, place, opening, closing)


def _headings(text: str, body: int) -> Iterator[tuple[int, int]]:
    place = text.find("#", body)
    while place >= 0:
        if place == body or text[place - 1] == "\n":
            end = text.find("\n", place)
            if end < 0:
                end = len(text)
            yield place, end
            place = end
        place = text.find("#", place + 1)


def _between(text: str, place: int, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Give the stretches from an opening mark to the next closing one; an opening mark without one is none."""
    while (begin := opening.search(text, place)) and (end := closing.search(text, begin.end())):
        yield begin.start(), end.end()
        place = end.end()
