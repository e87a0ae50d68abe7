"""Names of files and folders that every file system takes, and that no two terms share."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from urllib.parse import quote

from glossograph.text.normalise import normalized

_MAX_NAME_BYTES = 160
"""The longest name of a term's folder. File systems take 255 bytes, of which suffixes need some."""

_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$")
"""Names that Windows gives to devices, with any suffix."""

_HASH_CHARS = 8


@lru_cache(maxsize=4096)
def safe_name(text: str) -> str:
    """Name a file or a folder after a slug: the slug itself where every file system takes it, else with a hash at its end.

    No two safe names differ by case alone, since a slug with a capital letter gets a hash.

    >>> safe_name("front-office"), safe_name("वित्त"), safe_name("con"), safe_name("Node.js"), safe_name("../x")
    ('front-office', 'वित्त', 'con~1143da2b', 'node-js~1fc0c785', 'x~d6b96a97')
    """
    if is_safe_name(text):
        return text
    plain = "".join(letter if _is_safe_letter(letter) else "-" for letter in normalized("NFC", text[:_MAX_NAME_BYTES]).lower())
    plain = re.sub("-+", "-", plain).strip("-_")
    room = _MAX_NAME_BYTES - _HASH_CHARS - 1
    while len(plain.encode()) > room:
        plain = plain[: room // 4] if len(plain) > room else plain[:-1]
    return f"{plain or 'term'}~{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:_HASH_CHARS]}"


def is_safe_name(text: str) -> bool:
    """Whether every file system takes a text as the name of a folder, and no other safe name is the same to one of them."""
    return (
        _has_safe_letters(text)
        and len(text.encode("utf-8", "replace")) <= _MAX_NAME_BYTES
        and text == text.lower() == normalized("NFC", text)
        and not _RESERVED.fullmatch(text)
    )


def unique_names(slugs: Iterable[str]) -> dict[str, str]:
    """Name each of some slugs, so that no two names are the same to a file system that ignores case and forms of Unicode.

    >>> unique_names(["bond", "straße", "strasse"])
    {'bond': 'bond', 'strasse': 'strasse', 'straße': 'straße~787f4770'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for slug in sorted(slugs, key=lambda slug: (slug != _folded(slug), slug)):
        name = safe_name(slug)
        candidates = (f"{name}~{number or hashlib.sha256(slug.encode()).hexdigest()[:_HASH_CHARS]}" for number in count())
        while _folded(name) in taken:
            name = next(candidates)
        taken.add(_folded(name))
        names[slug] = name
    return names


def _folded(name: str) -> str:
    return name if name.isascii() and name.islower() else normalized("NFKC", normalized("NFKC", name).casefold())


@lru_cache(maxsize=4096)
def address_of_folder(folder: str) -> str:
    """Write a path of folders as part of an address.

    >>> address_of_folder("term/債券/")
    'term/%E5%82%B5%E5%88%B8/'
    """
    return quote(folder, safe="/~")


def address_part(name: str) -> str:
    """Write a name as one part of an address.

    >>> address_part("con~1143da2b"), address_part("債券")
    ('con~1143da2b', '%E5%82%B5%E5%88%B8')
    """
    return quote(name, safe="")


def _has_safe_letters(text: str) -> bool:
    """Whether a text has only letters, marks, digits, and hyphens and underscores between them."""
    return bool(text) and text[0] not in "-_" and text[-1] not in "-_" and all(map(_is_safe_letter, text))


@lru_cache(maxsize=4096)
def _is_safe_letter(letter: str) -> bool:
    return letter in "-_" or unicodedata.category(letter)[0] in "LMN"
