"""Clean one-line strings: Unicode normalisation, HTML entities, accents, numbers with their nouns."""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from glossograph.text.scripts import join_words


def count_noun(number: int, noun: str) -> str:
    """Say how many there are.

    >>> count_noun(1, "link"), count_noun(2300, "link")
    ('1 link', '2,300 links')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def fold_accents(text: str) -> str:
    """Take case and accents off, so that words of several languages that were one word meet.

    >>> fold_accents("Élasticité"), fold_accents("Straße")
    ('elasticite', 'strasse')
    """
    if text.isascii():
        return text.lower()
    return "".join(_unaccented(normalized("NFKD", text.casefold())))


def _unaccented(decomposed: str) -> Iterable[str]:
    """Leave out the accents of Latin, Greek and Cyrillic; the vowel signs of other scripts are no accents."""
    return (c for c in decomposed if not "\u0300" <= c <= "\u036f")


_BLANKS = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")
# Controls, and the marks that reorder what follows them on the screen (Unicode Standard Annex 9).
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_VERY_LONG_NUMBER = re.compile(r"&#(?:0*[0-9]{8,}|[xX]0*[0-9a-fA-F]{7,});?")
"""A reference to a character whose number Unicode does not have. Python converts no number of more than 4,300 digits."""

_SUSPECT = 1000
_MAX_MARKS = 30
"""Combining marks on one letter that are kept, as in the stream-safe text format (Unicode Standard Annex 15, section 13)."""

_LONG_RUN = re.compile(rf"[^\w\s\x00-\x7f][^\w\s\x00-\x7f]{{{_MAX_MARKS},}}")
"""More signs in a row than `_MAX_MARKS`. Beginning with one sign, the pattern is found in half of the time."""

_FEW_SIGNS = 4 * _MAX_MARKS


def normalized(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    r"""Bring a text into a normal form of Unicode.

    `unicodedata.normalize` sorts the combining marks on a letter and takes the square of their number. No script needs more than
    a few, so of each run of marks the first 30 are kept.

    >>> normalized("NFC", "e\u0301"), len(normalized("NFC", "e" + 1000 * "\u0316"))
    ('\xe9', 31)
    """
    if not text.isascii() and len(text) > _FEW_SIGNS:
        text = _LONG_RUN.sub(_with_few_marks, text)
    return unicodedata.normalize(form, text)


def _with_few_marks(signs: re.Match[str]) -> str:
    kept = []
    marks = 0
    for sign in signs[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MAX_MARKS:
            kept.append(sign)
    return "".join(kept)


def is_clean(text: str) -> bool:
    """Whether every piece of a text is clean once the blanks around it are gone."""
    return text.isprintable() and "  " not in text and len(text) <= _SUSPECT and unicodedata.is_normalized("NFC", text)


def one_line(text: str) -> str:
    r"""Clean a text for use as a label, sentence or definition: NFC, one line, nothing unseen.

    >>> one_line("  back\n office\u202e ")
    'back office'
    """
    if text.isprintable() and "  " not in text and len(text) <= _SUSPECT:  # so nearly all texts are
        return text.strip() if text.isascii() else normalized("NFC", text).strip()
    if text.isascii():
        return " ".join(_UNSEEN.sub("", text).split())
    text = _UNSEEN.sub("", text)
    if "\n" in text:
        text = join_words(line.strip() for line in text.split("\n"))
    return normalized("NFC", _BLANKS.sub(" ", text).strip())


def without_entities(text: str) -> str:
    """Decode HTML entities, also those that were encoded twice.

    >>> without_entities("Moody&#39;s S&amp;amp;P R&D")
    "Moody's S&P R&D"
    """
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(_VERY_LONG_NUMBER.sub("\ufffd", text) if len(text) > _SUSPECT else text)
    return text
