"""What links say of the terms that they lead to, counted group by group and joined."""

from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING

from glossograph.labels.language_statistics import LanguageCounts
from glossograph.links.article_links import ArticleLinks
from glossograph.links.resolution import Resolver
from glossograph.text.keys import Key, Slug, TermId

if TYPE_CHECKING:
    from glossograph.text.languages import LanguageTag


class AnchorCounts:
    """What all links say of their targets: a fold over the target.

    `texts` counts the anchors by target and language. Of targets without an article, `slugs` counts the spellings, and `first` is
    the first place, path and line, that leads there. `met` are the names of renamed terms that links have.
    """

    def __init__(self) -> None:
        """Begin with no links."""
        self.texts: dict[TermId, dict[LanguageTag, dict[str, int]]] = {}
        self.slugs: dict[TermId, Counter[Slug]] = {}
        self.first: dict[TermId, tuple[str, int]] = {}
        self.met: set[Key] = set()
        self.tally = LanguageCounts()

    def join(self, other: "AnchorCountsChunk") -> None:
        """Add what a part of the groups counted."""
        for (target, language, anchor), count in other.texts.items():
            by_language = self.texts.get(target)
            if by_language is None:
                by_language = self.texts[target] = {}
            counts = by_language.get(language)
            if counts is None:
                by_language[language] = {anchor: count}
            else:
                counts[anchor] = counts.get(anchor, 0) + count
        for target, spellings in other.slugs.items():
            self.slugs.setdefault(target, Counter()).update(spellings)
        for target, place in other.first.items():
            self.first[target] = min(place, self.first.get(target, place))
        self.met |= other.met
        self.tally.join(other.tally)


class AnchorCountsChunk:
    """What the links of some groups say of their targets, flat, as it is fastest to count."""

    def __init__(self) -> None:
        """Begin with no links."""
        self.texts: Counter[tuple[TermId, LanguageTag, str]] = Counter()
        self.slugs: dict[TermId, Counter[Slug]] = {}
        self.first: dict[TermId, tuple[str, int]] = {}
        self.met: set[Key] = set()
        self.tally = LanguageCounts()

    def add(self, reading: ArticleLinks, resolver: Resolver) -> None:
        """Count the links of an article."""
        links, targets = reading.links, reading.targets
        self.texts.update(zip(targets, repeat(reading.language), links.anchors))
        if resolver.all_have_articles(targets):
            return
        for place, target in enumerate(targets):
            if resolver.has_article(target):
                continue
            where = (reading.article.path, links.lines[place])
            if where < self.first.setdefault(target, where):
                self.first[target] = where
            if place not in reading.led:
                self.spell(target, links.destinations[place], resolver)

    def spell(self, target: TermId, destination: str, resolver: Resolver) -> None:
        """Count how a destination spells a term that has no article to say so."""
        self.slugs.setdefault(target, Counter())[resolver.spelling(destination)] += 1
