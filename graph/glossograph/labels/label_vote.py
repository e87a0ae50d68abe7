"""The label in every other language: the anchors vote for a word, then for its form."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import NamedTuple

from glossograph.labels.candidates import LabelCandidate, Reference
from glossograph.labels.grammar_words import grammar
from glossograph.labels.language_statistics import LanguageStatistics, letters
from glossograph.labels.morphology import base_form, has_oblique, is_inflected, looks_plural, plural_words, simplified
from glossograph.labels.term_words import own_parts
from glossograph.model.term import Label, LabelOrigin
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

# Weights beside the natural logarithm of the number of anchors. Measured on two corpora and the sample: between half and
# twice of each of them, the share of right labels over all cases changes by less than a hundredth.
_COVERED = 4.0
_GLOSSED = 2.0
_IN_LATIN = 2.0
_GENERIC = 0.7
_CUT = 1.5
_COORDINATED = 0.5
_LENGTH = 0.5
_SMOOTHING = 0.5
_AS_GOOD_AS = 0.3
_LONGEST_ENDING = 4
_TIMES_RARER = 8
"""How much rarer than the usual form the base form may be; one yet rarer is a slip, or another word."""

_VARIANCE = 6.8
"""Of a translation's length, by letter of the original (Gale and Church, 1993)."""

_FREE = 0.3
_MOST_SURPRISE = 5.0
_TOO_SHORT = math.log(0.3)
_TOO_LONG = math.log(2.1)
_ACRONYM = re.compile(r"[A-ZÀ-Þ][A-Z0-9&À-Þ-]{1,6}s?\Z")


class LabelVote(NamedTuple):
    """What a vote in one language knows besides the candidates.

    `expected` is how many letters a name should have, `anchors` are what the term itself gave to the lexicon, `elsewhere` is
    the number of languages in which a stem is said.
    """

    tag: LanguageTag
    slug: str
    reference: Reference
    habits: LanguageStatistics
    expected: float
    anchors: Mapping[str, int]
    elsewhere: Mapping[str, int]


def label_vote_of(
    tag: LanguageTag,
    slug: str,
    reference: Reference,
    habits: LanguageStatistics,
    *,
    anchors: Mapping[str, int],
    elsewhere: Mapping[str, int] = MappingProxyType({}),
) -> LabelVote:
    """Make a ballot: how long a name should be says the reference and the language's habit."""
    expected = reference.length * math.exp(habits.lengths.get(tag, 0.0))
    return LabelVote(tag, slug, reference, habits, expected, anchors, elsewhere)


def is_strange(one: LabelCandidate, ballot: LabelVote) -> bool:
    """Tell whether a candidate is no name of this term: far shorter than any, or long and half of it something else."""
    deviation = math.log(letters(key(one.text)) / ballot.expected)
    if deviation < _TOO_SHORT:
        return not _is_known(one, ballot)
    if deviation < _TOO_LONG or not one.coordinated:
        return False
    joining = grammar(ballot.habits.slug_language).joining
    both = "&" in ballot.reference.text or not joining.isdisjoint(ballot.reference.text.casefold().split())
    return not both and not _is_known(one, ballot)


def _is_known(one: LabelCandidate, ballot: LabelVote) -> bool:
    """Tell whether a name is the slug's, the reference's, an acronym, or written out what the slug is short for."""
    return key(one.text) in ballot.reference.keys or bool(_ACRONYM.match(one.text)) or _writes_out(one, ballot)


def _writes_out(one: LabelCandidate, ballot: LabelVote) -> bool:
    """Tell whether a name's initials are the slug, words for "and" and "of" left out or not."""
    known = grammar(ballot.tag)
    words = one.text.casefold().split()
    full = [word for word in words if word not in known.joining | known.trailing]
    return any("".join(word[0] for word in some) == ballot.reference.slug_key for some in (words, full) if len(some) > 1)


def label_by_vote(candidates: Sequence[LabelCandidate], ballot: LabelVote) -> Label | None:
    """Elect a word by how many anchors say it in any form and how well it fits, then the form that names have.

    >>> from glossograph.labels.candidates import candidates_of, reference_of
    >>> es, anchors = LanguageTag("es"), {LanguageTag("es"): {"servicios": 3, "servicio": 2}}
    >>> ballot = label_vote_of(es, "service", reference_of("service", None), LanguageStatistics(), anchors=anchors[es])
    >>> label_by_vote(candidates_of("service", anchors, LanguageStatistics())[es], ballot)
    Label(language='es', text='servicio', origin=<LabelOrigin.ANCHOR: 'anchor'>, count=5)
    """
    words: dict[str, list[LabelCandidate]] = defaultdict(list)
    for one in candidates:
        words[one.stem].append(one)
    words = {word: forms for word, forms in words.items() if not all(is_inflected(one.text, ballot.tag) for one in forms)}
    if not words:
        return None
    return _formed(words[next(iter(words)) if len(words) == 1 else _elected(words, ballot)], ballot)


def _elected(words: Mapping[str, Sequence[LabelCandidate]], ballot: LabelVote) -> str:
    """Elect a word; of equals the one that others begin with, the one said in more languages, the one nearest to the slug."""
    only_latin = all(_is_latin(forms[0].text) for forms in words.values())
    own = own_parts(ballot.tag, ballot.anchors)
    weights = {word: _weight(forms, ballot, own, latin_counts=only_latin) for word, forms in words.items()}
    most = max(weights.values()) - _AS_GOOD_AS
    tied = [word for word in sorted(words) if weights[word] >= most]
    if len(tied) > 1:
        begun = Counter(word for word in tied for other in words if _is_ending(other.removeprefix(word), other))
        tied.sort(
            key=lambda word: (
                -begun[word],
                -weights[word],
                -ballot.elsewhere.get(word, 0),
                -_nearness(words[word][0].text, ballot.slug),
            )
        )
    return tied[0]


def _is_ending(rest: str, word: str) -> bool:
    """Tell whether what is left of a word behind another is short enough for an ending."""
    return rest != word and letters(rest) <= _LONGEST_ENDING


def _weight(forms: Sequence[LabelCandidate], ballot: LabelVote, own: frozenset[str], *, latin_counts: bool) -> float:
    """Weigh a word: in Latin letters it is a loan where others are in the language's own."""
    habits, tag = ballot.habits, ballot.tag
    covered = max(habits.lexicon.coverage(tag, ballot.reference.words, one.text, own) for one in forms)
    penalties = (
        min(_surprise(one, ballot) for one in forms),
        _GENERIC * math.log(min(habits.leads_to(tag, one.text) for one in forms)),
        _IN_LATIN * (not latin_counts and _is_latin(forms[0].text)),
        _CUT * all(one.cut for one in forms),
        _COORDINATED * any(one.coordinated for one in forms),
    )
    said = math.log(sum(one.said for one in forms) + _SMOOTHING)
    return said + _COVERED * covered + _GLOSSED * any(_is_glossed(one, ballot) for one in forms) - sum(penalties)


def _formed(forms: Sequence[LabelCandidate], ballot: LabelVote) -> Label:
    """Choose the base form: no oblique case; singular, then short, where the slug is singular, else frequent."""
    tag, habits = ballot.tag, ballot.habits
    names = re.split(r"[\W_]+", f"{ballot.slug} {ballot.reference.text}")
    plural = any(looks_plural(word, habits.slug_language) for word in names)

    def order(one: LabelCandidate) -> tuple[int, int, int, int, int, str]:
        number = 0 if plural else plural_words(one.text, tag)
        length = 0 if plural else len(simplified(one.text))
        return has_oblique(one.text, tag), number, length, -one.said, len(one.text), one.text

    straight = [one for one in forms if not is_inflected(one.text, tag)]
    most = max(one.said for one in straight)
    best = min((one for one in straight if one.said * _TIMES_RARER >= most), key=order)
    text = best.full
    if not plural and best.text == best.full and tag != habits.slug_language:
        text = base_form(best.text, tag, habits.vocabulary.get(tag, frozenset()))
    return Label(tag, text, LabelOrigin.ANCHOR, sum(one.said for one in forms))


def _surprise(one: LabelCandidate, ballot: LabelVote) -> float:
    """Say how unlikely a name's length is, the less the shorter the name should be; 0 about there."""
    expected = ballot.expected
    off = max(0.0, abs(letters(key(one.text)) - expected) - _FREE * expected)
    return min(_LENGTH * off**2 / (_VARIANCE * expected), _MOST_SURPRISE)


def _is_glossed(one: LabelCandidate, ballot: LabelVote) -> bool:
    """Tell whether an author wrote the term's known name or initials in brackets behind this one."""
    known = ballot.reference.keys
    return any(gloss in known or gloss.removesuffix("s") in known for gloss in one.glosses)


def _is_latin(text: str) -> bool:
    return all(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in text if character.isalpha())


def _nearness(text: str, slug: str) -> float:
    """Compare a name with the slug: 1 for the same letters, 0 for no common one (Ratcliff and Obershelp, 1988)."""
    return SequenceMatcher(None, key(text), key(slug), autojunk=False).ratio()
