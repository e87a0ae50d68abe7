"""The check `mention-unlinked`: terms that an article mentions without a link."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.article_source import ArticleSource, Span
from glossograph.lint.corpus_index import CorpusIndex, is_site_page
from glossograph.lint.finding import Finding
from glossograph.lint.label_matcher import FoldedText, Hit, LabelMatcher
from glossograph.lint.prose import Prose
from glossograph.model.term import Term
from glossograph.text.destinations import destination, with_name
from glossograph.text.keys import TermId

MAX_MENTIONS = 5
"""Mentions that are reported for one article: those most likely to need a link."""

MIN_LINK_SHARES = (0.35, 0.42, 0.5)
"""Share of the articles mentioning a label that must link it, for a mention without a link to be reported.

The index is the number of doubts whether the label is more than an everyday word: it is one word, it is not the preferred label.
"""

_PRIOR_LINKING, _PRIOR_MENTIONING = 1, 1.3
"""Articles that a label is taken to have before any are counted: linking ones, and mentioning ones."""

_HYPHEN_BEFORE = re.compile(r"\w-")
"""Text before the last part of a compound; that part alone is not the name."""

_UNSAFE_IN_DESTINATION = frozenset("[]{}()<> ")

LabelUses = dict[tuple[str, str], tuple[int, int]]
"""How many articles link a label, and how many mention it, by language and label."""


def make_label_matchers(terms: Iterable[Term], languages: Iterable[str]) -> Mapping[str, LabelMatcher]:
    """Make the matcher of each language, without the pages of the site."""
    terms_by_language: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        if term.articles and all(is_site_page(article.path) for article in term.articles):
            continue
        for language in {label.language for label in (*term.labels, *term.alternatives)}:
            terms_by_language[language].append(term)
    return {language: LabelMatcher(language, terms_by_language[language]) for language in sorted(languages)}


class ArticleMentions(NamedTuple):
    """The first mention of each term in the prose of an article."""

    hits: Mapping[TermId, Hit]
    prose: Prose
    folded: FoldedText

    def span(self, hit: Hit) -> Span:
        """Return the span of a hit in the text of the article."""
        prose_start, prose_end = self.folded.span(hit)
        start = self.prose.source_offset(prose_start)
        return Span(start, start + prose_end - prose_start)


def find_mentions(source: ArticleSource, matcher: LabelMatcher, excluded: Iterable[TermId]) -> ArticleMentions:
    """Find the first mention of each term in the prose of a text, without the `excluded` terms."""
    prose = Prose(source)
    folded = matcher.fold(prose.text)
    return ArticleMentions(matcher.first_hits(folded, excluded), prose, folded)


def linked_terms(context: ArticleContext, corpus: CorpusIndex) -> set[TermId]:
    """Return the terms that an article links to, before and after repairs, and its own term."""
    terms = {resolved.target for resolved in context.links if resolved.target}
    for resolved in context.links:
        conflict = corpus.conflict_of(context.path, resolved.link)
        if conflict:
            terms.add(conflict.target)
    return {*terms, context.term.id}


def count_label_uses(contexts: Iterable[ArticleContext], corpus: CorpusIndex, matchers: Mapping[str, LabelMatcher]) -> LabelUses:
    """Count for each label the articles that link it, and those that mention it, linked or not."""
    linking: Counter[tuple[str, str]] = Counter()
    mentioning: Counter[tuple[str, str]] = Counter()
    for context in contexts:
        language = context.language
        matcher = matchers.get(language)
        if matcher is None or is_site_page(context.path):
            continue
        linked_labels = {
            hit.label
            for resolved in context.links
            if resolved.target
            for hit in matcher.hits(matcher.fold(resolved.link.anchor))
            if hit.term == resolved.target
        }
        mentions = find_mentions(context.source, matcher, linked_terms(context, corpus))
        linking.update((language, label) for label in linked_labels)
        mentioning.update((language, label) for label in linked_labels)
        mentioning.update((language, hit.label) for hit in mentions.hits.values())
    return {name: (linking[name], count) for name, count in mentioning.items()}


def sum_label_uses(parts: Iterable[LabelUses]) -> LabelUses:
    """Add up the counts of several groups of articles."""
    total: LabelUses = {}
    for part in parts:
        for name, (linking, mentioning) in part.items():
            total_linking, total_mentioning = total.get(name, (0, 0))
            total[name] = (total_linking + linking, total_mentioning + mentioning)
    return total


class MentionCheck:
    """Finds mentions without a link, by the labels of all terms and how often each is linked."""

    def __init__(self, matchers: Mapping[str, LabelMatcher], uses: LabelUses) -> None:
        """Take the matcher of each language and the uses of each label."""
        self._matchers = matchers
        self._uses = uses

    def link_share(self, language: str, label: str) -> float:
        """Estimate the share of the articles mentioning a label that link it (keyphraseness of Mihalcea and Csomai, 2007)."""
        linking, mentioning = self._uses.get((language, label), (0, 0))
        return (linking + _PRIOR_LINKING) / (mentioning + _PRIOR_MENTIONING)

    def find(self, contexts: Iterable[ArticleContext], corpus: CorpusIndex) -> Iterator[Finding]:
        """Find the terms that articles mention without a link."""
        # One language after the other: the matchers of all languages are larger than the processor's cache.
        for context in sorted(contexts, key=lambda context: context.language):
            matcher = self._matchers.get(context.language)
            if matcher is not None and not is_site_page(context.path):
                mentions = find_mentions(context.source, matcher, linked_terms(context, corpus))
                yield from self._report(context, mentions, corpus)

    def _report(self, context: ArticleContext, mentions: ArticleMentions, corpus: CorpusIndex) -> Iterator[Finding]:
        """Report the mentions of an article that most likely need a link."""
        language = context.language
        shares = ((self.link_share(language, hit.label), hit) for hit in mentions.hits.values())
        ranked = sorted(
            (-share, corpus.demand_ranks[hit.term], hit)
            for share, hit in shares
            if share >= MIN_LINK_SHARES[(" " not in hit.label) + (not hit.is_preferred)]
        )
        text = context.source.text
        spans = ((hit, mentions.span(hit)) for _, _, hit in ranked)
        whole = ((hit, span) for hit, span in spans if not _HYPHEN_BEFORE.match(text, span.start - 2))
        for hit, span in islice(whole, MAX_MENTIONS):
            slug = corpus.article_slug(hit.term, language)
            mention = text[slice(*span)]
            linking, mentioning = self._uses.get((language, hit.label), (0, 0))
            evidence = f" ({linking} of {mentioning} articles that mention it link it)" if mentioning > 1 else ""
            message = f"Mentions {slug!r} without a link: link {mention!r}{evidence}"
            proposal = f"[{mention}]({_propose_destination(context, slug)})"
            yield context.finding_at("mention-unlinked", span.start, message, proposal)


def _propose_destination(context: ArticleContext, slug: str) -> str:
    """Write a destination in the form of the first link of the article."""
    for resolved in context.links:
        written = resolved.link.destination
        is_usable = resolved.target and resolved.spans and not _UNSAFE_IN_DESTINATION & set(written)
        if is_usable and destination(written):
            return with_name(written.partition("#")[0], slug)
    return f"/{slug}"
