"""The graph as tidy tables: one row a thing, one value a cell, tables joined by the term's slug."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple, get_type_hints

from glossograph.config import EvidenceLevel
from glossograph.model.graph import Graph
from glossograph.model.term import Label
from glossograph.serialise.export_job import ExportJob
from glossograph.text.iris import term_iri

Cell = str | int | bool


class TermRow(NamedTuple):
    """A term: `label` is the name shown first, in `language`; `linked_from` and `links_to` count terms."""

    term: str
    iri: str
    label: str
    language: str
    placeholder: bool
    articles: int
    linked_from: int
    links_to: int


class LabelRow(NamedTuple):
    """A term's name in a language: `kind` is `preferred` or `alternative`, `origin` title, anchor or slug; `anchors` say so."""

    term: str
    language: str
    kind: str
    text: str
    origin: str
    anchors: int


class DefinitionRow(NamedTuple):
    """A term's description in a language."""

    term: str
    language: str
    text: str


class ArticleRow(NamedTuple):
    """An article on a term."""

    term: str
    language: str
    path: str
    title: str


class KeywordRow(NamedTuple):
    """A keyword of an article."""

    term: str
    language: str
    keyword: str


class EdgeRow(NamedTuple):
    """The links from one term to another: their number in all languages; `mutual` where the target links back."""

    source: str
    target: str
    links: int
    languages: str
    mutual: bool


class EdgeCountRow(NamedTuple):
    """The number of links from one term to another in one language."""

    source: str
    target: str
    language: str
    links: int


class EvidenceRow(NamedTuple):
    """One link in one article: `written` is its destination as it stands there, `repaired` where the translations outvoted it."""

    source: str
    target: str
    language: str
    path: str
    line: int
    section: str
    anchor: str
    sentence: str
    written: str
    repaired: bool


class TidyTable(NamedTuple):
    """A table: its rows stream anew each time; `keys` are the columns that it is looked up by, `searched` its prose."""

    name: str
    row: type[tuple[Cell, ...]]
    rows: Callable[[], Iterator[tuple[Cell, ...]]]
    keys: tuple[str, ...]
    searched: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, type[Cell]]:
        """The types of the cells by column, in order.

        >>> TidyTable("definitions", DefinitionRow, lambda: iter(()), ()).columns
        {'term': <class 'str'>, 'language': <class 'str'>, 'text': <class 'str'>}
        """
        return get_type_hints(self.row)


def tables(job: ExportJob) -> tuple[TidyTable, ...]:
    """Give all tables of a graph; evidence as full as the settings want it, so empty under `none` and `counts`."""
    graph = job.graph
    return (
        TidyTable("terms", TermRow, lambda: _terms(graph), ("term",)),
        TidyTable("labels", LabelRow, lambda: _labels(graph), ("term", "text"), ("text",)),
        TidyTable("definitions", DefinitionRow, lambda: _definitions(graph), ("term",), ("text",)),
        TidyTable("articles", ArticleRow, lambda: _articles(graph), ("term", "path")),
        TidyTable("keywords", KeywordRow, lambda: _keywords(graph), ("term", "keyword")),
        TidyTable("edges", EdgeRow, lambda: _edges(graph), ("source", "target")),
        TidyTable("edge_counts", EdgeCountRow, lambda: _edge_counts(graph), ("source", "target")),
        TidyTable("evidence", EvidenceRow, lambda: _evidence(job), ("source", "target"), ("anchor", "sentence")),
    )


def _terms(graph: Graph) -> Iterator[TermRow]:
    into = Counter(edge.target for edge in graph.edges)
    out = Counter(edge.source for edge in graph.edges)
    for term in graph.terms:
        label = term.label()
        yield TermRow(
            term=term.slug,
            iri=term_iri(graph.info.base_iri, term.slug),
            label=label.text,
            language=label.language,
            placeholder=term.placeholder,
            articles=len(term.articles),
            linked_from=into[term.id],
            links_to=out[term.id],
        )


def _labels(graph: Graph) -> Iterator[LabelRow]:
    def row(term: str, kind: str, label: Label) -> LabelRow:
        return LabelRow(term, label.language, kind, label.text, label.origin.value, label.count)

    for term in graph.terms:
        preferred = (row(term.slug, "preferred", label) for label in term.labels)
        yield from chain(preferred, (row(term.slug, "alternative", label) for label in term.alternatives))


def _definitions(graph: Graph) -> Iterator[DefinitionRow]:
    return (DefinitionRow(term.slug, one.language, one.text) for term in graph.terms for one in term.definitions)


def _articles(graph: Graph) -> Iterator[ArticleRow]:
    return (ArticleRow(term.slug, one.language, one.path, one.title) for term in graph.terms for one in term.articles)


def _keywords(graph: Graph) -> Iterator[KeywordRow]:
    for term in graph.terms:
        for article in term.articles:
            yield from (KeywordRow(term.slug, article.language, keyword) for keyword in dict.fromkeys(article.keywords))


def _edges(graph: Graph) -> Iterator[EdgeRow]:
    slugs = {term.id: str(term.slug) for term in graph.terms}
    pairs = {(edge.source, edge.target) for edge in graph.edges}
    for edge in graph.edges:
        mutual = (edge.target, edge.source) in pairs
        yield EdgeRow(slugs[edge.source], slugs[edge.target], edge.count, " ".join(edge.languages), mutual)


def _edge_counts(graph: Graph) -> Iterator[EdgeCountRow]:
    slugs = {term.id: str(term.slug) for term in graph.terms}
    for edge in graph.edges:
        yield from (EdgeCountRow(slugs[edge.source], slugs[edge.target], *pair) for pair in edge.counts)


def _evidence(job: ExportJob) -> Iterator[EvidenceRow]:
    if job.config.evidence in (EvidenceLevel.NONE, EvidenceLevel.COUNTS):
        return
    slugs = {term.id: str(term.slug) for term in job.graph.terms}
    sentences = job.config.evidence is EvidenceLevel.SENTENCES
    for item in job.source.evidence():
        link = item.link
        yield EvidenceRow(
            source=slugs[item.source],
            target=slugs[item.target],
            language=item.language,
            path=item.path,
            line=link.line,
            section=link.section,
            anchor=link.anchor,
            sentence=link.sentence if sentences else "",
            written=link.destination,
            repaired=item.repaired,
        )
