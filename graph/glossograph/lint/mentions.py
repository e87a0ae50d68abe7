"""Terms that an article names and does not link to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.article_source import Source, Span
from glossograph.lint.corpus_index import CorpusIndex, is_of_the_site
from glossograph.lint.finding import Finding
from glossograph.lint.label_matcher import Folded, Hit, LabelMatcher
from glossograph.lint.prose import Prose
from glossograph.model.term import Term
from glossograph.text.destinations import destination, with_name
from glossograph.text.keys import TermId

MOST = 5
"""Mentions that are reported of one article: the likeliest."""

LEAST_LIKELY = (0.35, 0.42, 0.5)
"""How likely an article that says a label also links it, for one that does not to be reported.

With each doubt it must be more: that the label is one word, and that it is not the term's preferred one, may make it a mere word.
"""

_BEFORE = (1, 1.3)
"""Linked articles, and all, that a label is taken to have before any are counted."""

_TAIL = re.compile(r"\w-")
"""Stands before the last part of a compound, which names something else than that part alone."""

Uses = dict[tuple[str, str], tuple[int, int]]
"""By language and label: articles that link its term, and articles that say it."""


def lexicons(terms: Iterable[Term], languages: Iterable[str]) -> Mapping[str, LabelMatcher]:
    """Make the lexicon of each language; pages of the site are no terms."""
    by_language: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        if term.articles and all(is_of_the_site(article.path) for article in term.articles):
            continue
        for language in {label.language for label in (*term.labels, *term.alternatives)}:
            by_language[language].append(term)
    return {language: LabelMatcher(language, by_language[language]) for language in sorted(languages)}


class Said(NamedTuple):
    """The terms that an article's prose names, each where it does so first, and that prose."""

    hits: Mapping[TermId, Hit]
    prose: Prose
    folded: Folded

    def span(self, hit: Hit) -> Span:
        """Tell where in the article's text a hit stands."""
        first, last = self.folded.span(hit)
        start = self.prose.place(first)
        return Span(start, start + last - first)


def said(source: Source, lexicon: LabelMatcher, linked: Iterable[TermId]) -> Said:
    """Find where the prose of a text names each term first that is not linked; links, headings and code are no prose."""
    prose = Prose(source)
    folded = lexicon.folded(prose.text)
    return Said(lexicon.first_hits(folded, linked), prose, folded)


def linked(manuscript: ArticleContext, background: CorpusIndex) -> set[TermId]:
    """Give the terms that an article links to, as written or as repaired, and its own."""
    found = {tie.target for tie in manuscript.ties if tie.target}
    for tie in manuscript.ties:
        case = background.conflicts.get((manuscript.article.path, tie.link.line, tie.link.destination))
        if case:
            found.add(case.target)
    return {*found, manuscript.term.id}


def uses_in(manuscripts: Iterable[ArticleContext], background: CorpusIndex, found: Mapping[str, LabelMatcher]) -> Uses:
    """Count for each label the articles that link its term, and those that only say it."""
    linking: Counter[tuple[str, str]] = Counter()
    saying: Counter[tuple[str, str]] = Counter()
    for manuscript in manuscripts:
        language = manuscript.article.language
        lexicon = found.get(language)
        if lexicon is None or is_of_the_site(manuscript.article.path):
            continue
        targets = linked(manuscript, background)
        anchors = {
            hit.label
            for tie in manuscript.ties
            if tie.target
            for hit in lexicon.hits(lexicon.folded(tie.link.anchor))
            if hit.term == tie.target
        }
        linking.update((language, label) for label in anchors)
        saying.update((language, label) for label in anchors)
        saying.update((language, hit.label) for hit in said(manuscript.source, lexicon, targets).hits.values())
    return {name: (linking[name], count) for name, count in saying.items()}


def joined_uses(parts: Iterable[Uses]) -> Uses:
    """Add up what parts counted."""
    total: Uses = {}
    for part in parts:
        for name, (linking, saying) in part.items():
            before = total.get(name, (0, 0))
            total[name] = (before[0] + linking, before[1] + saying)
    return total


class Mentions:
    """The check, with what it knows of labels."""

    def __init__(self, found: Mapping[str, LabelMatcher], uses: Uses) -> None:
        """Take the lexicons, and how often each label is linked where it is said."""
        self._lexicons = found
        self._uses = uses

    def likelihood(self, language: str, label: str) -> float:
        """Tell how likely an article that says a label links it: 0 to 1 (Mihalcea and Csomai's keyphraseness, 2007)."""
        linking, saying = self._uses.get((language, label), (0, 0))
        return (linking + _BEFORE[0]) / (saying + _BEFORE[1])

    def find(self, manuscripts: Iterable[ArticleContext], background: CorpusIndex) -> Iterator[Finding]:
        """Find the terms that the prose of articles names and no link leads to, a language at a time."""
        # The lexicons of all languages are more than a processor keeps at hand.
        for manuscript in sorted(manuscripts, key=lambda one: one.article.language):
            lexicon = self._lexicons.get(manuscript.article.language)
            if lexicon is not None and not is_of_the_site(manuscript.article.path):
                yield from self._find(manuscript, said(manuscript.source, lexicon, linked(manuscript, background)), background)

    def _find(self, manuscript: ArticleContext, found: Said, background: CorpusIndex) -> Iterator[Finding]:
        """Report what an article names, the likeliest first."""
        language = manuscript.article.language
        likely = ((self.likelihood(language, hit.label), hit) for hit in found.hits.values())
        ranked = sorted(
            (-likelihood, background.ranks[hit.term], hit)
            for likelihood, hit in likely
            if likelihood >= LEAST_LIKELY[(" " not in hit.label) + (not hit.preferred)]
        )
        spans = ((hit, *found.span(hit)) for _, _, hit in ranked)
        text = manuscript.source.text
        for hit, start, end in islice((one for one in spans if not _TAIL.match(text, one[1] - 2)), MOST):
            slug = background.slug_in(hit.term, language)
            written = text[start:end]
            links, saying = self._uses.get((language, hit.label), (0, 0))
            known = f", linked in {links} of {saying} articles that say it" if saying > 1 else ""
            message = f"names {slug!r} without a link: {written!r}{known}"
            yield manuscript.at("mention-unlinked", start, message, f"[{written}]({_destination(manuscript, slug)})")


def _destination(manuscript: ArticleContext, slug: str) -> str:
    """Write a destination as the article writes its others."""
    for tie in manuscript.ties:
        place = destination(tie.link.destination)
        if tie.target and tie.place and place and not set("[]{}()<> ") & set(tie.link.destination):
            return with_name(tie.link.destination.partition("#")[0], slug)
    return f"/{slug}"
