"""The label in a language that the slugs are not written in: the anchors vote for a word, then for its form."""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from glossograph.labels.candidates import LabelCandidate
from glossograph.labels.language_statistics import letter_count
from glossograph.labels.morphology import (
    count_oblique_words,
    count_plural_words,
    fold_spelling_variants,
    is_inflected,
    is_plural_word,
    lemma,
    spell_like_slug,
)
from glossograph.labels.name_support import VoteContext, has_known_gloss, similarity
from glossograph.labels.term_words import term_parts
from glossograph.model.term import Label, LabelOrigin
from glossograph.text.keys import key

# Weights beside the natural logarithm of the number of anchors. Measured on two corpora and the sample: between half and
# twice of each of them, the share of right labels over all cases changes by less than a hundredth.
_COVERAGE_WEIGHT = 4.0
_GLOSS_WEIGHT = 2.0
_LATIN_PENALTY = 2.0
_GENERIC_PENALTY = 0.7
_CUT_PENALTY = 1.5
_COORDINATION_PENALTY = 0.5
_LENGTH_PENALTY = 0.5
_COUNT_SMOOTHING = 0.5
_MAX_TIE_DIFFERENCE = 0.3
_MAX_ENDING_LETTERS = 4
_MAX_TIMES_RARER = 8
"""How much rarer than the usual form the base form may be; an even rarer one is a slip, or another word."""

_LENGTH_VARIANCE = 6.8
"""Variance of a translation's length, by letter of the original (Gale and Church, 1993)."""

_FREE_LENGTH_SHARE = 0.3
_MAX_LENGTH_PENALTY = 5.0


def vote_for_label(candidates: Sequence[LabelCandidate], context: VoteContext) -> Label | None:
    """Choose a word by how many anchors have it in any form and how well it fits, then the form that names have.

    >>> from glossograph.labels.candidates import find_candidates, make_reference
    >>> from glossograph.labels.language_statistics import LanguageStatistics
    >>> from glossograph.labels.name_support import make_vote_context
    >>> from glossograph.text.languages import LanguageTag
    >>> es, anchors = LanguageTag("es"), {LanguageTag("es"): {"servicios": 3, "servicio": 2}}
    >>> reference, statistics = make_reference("service", None), LanguageStatistics()
    >>> context = make_vote_context(es, "service", reference, statistics, anchors=anchors[es])
    >>> vote_for_label(find_candidates("service", anchors, statistics)[es], context)
    Label(language='es', text='servicio', origin=<LabelOrigin.ANCHOR: 'anchor'>, count=5)
    """
    forms_by_stem: dict[str, list[LabelCandidate]] = defaultdict(list)
    for candidate in candidates:
        forms_by_stem[candidate.stem].append(candidate)
    forms_by_stem = {
        stem: forms
        for stem, forms in forms_by_stem.items()
        if not all(is_inflected(candidate.text, context.tag) for candidate in forms)
    }
    if not forms_by_stem:
        return None
    stem = next(iter(forms_by_stem)) if len(forms_by_stem) == 1 else _choose_stem(forms_by_stem, context)
    return _choose_form(forms_by_stem[stem], context)


def _choose_stem(forms_by_stem: Mapping[str, Sequence[LabelCandidate]], context: VoteContext) -> str:
    """Choose the stem with the highest score.

    Of stems that are about equal, choose the one that others begin with, then the one that occurs in more languages, then the
    one nearest to the slug.
    """
    is_latin_usual = all(_is_latin(forms[0].text) for forms in forms_by_stem.values())
    own_parts = term_parts(context.tag, context.anchors)
    scores = {
        stem: _score_forms(forms, context, own_parts, is_latin_usual=is_latin_usual) for stem, forms in forms_by_stem.items()
    }
    min_score = max(scores.values()) - _MAX_TIE_DIFFERENCE
    stems = sorted(forms_by_stem)
    tied = [stem for stem in stems if scores[stem] >= min_score]
    if len(tied) > 1:
        longer_stems = {stem: _count_longer(stem, stems) for stem in tied}
        tied.sort(
            key=lambda stem: (
                -longer_stems[stem],
                -scores[stem],
                -context.names.stem_languages.get(stem, 0),
                -similarity(forms_by_stem[stem][0].text, context.slug),
            )
        )
    return tied[0]


def _count_longer(stem: str, stems: Sequence[str]) -> int:
    """Count the sorted stems that are a stem with something behind it that is short enough for an ending, itself included.

    >>> _count_longer("lån", ["lå", "lån", "låne", "lånekassenavdeling", "leie"])
    2
    """
    if not stem:
        return 0
    count = 0
    for position in range(bisect_left(stems, stem), len(stems)):
        if not stems[position].startswith(stem):  # what begins alike is sorted together
            break
        count += letter_count(stems[position].removeprefix(stem)) <= _MAX_ENDING_LETTERS
    return count


def _score_forms(
    forms: Sequence[LabelCandidate], context: VoteContext, own_parts: frozenset[str], *, is_latin_usual: bool
) -> float:
    """Score a word: a loan in Latin letters loses where other candidates have the language's own letters."""
    statistics, tag = context.statistics, context.tag
    slug_words = context.reference.slug_words
    coverage = max(statistics.lexicon.coverage(tag, slug_words, candidate.text, own_parts) for candidate in forms)
    penalties = (
        min(_length_penalty(candidate, context) for candidate in forms),
        _GENERIC_PENALTY * math.log(min(statistics.target_count(tag, candidate.text) for candidate in forms)),
        _LATIN_PENALTY * (not is_latin_usual and _is_latin(forms[0].text)),
        _CUT_PENALTY * all(candidate.is_cut for candidate in forms),
        _COORDINATION_PENALTY * any(candidate.is_coordinated for candidate in forms),
    )
    count_score = math.log(sum(candidate.anchor_count for candidate in forms) + _COUNT_SMOOTHING)
    gloss_score = _GLOSS_WEIGHT * any(has_known_gloss(candidate, context) for candidate in forms)
    return count_score + _COVERAGE_WEIGHT * coverage + gloss_score - sum(penalties)


def _choose_form(forms: Sequence[LabelCandidate], context: VoteContext) -> Label:
    """Choose the base form: no oblique case; where the slug is singular, the singular and then the shortest; then the usual."""
    tag, statistics = context.tag, context.statistics
    is_plural = _has_plural_word(f"{context.slug} {context.reference.text}", statistics.slug_language)

    def rank(candidate: LabelCandidate) -> tuple[int, int, int, int, int, str]:
        plural_words = 0 if is_plural else count_plural_words(candidate.text, tag)
        length = 0 if is_plural else len(fold_spelling_variants(candidate.text))
        text = candidate.text
        return count_oblique_words(text, tag), plural_words, length, -candidate.anchor_count, len(text), text

    uninflected = [candidate for candidate in forms if not is_inflected(candidate.text, tag)]
    max_count = max(candidate.anchor_count for candidate in uninflected)
    best = min((candidate for candidate in uninflected if candidate.anchor_count * _MAX_TIMES_RARER >= max_count), key=rank)
    text = best.full
    if not is_plural and best.text == best.full and tag != statistics.slug_language:
        loan = spell_like_slug(best.text, context.slug)
        text = loan or lemma(best.text, tag, statistics.vocabulary.get(tag, frozenset()))
    return Label(tag, text, LabelOrigin.ANCHOR, sum(candidate.anchor_count for candidate in forms))


@lru_cache(maxsize=1)
def _has_plural_word(names: str, language: str) -> bool:
    """Report whether the names of a term, which are the same for most of its languages, have a word in the plural."""
    return any(is_plural_word(word, language) for word in re.split(r"[\W_]+", names))


def _length_penalty(candidate: LabelCandidate, context: VoteContext) -> float:
    """Measure how unlikely a name's length is: 0 about the expected length, and the same difference less for a longer name."""
    expected = context.expected_length
    difference = max(0.0, abs(letter_count(key(candidate.text)) - expected) - _FREE_LENGTH_SHARE * expected)
    return min(_LENGTH_PENALTY * difference**2 / (_LENGTH_VARIANCE * expected), _MAX_LENGTH_PENALTY)


def _is_latin(text: str) -> bool:
    return text.isascii() or all(
        character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in text if character.isalpha()
    )
