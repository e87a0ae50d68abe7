"""Terms that may be one although their slugs do not say so: proposed with reasons, never merged.

Terms are compared only where they share a name, so that the work is linear. Names that may be equal have one blocking key: the
terms of a key can be compared without all others.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, Self

from glossograph.model.decision import DuplicateCandidate
from glossograph.model.edge import Edge
from glossograph.model.term import Term
from glossograph.text.keys import Key, Slug, TermId, key, name_key

LARGEST_BLOCK = 12
"""A name that more terms than this share is no evidence that two of them are one."""

_PLURAL: Final = "-s"
_HYPHENS: Final = "-"
"""Kinds of names besides the labels of a language, whose kind is its tag."""

_SHORTEST_ACRONYM = 3
_ENOUGH_LANGUAGES = 2
_MOST_SHOWN = 5


@dataclass(slots=True)
class Resemblance:
    """What speaks for two terms being one.

    Attributes:
        is_plural: Whether one slug is the plural of the other.
        is_hyphenated: Whether the slugs differ only in hyphens.
        support: What else speaks for one slug being the initials of the other; empty where they are not.
        names: The labels that both have, by language, as the first of the two writes them.
        common_languages: The number of languages in which both have a label; counted once they have a label in common.
    """

    is_plural: bool = False
    is_hyphenated: bool = False
    support: str = ""
    names: dict[str, str] = field(default_factory=dict)
    common_languages: int = 0

    def add(self, kind: str, one: Term, other: Term) -> None:
        """Add a name of a kind that both terms have."""
        if kind == _PLURAL:
            self.is_plural = name_key(one.slug) != name_key(other.slug)
        elif kind == _HYPHENS:
            self.is_hyphenated = True
        else:
            texts = {str(label.language): label.text for label in one.labels}
            self.names[kind] = texts[kind]
            self.common_languages = len(texts.keys() & {label.language for label in other.labels})

    def merge(self, other: Self) -> None:
        """Add what the names of another blocking key say of the same terms."""
        self.is_plural |= other.is_plural
        self.is_hyphenated |= other.is_hyphenated
        self.support = self.support or other.support
        self.names |= other.names
        self.common_languages = max(self.common_languages, other.common_languages)

    def reasons(self) -> tuple[str, ...]:
        """Say why the two may be one; nothing where too little speaks for it."""
        return tuple(self._reasons())

    def _reasons(self) -> Iterator[str]:
        if self.is_plural:
            yield "one slug is the plural of the other"
        if self.is_hyphenated:
            yield "the slugs differ only in hyphens"
        if self.support:
            yield f"one slug is the other's initials, and {self.support}"
        if self.names and len(self.names) >= min(_ENOUGH_LANGUAGES, self.common_languages):
            shown = ", ".join(f"{self.names[language]!r} ({language})" for language in sorted(self.names)[:_MOST_SHOWN])
            yield f"the same name in {len(self.names)} of {self.common_languages} common languages: {shown}"


Resemblances = MutableMapping[tuple[TermId, TermId], Resemblance]
"""What speaks for the terms of each pair being one; the ids of a pair are sorted."""


def near_duplicates(
    terms: Sequence[Term], edges: Iterable[Edge], decided: Collection[frozenset[Key]] = ()
) -> tuple[DuplicateCandidate, ...]:
    """Propose pairs of terms that may be one, sorted.

    A pair is proposed when one slug is the plural of the other; when one is made of the other's initials and a label, or
    a term that links to both, supports it; when they have the same name in two languages, or in all that both have.
    `decided` are pairs of keys of which the author has said whether they are one.

    >>> from glossograph.model.term import Label
    >>> def term(slug, **labels):
    ...     return Term(TermId(key(slug)), slug, tuple(Label(tag, text) for tag, text in labels.items()))
    >>> found = near_duplicates([term("bond", en="Bond"), term("bonds", en="Bonds"), term("loan", en="Loan")], [])
    >>> [(merge.one, merge.other, merge.reasons) for merge in found]
    [('bond', 'bonds', ('one slug is the plural of the other',))]
    """
    by_id = {term.id: term for term in terms}
    found: Resemblances = defaultdict(Resemblance)
    by_kind: dict[str, list[tuple[str, TermId]]] = defaultdict(list)
    for term in terms:
        for kind, text in written_names(term):
            by_kind[kind].append((text, term.id))
    while by_kind:
        kind, written = by_kind.popitem()
        compare_names((((kind, fold(kind, text)), term) for text, term in written), by_id, found)
    acronyms = dict(_acronyms(terms))
    sources = _sources(edges, {*acronyms, *acronyms.values()})
    for long, short in acronyms.items():
        support = label_with(initials_of(by_id[long].slug), by_id[long]) or common_source(sources[long], sources[short])
        if support:
            found[sorted_pair(long, short)].support = support
    return tuple(
        DuplicateCandidate(one, other, reasons)
        for (one, other), resemblance in sorted(found.items(), key=lambda pair: pair[0])
        if (reasons := resemblance.reasons()) and frozenset((key(by_id[one].slug), key(by_id[other].slug))) not in decided
    )


def written_names(term: Term) -> Iterator[tuple[str, str]]:
    """Give the names by which a term is compared, each with its kind."""
    yield _PLURAL, term.slug
    yield _HYPHENS, term.slug
    for label in term.labels:
        yield label.language, label.text


def fold(kind: str, text: str) -> str:
    """Fold a name: two terms share it where their folded names are equal."""
    if kind == _PLURAL:
        return _singular(key(text))
    return name_key(text) if kind == _HYPHENS else key(text)


def blocking_key(folded: str) -> str:
    """Give the blocking key of a folded name, which most names of one term that differ only by kind have in common.

    >>> [blocking_key(folded) for folded in ("bonds", "bond", "c++")]
    ['bond', 'bond', 'c']
    """
    return _singular(key(folded))


def compare_names(names: Iterable[tuple[tuple[str, str], TermId]], terms: Mapping[TermId, Term], found: Resemblances) -> None:
    """Compare the terms that share a name, where few do.

    Args:
        names: The names, as kind and folded text, each with a term that has it. All terms that have one of the names are there.
        terms: The terms by id, at least with their slugs and preferred labels.
        found: Gets what is found.
    """
    blocks: dict[tuple[str, str], set[TermId]] = defaultdict(set)
    for name, term in names:
        blocks[name].add(term)
    for (kind, _), block in blocks.items():
        if 1 < len(block) <= LARGEST_BLOCK:
            for one, other in combinations(sorted(block), 2):
                found[one, other].add(kind, terms[one], terms[other])


def sorted_pair(first: TermId, second: TermId) -> tuple[TermId, TermId]:
    """Give a pair of terms in the order in which it is proposed."""
    return (first, second) if first < second else (second, first)


def _singular(folded: str) -> str:
    """Take the English plural off the key of a slug; others come back as they are.

    >>> [_singular(key(slug)) for slug in ("bonds", "equities", "tax-losses", "basis")]
    ['bond', 'equity', 'taxloss', 'basis']
    """
    if not folded.endswith("s"):
        return folded
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if folded.endswith(plural):
            return folded.removesuffix(plural) + singular
    return folded[:-1] if re.search(r"[^siu]s\Z", folded) else folded


def initials_of(slug: Slug) -> str:
    """Give the initials of the words of a slug; empty where these are too few for an acronym.

    >>> initials_of(Slug("exchange-traded-fund")), initials_of(Slug("put-option"))
    ('etf', '')
    """
    words = re.split(r"[-_]+", slug)
    return "".join(word[:1] for word in words) if len(words) >= _SHORTEST_ACRONYM else ""


def _acronyms(terms: Sequence[Term]) -> Iterator[tuple[TermId, TermId]]:
    """Pair the terms with those whose slugs are their words' initials; of several, with the last."""
    by_key: dict[str, TermId] = {key(term.slug): term.id for term in terms}
    for term in terms:
        initials = initials_of(term.slug)
        short = by_key.get(initials) if initials else None
        if short and short != term.id:
            yield term.id, short


def label_with(initials: str, term: Term) -> str:
    """Say which label of a term has its initials beside its name; empty where none has."""
    for label in (*term.labels, *term.alternatives):
        text = label.text.casefold()
        if initials in text and re.search(rf"\b{re.escape(initials)}s?\b", text):
            return f"the label {label.text!r} names both"
    return ""


def common_source(sources: set[TermId] | frozenset[TermId], others: Iterable[TermId]) -> str:
    """Say which term links to two terms, by the terms that link to each; empty where none does."""
    common = sources.intersection(others)
    return f"{min(common)!r} links to both" if common else ""


def _sources(edges: Iterable[Edge], wanted: Collection[TermId]) -> Mapping[TermId, set[TermId]]:
    """Find the terms that link to the wanted ones."""
    sources: dict[TermId, set[TermId]] = {term: set() for term in wanted}
    for edge in edges:
        if edge.target in wanted:
            sources[edge.target].add(edge.source)
    return sources
