"""What a link's anchor names: the terms for which its language uses this anchor, and those with a similar title or slug."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from glossograph.links.link_alignment import ResolvedLink
from glossograph.links.resolution import Resolver
from glossograph.store.kept_results import digest_of
from glossograph.text.keys import Key, TermId, key

_MIN_SIMILARITY = 0.5
_SLUG_WEIGHT, _COGNATE_WEIGHT, _SINGLE_USE_WEIGHT = 0.9, 0.8, 0.8
_MIN_DECISIVE_USES = 2
_MIN_LANGUAGES_OF_KNOWN_TERM = 2
_NO_COUNTS: Mapping[TermId, int] = {}
_NO_LANGUAGES = Counter[str]()


UsageQuestion = tuple[str, str, str]
"""What a vote asked of the counts: `languages`, `uses` or `counts`; a language; a term or the key of an anchor."""


class AnchorUsage:
    """How often each language uses an anchor for a term: a fold over all links.

    >>> usage = AnchorUsage()
    >>> usage.add("no", [("Obligasjoner,", TermId("bond"))])
    >>> usage.count("no", key("obligasjoner"), TermId("bond"))
    1
    """

    def __init__(self) -> None:
        """Start without links."""
        self._counts: dict[tuple[str, str], Counter[TermId]] = defaultdict(Counter)
        self._languages: dict[TermId, Counter[str]] = defaultdict(Counter)

    def add(self, language: str, links: Iterable[tuple[str, TermId]]) -> None:
        """Count the links of an article, each given as anchor and target."""
        for anchor, target in links:
            self.add_count(language, key(anchor), target, 1)

    def add_count(self, language: str, anchor: Key, target: TermId, count: int) -> None:
        """Count some links of a language with an anchor, given by its key, to a term."""
        self._counts[language, anchor][target] += count
        self._languages[target][language] += count

    def merge(self, other: "AnchorUsage") -> None:
        """Add the counts of other links."""
        for (language, anchor), counts in other._counts.items():  # noqa: SLF001 — of its own class
            for target, count in counts.items():
                self.add_count(language, Key(anchor), target, count)

    def language_count(self, term: TermId) -> int:
        """Count the languages that link to a term."""
        return len(self._languages.get(term, ()))

    def uses(self, language: str, term: TermId) -> int:
        """Count the links of a language to a term, whatever their anchors."""
        return self._languages.get(term, _NO_LANGUAGES)[language]

    def count(self, language: str, anchor: Key, term: TermId) -> int:
        """Count the links of a language with an anchor, given by its key, to a term."""
        return self.counts(language, anchor).get(term, 0)

    def counts(self, language: str, anchor: Key) -> Mapping[TermId, int]:
        """Count the links of a language with an anchor, given by its key, by target."""
        return self._counts.get((language, anchor), _NO_COUNTS)

    def answers(self, questions: Iterable[UsageQuestion]) -> bytes:
        """Digest the answers to questions, which `UsageReads` noted."""
        return digest_of(*map(self._answer, questions))

    def _answer(self, question: UsageQuestion) -> bytes:
        kind, language, name = question
        if kind == "languages":
            return str(self.language_count(TermId(name))).encode()
        if kind == "uses":
            return str(self.uses(language, TermId(name))).encode()
        return msgspec.msgpack.encode(sorted(self.counts(language, Key(name)).items()))


class UsageReads(AnchorUsage):
    """Counts of anchors that note what was asked: the same answers to the same questions make the same vote.

    >>> usage = AnchorUsage()
    >>> usage.add("no", [("Obligasjoner,", TermId("bond"))])
    >>> reads = UsageReads(usage)
    >>> reads.count("no", key("obligasjoner"), TermId("bond"))
    1
    >>> usage.answers(reads.questions) == AnchorUsage().answers(reads.questions)
    False
    """

    def __init__(self, usage: AnchorUsage) -> None:
        """Take the counts."""
        self._counts, self._languages = usage._counts, usage._languages  # noqa: SLF001 — of its parent class
        self._asked: dict[UsageQuestion, None] = {}

    @property
    def questions(self) -> list[UsageQuestion]:
        """What was asked, each once."""
        return list(self._asked)

    def language_count(self, term: TermId) -> int:
        """Count the languages that link to a term."""
        self._asked["languages", "", term] = None
        return super().language_count(term)

    def uses(self, language: str, term: TermId) -> int:
        """Count the links of a language to a term, whatever their anchors."""
        self._asked["uses", language, term] = None
        return super().uses(language, term)

    def counts(self, language: str, anchor: Key) -> Mapping[TermId, int]:
        """Count the links of a language with an anchor, given by its key, by target."""
        self._asked["counts", language, anchor] = None
        return super().counts(language, anchor)


def bigram_similarity(first: str, second: str) -> float:
    """Compare two keys by the pairs of letters that they share (Dice, 1945): 0 for none, 1 for equal keys.

    >>> round(bigram_similarity("container", "containers"), 2), round(bigram_similarity("контейнер", "контейнеров"), 2)
    (0.86, 0.82)
    >>> bigram_similarity("lease", "bond")
    0.0
    """
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    first_pairs, second_pairs = _bigrams(first), _bigrams(second)
    return 2 * len(first_pairs & second_pairs) / (len(first_pairs) + len(second_pairs))


@lru_cache(maxsize=1 << 14)
def _bigrams(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


class AnchorClaims(NamedTuple):
    """How well an anchor names some terms, each from 0 to 1.

    Attributes:
        candidates: The terms that other languages link to instead.
        written: The term that the link has as written.
        elsewhere: The best of all other terms that the article's versions link to.
    """

    candidates: Mapping[TermId, float]
    written: float
    elsewhere: float


class AnchorNaming:
    """Measures how well anchors name terms, from titles, slugs and the other links of the language."""

    def __init__(self, resolver: Resolver, usage: AnchorUsage) -> None:
        """Take the titles of a collection, and the uses of its anchors."""
        self._resolver = resolver
        self._usage = usage

    def has_article(self, term: TermId) -> bool:
        """Whether a term has an article in any language."""
        return self._resolver.has_article(term)

    def is_stray(self, term: TermId) -> bool:
        """Whether a term has no article and only one language links to it: most such names are mistakes."""
        return not self._resolver.has_article(term) and self._usage.language_count(term) < _MIN_LANGUAGES_OF_KNOWN_TERM

    def is_repeated(self, term: TermId, language: str) -> bool:
        """Whether a language links to a term twice or more."""
        return self._usage.uses(language, term) > 1

    def is_translated(self, term: TermId, language: str) -> bool:
        """Whether a term has an article with a title in a language."""
        return bool(self._resolver.title(term, language))

    def terms_by_title(self, terms: Iterable[TermId], language: str) -> dict[Key, TermId]:
        """Map the keys of titles in a language to their terms, of some terms."""
        titles = ((self._resolver.title(term, language), term) for term in sorted(terms))
        return {title: term for title, term in titles if title}

    def named_terms(
        self, anchor: str, language: str, terms: Collection[TermId], terms_by_title: Mapping[Key, TermId]
    ) -> set[TermId]:
        """Find the terms, of some `terms`, that an anchor names: the language uses it for them, or it is their title."""
        anchor_key = key(anchor)
        named = {term for term in self._usage.counts(language, anchor_key) if term in terms}
        if anchor_key in terms_by_title:
            named.add(terms_by_title[anchor_key])
        return named

    def is_title(self, resolved: ResolvedLink, language: str) -> bool:
        """Whether the anchor of a link is the title of its target."""
        title = self._resolver.title(resolved.target, language)
        return bool(title) and key(resolved.link.anchor) == title

    def claims(
        self, resolved: ResolvedLink, language: str, candidates: Mapping[TermId, Iterable[Key]], terms: Collection[TermId]
    ) -> AnchorClaims:
        """Measure how well the anchor of a link names its target, the candidates and other terms.

        Where the language uses the anchor twice or more for some of the terms, the shares of these uses decide. Else the
        similarity of the anchor to titles, slugs and anchors decides. The link itself does not count as a use. Neither do
        other links to a stray target: a language that always writes the same wrong destination must not confirm itself. An anchor
        that is the title of another term's article names that term, if the target has no article.

        Args:
            resolved: The link with its target.
            language: The language of its article.
            candidates: Other targets that it may have had, each with the keys of the anchors that other languages have for it.
            terms: All terms that the versions of the article link to.
        """
        anchor, written = key(resolved.link.anchor), resolved.target
        stray = self.is_stray(written)
        titled = self._resolver.term_with_title(anchor, language)
        is_other = titled is not None and titled not in candidates and not self.has_article(written)
        counts = self._usage.counts(language, anchor)
        # An anchor such as "." may link to any term of a collection, and an article may link to many: the fewer are looked up.
        some, more = (counts, terms) if len(counts) < len(terms) else (terms, counts)
        uses = {term: counts[term] for term in some if term in more}
        uses[written] = 0 if stray else uses.get(written, 0) - 1
        total = sum(count for count in uses.values() if count > 0)
        others = [count for term, count in uses.items() if term != written and term not in candidates]
        if total >= _MIN_DECISIVE_USES:
            shares = {term: max(count, 0) / total for term, count in uses.items()}
            candidate_shares = {term: shares.get(term, 0.0) for term in candidates}
            return AnchorClaims(candidate_shares, shares[written], max(is_other, max(others, default=0) / total))
        named = {}
        for term, anchors in candidates.items():
            cognate = max((bigram_similarity(anchor, other) for other in anchors), default=0.0)
            similarity = max(_SLUG_WEIGHT * bigram_similarity(anchor, term), _COGNATE_WEIGHT * cognate)
            named[term] = self._likeness(anchor, term, language, similarity, used=uses.get(term, 0) > 0)
        slug_similarity = 0.0 if stray else _SLUG_WEIGHT * bigram_similarity(anchor, written)
        own = self._likeness(anchor, written, language, slug_similarity, used=uses[written] > 0)
        return AnchorClaims(named, own, max(is_other, _SINGLE_USE_WEIGHT * any(others)))

    def _likeness(self, anchor: Key, term: TermId, language: str, similarity: float, *, used: bool) -> float:
        title_similarity = bigram_similarity(anchor, self._resolver.title(term, language))
        best = max(title_similarity, similarity, _SINGLE_USE_WEIGHT * used)
        return best if best >= _MIN_SIMILARITY else 0.0
