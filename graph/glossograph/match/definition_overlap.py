"""How far the definitions of a term and a concept share words, as evidence that both are the same."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import NamedTuple

from glossograph.labels.morphology import stem
from glossograph.match.concept_names import ANY_LANGUAGE
from glossograph.text.language_words import language_words, words
from glossograph.text.normalise import fold_accents
from glossograph.text.scripts import UNSPACED_LETTER

DEFINITION_REASON = "the definitions share"
"""How evidence from definitions begins."""

_SLOPE, _NEUTRAL, _MOST, _LEAST = 10.0, 0.08, 2.0, -1.0
"""The log-odds of definitions: how fast they grow with the share of common words, where they are 0, and their range."""

_MIN_WORDS = 5
"""Words that a definition needs to say anything against a match."""

_MAX_SHOWN = 5
_WORD = re.compile(r"[^\W\d_]{2,}")

Words = Mapping[str, Mapping[str, str]]
"""The words of definitions by language: for each stem the first word that has it."""


class DefinitionOverlap(NamedTuple):
    """How far definitions agree: the log-odds that they add, and why."""

    log_odds: float
    why: tuple[str, ...]


def definition_words(texts: Iterable[tuple[str, str]]) -> Words:
    """Give the content words of definitions by language and stem; of scripts without blanks, pairs of letters.

    >>> definition_words([("en", "The loans of a bank")])
    {'en': {'loan': 'loans', 'bank': 'bank'}}
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for language, text in texts:
        for word in _WORD.findall(text):
            if UNSPACED_LETTER.match(word):
                found[language].update({word[at : at + 2]: word[at : at + 2] for at in range(len(word) - 1)})
            elif word.casefold() not in _function_words(language):
                found[language].setdefault(_folded(word, language), word)
    return {language: stems for language, stems in found.items() if stems}


@lru_cache(maxsize=1 << 15)
def _folded(word: str, language: str) -> str:
    return fold_accents(stem(word, language))


@cache
def _function_words(language: str) -> frozenset[str]:
    """Give the words of a language that say nothing about a subject."""
    known = language_words(language or "en")
    lists = (
        *(known.articles, known.linking_words, known.determiners, known.prepositions, known.leading_prepositions),
        *(known.conjunctions, known.verbs, known.clause_words),
    )
    return frozenset().union(*map(words, lists))


class WordWeights:
    """Weights of words by how few definitions hold them."""

    def __init__(self, definitions: Iterable[Words]) -> None:
        """Count the words of all definitions."""
        self._uses: Counter[tuple[str, str]] = Counter()
        self._sizes: Counter[str] = Counter()
        for definition in definitions:
            for language, stems in definition.items():
                self._sizes[language] += 1
                self._uses.update((language, word) for word in stems)

    def weight(self, language: str, word: str) -> float:
        """Return the inverse document frequency of a word."""
        return math.log((1 + self._sizes[language]) / (0.5 + self._uses[language, word]))

    def compare(self, own: Words, other: Words, names: Iterable[str]) -> DefinitionOverlap:
        """Compare the definitions of a term and a concept in the language in which they are most alike.

        Args:
            own: The words of the term's definitions.
            other: The words of the concept's definitions.
            names: Stems that both names have: they are no further evidence.
        """
        left_out = frozenset(names)
        best: tuple[float, str, list[str]] | None = None
        for language in sorted(own):
            for stems in (other.get(language), other.get(ANY_LANGUAGE)):
                if stems and min(len(own[language]), len(stems)) >= _MIN_WORDS:
                    share, common = self._share(language, own[language].keys() - left_out, stems.keys() - left_out)
                    if best is None or share > best[0]:
                        best = share, language, [own[language][shared] for shared in common]
        if best is None:
            return DefinitionOverlap(0.0, ())
        share, language, common = best
        log_odds = max(_LEAST, min(_MOST, _SLOPE * (share - _NEUTRAL)))
        if not common:
            return DefinitionOverlap(log_odds, (f"{DEFINITION_REASON} no word ({language})",))
        return DefinitionOverlap(log_odds, (f"{DEFINITION_REASON} {', '.join(common[:_MAX_SHOWN])} ({language})",))

    def _share(self, language: str, own: AbstractSet[str], other: AbstractSet[str]) -> tuple[float, list[str]]:
        """Give the cosine of two sets of weighted stems, and the common stems, the weightiest first."""
        common = sorted(own & other, key=lambda word: (-self.weight(language, word), word))
        product = math.sqrt(self._squares(language, own) * self._squares(language, other))
        return (self._squares(language, common) / product if product else 0.0), common

    def _squares(self, language: str, stems: Iterable[str]) -> float:
        return sum(self.weight(language, word) ** 2 for word in sorted(stems))
