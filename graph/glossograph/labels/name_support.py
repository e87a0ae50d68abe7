"""Which of a term's candidates can be names at all: what one doubtful anchor has needs support from elsewhere."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from glossograph.labels.candidates import LabelCandidate, ReferenceName
from glossograph.labels.grammar import grammar_of
from glossograph.labels.language_statistics import LanguageStatistics, letter_count
from glossograph.labels.morphology import is_no_noun
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

_MIN_LOG_LENGTH_RATIO = math.log(0.3)
_MAX_LOG_LENGTH_RATIO = math.log(2.1)
_MIN_SHAPE_LANGUAGES = 4
_MIN_LOAN_SIMILARITY = 0.6
_MIN_HEAD_RATIO = 0.5
_MAX_HEAD_RATIO = 2.0
_MIN_DIVIDED_RATIO = 0.6
_MIN_MISSING_LETTERS = 4
_MAX_SINGLE_RATIO = 3.0
_ACRONYM = re.compile(r"[A-ZÀ-Þ][A-Z0-9&À-Þ-]{1,6}s?\Z")


class TermNames(NamedTuple):
    """What all languages' names of a term have in common.

    Attributes:
        stem_languages: In how many languages each stem occurs.
        log_usual_length: The median of the natural logarithms of their lengths, each as if in the language of the slugs; `None`
            where there are few languages.
    """

    stem_languages: Mapping[str, int] = {}
    log_usual_length: float | None = None

    @classmethod
    def of(
        cls,
        titles: Mapping[LanguageTag, str],
        candidates: Mapping[LanguageTag, Sequence[LabelCandidate]],
        statistics: LanguageStatistics,
    ) -> "TermNames":
        """Sum up the titles, and the candidates of the languages without one."""
        usual = {tag: title for tag, title in titles.items() if title}
        for tag, in_language in candidates.items():
            if in_language and tag not in usual:
                usual[tag] = max(in_language, key=lambda candidate: (candidate.anchor_count, len(candidate.text))).text
        lengths = [math.log(letter_count(key(name))) - statistics.log_length_ratios.get(tag, 0.0) for tag, name in usual.items()]
        return cls(
            Counter(stem for in_language in candidates.values() for stem in {candidate.stem for candidate in in_language}),
            median(lengths) if len(lengths) >= _MIN_SHAPE_LANGUAGES else None,
        )


class VoteContext(NamedTuple):
    """What is known in one language besides a candidate.

    Attributes:
        tag: The language.
        slug: The term's slug.
        reference: The name that the candidates are compared with.
        statistics: The statistics of all languages.
        expected_length: How many letters a name should have.
        anchors: The term's anchors in the language, which the lexicon has learned from.
        stem_counts: How many anchors of the language have each stem.
        names: What all languages' names have in common.
    """

    tag: LanguageTag
    slug: str
    reference: ReferenceName
    statistics: LanguageStatistics
    expected_length: float
    anchors: Mapping[str, int]
    stem_counts: Mapping[str, int]
    names: TermNames


_NO_NAMES = TermNames()


def make_vote_context(
    tag: LanguageTag,
    slug: str,
    reference: ReferenceName,
    statistics: LanguageStatistics,
    *,
    anchors: Mapping[str, int],
    candidates: Iterable[LabelCandidate] = (),
    names: TermNames = _NO_NAMES,
) -> VoteContext:
    """Make the context of a language; the expected length follows from the reference and the language's usual length."""
    stem_counts: Counter[str] = Counter()
    for candidate in candidates:
        stem_counts[candidate.stem] += candidate.anchor_count
    expected_length = reference.length * math.exp(statistics.log_length_ratios.get(tag, 0.0))
    return VoteContext(tag, slug, reference, statistics, expected_length, anchors, stem_counts, names)


def is_unlikely_name(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether a candidate is no name of this term: unsupported, far too short, or a long enumeration."""
    if not _has_support(candidate, context):
        return True
    log_ratio = math.log(letter_count(key(candidate.text)) / context.expected_length)
    if log_ratio < _MIN_LOG_LENGTH_RATIO:
        return not _is_known_name(candidate, context)
    if log_ratio < _MAX_LOG_LENGTH_RATIO or not candidate.is_coordinated:
        return False
    conjunctions = grammar_of(context.statistics.slug_language).conjunctions
    reference = context.reference.text
    is_reference_coordinated = "&" in reference or not conjunctions.isdisjoint(reference.casefold().split())
    return not is_reference_coordinated and not _is_known_name(candidate, context)


def _has_support(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether more than one doubtful anchor supports a name.

    A name that only one anchor has is doubtful if it looks like a verb or an adverb, if it is cut out of a clause, if it is far
    longer than the names in the other languages, if the anchors of the language disagree, or if it stands behind a word such as
    "of". Then it has to be known from elsewhere, or be about as long as the names in the other languages.
    """
    if context.stem_counts.get(candidate.stem, 0) > 1 or context.names.stem_languages.get(candidate.stem, 0) > 1:
        return True
    if _is_known_name(candidate, context) or has_known_gloss(candidate, context):
        return True
    if is_no_noun(candidate.text, context.tag):
        return similarity(candidate.text, context.slug) >= _MIN_LOAN_SIMILARITY
    length = letter_count(key(candidate.text))
    usual = longest = context.expected_length
    if context.names.log_usual_length is not None:  # the names in the other languages show whether the slug is short for them
        usual *= math.exp(context.names.log_usual_length) / context.reference.length
        longest = max(usual, longest, context.reference.length)
        if length > _MAX_SINGLE_RATIO * longest:
            return False
    if candidate.is_clause_head:
        return _MIN_HEAD_RATIO * usual <= length <= _MAX_HEAD_RATIO * longest
    is_short = length < _MIN_DIVIDED_RATIO * usual and length <= usual - _MIN_MISSING_LETTERS
    is_divided = sum(context.anchors.values()) > 1
    return not is_short or bool(candidate.glosses) or not (is_divided or candidate.is_dependent)


def _is_known_name(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether a name is the slug's, the reference's, an acronym, or the words that the slug abbreviates."""
    return (
        key(candidate.text) in context.reference.keys
        or bool(_ACRONYM.match(candidate.text))
        or _has_slug_as_initials(candidate, context)
    )


def _has_slug_as_initials(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether a name's initials are the slug, with or without its words for "and" and "of"."""
    known = grammar_of(context.tag)
    words = candidate.text.casefold().split()
    content_words = [word for word in words if word not in known.conjunctions and word not in known.trailing]
    return any(
        "".join(word[0] for word in chosen) == context.reference.slug_key for chosen in (words, content_words) if len(chosen) > 1
    )


def has_known_gloss(candidate: LabelCandidate, context: VoteContext) -> bool:
    """Report whether an author wrote the term's known name or initials in brackets behind this name."""
    if not candidate.glosses:
        return False
    known_keys = context.reference.keys
    return any(gloss in known_keys or gloss.removesuffix("s") in known_keys for gloss in candidate.glosses)


def similarity(text: str, slug: str) -> float:
    """Compare a name with the slug: 1 for the same letters, 0 for no common one (Ratcliff and Obershelp, 1988)."""
    matcher = _matcher(key(slug))
    matcher.set_seq1(key(text))
    return matcher.ratio()


@lru_cache(maxsize=1)
def _matcher(slug_key: str) -> SequenceMatcher[str]:
    """Give what compares names with a slug: it counts the slug's letters once for all names of a term."""
    return SequenceMatcher(None, "", slug_key, autojunk=False)
