"""Reading of a graph from `graph.ttl`, or from the same file in another RDF syntax.

RDF does not hold everything that a build knows: label selections lose the counts of their anchors, and repairs, conflicts,
problems and alternative spellings are missing. A term's id is derived from its slug.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, Quad, RdfFormat, parse

from glossograph.config import Config, EvidenceLevel, PageConfig, Related
from glossograph.errors import ConfigError, GlossographError
from glossograph.model.edge import Edge
from glossograph.model.evidence import EvidenceSource
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.term import Definition, Label, LabelOrigin, Term, TermArticle
from glossograph.model.term_match import MatchRelation, TermMatch
from glossograph.rdf.evidence_reader import CountedEvidence, NoEvidence, RdfEvidence
from glossograph.rdf.namespaces import DCTERMS, PROV, RDF, SDO, SKOS, VOID
from glossograph.rdf.rdf_input import open_rdf
from glossograph.rdf.rdf_names import GZIP_SUFFIX, rdf_stem, rdf_suffix, with_rdf_stem
from glossograph.rdf.vocabulary import GG, iri_of
from glossograph.text.iris import RDF_SUFFIXES, path_of_file, slug_of_term, term_iri
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import UNDETERMINED, LanguageTag

_KEPT_PREDICATES = (
    *(str(name) for name in (DCTERMS.description, DCTERMS.creator, DCTERMS.license, DCTERMS.language)),
    *(str(name) for name in (VOID.documents, SDO.inLanguage, SDO.name, SDO.abstract, PROV.wasDerivedFrom)),
    iri_of(GG, "addressPattern"),
)
"""Predicates of the scheme and of articles whose values are kept as they are."""


class LoadedGraph(NamedTuple):
    """A graph read from RDF, the source of its evidence, and the settings that would write the same file again."""

    graph: Graph
    source: EvidenceSource
    config: Config


def find_graph_file(folder: Path) -> Path | None:
    """Find the RDF file that a build wrote to a folder."""
    files = (folder / f"graph{suffix}{packed}" for suffix in RDF_SUFFIXES for packed in ("", GZIP_SUFFIX))
    return next((path for path in files if path.is_file()), None)


def read_graph(path: Path) -> LoadedGraph:
    """Read a graph from an RDF file.

    The evidence comes from the same file if it holds any, else from the `links` file beside a `graph` file. Without evidence
    each edge counts one link, in the undetermined language `und`.

    Raises:
        GlossographError: The file cannot be read, is not RDF, or was not written by glossograph.
    """
    statements = _GraphStatements()
    for quad in read_quads(path):
        statements.add(quad)
    scheme = statements.scheme(path)
    terms = statements.terms(path, scheme)
    ids = {str(term_iri(scheme, term.slug)): term.id for term in terms}
    articles = {iri: (statements.language(iri), statements.path(scheme, iri)) for iri in statements.about}
    links: CountedEvidence = NoEvidence()
    links_path = path if statements.holds_evidence else with_rdf_stem(path, "links")
    if statements.holds_evidence or (rdf_stem(path) == "graph" and links_path.is_file()):
        links = RdfEvidence(links_path, read_quads, ids, articles)
    graph = Graph(
        info=statements.glossary_info(scheme),
        languages=tuple(sorted({LanguageTag(tag.lower()) for tag in statements.values[scheme, str(DCTERMS.language)]})),
        articles=statements.article_count(scheme),
        terms=terms,
        edges=statements.edges(path, ids, links),
        repairs=(),
        conflicts=(),
        duplicate_candidates=(),
        problems=(),
        term_index=term_index_of(terms),
        whole=False,
        matches=statements.matched_terms(ids),
    )
    return LoadedGraph(graph, links, statements.config(graph, links))


def read_quads(path: Path) -> Iterator[Quad]:
    """Stream the statements of an RDF file, in the syntax that its suffix names.

    Raises:
        GlossographError: The file cannot be read, or is not RDF; the message gives line and column.
    """
    suffix = rdf_suffix(path)
    syntax = RdfFormat.from_extension(suffix.removeprefix("."))
    if syntax is None:
        message = f"{path}: unknown RDF suffix {suffix!r} (choose from {', '.join(RDF_SUFFIXES)})"
        raise GlossographError(message)
    try:
        with open_rdf(path) as file:
            yield from parse(input=file, format=syntax)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error})"
        raise GlossographError(message) from error
    except (SyntaxError, ValueError) as error:
        message = f"{path}: invalid {syntax.name}: {getattr(error, 'msg', error)}"
        raise GlossographError(message) from error


class _GraphStatements:
    """The statements of a file, sorted by what they describe. Statements with other predicates are ignored."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self.alternatives: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.definitions: dict[str, dict[str, str]] = defaultdict(dict)
        self.keywords: dict[str, dict[str, None]] = defaultdict(dict)
        self.about: dict[str, str] = {}
        self.links_to: dict[tuple[str, str], None] = {}
        self.matches: dict[tuple[str, MatchRelation, str], None] = {}
        self.concepts: dict[str, None] = {}
        self.schemes: dict[str, None] = {}
        self.title_language = ""
        self.related_count = 0
        self.holds_evidence = False
        self._handlers: Mapping[str, Callable[[str, Any], object]] = {
            str(RDF.type): self._add_type,
            str(SKOS.prefLabel): lambda term, text: self.labels[term].setdefault(_language(text), text.value),
            str(SKOS.altLabel): lambda term, text: self.alternatives[term].append((_language(text), text.value)),
            str(SKOS.definition): lambda term, text: self.definitions[term].setdefault(_language(text), text.value),
            str(SKOS.related): self._count_related,
            iri_of(GG, "linksTo"): lambda source, target: self.links_to.setdefault((source, target.value)),
            iri_of(GG, "count"): self._note_evidence,
            **{SKOS[relation]: self._match_handler(relation) for relation in MatchRelation},
            str(SDO.about): lambda article, term: self.about.setdefault(article, term.value),
            str(SDO.keywords): lambda article, keyword: self.keywords[article].setdefault(keyword.value),
            **{predicate: self._value_handler(predicate) for predicate in _KEPT_PREDICATES},
            str(DCTERMS.title): self._add_title,
        }

    def _value_handler(self, predicate: str) -> Callable[[str, Any], None]:
        return lambda subject, value: self.values[subject, predicate].append(value.value)

    def _match_handler(self, relation: MatchRelation) -> Callable[[str, Any], None]:
        return lambda term, concept: self.matches.setdefault((term, relation, concept.value))

    def _add_type(self, subject: str, type_node: Any) -> None:  # noqa: ANN401 — any of pyoxigraph's kinds of node
        if type_node.value == str(SKOS.Concept):
            self.concepts.setdefault(subject)
        elif type_node.value == str(SKOS.ConceptScheme):
            self.schemes.setdefault(subject)

    def _add_title(self, subject: str, title: Any) -> None:  # noqa: ANN401
        self.values[subject, str(DCTERMS.title)].append(title.value)
        self.title_language = self.title_language or getattr(title, "language", None) or ""

    def _count_related(self, *_: object) -> None:
        self.related_count += 1

    def _note_evidence(self, *_: object) -> None:
        self.holds_evidence = True

    def add(self, quad: Quad) -> None:
        handler = self._handlers.get(quad.predicate.value)
        if handler and hasattr(quad.subject, "value") and hasattr(quad.object, "value"):
            handler(quad.subject.value, quad.object)

    def _first_value(self, subject: str, predicate: Any) -> str:  # noqa: ANN401 — a name of any vocabulary
        return next(iter(self.values.get((subject, str(predicate)), ())), "")

    def language(self, article: str) -> LanguageTag:
        return LanguageTag(self._first_value(article, SDO.inLanguage).lower())

    def path(self, base: str, article: str) -> str:
        return path_of_file(base, self._first_value(article, PROV.wasDerivedFrom))

    def article_count(self, scheme: str) -> int:
        documents = self._first_value(scheme, VOID.documents)
        return int(documents) if documents.isdecimal() else len(self.about)

    def scheme(self, path: Path) -> str:
        if len(self.schemes) != 1:
            count = f"{len(self.schemes)} concept schemes" if self.schemes else "no concept scheme"
            message = f"{path}: holds {count}: use a graph.ttl that glossograph wrote"
            raise GlossographError(message)
        return next(iter(self.schemes))

    def glossary_info(self, scheme: str) -> GlossaryInfo:
        predicates = (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license)
        return GlossaryInfo(scheme, *(self._first_value(scheme, predicate) for predicate in predicates))

    def config(self, graph: Graph, links: CountedEvidence) -> Config:
        info = graph.info
        pairs = {frozenset((edge.source, edge.target)) for edge in graph.edges}
        related = Related.ALL
        if pairs and self.related_count != 2 * len(pairs):
            related = Related.MUTUAL if self.related_count else Related.NONE
        return Config(
            title=info.title,
            description=info.description,
            creator=info.creator,
            licence=info.licence,
            base_iri=info.base_iri,
            related=related,
            evidence=links.level or EvidenceLevel.NONE,
            language=self.title_language,
            page=self._page(graph.info.base_iri),
        )

    def _page(self, scheme: str) -> PageConfig:
        try:
            return PageConfig(published=self._first_value(scheme, iri_of(GG, "addressPattern")))
        except ConfigError:
            return PageConfig()

    def terms(self, path: Path, base: str) -> tuple[Term, ...]:
        articles: dict[str, list[str]] = defaultdict(list)
        for article, term in self.about.items():
            articles[term].append(article)
        slugs = {}
        for concept in self.concepts:
            slug = slug_of_term(base, concept)
            if not slug:
                message = (
                    f"{path}: the IRI of concept {concept} does not begin with {term_iri(base, '')}: "
                    "use a graph.ttl that glossograph wrote"
                )
                raise GlossographError(message)
            slugs[concept] = slug
        ids = _term_ids({iri: (slug, len(articles[iri])) for iri, slug in slugs.items()})
        return tuple(sorted(self._term(base, iri, ids[iri], slug, articles[iri]) for iri, slug in slugs.items()))

    def _term(self, base: str, iri: str, term_id: TermId, slug: Slug, article_iris: list[str]) -> Term:
        articles = tuple(sorted(self._article(base, article) for article in article_iris))
        titles = {(article.language, article.title) for article in articles}
        labels = tuple(
            Label(LanguageTag(tag), text, LabelOrigin.TITLE if (tag, text) in titles else LabelOrigin.ANCHOR)
            for tag, text in sorted(self.labels.get(iri, {}).items())
        )
        alternatives = tuple(Label(LanguageTag(tag), text, LabelOrigin.ANCHOR) for tag, text in self.alternatives.get(iri, ()))
        definitions = tuple(Definition(LanguageTag(tag), text) for tag, text in sorted(self.definitions.get(iri, {}).items()))
        return Term(term_id, slug, labels, alternatives, definitions, articles)

    def _article(self, base: str, iri: str) -> TermArticle:
        title, lead = self._first_value(iri, SDO.name), self._first_value(iri, SDO.abstract)
        return TermArticle(self.language(iri), self.path(base, iri), title, tuple(self.keywords.get(iri, ())), lead)

    def matched_terms(self, ids: Mapping[str, TermId]) -> tuple[TermMatch, ...]:
        matches = (TermMatch(ids[iri], relation, concept) for iri, relation, concept in self.matches if iri in ids)
        return tuple(sorted(matches))

    def edges(self, path: Path, ids: Mapping[str, TermId], links: CountedEvidence) -> tuple[Edge, ...]:
        counts = links.counts()
        edges = []
        for source_iri, target_iri in self.links_to:
            if source_iri not in ids or target_iri not in ids:
                missing = target_iri if source_iri in ids else source_iri
                message = (
                    f"{path}: {source_iri} links to {target_iri}, but {missing} is not a concept of the file: "
                    "run `glossograph build` again"
                )
                raise GlossographError(message)
            source, target = ids[source_iri], ids[target_iri]
            link_counts = counts.get((source, target), {UNDETERMINED: 1})
            edges.append(Edge(source, target, tuple(sorted(link_counts.items()))))
        return tuple(sorted(edges))


def _language(text: Any) -> str:  # noqa: ANN401 — a literal, or any other node in a file of another tool
    return (isinstance(text, Literal) and text.language) or UNDETERMINED


def _term_ids(slugs: Mapping[str, tuple[Slug, int]]) -> dict[str, TermId]:
    """Derive each term's id from its slug's key. Of terms that share a key, all but the one with most articles get a suffix.

    Args:
        slugs: Slug and number of articles of each term, by IRI.

    Returns:
        The ids, by IRI.
    """
    uses: Counter[str] = Counter()
    ids = {}
    for iri, (slug, _) in sorted(slugs.items(), key=lambda item: (-item[1][1], item[1][0])):
        name = key(slug) or slug
        uses[name] += 1
        ids[iri] = TermId(name if uses[name] == 1 else f"{name}~{uses[name]}")
    return ids


def term_index_of(terms: tuple[Term, ...]) -> TermIndex:
    """Index the terms of a graph that was not built here, by their ids and slugs."""
    shared_keys = {term.id.partition("~")[0] for term in terms if "~" in term.id}
    keys = {str(term.id): term.id for term in terms if "~" not in term.id}
    return TermIndex(keys, {term.slug: term.id for term in terms if term.id.partition("~")[0] in shared_keys}, {})
