"""How large a graph is, and how it hangs together."""

from collections import Counter
from itertools import chain

import numpy as np
from scipy.sparse.csgraph import connected_components

from glossograph.analysis.centrality import adjacency
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import LabelOrigin
from glossograph.text.languages import LanguageTag


class LanguageStats(Struct, frozen=True):
    """What there is in one language: articles, names of terms, those of them elected from anchors, links."""

    language: LanguageTag
    articles: int
    names: int
    elected: int
    links: int


class Stats(Struct, frozen=True):
    """The counts of a graph.

    `unlinked` are terms that no other links to, `dead_ends` terms with an article that links to none, `mutual` pairs of terms
    that link to each other, `pieces` parts that no link connects, of which the largest has `largest_piece` terms.
    """

    articles: int
    terms: int
    placeholders: int
    edges: int
    links: int
    mutual: int
    unlinked: int
    dead_ends: int
    pieces: int
    largest_piece: int
    repairs: int
    cases: int
    problems: int
    languages: tuple[LanguageStats, ...]


def stats(graph: Graph) -> Stats:
    """Count what is in a graph.

    Shape: `languages` holds all in which there is an article, a name or a link, sorted.
    """
    matrix = adjacency(graph)
    pieces, labels = connected_components(matrix, directed=True, connection="weak")
    placeholders = np.fromiter((term.placeholder for term in graph.terms), dtype=bool, count=len(graph.terms))
    return Stats(
        articles=graph.articles,
        terms=len(graph.terms),
        placeholders=int(placeholders.sum()),
        edges=len(graph.edges),
        links=sum(edge.count for edge in graph.edges),
        mutual=int(matrix.multiply(matrix.T).nnz) // 2,
        unlinked=int((np.bincount(matrix.indices, minlength=len(graph.terms)) == 0).sum()),
        dead_ends=int(((np.diff(matrix.indptr) == 0) & ~placeholders).sum()),
        pieces=int(pieces),
        largest_piece=int(np.bincount(labels).max()) if len(labels) else 0,
        repairs=len(graph.repairs),
        cases=len(graph.conflicts),
        problems=len(graph.problems),
        languages=_languages(graph),
    )


def _languages(graph: Graph) -> tuple[LanguageStats, ...]:
    articles = Counter(article.language for term in graph.terms for article in term.articles)
    names = Counter(label.language for term in graph.terms for label in term.labels)
    elected = Counter(label.language for term in graph.terms for label in term.labels if label.origin is LabelOrigin.ANCHOR)
    links: Counter[LanguageTag] = Counter()
    for language, count in chain.from_iterable(edge.counts for edge in graph.edges):
        links[language] += count
    return tuple(
        LanguageStats(one, articles[one], names[one], elected[one], links[one]) for one in sorted({*articles, *names, *links})
    )
