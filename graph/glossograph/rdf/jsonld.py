"""JSON-LD: `graph.jsonld` and `links.jsonld`, in which a term contains its articles and an article its links.

Follows JSON-LD 1.1 (W3C, 2020). Labels and definitions are maps by language; a key that can have several values has a list. Each
top-level object is one line. pyoxigraph writes expanded JSON-LD without context and nesting, so this writer is ours.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from glossograph.rdf.namespaces import DCAT, DCTERMS, PROV, RDF, RDFS, SDO, SKOS, VOID
from glossograph.rdf.rdf_files import RdfFiles
from glossograph.rdf.statements import INTEGER, Property, Resources, Strings, Subject, TaggedText, Texts, TypedLiterals
from glossograph.rdf.vocabulary import GG, PREFIXES, curie, iri_of

_KEYS = {
    "prefLabel": (SKOS, "@language", ""),
    "altLabel": (SKOS, "@language @set", ""),
    "definition": (SKOS, "@language", ""),
    "inScheme": (SKOS, "", "@id"),
    "topConceptOf": (SKOS, "", "@id"),
    "hasTopConcept": (SKOS, "@set", "@id"),
    "related": (SKOS, "@set", "@id"),
    "broader": (SKOS, "@set", "@id"),
    "narrower": (SKOS, "@set", "@id"),
    "member": (SKOS, "@set", "@id"),
    "linksTo": (GG, "@set", "@id"),
    "placeholder": (GG, "", ""),
    "name": (SDO, "@language", ""),
    "about": (SDO, "", "@id"),
    "inLanguage": (SDO, "", ""),
    "keywords": (SDO, "@language @set", ""),
    "url": (SDO, "", "@id"),
    "abstract": (SDO, "@language", ""),
    "wasDerivedFrom": (PROV, "", "@id"),
    "references": (DCTERMS, "@set", "@id"),
    "subject": (RDF, "", "@id"),
    "predicate": (RDF, "", "@id"),
    "object": (RDF, "", "@id"),
    "count": (GG, "", ""),
    "anchorText": (GG, "@language @set", ""),
    "context": (GG, "@language @set", ""),
    "writtenDestination": (GG, "@set", ""),
    "resolvedBy": (GG, "@set", ""),
    "identifier": (DCTERMS, "", ""),
    "addressPattern": (GG, "", ""),
    "title": (DCTERMS, "", ""),
    "label": (RDFS, "", ""),
    "description": (DCTERMS, "", ""),
    "creator": (DCTERMS, "", ""),
    "license": (DCTERMS, "", ""),
    "language": (DCTERMS, "@set", ""),
    "uriSpace": (VOID, "", ""),
    "triples": (VOID, "", ""),
    "entities": (VOID, "", ""),
    "documents": (VOID, "", ""),
    "vocabulary": (VOID, "@set", "@id"),
}
"""The keys of an object: vocabulary, containers and the type of the values."""

_CLASSES = {"Concept": SKOS, "ConceptScheme": SKOS, "Collection": SKOS, "Dataset": VOID, "Article": SDO, "Link": GG}
_KEY_BY_PREDICATE = {iri_of(vocabulary, key): key for key, (vocabulary, _, _) in _KEYS.items()}
_CLASS_NAMES = {iri_of(vocabulary, name): name for name, vocabulary in _CLASSES.items()}
_CLASS_NAMES[iri_of(DCAT, "Dataset")] = "dcat:Dataset"
_TYPE = iri_of(RDF, "type")
_CONTAINED_AS = {iri_of(SDO, "about"): "articles", iri_of(GG, "article"): "links"}
"""Predicates that name the containing resource, and the key under which that resource lists the contained one."""


def jsonld(subjects: Iterable[Subject], base: str) -> Iterator[str]:
    """Yield a JSON-LD document: the context, then a piece for each top-level object."""
    spelling = JsonLdSpelling(base)
    yield spelling.opening
    for index, document in enumerate(_frame(subjects, _IriCompactor(base))):
        yield f"{spelling.separator if index else ''}{_to_json(document)}"
    yield spelling.closing


class JsonLdSpelling:
    """Spells a JSON-LD document."""

    separator = ",\n"
    closing = "\n]}\n"

    def __init__(self, base: str) -> None:
        """Shorten the IRIs below a base IRI."""
        entries = (f"{_to_json(key)}: {_to_json(definition)}" for key, definition in context(base).items())
        self.opening = '{"@context": {\n' + ",\n".join(entries) + '\n},\n"@graph": [\n'
        self._compactor = _IriCompactor(base)

    def spell(self, subjects: Iterable[Subject]) -> str:
        """Spell subjects, the contained ones inside the one that contains them."""
        return self.separator.join(map(_to_json, _frame(subjects, self._compactor)))


def context(base: str) -> dict[str, Any]:
    """Return the JSON-LD context, which maps the keys to vocabularies.

    >>> context("https://example.org/glossary/")["prefLabel"]
    {'@id': 'skos:prefLabel', '@container': '@language'}
    """
    keys: dict[str, Any] = {}
    for key, (vocabulary, container, value_type) in _KEYS.items():
        keys[key] = {"@id": curie(iri_of(vocabulary, key))}
        keys[key] |= {"@type": value_type} if value_type else {}
        containers = container.split()
        keys[key] |= {"@container": containers if len(containers) > 1 else container} if container else {}
    return {
        "@version": 1.1,
        **PREFIXES,
        **_IriCompactor(base).prefixes,
        "id": "@id",
        "type": "@type",
        **{name: curie(iri_of(vocabulary, name)) for name, vocabulary in _CLASSES.items()},
        **keys,
        **{key: {"@reverse": curie(predicate)} for predicate, key in _CONTAINED_AS.items()},
    }


def _to_json(value: Any) -> str:  # noqa: ANN401 — any JSON value
    return msgspec.json.encode(value).decode("utf-8")


class _IriCompactor:
    """Shortens the IRIs of a glossary: `term:bond`, `article:no/bond`, `link:no/bond/yield`."""

    def __init__(self, base: str) -> None:
        self.prefixes = {kind: f"{base}{kind}/" for kind in ("term", "article", "link", "collection")}
        self._base = base

    def compact(self, iri: str) -> str:
        if iri.startswith(self._base):
            kind, slash, rest = iri[len(self._base) :].partition("/")
            return f"{kind}:{rest}" if slash and kind in self.prefixes else iri
        return iri


def _frame(subjects: Iterable[Subject], compactor: _IriCompactor) -> Iterator[dict[str, Any]]:
    """Put each subject into the one that contains it, which precedes it; yield the others."""
    container_iri = ""
    container: dict[str, Any] = {}
    for subject in subjects:
        predicates = [
            item.predicate
            for item in subject.properties
            if item.predicate in _CONTAINED_AS and tuple(item.values) == (container_iri,)
        ]
        if predicates:
            contained = _object(subject, compactor, without=predicates[0])
            container.setdefault(_CONTAINED_AS[predicates[0]], []).append(contained)
            continue
        if container:
            yield container
        container_iri, container = subject.iri, _object(subject, compactor)
    if container:
        yield container


def _object(subject: Subject, compactor: _IriCompactor, without: str = "") -> dict[str, Any]:
    """Make the object of a subject, without the predicate that names its container."""
    document: dict[str, Any] = {"id": compactor.compact(subject.iri)}
    for statement in subject.properties:
        if statement.predicate == _TYPE:
            types = [_CLASS_NAMES.get(value, value) for value in statement.values if isinstance(value, str)]
            document["type"] = _unwrap_single(types)
        elif statement.predicate != without:
            _add_property(document, statement, compactor)
    return document


def _add_property(document: dict[str, Any], statement: Property, compactor: _IriCompactor) -> None:
    key = _KEY_BY_PREDICATE.get(statement.predicate) or curie(statement.predicate)
    _, container, value_type = _KEYS.get(key, (None, "", ""))
    values: list[Any]
    match statement:
        case Resources():
            iris = map(compactor.compact, statement.values)
            values = list(iris) if value_type else [{"id": iri} for iri in iris]
        case Texts():
            if "@language" in container:
                document[key] = _language_map(statement.values, as_lists="@set" in container)
                return
            values = [{"@value": value.text, "@language": value.language} for value in statement.values]
        case Strings():
            values = list(statement.values)
        case TypedLiterals():
            values = [int(value) if statement.datatype == INTEGER else value == "true" for value in statement.values]
    document[key] = values if container == "@set" else _unwrap_single(values)


def _language_map(texts: Iterable[TaggedText], *, as_lists: bool) -> dict[str, Any]:
    by_language: dict[str, list[str]] = {}
    for text in texts:
        by_language.setdefault(text.language, []).append(text.text)
    return {language: values if as_lists else _unwrap_single(values) for language, values in by_language.items()}


def _unwrap_single(values: list[Any]) -> Any:  # noqa: ANN401 — any JSON value
    return values[0] if len(values) == 1 else values


emit_jsonld = RdfFiles("jsonld", JsonLdSpelling)
"""Writes `graph.jsonld` and, unless no evidence is wanted, `links.jsonld`."""
