"""Candidates for labels: the names in a term's anchors, counted together where they differ in case, brackets or hyphens only."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from glossograph.labels.anchor_text import AnchorName, find_name
from glossograph.labels.cut_words import count_gaps, has_short_piece, join_cut_word, strip_prefix
from glossograph.labels.grammar import grammar
from glossograph.labels.language_statistics import LanguageStatistics, letter_count
from glossograph.labels.morphology import fold_spelling_variants, stem
from glossograph.labels.term_words import Anchors
from glossograph.model.term import Label
from glossograph.text.keys import key
from glossograph.text.languages import LanguageTag

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
    """

    text: str
    full: str
    anchor_count: int
    is_cut: bool
    is_coordinated: bool
    glosses: frozenset[str]
    stem: str
    is_clause_head: bool = False


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


def find_candidates(slug: str, anchors: Anchors, statistics: LanguageStatistics) -> dict[LanguageTag, list[LabelCandidate]]:
    """Find the candidates of all languages, each language's sorted by key.

    >>> anchors = {LanguageTag("en"): {"Back office": 1, "the back-office (BO)": 2}}
    >>> candidates = find_candidates("back-office", anchors, LanguageStatistics())[LanguageTag("en")]
    >>> [(candidate.text, candidate.anchor_count, sorted(candidate.glosses)) for candidate in candidates]
    [('back-office', 3, ['bo'])]
    """
    spellings = _spellings_with_fewest_gaps(anchors)
    return {tag: _language_candidates(tag, anchors[tag], slug, spellings, statistics) for tag in sorted(anchors)}


def _spellings_with_fewest_gaps(anchors: Anchors) -> dict[str, str]:
    """Give the spelling of each anchor that may hold a cut word, in any language, by its key."""
    keys = {key(text) for counts in anchors.values() for text in counts if has_short_piece(text)}
    if not keys:
        return {}
    texts = (" ".join(text.split()) for counts in anchors.values() for text in counts if key(text) in keys)
    return {key(text): text for text in sorted(texts, key=lambda text: (-count_gaps(text), text))}


def _language_candidates(
    tag: LanguageTag, counts: Mapping[str, int], slug: str, spellings: Mapping[str, str], statistics: LanguageStatistics
) -> list[LabelCandidate]:
    vocabulary = statistics.vocabulary.get(tag, frozenset())
    learned_words = statistics.function_words.get(tag, frozenset())
    slug_words = re.findall(r"[^\W_]+", slug.casefold())
    keeps_preposition = bool(slug_words) and slug_words[0] in grammar(statistics.slug_language).leading_prepositions
    names: dict[str, list[tuple[AnchorName, int]]] = defaultdict(list)
    for anchor in sorted(counts):
        text = join_cut_word(anchor, spellings, vocabulary) if spellings else anchor
        text, count = strip_prefix(text, tag, vocabulary), counts[anchor]
        name = find_name(text, tag, learned_words, (key(slug),), count=count, keeps_preposition=keeps_preposition)
        if name:
            names[key(name.text)].append((name, count))
    return [_make_candidate(tag, names[name_key]) for name_key in sorted(names)]


def _make_candidate(tag: LanguageTag, names: list[tuple[AnchorName, int]]) -> LabelCandidate:
    """Make one candidate of the names that have one key."""
    if len(names) == 1:
        name, count = names[0]
        text, full, gloss = _without_hyphens(name.text), _without_hyphens(name.full), key(name.gloss)
        glosses = frozenset({gloss} if gloss else ())
        text_stem = stem(text, tag)
        return LabelCandidate(text, full, count, name.is_cut, name.is_coordinated, glosses, text_stem, name.is_clause_head)
    spellings: Counter[str] = Counter()
    spellings_without_case: Counter[str] = Counter()
    full_names: Counter[str] = Counter()
    for name, count in names:
        text = _without_hyphens(name.text)
        spellings[text] += count
        spellings_without_case[text.casefold()] += count
        full_names[_without_hyphens(name.full)] += count
    # Of equals the one with fewer blanks: an anchor that was cut in two has a blank too many.
    text = min(
        spellings,
        key=lambda name: (-spellings_without_case[name.casefold()], count_gaps(name), -spellings[name], name),
    )
    full = min(full_names, key=lambda name: (-full_names[name], len(name), name))
    return LabelCandidate(
        text,
        full if full.startswith(text) else text,
        spellings.total(),
        all(name.is_cut for name, _ in names),
        any(name.is_coordinated for name, _ in names),
        frozenset(key(name.gloss) for name, _ in names if key(name.gloss)),
        stem(text, tag),
        all(name.is_clause_head for name, _ in names),
    )


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
