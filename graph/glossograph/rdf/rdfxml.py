"""RDF/XML: `graph.rdf` and `links.rdf`.

Follows RDF 1.1 XML Syntax (W3C, 2014). pyoxigraph writes the triples one by one, so memory stays flat. It takes 100 ms for the
triples of the CNCF glossary (see `turtle`), where a writer of our own took 46 ms; the format is used too rarely to be worth
that code. Two faults of pyoxigraph 0.5.13 are fixed on the way: it writes characters that XML 1.0 forbids, such as U+0001, and
no XML parser reads the file; and it writes a bare carriage return, which an XML parser reads as a line feed.
"""

import codecs
import re
from collections.abc import Iterable
from typing import IO, cast

from pyoxigraph import RdfFormat, serialize

from glossograph.rdf.rdf_files import RdfFiles
from glossograph.rdf.statements import Subject, triples
from glossograph.rdf.vocabulary import PREFIXES

_CARRIAGE_RETURN = "\r"
_UNSAFE_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def write_rdfxml(subjects: Iterable[Subject], _base: str, file: IO[bytes]) -> None:
    """Write subjects as RDF/XML; a character that XML 1.0 forbids becomes U+FFFD."""
    output = cast("IO[bytes]", _XmlOutput(file))  # pyoxigraph calls `write` and `flush` only
    serialize(triples(subjects), output, RdfFormat.RDF_XML, prefixes=PREFIXES)


class _XmlOutput:
    """A binary file that replaces or escapes the characters that an XML parser would refuse or change."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8")().decode  # a block may end inside a character

    def write(self, block: bytes) -> int:
        self._file.write(_UNSAFE_CHARACTERS.sub(_escape, self._decode(block)).encode("utf-8"))
        return len(block)

    def flush(self) -> None:
        self._file.flush()


def _escape(match: re.Match[str]) -> str:
    return "&#13;" if match[0] == _CARRIAGE_RETURN else "\ufffd"


emit_rdfxml = RdfFiles("rdf", write_rdfxml)
"""Writes `graph.rdf` and, unless no evidence is wanted, `links.rdf`."""
