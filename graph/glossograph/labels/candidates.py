"""Candidates for labels: the names in a term's anchors, counted together where they differ in case, brackets or hyphens only."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from glossograph.labels.anchor_text import AnchorName, find_name
from glossograph.labels.cut_words import count_gaps, has_short_piece, join_cut_word, strip_prefix
from glossograph.labels.grammar import grammar_of
from glossograph.labels.language_statistics import LanguageStatistics, letter_count
from glossograph.labels.morphology import fold_spelling_variants, stem
from glossograph.labels.term_words import Anchors
from glossograph.model.term import Label
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

_NONE: Mapping[LanguageTag, Collection[str]] = {}
_BRACKETS = re.compile(r"\s*[(（].*")


class LabelCandidate(NamedTuple):
    """One name that anchors give a term.

    Attributes:
        text: The usual spelling of the bare name.
        full: The same with the brackets that usually follow.
        anchor_count: The number of anchors with this name.
        is_cut: Whether words had to be cut off all of these anchors.
        is_coordinated: Whether it holds an "and" or an "or".
        glosses: The keys of the texts in brackets.
        stem: What all forms of the name have in common.
        is_clause_head: Whether all of these anchors are clauses, and the name what stands before the verb.
        is_dependent: Whether all of these anchors stand behind a word such as "of", so that the name may be the end of another.
    """

    text: str
    full: str
    anchor_count: int
    is_cut: bool
    is_coordinated: bool
    glosses: frozenset[str]
    stem: str
    is_clause_head: bool = False
    is_dependent: bool = False


class ReferenceName(NamedTuple):
    """The name that the other languages' names are compared with: the label in the language of the slugs, or the slug.

    Attributes:
        text: The name.
        slug_key: The key of the slug.
        length: The length of the name, as `letter_count` measures it.
        initials: The initials of name and slug, where they have several words.
        slug_words: The words of the slug.
    """

    text: str
    slug_key: str
    length: float
    initials: frozenset[str]
    slug_words: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys under which the term is known: of name, slug and initials."""
        return frozenset({self.slug_key, key(self.text), *self.initials})


def repeated_anchors(counts: Mapping[str, int], title: str) -> dict[str, int]:
    """Keep the anchors that occur twice or more, in whatever spelling, and are not the title: those that can be alternatives.

    >>> repeated_anchors({"bonds": 1, "Bonds,": 1, "paper": 1, "bond": 5}, "Bond")
    {'bonds': 1, 'Bonds,': 1}
    """
    keys = [key(text) for text in counts]
    totals: dict[str, int] = {}
    for name, count in zip(keys, counts.values(), strict=True):
        totals[name] = totals.get(name, 0) + count
    totals[key(title)] = 0
    if max(totals.values()) == 1:
        return {}
    return {text: count for name, (text, count) in zip(keys, counts.items(), strict=True) if totals[name] > 1}


def find_candidates(
    slug: str,
    anchors: Anchors,
    statistics: LanguageStatistics,
    dependent: Mapping[LanguageTag, Collection[str]] = _NONE,
    *,
    min_count: int = 1,
) -> dict[LanguageTag, list[LabelCandidate]]:
    """Find the candidates of all languages, each language's sorted by key.

    Args:
        slug: The term's slug.
        anchors: The count of each anchor.
        statistics: What is known of each language.
        dependent: The anchors that may be half a name.
        min_count: How many anchors a candidate must have.

    >>> anchors = {LanguageTag("en"): {"Back office": 1, "the back-office (BO)": 2}}
    >>> candidates = find_candidates("back-office", anchors, LanguageStatistics())[LanguageTag("en")]
    >>> [(candidate.text, candidate.anchor_count, sorted(candidate.glosses)) for candidate in candidates]
    [('back-office', 3, ['bo'])]
    """
    spellings = _spellings_with_fewest_gaps(anchors)
    slug_words = re.findall(r"[^\W_]+", slug.casefold())
    prepositions = grammar_of(statistics.slug_language).leading_prepositions
    keeps_preposition = bool(slug_words) and slug_words[0] in prepositions
    candidates: dict[LanguageTag, list[LabelCandidate]] = {}
    for tag in sorted(anchors):
        names, independent = _group_names(
            tag,
            anchors[tag],
            slug,
            statistics,
            spellings=spellings,
            dependent=dependent.get(tag, ()),
            keeps_preposition=keeps_preposition,
        )
        candidates[tag] = [
            _make_candidate(tag, names[name_key], is_dependent=name_key not in independent)
            for name_key in sorted(names)
            if sum(count for _, count in names[name_key]) >= min_count
        ]
    return candidates


def _spellings_with_fewest_gaps(anchors: Anchors) -> dict[str, str]:
    """Give the spelling of each anchor that may hold a cut word, in any language, by its key."""
    keys = {key(text) for counts in anchors.values() for text in counts if has_short_piece(text)}
    if not keys:
        return {}
    texts = (" ".join(text.split()) for counts in anchors.values() for text in counts if key(text) in keys)
    return {key(text): text for text in sorted(texts, key=lambda text: (-count_gaps(text), text))}


def _group_names(
    tag: LanguageTag,
    counts: Mapping[str, int],
    slug: str,
    statistics: LanguageStatistics,
    *,
    spellings: Mapping[str, str],
    dependent: Collection[str],
    keeps_preposition: bool,
) -> tuple[Mapping[str, list[tuple[AnchorName, int]]], Collection[str]]:
    """Group the names in the anchors of a language by key; also give the keys that an anchor has which is no half name."""
    vocabulary = statistics.vocabulary.get(tag, frozenset())
    learned_words = statistics.function_words.get(tag, frozenset())
    whole_keys = (key(slug),)
    names: dict[str, list[tuple[AnchorName, int]]] = defaultdict(list)
    independent: set[str] = set()
    for anchor in sorted(counts):
        text = join_cut_word(anchor, spellings, vocabulary) if spellings else anchor
        text, count = strip_prefix(text, tag, vocabulary), counts[anchor]
        name = find_name(text, tag, learned_words, whole_keys, count=count, keeps_preposition=keeps_preposition)
        if name:
            name_key = key(name.text)
            names[name_key].append((name, count))
            if anchor not in dependent:
                independent.add(name_key)
    return names, independent


def _make_candidate(tag: LanguageTag, names: list[tuple[AnchorName, int]], *, is_dependent: bool) -> LabelCandidate:
    """Make one candidate of the names that have one key."""
    if len(names) == 1:
        name, count = names[0]
        text, full, gloss = _without_hyphens(name.text), _without_hyphens(name.full), key(name.gloss)
        glosses = frozenset({gloss} if gloss else ())
        kind = name.is_clause_head, is_dependent
        return LabelCandidate(text, full, count, name.is_cut, name.is_coordinated, glosses, stem(text, tag), *kind)
    spellings: dict[str, int] = {}
    full_names: dict[str, int] = {}
    for name, count in names:
        text, full = _without_hyphens(name.text), _without_hyphens(name.full)
        spellings[text] = spellings.get(text, 0) + count
        full_names[full] = full_names.get(full, 0) + count
    text = _usual_spelling(spellings) if len(spellings) > 1 else next(iter(spellings))
    full = min(full_names, key=lambda name: (-full_names[name], len(name), name))
    return LabelCandidate(
        text,
        full if full.startswith(text) else text,
        sum(spellings.values()),
        all(name.is_cut for name, _ in names),
        any(name.is_coordinated for name, _ in names),
        frozenset(key(name.gloss) for name, _ in names if key(name.gloss)),
        stem(text, tag),
        all(name.is_clause_head for name, _ in names),
        is_dependent,
    )


def _usual_spelling(counts: Mapping[str, int]) -> str:
    """Choose the spelling that most anchors have but for capitals, then the one with fewer blanks: a cut anchor has too many.

    >>> _usual_spelling({"Bond": 1, "bond": 2, "bo nd": 2})
    'bond'
    """
    without_case: dict[str, int] = {}
    for text, count in counts.items():
        without_case[text.casefold()] = without_case.get(text.casefold(), 0) + count
    return min(counts, key=lambda text: (-without_case[text.casefold()], count_gaps(text), -counts[text], text))


def _without_hyphens(text: str) -> str:
    """Write blanks for the hyphens of a phrase that is hyphenated throughout.

    >>> _without_hyphens("Platform-as-a-Service (PaaS)"), _without_hyphens("Black-Scholes-Merton model")
    ('Platform as a Service (PaaS)', 'Black-Scholes-Merton model')
    """
    if "-" not in text:
        return text
    word, blank, rest = text.partition(" ")
    return f"{word.replace('-', ' ')}{blank}{rest}" if word.count("-") > 1 and rest[:1] in ("", "(", "（") else text


def make_reference(slug: str, label: Label | None, slug_words: tuple[str, ...] = ()) -> ReferenceName:
    """Make the reference from the label in the language of the slugs, else from the slug.

    >>> make_reference("api", Label(LanguageTag("en"), "Application Programming Interface (API)")).initials
    frozenset({'api'})
    """
    text = (_BRACKETS.sub("", label.text) or label.text) if label else slug
    names = (re.findall(r"[^\W_]+", text), re.findall(r"[^\W_]+", slug))
    initials = frozenset("".join(word[0] for word in words).casefold() for words in names if len(words) > 1)
    return ReferenceName(text, key(slug), letter_count(key(text)), initials, slug_words)


def key_without_brackets(text: str) -> str:
    """Fold a label to its key, without the brackets behind it.

    >>> key_without_brackets("Front Office (FO)")
    'frontoffice'
    """
    return key(_BRACKETS.sub("", text)) or key(text)


def differ_in_marks_only(first: str, second: str) -> bool:
    """Report whether two names differ in nothing but case, hyphens and marks that writers leave out.

    >>> differ_in_marks_only("फ़ंड", "फंड"), differ_in_marks_only("fund", "funds")
    (True, False)
    """
    return fold_spelling_variants(key(first)) == fold_spelling_variants(key(second))
