"""What the anchors of a language have in common, over all targets: a fold, so that it can be summed in parts.

From it an election knows in which language the slugs are, how long a language's names are beside those, which anchors are
used for everything, and which words a language has.
"""

import heapq
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from glossograph.labels.grammar import UNKNOWN
from glossograph.labels.grammar_words import grammar
from glossograph.labels.term_words import Anchors, TermWordLexicon
from glossograph.text.keys import key
from glossograph.text.languages import FALLBACK, LanguageTag

SAMPLED = 1000
"""Sentences of a language that are looked at: those with the smallest hashes, so that parts can be joined in any order."""

_ENOUGH_SENTENCES = 200
_MANY_SENTENCES = 500
_IN_SENTENCES = 0.06
_AT_EDGES = 0.01
_PRIOR = 4
_A_SHARE = 0.25
_BIN = 0.1
_NO_LEXICON = TermWordLexicon()


class LanguageStatistics(NamedTuple):
    """What elections may know beside their own term's anchors.

    `slug_language` is the language that slugs are written in; `lengths` the usual logarithm of a name's length over the
    slug's; `shared` how many terms an anchor, folded to its key, leads to, where more than one; `function_words` those at
    which names do not begin or end, of languages that `labels_words` does not know; `vocabulary` the words that a language
    is seen to use.
    """

    slug_language: LanguageTag = FALLBACK
    lengths: Mapping[LanguageTag, float] = {}
    shared: Mapping[LanguageTag, Mapping[str, int]] = {}
    function_words: Mapping[LanguageTag, frozenset[str]] = {}
    vocabulary: Mapping[LanguageTag, frozenset[str]] = {}
    lexicon: TermWordLexicon = _NO_LEXICON

    def leads_to(self, tag: LanguageTag, text: str) -> int:
        """Count the terms that an anchor leads to in a language.

        >>> LanguageStatistics(shared={LanguageTag("en"): {"here": 9}}).leads_to(LanguageTag("en"), "Here")
        9
        """
        return self.shared.get(tag, {}).get(key(text), 1)


class LanguageCounts:
    """The fold: takes a term's anchors, and sentences, in any order; two of them can be joined.

    >>> tally = LanguageCounts()
    >>> tally.add("bond", {LanguageTag("en"): {"bonds": 2, "bond": 1}, LanguageTag("no"): {"obligasjon": 1}})
    >>> tally.habits().slug_language
    'en'
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.terms: Counter[LanguageTag] = Counter()
        self.like_slug: Counter[LanguageTag] = Counter()
        self.lengths: Counter[tuple[LanguageTag, int]] = Counter()
        self.shared: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
        self.edges: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
        self.sentences: dict[LanguageTag, dict[int, tuple[str, str]]] = defaultdict(dict)
        self._limits: dict[LanguageTag, int] = {}

    def add(self, slug: str, anchors: Anchors, *, sampled: bool = True) -> None:
        """Count one term; what is usual for a language is learned from a sample of them."""
        slug_key = key(slug)
        for language, counts in anchors.items():
            names: dict[str, int] = {}
            for text, count in counts.items():
                if folded := key(text):
                    names[folded] = names.get(folded, 0) + count
            if not names:
                continue
            self.shared[language].update(names.keys())
            if not sampled:
                continue
            self.terms[language] += 1
            self.like_slug[language] += slug_key in names
            usual = max(zip(names.values(), names.keys(), strict=True))[1]
            self.lengths[language, round(math.log(letters(usual) / letters(slug_key)) / _BIN)] += 1
            if grammar(language) == UNKNOWN:
                usual_text = min(counts, key=lambda text: (-counts[text], text))
                self.edges[language].update({word.casefold() for word in _edges(usual_text)})

    def read(self, language: LanguageTag, sentence: str, anchor: str = "") -> None:
        """Look at the sentence around a link and at what of it is the anchor, or not, as the sentence's hash says."""
        number = zlib.crc32(sentence.encode())
        if number < self._limits.get(language, 1 << 32):
            kept = self.sentences[language]
            kept[number] = min((sentence, anchor), kept.get(number, (sentence, anchor)))
            if len(kept) >= 2 * SAMPLED:
                self.sentences[language] = _smallest(kept)
                self._limits[language] = max(self.sentences[language])

    def join(self, other: "LanguageCounts") -> None:
        """Take over what another tally has seen."""
        self.terms.update(other.terms)
        self.like_slug.update(other.like_slug)
        self.lengths.update(other.lengths)
        for language, names in other.shared.items():
            self.shared[language].update(names)
        for language, words in other.edges.items():
            self.edges[language].update(words)
        for language, kept in other.sentences.items():
            for sentence, anchor in kept.values():
                self.read(language, sentence, anchor)

    def habits(self, lexicon: TermWordLexicon = _NO_LEXICON) -> LanguageStatistics:
        """Sum up, with a lexicon of the same terms."""
        function_words, vocabulary = {}, {}
        for language in sorted(self.sentences):
            kept = _smallest(self.sentences[language])
            seen = Counter(word for sentence, _ in kept.values() for word in set(sentence.casefold().split()))
            least = 2 if len(kept) >= _MANY_SENTENCES else 1
            vocabulary[language] = frozenset(word for word, count in seen.items() if count >= least)
            if grammar(language) == UNKNOWN:
                function_words[language] = self._function_words(language, kept.values())
        return LanguageStatistics(
            self._slug_language(),
            {language: self._usual_length(language) for language in sorted(self.terms)},
            {tag: {name: count for name, count in counts.items() if count > 1} for tag, counts in sorted(self.shared.items())},
            function_words,
            vocabulary,
            lexicon,
        )

    def _slug_language(self) -> LanguageTag:
        """Choose the language whose anchors are most often spelt like the slug."""
        shares = {
            language: self.like_slug[language] / (count + _PRIOR) + (language == FALLBACK) * _BIN
            for language, count in self.terms.items()
        }
        best = min(shares, key=lambda language: (-shares[language], language), default=FALLBACK)
        return best if shares.get(best, 0) >= _A_SHARE else FALLBACK

    def _usual_length(self, language: LanguageTag) -> float:
        """Give the median of the binned logarithms, as if a few names as long as their slugs had been seen besides."""
        values = Counter({0: _PRIOR})
        values.update({number: count for (tag, number), count in self.lengths.items() if tag == language})
        passed = 0
        for value in sorted(values):
            passed += values[value]
            if 2 * passed >= values.total():
                return value * _BIN
        return 0.0

    def _function_words(self, language: LanguageTag, kept: Collection[tuple[str, str]]) -> frozenset[str]:
        """Find the words that many sentences have beside their anchor, yet hardly any usual anchor begins or ends with."""
        if len(kept) < _ENOUGH_SENTENCES:
            return frozenset()
        beside = Counter(word for sentence, anchor in kept for word in set(sentence.replace(anchor, " ").casefold().split()))
        edges, most = self.edges[language], _AT_EDGES * self.terms[language]
        frequent = (word for word, count in beside.items() if count >= _IN_SENTENCES * len(kept))
        return frozenset(word for word in frequent if edges[word] <= most and key(word) and not word.isdigit())


def _edges(text: str) -> list[str]:
    words = text.split()
    return words[:1] + words[-1:]


def _smallest(kept: Mapping[int, tuple[str, str]]) -> dict[int, tuple[str, str]]:
    return {number: kept[number] for number in heapq.nsmallest(SAMPLED, kept)}


@lru_cache(maxsize=1 << 14)
def letters(folded: str) -> float:
    """Measure a folded text in letters of an alphabet: a Chinese character says as much as three, a syllable block as two.

    >>> letters("bond"), letters("债券"), letters("채권")
    (4.0, 6.0, 4.0)
    """
    if folded.isascii():
        return float(len(folded) or 1)
    total = 0.0
    for character in folded:
        if "\u4e00" <= character <= "\u9fff":
            total += 3
        elif "\uac00" <= character <= "\ud7a3":
            total += 2
        elif "\u3040" <= character <= "\u30ff":
            total += 1.6
        else:
            total += 1
    return total or 1.0
