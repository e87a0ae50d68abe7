"""The sentence around a place in a text, for every script."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from glossograph.text.language_words import all_abbreviations

LONGEST = 600
"""Characters of a sentence that are kept; a longer one is cut around the place."""

# Full stops of Latin, Greek and Cyrillic need a blank behind them; those of Chinese, Hindi, Arabic, Urdu, Amharic,
# Burmese, Khmer and Tibetan do not. Patterns begin with one sign, which `re` finds in half of the time of a repeated one.
_SPACED = ".!?…"
_STOP = re.compile(r"[.!?…。！？｡।॥۔؟።၊။။།][.!?…。！？｡।॥۔؟።၊။။།]*+[\"'”’」』）»)\]]*+(\s*+)(?=\S)")
_ANY_STOP = re.compile(r"[.!?…。！？｡।॥۔؟።၊။།]")
_ASCII_STOP = re.compile(r"[.!?][.!?]*+[\"')\]]*+(\s++)(?=\S)")


class Sentences:
    """The sentences of a text, found where they are asked for.

    A full stop ends no sentence after an abbreviation, an initial or a comma, nor before a small letter.

    >>> text = "Mr. Smith pays 3.5 %. He waits,. then goes. ठीक है। हाँ"
    >>> sentences = Sentences(text)
    >>> [sentences.at(place, place + 1) for place in (4, 30, 46)]
    ['Mr. Smith pays 3.5 %.', 'He waits,. then goes.', 'ठीक है।']
    """

    def __init__(self, text: str, starts: Iterable[int] = ()) -> None:
        """Take a text, and places where sentences begin whatever stands before."""
        self._text = text
        self._begins = _begins(text)
        if more := set(starts):
            self._begins = sorted(more.union(self._begins))

    def at(self, start: int, end: int) -> str:
        """Give the sentence, or the sentences, that the place from `start` to `end` stands in; a long one cut around it."""
        before = bisect_right(self._begins, start)
        after = bisect_left(self._begins, end)
        first = self._begins[before - 1] if before else 0
        last = self._begins[after] if after < len(self._begins) else len(self._text)
        if last - first <= LONGEST:
            return self._text[first:last].strip()
        margin = max(0, LONGEST - (end - start)) // 2
        left, right = max(first, start - margin), min(last, end + margin, start + margin + LONGEST)
        return ("… " if left > first else "") + self._text[left:right].strip() + (" …" if right < last else "")


def ends_in(text: str, after: str) -> bool:
    """Tell whether a sentence ends in a text, with the letter that comes `after` it.

    >>> ends_in(" pays 3.5 %. ", "T"), ends_in(" pays 3.5 % ", "t"), ends_in("। ", "ह")
    (True, False, True)
    """
    return _ANY_STOP.search(text) is not None and bool(_begins(text + after))


def _begins(text: str) -> list[int]:
    """Give the places behind the stops that end a sentence."""
    starts = []
    for stop in (_ASCII_STOP if text.isascii() else _STOP).finditer(text):
        start, end = stop.span()
        mark = text[start]
        if mark in _SPACED and (
            stop.start(1) == end
            or text[end].islower()
            or (mark == "." and _goes_on(text[max(0, start - 20) : start].rpartition(" ")[2]))
        ):
            continue
        starts.append(end)
    return starts


@lru_cache(maxsize=1 << 14)
def _goes_on(before: str) -> bool:
    """Tell whether a sentence goes on behind a full stop, by what stands before it: an abbreviation, an initial, a comma."""
    word = before.strip("(\"'“‘«[").lower()
    return not word or word[-1] == "," or "." in word or word in all_abbreviations() or (len(word) == 1 and word.isalpha())
