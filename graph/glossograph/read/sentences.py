"""The sentence around a place in a text, for every script."""

import re
from bisect import bisect_left, bisect_right

LONGEST = 600
"""Characters of a sentence that are kept; a longer one is cut around the place."""

# Full stops of Latin, Greek and Cyrillic need a blank behind them; those of Chinese, Hindi, Arabic, Urdu, Amharic,
# Burmese, Khmer and Tibetan do not.
_SPACED = ".!?…"
_STOP = re.compile(r"[.!?…。！？｡।॥۔؟።၊။។།]+[\"'”’」』）»)\]]*(\s*)")
_WORD_BEFORE = re.compile(r"(\S+)\Z")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st inc ltd corp co vs etc no nr ca approx fig jr sr dept est bl a f eks osv dvs kl bzw ggf usw "
    "sr sra dra ej pág núm cf art al op ed vol т е д др см г руб".split()
)


def boundaries(text: str) -> list[int]:
    """Find where sentences begin, after the first.

    A full stop ends no sentence after an abbreviation, an initial or a comma, nor before a small letter.

    >>> boundaries("Mr. Smith pays 3.5 %. He waits,. then goes. ठीक है। हाँ")
    [22, 44, 52]
    """
    found = []
    for stop in _STOP.finditer(text):
        end = stop.end()
        if end >= len(text):
            break
        mark = text[stop.start()]
        if mark in _SPACED and (not stop[1] or text[end].islower() or (mark == "." and _goes_on(text, stop.start()))):
            continue
        found.append(end)
    return found


def _goes_on(text: str, stop: int) -> bool:
    before = _WORD_BEFORE.search(text, max(0, stop - 20), stop)
    word = before[1].strip("(\"'“‘«[").lower() if before else ""
    return not word or word[-1] == "," or "." in word or word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def sentence_at(text: str, start: int, end: int, begins: list[int]) -> str:
    """Give the sentence, or the sentences, that the place from `start` to `end` stands in.

    `begins` is what `boundaries` says of the text.

    >>> text = "One is here. Two is there. Three."
    >>> sentence_at(text, 13, 16, boundaries(text))
    'Two is there.'
    """
    before = bisect_right(begins, start)
    after = bisect_left(begins, end)
    first = begins[before - 1] if before else 0
    last = begins[after] if after < len(begins) else len(text)
    if last - first <= LONGEST:
        return text[first:last].strip()
    margin = max(0, LONGEST - (end - start)) // 2
    left, right = max(first, start - margin), min(last, end + margin, start + margin + LONGEST)
    return ("… " if left > first else "") + text[left:right].strip() + (" …" if right < last else "")
