"""The links of one article that name terms: input of the vote, the counts and the evidence."""

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
    """The links of an article that name terms; an anchor that the author cut in two is one link.

    Attributes:
        article: The article.
        links: Its links that name terms.
        targets: The term of each link.
        rules: The rule that resolved each link, one letter a link.
        redirected: Positions of the links that a repair or the author gave another target.
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
        """The language of the anchors: not the article's where the article is an untranslated copy."""
        return LanguageTag(self.article.text_language or self.article.language)

    def where(self, wanted: Sequence[bool]) -> "ArticleLinks":
        """Keep the links at whose positions `wanted` is true."""
        if all(wanted):
            return self
        new_positions = {old: new for new, old in enumerate(compress(range(len(wanted)), wanted))}
        redirected, decided = (
            frozenset(new_positions[old] for old in positions if old in new_positions)
            for positions in (self.redirected, self.decided)
        )
        targets = tuple(compress(self.targets, wanted))
        rules = "".join(compress(self.rules, wanted))
        return ArticleLinks(self.article, self.links.where(wanted), targets, rules, redirected, decided)

    def version(self) -> Version:
        """Give the version of the term that takes part in the vote."""
        links = ResolvedLinks(self.links, self.targets, self.redirected, self.decided)
        return Version(self.article.language, self.article.path, links)

    def with_repairs(self, version: Version) -> "ArticleLinks":
        """Take over the targets that the vote gave to this article's version."""
        if isinstance(version.links, ResolvedLinks):
            return self  # the vote repaired nothing: it gives repaired versions as tuples
        redirected = frozenset(position for position, resolved in enumerate(version.links) if resolved.repaired)
        return self._replace(targets=[resolved.target for resolved in version.links], redirected=redirected)


def swap_pipes(links: Links) -> Links:
    """Swap destination and anchor of the links `[[text|page]]`, for a collection that writes the page last.

    >>> from glossograph.model.link import Link
    >>> [link] = swap_pipes(Links.of([Link("the coupon", "coupon", "", "", 1, LinkKind.WIKI)]))
    >>> link.destination, link.anchor
    ('coupon', 'the coupon')
    """
    wikilinks = [position for position, kind in links.kinds if kind is LinkKind.WIKI]
    if not wikilinks:
        return links
    destinations, anchors = list(links.destinations), list(links.anchors)
    for position in wikilinks:
        destinations[position], anchors[position] = anchors[position], destinations[position]
    return msgspec.structs.replace(links, destinations=tuple(destinations), anchors=tuple(anchors))
