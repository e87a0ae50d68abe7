"""What the selection of a term's labels asks of the language statistics: the same answers make the same labels.

One more link changes some statistic of its language, but few of the answers that other terms got.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from glossograph.labels.language_statistics import LanguageStatistics
from glossograph.labels.term_words import TermWordLexicon
from glossograph.store.kept_results import digest_of
from glossograph.text.languages import LanguageTag

_Name = TypeVar("_Name", bound=str)
_Value = TypeVar("_Value")

StatisticsQuestion = tuple[str, str, str]
"""A kind of statistic, a language, and a word, a key or nothing."""

_ONE_BY_ONE = "A selection of labels asks the statistics for single values, so that they can be noted"


class _NotedValues(Mapping[_Name, _Value]):
    """The values of one kind, which note what was asked for."""

    def __init__(
        self, values: Mapping[_Name, _Value], asked: dict[StatisticsQuestion, None], question: Callable[[str], StatisticsQuestion]
    ) -> None:
        self._values = values
        self._asked = asked
        self._question = question

    def __getitem__(self, name: _Name) -> _Value:
        """Give a value."""
        self._asked[self._question(name)] = None
        return self._values[name]

    def __iter__(self) -> Iterator[_Name]:
        """Refuse: it would not be known what was asked."""
        raise TypeError(_ONE_BY_ONE)

    def __len__(self) -> int:
        """Refuse, as above."""
        raise TypeError(_ONE_BY_ONE)


class _NotedWords(Collection[str]):
    """The words of a language, which note what was asked for."""

    def __init__(self, words: Collection[str], asked: dict[StatisticsQuestion, None], language: str) -> None:
        self._words = words
        self._asked = asked
        self._language = language

    def __contains__(self, word: object) -> bool:
        """Whether the language is known to use a word."""
        self._asked["word", self._language, str(word)] = None
        return word in self._words

    def __iter__(self) -> Iterator[str]:
        """Refuse, as above."""
        raise TypeError(_ONE_BY_ONE)

    def __len__(self) -> int:
        """Refuse, as above."""
        raise TypeError(_ONE_BY_ONE)


class _NotedLanguages(Mapping[LanguageTag, _Value]):
    """Values by language, each of which notes what it is asked for."""

    def __init__(self, noted: Callable[[LanguageTag], _Value]) -> None:
        self._noted = noted

    def __getitem__(self, language: LanguageTag) -> _Value:
        """Give what notes questions about a language."""
        return self._noted(language)

    def __iter__(self) -> Iterator[LanguageTag]:
        """Refuse, as above."""
        raise TypeError(_ONE_BY_ONE)

    def __len__(self) -> int:
        """Refuse, as above."""
        raise TypeError(_ONE_BY_ONE)


class StatisticsReads:
    """Statistics that note what is asked of them, and the answers.

    >>> english = LanguageTag("en")
    >>> reads = StatisticsReads(LanguageStatistics(target_counts={english: {"click": 9}}))
    >>> asked = {}
    >>> reads.noting(asked).target_count(english, "Click"), list(asked)
    (9, [('target', 'en', 'click')])
    >>> reads.answers(asked) == StatisticsReads(LanguageStatistics()).answers(asked)
    False
    """

    def __init__(self, statistics: LanguageStatistics) -> None:
        """Take the statistics."""
        self.statistics = statistics
        self._entries: dict[tuple[str, str], bytes] = {}

    def noting(self, asked: dict[StatisticsQuestion, None]) -> LanguageStatistics:
        """Give the statistics so that they note what is asked of them."""
        known = self.statistics
        entries = known.lexicon.entries
        return known._replace(
            log_length_ratios=_NotedValues(known.log_length_ratios, asked, lambda tag: ("length", tag, "")),
            target_counts=_NotedLanguages(
                lambda tag: _NotedValues(known.target_counts.get(tag, {}), asked, lambda name: ("target", tag, name))
            ),
            function_words=_NotedValues(known.function_words, asked, lambda tag: ("functions", tag, "")),
            vocabulary=_NotedLanguages(lambda tag: _NotedWords(known.vocabulary.get(tag, ()), asked, tag)),
            lexicon=TermWordLexicon(
                _NotedLanguages(lambda tag: _NotedValues(entries.get(tag, {}), asked, lambda word: ("entry", tag, word))),
                known.lexicon.shares,
            ),
        )

    def answers(self, questions: Iterable[StatisticsQuestion]) -> bytes:
        """Digest the answers to questions."""
        return digest_of(self.statistics.slug_language.encode(), *(self._answer(*question) for question in questions))

    def _answer(self, kind: str, language: str, name: str) -> bytes:
        known, tag = self.statistics, LanguageTag(language)
        if kind == "entry":
            if (tag, name) not in self._entries:
                self._entries[tag, name] = self._entry(tag, name)
            return self._entries[tag, name]
        if kind == "target":
            return str(known.target_counts.get(tag, {}).get(name)).encode()
        if kind == "word":
            return str(name in known.vocabulary.get(tag, ())).encode()
        if kind == "length":
            return str(known.log_length_ratios.get(tag)).encode()
        return "\0".join(sorted(known.function_words.get(tag, ()))).encode()

    def _entry(self, tag: LanguageTag, word: str) -> bytes:
        """Digest what the lexicon knows of a word of the slugs, with the shares of the parts that go with it."""
        entry = self.statistics.lexicon.entries.get(tag, {}).get(word)
        if entry is None:
            return b""
        shares = self.statistics.lexicon.shares.get(tag, {})
        parts = [(part, count, shares.get(part)) for part, count in sorted(entry.parts.items())]
        return digest_of(msgspec.msgpack.encode((entry.terms, parts)))
