"""Statistics of each language's anchors, over all terms: counted in parts that can be added up in any order.

From them the selection of labels knows in which language the slugs are written, how long a language's names are beside the
slugs, which anchors link to many terms, and which words a language uses.
"""

import heapq
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from glossograph.labels.grammar import grammar_of
from glossograph.labels.term_words import Anchors, TermWordLexicon
from glossograph.store.kept_results import KeptResults
from glossograph.text.keys import key
from glossograph.text.languages import FALLBACK, LanguageTag

SAMPLE_SENTENCES = 1000
"""Sentences that are kept of each language: those with the smallest hashes, so that parts can be added up in any order."""

_MIN_SENTENCES = 200
_MANY_SENTENCES = 500
_MIN_SENTENCE_SHARE = 0.06
_MAX_EDGE_SHARE = 0.01
_PRIOR_TERMS = 4
_MIN_SLUG_SHARE = 0.25
_LOG_LENGTH_BIN = 0.1
_PUNCTUATION = ".,;:!?…·()[]{}<>\"'“”„‘’‚«»–—-/*،؛؟।॥۔、。，；：！？（）「」『』《》"
_NO_LEXICON = TermWordLexicon()
_NO_LIMIT = 1 << 32


class LanguageStatistics(NamedTuple):
    """What the selection of labels knows besides a term's own anchors.

    Attributes:
        slug_language: The language in which slugs are written.
        log_length_ratios: The usual natural logarithm of a name's length divided by its slug's, by language.
        target_counts: How many terms an anchor links to, by language and the anchor's key, where more than one.
        function_words: Words that names do not begin or end with, of languages that have no list of them.
        vocabulary: Words that each language is known to use.
        lexicon: Which words of each language go with which words of the slugs.
    """

    slug_language: LanguageTag = FALLBACK
    log_length_ratios: Mapping[LanguageTag, float] = {}
    target_counts: Mapping[LanguageTag, Mapping[str, int]] = {}
    function_words: Mapping[LanguageTag, frozenset[str]] = {}
    vocabulary: Mapping[LanguageTag, Collection[str]] = {}
    lexicon: TermWordLexicon = _NO_LEXICON

    def target_count(self, tag: LanguageTag, anchor: str) -> int:
        """Count the terms that an anchor links to in a language.

        >>> statistics = LanguageStatistics(target_counts={LanguageTag("en"): {"click": 9}})
        >>> statistics.target_count(LanguageTag("en"), "Click")
        9
        """
        return self.target_counts.get(tag, {}).get(key(anchor), 1)


class LanguageCounts:
    """The counts behind `LanguageStatistics`: takes terms and sentences in any order; two of them can be merged.

    >>> counts = LanguageCounts()
    >>> counts.add_term("bond", {LanguageTag("en"): {"bonds": 2, "bond": 1}, LanguageTag("no"): {"obligasjon": 1}})
    >>> counts.statistics().slug_language
    'en'
    """

    def __init__(self) -> None:
        """Start with no terms and no sentences."""
        self.terms: Counter[LanguageTag] = Counter()
        self.terms_like_slug: Counter[LanguageTag] = Counter()
        self.length_bins: Counter[tuple[LanguageTag, int]] = Counter()
        self.target_counts: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
        self.edge_words: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
        self.sentences: dict[LanguageTag, dict[int, tuple[str, str]]] = defaultdict(dict)
        self._max_hashes: dict[LanguageTag, int] = {}

    def add_target_counts(self, language: LanguageTag, counts: Mapping[str, int]) -> None:
        """Count to how many terms the anchors of a language link, given by their keys."""
        self.target_counts[language].update(counts)

    def add_term(self, slug: str, anchors: Anchors) -> None:
        """Count what is usual in the languages of one term: how names are spelled and how long they are."""
        slug_key = key(slug)
        for language, counts in anchors.items():
            names: dict[str, int] = {}
            for text, count in counts.items():
                if name := key(text):
                    names[name] = names.get(name, 0) + count
            if not names:
                continue
            self.terms[language] += 1
            self.terms_like_slug[language] += slug_key in names
            usual_name = max(zip(names.values(), names.keys(), strict=True))[1]
            log_ratio = math.log(letter_count(usual_name) / letter_count(slug_key))
            self.length_bins[language, round(log_ratio / _LOG_LENGTH_BIN)] += 1
            if not grammar_of(language).has_function_words:
                usual_anchor = min(counts, key=lambda text: (-counts[text], text))
                self.edge_words[language].update({word.casefold() for word in _first_and_last_word(usual_anchor)})

    def add_sentence(self, language: LanguageTag, sentence: str, anchor: str = "") -> None:
        """Keep the sentence around a link, and its anchor, if the sentence's hash is small enough."""
        sentence_hash = zlib.crc32(sentence.encode())
        if sentence_hash <= self._max_hashes.get(language, _NO_LIMIT):
            kept = self.sentences[language]
            kept[sentence_hash] = min((sentence, anchor), kept.get(sentence_hash, (sentence, anchor)))
            self._keep_smallest(language)

    def _keep_smallest(self, language: LanguageTag) -> None:
        if len(self.sentences[language]) >= 2 * SAMPLE_SENTENCES:
            self.sentences[language] = _smallest_hashes(self.sentences[language])
            self._max_hashes[language] = max(self.sentences[language])

    def merge(self, counts: "LanguageCounts") -> None:
        """Add what other counts hold."""
        self.terms.update(counts.terms)
        self.terms_like_slug.update(counts.terms_like_slug)
        self.length_bins.update(counts.length_bins)
        for language, names in counts.target_counts.items():
            self.target_counts[language].update(names)
        for language, words in counts.edge_words.items():
            self.edge_words[language].update(words)
        for language, kept in counts.sentences.items():
            own, limit = self.sentences[language], self._max_hashes.get(language, _NO_LIMIT)
            for sentence_hash, sentence in kept.items():
                if sentence_hash <= limit:
                    own[sentence_hash] = min(sentence, own.get(sentence_hash, sentence))
            self._keep_smallest(language)

    def by_language(self) -> "Iterator[tuple[LanguageTag, LanguageCounts]]":
        """Split the counts into those of each language, which can be added up by themselves."""
        for language in sorted({*self.terms, *self.target_counts, *self.edge_words, *self.sentences}):
            part = LanguageCounts()
            part.terms[language] = self.terms[language]
            part.terms_like_slug[language] = self.terms_like_slug[language]
            part.length_bins = Counter({name: count for name, count in self.length_bins.items() if name[0] == language})
            for own, mine in ((part.target_counts, self.target_counts), (part.edge_words, self.edge_words)):
                if language in mine:
                    own[language] = mine[language]
            if language in self.sentences:
                part.sentences[language] = _smallest_hashes(self.sentences[language])
            yield language, part

    def statistics(self, lexicon: TermWordLexicon = _NO_LEXICON, kept: KeptResults | None = None) -> LanguageStatistics:
        """Sum up the counts, with a lexicon of the same terms; `kept` has the words of languages with the same sentences."""
        kept = kept or KeptResults()
        function_words, vocabulary = {}, {}
        for language in sorted(self.sentences):
            sample = _smallest_hashes(self.sentences[language]).values()
            sentences = [sentence for sentence, _ in sample]
            vocabulary[language] = kept.object(f"words {language}", sentences, partial(_usual_words, sentences))
            if not grammar_of(language).has_function_words:
                function_words[language] = self._function_words(language, sample)
        return LanguageStatistics(
            slug_language=self._slug_language(),
            log_length_ratios={language: self._usual_log_length(language) for language in sorted(self.terms)},
            target_counts={
                tag: {name: count for name, count in counts.items() if count > 1}
                for tag, counts in sorted(self.target_counts.items())
            },
            function_words=function_words,
            vocabulary=vocabulary,
            lexicon=lexicon,
        )

    def _slug_language(self) -> LanguageTag:
        """Choose the language whose anchors are most often spelled like the slug."""
        shares = {
            language: self.terms_like_slug[language] / (count + _PRIOR_TERMS) + (language == FALLBACK) * _LOG_LENGTH_BIN
            for language, count in self.terms.items()
        }
        best = min(shares, key=lambda language: (-shares[language], language), default=FALLBACK)
        return best if shares.get(best, 0) >= _MIN_SLUG_SHARE else FALLBACK

    def _usual_log_length(self, language: LanguageTag) -> float:
        """Give the median of the binned logarithms, with a few names as long as their slugs added."""
        bins = Counter({0: _PRIOR_TERMS})
        bins.update({length_bin: count for (tag, length_bin), count in self.length_bins.items() if tag == language})
        total = 0
        for length_bin in sorted(bins):
            total += bins[length_bin]
            if 2 * total >= bins.total():
                return length_bin * _LOG_LENGTH_BIN
        return 0.0

    def _function_words(self, language: LanguageTag, kept: Collection[tuple[str, str]]) -> frozenset[str]:
        """Find the words that many sentences have beside their anchor, but hardly any usual anchor begins or ends with."""
        if len(kept) < _MIN_SENTENCES:
            return frozenset()
        beside = Counter(word for sentence, anchor in kept for word in set(sentence.replace(anchor, " ").casefold().split()))
        edge_words, max_edges = self.edge_words[language], _MAX_EDGE_SHARE * self.terms[language]
        frequent = (word for word, count in beside.items() if count >= _MIN_SENTENCE_SHARE * len(kept))
        return frozenset(word for word in frequent if edge_words[word] <= max_edges and key(word) and not word.isdigit())


def _usual_words(sentences: Iterable[str]) -> frozenset[str]:
    """Give the words of sentences; of many sentences those that two or more have.

    >>> sorted(_usual_words(["bonds rise", "bonds fall"]))
    ['bonds', 'fall', 'rise']
    """
    once: set[str] = set()
    twice: set[str] = set()
    count = 0
    for words in map(_words_of, sentences):
        twice |= once & words
        once |= words
        count += 1
    return frozenset(twice if count >= _MANY_SENTENCES else once)


def _words_of(sentence: str) -> set[str]:
    """Give the words of a sentence without capitals and punctuation.

    >>> sorted(_words_of("Yields rise, (bonds) fall."))
    ['bonds', 'fall', 'rise', 'yields']
    """
    return {*map(_BARE_WORDS.__getitem__, sentence.casefold().split())} - {""}


class _BareWords(dict[str, str]):
    """Words without the punctuation at their ends, each stripped once."""

    def __missing__(self, written: str) -> str:
        self[written] = word = written.strip(_PUNCTUATION)
        return word


_BARE_WORDS = _BareWords()


def _first_and_last_word(text: str) -> list[str]:
    words = text.split()
    return words[:1] + words[-1:]


def _smallest_hashes(kept: Mapping[int, tuple[str, str]]) -> dict[int, tuple[str, str]]:
    return {sentence_hash: kept[sentence_hash] for sentence_hash in heapq.nsmallest(SAMPLE_SENTENCES, kept)}


@lru_cache(maxsize=1 << 14)
def letter_count(folded: str) -> float:
    """Measure a folded text in letters of an alphabet: a Chinese character counts as three letters, a Korean syllable as two.

    Returns:
        At least 1.

    >>> letter_count("bond"), letter_count("债券"), letter_count("채권")
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
