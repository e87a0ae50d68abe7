"""The statements of `graph.ttl`: the scheme, then each concept with its articles."""

from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter

from pyoxigraph import Triple
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SDO, SKOS, VOID

from glossograph.config import Related
from glossograph.model.graph import Graph
from glossograph.model.term import Term, TermArticle
from glossograph.rdf.statements import (
    BOOLEAN,
    INTEGER,
    Property,
    Resources,
    Strings,
    Subject,
    TaggedText,
    Text,
    Texts,
    TypedLiterals,
    triples,
)
from glossograph.rdf.vocabulary import GG, iri_of
from glossograph.text.iris import article_iri, file_iri, is_usable_base, scheme_iri, term_iri
from glossograph.text.keys import TermId
from glossograph.text.languages import UNDETERMINED

_TYPE = iri_of(RDF, "type")
_IN_SCHEME, _TOP_CONCEPT_OF, _RELATED, _PREF_LABEL, _ALT_LABEL, _DEFINITION = (
    iri_of(SKOS, local_name) for local_name in ("inScheme", "topConceptOf", "related", "prefLabel", "altLabel", "definition")
)
_LINKS_TO, _PLACEHOLDER = iri_of(GG, "linksTo"), iri_of(GG, "placeholder")
_ABOUT, _IN_LANGUAGE, _NAME, _KEYWORDS = (iri_of(SDO, local_name) for local_name in ("about", "inLanguage", "name", "keywords"))
_WAS_DERIVED_FROM = iri_of(PROV, "wasDerivedFrom")
_IS_CONCEPT = Resources(_TYPE, (iri_of(SKOS, "Concept"),), cached=True)
_IS_ARTICLE = Resources(_TYPE, (iri_of(SDO, "Article"),), cached=True)
_IS_PLACEHOLDER = TypedLiterals(_PLACEHOLDER, ("true",), BOOLEAN, cached=True)
_VOCABULARIES = (SKOS, GG, DCTERMS, SDO, PROV)
_language_of = attrgetter("language")


def graph_triples(graph: Graph, related: Related = Related.ALL, language: str = "") -> Iterator[Triple]:
    """Yield the triples of `graph.ttl` as pyoxigraph values; for the arguments see `graph_subjects`."""
    return triples(graph_subjects(graph, related, language))


def graph_subjects(graph: Graph, related: Related = Related.ALL, language: str = "") -> Iterator[Subject]:
    """Yield the subjects of `graph.ttl`: the scheme, then each term followed by its articles, sorted by term.

    The statements follow the SKOS Reference (W3C, 2009). Every term is a top concept, since a link is no hierarchy, and both
    directions are written (S8). `skos:related` is written in both directions too (S23), and never from a term to itself.
    There are no blank nodes.

    Args:
        graph: The graph to write.
        related: The links that become `skos:related`.
        language: The language of the glossary's title and description; empty if it is unknown.
    """
    base = graph.info.base_iri
    iris: dict[TermId, str] = {term.id: term_iri(base, term.slug) for term in graph.terms}
    scheme = (scheme_iri(base),)
    types = (_IS_CONCEPT, Resources(_IN_SCHEME, scheme, cached=True), Resources(_TOP_CONCEPT_OF, scheme, cached=True))
    yield _scheme(graph, language, list(iris.values()))
    targets: dict[TermId, list[TermId]] = defaultdict(list)
    sources: dict[TermId, set[TermId]] = defaultdict(set)
    for edge in graph.edges:
        targets[edge.source].append(edge.target)
        sources[edge.target].add(edge.source)
    for term in graph.terms:
        subject = _concept(term, iris[term.id], types)
        term_targets = targets.get(term.id, [])
        if term_targets:
            subject.properties.append(Resources(_LINKS_TO, [iris[target] for target in term_targets]))
        if neighbours := _related_terms(term_targets, sources.get(term.id, set()), related):
            subject.properties.append(Resources(_RELATED, [iris[neighbour] for neighbour in neighbours]))
        yield subject
        about = Resources(_ABOUT, (iris[term.id],))
        for article in term.articles:
            yield _article(base, term, article, about)


def _related_terms(targets: list[TermId], sources: set[TermId], related: Related) -> list[TermId]:
    if related is Related.NONE:
        return []
    return sorted(sources.intersection(targets) if related is Related.MUTUAL else sources.union(targets))


def _scheme(graph: Graph, language: str, term_iris: list[str]) -> Subject:
    info = graph.info
    properties: list[Property] = [
        Resources(_TYPE, (iri_of(SKOS, "ConceptScheme"), iri_of(VOID, "Dataset"))),
        *(_text_or_string(predicate, info.title, language) for predicate in (iri_of(DCTERMS, "title"), iri_of(RDFS, "label"))),
    ]
    if info.description:
        properties.append(_text_or_string(iri_of(DCTERMS, "description"), info.description, language))
    for local_name, setting in (("creator", info.creator), ("license", info.licence)):
        if setting:
            properties.append(_resource_or_string(iri_of(DCTERMS, local_name), setting))
    if graph.languages:
        properties.append(Strings(iri_of(DCTERMS, "language"), graph.languages))
    properties += [
        Strings(iri_of(VOID, "uriSpace"), (term_iri(info.base_iri, ""),)),
        TypedLiterals(iri_of(VOID, "entities"), (str(len(graph.terms)),), INTEGER),
        TypedLiterals(iri_of(VOID, "documents"), (str(graph.articles),), INTEGER),
        Resources(iri_of(VOID, "vocabulary"), [str(vocabulary) for vocabulary in _VOCABULARIES]),
    ]
    if term_iris:
        properties.append(Resources(iri_of(SKOS, "hasTopConcept"), term_iris))
    return Subject(scheme_iri(info.base_iri), properties)


def _concept(term: Term, iri: str, types: tuple[Property, ...]) -> Subject:
    properties = [*types]
    if term.labels:
        properties.append(Texts(_PREF_LABEL, _tag_texts(term.labels)))
    if term.alternatives:
        properties.append(Texts(_ALT_LABEL, _tag_texts(term.alternatives)))
    if term.definitions:
        properties.append(Texts(_DEFINITION, _tag_texts(term.definitions)))
    if term.placeholder:
        properties.append(_IS_PLACEHOLDER)
    return Subject(iri, properties)


def _article(base: str, term: Term, article: TermArticle, about: Resources) -> Subject:
    properties: list[Property] = [_IS_ARTICLE, about, Strings(_IN_LANGUAGE, (article.language,), cached=True)]
    if article.title:
        properties.append(Texts(_NAME, (Text(article.title, article.language or UNDETERMINED),)))
    if article.keywords:
        properties.append(Strings(_KEYWORDS, article.keywords))
    properties.append(Resources(_WAS_DERIVED_FROM, (file_iri(base, article.path),)))
    return Subject(article_iri(base, article.language, term.slug), properties)


def _tag_texts(texts: tuple[TaggedText, ...]) -> tuple[TaggedText, ...]:
    """Give the tag `und` to texts without a language."""
    if all(map(_language_of, texts)):
        return texts
    return tuple(Text(text.text, text.language or UNDETERMINED) for text in texts)


def _text_or_string(predicate: str, text: str, language: str) -> Texts | Strings:
    return Texts(predicate, (Text(text, language),)) if language else Strings(predicate, (text,))


def _resource_or_string(predicate: str, setting: str) -> Resources | Strings:
    """Write a setting as an IRI if it is one: a licence or a person can be given by address or by name."""
    return Resources(predicate, (setting,)) if is_usable_base(f"{setting}/") else Strings(predicate, (setting,))
