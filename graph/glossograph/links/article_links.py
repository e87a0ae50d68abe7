"""An article with the links of it that lead to terms: what is voted on, counted and kept as evidence."""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from glossograph.links.link_alignment import ResolvedLinks, Version
from glossograph.model.article import Article
from glossograph.model.link import Links
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag


class ArticleLinks(NamedTuple):
    """An article with its links that lead to terms, cut anchors joined, and the terms.

    `led` are the places of the links that a repair or the author leads elsewhere than they are written, `decided` those of
    links that the author decided on.
    """

    article: Article
    links: Links
    targets: Sequence[TermId]
    led: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()

    @property
    def language(self) -> LanguageTag:
        """The article's language."""
        return LanguageTag(self.article.language)

    def where(self, wanted: Sequence[bool]) -> "ArticleLinks":
        """Keep the links at whose places `wanted` is true."""
        if all(wanted):
            return self
        places = {old: new for new, old in enumerate(compress(range(len(wanted)), wanted))}
        led, decided = (frozenset(places[old] for old in marked if old in places) for marked in (self.led, self.decided))
        return ArticleLinks(self.article, self.links.where(wanted), tuple(compress(self.targets, wanted)), led, decided)

    def version(self) -> Version:
        """Give the version that is voted on."""
        return Version(self.article.language, self.article.path, ResolvedLinks(self.links, self.targets, self.led, self.decided))

    def voted(self, version: Version) -> "ArticleLinks":
        """Lead the links as they were voted to."""
        if isinstance(version.links, ResolvedLinks):
            return self  # nothing was repaired
        led = frozenset(place for place, resolved in enumerate(version.links) if resolved.repaired)
        return self._replace(targets=[resolved.target for resolved in version.links], led=led)
