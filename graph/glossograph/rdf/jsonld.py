"""JSON-LD: `graph.jsonld` and `links.jsonld`, framed: a term holds its articles, an article its links; a line each.

After JSON-LD 1.1 (W3C, 2020). Labels and definitions are maps by language; whatever may be many is a list.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SDO, SKOS, VOID

from glossograph.rdf.rdf_files import RdfFiles
from glossograph.rdf.statements import INTEGER, Property, Resources, Strings, Subject, Tagged, Texts, Typed
from glossograph.rdf.vocabulary import GG, PREFIXES, curie, name
from glossograph.serialise.json_writer import json_lines

_KEYS = {
    "prefLabel": (SKOS, "@language", ""),
    "altLabel": (SKOS, "@language @set", ""),
    "definition": (SKOS, "@language", ""),
    "inScheme": (SKOS, "", "@id"),
    "topConceptOf": (SKOS, "", "@id"),
    "hasTopConcept": (SKOS, "@set", "@id"),
    "related": (SKOS, "@set", "@id"),
    "linksTo": (GG, "@set", "@id"),
    "placeholder": (GG, "", ""),
    "name": (SDO, "@language", ""),
    "about": (SDO, "", "@id"),
    "inLanguage": (SDO, "", ""),
    "keywords": (SDO, "@set", ""),
    "wasDerivedFrom": (PROV, "", "@id"),
    "references": (DCTERMS, "@set", "@id"),
    "subject": (RDF, "", "@id"),
    "predicate": (RDF, "", "@id"),
    "object": (RDF, "", "@id"),
    "count": (GG, "", ""),
    "anchorText": (GG, "@language @set", ""),
    "context": (GG, "@language @set", ""),
    "writtenDestination": (GG, "@set", ""),
    "title": (DCTERMS, "", ""),
    "label": (RDFS, "", ""),
    "description": (DCTERMS, "", ""),
    "creator": (DCTERMS, "", ""),
    "license": (DCTERMS, "", ""),
    "language": (DCTERMS, "@set", ""),
    "uriSpace": (VOID, "", ""),
    "entities": (VOID, "", ""),
    "documents": (VOID, "", ""),
    "vocabulary": (VOID, "@set", "@id"),
}
"""The keys of the document: vocabulary, container and what its strings are taken for."""

_CLASSES = {"Concept": SKOS, "ConceptScheme": SKOS, "Dataset": VOID, "Article": SDO, "Link": GG}
_KEY_OF = {name(vocabulary, key): key for key, (vocabulary, _, _) in _KEYS.items()}
_CLASS_OF = {name(vocabulary, key): key for key, vocabulary in _CLASSES.items()}
_TYPE = name(RDF, "type")
_HELD_BY = {name(SDO, "about"): "articles", name(GG, "article"): "links"}
"""What leads from a resource to the one that holds it, and the key under which it is held."""


def jsonld(subjects: Iterable[Subject], base: str) -> Iterator[str]:
    """Write subjects as a JSON-LD document, a piece for each that no other one holds."""
    meanings = (f"{_json(key)}: {_json(meaning)}" for key, meaning in context(base).items())
    yield '{"@context": '
    yield from json_lines(meanings, "{", "\n},\n")
    yield '"@graph": '
    yield from json_lines(map(_json, _framed(subjects, _Compact(base))), "[", "\n]}\n")


def context(base: str) -> dict[str, Any]:
    """Give the context in which a document's keys mean what they do.

    >>> context("https://example.org/glossary/")["prefLabel"]
    {'@id': 'skos:prefLabel', '@container': '@language'}
    """
    keys: dict[str, Any] = {}
    for key, (vocabulary, container, kind) in _KEYS.items():
        keys[key] = {"@id": ":".join(curie(name(vocabulary, key)))}
        keys[key] |= {"@type": kind} if kind else {}
        containers = container.split()
        keys[key] |= {"@container": containers if len(containers) > 1 else container} if container else {}
    return {
        "@version": 1.1,
        **PREFIXES,
        **_Compact(base).prefixes,
        "id": "@id",
        "type": "@type",
        **{key: ":".join(curie(name(vocabulary, key))) for key, vocabulary in _CLASSES.items()},
        **keys,
        **{key: {"@reverse": ":".join(curie(predicate))} for predicate, key in _HELD_BY.items()},
    }


def _json(value: Any) -> str:  # noqa: ANN401 — whatever JSON holds
    return msgspec.json.encode(value).decode("utf-8")


class _Compact:
    """Shortens the IRIs of a collection: `term:bond`, `article:no/bond`, `link:no/bond/yield`."""

    def __init__(self, base: str) -> None:
        self.prefixes = {kind: f"{base}{kind}/" for kind in ("term", "article", "link")}
        self._base = base
        self._skipped = len(base)

    def iri(self, iri: str) -> str:
        if iri.startswith(self._base):
            kind, slash, rest = iri[self._skipped :].partition("/")
            return f"{kind}:{rest}" if slash and kind in self.prefixes else iri
        return iri


def _framed(subjects: Iterable[Subject], compact: _Compact) -> Iterator[dict[str, Any]]:
    """Put each subject that says which one holds it into that one, which comes before it."""
    holder = ""
    document: dict[str, Any] = {}
    for subject in subjects:
        held_by = [one for one in subject.properties if one.predicate in _HELD_BY and tuple(one.values) == (holder,)]
        if held_by:
            key = _HELD_BY[held_by[0].predicate]
            document.setdefault(key, []).append(_document(subject, compact, but=held_by[0].predicate))
            continue
        if document:
            yield document
        holder, document = subject.iri, _document(subject, compact)
    if document:
        yield document


def _document(subject: Subject, compact: _Compact, but: str = "") -> dict[str, Any]:
    """Write a subject as an object, but without one predicate: what leads to the one that holds it."""
    document: dict[str, Any] = {"id": compact.iri(subject.iri)}
    for one in subject.properties:
        if one.predicate == _TYPE:
            document["type"] = _one_or_more([_CLASS_OF.get(value, value) for value in one.values if isinstance(value, str)])
        elif one.predicate != but:
            _add(document, one, compact)
    return document


def _add(document: dict[str, Any], one: Property, compact: _Compact) -> None:
    key = _KEY_OF.get(one.predicate) or ":".join(curie(one.predicate))
    _, container, kind = _KEYS.get(key, (None, "", ""))
    values: list[Any]
    match one:
        case Resources():
            iris = map(compact.iri, one.values)
            values = list(iris) if kind else [{"id": iri} for iri in iris]
        case Texts():
            if "@language" in container:
                document[key] = _by_language(one.values, many="@set" in container)
                return
            values = [{"@value": value.text, "@language": value.language} for value in one.values]
        case Strings():
            values = list(one.values)
        case Typed():
            values = [int(value) if one.datatype == INTEGER else value == "true" for value in one.values]
    document[key] = values if container == "@set" else _one_or_more(values)


def _by_language(texts: Iterable[Tagged], *, many: bool) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for one in texts:
        found.setdefault(one.language, []).append(one.text)
    return {language: those if many else _one_or_more(those) for language, those in found.items()}


def _one_or_more(values: list[Any]) -> Any:  # noqa: ANN401 — as JSON-LD has it
    return values[0] if len(values) == 1 else values


emit_jsonld = RdfFiles("jsonld", jsonld)
"""Writes `graph.jsonld`, and `links.jsonld` unless no evidence is wanted."""
