"""The links behind the edges, and the protocol of what streams them."""

from collections.abc import Iterable, Iterator
from itertools import groupby, repeat
from typing import Protocol, runtime_checkable

from glossograph.model.base import Struct
from glossograph.model.link import Link, Links
from glossograph.model.resolution_rule import ResolutionRule, rule_of
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag


class Evidence(Struct, frozen=True):
    """One link behind an edge: its article, its words, whether it was repaired, and the rule that resolved it.

    `rule` is None where the evidence was read from RDF that does not say.
    """

    source: TermId
    language: LanguageTag
    target: TermId
    path: str
    link: Link
    repaired: bool
    rule: ResolutionRule | None = None


class ArticleEvidence(Struct, frozen=True):
    """The links of one article that are behind edges.

    Attributes:
        source: The article's term.
        language: The article's language.
        path: The article's path.
        links: The links.
        targets: The term of each link.
        repaired: Positions of the links to which a repair or the author gave another target.
        rules: The rule that resolved each link, one letter a link; empty where that is not known.
    """

    source: TermId
    language: LanguageTag
    path: str
    links: Links
    targets: tuple[TermId, ...]
    repaired: tuple[int, ...]
    rules: str = ""

    def __iter__(self) -> Iterator[Evidence]:
        """Give the evidence link by link."""
        repaired = frozenset(self.repaired)
        rules = [rule_of(code) for code in self.rules] if self.rules else repeat(None, len(self.targets))
        for position, (link, target, rule) in enumerate(zip(self.links, self.targets, rules, strict=True)):
            yield Evidence(self.source, self.language, target, self.path, link, position in repaired, rule)


def by_article(evidence: Iterable[Evidence]) -> Iterator[ArticleEvidence]:
    """Put evidence that is sorted by source term and language together by article."""
    for (source, language), group in groupby(evidence, lambda item: (item.source, item.language)):
        items = tuple(group)
        repaired = tuple(position for position, item in enumerate(items) if item.repaired)
        rules = "".join(item.rule.code for item in items if item.rule)
        yield ArticleEvidence(
            source,
            language,
            items[0].path,
            Links.of(item.link for item in items),
            tuple(item.target for item in items),
            repaired,
            rules if len(rules) == len(items) else "",
        )


class EvidenceSource(Protocol):
    """What can give the evidence again and again, from memory or from disk, sorted by source term and language."""

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence behind all edges, or behind those that leave one term, article by article."""

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Stream the same link by link."""


@runtime_checkable
class PackedEvidenceSource(EvidenceSource, Protocol):
    """A source that also gives the evidence packed, so that what has not changed need not be unpacked."""

    def packed(self, source: TermId | None = None) -> Iterator[tuple[TermId, bytes]]:
        """Stream the evidence of each source term, or of one, as msgpack of a tuple of `ArticleEvidence`, sorted by term."""
