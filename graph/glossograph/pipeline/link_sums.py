"""Sums over the links behind the edges: the edges themselves, the anchors, and the terms that have no article."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from glossograph.labels.anchor_counts import AnchorColumns, AnchorCounts
from glossograph.labels.selection import UnlabelledTerm
from glossograph.links.resolution import Resolver
from glossograph.model.decision import LinkConflict
from glossograph.model.edge import Edge
from glossograph.model.problem import Problem, ProblemCode
from glossograph.pipeline.resolved_links import Members, ResolvedLinks
from glossograph.text.keys import Slug, TermId
from glossograph.text.normalise import count_noun


def links_behind_edges(links: ResolvedLinks, members: Members, *, placeholders: bool) -> ResolvedLinks:
    """Leave out the links that make no edge: of a term to itself, and to placeholders where these are not wanted."""
    is_edge = links.targets != links.sources(members)[links.table.articles]
    return links.where(is_edge if placeholders else is_edge & links.has_article[links.targets])


def count_edges(links: ResolvedLinks, members: Members) -> tuple[Edge, ...]:
    """Count the links from each term to each other by language; sorted by source and target."""
    term_count, language_count = len(links.terms), len(members.languages)
    articles = links.table.articles
    pairs = links.sources(members)[articles] * term_count + links.targets
    keys, counts = np.unique(pairs * language_count + members.article_languages[articles], return_counts=True)
    pairs, languages = np.divmod(keys, language_count)
    edges, starts = np.unique(pairs, return_index=True)
    distinct, indexes = np.unique(counts * language_count + languages, return_inverse=True)
    language_counts = [(members.languages[number % language_count], number // language_count) for number in distinct.tolist()]
    by_link = list(map(language_counts.__getitem__, indexes.tolist()))
    spans = pairwise([*starts.tolist(), len(by_link)])
    sources, targets = (column.tolist() for column in np.divmod(edges, term_count))
    return tuple(
        [
            Edge(links.terms[source], links.terms[target], tuple(by_link[start:end]))
            for source, target, (start, end) in zip(sources, targets, spans, strict=True)
        ]
    )


def count_anchors(links: ResolvedLinks, members: Members, marks: bytes) -> AnchorCounts:
    """Count the anchors of the links, each with its mark."""
    table = links.table
    languages = members.anchor_languages[table.articles]
    empty = np.flatnonzero(table.texts.sizes == 0)
    used, anchors = np.unique(np.concatenate((table.anchors, empty)), return_inverse=True)
    columns = AnchorColumns(links.targets, languages, anchors[: len(table.anchors)], np.frombuffer(marks, np.uint8))
    return AnchorCounts(links.terms, members.languages, table.texts.take(used), columns)


def links_without_article(links: ResolvedLinks) -> ResolvedLinks:
    """Keep the links to terms that have no article."""
    return links.where(~links.has_article[links.targets])


def find_placeholders(
    dangling: ResolvedLinks,
    anchors: AnchorCounts,
    spellings: Mapping[TermId, Counter[Slug]],
    with_article: Sequence[UnlabelledTerm],
) -> tuple[list[UnlabelledTerm], list[Problem]]:
    """Make the terms that links name and that have no article, with a problem for each.

    Args:
        dangling: The links behind the edges to terms that have no article.
        anchors: The anchors of all links behind the edges.
        spellings: What `count_spellings` gives for these links.
        with_article: The terms that have articles.
    """
    taken = {term.slug for term in with_article}
    placeholders, problems = [], []
    for target, (path, line) in first_links(dangling).items():
        slug = usual_spelling(target, spellings.get(target, Counter()))
        slug = slug if slug not in taken else Slug(target)
        placeholders.append(UnlabelledTerm(target, slug, {}, placeholder=True))
        problems.append(dangling_link(slug, anchors.link_count(target), path, line))
    return placeholders, problems


def usual_spelling(target: TermId, spellings: Counter[Slug]) -> Slug:
    """Choose the slug of a term without an article: the one that most links spell."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling), default=Slug("")) or Slug(target)


def dangling_link(slug: Slug, count: int, path: str, line: int) -> Problem:
    """Report a term without an article, where the first of `count` links names it."""
    naming = f"{count_noun(count, 'link')} {'names' if count == 1 else 'name'}"
    message = f"No article for {slug!r}, which {naming}: write it, or fix the link"
    return Problem(path, line, ProblemCode.LINK_DANGLING, message)


def count_spellings(dangling: ResolvedLinks, resolver: Resolver, decided: Iterable[LinkConflict]) -> dict[TermId, Counter[Slug]]:
    """Count, for each term without an article, how many links spell its slug in which way."""
    spellings: dict[TermId, Counter[Slug]] = {}
    texts = dangling.table.texts
    keys = (dangling.targets * len(texts) + dangling.table.destinations)[~dangling.redirected]
    keys, counts = np.unique(keys, return_counts=True)
    targets, destinations = np.divmod(keys, len(texts))
    for target, text, count in zip(targets.tolist(), texts.at(destinations), counts.tolist(), strict=True):
        spellings.setdefault(dangling.terms[target], Counter())[resolver.spelling(text)] += count
    for conflict in decided:
        if not resolver.has_article(conflict.target):
            spellings.setdefault(conflict.target, Counter())[resolver.spelling(conflict.repaired)] += 1
    return spellings


def first_links(links: ResolvedLinks) -> dict[TermId, tuple[str, int]]:
    """Give the first link to each term as path and line, sorted by term."""
    table = links.table
    articles, article_of = np.unique(table.articles, return_inverse=True)
    ranks = np.empty(len(articles), np.int64)
    ranks[sorted(range(len(articles)), key=lambda place: table.paths[articles[place]])] = np.arange(len(articles))
    order = np.lexsort((table.lines, ranks[article_of], links.targets))
    targets, firsts = np.unique(links.targets[order], return_index=True)
    rows = order[firsts]
    paths = (table.paths[article] for article in articles[article_of[rows]].tolist())
    return dict(
        zip(
            (links.terms[target] for target in targets.tolist()), zip(paths, table.lines[rows].tolist(), strict=True), strict=True
        )
    )
