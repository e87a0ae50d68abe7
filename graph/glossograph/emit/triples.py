"""Knowledge graph -> triples, in a fixed order: SKOS concepts, articles, links between terms."""

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import DCTERMS, PROV, RDF, SDO, SKOS, VOID, XSD

from glossograph.config import Related
from glossograph.emit.vocabulary import GG, node
from glossograph.graph import Graph
from glossograph.languages import UNDETERMINED
from glossograph.model import Term
from glossograph.names import TermId, article_iri, file_iri, is_usable_base, scheme_iri, term_iri

_TYPE = node(RDF, "type")


def graph_triples(graph: Graph, related: Related = Related.ALL) -> Iterator[Triple]:
    """Give the triples of `graph.ttl`: the scheme, then each term with its articles, sorted by term.

    After SKOS Reference (W3C, 2009): every term is a top concept, since a link is no hierarchy; `skos:related` is given
    both ways (S23) and never to the term itself. No blank nodes.
    """
    yield from _scheme(graph)
    iris = {term.id: NamedNode(term_iri(graph.collection.base_iri, term.slug)) for term in graph.terms}
    out: dict[TermId, list[TermId]] = defaultdict(list)
    back: dict[TermId, set[TermId]] = defaultdict(set)
    for edge in graph.edges:
        out[edge.source].append(edge.target)
        back[edge.target].add(edge.source)
    for term in graph.terms:
        yield from _concept(graph, term, iris[term.id])
        for target in out[term.id]:
            yield Triple(iris[term.id], node(GG, "linksTo"), iris[target])
        for other in _related(out[term.id], back[term.id], related):
            yield Triple(iris[term.id], node(SKOS, "related"), iris[other])
        yield from _articles(graph, term, iris[term.id])


def _related(out: list[TermId], back: set[TermId], related: Related) -> list[TermId]:
    if related is Related.NONE:
        return []
    return sorted(back.intersection(out) if related is Related.MUTUAL else back.union(out))


def _scheme(graph: Graph) -> Iterator[Triple]:
    collection = graph.collection
    scheme = NamedNode(scheme_iri(collection.base_iri))
    yield Triple(scheme, _TYPE, node(SKOS, "ConceptScheme"))
    yield Triple(scheme, _TYPE, node(VOID, "Dataset"))
    yield Triple(scheme, node(DCTERMS, "title"), Literal(collection.title))
    for name, text in (("description", collection.description), ("creator", collection.creator), ("license", collection.licence)):
        if text:
            yield Triple(scheme, node(DCTERMS, name), _resource_or_text(text))
    for language in graph.languages:
        yield Triple(scheme, node(DCTERMS, "language"), Literal(language))
    yield Triple(scheme, node(VOID, "uriSpace"), Literal(term_iri(collection.base_iri, "")))
    yield Triple(scheme, node(VOID, "entities"), _number(len(graph.terms)))
    yield Triple(scheme, node(VOID, "documents"), _number(graph.articles))
    yield Triple(scheme, node(VOID, "vocabulary"), NamedNode(str(SKOS)))
    yield Triple(scheme, node(VOID, "vocabulary"), NamedNode(str(GG)))


def _concept(graph: Graph, term: Term, iri: NamedNode) -> Iterator[Triple]:
    scheme = NamedNode(scheme_iri(graph.collection.base_iri))
    yield Triple(iri, _TYPE, node(SKOS, "Concept"))
    yield Triple(iri, node(SKOS, "inScheme"), scheme)
    yield Triple(iri, node(SKOS, "topConceptOf"), scheme)
    for label in term.labels:
        yield Triple(iri, node(SKOS, "prefLabel"), _tagged(label.text, label.language))
    for label in term.alternatives:
        yield Triple(iri, node(SKOS, "altLabel"), _tagged(label.text, label.language))
    for definition in term.definitions:
        yield Triple(iri, node(SKOS, "definition"), _tagged(definition.text, definition.language))
    if term.stub:
        yield Triple(iri, node(GG, "stub"), Literal("true", datatype=node(XSD, "boolean")))


def _articles(graph: Graph, term: Term, iri: NamedNode) -> Iterator[Triple]:
    base = graph.collection.base_iri
    for article in term.articles:
        subject = NamedNode(article_iri(base, article.language, term.slug))
        yield Triple(subject, _TYPE, node(SDO, "Article"))
        yield Triple(subject, node(SDO, "about"), iri)
        yield Triple(subject, node(SDO, "inLanguage"), Literal(article.language))
        if article.title:
            yield Triple(subject, node(SDO, "name"), _tagged(article.title, article.language))
        for keyword in article.keywords:
            yield Triple(subject, node(SDO, "keywords"), Literal(keyword))
        yield Triple(subject, node(PROV, "wasDerivedFrom"), NamedNode(file_iri(base, article.path)))


def _tagged(text: str, language: str) -> Literal:
    return Literal(text, language=language or UNDETERMINED)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=node(XSD, "integer"))


def _resource_or_text(text: str) -> NamedNode | Literal:
    """Read a setting as an IRI where it is one: a licence or a person has an address, or just a name."""
    return NamedNode(text) if is_usable_base(f"{text}/") else Literal(text)
