"""The links of one article that name terms: what is voted on, counted and kept as evidence."""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

import msgspec

from glossograph.links.link_alignment import ResolvedLinks, Version
from glossograph.model.article import Article
from glossograph.model.link import LinkKind, Links
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag


class ArticleLinks(NamedTuple):
    """The links of an article that name terms, cut anchors joined.

    Attributes:
        article: The article.
        links: Its links that name terms.
        targets: The term of each link.
        rules: The rule that resolved each link, one letter a link.
        redirected: Positions of the links to which a repair or the author gave another target than they are written with.
        decided: Positions of the links that the author decided on.
    """

    article: Article
    links: Links
    targets: Sequence[TermId]
    rules: str = ""
    redirected: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()

    @property
    def language(self) -> LanguageTag:
        """The article's language."""
        return LanguageTag(self.article.language)

    @property
    def anchor_language(self) -> LanguageTag:
        """The language that the anchors are in: another one for an untranslated copy."""
        return LanguageTag(self.article.text_language or self.article.language)

    def where(self, wanted: Sequence[bool]) -> "ArticleLinks":
        """Keep the links at whose positions `wanted` is true."""
        if all(wanted):
            return self
        positions = {old: new for new, old in enumerate(compress(range(len(wanted)), wanted))}
        redirected, decided = (
            frozenset(positions[old] for old in marked if old in positions) for marked in (self.redirected, self.decided)
        )
        targets = tuple(compress(self.targets, wanted))
        return ArticleLinks(
            self.article, self.links.where(wanted), targets, "".join(compress(self.rules, wanted)), redirected, decided
        )

    def version(self) -> Version:
        """Give the version that is voted on."""
        links = ResolvedLinks(self.links, self.targets, self.redirected, self.decided)
        return Version(self.article.language, self.article.path, links)

    def voted(self, version: Version) -> "ArticleLinks":
        """Give the links the targets that the vote gave them."""
        if isinstance(version.links, ResolvedLinks):
            return self  # nothing was repaired
        redirected = frozenset(position for position, resolved in enumerate(version.links) if resolved.repaired)
        return self._replace(targets=[resolved.target for resolved in version.links], redirected=redirected)


def swap_pipes(links: Links) -> Links:
    """Swap destination and anchor of the links `[[text|page]]`, for a collection that writes the page last.

    >>> from glossograph.model.link import Link
    >>> [link] = swap_pipes(Links.of([Link("the coupon", "coupon", "", "", 1, LinkKind.WIKI)]))
    >>> link.destination, link.anchor
    ('coupon', 'the coupon')
    """
    swapped = [position for position, kind in links.kinds if kind is LinkKind.WIKI]
    if not swapped:
        return links
    destinations, anchors = list(links.destinations), list(links.anchors)
    for position in swapped:
        destinations[position], anchors[position] = anchors[position], destinations[position]
    return msgspec.structs.replace(links, destinations=tuple(destinations), anchors=tuple(anchors))
