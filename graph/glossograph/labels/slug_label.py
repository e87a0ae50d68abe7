"""The label in the language of the slugs: the slug gives the name, and the anchors show how it is written."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from glossograph.labels.candidates import LabelCandidate, ReferenceName, make_reference
from glossograph.labels.language_statistics import LanguageStatistics
from glossograph.labels.morphology import is_spelled_out, lemma, shares_stem_with_slug, spell_like_slug, stem
from glossograph.model.term import Label, LabelOrigin
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

_MIN_AGREEING_ANCHORS = 3
_MIN_AGREEING_SHARE = 0.8
_MAX_STEM_LETTERS = 6
_MAX_SHORT_WORD_LETTERS = 3
_SIMILAR_LETTERS = 5


def label_by_slug(
    tag: LanguageTag, slug: str, candidates: Sequence[LabelCandidate], statistics: LanguageStatistics
) -> Label | None:
    """Choose the name that the anchors agree on, else the one that the slug gives.

    Three or more anchors of which 80 % have one name overrule the slug, unless that name is another number or the initials of
    the slug. Else the anchor that is spelled like the slug is the label, else another form of it, else the slug's words if
    anchors support them.

    Returns:
        `None` where the slug is no name, such as an abbreviation that the anchors write out.

    >>> def candidate(text):
    ...     return LabelCandidate(text, text, 1, False, False, frozenset(), stem(text, "en"))
    >>> def choose(slug, text):
    ...     return label_by_slug(LanguageTag("en"), slug, [candidate(text)], LanguageStatistics())
    >>> choose("lease", "leases").text, choose("sec", "the Commission"), choose("canary-deployment", "canary").text
    ('lease', None, 'canary deployment')
    """
    words = [word for word in re.split(r"[-_]+", slug) if word]
    return (
        _agreed_anchor(tag, slug, words, candidates)
        or _anchor_like_slug(tag, slug, candidates)
        or _spelled_out_anchor(tag, words, candidates, statistics)
        or _slug_of_same_stem(tag, words, candidates)
        or _slug_words(tag, words, candidates, make_reference(slug, None))
    )


def _agreed_anchor(tag: LanguageTag, slug: str, words: Sequence[str], candidates: Sequence[LabelCandidate]) -> Label | None:
    """Choose the name that nearly all anchors have, where it is another name than the slug's.

    A name without a word of the slug does not count against an anchor that is spelled like the slug.
    """
    best = max(candidates, key=lambda candidate: candidate.anchor_count, default=None)
    if not best or best.anchor_count < _MIN_AGREEING_ANCHORS:
        return None
    if best.anchor_count < _MIN_AGREEING_SHARE * sum(candidate.anchor_count for candidate in candidates):
        return None
    if spell_like_slug(best.text, slug) or key(best.text).removesuffix("s") in make_reference(slug, None).initials:
        return None
    if not _shares_word(best.text, words, tag) and any(key(candidate.text) == key(slug) for candidate in candidates):
        return None
    text = " ".join(_with_number_of_slug(word, words) for word in best.text.split(" "))
    return Label(tag, text, LabelOrigin.ANCHOR, best.anchor_count)


def _with_number_of_slug(word: str, slug_words: Sequence[str]) -> str:
    """Write a word in the singular or plural that the slug has it in.

    >>> _with_number_of_slug("Banks", ["investment", "bank"])
    'Bank'
    """
    if not word.isalpha() or word.casefold() in slug_words:
        return word
    return next((text for slug_word in slug_words if (text := spell_like_slug(word, slug_word))), word)


def _anchor_like_slug(tag: LanguageTag, slug: str, candidates: Sequence[LabelCandidate]) -> Label | None:
    """Choose the anchor that is spelled like the slug, else one that is so in another number."""
    slug_key = key(slug)
    for candidate in candidates:
        if key(candidate.text) == slug_key:
            return Label(tag, candidate.text, LabelOrigin.ANCHOR, candidate.anchor_count)
    counts: Counter[str] = Counter()
    for candidate in candidates:
        if text := spell_like_slug(candidate.text, slug):
            counts[text] += candidate.anchor_count
    if not counts:
        return None
    text = min(counts, key=lambda text: (-counts[text], text))
    return Label(tag, text, LabelOrigin.ANCHOR, counts[text])


def _spelled_out_anchor(
    tag: LanguageTag, words: Sequence[str], candidates: Sequence[LabelCandidate], statistics: LanguageStatistics
) -> Label | None:
    """Choose the anchor that writes out a word that the slug abbreviates."""
    for candidate in sorted(candidates, key=lambda candidate: (-candidate.anchor_count, candidate.text)):
        if is_spelled_out(candidate.text, words):
            text = lemma(candidate.text, tag, statistics.vocabulary.get(tag, frozenset()))
            return Label(tag, text, LabelOrigin.ANCHOR, candidate.anchor_count)
    return None


def _slug_of_same_stem(tag: LanguageTag, words: Sequence[str], candidates: Sequence[LabelCandidate]) -> Label | None:
    """Choose a slug of one word where anchors are other words of its stem."""
    if len(words) != 1:
        return None
    count = sum(candidate.anchor_count for candidate in candidates if shares_stem_with_slug(candidate.text, words[0]))
    return Label(tag, words[0], LabelOrigin.SLUG, count) if count else None


def _slug_words(
    tag: LanguageTag, words: Sequence[str], candidates: Sequence[LabelCandidate], reference: ReferenceName
) -> Label | None:
    """Choose the slug's words where anchors share one of them or are their initials, or where there is no anchor."""
    if not _is_phrase(words):
        return None
    supporting = [candidate for candidate in candidates if _supports_slug(candidate, words, reference, tag)]
    if candidates and not supporting:
        return None
    return Label(tag, _with_case(words, supporting), LabelOrigin.SLUG, sum(candidate.anchor_count for candidate in supporting))


def _is_phrase(words: Sequence[str]) -> bool:
    """Report whether a slug has several words, and not one word in two spellings."""
    beginnings = [word[:_SIMILAR_LETTERS] for word in words if len(word) >= _SIMILAR_LETTERS]
    return len(words) > 1 and len(set(beginnings)) == len(beginnings)


def _supports_slug(candidate: LabelCandidate, words: Sequence[str], reference: ReferenceName, tag: LanguageTag) -> bool:
    if key(candidate.text).removesuffix("s") in reference.initials or not reference.initials.isdisjoint(candidate.glosses):
        return True
    return _shares_word(candidate.text, words, tag)


def _shares_word(text: str, slug_words: Sequence[str], tag: LanguageTag) -> bool:
    """Report whether a name has one of the slug's words, in any form; short words do not count."""
    stems = {stem(word, tag)[:_MAX_STEM_LETTERS] for word in slug_words if len(word) > _MAX_SHORT_WORD_LETTERS}
    return any(stem(word, tag)[:_MAX_STEM_LETTERS] in stems for word in re.findall(r"[^\W_]+", text))


def _with_case(words: Sequence[str], supporting: Iterable[LabelCandidate]) -> str:
    """Write the slug's words with the capitals that the anchors have."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for candidate in supporting:
        for word in re.findall(r"[^\W_]+", candidate.text):
            spellings[word.casefold()][word] += candidate.anchor_count
    usual = {word: min(counts, key=lambda spelling: (-counts[spelling], spelling)) for word, counts in spellings.items()}
    return " ".join(usual.get(word, word) for word in words)
