"""Which words of a language go with which words of the slugs: learned from all terms, to tell a whole name from half of one.

`microservicios` is said five times as often as `arquitectura de microservicios`; but wherever else a slug has
`architecture`, Spanish anchors have `arquitectura`. The endings of words are learned likewise: where slugs end in `-bility`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple

from glossograph.labels.morphology import stem
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_LOOKED_AT = 2
_MOST_LETTERS = 60
_LEAST_SHARE = 1 / 2000
_LEAST_TOGETHER = 2
_LONG_WORD = 7
_LEAST_ASSOCIATED = 0.1
_DOUBT = 2
_MOST_PUNCTUATION = 12
Anchors = Mapping[LanguageTag, Mapping[str, int]]


class Entry(NamedTuple):
    """What goes with a word of the slugs in a language: how many terms have both, by part of a name, and how many the word."""

    terms: int
    parts: Mapping[str, int]


class TermWordLexicon(NamedTuple):
    """The entries by language and word of the slugs, and how many terms of a language have a part of a name at all."""

    entries: Mapping[LanguageTag, Mapping[str, Entry]] = {}
    shares: Mapping[LanguageTag, Mapping[str, float]] = {}

    def coverage(self, tag: LanguageTag, words: Iterable[str], name: str, own: frozenset[str]) -> float:
        """Add up how well each word of a slug is said in a name; `own` are the parts that the term itself has put in.

        A word that no other term has is said neither well nor badly.
        """
        entries, shares = self.entries.get(tag, {}), self.shares.get(tag, {})
        said = parts(name, tag)
        total = 0.0
        for word in words:
            entry = entries.get(word)
            if entry:
                total += max(
                    (
                        (entry.parts[part] - (part in own)) / (entry.terms + _DOUBT) * (1 - shares.get(part, 0.0))
                        for part in said
                        if part in entry.parts
                    ),
                    default=0.0,
                )
        return total


def slug_words(slug: str, anchors: Anchors) -> tuple[str, ...]:
    """Take a slug apart into words without plural `s`, and the ending of a long last one.

    An anchor that is spelt like it tells how where it has no hyphens.

    >>> slug_words("cloud-native-apps", {}), slug_words("riskmanagement", {LanguageTag("en"): {"risk management": 1}})
    (('cloud', 'native', 'app'), ('risk', 'management', '~ment'))
    """
    found = [word for word in re.split(r"[-_\s]+", slug.casefold()) if word]
    if len(found) == 1:
        folded = key(slug)
        near = range(len(folded), len(folded) + _MOST_PUNCTUATION)
        alike = (
            text for counts in anchors.values() for text in counts if len(text) in near and " " in text and key(text) == folded
        )
        found = min(alike, key=lambda text: (len(text), text), default=slug).casefold().split()
    words = [word.removesuffix("s") for word in found]
    if words and len(words[-1]) > _LONG_WORD:
        words.append(f"~{words[-1][-4:]}")
    return tuple(words)


def parts(text: str, tag: LanguageTag) -> frozenset[str]:
    """Give the parts of a name that can go with a word: stems and endings of its words; pairs of letters in unspaced text.

    >>> sorted(parts("可伸缩性", LanguageTag("zh"))), sorted(parts("fiabilidad", LanguageTag("es")))
    (['~性', '伸缩', '可伸', '缩性'], ['fiabilidad', '~dad'])
    """
    if _UNSPACED.search(text):
        bare = key(text)
        return frozenset((*(bare[i : i + 2] for i in range(len(bare) - 1)), f"~{bare[-1:]}"))
    return frozenset((*stem(text, tag).split(), *(f"~{word[-3:]}" for word in text.casefold().split() if len(word) > _LONG_WORD)))


def own_parts(tag: LanguageTag, counts: Mapping[str, int]) -> frozenset[str]:
    """Give the parts of a term's most frequent anchors, which are what the lexicon learns from."""
    usual = nsmallest(_LOOKED_AT, counts, key=lambda text: (-counts[text], text)) if len(counts) > _LOOKED_AT else counts
    return frozenset(part for text in usual if len(text) <= _MOST_LETTERS and key(text) for part in parts(text, tag))


def all_parts(anchors: Anchors) -> dict[LanguageTag, frozenset[str]]:
    """Give what the lexicon learns of one term."""
    return {tag: own_parts(tag, counts) for tag, counts in anchors.items()}


class TrainingTerms(NamedTuple):
    """Which terms a lexicon is learned from, given by number: those that have a word in question, and a sample for the shares."""

    having: Mapping[str, list[int]]
    sampled: frozenset[int]

    @property
    def terms(self) -> list[int]:
        """All terms whose parts have to be known."""
        return sorted(self.sampled.union(*self.having.values()))


def training_terms(terms: Sequence[tuple[str, Anchors]], lacking: Iterable[int], sampled: Iterable[int]) -> TrainingTerms:
    """Choose what to learn from: a lexicon is only asked for the words of terms that are `lacking` a label somewhere."""
    words = [slug_words(slug, anchors) for slug, anchors in terms]
    wanted = {word for number in lacking for word in words[number]}
    having: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(words):
        for word in wanted.intersection(found):
            having[word].append(number)
    least = max(_LEAST_TOGETHER, len(terms) * _LEAST_SHARE)
    return TrainingTerms({word: having[word] for word in sorted(having) if len(having[word]) >= least}, frozenset(sampled))


def learn_lexicon(training_terms: TrainingTerms, seen: Mapping[int, Mapping[LanguageTag, frozenset[str]]]) -> TermWordLexicon:
    """Learn for each word what the anchors of the terms that have it have in common; `seen` is what `all_parts` gives of each."""
    totals: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
    sizes: Counter[LanguageTag] = Counter()
    for number in sorted(training_terms.sampled):
        for tag, found in seen[number].items():
            totals[tag].update(found)
            sizes[tag] += 1
    entries: dict[LanguageTag, dict[str, Entry]] = defaultdict(dict)
    for word, numbers in training_terms.having.items():
        for tag, entry in _entries(numbers, seen):
            entries[tag][word] = entry
    shares = {
        tag: {part: count / sizes[tag] for part, count in counts.items() if count >= _LEAST_TOGETHER}
        for tag, counts in totals.items()
    }
    return TermWordLexicon(dict(entries), shares)


def _entries(numbers: list[int], seen: Mapping[int, Mapping[LanguageTag, frozenset[str]]]) -> Iterable[tuple[LanguageTag, Entry]]:
    counts: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
    terms: Counter[LanguageTag] = Counter()
    for number in numbers:
        for tag, found in seen[number].items():
            counts[tag].update(found)
            terms[tag] += 1
    for tag in sorted(counts):
        least = max(_LEAST_TOGETHER, terms[tag] * _LEAST_ASSOCIATED)
        together = {part: count for part, count in counts[tag].items() if count >= least}
        if together:
            yield tag, Entry(terms[tag], together)
