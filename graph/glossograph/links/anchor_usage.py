"""What a link's anchor says of its target: does the language call the term so?"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from glossograph.links.link_alignment import Resolved
from glossograph.links.resolution import Resolver
from glossograph.text.keys import Key, TermId, key

_ALIKE = 0.5
_SLUG, _COGNATE = 0.9, 0.8
_SEEN_ONCE, _DECIDING, _KNOWN = 0.8, 2, 2


_NO_COUNTS: Mapping[TermId, int] = {}


class Usage:
    """How often each language uses an anchor for a term: a fold over all links.

    >>> usage = Usage()
    >>> usage.add("no", [("Obligasjoner,", TermId("bond"))])
    >>> usage.count("no", key("obligasjoner"), TermId("bond"))
    1
    """

    def __init__(self) -> None:
        """Begin with no links."""
        self._counts: dict[tuple[str, str], Counter[TermId]] = defaultdict(Counter)
        self._languages: dict[TermId, set[str]] = defaultdict(set)

    def add(self, language: str, links: Iterable[tuple[str, TermId]]) -> None:
        """Count the links of an article, given by anchor and target."""
        for anchor, target in links:
            self._counts[language, key(anchor)][target] += 1
            self._languages[target].add(language)

    def languages(self, term: TermId) -> int:
        """Tell how many languages lead to a term."""
        return len(self._languages.get(term, ()))

    def count(self, language: str, anchor: Key, term: TermId) -> int:
        """Tell how often an anchor, given by its key, leads to a term."""
        return self.counts(language, anchor).get(term, 0)

    def counts(self, language: str, anchor: Key) -> Mapping[TermId, int]:
        """Give how often a language uses an anchor, given by its key, for each term."""
        return self._counts.get((language, anchor), _NO_COUNTS)


def alike(one: str, other: str) -> float:
    """Compare two keys by the pairs of letters they share (Dice, 1945): 0 for nothing in common, 1 for the same.

    >>> round(alike("container", "containers"), 2), round(alike("контейнер", "контейнеров"), 2), alike("lease", "bond")
    (0.86, 0.82, 0.0)
    """
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    mine, theirs = _pairs(one), _pairs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@lru_cache(maxsize=1 << 14)
def _pairs(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


class Claims(NamedTuple):
    """How well an anchor names each candidate, the destination as written, and what else the article leads to; 0 to 1 each."""

    candidates: Mapping[TermId, float]
    written: float
    elsewhere: float


class Naming:
    """Says how well anchors name terms, from titles, slugs and from how the language anchors them elsewhere."""

    def __init__(self, resolver: Resolver, usage: Usage) -> None:
        """Take what there is to compare with."""
        self._resolver = resolver
        self._usage = usage

    def is_stray(self, term: TermId) -> bool:
        """Tell whether a term has no article and only one language leads to it: a name that hardly anybody means."""
        return not self._resolver.has_article(term) and self._usage.languages(term) < _KNOWN

    def claims(
        self, resolved: Resolved, language: str, candidates: Mapping[TermId, Iterable[Key]], terms: Collection[TermId]
    ) -> Claims:
        """Weigh what a link's anchor names: the candidates, given with the anchors that other languages have for them.

        `terms` are all to which the versions of the article lead. Where the language uses the anchor for some of them twice or
        more, the link's own use left out, the shares of these uses decide; else likeness to titles, slugs and anchors.
        """
        anchor, written = key(resolved.link.anchor), resolved.target
        counts = self._usage.counts(language, anchor)
        uses = {term: count - (term == written) for term, count in counts.items() if term == written or term in terms}
        uses.setdefault(written, -1)
        if self.is_stray(written):
            uses[written] = -1
        total = sum(count for count in uses.values() if count > 0)
        if total >= _DECIDING:
            shares = {term: max(count, 0) / total for term, count in uses.items()}
            others = (share for term, share in shares.items() if term != written and term not in candidates)
            return Claims({term: shares.get(term, 0.0) for term in candidates}, shares[written], max(others, default=0.0))
        found = {}
        for term, anchors in candidates.items():
            likeness = [_SLUG * alike(anchor, term), *(_COGNATE * alike(anchor, other) for other in sorted(set(anchors)))]
            found[term] = self._likeness(anchor, term, language, max(likeness), used=uses.get(term, 0) > 0)
        slug = 0.0 if self.is_stray(written) else _SLUG * alike(anchor, written)
        elsewhere = any(count > 0 for term, count in uses.items() if term != written and term not in candidates)
        own = self._likeness(anchor, written, language, slug, used=uses[written] > 0)
        return Claims(found, own, _SEEN_ONCE * elsewhere)

    def named_terms(self, anchor: Key, language: str, titles: Mapping[Key, TermId], terms: Collection[TermId]) -> set[TermId]:
        named = {term for term in self._usage.counts(language, anchor) if term in terms}
        if anchor in titles:
            named.add(titles[anchor])
        return named

    def titles(self, terms, language):
        return {title: term for term in sorted(terms) if (title := self._resolver.title(term, language))}

    def _likeness(self, anchor: Key, term: TermId, language: str, likeness: float, *, used: bool) -> float:
        best = max(alike(anchor, self._resolver.title(term, language)), likeness, _SEEN_ONCE * used)
        return best if best >= _ALIKE else 0.0
