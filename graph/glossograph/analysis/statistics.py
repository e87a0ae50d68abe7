"""Count what a graph holds, and how connected it is."""

from collections import Counter
from itertools import chain

import numpy as np
from scipy.sparse.csgraph import connected_components

from glossograph.analysis.adjacency import adjacency
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import LabelOrigin
from glossograph.text.languages import LanguageTag


class LanguageTotals(Struct, frozen=True):
    """The counts of one language: `selected` are the labels that were selected from anchors."""

    language: LanguageTag
    articles: int
    labels: int
    selected: int
    links: int


class Stats(Struct, frozen=True):
    """The counts of a graph.

    `mutual` counts pairs of terms that link to each other, `unlinked` terms that no other term links to, `dead_ends` terms with
    an article that links to no term, `components` the weakly connected components, and `largest_component` the terms of the
    largest one. `conflicts` counts the links that the translations outvoted, repaired or not.
    """

    articles: int
    terms: int
    placeholders: int
    edges: int
    links: int
    mutual: int
    unlinked: int
    dead_ends: int
    components: int
    largest_component: int
    repairs: int
    conflicts: int
    problems: int
    languages: tuple[LanguageTotals, ...]


def compute_stats(graph: Graph) -> Stats:
    """Count what a graph holds.

    `languages` has every language with an article, a label or a link, sorted.
    """
    matrix = adjacency(graph)
    components, component_of = connected_components(matrix, directed=True, connection="weak")
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
        components=int(components),
        largest_component=int(np.bincount(component_of).max()) if len(component_of) else 0,
        repairs=len(graph.repairs),
        conflicts=len(graph.conflicts),
        problems=len(graph.problems),
        languages=_languages(graph),
    )


def _languages(graph: Graph) -> tuple[LanguageTotals, ...]:
    articles = Counter(article.language for term in graph.terms for article in term.articles)
    labels = Counter(label.language for term in graph.terms for label in term.labels)
    selected = Counter(label.language for term in graph.terms for label in term.labels if label.origin is LabelOrigin.ANCHOR)
    links: Counter[LanguageTag] = Counter()
    for language, count in chain.from_iterable(edge.counts for edge in graph.edges):
        links[language] += count
    return tuple(
        LanguageTotals(tag, articles[tag], labels[tag], selected[tag], links[tag]) for tag in sorted({*articles, *labels, *links})
    )
