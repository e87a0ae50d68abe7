"""Text for assistants that is never longer than a number of tokens, and says what it leaves out."""

import math
from collections.abc import Iterable, Sequence

from glossograph.model.base import Struct

MAX_TOKENS = 4_000
_ASCII_CHARS_PER_TOKEN = 3.0
_TOKENS_PER_OTHER_CHAR = 1.2
_RESERVED_TOKENS = 120
"""Kept for the line that says what is left out."""

_MAX_LINE_CHARS = 1_200


def token_count(text: str) -> int:
    """Estimate the tokens of a text, rather too many than too few: tokenisers differ, and need more for some scripts.

    >>> token_count("front office"), token_count("债券")
    (4, 3)
    """
    ascii_chars = sum(character.isascii() for character in text)
    return math.ceil(ascii_chars / _ASCII_CHARS_PER_TOKEN + _TOKENS_PER_OTHER_CHAR * (len(text) - ascii_chars))


class Rest(Struct, frozen=True):
    """What there is besides the lines of an answer.

    Attributes:
        total: The items that there are in all.
        offset: The items that came before the lines.
        remedy: What to ask for the rest; `{offset}` is the first item that is left out.
    """

    total: int
    offset: int
    remedy: str


def capped_text(head: Sequence[str], lines: Iterable[str], rest: Rest, max_tokens: int = MAX_TOKENS) -> str:
    """Join lines up to a number of tokens.

    Args:
        head: Lines that come first, and are shown in any case.
        lines: Lines, one an item, of which some may be left out.
        rest: What there is besides these lines.
        max_tokens: The most tokens.

    >>> print(capped_text([], ["a" * 300, "b" * 300], Rest(2, 0, "ask with offset={offset}"), max_tokens=230)[301:])
    1 of 2 not shown: ask with offset=1
    """
    shown = [_shorten(line) for line in head]
    left = max_tokens - _RESERVED_TOKENS - token_count("\n".join(shown))
    count = 0
    for line in map(_shorten, lines):
        left -= token_count(f"{line}\n")
        if left < 0:
            break
        shown.append(line)
        count += 1
    missing = rest.total - rest.offset - count
    if missing > 0:
        shown.append(f"{missing:,} of {rest.total:,} not shown: {rest.remedy.replace('{offset}', str(rest.offset + count))}")
    return "\n".join(shown)


def _shorten(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= _MAX_LINE_CHARS else f"{flat[:_MAX_LINE_CHARS]}…"
