"""Counts of the anchors of all links, by the term that they link to: counted for chunks of term groups, then added up."""

from collections import Counter
from collections.abc import Iterable
from itertools import repeat
from typing import TYPE_CHECKING

from glossograph.labels.cut_words import is_part_of_word
from glossograph.labels.grammar import grammar
from glossograph.labels.language_statistics import LanguageCounts
from glossograph.links.article_links import ArticleLinks
from glossograph.links.resolution import Resolver
from glossograph.model.link import Links
from glossograph.text.keys import Key, Slug, TermId

if TYPE_CHECKING:
    from glossograph.text.languages import LanguageTag


class AnchorCounts:
    """The anchors of the links to each term.

    Attributes:
        anchors: The count of each anchor, by term and language.
        spellings: For each term without an article, how many links spell its slug in which way.
        first_links: For each term without an article, the first link to it as path and line.
        renamed_keys: The keys of renamed terms that a link has.
        language_counts: What the sentences around the links add to the statistics of their languages.
    """

    def __init__(self) -> None:
        """Start with no links."""
        self.anchors: dict[TermId, dict[LanguageTag, dict[str, int]]] = {}
        self.spellings: dict[TermId, Counter[Slug]] = {}
        self.first_links: dict[TermId, tuple[str, int]] = {}
        self.renamed_keys: set[Key] = set()
        self.language_counts = LanguageCounts()

    def add_chunk(self, chunk: "AnchorCountsChunk") -> None:
        """Add the counts of some term groups; the order of the chunks makes no difference."""
        for (term, language, anchor), count in chunk.anchors.items():
            by_language = self.anchors.get(term)
            if by_language is None:
                by_language = self.anchors[term] = {}
            counts = by_language.get(language)
            if counts is None:
                by_language[language] = {anchor: count}
            else:
                counts[anchor] = counts.get(anchor, 0) + count
        for term, spellings in chunk.spellings.items():
            self.spellings.setdefault(term, Counter()).update(spellings)
        for term, link in chunk.first_links.items():
            self.first_links[term] = min(link, self.first_links.get(term, link))
        self.renamed_keys |= chunk.renamed_keys
        self.language_counts.merge(chunk.language_counts)


class AnchorCountsChunk:
    """The counts of some term groups, with the attributes of `AnchorCounts`; `anchors` is flat, which is fastest to count."""

    def __init__(self) -> None:
        """Start with no links."""
        self.anchors: Counter[tuple[TermId, LanguageTag, str]] = Counter()
        self.spellings: dict[TermId, Counter[Slug]] = {}
        self.first_links: dict[TermId, tuple[str, int]] = {}
        self.renamed_keys: set[Key] = set()
        self.language_counts = LanguageCounts()

    def add_article(self, article_links: ArticleLinks, resolver: Resolver) -> None:
        """Count the links of an article."""
        links, targets = article_links.links, article_links.targets
        self.anchors.update(
            zip(targets, repeat(article_links.anchor_language), _whole_anchors(links, article_links.anchor_language))
        )
        if resolver.all_have_articles(targets):
            return
        for index, target in enumerate(targets):
            if resolver.has_article(target):
                continue
            link = (article_links.article.path, links.lines[index])
            if link < self.first_links.setdefault(target, link):
                self.first_links[target] = link
            if index not in article_links.redirected:
                self.add_spelling(target, links.destinations[index], resolver)

    def add_spelling(self, term: TermId, destination: str, resolver: Resolver) -> None:
        """Count how a destination spells the slug of a term that has no article to define it."""
        self.spellings.setdefault(term, Counter())[resolver.spelling(destination)] += 1


def _whole_anchors(links: Links, language: str) -> Iterable[str]:
    """Give the anchor of each link, empty where a word goes on behind it: the link counts, but it has no name."""
    if not links.sentences or not grammar(language).word_suffixes:
        return links.anchors
    return (
        "" if is_part_of_word(anchor, sentence, language) else anchor
        for anchor, sentence in zip(links.anchors, links.sentences, strict=True)
    )
