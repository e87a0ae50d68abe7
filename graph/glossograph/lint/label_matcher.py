"""The labels of one language, made ready to be found in texts of that language."""

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

_SHORTEST, _SHORTEST_SYLLABIC = 3, 2
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{1,7}")
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*\Z")
_ASCII, _BLANK = 127, 32
_TO_BLANK = bytes(code if code > _ASCII or chr(code).isalnum() else 32 for code in range(256))
_PUNCTUATION = "“”‘’«»–—…\u00a0"
_MORE_PUNCTUATION = {
    "ar": "،؛؟",
    "fa": "،؛؟",
    "ur": "،؛؟۔",
    "hi": "।॥",
    "bn": "।॥",
    "mr": "।॥",
    "ne": "।॥",
    "ko": "、。「」『』《》·，",
}
"""Marks of one language between words; in languages without blanks they part nothing that is looked for."""

_KOREAN_PARTICLES = frozenset(
    "은 는 이 가 을 를 의 에 와 과 도 로 으로 에서 에게 부터 까지 만 들 들이 들을 들은 들의 등 이다 입니다".split()
)
"""What is written onto a noun, and no part of its name."""

_DEEPEST = 8


class Hit(NamedTuple):
    """A term that a text names, the label that names it, whether that is its preferred one, and its place in the folded text."""

    term: TermId
    label: str
    preferred: bool
    start: int
    end: int


class Folded(NamedTuple):
    """A text, and the same in UTF-8, in small letters, with blanks for punctuation, one more in front and one behind."""

    text: str
    data: bytes

    def span(self, hit: Hit) -> tuple[int, int]:
        """Tell from which to which character a hit stands."""
        if len(self.data) == len(self.text) + len(b"  "):
            return hit.start - 1, hit.end - 1
        start = _characters(self.data[1 : hit.start])
        return start, start + _characters(self.data[hit.start : hit.end])


class LabelMatcher:
    """Finds the terms that a text of a language names: the longest label at each place, as whole words.

    Aho and Corasick (1975), on UTF-8. A word's edge is where no letter, vowel sign or digit stands (Unicode categories L, M, N);
    languages written without blanks have none. Labels that name two terms are left out; acronyms are found in capitals only.

    >>> from glossograph.text.languages import LanguageTag
    >>> from glossograph.model.term import Label
    >>> from glossograph.text.keys import Slug
    >>> def term(slug, label):
    ...     return Term(TermId(slug), Slug(slug), (Label(LanguageTag("en"), label),))
    >>> lexicon = LabelMatcher("en", [term("bond", "Bond"), term("market", "Bond market"), term("sec", "SEC")])
    >>> folded = lexicon.folded("Bonds? A sec: the bond-market, the bond marketing (SEC)")
    >>> [(hit.term, *folded.span(hit)) for hit in lexicon.hits(folded)]
    [('market', 18, 29), ('bond', 35, 39), ('sec', 51, 54)]
    """

    def __init__(self, language: str, terms: Iterable[Term]) -> None:
        """Take the terms; only their labels in the language count."""
        self._language = language
        primary = language.partition("-")[0]
        self._spaced = not is_unspaced_language(language)
        self._marks = _PUNCTUATION + _MORE_PUNCTUATION.get(primary, "") if self._spaced else ""
        named: dict[bytes, set[TermId]] = defaultdict(set)
        preferred: set[bytes] = set()
        acronyms: dict[bytes, str] = {}
        for term in terms:
            for label in () if term.slug in INDEX_PAGES else (*term.labels, *term.alternatives):
                for text in _names(label.text) if label.language == language else ():
                    pattern = self._pattern(text)
                    if pattern:
                        named[pattern].add(term.id)
                        preferred |= {pattern} if label in term.labels else set()
                        acronyms |= {pattern: text} if _ACRONYM.fullmatch(text) else {}
        meant = {pattern: min(found) for pattern, found in named.items() if len(found) == 1}
        self._patterns = sorted(meant)
        self._numbers = {pattern: number for number, pattern in enumerate(self._patterns)}
        self._names = [
            (meant[pattern], pattern.decode().strip(), pattern in preferred, acronyms.get(pattern, ""))
            for pattern in self._patterns
        ]
        self._edgeless = [not self._spaced and pattern[0] > _ASCII < pattern[-1] for pattern in self._patterns]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            self._patterns,
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def _pattern(self, text: str) -> bytes:
        """Write a name as it is looked for, empty for one that is too short."""
        folded = b" ".join(_folded(text, self._marks).split())
        letters = key(text)
        syllabic = not self._spaced or self._language == "ko"
        shortest = _SHORTEST_SYLLABIC if syllabic and not letters.isascii() else _SHORTEST
        if (len(letters) < shortest and not _ACRONYM.fullmatch(text)) or letters.isdecimal() or not folded:
            return b""
        return b" " + folded if self._spaced else folded

    def folded(self, text: str) -> Folded:
        """Make a text ready to be searched."""
        return Folded(text, b" %b " % _folded(text, self._marks))

    def first_hits(self, folded: Folded, but: Iterable[TermId] = ()) -> dict[TermId, Hit]:
        """Find each term where a text names it first; not those in `but`."""
        found: dict[TermId, Hit] = {}
        done = set(but)
        for hit in self.hits(folded, done):
            found[hit.term] = hit
            done.add(hit.term)
        return found

    def hits(self, folded: Folded, but: Container[TermId] = ()) -> Iterator[Hit]:
        """Find the labels in a text, from its beginning, none within another; not those of the terms in `but`."""
        data, spaced, edgeless, names = folded.data, self._spaced, self._edgeless, self._names
        for number, start, end in self._automaton.find_matches_as_indexes(data):
            if data[end] == _BLANK if spaced else edgeless[number]:
                whole: Iterable[tuple[int, int, int]] = ((start, end, number),)
            else:
                whole = self._within(data, start, end, number, 0)
            for first, last, found in whole:
                term, label, preferred, acronym = names[found]
                if term not in but:
                    hit = Hit(term, label, preferred, first + spaced, last)
                    if not acronym or folded.text[slice(*folded.span(hit))] == acronym:
                        yield hit

    def _within(self, data: bytes, start: int, end: int, number: int, depth: int) -> Iterator[tuple[int, int, int]]:
        """Find what is whole in a match that may be a part of a word: that, or a shorter one, and those behind it."""
        if self._is_whole(data, start, end):
            yield start, end, number
        elif self._spaced:
            pattern = self._patterns[number]
            while b" " in (pattern := pattern[: pattern.rfind(b" ")])[1:] or pattern:
                shorter = self._numbers.get(pattern)
                if shorter is not None and self._is_whole(data, start, start + len(pattern)):
                    yield start, start + len(pattern), shorter
                    break
            after = start + max(len(pattern), 1)
            if depth < _DEEPEST and after < end and b" " in data[after:end]:
                for next_number, first, last in self._automaton.find_matches_as_indexes(data[after:end]):
                    yield from self._within(data, after + first, after + last, next_number, depth + 1)

    def _is_whole(self, data: bytes, start: int, end: int) -> bool:
        """Tell whether a match is no part of a longer word."""
        if not self._spaced:
            return not (_is_word(data[end : end + 1]) and _is_word(data[end - 1 : end])) and not (
                _is_word(data[start : start + 1]) and start and _is_word(data[start - 1 : start])
            )
        following = data[end : end + 1]
        if following in (b" ", b""):
            return True
        if following.isascii():
            return False
        character = data[end : end + 4].decode("utf-8", errors="ignore")[:1]
        if unicodedata.category(character)[0] not in "LMN":
            return True
        stop = data.find(b" ", end)
        rest = data[end : stop if stop >= 0 else len(data)].decode("utf-8", errors="ignore")
        return self._language == "ko" and rest in _KOREAN_PARTICLES


def _characters(data: bytes) -> int:
    return len(data.decode("utf-8", errors="replace"))


def _is_word(byte: bytes) -> bool:
    return byte.isascii() and byte.isalnum()


def _folded(text: str, marks: str) -> bytes:
    """Write a text in small letters with blanks for punctuation, each character where it was."""
    folded = text.replace("İ", "i").lower()
    if not folded.isascii():
        for mark in marks:
            folded = folded.replace(mark, " ")
    return folded.encode("utf-8", errors="replace").translate(_TO_BLANK)


def _names(label: str) -> Iterator[str]:
    """Give the names in a label: without what stands in brackets behind it, and that, where it is an acronym.

    >>> list(_names("Application Programming Interface (API)")), list(_names("Bond"))
    (['Application Programming Interface', 'API'], ['Bond'])
    """
    bare = _BRACKETS.sub("", label).strip()
    yield bare or label
    found = _BRACKETS.search(label)
    if found and bare and _ACRONYM.fullmatch(found[1].strip()):
        yield found[1].strip()
