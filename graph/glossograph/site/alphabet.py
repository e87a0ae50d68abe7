"""The order of names in an index from A to Z, and the letter that each stands under, by language.

Names are compared without case and accents, letter by letter in the order of the language's alphabet (`data/alphabets.toml`),
else in the order of Unicode, which is the alphabet's in most scripts. Thai and Lao vowels that are written before their consonant
count after it. Korean names stand under their first consonant, Japanese ones under their first sound. Chinese characters follow
the order of Unicode, by radical and then by strokes; they have no letters, so an index divides them into ranges.
"""

import re
import unicodedata
from functools import lru_cache

from glossograph.text.data_files import read_data_file
from glossograph.text.normalise import normalized
from glossograph.text.search_fold import fold_for_search

DIGITS, OTHERS, IDEOGRAPHS = "0–9", "#", "漢"
"""The headings of names that begin with a digit, with another sign, and with a Chinese character."""

_FIRST_WANTED = re.compile(r"[^\W_]")
_LEADING_VOWEL = re.compile("([\u0e40-\u0e44\u0ec0-\u0ec4])(.)", re.DOTALL)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_IDEOGRAPH = re.compile("[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KATAKANA = re.compile("[\u30a1-\u30f6]")
_KATAKANA_TO_HIRAGANA = ord("ぁ") - ord("ァ")
_COMPATIBLE_JAMO = dict(zip(range(0x1100, 0x1113), "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", strict=True))
_AFTER_ALL = 0x110000

SortKey = tuple[tuple[int, ...], str]
"""What names are compared by: their letters as numbers, then the name itself."""


class Alphabet:
    """The order of names in a language.

    >>> names = ["Ørret", "Zebra", "Åre", "Ape", "Épée"]
    >>> sorted(names, key=alphabet_of("no").sort_key), sorted(names, key=alphabet_of("en").sort_key)
    (['Ape', 'Épée', 'Zebra', 'Ørret', 'Åre'], ['Ape', 'Åre', 'Épée', 'Ørret', 'Zebra'])
    >>> [alphabet_of("no").heading(name) for name in ("åre", "12b-1", "«bond»", "...")], alphabet_of("ko").heading("증권")
    (['Å', '0–9', 'B', '#'], 'ㅈ')
    """

    def __init__(self, language: str) -> None:
        """Read the alphabet of a language."""
        self._letters = _letters_of(language)
        self._ranks = {letter: 0x60 + 0.5 + position for position, letter in enumerate(self._letters)}
        long_letters = sorted((letter for letter in self._letters if len(letter) > 1), key=len, reverse=True)
        self._long_letter = re.compile("|".join(map(re.escape, long_letters)) or r"(?!)")
        self._is_turkic = "ı" in self._ranks

    def sort_key(self, name: str) -> SortKey:
        """Return what a name is compared by."""
        return tuple(map(self._rank, self._split(name))), name

    def heading(self, name: str) -> str:
        """Return the letter that a name stands under, in capitals where the script has them."""
        letters = self._split(name)
        first = next((letter for letter in letters if _FIRST_WANTED.match(letter)), "")
        if not first:
            return OTHERS
        if first[0].isdecimal():
            return DIGITS
        if _IDEOGRAPH.match(first):
            return IDEOGRAPHS
        if _HANGUL.match(first) or "\u1100" <= first[0] <= "\u1112":
            return _COMPATIBLE_JAMO[ord(unicodedata.normalize("NFD", first)[0])]
        if self._is_turkic and first == "i":
            return "İ"
        return (first if first in self._ranks else _base(first)).title() if len(first) > 1 else _capital(first)

    def heading_key(self, heading: str) -> tuple[int, SortKey]:
        """Return what headings are compared by: letters, then digits, then other signs."""
        return (heading == DIGITS) + 2 * (heading == OTHERS), self.sort_key(heading)

    def _split(self, name: str) -> list[str]:
        """Split a name into the letters of the alphabet; others lose their accents."""
        text = normalized("NFC", name)
        text = (text.replace("I", "ı") if self._is_turkic else text).lower().replace("i\u0307", "i")
        text = _LEADING_VOWEL.sub(r"\2\1", text)
        if not self._ranks:
            return list(_unaccented(text))
        letters: list[str] = []
        position = 0
        while position < len(text):
            match = self._long_letter.match(text, position)
            letter = match[0] if match else text[position]
            position += len(letter)
            letters.extend([letter] if letter in self._ranks else _unaccented(letter))
        return letters

    def _rank(self, letter: str) -> int:
        """Return the place of a letter: digits and signs first, then the alphabet, then the letters of other scripts."""
        if letter in self._ranks:
            return int(2 * self._ranks[letter])
        point = ord(letter[0])
        return 2 * point if point < ord("a") else _AFTER_ALL + point


@lru_cache(maxsize=256)
def alphabet_of(language: str) -> Alphabet:
    """Return the alphabet of a language."""
    return Alphabet(language)


def _letters_of(language: str) -> tuple[str, ...]:
    alphabets = read_data_file("alphabets.toml")
    letters: str = alphabets.get(language) or alphabets.get(language.partition("-")[0], "")
    return tuple(letters.split())


def _unaccented(text: str) -> str:
    text = "".join(chr(ord(c) + _KATAKANA_TO_HIRAGANA) if _KATAKANA.match(c) else c for c in text)
    folded = normalized("NFC", fold_for_search(text))
    return "".join(_base(letter) if "ぁ" <= letter <= "ゖ" else letter for letter in folded)


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0] if letter else letter


def _capital(letter: str) -> str:
    capital = letter.upper()
    return capital if len(capital) == 1 else letter
