"""A sample of a collection's files and the languages that their texts read as, each file detected once.

Loading the model takes as long as reading a thousand articles. Where what it could say of some texts changes no decision, it is
not asked.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from heapq import nsmallest
from typing import NamedTuple

from glossograph.read.files import FoundFile
from glossograph.read.language_detection import (
    MIN_CLEAR_CONFIDENCE,
    MIN_READ_LETTERS,
    UNREADABLE,
    DetectedLanguage,
    detect_language,
    glance_at_language,
)
from glossograph.text.languages import language_tag

_DECLARED_LETTERS = 1_000_000
"""Letters of a text that would say as much as a declared language."""

_MAX_TOGETHER_CHARS = 4_000
_SHORT_FILES = 100


_MAX_DETECTED = 4096
_detect_language = lru_cache(_MAX_DETECTED)(detect_language)
_glance_at_language = lru_cache(_MAX_DETECTED)(glance_at_language)
"""These detect at once the languages of the texts of the last build in this process: `--watch` builds again and again."""


class SampleText(NamedTuple):
    """What decides on a file's language: the one that its front matter declares, and its prose."""

    declared: str
    prose: str


class LanguageSamples:
    """Draws files and detects their languages; each file is read and detected at most once.

    >>> samples = LanguageSamples([FoundFile("a.md", "")], lambda file: SampleText("", "The price of a loan that a bank makes."))
    >>> samples.together([0]).language
    'en'
    """

    def __init__(self, files: Sequence[FoundFile], read_sample: Callable[[FoundFile], SampleText]) -> None:
        """Take the files, and a function that reads one."""
        self._files = files
        self._read_sample = read_sample
        self._texts: dict[int, SampleText] = {}
        self._glances: dict[int, DetectedLanguage] = {}
        self._detected: dict[int, DetectedLanguage] = {}

    def draw(self, indices: Iterable[int], count: int) -> list[int]:
        """Draw at most `count` files by a hash of their paths, so that few of them change when files come or go."""
        wanted = list(indices)
        if len(wanted) <= count:
            return sorted(wanted)
        hashes = map(self._hashes.__getitem__, wanted)
        return sorted(index for _, index in nsmallest(count, zip(hashes, wanted, strict=True)))

    @cached_property
    def _hashes(self) -> list[int]:
        """A hash of the path of each file."""
        return [zlib.crc32(file.path.encode("utf-8", errors="replace")) for file in self._files]

    def prose(self, index: int) -> str:
        """Give the prose of a file."""
        return self._text(index).prose

    def glance(self, index: int) -> DetectedLanguage:
        """Detect the language of one file without the model; a declared language is sure."""
        if index not in self._glances:
            text = self._text(index)
            declared = language_tag(text.declared) if text.declared else None
            self._glances[index] = (
                DetectedLanguage(declared, 1.0, _DECLARED_LETTERS, steady=True, is_declared=True)
                if declared
                else _glance_at_language(text.prose)
            )
        return self._glances[index]

    def are_short(self, indices: Iterable[int]) -> bool:
        """Whether no text of some files is long enough to say a language."""
        return all(self.glance(index).letters < MIN_READ_LETTERS for index in self.draw(indices, _SHORT_FILES))

    def detect(self, index: int) -> DetectedLanguage:
        """Detect the language of one file; a declared language is sure."""
        if index not in self._detected:
            glance = self.glance(index)
            self._detected[index] = _detect_language(self.prose(index)) if glance.needs_model else glance
        return self._detected[index]

    def together(self, indices: Iterable[int]) -> DetectedLanguage:
        """Detect the language that most of some files read as; short texts are read as one."""
        sample = list(indices)
        readable = [text for index in sample if (text := self.glance(index)).letters >= MIN_READ_LETTERS]
        votes = Counter(text.language for text in readable if not text.needs_model)
        counts = [*sorted(votes.values(), reverse=True), 0, 0]
        unread = len(readable) - votes.total()
        if unread and (counts[0] - counts[1] <= unread or counts[0] < MIN_CLEAR_CONFIDENCE * len(readable)):
            detected = (self.detect(index) for index in sample)
            votes = Counter(text.language for text in detected if text.letters >= MIN_READ_LETTERS)
        if votes:
            language, most = min(votes.items(), key=lambda item: (-item[1], item[0]))
            return DetectedLanguage(language, most / votes.total(), most * MIN_READ_LETTERS, steady=True)
        joined = detect_language(". ".join(self.prose(index) for index in sample)[:_MAX_TOGETHER_CHARS])
        return joined if joined.confidence else UNREADABLE

    def _text(self, index: int) -> SampleText:
        if index not in self._texts:
            self._texts[index] = self._read_sample(self._files[index])
        return self._texts[index]
