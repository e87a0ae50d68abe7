"""Terms that may be one although their slugs do not say so: proposed with reasons, never merged."""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from glossograph.model.decision import DuplicateCandidate
from glossograph.model.edge import Edge
from glossograph.model.term import Term
from glossograph.text.keys import Key, TermId, key, name_key
from glossograph.text.languages import LanguageTag

_LARGEST_BLOCK = 12
"""A label that more terms than this share is no evidence that two of them are one."""

_SHORTEST_ACRONYM = 3
_ENOUGH_LANGUAGES = 2
_MOST_SHOWN = 5


def near_duplicates(
    terms: Sequence[Term], edges: Iterable[Edge], decided: Collection[frozenset[Key]] = ()
) -> tuple[DuplicateCandidate, ...]:
    """Propose pairs of terms that may be one, sorted.

    A pair is proposed when one slug is the plural of the other; when one is made of the other's initials and a label, or
    a term that links to both, supports it; when they have the same name in two languages, or in all that both have.
    Terms are compared only within blocks that share a name, so that the work is linear. `decided` are pairs of keys of which
    the author has said whether they are one.

    >>> from glossograph.model.term import Label
    >>> def term(slug, **labels):
    ...     return Term(TermId(key(slug)), slug, tuple(Label(LanguageTag(tag), text) for tag, text in labels.items()))
    >>> found = near_duplicates([term("bond", en="Bond"), term("bonds", en="Bonds"), term("loan", en="Loan")], [])
    >>> [(merge.one, merge.other, merge.reasons) for merge in found]
    [('bond', 'bonds', ('one slug is the plural of the other',))]
    """
    by_id = {term.id: term for term in terms}
    acronyms = sorted(_acronyms(terms))
    sources = _sources(edges, {term for pair in acronyms for term in pair})
    reasons: dict[tuple[TermId, TermId], list[str]] = defaultdict(list)
    for one, other in _pairs((_singular(term.slug), term.id) for term in terms):
        if name_key(by_id[one].slug) != name_key(by_id[other].slug):
            reasons[one, other].append("one slug is the plural of the other")
    for one, other in _pairs((name_key(term.slug), term.id) for term in terms):
        reasons[one, other].append("the slugs differ only in hyphens")
    for one, other in acronyms:
        if support := _support(by_id[one], by_id[other], sources):
            reasons[one, other].append(f"one slug is the other's initials, and {support}")
    for pair, names in sorted(_same_names(terms).items()):
        languages = [{label.language for label in by_id[term].labels} for term in pair]
        common = languages[0] & languages[1]
        if len(names) >= _ENOUGH_LANGUAGES or common == set(names):
            shown = ", ".join(f"{names[language]!r} ({language})" for language in sorted(names)[:_MOST_SHOWN])
            reasons[pair].append(f"the same name in {len(names)} of {len(common)} common languages: {shown}")
    return tuple(
        DuplicateCandidate(one, other, tuple(found))
        for (one, other), found in sorted(reasons.items())
        if frozenset((key(by_id[one].slug), key(by_id[other].slug))) not in decided
    )


def _pairs(named: Iterable[tuple[Hashable, TermId]]) -> Iterator[tuple[TermId, TermId]]:
    """Pair the terms that share a name, where few do."""
    blocks: dict[Hashable, set[TermId]] = defaultdict(set)
    for name, term in named:
        blocks[name].add(term)
    for block in blocks.values():
        if 1 < len(block) <= _LARGEST_BLOCK:
            yield from combinations(sorted(block), 2)


def _singular(slug: str) -> str:
    """Take the English plural off a slug's last word; other slugs come back as their keys.

    >>> _singular("bonds"), _singular("equities"), _singular("tax-losses"), _singular("basis")
    ('bond', 'equity', 'taxloss', 'basis')
    """
    folded = key(slug)
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if folded.endswith(plural):
            return folded.removesuffix(plural) + singular
    return folded[:-1] if re.search(r"[^siu]s\Z", folded) else folded


def _acronyms(terms: Sequence[Term]) -> Iterator[tuple[TermId, TermId]]:
    """Pair slugs with those that are made of their words' initials."""
    by_key = {key(term.slug): term.id for term in terms}
    for term in terms:
        words = re.split(r"[-_]+", term.slug)
        initials = "".join(word[:1] for word in words)
        if len(words) >= _SHORTEST_ACRONYM and initials in by_key:
            one, other = sorted((term.id, by_key[Key(initials)]))
            yield one, other


def _same_names(terms: Sequence[Term]) -> Mapping[tuple[TermId, TermId], Mapping[LanguageTag, str]]:
    """Find the pairs that have a preferred label in common, and in which languages."""
    labelled: dict[LanguageTag, list[tuple[TermId, str]]] = defaultdict(list)
    for term in terms:
        for label in term.labels:
            labelled[label.language].append((term.id, label.text))
    found: dict[tuple[TermId, TermId], dict[LanguageTag, str]] = defaultdict(dict)
    for language in sorted(labelled):
        for one, other in _pairs((key(text), term) for term, text in labelled[language]):
            found[one, other][language] = ""
    shown = {one for one, _ in found}
    names = {(term.id, label.language): label.text for term in terms if term.id in shown for label in term.labels}
    return {pair: {tag: names[pair[0], tag] for tag in languages} for pair, languages in found.items()}


def _sources(edges: Iterable[Edge], wanted: Collection[TermId]) -> Mapping[TermId, set[TermId]]:
    """Find the terms that link to the wanted ones."""
    sources: dict[TermId, set[TermId]] = defaultdict(set)
    for edge in edges:
        if edge.target in wanted:
            sources[edge.target].add(edge.source)
    return sources


def _support(one: Term, other: Term, sources: Mapping[TermId, set[TermId]]) -> str:
    """Say what else speaks for an acronym and a name being one; empty where nothing does."""
    short, long = sorted((one, other), key=lambda term: len(term.slug))
    for label in (*long.labels, *long.alternatives):
        if re.search(rf"\b{re.escape(key(short.slug))}s?\b", label.text.casefold()):
            return f"the label {label.text!r} names both"
    common = sources.get(one.id, set()) & sources.get(other.id, set())
    return f"{min(common)!r} links to both" if common else ""
