"""The questions that the JSON API and the tools for assistants answer, as shapes of `serialise`."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from glossograph.analysis.centrality import Measure, rank_terms
from glossograph.analysis.paths import Direction
from glossograph.api import KnowledgeGraph
from glossograph.model.evidence import Evidence
from glossograph.model.term import Term
from glossograph.serialise.json_shapes import (
    CommunitiesShape,
    PathShape,
    RankingShape,
    SearchShape,
    StatisticsShape,
    TermShape,
    communities_shape,
    path_shape,
    ranking_shape,
    search_shape,
    statistics_shape,
    term_shape,
)
from glossograph.serialise.list_shapes import (
    EvidenceListShape,
    LanguageListShape,
    LanguageShape,
    LinkShape,
    NeighbourListShape,
    ProblemListShape,
    ProblemShape,
)
from glossograph.text.languages import language_name


def search_terms(kg: KnowledgeGraph, words: str, language: str, limit: int, offset: int = 0) -> SearchShape:
    """Find terms by words of their names in all languages."""
    return search_shape(words, kg.search(words, language, offset + limit)[offset:], language)


def describe_term(kg: KnowledgeGraph, spelling: str, language: str, limit: int) -> TermShape:
    """Describe a term with its first neighbours.

    Raises:
        UnknownTermError: There is no such term.
        AmbiguousTermError: Several terms have that name.
    """
    return term_shape(kg.term(spelling), kg.neighbours(spelling)[:limit], language)


def list_neighbours(
    kg: KnowledgeGraph, spelling: str, language: str, limit: int, *, offset: int = 0, direction: str = ""
) -> NeighbourListShape:
    """List the neighbours of a term, those with most links first.

    Raises:
        UnknownTermError: There is no such term.
        AmbiguousTermError: Several terms have that name.
    """
    term = kg.term(spelling)
    wanted = [each for each in kg.neighbours(term.slug) if direction in ("", each.direction)]
    shape = term_shape(term, wanted[offset : offset + limit], language)
    return NeighbourListShape(term.slug, len(wanted), offset, shape.neighbours)


def list_evidence(
    kg: KnowledgeGraph, spelling: str, limit: int, *, offset: int = 0, direction: str = "out", other: str = "", language: str = ""
) -> EvidenceListShape:
    """List the links behind the edges of a term.

    Args:
        kg: The graph.
        spelling: The term.
        limit: The most links to list.
        offset: The links to leave out before.
        direction: `out` for links from the term, `in` for links to it.
        other: Only links with this term at their other end.
        language: Only links in this language.

    Raises:
        UnknownTermError: There is no such term.
        AmbiguousTermError: Several terms have that name.
    """
    term = kg.term(spelling)
    end = kg.term(other) if other else None
    is_out = direction == Direction.OUT
    linked = {each.term.id: each for each in kg.neighbours(term.slug) if each.direction == direction}
    if end:
        linked = {end.id: linked[end.id]} if end.id in linked else {}
    total = sum(count for each in linked.values() for tag, count in each.counts if language in ("", tag))
    slugs = {term.id: term.slug, **{each.term.id: each.term.slug for each in linked.values()}}
    targets = set(linked) if is_out else {term.id}

    def items() -> Iterator[Evidence]:
        for source in [term.id] if is_out else sorted(linked):
            for item in kg.source.evidence(source):
                if item.target in targets and language in ("", item.language):
                    yield item

    links = tuple(
        LinkShape(
            source=slugs[item.source],
            target=slugs[item.target],
            language=item.language,
            path=item.path,
            line=item.link.line,
            anchor=item.link.anchor,
            sentence=item.link.sentence,
            repaired=item.repaired,
            resolution=item.rule.phrase if item.rule else "",
        )
        for item in islice(items(), offset, offset + limit)
    )
    return EvidenceListShape(term.slug, direction, total, offset, links)


def find_paths(kg: KnowledgeGraph, start: str, end: str, language: str, *, direction: str, limit: int) -> PathShape:
    """Find different paths between two terms, the best first.

    Raises:
        UnknownTermError: There is no such term.
        AmbiguousTermError: Several terms have that name.
        ValueError: `direction` is another word.
    """
    return path_shape(kg.term(start), kg.term(end), kg.paths(start, end, language, direction, limit), language)


def rank(kg: KnowledgeGraph, measure: str, language: str, limit: int) -> RankingShape:
    """Rank the terms by centrality."""
    return ranking_shape(rank_terms(kg.graph, Measure(measure), limit), language)


def shape_communities(groups: tuple[tuple[Term, ...], ...], language: str, limit: int) -> CommunitiesShape:
    """Describe the largest communities."""
    return communities_shape(groups, limit, language)


def count_all(kg: KnowledgeGraph) -> StatisticsShape:
    """Count what is in the graph."""
    return statistics_shape(kg.stats())


def list_problems(kg: KnowledgeGraph, limit: int, offset: int = 0, code: str = "") -> ProblemListShape:
    """List what the author should look at."""
    wanted = [problem for problem in kg.problems if code in ("", problem.code)]
    shapes = (ProblemShape(each.code, each.path, each.line, each.message) for each in wanted[offset : offset + limit])
    return ProblemListShape(len(wanted), offset, tuple(shapes))


def list_languages(kg: KnowledgeGraph) -> LanguageListShape:
    """List the languages of the articles and of the labels."""
    articles = Counter(article.language for term in kg.terms for article in term.articles)
    labels = Counter(label.language for term in kg.terms for label in term.labels)
    return LanguageListShape(
        tuple(LanguageShape(tag, language_name(tag), articles[tag], labels[tag]) for tag in sorted({*articles, *labels}))
    )
