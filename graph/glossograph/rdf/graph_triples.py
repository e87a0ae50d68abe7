"""The statements of `graph.ttl`: the scheme, then each concept with its articles."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter

import msgspec
from pyoxigraph import Triple

from glossograph.config import Related
from glossograph.model.graph import Graph, Relation
from glossograph.model.term import Term, TermArticle
from glossograph.rdf.keyword_collections import keyword_collections
from glossograph.rdf.namespaces import DCTERMS, PROV, RDF, RDFS, SDO, SKOS, VOID
from glossograph.rdf.statements import (
    BOOLEAN,
    INTEGER,
    Property,
    Resources,
    Strings,
    Subject,
    SubjectBlock,
    SubjectPart,
    TaggedText,
    Text,
    Texts,
    TypedLiterals,
    subjects_of,
    triples,
    unkept,
)
from glossograph.rdf.vocabulary import GG, iri_of
from glossograph.serialise.kept_blocks import digest
from glossograph.text.iris import article_iri, collection_iri, file_iri, is_usable_base, scheme_iri, term_iri
from glossograph.text.keys import TermId
from glossograph.text.languages import UNDETERMINED

_TYPE = iri_of(RDF, "type")
_IN_SCHEME, _TOP_CONCEPT_OF, _RELATED, _PREF_LABEL, _ALT_LABEL, _DEFINITION, _BROADER, _NARROWER, _MEMBER = (
    iri_of(SKOS, local_name)
    for local_name in (
        *("inScheme", "topConceptOf", "related", "prefLabel", "altLabel"),
        *("definition", "broader", "narrower", "member"),
    )
)
_LINKS_TO, _PLACEHOLDER = iri_of(GG, "linksTo"), iri_of(GG, "placeholder")
_ABOUT, _IN_LANGUAGE, _NAME, _KEYWORDS, _ABSTRACT = (
    iri_of(SDO, local_name) for local_name in ("about", "inLanguage", "name", "keywords", "abstract")
)
_WAS_DERIVED_FROM = iri_of(PROV, "wasDerivedFrom")
_IS_CONCEPT = Resources(_TYPE, (iri_of(SKOS, "Concept"),), cached=True)
_IS_COLLECTION = Resources(_TYPE, (iri_of(SKOS, "Collection"),), cached=True)
_IS_ARTICLE = Resources(_TYPE, (iri_of(SDO, "Article"),), cached=True)
_IS_PLACEHOLDER = TypedLiterals(_PLACEHOLDER, ("true",), BOOLEAN, cached=True)
_VOCABULARIES = (SKOS, GG, DCTERMS, SDO, PROV)
_language_of = attrgetter("language")
_encode = msgspec.msgpack.Encoder().encode
_Others = Sequence[tuple[str, Sequence[TermId]]]


def graph_triples(graph: Graph, related: Related = Related.ALL, language: str = "") -> Iterator[Triple]:
    """Yield the triples of `graph.ttl` as pyoxigraph values; for the arguments see `graph_subjects`."""
    return triples(graph_subjects(graph, related, language))


def graph_subjects(graph: Graph, related: Related = Related.ALL, language: str = "") -> Iterator[Subject]:
    """Yield the subjects of `graph.ttl`; for the arguments and the order see `graph_blocks`."""
    return subjects_of(graph_blocks(graph, related, language))


def graph_blocks(graph: Graph, related: Related = Related.ALL, language: str = "") -> Iterator[SubjectBlock]:
    """Yield the subjects of `graph.ttl`: the scheme, then each term followed by its articles, sorted by term; then the keywords.

    The statements follow the SKOS Reference (W3C, 2009). A link is no hierarchy: a term without a declared broader term is a
    top concept, and both directions are written (S8). `skos:related` is written in both directions too (S23),
    never from a term to itself nor to one above or below it (S27). Keywords are collections. There are no blank nodes.

    Args:
        graph: The graph to write.
        related: The links that become `skos:related`.
        language: The language of the glossary's title and description; empty if it is unknown.
    """
    base = graph.info.base_iri
    slugs = {term.id: term.slug for term in graph.terms}
    iris: dict[TermId, str] = {term.id: term_iri(base, term.slug) for term in graph.terms}
    scheme = (scheme_iri(base),)
    types = (_IS_CONCEPT, Resources(_IN_SCHEME, scheme, cached=True))
    top_types = (*types, Resources(_TOP_CONCEPT_OF, scheme, cached=True))
    hierarchy = Hierarchy(graph.relations)
    yield unkept([_scheme(graph, language, [iri for term, iri in iris.items() if term not in hierarchy.broader])])
    targets: dict[TermId, list[TermId]] = defaultdict(list)
    sources: dict[TermId, set[TermId]] = defaultdict(set)
    for edge in graph.edges:
        targets[edge.source].append(edge.target)
        sources[edge.target].add(edge.source)
    for term in graph.terms:
        term_targets = targets.get(term.id, [])
        neighbours = {*_related_terms(term_targets, sources.get(term.id, set()), related), *hierarchy.related.get(term.id, ())}
        if hierarchy.broader:
            neighbours = {one for one in neighbours if not hierarchy.has_path(term.id, one)}
        broader = sorted(hierarchy.broader.get(term.id, ()))
        others = (
            (_BROADER, broader),
            (_NARROWER, sorted(hierarchy.narrower.get(term.id, ()))),
            (_LINKS_TO, term_targets),
            (_RELATED, sorted(neighbours)),
        )
        named = [(predicate, [slugs[other] for other in terms]) for predicate, terms in others]
        key = digest(_encode((term, named)))

        def subjects(term: Term = term, others: _Others = others) -> Iterator[Subject]:
            subject = _concept(term, iris[term.id], types if term.id in hierarchy.broader else top_types)
            subject.properties.extend(
                Resources(predicate, [iris[other] for other in terms]) for predicate, terms in others if terms
            )
            yield subject
            about = Resources(_ABOUT, (iris[term.id],))
            for article in term.articles:
                yield _article(base, term, article, about)

        yield SubjectBlock(term.id, key, partial(_single_part, key, subjects))
    yield unkept(_collections(graph, iris))


def _single_part(key: bytes, subjects: Callable[[], Iterable[Subject]]) -> tuple[SubjectPart, ...]:
    return (SubjectPart(key, subjects),)


def _collections(graph: Graph, iris: Mapping[TermId, str]) -> Iterator[Subject]:
    """Yield the keywords as collections of terms."""
    for collection in keyword_collections(graph.terms):
        labels = [Text(text, tag or UNDETERMINED) for tag, text in collection.labels.items()]
        members = Resources(_MEMBER, [iris[term] for term in collection.members])
        iri = collection_iri(graph.info.base_iri, collection.slug)
        yield Subject(iri, [_IS_COLLECTION, Texts(_PREF_LABEL, labels), members])


class Hierarchy:
    """The relations that authors declared, in both directions.

    >>> debt, loan = TermId("debt"), TermId("loan")
    >>> hierarchy = Hierarchy([Relation(loan, "broader", debt)])
    >>> hierarchy.narrower[debt], hierarchy.has_path(debt, loan)
    ({'loan'}, True)
    """

    def __init__(self, relations: Iterable[Relation]) -> None:
        """Take the relations; one that would close a circle of broader terms is left out."""
        self.broader: dict[TermId, set[TermId]] = defaultdict(set)
        self.narrower: dict[TermId, set[TermId]] = defaultdict(set)
        self.related: dict[TermId, set[TermId]] = defaultdict(set)
        for relation in relations:
            source, target = relation.source, relation.target
            if relation.kind == "related":
                self.related[source].add(target)
                self.related[target].add(source)
                continue
            narrow, broad = (source, target) if relation.kind == "broader" else (target, source)
            if narrow not in self._above(broad):
                self.broader[narrow].add(broad)
                self.narrower[broad].add(narrow)

    def has_path(self, first: TermId, second: TermId) -> bool:
        """Whether one of two terms is above the other: such terms are not related (SKOS, S27)."""
        return second in self._above(first) or first in self._above(second)

    def _above(self, term: TermId) -> set[TermId]:
        """Give the terms above a term, and the term itself."""
        above, waiting = {term}, [term]
        while waiting:
            new = self.broader.get(waiting.pop(), set()) - above
            above |= new
            waiting.extend(new)
        return above


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
    if article.lead:
        properties.append(Texts(_ABSTRACT, (Text(article.lead, article.language or UNDETERMINED),)))
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
