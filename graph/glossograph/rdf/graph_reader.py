"""RDF files -> graph: what `graph.ttl` and its like say, read back as the value that was written.

RDF does not hold everything that a build knows: labels come back without the number of their anchors, and repairs, undecided
cases, problems and alternative spellings not at all. A term's id is made from its slug.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, Quad, RdfFormat, parse
from rdflib.namespace import DCTERMS, PROV, RDF, SDO, SKOS, VOID, Namespace

from glossograph.config import Config, EvidenceLevel, Related
from glossograph.errors import GlossographError
from glossograph.model.edge import Edge
from glossograph.model.evidence import EvidenceSource
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.term import Definition, Label, LabelOrigin, Term, TermArticle
from glossograph.rdf.evidence_reader import EvidenceLinks, LinksFile, NoLinks
from glossograph.rdf.vocabulary import VOCABULARY_IRI
from glossograph.text.iris import path_of_file, slug_of_term, term_iri
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import UNDETERMINED, LanguageTag

GG = Namespace(VOCABULARY_IRI)
SUFFIXES = ("ttl", "trig", "nq", "nt", "jsonld", "rdf")
"""Suffixes of RDF files, in the order in which a folder is searched for `graph.ttl` and its like."""


class Loaded(NamedTuple):
    """A graph that was read, where its evidence streams from, and the settings that would write it so again."""

    graph: Graph
    source: EvidenceSource
    config: Config


def find_graph_file(folder: Path) -> Path | None:
    """Find the RDF file of a folder that a build wrote."""
    return next((path for suffix in SUFFIXES if (path := folder / f"graph.{suffix}").is_file()), None)


def read_graph(path: Path) -> Loaded:
    """Read a graph from an RDF file, and the evidence from `links.ttl` or its like beside it, or in it.

    Without evidence an edge counts one link, in the undetermined language `und`.

    Errors: `GlossographError` where the file cannot be read, is no RDF, or was not written by glossograph.
    """
    found = _Found()
    for quad in quads(path):
        found.take(quad)
    scheme = found.scheme(path)
    terms = found.terms(path, scheme)
    ids = {str(term_iri(scheme, term.slug)): term.id for term in terms}
    articles = {iri: (found.language(iri), found.path(scheme, iri)) for iri in found.about}
    links: EvidenceLinks = NoLinks()
    links_path = path if found.holds_links else path.with_name(f"links{path.suffix}")
    if found.holds_links or (path.stem == "graph" and links_path.is_file()):
        links = LinksFile(links_path, quads, ids, articles)
    graph = Graph(
        info=found.collection(scheme),
        languages=tuple(sorted({LanguageTag(one) for one in found.said[scheme, str(DCTERMS.language)]})),
        articles=found.number_of_articles(scheme),
        terms=terms,
        edges=found.edges(path, ids, links),
        repairs=(),
        conflicts=(),
        duplicate_candidates=(),
        problems=(),
        term_index=_spellings(terms),
        whole=False,
    )
    return Loaded(graph, links, found.config(graph, links))


def quads(path: Path) -> Iterator[Quad]:
    """Stream the statements of an RDF file, its syntax told by the suffix.

    Errors: `GlossographError` where the file cannot be read, with line and column where it is no RDF.
    """
    syntax = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if syntax is None:
        message = f"{path}: is no RDF file by its suffix: give one that ends in .{', .'.join(SUFFIXES)}"
        raise GlossographError(message)
    try:
        path.open("rb").close()  # whose errors are told better
        yield from parse(path=path, format=syntax)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error})"
        raise GlossographError(message) from error
    except (SyntaxError, ValueError) as error:
        message = f"{path}: is not valid {syntax.name}: {getattr(error, 'msg', error)}"
        raise GlossographError(message) from error


class _Found:
    """What a file says, as it comes; what it does not know is passed over."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self.alternatives: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.definitions: dict[str, dict[str, str]] = defaultdict(dict)
        self.keywords: dict[str, dict[str, None]] = defaultdict(dict)
        self.about: dict[str, str] = {}
        self.links_to: dict[tuple[str, str], None] = {}
        self.concepts: dict[str, None] = {}
        self.schemes: dict[str, None] = {}
        self.title_language = ""
        self.related = 0
        self.holds_links = False
        kept = (
            *(DCTERMS.description, DCTERMS.creator, DCTERMS.license, DCTERMS.language),
            *(VOID.documents, SDO.inLanguage, SDO.name, PROV.wasDerivedFrom),
        )
        self._takers: Mapping[str, Callable[[str, Any], object]] = {
            str(RDF.type): self._take_type,
            str(SKOS.prefLabel): lambda term, text: self.labels[term].setdefault(_language(text), text.value),
            str(SKOS.altLabel): lambda term, text: self.alternatives[term].append((_language(text), text.value)),
            str(SKOS.definition): lambda term, text: self.definitions[term].setdefault(_language(text), text.value),
            str(SKOS.related): self._take_related,
            str(GG.linksTo): lambda source, target: self.links_to.setdefault((source, target.value)),
            str(GG["count"]): self._take_count,
            str(SDO.about): lambda article, term: self.about.setdefault(article, term.value),
            str(SDO.keywords): lambda article, keyword: self.keywords[article].setdefault(keyword.value),
            **{str(name): self._keeper(str(name)) for name in kept},
            str(DCTERMS.title): self._take_title,
        }

    def _keeper(self, name: str) -> Callable[[str, Any], None]:
        return lambda subject, value: self.said[subject, name].append(value.value)

    def _take_type(self, subject: str, kind: Any) -> None:  # noqa: ANN401 — any of pyoxigraph's kinds of node
        if kind.value == str(SKOS.Concept):
            self.concepts.setdefault(subject)
        elif kind.value == str(SKOS.ConceptScheme):
            self.schemes.setdefault(subject)

    def _take_title(self, subject: str, title: Any) -> None:  # noqa: ANN401
        self.said[subject, str(DCTERMS.title)].append(title.value)
        self.title_language = self.title_language or getattr(title, "language", None) or ""

    def _take_related(self, *_: object) -> None:
        self.related += 1

    def _take_count(self, *_: object) -> None:
        self.holds_links = True

    def take(self, quad: Quad) -> None:
        taker = self._takers.get(quad.predicate.value)
        if taker and hasattr(quad.subject, "value") and hasattr(quad.object, "value"):
            taker(quad.subject.value, quad.object)

    def _first(self, subject: str, name: Any) -> str:  # noqa: ANN401 — a name of any vocabulary
        return next(iter(self.said.get((subject, str(name)), ())), "")

    def language(self, article: str) -> LanguageTag:
        return LanguageTag(self._first(article, SDO.inLanguage))

    def path(self, base: str, article: str) -> str:
        return path_of_file(base, self._first(article, PROV.wasDerivedFrom))

    def number_of_articles(self, scheme: str) -> int:
        said = self._first(scheme, VOID.documents)
        return int(said) if said.isdecimal() else len(self.about)

    def scheme(self, path: Path) -> str:
        if len(self.schemes) != 1:
            found = f"{len(self.schemes)} concept schemes" if self.schemes else "no concept scheme"
            message = f"{path}: holds {found}: give a graph.ttl that glossograph wrote"
            raise GlossographError(message)
        return next(iter(self.schemes))

    def collection(self, scheme: str) -> GlossaryInfo:
        names = (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license)
        return GlossaryInfo(scheme, *(self._first(scheme, name) for name in names))

    def config(self, graph: Graph, links: EvidenceLinks) -> Config:
        one = graph.info
        pairs = {frozenset((edge.source, edge.target)) for edge in graph.edges}
        related = (Related.ALL if self.related == 2 * len(pairs) else Related.MUTUAL) if self.related else Related.NONE
        return Config(
            title=one.title, description=one.description, creator=one.creator, licence=one.licence, base_iri=one.base_iri,
            related=related if pairs else Related.ALL, evidence=links.level or EvidenceLevel.NONE,
            language=self.title_language,
        )  # fmt: skip

    def terms(self, path: Path, base: str) -> tuple[Term, ...]:
        articles: dict[str, list[str]] = defaultdict(list)
        for article, term in self.about.items():
            articles[term].append(article)
        slugs = {}
        for concept in self.concepts:
            slug = slug_of_term(base, concept)
            if not slug:
                message = f"{path}: the concept {concept} does not begin with {term_iri(base, '')}, as glossograph's do"
                raise GlossographError(message)
            slugs[concept] = slug
        ids = _ids({iri: (slug, len(articles[iri])) for iri, slug in slugs.items()})
        return tuple(sorted(self._term(base, iri, ids[iri], slug, articles[iri]) for iri, slug in slugs.items()))

    def _term(self, base: str, iri: str, term: TermId, slug: Slug, articles: list[str]) -> Term:
        told = tuple(
            sorted(
                TermArticle(
                    self.language(one), self.path(base, one), self._first(one, SDO.name), tuple(self.keywords.get(one, ()))
                )
                for one in articles
            )
        )
        titles = {(one.language, one.title) for one in told}
        labels = tuple(
            Label(LanguageTag(tag), text, LabelOrigin.TITLE if (tag, text) in titles else LabelOrigin.ANCHOR)
            for tag, text in sorted(self.labels.get(iri, {}).items())
        )
        alternatives = tuple(Label(LanguageTag(tag), text, LabelOrigin.ANCHOR) for tag, text in self.alternatives.get(iri, ()))
        definitions = tuple(Definition(LanguageTag(tag), text) for tag, text in sorted(self.definitions.get(iri, {}).items()))
        return Term(term, slug, labels, alternatives, definitions, told)

    def edges(self, path: Path, ids: Mapping[str, TermId], links: EvidenceLinks) -> tuple[Edge, ...]:
        counts = links.counts()
        found = []
        for pair in self.links_to:
            if not (pair[0] in ids and pair[1] in ids):
                message = f"{path}: links {pair[0]} to {pair[1]}, of which one is no concept there: run `glossograph build` again"
                raise GlossographError(message)
            source, target = ids[pair[0]], ids[pair[1]]
            number = counts.get((source, target), {UNDETERMINED: 1})
            found.append(Edge(source, target, tuple(sorted(number.items()))))
        return tuple(sorted(found))


def _language(text: Any) -> str:  # noqa: ANN401 — a literal, or whatever a foreign file has in its place
    return (isinstance(text, Literal) and text.language) or UNDETERMINED


def _ids(slugs: Mapping[str, tuple[Slug, int]]) -> dict[str, TermId]:
    """Give ids by IRI: the slug's key; where terms share a key, the one with most articles has it and the others are numbered."""
    taken: Counter[str] = Counter()
    ids = {}
    for iri, (slug, _) in sorted(slugs.items(), key=lambda item: (-item[1][1], item[1][0])):
        name = key(slug) or slug
        taken[name] += 1
        ids[iri] = TermId(name if taken[name] == 1 else f"{name}~{taken[name]}")
    return ids


def _spellings(terms: tuple[Term, ...]) -> TermIndex:
    shared = {term.id.partition("~")[0] for term in terms if "~" in term.id}
    keys = {str(term.id): term.id for term in terms if "~" not in term.id}
    return TermIndex(keys, {term.slug: term.id for term in terms if term.id.partition("~")[0] in shared}, {})
