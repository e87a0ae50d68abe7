"""Clean one-line strings: Unicode normalisation, HTML entities, accents, numbers with their nouns."""

import html
import re
import unicodedata
from collections.abc import Iterable

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
    return "".join(_unaccented(unicodedata.normalize("NFKD", text.casefold())))


def _unaccented(decomposed: str) -> Iterable[str]:
    """Leave out the accents of Latin, Greek and Cyrillic; the vowel signs of other scripts are no accents."""
    return (c for c in decomposed if not "\u0300" <= c <= "\u036f")


_BLANKS = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")
# Controls, and the marks that reorder what follows them on the screen (Unicode Standard Annex 9).
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
# Marks piled on one letter: normalising takes the square of their number, and no script needs so many.
_PILED_MARKS = re.compile("([\u0300-\u036f]{16})[\u0300-\u036f]+")
_SUSPECT = 1000


def is_clean(text: str) -> bool:
    """Whether every piece of a text is clean once the blanks around it are gone."""
    return text.isprintable() and "  " not in text and len(text) <= _SUSPECT and unicodedata.is_normalized("NFC", text)


def one_line(text: str) -> str:
    r"""Clean a text for use as a label, sentence or definition: NFC, one line, nothing unseen.

    >>> one_line("  back\n office\u202e ")
    'back office'
    """
    if text.isprintable() and "  " not in text and len(text) <= _SUSPECT:  # so nearly all texts are
        return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
    if text.isascii():
        return " ".join(_UNSEEN.sub("", text).split())
    text = _UNSEEN.sub("", text)
    if "\n" in text:
        text = join_words(line.strip() for line in text.split("\n"))
    if len(text) > _SUSPECT:
        text = _PILED_MARKS.sub(r"\1", text)
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", text).strip())


def without_entities(text: str) -> str:
    """Decode HTML entities, also those that were encoded twice.

    >>> without_entities("Moody&#39;s S&amp;amp;P R&D")
    "Moody's S&P R&D"
    """
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text
