"""RDF/XML: `graph.rdf` and `links.rdf`. After RDF 1.1 XML Syntax (W3C, 2014)."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from glossograph.rdf.rdf_files import RdfFiles
from glossograph.rdf.statements import Property, Resources, Strings, Subject, Texts
from glossograph.rdf.vocabulary import PREFIXES, curie

# What means something in XML, what a reader of XML would change, and what XML 1.0 has no way to hold.
_SPECIAL = re.compile('[&<>"\x00-\x1f\ufffe\uffff]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


def rdfxml(subjects: Iterable[Subject]) -> Iterator[str]:
    """Write subjects as RDF/XML, a piece each; a character that XML cannot hold becomes U+FFFD."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    yield "".join(f'\n    xmlns:{prefix}="{namespace}"' for prefix, namespace in sorted(PREFIXES.items()))
    yield ">\n"
    for subject in subjects:
        pieces = [f'<rdf:Description rdf:about="{_escaped(subject.iri)}">\n']
        for one in subject.properties:
            pieces += _elements(one, _element(one.predicate))
        yield f"{''.join(pieces)}</rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _elements(one: Property, element: str) -> list[str]:
    if isinstance(one, Resources):
        return [f'  <{element} rdf:resource="{_escaped(value)}"/>\n' for value in one.values]
    if isinstance(one, Texts):
        return [f'  <{element} xml:lang="{value.language}">{_escaped(value.text)}</{element}>\n' for value in one.values]
    if isinstance(one, Strings):
        return [f"  <{element}>{_escaped(value)}</{element}>\n" for value in one.values]
    return [f'  <{element} rdf:datatype="{one.datatype}">{value}</{element}>\n' for value in one.values]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], "\ufffd")


@cache
def _element(predicate: str) -> str:
    return ":".join(curie(predicate))


emit_rdfxml = RdfFiles("rdf", lambda subjects, _: rdfxml(subjects))
"""Writes `graph.rdf`, and `links.rdf` unless no evidence is wanted."""
