"""The label in the language of the slugs: there the slug says what the term is called, and the anchors how that is written."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from glossograph.labels.candidates import LabelCandidate, Reference, reference_of
from glossograph.labels.language_statistics import LanguageStatistics
from glossograph.labels.morphology import base_form, is_derived, spelt_like, spelt_out, stem
from glossograph.model.term import Label, LabelOrigin
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

_STEM = 6
_SHORT_WORD = 3
_NEAR = 5


def label_by_slug(tag: LanguageTag, slug: str, candidates: Sequence[LabelCandidate], habits: LanguageStatistics) -> Label | None:
    """Find the anchor that is spelt like the slug, else another form of it, else the slug's words where anchors bear them out.

    Nothing where the slug is no name, such as a short form that the anchors write out.

    >>> def say(text, said=1):
    ...     return LabelCandidate(text, text, said, False, False, frozenset(), stem(text, "en"))
    >>> en = LanguageTag("en")
    >>> none = LanguageStatistics()
    >>> label_by_slug(en, "lease", [say("leases")], none).text, label_by_slug(en, "sec", [say("the Commission")], none)
    ('lease', None)
    >>> label_by_slug(en, "canary-deployment", [say("canary")], LanguageStatistics()).text
    'canary deployment'
    """
    words = [word for word in re.split(r"[-_]+", slug) if word]
    return (
        _spelt(tag, slug, candidates)
        or _written_out(tag, words, candidates, habits)
        or _derived(tag, words, candidates)
        or _of_words(tag, words, candidates, reference_of(slug, None))
    )


def _spelt(tag: LanguageTag, slug: str, candidates: Sequence[LabelCandidate]) -> Label | None:
    """Take the anchor that is spelt like the slug, else one that is made so by its number."""
    slug_key = key(slug)
    for one in candidates:
        if key(one.text) == slug_key:
            return Label(tag, one.text, LabelOrigin.ANCHOR, one.said)
    respelt: Counter[str] = Counter()
    for one in candidates:
        if text := spelt_like(one.text, slug):
            respelt[text] += one.said
    if not respelt:
        return None
    text = min(respelt, key=lambda text: (-respelt[text], text))
    return Label(tag, text, LabelOrigin.ANCHOR, respelt[text])


def _written_out(
    tag: LanguageTag, words: Sequence[str], candidates: Sequence[LabelCandidate], habits: LanguageStatistics
) -> Label | None:
    """Take the anchor that writes out a word that the slug shortens."""
    for one in sorted(candidates, key=lambda one: (-one.said, one.text)):
        if spelt_out(one.text, words):
            text = base_form(one.text, tag, habits.vocabulary.get(tag, frozenset()))
            return Label(tag, text, LabelOrigin.ANCHOR, one.said)
    return None


def _derived(tag: LanguageTag, words: Sequence[str], candidates: Sequence[LabelCandidate]) -> Label | None:
    """Take a slug of one word where anchors are other words of its stem."""
    said = sum(one.said for one in candidates if is_derived(one.text, words[0])) if len(words) == 1 else 0
    return Label(tag, words[0], LabelOrigin.SLUG, said) if said else None


def _of_words(tag: LanguageTag, words: Sequence[str], candidates: Sequence[LabelCandidate], reference: Reference) -> Label | None:
    """Take the slug's words where anchors share one of them or are made of their initials, or where there is no anchor."""
    if not _are_different(words):
        return None
    bearing = [one for one in candidates if _bears_out(one, words, reference, tag)]
    if candidates and not bearing:
        return None
    return Label(tag, _cased(words, bearing), LabelOrigin.SLUG, sum(one.said for one in bearing))


def _are_different(words: Sequence[str]) -> bool:
    """Tell whether a slug is a phrase, not one word, nor one word in two spellings."""
    long = [word[:_NEAR] for word in words if len(word) >= _NEAR]
    return len(words) > 1 and len(set(long)) == len(long)


def _bears_out(one: LabelCandidate, words: Sequence[str], reference: Reference, tag: LanguageTag) -> bool:
    if key(one.text).removesuffix("s") in reference.initials or not reference.initials.isdisjoint(one.glosses):
        return True
    stems = {stem(word, tag)[:_STEM] for word in words if len(word) > _SHORT_WORD}
    return any(stem(word, tag)[:_STEM] in stems for word in re.findall(r"[^\W_]+", one.text))


def _cased(words: Sequence[str], bearing: Iterable[LabelCandidate]) -> str:
    """Write the slug's words in the case that the anchors have."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for one in bearing:
        for word in re.findall(r"[^\W_]+", one.text):
            written[word.casefold()][word] += one.said
    usual = {word: min(seen, key=lambda one: (-seen[one], one)) for word, seen in written.items()}
    return " ".join(usual.get(word, word) for word in words)
