"""The running text of an article, without links, images, headings, code, HTML and shortcodes."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from functools import cached_property

from glossograph.lint.article_source import ArticleSource

_GAP = "  "
"""Written in place of what was removed: no name contains two blanks."""

_RARE_MARKS = "<{`~"
"""Marks that only text other than prose contains, and few articles have."""

_LINK_LIKE_MARKS = ("[", "\n\n    ")
"""Marks that links and headings may contain, so that they count only in the text without those."""

_SINGLE_PATTERNS = tuple(
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
"""Patterns of what is not prose, each with a mark without which it cannot match."""

_PAIRED_PATTERNS = tuple(
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
"""Opening and closing patterns of what is not prose, each pair with a mark without which it cannot match."""


class Prose:
    """The running text of an article, with two blanks for each removed piece.

    >>> prose = Prose(ArticleSource("A [loan](/loan) of money."))
    >>> prose.text, prose.source_offset(prose.text.index("money"))
    ('A    of money.', 19)
    """

    def __init__(self, source: ArticleSource) -> None:
        """Remove what is not prose from the text of an article."""
        text, body_start = source.text, source.body_start
        spans = [match.span() for match in source.inline_links]
        spans += _find_headings(text, body_start)
        self._remove(text, body_start, sorted(spans))
        rare_marks = [mark for mark in _RARE_MARKS if mark in text]
        if rare_marks or any(mark in self.text for mark in _LINK_LIKE_MARKS) or (":" in self.text and "://" in self.text):
            # The patterns may begin with the line end before the body.
            more_spans = _find_other_spans(text, self.text, max(body_start - 1, 0), rare_marks)
            self._remove(text, body_start, sorted([*spans, *more_spans]))

    def _remove(self, text: str, body_start: int, spans: list[tuple[int, int]]) -> None:
        """Keep the text between the spans, which are sorted and may overlap."""
        pieces, kept_to = [], body_start
        for start, end in spans:
            if start > kept_to:
                pieces.append(text[kept_to:start])
            if end > kept_to:  # noqa: PLR1730 — `max` takes three times as long, and this runs for every link
                kept_to = end
        pieces.append(text[kept_to:])
        self.text = _GAP.join(pieces)
        self._body_start, self._removed = body_start, spans

    @cached_property
    def _piece_offsets(self) -> tuple[list[int], list[int]]:
        """Return the offset of each kept piece in the prose, and in the text of the article."""
        prose_offsets, text_offsets, kept_to, length = [], [], self._body_start, 0
        for start, end in self._removed:
            if start > kept_to:
                prose_offsets.append(length)
                text_offsets.append(kept_to)
                length += start - kept_to + len(_GAP)
            kept_to = max(kept_to, end)
        return [*prose_offsets, length], [*text_offsets, kept_to]

    def source_offset(self, offset: int) -> int:
        """Convert an offset in the prose to one in the text of the article."""
        prose_offsets, text_offsets = self._piece_offsets
        piece = bisect_right(prose_offsets, offset) - 1
        return text_offsets[piece] + offset - prose_offsets[piece]


def _find_other_spans(text: str, rest: str, start: int, rare_marks: Container[str]) -> Iterator[tuple[int, int]]:
    """Find the spans that are not prose, other than links and headings, in any order.

    Args:
        text: The text of the article.
        rest: The text without links and headings.
        start: The offset from which to search.
        rare_marks: The rare marks that the text contains.
    """
    for mark, pattern in _SINGLE_PATTERNS:
        if mark in rare_marks or mark in rest:
            yield from (match.span() for match in pattern.finditer(text, start))
    for mark, opening, closing in _PAIRED_PATTERNS:
        if mark[0] in rare_marks and mark in text:
            yield from _find_pairs(text, start, opening, closing)


def _find_headings(text: str, body_start: int) -> Iterator[tuple[int, int]]:
    offset = text.find("#", body_start)
    while offset >= 0:
        if offset == body_start or text[offset - 1] == "\n":
            line_end = text.find("\n", offset)
            if line_end < 0:
                line_end = len(text)
            yield offset, line_end
            offset = line_end
        offset = text.find("#", offset + 1)


def _find_pairs(text: str, start: int, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Find the spans from each opening mark to the next closing mark; without a closing mark, an opening mark is prose."""
    while (begin := opening.search(text, start)) and (end := closing.search(text, begin.end())):
        yield begin.start(), end.end()
        start = end.end()
