"""Keys and slugs: how names of terms are compared and written in addresses.

Two spellings of one slug have one key: `frontoffice`, `front-office` and `/Front Office/` are one term.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NewType

from glossograph.text.normalise import normalized

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
_MAX_HASH_CHARS = 200


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
    folded = normalized("NFKC", normalized("NFKC", text).casefold())
    bare = "".join(folded.split())
    return Key(bare if bare.isalnum() else folded.translate(_LETTERS_AND_DIGITS))  # as it is for most scripts


_SAFE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_IGNORED = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""Joiners, variation selectors and skin tones: they change how a letter looks, not which name it is."""

_SEPARATORS = re.compile(r"[^\w+#.&/\u2212]+|_+")
_GRADE = re.compile(r"\A\s*((?P<letter>[a-d])(?P=letter){0,2}|[A-Z][A-Za-z]{0,3})-\s*\Z")
"""A short name that ends in a minus, such as the credit rating AA-: the minus distinguishes it from AA."""

_MINUS = "\u2212"
_PLUS_OR_SHARP = re.compile(r"(?<![\w+#])[+#]+(?!\w)")
_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_LEADING_DOT = re.compile(r"(?:(?<=\s)|(?<=\A))\.(?=[^\W\d])")
_SLASH_OR_AND = re.compile(r"(?<!\d)[/&](?!\d)")
_LEADING_DOT_MARK = "\u2024"


@lru_cache(maxsize=CACHE_SIZE)
def safe_key(text: str) -> Key:
    """Fold only what never distinguishes two names: case, Unicode form, and blank = hyphen = underscore.

    Signs that tell names apart stay: `+` and `#` beside a letter or digit, a dot between digits or before a name, a slash or
    ampersand beside a digit, and the minus at the end of a credit rating.

    >>> [safe_key(name) for name in ("Front_Office", "front-office", "C++", "C#", "AA-", "T+1", "v1.10", "Node.js", ".NET")]
    ['front-office', 'front-office', 'c++', 'c#', 'aa−', 't+1', 'v1.10', 'node-js', '․net']
    """
    if _SAFE.match(text):
        return Key(text)
    if text.endswith("-"):
        text = _GRADE.sub(rf"\1{_MINUS}", text)
    folded = text.lower() if text.isascii() else normalized("NFKC", normalized("NFKC", text).casefold())
    folded = _IGNORED.sub("", folded).strip()
    if "." in folded:
        folded = _DOT.sub(" ", _LEADING_DOT.sub(_LEADING_DOT_MARK, folded))
    if "/" in folded or "&" in folded:
        folded = _SLASH_OR_AND.sub(" ", folded)
    if "+" in folded or "#" in folded:
        folded = _PLUS_OR_SHARP.sub(" ", folded)
    kept = "".join(c if c in _KEPT_SIGNS or unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    return Key("-".join(kept.split()))


_KEPT_SIGNS = frozenset(f"+#./&{_MINUS}{_LEADING_DOT_MARK}")
_PLAIN_PATH = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*\Z")
_DROPPED_BY_NAME_KEY = str.maketrans("", "", "-/&")


@lru_cache(maxsize=CACHE_SIZE)
def name_key(text: str) -> Key:
    """Fold a name further than `safe_key`: without its hyphens, slashes and ampersands. Joining by it is a guess.

    >>> name_key("Front Office"), name_key("frontoffice"), name_key("C++"), name_key("12b-1 fees")
    ('frontoffice', 'frontoffice', 'c++', '12b1fees')
    """
    if _PLAIN_PATH.match(text):
        return Key(text.replace("-", "").replace("/", ""))
    return Key(safe_key(text).translate(_DROPPED_BY_NAME_KEY))


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
        for c in normalized("NFC", _IGNORED.sub("", text)).lower()
        if unicodedata.category(c) != "Cf"
    )
    return Slug(re.sub(r"--+", "-", "".join(kept)).strip("-"))


_RANDOM = re.compile(r"(?=[a-z_-]*[0-9])(?=.*[a-z])[a-z0-9_-]{15,}|[a-z0-9]{18,}", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{2,}(?:[-_. ]+(?:[^\W\d_]{2,}|\d{1,4}))+|[^\W\d_]{1,17}")


def is_random(identifier: str) -> bool:
    """Whether an identifier was drawn at random, as Dendron, Docusaurus and others make them, so that it names nothing.

    >>> [is_random(text) for text in ("83740e3-70ce-4a47-a1f4-1f140e80b558", "vhx2NyWdC8pZk0q1Lm3Tz", "front-office", "bond2024")]
    [True, True, False, False]
    """
    return not _WORDS.fullmatch(identifier) and (bool(_RANDOM.fullmatch(identifier)) or _is_hash(identifier))


@lru_cache(maxsize=CACHE_SIZE)
def is_opaque(stem: str) -> bool:
    """Tell whether a file's name is a number or a hash that says nothing about its term.

    >>> [is_opaque(name) for name in ("003_1b6103a111c75762", "0042", "401k", "facade", "front-office")]
    [True, True, False, False, False]
    """
    return stem.isdecimal() or _is_hash(stem)


def _is_hash(name: str) -> bool:
    """Whether a name is a hash. No hash is longer than 200 characters, and the pattern takes the square of the length."""
    return len(name) <= _MAX_HASH_CHARS and bool(_HASH.match(name.lower()))


_SLUG_LIKE = re.compile(r"[\x21-\x7e]+\Z|\S*[-_]\S*\Z")


def is_slug_like(name: str) -> bool:
    """Whether a file name was written as a slug rather than as a title.

    >>> [is_slug_like(name) for name in ("net-asset-value", "Net Asset Value (NAV)", "株式会社", "")]
    [True, False, False, True]
    """
    return not name or (name == name.lower() and _SLUG_LIKE.match(name) is not None)
