"""The graph as tidy tables: one row per thing, one value per cell. The term's slug joins them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, get_type_hints

from glossograph.config import EvidenceLevel
from glossograph.model.edge import Edge
from glossograph.model.evidence import Evidence
from glossograph.model.graph import Graph
from glossograph.model.term import Label
from glossograph.serialise.export_job import ExportJob
from glossograph.text.iris import term_iri
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import FALLBACK, UNDETERMINED, bcp47_case, direction, english_name, language_name, script_of

Cell = str | int | float | bool | tuple[str, ...]
"""A value; a tuple is a list of texts."""


class TermRow(NamedTuple):
    """A term: `label` is the one to show, in `language`; `linked_from` and `links_to` count terms.

    `term_id` is the slug without case and punctuation, with `~2` and so on where two terms share one.
    """

    term: str
    iri: str
    label: str
    language: str
    placeholder: bool
    articles: int
    linked_from: int
    links_to: int
    term_id: str


class LabelRow(NamedTuple):
    """A term's label in a language.

    `kind` is `preferred` or `alternative`; `origin` is `title`, `anchor` or `slug`; `anchors` counts the anchors with this text.
    """

    term: str
    language: str
    kind: str
    text: str
    origin: str
    anchors: int


class DefinitionRow(NamedTuple):
    """A term's definition in a language."""

    term: str
    language: str
    text: str


class ArticleRow(NamedTuple):
    """An article on a term; `lead` is the first sentence of its text, where it has no description."""

    term: str
    language: str
    path: str
    title: str
    lead: str


class KeywordRow(NamedTuple):
    """A keyword of an article."""

    term: str
    language: str
    keyword: str


class EdgeRow(NamedTuple):
    """The links from one term to another, counted over all languages; `mutual` if the target links back."""

    source: str
    target: str
    links: int
    languages: tuple[str, ...]
    mutual: bool


class EdgeCountRow(NamedTuple):
    """The links from one term to another, counted in one language."""

    source: str
    target: str
    language: str
    links: int


class LanguageRow(NamedTuple):
    """A language: its tag, its own name, its English name, its script as an ISO 15924 code, and `ltr` or `rtl`."""

    language: str
    name: str
    english_name: str
    script: str
    direction: str


class EvidenceRow(NamedTuple):
    """One link in one article: `written` is its destination in the article, `repaired` is true if the build replaced it.

    `resolved_by` is the rule that resolved it; empty where the evidence was read from RDF that does not say.
    """

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
    resolved_by: str


class RelationRow(NamedTuple):
    """A relation that an author declared: `kind` is `broader`, `narrower` or `related`."""

    source: str
    kind: str
    target: str


class MatchRow(NamedTuple):
    """A concept of another vocabulary that the author accepted as a match: `relation` is `exactMatch` or the like."""

    term: str
    relation: str
    concept: str


class TidyTable(NamedTuple):
    """A table: `rows` starts a new stream at every call; `indexed` names the columns for lookups, `searched` those with prose."""

    name: str
    row_type: type[tuple[Cell, ...]]
    rows: Callable[[], Iterator[tuple[Cell, ...]]]
    indexed: tuple[str, ...]
    searched: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, type[Cell]]:
        """The type of each column's cells, in order.

        >>> TidyTable("definitions", DefinitionRow, lambda: iter(()), ()).columns
        {'term': <class 'str'>, 'language': <class 'str'>, 'text': <class 'str'>}
        """
        return get_type_hints(self.row_type)


def tables(job: ExportJob) -> tuple[TidyTable, ...]:
    """List all tables of a graph.

    The table `evidence` is empty if `config.evidence` is `none` or `counts`, and has no sentences if it is `anchors`.
    """
    graph = job.graph
    slugs = {term.id: term.slug for term in graph.terms}
    return (
        language_table(lambda: _languages(graph)),
        *term_tables(graph, slugs, job.language),
        evidence_table(job.source.evidence, slugs, job.config.evidence),
    )


def language_table(tags: Callable[[], Iterable[str]]) -> TidyTable:
    """Give the table of languages, by their tags."""
    return TidyTable("languages", LanguageRow, lambda: map(_language, sorted(tags())), ("language",))


def term_tables(graph: Graph, slugs: Mapping[TermId, Slug], language: str = FALLBACK) -> tuple[TidyTable, ...]:
    """List the tables of terms and edges: those of a graph, or of some of its terms.

    Args:
        graph: A graph, or some of its terms with all edges from and to them and all relations from them.
        slugs: The slugs of all terms that the edges and relations name.
        language: The language of the label that the table `terms` shows.
    """
    return (
        TidyTable("terms", TermRow, lambda: _terms(graph, language), ("term",)),
        TidyTable("labels", LabelRow, lambda: _labels(graph), ("term", "text"), ("text",)),
        TidyTable("definitions", DefinitionRow, lambda: _definitions(graph), ("term",), ("text",)),
        TidyTable("articles", ArticleRow, lambda: _articles(graph), ("term", "path")),
        TidyTable("keywords", KeywordRow, lambda: _keywords(graph), ("term", "keyword")),
        TidyTable("relations", RelationRow, lambda: _relations(graph, slugs), ("source", "target")),
        TidyTable("matches", MatchRow, lambda: _matches(graph, slugs), ("term", "concept")),
        TidyTable("edges", EdgeRow, lambda: _edges(graph, slugs), ("source", "target")),
        TidyTable("edge_counts", EdgeCountRow, lambda: _edge_counts(graph, slugs), ("source", "target")),
    )


def evidence_table(evidence: Callable[[], Iterator[Evidence]], slugs: Mapping[TermId, Slug], level: EvidenceLevel) -> TidyTable:
    """Give the table of the evidence: empty if `level` is `none` or `counts`, and without sentences if it is `anchors`."""
    return TidyTable(
        "evidence", EvidenceRow, lambda: _evidence(evidence, slugs, level), ("source", "target"), ("anchor", "sentence")
    )


def _tag(language: str) -> str:
    return bcp47_case(language or UNDETERMINED)


def _languages(graph: Graph) -> set[str]:
    tags = {label.language for term in graph.terms for label in (*term.labels, *term.alternatives)}
    tags |= {definition.language for term in graph.terms for definition in term.definitions}
    tags |= {article.language for term in graph.terms for article in term.articles}
    tags |= {language for edge in graph.edges for language in edge.languages}
    if not all(term.labels for term in graph.terms):
        tags.add(UNDETERMINED)
    return {tag or UNDETERMINED for tag in tags}


def _language(tag: str) -> LanguageRow:
    return LanguageRow(_tag(tag), language_name(tag), english_name(tag), script_of(tag), direction(tag))


def _terms(graph: Graph, language: str) -> Iterator[TermRow]:
    incoming = Counter(edge.target for edge in graph.edges)
    outgoing = Counter(edge.source for edge in graph.edges)
    for term in graph.terms:
        label = term.label(language)
        yield TermRow(
            term=term.slug,
            iri=term_iri(graph.info.base_iri, term.slug),
            label=label.text,
            language=_tag(label.language),
            placeholder=term.placeholder,
            articles=len(term.articles),
            linked_from=incoming[term.id],
            links_to=outgoing[term.id],
            term_id=term.id,
        )


def _labels(graph: Graph) -> Iterator[LabelRow]:
    def row(term: str, kind: str, label: Label) -> LabelRow:
        return LabelRow(term, _tag(label.language), kind, label.text, label.origin.value, label.count)

    for term in graph.terms:
        preferred = (row(term.slug, "preferred", label) for label in term.labels)
        yield from chain(preferred, (row(term.slug, "alternative", label) for label in term.alternatives))


def _definitions(graph: Graph) -> Iterator[DefinitionRow]:
    for term in graph.terms:
        yield from (DefinitionRow(term.slug, _tag(definition.language), definition.text) for definition in term.definitions)


def _articles(graph: Graph) -> Iterator[ArticleRow]:
    for term in graph.terms:
        for article in term.articles:
            yield ArticleRow(term.slug, _tag(article.language), article.path, article.title, article.lead)


def _keywords(graph: Graph) -> Iterator[KeywordRow]:
    for term in graph.terms:
        for article in term.articles:
            yield from (KeywordRow(term.slug, _tag(article.language), keyword) for keyword in dict.fromkeys(article.keywords))


def _relations(graph: Graph, slugs: Mapping[TermId, Slug]) -> Iterator[RelationRow]:
    own = {term.id for term in graph.terms}
    for relation in graph.relations:
        if relation.source in own:
            yield RelationRow(slugs[relation.source], relation.kind, slugs[relation.target])


def _matches(graph: Graph, slugs: Mapping[TermId, Slug]) -> Iterator[MatchRow]:
    return (MatchRow(slugs[match.term], str(match.relation), match.concept) for match in graph.matches)


def _edges(graph: Graph, slugs: Mapping[TermId, Slug]) -> Iterator[EdgeRow]:
    pairs = {(edge.source, edge.target) for edge in graph.edges}
    for edge in _outgoing(graph):
        mutual = (edge.target, edge.source) in pairs
        yield EdgeRow(slugs[edge.source], slugs[edge.target], edge.count, tuple(map(_tag, edge.languages)), mutual)


def _edge_counts(graph: Graph, slugs: Mapping[TermId, Slug]) -> Iterator[EdgeCountRow]:
    for edge in _outgoing(graph):
        source, target = slugs[edge.source], slugs[edge.target]
        yield from (EdgeCountRow(source, target, _tag(language), count) for language, count in edge.counts)


def _outgoing(graph: Graph) -> Iterator[Edge]:
    """Yield the edges that leave the terms."""
    own = {term.id for term in graph.terms}
    return (edge for edge in graph.edges if edge.source in own)


def _evidence(
    evidence: Callable[[], Iterator[Evidence]], slugs: Mapping[TermId, Slug], level: EvidenceLevel
) -> Iterator[EvidenceRow]:
    if level in (EvidenceLevel.NONE, EvidenceLevel.COUNTS):
        return
    sentences = level is EvidenceLevel.SENTENCES
    for item in evidence():
        link = item.link
        yield EvidenceRow(
            source=slugs[item.source],
            target=slugs[item.target],
            language=_tag(item.language),
            path=item.path,
            line=link.line,
            section=link.section,
            anchor=link.anchor,
            sentence=link.sentence if sentences else "",
            written=link.destination,
            repaired=item.repaired,
            resolved_by=str(item.rule or ""),
        )
