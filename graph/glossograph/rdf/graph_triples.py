"""The statements of `graph.ttl`: the scheme, then each concept with its articles."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import NamedTuple

import msgspec
from pyoxigraph import Triple

from glossograph.config import Related
from glossograph.model.graph import GlossaryInfo, Graph, Relation
from glossograph.model.term import Term, TermArticle
from glossograph.model.term_match import TermMatch
from glossograph.rdf.keyword_collections import KeywordCollection, keyword_collections
from glossograph.rdf.namespaces import DCAT, DCTERMS, PROV, RDF, RDFS, SDO, SKOS, VOID
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
from glossograph.text.iris import article_iri, collection_iri, file_iri, is_usable_base, published_address, scheme_iri, term_iri
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import UNDETERMINED, bcp47_case

_TYPE = iri_of(RDF, "type")
_IN_SCHEME, _TOP_CONCEPT_OF, _RELATED, _PREF_LABEL, _ALT_LABEL, _DEFINITION, _BROADER, _NARROWER, _MEMBER = (
    iri_of(SKOS, local_name)
    for local_name in (
        *("inScheme", "topConceptOf", "related", "prefLabel", "altLabel"),
        *("definition", "broader", "narrower", "member"),
    )
)
_HAS_TOP_CONCEPT = iri_of(SKOS, "hasTopConcept")
_LINKS_TO, _PLACEHOLDER = iri_of(GG, "linksTo"), iri_of(GG, "placeholder")
_ABOUT, _IN_LANGUAGE, _NAME, _KEYWORDS, _ABSTRACT, _URL = (
    iri_of(SDO, local_name) for local_name in ("about", "inLanguage", "name", "keywords", "abstract", "url")
)
_IDENTIFIER = iri_of(DCTERMS, "identifier")
_WAS_DERIVED_FROM = iri_of(PROV, "wasDerivedFrom")
_IS_CONCEPT = Resources(_TYPE, (iri_of(SKOS, "Concept"),), cached=True)
_IS_COLLECTION = Resources(_TYPE, (iri_of(SKOS, "Collection"),), cached=True)
_IS_ARTICLE = Resources(_TYPE, (iri_of(SDO, "Article"),), cached=True)
_IS_PLACEHOLDER = TypedLiterals(_PLACEHOLDER, ("true",), BOOLEAN, cached=True)
_VOCABULARIES = (SKOS, GG, DCAT, DCTERMS, SDO, PROV)
_language_of = attrgetter("language")
_encode = msgspec.msgpack.Encoder().encode
_Others = Sequence[tuple[str, Sequence[TermId]]]
_Matches = Sequence[tuple[str, Sequence[str]]]


def graph_triples(graph: Graph, related: Related = Related.ALL, language: str = "", published: str = "") -> Iterator[Triple]:
    """Yield the triples of `graph.ttl` as pyoxigraph values; for the arguments see `graph_blocks`."""
    return triples(graph_subjects(graph, related, language, published))


def graph_subjects(graph: Graph, related: Related = Related.ALL, language: str = "", published: str = "") -> Iterator[Subject]:
    """Yield the subjects of `graph.ttl`; for the arguments and the order see `graph_blocks`."""
    return subjects_of(graph_blocks(graph, related, language, published))


def graph_blocks(graph: Graph, related: Related = Related.ALL, language: str = "", published: str = "") -> Iterator[SubjectBlock]:
    """Yield the subjects of `graph.ttl`: the scheme, then each term followed by its articles, sorted by term; then the keywords.

    The statements follow the SKOS Reference (W3C, 2009). A link is no hierarchy: a term without a declared broader term is a
    top concept, and both directions are written (S8). `skos:related` is written in both directions too (S23),
    never from a term to itself nor to one above or below it (S27). Keywords are collections. There are no blank nodes.

    Args:
        graph: The graph to write.
        related: The links that become `skos:related`.
        language: The language of the glossary's title and description; empty if it is unknown.
        published: The address of an article on the published site, as `PageConfig.published`; empty without such a site.
    """
    slugs = {term.id: term.slug for term in graph.terms}
    hierarchy = Hierarchy(graph.relations)
    others = [*_other_terms(graph, hierarchy, related)]
    collections = [*collection_subjects(graph.info.base_iri, keyword_collections(graph.terms), slugs)]
    size = _count_triples(graph, others, published) + sum(map(_triples_in, collections))
    counts = SchemeCounts(graph.languages, len(graph.terms), graph.articles, size)
    yield unkept([scheme_subject(graph.info, counts, language, published, _top_concepts(graph, hierarchy))])
    yield from _term_blocks(graph, slugs, others, published)
    yield unkept(collections)


def part_subjects(
    part: Graph, slugs: Mapping[TermId, Slug], related: Related = Related.ALL, published: str = ""
) -> Iterator[Subject]:
    """Yield what `graph.ttl` says of some of its terms: that they are top concepts, then each term followed by its articles.

    Args:
        part: The terms, with all edges from and to them, and the declared relations that are above and below these and their
            neighbours.
        slugs: The slugs of all terms that the edges and relations name.
        related: The links that become `skos:related`.
        published: The address of an article on the published site.
    """
    hierarchy = Hierarchy(part.relations)
    if concepts := _top_concepts(part, hierarchy):
        yield Subject(scheme_iri(part.info.base_iri), [Resources(_HAS_TOP_CONCEPT, concepts)])
    yield from subjects_of(_term_blocks(part, slugs, _other_terms(part, hierarchy, related), published))


def _top_concepts(graph: Graph, hierarchy: "Hierarchy") -> list[str]:
    return [term_iri(graph.info.base_iri, term.slug) for term in graph.terms if not hierarchy.broader.get(term.id)]


def _other_terms(graph: Graph, hierarchy: "Hierarchy", related: Related) -> Iterator[_Others]:
    """Yield the terms that each term names, by predicate: first the broader ones."""
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
        yield (
            (_BROADER, sorted(hierarchy.broader.get(term.id, ()))),
            (_NARROWER, sorted(hierarchy.narrower.get(term.id, ()))),
            (_LINKS_TO, term_targets),
            (_RELATED, sorted(neighbours)),
        )


def _count_triples(graph: Graph, all_others: Iterable[_Others], published: str) -> int:
    """Count the triples on terms and articles without making them, as blocks that have not changed are not made."""
    count = len(graph.matches)
    for term, others in zip(graph.terms, all_others, strict=True):
        alternatives = {(label.language, label.text) for label in term.alternatives}
        is_top = not others[0][1]
        count += 3 + is_top + term.placeholder + len(term.labels) + len(alternatives) + len(term.definitions)
        count += sum(len(terms) for _, terms in others)
        for article in term.articles:
            count += 4 + bool(article.title) + bool(article.lead) + bool(published) + len(article.keywords)
    return count


def _triples_in(subject: Subject) -> int:
    return sum(len({*map(_encode, item.values)}) for item in subject.properties)


def _term_blocks(
    graph: Graph, slugs: Mapping[TermId, Slug], all_others: Iterable[_Others], published: str
) -> Iterator[SubjectBlock]:
    base = graph.info.base_iri
    iris: dict[TermId, str] = {term: term_iri(base, slug) for term, slug in slugs.items()}
    scheme = (scheme_iri(base),)
    types = (_IS_CONCEPT, Resources(_IN_SCHEME, scheme, cached=True))
    top_types = (*types, Resources(_TOP_CONCEPT_OF, scheme, cached=True))
    all_matches = _matches_of_terms(graph.matches)
    for term, others in zip(graph.terms, all_others, strict=True):
        named = [(predicate, [slugs[other] for other in terms]) for predicate, terms in others]
        matches = all_matches.get(term.id, ())
        key = digest(_encode((term, named, matches)))

        def subjects(term: Term = term, others: _Others = others, matches: _Matches = matches) -> Iterator[Subject]:
            subject = _concept(term, iris[term.id], types if others[0][1] else top_types)
            subject.properties.extend(
                Resources(predicate, [iris[other] for other in terms]) for predicate, terms in others if terms
            )
            subject.properties.extend(Resources(predicate, concepts) for predicate, concepts in matches)
            yield subject
            about = Resources(_ABOUT, (iris[term.id],))
            for article in term.articles:
                yield _article(base, term, article, about, published)

        yield SubjectBlock(term.id, key, partial(_single_part, key, subjects))


def _matches_of_terms(matches: Iterable[TermMatch]) -> Mapping[TermId, _Matches]:
    """Give the concepts that each term matches, by the predicates of SKOS in the order of their names."""
    concepts: dict[TermId, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for match in matches:
        concepts[match.term][iri_of(SKOS, match.relation)].append(match.concept)
    return {term: sorted(by_predicate.items()) for term, by_predicate in concepts.items()}


def _single_part(key: bytes, subjects: Callable[[], Iterable[Subject]]) -> tuple[SubjectPart, ...]:
    return (SubjectPart(key, subjects),)


def collection_subjects(base: str, collections: Iterable[KeywordCollection], slugs: Mapping[TermId, Slug]) -> Iterator[Subject]:
    """Yield keywords as collections of terms, whose slugs are given by id."""
    for collection in collections:
        labels = [Text(text, tag or UNDETERMINED) for tag, text in collection.labels.items()]
        members = Resources(_MEMBER, [term_iri(base, slugs[term]) for term in collection.members])
        yield Subject(collection_iri(base, collection.slug), [_IS_COLLECTION, Texts(_PREF_LABEL, labels), members])


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


class SchemeCounts(NamedTuple):
    """The languages of a glossary's articles, and how many terms, articles and triples besides those on itself it has.

    The number of triples is None if it is not known.
    """

    languages: Sequence[str]
    terms: int
    articles: int
    triples: int | None = None


def scheme_subject(
    info: GlossaryInfo, counts: SchemeCounts, language: str, published: str = "", top_concepts: Sequence[str] = ()
) -> Subject:
    """Describe a glossary as a whole.

    Args:
        info: The title and the rest.
        counts: What it holds.
        language: The language of its title and description; empty if it is unknown.
        published: The address of an article on the published site; empty without such a site.
        top_concepts: The IRIs of its top concepts, if they are not written elsewhere.
    """
    properties: list[Property] = [
        Resources(_TYPE, (iri_of(SKOS, "ConceptScheme"), iri_of(VOID, "Dataset"), iri_of(DCAT, "Dataset"))),
        *(_text_or_string(predicate, info.title, language) for predicate in (iri_of(DCTERMS, "title"), iri_of(RDFS, "label"))),
    ]
    if info.description:
        properties.append(_text_or_string(iri_of(DCTERMS, "description"), info.description, language))
    for local_name, setting in (("creator", info.creator), ("license", info.licence)):
        if setting:
            properties.append(_resource_or_string(iri_of(DCTERMS, local_name), setting))
    if counts.languages:
        properties.append(Strings(iri_of(DCTERMS, "language"), [*map(bcp47_case, counts.languages)]))
    if published:
        properties.append(Strings(iri_of(GG, "addressPattern"), (published,)))
    properties += [
        Strings(iri_of(VOID, "uriSpace"), (term_iri(info.base_iri, ""),)),
        TypedLiterals(iri_of(VOID, "entities"), (str(counts.terms),), INTEGER),
        TypedLiterals(iri_of(VOID, "documents"), (str(counts.articles),), INTEGER),
        Resources(iri_of(VOID, "vocabulary"), [str(vocabulary) for vocabulary in _VOCABULARIES]),
    ]
    if top_concepts:
        properties.append(Resources(_HAS_TOP_CONCEPT, top_concepts))
    subject = Subject(scheme_iri(info.base_iri), properties)
    if counts.triples is not None:
        size = str(counts.triples + _triples_in(subject) + 1)
        properties.append(TypedLiterals(iri_of(VOID, "triples"), (size,), INTEGER))
    return subject


def _concept(term: Term, iri: str, types: tuple[Property, ...]) -> Subject:
    properties: list[Property] = [*types, Strings(_IDENTIFIER, (term.slug,))]
    if term.labels:
        properties.append(Texts(_PREF_LABEL, _tag_texts(term.labels)))
    if term.alternatives:
        properties.append(Texts(_ALT_LABEL, _tag_texts(term.alternatives)))
    if term.definitions:
        properties.append(Texts(_DEFINITION, _tag_texts(term.definitions)))
    if term.placeholder:
        properties.append(_IS_PLACEHOLDER)
    return Subject(iri, properties)


def _article(base: str, term: Term, article: TermArticle, about: Resources, published: str) -> Subject:
    language = article.language or UNDETERMINED
    properties: list[Property] = [_IS_ARTICLE, about, Strings(_IN_LANGUAGE, (bcp47_case(article.language),), cached=True)]
    if article.title:
        properties.append(Texts(_NAME, (Text(article.title, language),)))
    if article.keywords:
        properties.append(Texts(_KEYWORDS, [Text(keyword, language) for keyword in article.keywords]))
    if article.lead:
        properties.append(Texts(_ABSTRACT, (Text(article.lead, language),)))
    if published:
        properties.append(Resources(_URL, (published_address(published, article.language, term.slug, article.path),)))
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
