"""Anchors -> candidates: what they call their term, counted together where case, brackets or hyphens alone differ."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from glossograph.labels.anchor_text import Name, has_lone_letter, name_in, repair_cuts
from glossograph.labels.language_statistics import LanguageStatistics, letters
from glossograph.labels.morphology import simplified, stem
from glossograph.labels.term_words import Anchors
from glossograph.model.term import Label
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

_USUAL = 3
_BRACKETS = re.compile(r"\s*[(（].*")


class LabelCandidate(NamedTuple):
    """One name: its usual spelling, also with what stands in brackets behind it, and the number of anchors that say it.

    `cut` tells that all of them needed words taken off, `glosses` are the keys of what stands in brackets, `stem` is what the
    forms of one word have in common.
    """

    text: str
    full: str
    said: int
    cut: bool
    coordinated: bool
    glosses: frozenset[str]
    stem: str


class Reference(NamedTuple):
    """What the other languages' names are measured by: the term's name in the language of the slugs, or the slug."""

    text: str
    slug_key: str
    length: float
    initials: frozenset[str]
    words: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys under which the term is known: of name, slug and initials."""
        return frozenset({self.slug_key, key(self.text), *self.initials})


def repeated(counts: Mapping[str, int], title: str) -> dict[str, int]:
    """Keep the anchors that are seen twice or more, in whatever spelling, and are not the title: what can be an alternative.

    >>> repeated({"bonds": 1, "Bonds,": 1, "paper": 1, "bond": 5}, "Bond")
    {'bonds': 1, 'Bonds,': 1}
    """
    folded = [key(text) for text in counts]
    together: dict[str, int] = {}
    for name, count in zip(folded, counts.values(), strict=True):
        together[name] = together.get(name, 0) + count
    together[key(title)] = 0
    if max(together.values()) == 1:
        return {}
    return {text: count for name, (text, count) in zip(folded, counts.items(), strict=True) if together[name] > 1}


def candidates_of(slug: str, anchors: Anchors, habits: LanguageStatistics) -> dict[LanguageTag, list[LabelCandidate]]:
    """Find the candidates of all languages, sorted by key.

    >>> anchors = {LanguageTag("en"): {"Back office": 1, "the back-office (BO)": 2}}
    >>> found = candidates_of("back-office", anchors, LanguageStatistics())
    >>> [(one.text, one.said, sorted(one.glosses)) for one in found[LanguageTag("en")]]
    [('back-office', 3, ['bo'])]
    """
    spellings: dict[str, str] = {}
    if any(has_lone_letter(text) for counts in anchors.values() for text in counts):  # rare
        for tag in sorted(anchors):
            spellings.update({key(text): text for text in sorted(anchors[tag]) if not has_lone_letter(text)})
    return {tag: _candidates(tag, anchors[tag], key(slug), spellings, habits) for tag in sorted(anchors)}


def _candidates(
    tag: LanguageTag, counts: Mapping[str, int], slug_key: str, spellings: Mapping[str, str], habits: LanguageStatistics
) -> list[LabelCandidate]:
    vocabulary = habits.vocabulary.get(tag, frozenset())
    learned = habits.function_words.get(tag, frozenset())
    together: dict[str, list[tuple[Name, int]]] = defaultdict(list)
    for anchor in sorted(counts):
        text = repair_cuts(anchor, spellings, vocabulary) if spellings else anchor
        name = name_in(text, tag, learned, (slug_key,), usual=counts[anchor] >= _USUAL)
        if name:
            together[key(name.text)].append((name, counts[anchor]))
    return [_candidate(tag, together[folded]) for folded in sorted(together)]


def _candidate(tag: LanguageTag, names: list[tuple[Name, int]]) -> LabelCandidate:
    if len(names) == 1:
        name, count = names[0]
        text, full, gloss = _as_words(name.text), _as_words(name.full), key(name.gloss)
        glosses = frozenset({gloss} if gloss else ())
        return LabelCandidate(text, full, count, name.cut, name.coordinated, glosses, stem(text, tag))
    spellings: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    fulls: Counter[str] = Counter()
    for name, count in names:
        text = _as_words(name.text)
        spellings[text] += count
        cases[text.casefold()] += count
        fulls[_as_words(name.full)] += count
    # Of equals the one with fewer blanks: a blank too many is what is left of an anchor that was cut in two.
    text = min(spellings, key=lambda one: (-cases[one.casefold()], len(re.findall(r"[\s-]", one)), -spellings[one], one))
    full = min(fulls, key=lambda one: (-fulls[one], len(one), one))
    return LabelCandidate(
        text,
        full if full.startswith(text) else text,
        spellings.total(),
        all(name.cut for name, _ in names),
        any(name.coordinated for name, _ in names),
        frozenset(key(name.gloss) for name, _ in names if key(name.gloss)),
        stem(text, tag),
    )


def _as_words(text: str) -> str:
    """Write a phrase that is hyphenated throughout, such as `a-as-a-service (A)`, as its words.

    >>> _as_words("Platform-as-a-Service (PaaS)"), _as_words("Black-Scholes-Merton model")
    ('Platform as a Service (PaaS)', 'Black-Scholes-Merton model')
    """
    if "-" not in text:
        return text
    first, blank, rest = text.partition(" ")
    return f"{first.replace('-', ' ')}{blank}{rest}" if first.count("-") > 1 and rest[:1] in ("", "(", "（") else text


def reference_of(slug: str, label: Label | None, words: tuple[str, ...] = ()) -> Reference:
    """Take the label in the language of the slugs as the reference, else the slug; `words` are those of the slug.

    >>> reference_of("api", Label(LanguageTag("en"), "Application Programming Interface (API)")).initials
    frozenset({'api'})
    """
    text = (_BRACKETS.sub("", label.text) or label.text) if label else slug
    splits = (re.findall(r"[^\W_]+", text), re.findall(r"[^\W_]+", slug))
    initials = frozenset("".join(word[0] for word in some).casefold() for some in splits if len(some) > 1)
    return Reference(text, key(slug), letters(key(text)), initials, words)


def bare_key(text: str) -> str:
    """Fold a label without what stands in brackets.

    >>> bare_key("Front Office (FO)")
    'frontoffice'
    """
    return key(_BRACKETS.sub("", text)) or key(text)


def same_but_for_marks(one: str, other: str) -> bool:
    """Tell whether two names differ in nothing but case, hyphens and marks that writers leave out.

    >>> same_but_for_marks("फ़ंड", "फंड"), same_but_for_marks("fund", "funds")
    (True, False)
    """
    return simplified(key(one)) == simplified(key(other))
