"""Answers of queries: as text in the formats of the W3C, and as Python values.

The text has the rows in the order of the query. pyoxigraph writes TSV, JSON, Turtle and N-Triples: 100,000 rows of six columns
take 0.09 s as TSV and 0.21 s as JSON, a fifth of the time that Python took. CSV is written here, for two reasons. A cell that a
spreadsheet would run as a formula gets an apostrophe, and rows cannot be changed before pyoxigraph writes them. And pyoxigraph
0.5.13 puts no quotes around an IRI with a comma, which then fills two columns.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, serialize

from glossograph.errors import QueryError
from glossograph.model.base import Struct
from glossograph.rdf.namespaces import XSD
from glossograph.sparql.cookbook import fill_parameters, find_query, read_query
from glossograph.sparql.dataset import STORE_ERRORS, Dataset, Result
from glossograph.text.escape import defused


class AnswerFormat(StrEnum):
    """How an answer is written as text."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"


_TRIPLE_FORMATS = {AnswerFormat.TURTLE: RdfFormat.TURTLE, AnswerFormat.NTRIPLES: RdfFormat.N_TRIPLES}
_ROW_FORMATS = {
    AnswerFormat.CSV: QueryResultsFormat.CSV,
    AnswerFormat.TSV: QueryResultsFormat.TSV,
    AnswerFormat.JSON: QueryResultsFormat.JSON,
}
_NUMERIC_TYPES = frozenset(str(XSD[name]) for name in ("integer", "decimal", "double"))
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN")
_CONVERTERS: Mapping[str, Callable[[str], Any]] = {
    str(XSD.integer): int,
    str(XSD.decimal): float,
    str(XSD.double): float,
    str(XSD.boolean): lambda text: text in ("true", "1"),
}
_ROWS_PER_PIECE = 500
_LOCAL_NAME = re.compile(r"[\w%-]+(?:[\w.%-]*[\w%-])?\Z")


class QueryTable(Struct, frozen=True):
    """The rows of an answer: in each column a text, a number, a truth value or `None`; IRIs and literals are bare texts.

    `pandas.DataFrame(table.rows, columns=table.columns)` makes a data frame of it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def query(graph: str | Path | Dataset, sparql: str = "", *, name: str = "", **parameters: str | float) -> QueryTable | bool:
    """Answer a SPARQL query, or a query of the cookbook.

    Args:
        graph: An RDF file, a folder of exports, or a dataset. `Dataset.open` once is faster for many queries of a large graph.
        sparql: The query.
        name: The name of a query of the cookbook, instead of `sparql`.
        **parameters: Values of the query's parameters.

    Returns:
        A table; triples are rows of subject, predicate and object. For `ASK`, yes or no.

    Raises:
        QueryError: The query is wrong or cannot be answered.
        UnknownTermError: The graph has no such term.

    >>> import tempfile, glossograph as gg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = gg.build(gg.SAMPLE).write(folder, "turtle")
    ...     query(folder, name="labels", term="Front Office").rows[1]
    ('en', 'Front Office', 'preferred')
    """
    if bool(sparql) == bool(name):
        message = "Give either a query or the name of a query"
        raise QueryError(message)
    dataset = graph if isinstance(graph, Dataset) else Dataset.open(Path(graph))
    named_query = find_query(name) if name else read_query("", sparql)
    values = {key: str(value) for key, value in parameters.items()}
    result = dataset.query(fill_parameters(named_query, values, dataset))
    if isinstance(result, QueryBoolean):
        return bool(result)
    if isinstance(result, QuerySolutions):
        columns = tuple(variable.value for variable in result.variables)
        return QueryTable(columns, tuple(tuple(map(python_value, row)) for row in dataset.rows(result)))
    triples = [(triple.subject, triple.predicate, triple.object) for triple in dataset.triples(result)]
    rows = tuple(sorted((tuple(map(python_value, triple)) for triple in triples), key=repr))
    return QueryTable(("subject", "predicate", "object"), rows)


def write_answer(
    result: Result, dataset: Dataset, answer_format: AnswerFormat, write: Callable[[str], object], *, raw: bool = False
) -> None:
    """Write an answer as text, piece by piece.

    Rows are written as CSV, TSV or JSON (SPARQL 1.1 Query Results, W3C, 2013), triples as sorted Turtle or N-Triples. An error
    at the first row comes before anything is written.

    Args:
        result: The answer.
        dataset: The dataset that was queried.
        answer_format: The format.
        write: Takes the next piece of text.
        raw: Leave CSV cells that look like formulas as they are, instead of putting an apostrophe before them.

    Raises:
        QueryError: The format cannot hold such an answer, or the store fails.
    """
    if isinstance(result, QueryTriples):
        if answer_format not in _TRIPLE_FORMATS:
            raise QueryError(f"The answer is triples, which {answer_format} cannot hold: use turtle or ntriples")  # noqa: TRY003, EM102
        write(_triples_text(result, dataset, answer_format))
    elif answer_format in _TRIPLE_FORMATS:
        raise QueryError(f"The answer is not triples, so {answer_format} cannot hold it: use table, csv, tsv or json")  # noqa: TRY003, EM102
    elif isinstance(result, QueryBoolean):
        write(f"{(result.serialize(format=_ROW_FORMATS[answer_format]) or b'').decode('utf-8')}\n")
    elif answer_format is AnswerFormat.CSV:
        _write_in_pieces(_csv_lines(result, dataset, raw=raw), write)
    else:
        _serialize_rows(result, dataset, answer_format, write)


def _triples_text(triples: QueryTriples, dataset: Dataset, answer_format: AnswerFormat) -> str:
    sorted_triples = sorted(set(dataset.triples(triples)), key=str)
    prefixes = dict(dataset.prefixes) if answer_format is AnswerFormat.TURTLE else None
    return (serialize(sorted_triples, format=_TRIPLE_FORMATS[answer_format], prefixes=prefixes) or b"").decode("utf-8")


def _serialize_rows(
    solutions: QuerySolutions, dataset: Dataset, answer_format: AnswerFormat, write: Callable[[str], object]
) -> None:
    output = _TextOutput(write)
    try:
        solutions.serialize(cast("IO[bytes]", output), _ROW_FORMATS[answer_format])  # pyoxigraph calls `write` and `flush` only
    except STORE_ERRORS as error:
        if error is output.error:
            raise
        raise dataset.store_error(error) from error
    output.finish("\n" if answer_format is AnswerFormat.JSON else "")


class _TextOutput:
    """A binary file that passes blocks of UTF-8 on as text. It holds each block until the next one or `finish`."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._decode = codecs.getincrementaldecoder("utf-8")().decode  # a block may end inside a character
        self._waiting = ""
        self.error: Exception | None = None

    def write(self, block: bytes) -> int:
        text = self._decode(block)
        try:
            if self._waiting:
                self._write(self._waiting)
        except Exception as error:
            self.error = error  # as opposed to an error of the store
            raise
        self._waiting = text
        return len(block)

    def flush(self) -> None:
        """Do nothing: `finish` passes the last block on."""

    def finish(self, end: str) -> None:
        self._write(self._waiting + end)


def _csv_lines(solutions: QuerySolutions, dataset: Dataset, *, raw: bool) -> Iterator[str]:
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    names = [variable.value for variable in solutions.variables]
    for row in chain([names], (_csv_cells(row, raw=raw) for row in dataset.rows(solutions))):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _csv_cells(row: tuple[object, ...], *, raw: bool) -> list[str]:
    return [bare_text(term) if raw or _is_number(term) else defused(bare_text(term)) for term in row]


def _is_number(term: object) -> bool:
    """Check that a term is a number both by its type and by its text: `"=1+1"^^xsd:integer` is a formula."""
    return isinstance(term, Literal) and term.datatype.value in _NUMERIC_TYPES and bool(_NUMBER.fullmatch(term.value))


def _write_in_pieces(lines: Iterator[str], write: Callable[[str], object]) -> None:
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) >= _ROWS_PER_PIECE:
            write("".join(piece))
            piece.clear()
    write("".join(piece))


def bare_text(term: Any) -> str:  # noqa: ANN401 — any of pyoxigraph's kinds of term, or `None`
    """Return a term as bare text: an IRI, or a literal without language and datatype; an empty text for `None`.

    >>> bare_text(Literal("Rente", language="no")), bare_text(None)
    ('Rente', '')
    """
    if term is None:
        return ""
    return str(term.value) if isinstance(term, Literal | NamedNode) else str(term)


def python_value(term: Any) -> Any:  # noqa: ANN401 — any of pyoxigraph's kinds of term, or `None`
    """Return a term as a Python value: numbers and truth values as such, everything else as bare text.

    >>> python_value(Literal(5)), python_value(NamedNode("http://example.org/a"))
    (5, 'http://example.org/a')
    """
    if isinstance(term, Literal):
        try:
            return _CONVERTERS.get(term.datatype.value, str)(term.value)
        except ValueError:
            return term.value
    return None if term is None else bare_text(term)


def short_text(term: Any, prefixes: Mapping[str, str]) -> str:  # noqa: ANN401 — any of pyoxigraph's kinds of term, or `None`
    """Write a term for people: an IRI with a prefix, a literal with its language, a number as it is.

    >>> short_text(NamedNode("http://example.org/term/bond"), {"term": "http://example.org/term/"})
    'term:bond'
    >>> short_text(Literal("Rente", language="no"), {}), short_text(None, {})
    ('Rente @no', '')
    """
    if isinstance(term, Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    if isinstance(term, NamedNode):
        for prefix, namespace in prefixes.items():
            if term.value.startswith(namespace) and _LOCAL_NAME.match(term.value.removeprefix(namespace)):
                return f"{prefix}:{term.value.removeprefix(namespace)}"
    return "" if term is None else str(term)
