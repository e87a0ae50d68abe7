"""A lexicon of which words of a language go with which words of the slugs, to tell a whole name from half of one.

`microservicios` occurs five times as often as `arquitectura de microservicios`; but wherever else a slug has `architecture`,
Spanish anchors have `arquitectura`. The endings of words are learned in the same way: where slugs end in `-bility`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple

from glossograph.labels.morphology import stem
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag
from glossograph.text.scripts import UNSPACED_LETTER

_MAX_ANCHORS = 2
_MAX_ANCHOR_LETTERS = 60
_MIN_TERM_SHARE = 1 / 2000
_MIN_TERMS = 2
_MIN_LONG_WORD_LETTERS = 8
_MIN_COOCCURRENCE_SHARE = 0.1
_COVERAGE_SMOOTHING = 2
_MAX_EXTRA_LETTERS = 12
Anchors = Mapping[LanguageTag, Mapping[str, int]]
"""The count of each anchor of a term, by language."""


class LexiconEntry(NamedTuple):
    """What goes with one word of the slugs in one language.

    Attributes:
        terms: How many terms have the word in their slug and an anchor in the language.
        parts: In how many of these terms each part of a name occurs.
    """

    terms: int
    parts: Mapping[str, int]


class TermWordLexicon(NamedTuple):
    """What goes with the words of the slugs.

    Attributes:
        entries: The entries, by language and word of the slugs.
        shares: The share of a language's terms in which a part of a name occurs, by language and part.
    """

    entries: Mapping[LanguageTag, Mapping[str, LexiconEntry]] = {}
    shares: Mapping[LanguageTag, Mapping[str, float]] = {}

    def coverage(self, tag: LanguageTag, slug_words: Iterable[str], name: str, own_parts: frozenset[str]) -> float:
        """Add up how well a name expresses each word of a slug.

        Args:
            tag: The language of the name.
            slug_words: The words of the slug, as `split_slug` gives them.
            name: The name.
            own_parts: The parts that the term itself has added to the lexicon; they do not count.

        Returns:
            Between 0 and the number of words. A word that no other term has adds nothing.
        """
        entries, shares = self.entries.get(tag, {}), self.shares.get(tag, {})
        parts = name_parts(name, tag)
        total = 0.0
        for word in slug_words:
            entry = entries.get(word)
            if entry:
                total += max(
                    (
                        (entry.parts[part] - (part in own_parts))
                        / (entry.terms + _COVERAGE_SMOOTHING)
                        * (1 - shares.get(part, 0.0))
                        for part in parts
                        if part in entry.parts
                    ),
                    default=0.0,
                )
        return total


def split_slug(slug: str, anchors: Iterable[str]) -> tuple[str, ...]:
    """Split a slug into words without plural `s`, with the ending of a long last word as one more word.

    A slug without hyphens is split like an anchor that has its letters.

    >>> split_slug("cloud-native-apps", ()), split_slug("riskmanagement", ["risk management"])
    (('cloud', 'native', 'app'), ('risk', 'management', '~ment'))
    """
    words = [word for word in re.split(r"[-_\s]+", slug.casefold()) if word]
    if len(words) == 1:
        slug_key = key(slug)
        lengths = range(len(slug_key), len(slug_key) + _MAX_EXTRA_LETTERS)
        same_letters = (text for text in anchors if len(text) in lengths and " " in text and key(text) == slug_key)
        words = min(same_letters, key=lambda text: (len(text), text), default=slug).casefold().split()
    words = [word.removesuffix("s") for word in words]
    if words and len(words[-1]) >= _MIN_LONG_WORD_LETTERS:
        words.append(f"~{words[-1][-4:]}")
    return tuple(words)


def name_parts(text: str, tag: LanguageTag) -> frozenset[str]:
    """Give the parts of a name that can go with a word: stems and endings of its words; pairs of letters in unspaced scripts.

    >>> sorted(name_parts("可伸缩性", LanguageTag("zh"))), sorted(name_parts("fiabilidad", LanguageTag("es")))
    (['~性', '伸缩', '可伸', '缩性'], ['fiabilidad', '~dad'])
    """
    if UNSPACED_LETTER.search(text):
        bare = key(text)
        return frozenset((*(bare[i : i + 2] for i in range(len(bare) - 1)), f"~{bare[-1:]}"))
    endings = (f"~{word[-3:]}" for word in text.casefold().split() if len(word) >= _MIN_LONG_WORD_LETTERS)
    return frozenset((*stem(text, tag).split(), *endings))


def term_parts(tag: LanguageTag, counts: Mapping[str, int]) -> frozenset[str]:
    """Give the parts of a term's most frequent anchors in a language: what the lexicon learns from."""
    usual = nsmallest(_MAX_ANCHORS, counts, key=lambda text: (-counts[text], text)) if len(counts) > _MAX_ANCHORS else counts
    return frozenset(part for text in usual if len(text) <= _MAX_ANCHOR_LETTERS and key(text) for part in name_parts(text, tag))


def parts_by_language(anchors: Anchors) -> dict[LanguageTag, frozenset[str]]:
    """Give what the lexicon learns from one term."""
    return {tag: term_parts(tag, counts) for tag, counts in anchors.items()}


class TrainingTerms(NamedTuple):
    """The terms that a lexicon is learned from, by index.

    Attributes:
        terms_by_word: The terms that have a word in their slug, for each word that is needed.
        sampled: A sample of all terms, from which the shares are learned.
    """

    terms_by_word: Mapping[str, list[int]]
    sampled: frozenset[int]

    @property
    def terms(self) -> list[int]:
        """All terms whose parts are needed."""
        return sorted(self.sampled.union(*self.terms_by_word.values()))


def choose_training_terms(
    words_by_term: Sequence[tuple[str, ...]], without_title: Iterable[int], sampled: Iterable[int]
) -> TrainingTerms:
    """Choose the terms to learn a lexicon from.

    Args:
        words_by_term: The words of each term's slug.
        without_title: The indexes of terms that lack a title in a language of their anchors. The lexicon needs only the words
            of their slugs.
        sampled: The indexes of a sample of the terms.
    """
    needed = {word for index in without_title for word in words_by_term[index]}
    terms_by_word: dict[str, list[int]] = defaultdict(list)
    for index, words in enumerate(words_by_term):
        for word in needed.intersection(words):
            terms_by_word[word].append(index)
    min_terms = min_terms_of_word(len(words_by_term))
    frequent = {word: terms_by_word[word] for word in sorted(terms_by_word) if len(terms_by_word[word]) >= min_terms}
    return TrainingTerms(frequent, frozenset(sampled))


def learn_lexicon(
    training_terms: TrainingTerms, term_parts: Mapping[int, Mapping[LanguageTag, frozenset[str]]]
) -> TermWordLexicon:
    """Learn what the anchors of the terms that share a word have in common.

    Args:
        training_terms: The terms to learn from.
        term_parts: What `parts_by_language` gives for each of these terms, by index.
    """
    sampled = PartCounts()
    for index in sorted(training_terms.sampled):
        sampled.add(term_parts[index])
    entries: dict[LanguageTag, dict[str, LexiconEntry]] = defaultdict(dict)
    for word, indexes in training_terms.terms_by_word.items():
        for tag, entry in _learn_entries(indexes, term_parts):
            entries[tag][word] = entry
    return TermWordLexicon(dict(entries), sampled.shares())


def _learn_entries(
    indexes: Sequence[int], term_parts: Mapping[int, Mapping[LanguageTag, frozenset[str]]]
) -> Iterable[tuple[LanguageTag, LexiconEntry]]:
    counts = PartCounts()
    for index in indexes:
        counts.add(term_parts[index])
    return counts.entries()


class PartCounts:
    """In how many of some terms each part of a name occurs, by language: can be added up in any order."""

    def __init__(self) -> None:
        """Start without terms."""
        self.parts: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
        self.terms: Counter[LanguageTag] = Counter()

    def add(self, term_parts: Mapping[LanguageTag, frozenset[str]]) -> None:
        """Count what `parts_by_language` gives for a term."""
        for tag, parts in term_parts.items():
            self.parts[tag].update(parts)
            self.terms[tag] += 1

    def merge(self, other: "PartCounts") -> None:
        """Add the counts of other terms."""
        self.terms.update(other.terms)
        for tag, counts in other.parts.items():
            self.parts[tag].update(counts)

    def entries(self) -> Iterable[tuple[LanguageTag, LexiconEntry]]:
        """Give the entry of the word that all terms share, in each language that has one."""
        for tag in sorted(self.parts):
            min_count = max(_MIN_TERMS, self.terms[tag] * _MIN_COOCCURRENCE_SHARE)
            frequent = {part: count for part, count in self.parts[tag].items() if count >= min_count}
            if frequent:
                yield tag, LexiconEntry(self.terms[tag], frequent)

    def shares(self) -> dict[LanguageTag, dict[str, float]]:
        """Give the share of the terms of each language in which a part occurs, where it occurs twice or more."""
        return {
            tag: {part: count / self.terms[tag] for part, count in counts.items() if count >= _MIN_TERMS}
            for tag, counts in self.parts.items()
        }


def min_terms_of_word(terms: int) -> float:
    """Give the number of terms that must share a word for a lexicon to learn it, in a collection of so many terms."""
    return max(_MIN_TERMS, terms * _MIN_TERM_SHARE)
