"""Reading of RDF files that may attack their parser: terms nested without end, XML entities."""

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from glossograph.rdf.rdf_names import open_content, rdf_suffix

XML_SUFFIXES = frozenset({".rdf", ".xml", ".owl"})
_MAX_DEPTH = 100
_MAX_XML_DEPTH = 10_000
_MAX_LINE_BYTES = 1_000_000
_ENTITY = b"<!ENTITY"
_SHORT_ENTITY = re.compile(rb'<!ENTITY\s+[\w.-]{1,60}\s+"[^"&%<\s]{0,150}"\s{0,9}>')
_MAX_ENTITY_BYTES = 300
"""What a short entity is: the name of a namespace, as ontology editors write them. It holds no other entity."""

_TRIPLE_TERM = re.compile(rb'"(?:[^"\\]|\\.)*"?|<<\(|\)>>', re.DOTALL)


class RdfInputError(ValueError):
    """A file attacks its parser; the message says how."""


@contextmanager
def open_rdf(path: Path) -> Iterator[IO[bytes]]:
    """Open an RDF file, compressed or not, for a parser, which reads from it what cannot harm it.

    pyoxigraph 0.5.13 calls itself for each triple term in another, and takes all memory for entities of XML in one another.

    Raises:
        RdfInputError: While it is read: triple terms or elements nest too deep, XML declares entities other than short
            names, or the compressed file is damaged.
    """
    with open_content(path) as file:
        yield cast("IO[bytes]", _GuardedReader(file, is_xml=rdf_suffix(path) in XML_SUFFIXES))  # parsers call `read` only


class _GuardedReader:
    def __init__(self, file: IO[bytes], *, is_xml: bool) -> None:
        self._file = file
        self._is_xml = is_xml
        self._depth = 0
        self._end = b""

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            message = f"its compression is damaged ({error}): write it again"
            raise RdfInputError(message) from error
        if self._is_xml:
            self._check_xml(data)
        else:
            self._check_triple_terms(data)
        return data

    def _check_xml(self, data: bytes) -> None:
        seen = self._end + data.replace(b"\0", b"")  # without the half of UTF-16
        self._end = seen[-len(_ENTITY) + 1 :]
        position = seen.find(_ENTITY)
        while position >= 0:
            short = _SHORT_ENTITY.match(seen, position)
            if not short and data and b">" not in seen[position:] and len(seen) - position < _MAX_ENTITY_BYTES:
                self._end = seen[position:]  # the rest of it comes with the next bytes
                break
            if not short:
                message = "it declares XML entities that are no short names: write the file without them, or as Turtle"
                raise RdfInputError(message)
            self._end = seen[max(short.end(), len(seen) - len(_ENTITY) + 1) :]
            position = seen.find(_ENTITY, short.end())
        tags = data.count(b"<") - data.count(b"<!") - data.count(b"<?")
        self._depth = max(0, self._depth + tags - 2 * data.count(b"</") - data.count(b"/>"))
        if self._depth > _MAX_XML_DEPTH:
            message = f"its elements nest deeper than {_MAX_XML_DEPTH:,} levels"
            raise RdfInputError(message)

    def _check_triple_terms(self, data: bytes) -> None:
        """Look at whole lines, at whose beginning no string is open, and at what there is of the last one."""
        seen = self._end + data
        line_start = seen.rfind(b"\n") + 1
        self._depth = _depth_after(seen[:line_start], self._depth)
        self._end = seen[line_start:]
        depth = _depth_after(self._end, self._depth)
        if len(self._end) > _MAX_LINE_BYTES:
            self._depth, self._end = depth, b""


def _depth_after(text: bytes, depth: int) -> int:
    if b"<<(" not in text and b")>>" not in text:
        return depth
    for sign in _TRIPLE_TERM.findall(text):
        if sign == b"<<(":
            depth += 1
        elif sign == b")>>":
            depth = max(0, depth - 1)
        if depth > _MAX_DEPTH:
            message = f"its triple terms nest deeper than {_MAX_DEPTH} levels"
            raise RdfInputError(message)
    return depth
