"""The label in a language that the slugs are not written in: the anchors vote for a word, then for its form."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import NamedTuple

from glossograph.labels.candidates import LabelCandidate, ReferenceName
from glossograph.labels.grammar import grammar
from glossograph.labels.language_statistics import LanguageStatistics, letter_count
from glossograph.labels.morphology import (
    count_oblique_words,
    count_plural_words,
    fold_spelling_variants,
    is_inflected,
    is_plural_word,
    lemma,
)
from glossograph.labels.term_words import term_parts
from glossograph.model.term import Label, LabelOrigin
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

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
_MIN_LOG_LENGTH_RATIO = math.log(0.3)
_MAX_LOG_LENGTH_RATIO = math.log(2.1)
_ACRONYM = re.compile(r"[A-ZÀ-Þ][A-Z0-9&À-Þ-]{1,6}s?\Z")


class VoteContext(NamedTuple):
    """What a vote in one language knows besides the candidates.

    Attributes:
        tag: The language.
        slug: The term's slug.
        reference: The name that the candidates are compared with.
        statistics: The statistics of all languages.
        expected_length: How many letters a name should have.
        anchors: The term's anchors in the language, which the lexicon has learned from.
        stem_languages: In how many languages each stem occurs.
    """

    tag: LanguageTag
    slug: str
    reference: ReferenceName
    statistics: LanguageStatistics
    expected_length: float
    anchors: Mapping[str, int]
    stem_languages: Mapping[str, int]


def make_vote_context(
    tag: LanguageTag,
    slug: str,
    reference: ReferenceName,
    statistics: LanguageStatistics,
    *,
    anchors: Mapping[str, int],
    stem_languages: Mapping[str, int] = MappingProxyType({}),
) -> VoteContext:
    """Make the context of a vote; the expected length follows from the reference and the language's usual length."""
    expected_length = reference.length * math.exp(statistics.log_length_ratios.get(tag, 0.0))
    return VoteContext(tag, slug, reference, statistics, expected_length, anchors, stem_languages)


def is_unlikely_name(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether a candidate is no name of this term: far too short, or a long enumeration that names other terms."""
    log_ratio = math.log(letter_count(key(candidate.text)) / context.expected_length)
    if log_ratio < _MIN_LOG_LENGTH_RATIO:
        return not _is_known_name(candidate, context)
    if log_ratio < _MAX_LOG_LENGTH_RATIO or not candidate.is_coordinated:
        return False
    conjunctions = grammar(context.statistics.slug_language).conjunctions
    reference = context.reference.text
    is_reference_coordinated = "&" in reference or not conjunctions.isdisjoint(reference.casefold().split())
    return not is_reference_coordinated and not _is_known_name(candidate, context)


def _is_known_name(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether a name is the slug's, the reference's, an acronym, or the words that the slug abbreviates."""
    return (
        key(candidate.text) in context.reference.keys
        or bool(_ACRONYM.match(candidate.text))
        or _has_slug_as_initials(candidate, context)
    )


def _has_slug_as_initials(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether a name's initials are the slug, with or without its words for "and" and "of"."""
    known = grammar(context.tag)
    words = candidate.text.casefold().split()
    content_words = [word for word in words if word not in known.conjunctions | known.trailing]
    return any(
        "".join(word[0] for word in chosen) == context.reference.slug_key for chosen in (words, content_words) if len(chosen) > 1
    )


def vote_for_label(candidates: Sequence[LabelCandidate], context: VoteContext) -> Label | None:
    """Choose a word by how many anchors have it in any form and how well it fits, then the form that names have.

    >>> from glossograph.labels.candidates import find_candidates, make_reference
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
    tied = [stem for stem in sorted(forms_by_stem) if scores[stem] >= min_score]
    if len(tied) > 1:
        longer_stems = Counter(stem for stem in tied for longer in forms_by_stem if _is_stem_with_ending(longer, stem))
        tied.sort(
            key=lambda stem: (
                -longer_stems[stem],
                -scores[stem],
                -context.stem_languages.get(stem, 0),
                -_similarity(forms_by_stem[stem][0].text, context.slug),
            )
        )
    return tied[0]


def _is_stem_with_ending(longer: str, stem: str) -> bool:
    """Report whether a text is a stem with something behind it that is short enough for an ending."""
    rest = longer.removeprefix(stem)
    return rest != longer and letter_count(rest) <= _MAX_ENDING_LETTERS


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
    gloss_score = _GLOSS_WEIGHT * any(_has_known_gloss(candidate, context) for candidate in forms)
    return count_score + _COVERAGE_WEIGHT * coverage + gloss_score - sum(penalties)


def _choose_form(forms: Sequence[LabelCandidate], context: VoteContext) -> Label:
    """Choose the base form: no oblique case; where the slug is singular, the singular and then the shortest; then the usual."""
    tag, statistics = context.tag, context.statistics
    words = re.split(r"[\W_]+", f"{context.slug} {context.reference.text}")
    is_plural = any(is_plural_word(word, statistics.slug_language) for word in words)

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
        text = lemma(best.text, tag, statistics.vocabulary.get(tag, frozenset()))
    return Label(tag, text, LabelOrigin.ANCHOR, sum(candidate.anchor_count for candidate in forms))


def _length_penalty(candidate: LabelCandidate, context: VoteContext) -> float:
    """Measure how unlikely a name's length is: 0 about the expected length, and the same difference less for a longer name."""
    expected = context.expected_length
    difference = max(0.0, abs(letter_count(key(candidate.text)) - expected) - _FREE_LENGTH_SHARE * expected)
    return min(_LENGTH_PENALTY * difference**2 / (_LENGTH_VARIANCE * expected), _MAX_LENGTH_PENALTY)


def _has_known_gloss(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether an author wrote the term's known name or initials in brackets behind this name."""
    known_keys = context.reference.keys
    return any(gloss in known_keys or gloss.removesuffix("s") in known_keys for gloss in candidate.glosses)


def _is_latin(text: str) -> bool:
    return all(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in text if character.isalpha())


def _similarity(text: str, slug: str) -> float:
    """Compare a name with the slug: 1 for the same letters, 0 for no common one (Ratcliff and Obershelp, 1988)."""
    return SequenceMatcher(None, key(text), key(slug), autojunk=False).ratio()
