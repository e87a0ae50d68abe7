"""Knowledge graph -> RDF, in a fixed order: the scheme, SKOS concepts, articles, links between terms."""

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
    Tagged,
    Text,
    Texts,
    Typed,
    triples,
)
from glossograph.rdf.vocabulary import GG, name
from glossograph.text.iris import article_iri, file_iri, is_usable_base, scheme_iri, term_iri
from glossograph.text.keys import TermId
from glossograph.text.languages import UNDETERMINED

_TYPE = name(RDF, "type")
_IN_SCHEME, _TOP_CONCEPT_OF, _RELATED, _PREF_LABEL, _ALT_LABEL, _DEFINITION = (
    name(SKOS, local) for local in ("inScheme", "topConceptOf", "related", "prefLabel", "altLabel", "definition")
)
_LINKS_TO, _STUB = name(GG, "linksTo"), name(GG, "placeholder")
_ABOUT, _IN_LANGUAGE, _NAME, _KEYWORDS = (name(SDO, local) for local in ("about", "inLanguage", "name", "keywords"))
_WAS_DERIVED_FROM = name(PROV, "wasDerivedFrom")
_IS_CONCEPT = Resources(_TYPE, (name(SKOS, "Concept"),), often=True)
_IS_ARTICLE = Resources(_TYPE, (name(SDO, "Article"),), often=True)
_IS_STUB = Typed(_STUB, ("true",), BOOLEAN, often=True)
_VOCABULARIES = (SKOS, GG, DCTERMS, SDO, PROV)
_is_tagged = attrgetter("language")


def graph_triples(graph: Graph, related: Related = Related.ALL, language: str = "") -> Iterator[Triple]:
    """Give the triples of `graph.ttl`, as pyoxigraph's values; what they are is said at `graph_subjects`."""
    return triples(graph_subjects(graph, related, language))


def graph_subjects(graph: Graph, related: Related = Related.ALL, language: str = "") -> Iterator[Subject]:
    """Give what `graph.ttl` says: the scheme, then each term with its articles, sorted by term.

    After SKOS Reference (W3C, 2009): every term is a top concept, since a link is no hierarchy, said in both directions
    (S8); `skos:related` is given both ways (S23) and never to the term itself. No blank nodes. `language` is that of the
    title and the description, if it is known.
    """
    base = graph.info.base_iri
    iris: dict[TermId, str] = {term.id: term_iri(base, term.slug) for term in graph.terms}
    scheme = (scheme_iri(base),)
    kind = (_IS_CONCEPT, Resources(_IN_SCHEME, scheme, often=True), Resources(_TOP_CONCEPT_OF, scheme, often=True))
    yield _scheme(graph, language, list(iris.values()))
    out: dict[TermId, list[TermId]] = defaultdict(list)
    back: dict[TermId, set[TermId]] = defaultdict(set)
    for edge in graph.edges:
        out[edge.source].append(edge.target)
        back[edge.target].add(edge.source)
    for term in graph.terms:
        subject = _concept(term, iris[term.id], kind)
        targets = out.get(term.id, [])
        if targets:
            subject.properties.append(Resources(_LINKS_TO, [iris[target] for target in targets]))
        if others := _related(targets, back.get(term.id, set()), related):
            subject.properties.append(Resources(_RELATED, [iris[other] for other in others]))
        yield subject
        about = Resources(_ABOUT, (iris[term.id],))
        for article in term.articles:
            yield _article(base, term, article, about)


def _related(out: list[TermId], back: set[TermId], related: Related) -> list[TermId]:
    if related is Related.NONE:
        return []
    return sorted(back.intersection(out) if related is Related.MUTUAL else back.union(out))


def _scheme(graph: Graph, language: str, terms: list[str]) -> Subject:
    collection = graph.info
    properties: list[Property] = [
        Resources(_TYPE, (name(SKOS, "ConceptScheme"), name(VOID, "Dataset"))),
        *(_in_language(predicate, collection.title, language) for predicate in (name(DCTERMS, "title"), name(RDFS, "label"))),
    ]
    if collection.description:
        properties.append(_in_language(name(DCTERMS, "description"), collection.description, language))
    for local, text in (("creator", collection.creator), ("license", collection.licence)):
        if text:
            properties.append(_resource_or_text(name(DCTERMS, local), text))
    if graph.languages:
        properties.append(Strings(name(DCTERMS, "language"), graph.languages))
    properties += [
        Strings(name(VOID, "uriSpace"), (term_iri(collection.base_iri, ""),)),
        Typed(name(VOID, "entities"), (str(len(graph.terms)),), INTEGER),
        Typed(name(VOID, "documents"), (str(graph.articles),), INTEGER),
        Resources(name(VOID, "vocabulary"), [str(vocabulary) for vocabulary in _VOCABULARIES]),
    ]
    if terms:
        properties.append(Resources(name(SKOS, "hasTopConcept"), terms))
    return Subject(scheme_iri(collection.base_iri), properties)


def _concept(term: Term, iri: str, kind: tuple[Property, ...]) -> Subject:
    properties = [*kind]
    if term.labels:
        properties.append(Texts(_PREF_LABEL, _tagged(term.labels)))
    if term.alternatives:
        properties.append(Texts(_ALT_LABEL, _tagged(term.alternatives)))
    if term.definitions:
        properties.append(Texts(_DEFINITION, _tagged(term.definitions)))
    if term.placeholder:
        properties.append(_IS_STUB)
    return Subject(iri, properties)


def _article(base: str, term: Term, article: TermArticle, about: Resources) -> Subject:
    properties: list[Property] = [_IS_ARTICLE, about, Strings(_IN_LANGUAGE, (article.language,), often=True)]
    if article.title:
        properties.append(Texts(_NAME, (Text(article.title, article.language or UNDETERMINED),)))
    if article.keywords:
        properties.append(Strings(_KEYWORDS, article.keywords))
    properties.append(Resources(_WAS_DERIVED_FROM, (file_iri(base, article.path),)))
    return Subject(article_iri(base, article.language, term.slug), properties)


def _tagged(texts: tuple[Tagged, ...]) -> tuple[Tagged, ...]:
    """See to it that every text has a language."""
    return texts if all(map(_is_tagged, texts)) else tuple(Text(one.text, one.language or UNDETERMINED) for one in texts)


def _in_language(predicate: str, text: str, language: str) -> Texts | Strings:
    return Texts(predicate, (Text(text, language),)) if language else Strings(predicate, (text,))


def _resource_or_text(predicate: str, text: str) -> Resources | Strings:
    """Read a setting as an IRI where it is one: a licence or a person has an address, or just a name."""
    return Resources(predicate, (text,)) if is_usable_base(f"{text}/") else Strings(predicate, (text,))
