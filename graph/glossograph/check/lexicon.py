"""The labels of one language, made ready to be found in texts of that language."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

import ahocorasick_rs

from glossograph.model import Term
from glossograph.names import INDEX_PAGES, TermId, key

_UNSPACED = frozenset("zh ja th lo km my yue wuu bo dz".split())
_SHORTEST, _SHORTEST_SYLLABIC = 3, 2
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{1,7}")
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*\Z")
_ASCII = 127
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
    """A label in a text, from `start` to `end` in characters, and the term that it names."""

    start: int
    end: int
    term: TermId
    label: str


class Lexicon:
    """Finds the terms that a text of a language names: the longest label at each place, as whole words.

    Aho and Corasick (1975), on UTF-8. A word's edge is where no letter, vowel sign or digit stands (Unicode categories L, M, N);
    languages written without blanks have none. Labels that name two terms are left out; acronyms are found in capitals only.

    >>> from glossograph.languages import LanguageTag
    >>> from glossograph.model import Label
    >>> from glossograph.names import Slug
    >>> def term(slug, label):
    ...     return Term(TermId(slug), Slug(slug), (Label(LanguageTag("en"), label),))
    >>> lexicon = Lexicon("en", [term("bond", "Bond"), term("market", "Bond market"), term("sec", "SEC")])
    >>> [(hit.start, hit.term) for hit in lexicon.hits("Bonds? A sec: the bond-market, the bond marketing (SEC)")]
    [(18, 'market'), (35, 'bond'), (51, 'sec')]
    """

    def __init__(self, language: str, terms: Iterable[Term]) -> None:
        """Take the terms; only their labels in the language count."""
        self._language = language
        primary = language.partition("-")[0]
        self._spaced = primary not in _UNSPACED
        self._marks = _PUNCTUATION + _MORE_PUNCTUATION.get(primary, "") if self._spaced else ""
        named: dict[bytes, set[TermId]] = defaultdict(set)
        self._acronyms: dict[bytes, str] = {}
        for term in terms:
            for label in () if term.slug in INDEX_PAGES else (*term.labels, *term.alternatives):
                if label.language == language:
                    for text in _names(label.text):
                        self._add(text, term.id, named)
        self._terms = {pattern: min(found) for pattern, found in named.items() if len(found) == 1}
        self._patterns = sorted(self._terms)
        self._automaton = (
            ahocorasick_rs.BytesAhoCorasick(
                self._patterns,
                matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            )
            if self._patterns
            else None
        )

    def _add(self, text: str, term: TermId, named: dict[bytes, set[TermId]]) -> None:
        folded = b" ".join(_folded(text, self._marks).split())
        letters = key(text)
        syllabic = not self._spaced or self._language == "ko"
        shortest = _SHORTEST_SYLLABIC if syllabic and not letters.isascii() else _SHORTEST
        is_acronym = bool(_ACRONYM.fullmatch(text))
        if (len(letters) < shortest and not is_acronym) or letters.isdecimal() or not folded:
            return
        pattern = b" " + folded if self._spaced else folded
        named[pattern].add(term)
        if is_acronym:
            self._acronyms[pattern] = text

    def hits(self, text: str, but: Container[TermId] = ()) -> Iterator[Hit]:
        """Find the labels in a text, from its beginning, none within another; not those of the terms in `but`."""
        if self._automaton is None:
            return
        data = b" " + _folded(text, self._marks)
        simple = len(data) == len(text) + 1
        counted = counted_to = 0
        for start, end, pattern in self._found(data, 0, len(data), 0):
            term = self._terms[pattern]
            if term in but:
                continue
            begin = start + 1 if self._spaced else start
            if simple:
                place, until = begin - 1, end - 1
            else:
                counted += len(data[counted_to:begin].decode("utf-8", errors="replace"))
                counted_to = begin
                place = counted - 1  # the blank in front
                until = place + len(data[begin:end].decode("utf-8", errors="replace"))
            acronym = self._acronyms.get(pattern)
            if acronym is None or text[place:until] == acronym:
                yield Hit(place, until, term, pattern.decode().strip())

    def _found(self, data: bytes, first: int, last: int, depth: int) -> Iterator[tuple[int, int, bytes]]:
        part = data if (first, last) == (0, len(data)) else data[first:last]
        automaton = self._automaton
        for number, start, end in automaton.find_matches_as_indexes(part) if automaton else ():
            pattern = self._patterns[number]
            begin, until = first + start, first + end
            has_no_edges = not self._spaced and pattern[0] > _ASCII < pattern[-1]
            if has_no_edges or self._is_whole(data, begin, until):
                yield begin, until, pattern
            elif self._spaced:
                while b" " in (pattern := pattern[: pattern.rfind(b" ")])[1:] or pattern:
                    if pattern in self._terms and self._is_whole(data, begin, begin + len(pattern)):
                        yield begin, begin + len(pattern), pattern
                        break
                after = begin + max(len(pattern), 1)
                if depth < _DEEPEST and after < until and b" " in data[after:until]:
                    yield from self._found(data, after, until, depth + 1)

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
