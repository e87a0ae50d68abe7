"""Find the labels of one language in texts of that language."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

import ahocorasick_rs

from glossograph.model.term import Term
from glossograph.text.destinations import INDEX_PAGES
from glossograph.text.keys import TermId, key
from glossograph.text.scripts import is_unspaced_language

_MIN_LETTERS, _MIN_SYLLABLES = 3, 2
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{1,7}")
_FINAL_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*\Z")
_MAX_ASCII, _BLANK = 127, 32
_PUNCTUATION_TO_BLANK = bytes(code if code > _MAX_ASCII or chr(code).isalnum() else 32 for code in range(256))
_PUNCTUATION = "“”‘’«»–—…\u00a0"
_PUNCTUATION_OF_LANGUAGE = {
    "ar": "،؛؟",
    "fa": "،؛؟",
    "ur": "،؛؟۔",
    "hi": "।॥",
    "bn": "।॥",
    "mr": "।॥",
    "ne": "।॥",
    "ko": "、。「」『』《》·，",
}
"""Punctuation between words beyond ASCII; languages without blanks need none, since words have no edges there."""

_KOREAN_PARTICLES = frozenset(
    "은 는 이 가 을 를 의 에 와 과 도 로 으로 에서 에게 부터 까지 만 들 들이 들을 들은 들의 등 이다 입니다".split()
)
"""Particles that Korean writes onto a noun."""

_MAX_DEPTH = 8
"""How often the rest of a failed match is searched for further matches."""


class Hit(NamedTuple):
    """A label in a text: its term, whether it is the preferred label, and its offsets in the folded text, in bytes."""

    term: TermId
    label: str
    is_preferred: bool
    start: int
    end: int


class FoldedText(NamedTuple):
    """A text, and the same as UTF-8 in lower case with a blank for each punctuation mark, one before it and one after it."""

    text: str
    data: bytes

    def span(self, hit: Hit) -> tuple[int, int]:
        """Return the offsets of a hit in the text, in characters."""
        if len(self.data) == len(self.text) + len(b"  "):
            return hit.start - 1, hit.end - 1
        start = _count_characters(self.data[1 : hit.start])
        return start, start + _count_characters(self.data[hit.start : hit.end])


class LabelMatcher:
    """Finds the labels of one language in a text: the longest label at each position, as whole words.

    Algorithm: Aho and Corasick (1975), on UTF-8. A word ends where no letter, vowel sign or digit follows (Unicode categories L,
    M, N). In languages without blanks, a label may be part of a longer word. Labels that two terms share are left out. Acronyms
    match in capitals only.

    >>> from glossograph.text.languages import LanguageTag
    >>> from glossograph.model.term import Label
    >>> from glossograph.text.keys import Slug
    >>> def term(slug, label):
    ...     return Term(TermId(slug), Slug(slug), (Label(LanguageTag("en"), label),))
    >>> matcher = LabelMatcher("en", [term("bond", "Bond"), term("market", "Bond market"), term("sec", "SEC")])
    >>> folded = matcher.fold("Bonds? A sec: the bond-market, the bond marketing (SEC)")
    >>> [(hit.term, *folded.span(hit)) for hit in matcher.hits(folded)]
    [('market', 18, 29), ('bond', 35, 39), ('sec', 51, 54)]
    """

    def __init__(self, language: str, terms: Iterable[Term]) -> None:
        """Index the labels that the terms have in the language."""
        self._language = language
        primary = language.partition("-")[0]
        self._is_spaced = not is_unspaced_language(language)
        self._punctuation = _PUNCTUATION + _PUNCTUATION_OF_LANGUAGE.get(primary, "") if self._is_spaced else ""
        terms_by_pattern: dict[bytes, set[TermId]] = defaultdict(set)
        preferred: set[bytes] = set()
        acronyms: dict[bytes, str] = {}
        for term in terms:
            for label in () if term.slug in INDEX_PAGES else (*term.labels, *term.alternatives):
                for name in _split_label(label.text) if label.language == language else ():
                    pattern = self._make_pattern(name)
                    if pattern:
                        terms_by_pattern[pattern].add(term.id)
                        preferred |= {pattern} if label in term.labels else set()
                        acronyms |= {pattern: name} if _ACRONYM.fullmatch(name) else {}
        term_of_pattern = {pattern: min(owners) for pattern, owners in terms_by_pattern.items() if len(owners) == 1}
        self._patterns = sorted(term_of_pattern)
        self._pattern_indexes = {pattern: index for index, pattern in enumerate(self._patterns)}
        self._labels = [
            (term_of_pattern[pattern], pattern.decode().strip(), pattern in preferred, acronyms.get(pattern, ""))
            for pattern in self._patterns
        ]
        self._match_anywhere = [not self._is_spaced and pattern[0] > _MAX_ASCII < pattern[-1] for pattern in self._patterns]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            self._patterns,
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def _make_pattern(self, name: str) -> bytes:
        """Return the bytes to search for a name; empty if the name is too short or a number."""
        folded = b" ".join(_fold(name, self._punctuation).split())
        letters = key(name)
        is_syllabic = not self._is_spaced or self._language == "ko"
        minimum = _MIN_SYLLABLES if is_syllabic and not letters.isascii() else _MIN_LETTERS
        if (len(letters) < minimum and not _ACRONYM.fullmatch(name)) or letters.isdecimal() or not folded:
            return b""
        return b" " + folded if self._is_spaced else folded

    def fold(self, text: str) -> FoldedText:
        """Prepare a text for the search."""
        return FoldedText(text, b" %b " % _fold(text, self._punctuation))

    def first_hits(self, folded: FoldedText, excluded: Iterable[TermId] = ()) -> dict[TermId, Hit]:
        """Return the first hit of each term in a text, without the `excluded` terms."""
        first_hits: dict[TermId, Hit] = {}
        skipped = set(excluded)
        for hit in self.hits(folded, skipped):
            first_hits[hit.term] = hit
            skipped.add(hit.term)
        return first_hits

    def hits(self, folded: FoldedText, excluded: Container[TermId] = ()) -> Iterator[Hit]:
        """Find the labels in a text, in its order and without overlaps, but not those of the `excluded` terms."""
        data, is_spaced, match_anywhere, labels = folded.data, self._is_spaced, self._match_anywhere, self._labels
        for index, start, end in self._automaton.find_matches_as_indexes(data):
            if data[end] == _BLANK if is_spaced else match_anywhere[index]:
                whole_matches: Iterable[tuple[int, int, int]] = ((start, end, index),)
            else:
                whole_matches = self._find_whole_matches(data, start, end, index)
            for match_start, match_end, match_index in whole_matches:
                term, label, is_preferred, acronym = labels[match_index]
                if term not in excluded:
                    hit = Hit(term, label, is_preferred, match_start + is_spaced, match_end)
                    if not acronym or folded.text[slice(*folded.span(hit))] == acronym:
                        yield hit

    def _find_whole_matches(self, data: bytes, start: int, end: int, index: int) -> Iterator[tuple[int, int, int]]:
        """Find the whole words in a match that may end inside a word.

        That is the match itself, or a shorter label that it begins with, and the labels in the rest of it.
        """
        matches = [(start, end, index, 0)]
        while matches:
            start, end, index, depth = matches.pop()
            if self._is_whole(data, start, end):
                yield start, end, index
            elif self._is_spaced:
                pattern = self._patterns[index]
                while b" " in (pattern := pattern[: pattern.rfind(b" ")])[1:] or pattern:
                    shorter = self._pattern_indexes.get(pattern)
                    if shorter is not None and self._is_whole(data, start, start + len(pattern)):
                        yield start, start + len(pattern), shorter
                        break
                rest = start + max(len(pattern), 1)
                if depth < _MAX_DEPTH and rest < end and b" " in data[rest:end]:
                    found = self._automaton.find_matches_as_indexes(data[rest:end])
                    matches += ((rest + begin, rest + stop, label, depth + 1) for label, begin, stop in reversed(found))

    def _is_whole(self, data: bytes, start: int, end: int) -> bool:
        """Return whether a match is not part of a longer word."""
        if not self._is_spaced:
            return not (_is_ascii_word(data[end : end + 1]) and _is_ascii_word(data[end - 1 : end])) and not (
                _is_ascii_word(data[start : start + 1]) and start and _is_ascii_word(data[start - 1 : start])
            )
        following = data[end : end + 1]
        if following in (b" ", b""):
            return True
        if following.isascii():
            return False
        character = data[end : end + 4].decode("utf-8", errors="ignore")[:1]
        if unicodedata.category(character)[0] not in "LMN":
            return True
        word_end = data.find(b" ", end)
        ending = data[end : word_end if word_end >= 0 else len(data)].decode("utf-8", errors="ignore")
        return self._language == "ko" and ending in _KOREAN_PARTICLES


def _count_characters(data: bytes) -> int:
    return len(data.decode("utf-8", errors="replace"))


def _is_ascii_word(byte: bytes) -> bool:
    return byte.isascii() and byte.isalnum()


def _fold(text: str, punctuation: str) -> bytes:
    """Return a text in lower case, with a blank for each punctuation mark; each character keeps its position."""
    folded = text.replace("İ", "i").lower()
    if not folded.isascii():
        for mark in punctuation:
            folded = folded.replace(mark, " ")
    return folded.encode("utf-8", errors="replace").translate(_PUNCTUATION_TO_BLANK)


def _split_label(label: str) -> Iterator[str]:
    """Return the names in a label: the label without final brackets, and an acronym in the brackets.

    >>> list(_split_label("Application Programming Interface (API)")), list(_split_label("Bond"))
    (['Application Programming Interface', 'API'], ['Bond'])
    """
    bare = _FINAL_BRACKETS.sub("", label).strip()
    yield bare or label
    match = _FINAL_BRACKETS.search(label)
    if match and bare and _ACRONYM.fullmatch(match[1].strip()):
        yield match[1].strip()
