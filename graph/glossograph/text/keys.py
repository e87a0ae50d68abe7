"""Keys and slugs: how names of terms are compared and written in addresses.

Two spellings of one slug have one key: `frontoffice`, `front-office` and `/Front Office/` are one term.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NewType

Slug = NewType("Slug", str)
"""A term's name in addresses, as the articles write it, lower-case: `front-office`."""

Key = NewType("Key", str)
"""A slug without case and punctuation: `frontoffice`. Slugs of one key name one term."""

TermId = NewType("TermId", str)
"""A term's identity inside a graph: its key; `key~2` and so on where different articles claim one key."""

CACHE_SIZE = 1 << 16
"""Names whose folding is remembered: those of some terms at once, which a process takes one after the other."""

_PLAIN = re.compile(r"[a-z0-9]+\Z")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_HASH = re.compile(r"(?:[0-9]+[-_.])*(?=[0-9a-f-]*[0-9][0-9a-f-]*[0-9])[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}\Z")


class _LettersAndDigits(dict[int, int | None]):
    """Maps letters, marks and digits to themselves and all else to nothing, looked up once each."""

    def __missing__(self, point: int) -> int | None:
        self[point] = point if unicodedata.category(chr(point))[0] in "LMN" else None
        return self[point]


_LETTERS_AND_DIGITS = _LettersAndDigits()


@lru_cache(maxsize=CACHE_SIZE)
def key(text: str) -> Key:
    """Fold a slug to the letters, vowel signs and digits that tell it from others, of every script.

    NFKC and case folding first (Unicode Standard Annex 15 and section 5.18). Empty where nothing is left.

    >>> key("Front Office"), key("/front-office/"), key("१२b-1 शुल्क")
    ('frontoffice', 'frontoffice', '१२b1शुल्क')
    """
    if _PLAIN.match(text):
        return Key(text)
    if text.isascii():
        return Key(_NOT_PLAIN.sub("", text.lower()))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(folded.split())
    return Key(bare if bare.isalnum() else folded.translate(_LETTERS_AND_DIGITS))  # as it is for most scripts


@lru_cache(maxsize=CACHE_SIZE)
def slug(text: str) -> Slug:
    """Write a name as a slug: NFC, lower-case, blanks and odd characters as one hyphen.

    Hyphens and underscores stay where the author put them. Empty where no letter or digit is left.

    >>> slug("Front Office"), slug("financial_sector"), slug("वित्तीय सलाहकार"), slug("..")
    ('front-office', 'financial_sector', 'वित्तीय-सलाहकार', '')
    """
    if not key(text):
        return Slug("")
    kept = (
        c if c in "-_" or unicodedata.category(c)[0] in "LMN" else "-"
        for c in unicodedata.normalize("NFC", text).lower()
        if unicodedata.category(c) != "Cf"
    )
    return Slug(re.sub(r"--+", "-", "".join(kept)).strip("-"))


@lru_cache(maxsize=CACHE_SIZE)
def is_opaque(stem: str) -> bool:
    """Tell whether a file's name is a number or a hash that says nothing about its term.

    >>> [is_opaque(name) for name in ("003_1b6103a111c75762", "0042", "401k", "facade", "front-office")]
    [True, True, False, False, False]
    """
    return stem.isdecimal() or bool(_HASH.match(stem.lower()))
