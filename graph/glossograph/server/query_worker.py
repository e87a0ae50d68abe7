"""The process that answers queries for a server, which ends it when a query takes too long.

It is started as `python -m glossograph.server.query_worker PATH`. It reads requests from standard input, one JSON object a line,
and writes frames to standard output: a letter, the length as four bytes, the payload. `R` says that the data is loaded, `C` is a
piece of an answer, `E` its last piece, `X` an error as JSON.
"""

import contextlib
import csv
import io
import os
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, TypeVar, cast

import msgspec
from pyoxigraph import QueryBoolean, QuerySolution, QuerySolutions, QueryTriples, Variable, serialize

from glossograph.errors import GlossographError, QueryError, QuerySyntaxError
from glossograph.model.base import Struct
from glossograph.server.content_negotiation import (
    CSV_ROWS,
    JSON_LD,
    JSON_ROWS,
    NTRIPLES,
    RDF_FORMATS,
    ROW_FORMATS,
    TSV_ROWS,
    XML_ROWS,
)
from glossograph.sparql.answers import bare_text
from glossograph.sparql.dataset import STORE_ERRORS, Dataset

_Row = TypeVar("_Row")
FRAME_HEAD = struct.Struct(">cI")
_PIECE_BYTES = 64_000
_MAX_MEMORY_BYTES = 4_000_000_000
_NICENESS = 5
_TOO_LARGE = "The answer is too large: add LIMIT, or ask for less"
_NO_PREFIXES = frozenset({JSON_LD.name, NTRIPLES.name})


class WorkRequest(Struct, frozen=True):
    """A query, the name of the media type of its answer, and its graphs if the request names any.

    `is_ours` says that the server wrote the query itself: it is not checked, and its triples get the prefixes of our exports.
    """

    query: str
    media: str
    max_bytes: int
    max_rows: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    is_ours: bool = False


class WorkError(Struct, frozen=True):
    """Why a query was not answered. `line` and `column` count from 1, and are 0 unless it is a syntax error."""

    kind: str
    message: str
    line: int = 0
    column: int = 0
    text: str = ""


class AnswerTooLargeError(GlossographError):
    """An answer is larger than it may be."""


class RowMark(NamedTuple):
    """Bytes that come once a row in a format and never inside a row: a pattern, its length, how often it comes besides."""

    pattern: re.Pattern[bytes]
    length: int
    more: int = 0


class RowCounter:
    """Counts rows in the bytes of an answer, which the query engine writes itself, up to a limit."""

    def __init__(self, mark: RowMark, max_rows: int) -> None:
        """Take how to count, and the most rows."""
        self._mark = mark
        self._left = max_rows + mark.more
        self._end = b""

    def add(self, data: bytes) -> None:
        """Count the rows in the next bytes.

        Raises:
            AnswerTooLargeError: They are too many.
        """
        text = self._end + data
        self._left -= len(self._mark.pattern.findall(text))
        self._end = text[max(len(text) - self._mark.length + 1, 0) :]
        if self._left < 0:
            raise AnswerTooLargeError(_TOO_LARGE)


class FramedOutput:
    """A binary file that sends what is written as frames of some size, up to limits."""

    def __init__(self, output: BinaryIO, max_bytes: int) -> None:
        """Write to an output.

        Args:
            output: Where frames go.
            max_bytes: The most bytes of an answer.
        """
        self._output = output
        self._left = max_bytes
        self._pieces: list[bytes] = []
        self._size = 0
        self.rows: RowCounter | None = None

    def write(self, data: bytes) -> int:
        """Take the next bytes.

        Raises:
            AnswerTooLargeError: They are too many.
        """
        self._left -= len(data)
        if self._left < 0:
            raise AnswerTooLargeError(_TOO_LARGE)
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size >= _PIECE_BYTES:
            self._send(b"C")
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are large enough."""

    def end(self) -> None:
        """Send what was written since the last piece, as the last one."""
        self._send(b"E")

    def _send(self, kind: bytes) -> None:
        piece = b"".join(self._pieces)
        if self.rows is not None:
            self.rows.add(piece)
        write_frame(self._output, kind, piece)
        self._pieces.clear()
        self._size = 0


_LINE = re.compile(b"\n")
_ROW_MARKS = {
    # In a string the quotation mark would be escaped, unless it ends the string. Rows without a value do not count.
    JSON_ROWS.name: RowMark(re.compile(rb'\},\{"[^,}]'), 5, -1),
    XML_ROWS.name: RowMark(re.compile(b"<result>"), 8),
    TSV_ROWS.name: RowMark(_LINE, 1, 1),
    NTRIPLES.name: RowMark(_LINE, 1),
}


def write_frame(output: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write a frame; end the process if the server has gone."""
    try:
        output.write(FRAME_HEAD.pack(kind, len(payload)) + payload)
        output.flush()
    except OSError as error:  # no error of the store, to which pyoxigraph would turn it
        raise SystemExit(1) from error


def answer(dataset: Dataset, request: WorkRequest, output: FramedOutput) -> None:
    """Answer a query.

    Raises:
        GlossographError: The query is wrong, or cannot be answered.
    """
    ask = dataset.query_unchecked if request.is_ours else dataset.query
    result = ask(request.query, request.default_graphs, request.named_graphs)
    if not isinstance(result, QueryBoolean) and request.media in _ROW_MARKS:
        output.rows = RowCounter(_ROW_MARKS[request.media], request.max_rows)
    file = cast("IO[bytes]", output)  # pyoxigraph calls `write` and `flush` only
    try:
        if isinstance(result, QueryTriples):
            prefixes = dict(dataset.prefixes) if request.is_ours and request.media not in _NO_PREFIXES else None
            if request.media in _ROW_MARKS:
                result.serialize(file, RDF_FORMATS[request.media])
            else:
                serialize(_first(result, request.max_rows), file, RDF_FORMATS[request.media], prefixes=prefixes)
        elif isinstance(result, QuerySolutions) and request.media == CSV_ROWS.name:
            for line in _csv_lines(_first(result, request.max_rows), result.variables):
                output.write(line)
        elif isinstance(result, QueryBoolean) and request.media == CSV_ROWS.name:
            output.write(b"true\r\n" if result else b"false\r\n")
        else:
            result.serialize(file, ROW_FORMATS[request.media])
    except STORE_ERRORS as error:
        if "corrupt" in str(error).lower():
            raise dataset.store_error(error) from error
        message = f"The answer cannot be written as {request.media}: {error}"
        raise QueryError(message) from error


def _first(rows: Iterable[_Row], max_rows: int) -> Iterator[_Row]:
    """Give rows or triples, up to a limit."""
    for count, row in enumerate(rows):
        if count >= max_rows:
            raise AnswerTooLargeError(_TOO_LARGE)
        yield row


def _csv_lines(solutions: Iterable[QuerySolution], variables: Iterable[Variable]) -> Iterator[bytes]:
    """Write rows exactly as the W3C says; pyoxigraph 0.5.13 puts no quotes around an IRI with a comma."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    writer.writerow([variable.value for variable in variables])
    for row in solutions:
        writer.writerow(map(bare_text, row))
        if line.tell() >= _PIECE_BYTES:
            yield line.getvalue().encode("utf-8")
            line.seek(0)
            line.truncate()
    yield line.getvalue().encode("utf-8")


def describe_error(error: Exception) -> WorkError:
    """Describe an error for the server."""
    if isinstance(error, QuerySyntaxError):
        return WorkError("syntax", str(error), error.line, error.column, error.text)
    if isinstance(error, AnswerTooLargeError):
        return WorkError("size", str(error))
    if isinstance(error, GlossographError):
        return WorkError("query", str(error))
    return WorkError("failure", f"The query cannot be answered: {error}")


def serve(path: Path, requests: BinaryIO, output: BinaryIO) -> None:
    """Load RDF, and answer the requests of a server until it closes the pipe."""
    decode = msgspec.json.Decoder(WorkRequest).decode
    try:
        dataset = Dataset.open(path, max_memory_bytes=0)  # one copy on disk for all processes
    except GlossographError as error:
        write_frame(output, b"X", msgspec.json.encode(describe_error(error)))
        return
    write_frame(output, b"R")
    for line in requests:
        request = decode(line)
        frames = FramedOutput(output, request.max_bytes)
        try:
            answer(dataset, request, frames)
            frames.end()
        except (GlossographError, ValueError, RuntimeError, OSError, SyntaxError) as error:
            write_frame(output, b"X", msgspec.json.encode(describe_error(error)))


def limit_resources() -> None:
    """Let the process end, and not the machine stall, when a query needs too much memory; let the server run before queries."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 — not on Windows

        resource.setrlimit(resource.RLIMIT_DATA, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes the pipe
    limit_resources()
    serve(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
