"""RDF/XML: `graph.rdf` and `links.rdf`.

Follows RDF 1.1 XML Syntax (W3C, 2014). pyoxigraph writes each block of triples. It takes 100 ms for the
triples of the CNCF glossary (see `turtle`), where a writer of our own took 46 ms; the format is used too rarely to be worth
that code. Two faults of pyoxigraph 0.5.13 are fixed on the way: it writes characters that XML 1.0 forbids, such as U+0001, and
no XML parser reads the file; and it writes a bare carriage return, which an XML parser reads as a line feed.
"""

import re
from collections.abc import Iterable

from pyoxigraph import RdfFormat, serialize

from glossograph.rdf.rdf_files import RdfFiles
from glossograph.rdf.statements import Subject, triples
from glossograph.rdf.vocabulary import PREFIXES

_CARRIAGE_RETURN = "\r"
_UNSAFE_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class XmlSpelling:
    r"""Spells an RDF/XML document; a character that XML 1.0 forbids becomes U+FFFD.

    >>> spelling = XmlSpelling()
    >>> spelling.opening.splitlines()[0], spelling.closing
    ('<?xml version="1.0" encoding="UTF-8"?>', '\n</rdf:RDF>')
    """

    separator = ""
    closing = "\n</rdf:RDF>"

    def __init__(self, _base: str = "") -> None:
        """Write every IRI in full, whatever its base."""
        self.opening = _document(()).removesuffix(self.closing)

    def spell(self, subjects: Iterable[Subject]) -> str:
        """Spell subjects, without the lines around the document."""
        text = _document(subjects).removeprefix(self.opening).removesuffix(self.closing)
        return _UNSAFE_CHARACTERS.sub(_escape, text)


def _document(subjects: Iterable[Subject]) -> str:
    return (serialize(triples(subjects), format=RdfFormat.RDF_XML, prefixes=PREFIXES) or b"").decode("utf-8")


def _escape(match: re.Match[str]) -> str:
    return "&#13;" if match[0] == _CARRIAGE_RETURN else "\ufffd"


emit_rdfxml = RdfFiles("rdf", XmlSpelling)
"""Writes `graph.rdf` and, unless no evidence is wanted, `links.rdf`."""
