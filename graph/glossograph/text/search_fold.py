"""Texts folded for search: without case, accents, hyphens and joiners, as the page's search folds them."""

import re
import unicodedata
from functools import lru_cache

_ASCII_GAPS = re.compile(r"[ \t_/-]+")
_GAPS = re.compile(r"[^\S\n]+|[\u002d\u058a\u05be\u1400\u1806\u2010-\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u301c\u3030\u30a0_/]+")
_BLANKS = re.compile(" {2,}")
_UNDECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ς": "σ", "ß": "ss", "ı": "i"})
_ACCENTED_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"})
_TATWEEL = "\u0640"


def fold_for_search(text: str) -> str:
    """Fold a text for search. `graph/explorer/src/data/text.ts` does the same.

    Case goes, and the accents of Latin, Greek, Cyrillic, Arabic and Hebrew. Other marks stay: a vowel sign of Devanagari is a
    mark, but no accent. Hyphens, underscores and slashes become blanks.

    >>> fold_for_search("Élasticité-prix"), fold_for_search("Kjøp"), fold_for_search("फ्रंट ऑफिस")
    ('elasticite prix', 'kjop', 'फ्रंट ऑफिस')
    """
    if text.isascii():
        return _ASCII_GAPS.sub(" ", text.lower())
    folded = "".join(_without_accents(unicodedata.normalize("NFKD", text))).upper().lower().translate(_UNDECOMPOSED)
    folded = "".join(c for c in folded if c != _TATWEEL and unicodedata.category(c) != "Cf")
    return _BLANKS.sub(" ", _GAPS.sub(" ", folded))


def _without_accents(text: str) -> list[str]:
    kept: list[str] = []
    takes_accents = False
    for character in text:
        if unicodedata.category(character) == "Mn":
            if takes_accents:
                continue
        else:
            takes_accents = _takes_accents(character)
        kept.append(character)
    return kept


@lru_cache(maxsize=4096)
def _takes_accents(character: str) -> bool:
    return unicodedata.name(character, "").partition(" ")[0] in _ACCENTED_SCRIPTS
