"""The shape of a text: its blocks in their order, which stay the same when the text is translated."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

_MAX_BLOCKS = 300
_MAX_SENTENCES = 9
_FENCES = ("```", "~~~")
_KINDS_BY_SIGN = {"|": "t", ">": "q", "<": "x"}
_HEADING = re.compile(r"#{1,6}(?=\s)")
_LIST_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)|[。！？।؟۔]")
_CONTINUED = frozenset("plqx")
"""Kinds of blocks that a line of plain text continues."""


def text_shape(text: str) -> tuple[str, ...]:
    r"""Name the blocks of a Markdown text in their order, at most the first 300.

    The names are `h1` to `h6` for a heading, `p0` to `p9` for a paragraph with so many sentences, `l` for a list item, `t` for a
    row of a table, `q` for a quote, `c` for fenced code and `x` for HTML. Lines are classified one by one, not parsed: a text and
    its translation get the same names, also where a Markdown parser would disagree with them.

    >>> text_shape("# Bond\n\nA loan. It pays\ninterest.\n\n- coupon\n- maturity\n\n```\nrate = 3\n```")
    ('h1', 'p2', 'l', 'l', 'c')
    >>> text_shape("# 债券\n\n一种贷款。它支付利息。\n\n- 息票\n- 到期日\n\n```\n利率 = 3\n```")
    ('h1', 'p2', 'l', 'l', 'c')
    """
    return tuple(islice(_blocks(text.split("\n")), _MAX_BLOCKS))


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    remaining = iter(lines)
    open_block = ""
    sentences = 0
    for line in remaining:
        text = line.strip()
        kind = _kind(text)
        if open_block and kind in ("p", "q") and kind in ("p", open_block):
            sentences += _count_sentences(text)
            continue
        if open_block == "p":
            yield f"p{min(sentences, _MAX_SENTENCES)}"
        if kind == "p":
            sentences = _count_sentences(text)
        elif kind:
            yield kind
        if kind == "c":
            fence = text[:3]
            next((end for end in remaining if end.strip().startswith(fence)), None)  # skip the code
        open_block = kind if kind in _CONTINUED else ""
    if open_block == "p":
        yield f"p{min(sentences, _MAX_SENTENCES)}"


def _kind(text: str) -> str:
    """Classify a line without the blanks around it; a blank line has no kind."""
    if heading := _HEADING.match(text):
        return f"h{heading.end()}"
    if text.startswith(_FENCES):
        return "c"
    if _LIST_ITEM.match(text):
        return "l"
    return _KINDS_BY_SIGN.get(text[0], "p") if text else ""


def _count_sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(text))
