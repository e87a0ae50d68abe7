"""Answers -> text: the W3C formats for rows and triples, in the order in which the engine gives them."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryTriples, RdfFormat, serialize
from rdflib.namespace import XSD

from glossograph.errors import QueryError
from glossograph.sparql.dataset import Dataset, Result
from glossograph.text.escape import defused


class AnswerFormat(StrEnum):
    """How an answer is written."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"


_TRIPLES = {AnswerFormat.TURTLE: RdfFormat.TURTLE, AnswerFormat.NTRIPLES: RdfFormat.N_TRIPLES}
_NUMBERS = frozenset(str(XSD[name]) for name in ("integer", "decimal", "double"))
_KINDS: Mapping[str, Callable[[str], Any]] = {
    str(XSD.integer): int,
    str(XSD.decimal): float,
    str(XSD.double): float,
    str(XSD.boolean): lambda text: text in ("true", "1"),
}
_AT_ONCE = 500


def answer_text(result: Result, dataset: Dataset, form: AnswerFormat, *, raw: bool = False) -> Iterator[str]:
    """Stream an answer as text, in pieces of some hundred lines.

    Rows as CSV, TSV or JSON (SPARQL 1.1 Query Results, W3C, 2013), triples as Turtle or N-Triples, sorted. In CSV, cells that a
    spreadsheet would run get an apostrophe before them, unless `raw`; TSV and JSON are exact.

    Errors: `QueryError` where the format is not one of such an answer, or the store fails on the way.
    """
    if isinstance(result, QueryTriples):
        if form not in _TRIPLES:
            raise QueryError(f"this query gives triples, which are not written as {form}: take turtle or ntriples")  # noqa: TRY003, EM102
        yield _triples(result, dataset, form)
    elif form in _TRIPLES:
        raise QueryError(f"this query gives no triples, so no {form}: take table, csv, tsv or json")  # noqa: TRY003, EM102
    elif isinstance(result, QueryBoolean):
        yield f'{{"head":{{}},"boolean":{_word(result)}}}\n' if form is AnswerFormat.JSON else f"{_word(result)}\n"
    else:
        names = [variable.value for variable in result.variables]
        rows = dataset.rows(result)
        lines = _csv(names, rows, raw=raw) if form is AnswerFormat.CSV else {"tsv": _tsv, "json": _json}[form](names, rows)
        yield from _joined(lines)


def plain(term: Any) -> str:  # noqa: ANN401 — any of pyoxigraph's kinds of term, or nothing
    """Give a term's bare text: an IRI, the words of a literal; nothing where a row has nothing.

    >>> plain(Literal("Rente", language="no")), plain(None)
    ('Rente', '')
    """
    if term is None:
        return ""
    return str(term.value) if isinstance(term, Literal | NamedNode) else str(term)


def value(term: Any) -> Any:  # noqa: ANN401 — whatever kind of value stands there
    """Give a term as Python has it: numbers and truth values as such, all else as its bare text.

    >>> value(Literal(5)), value(NamedNode("http://example.org/a"))
    (5, 'http://example.org/a')
    """
    if isinstance(term, Literal):
        try:
            return _KINDS.get(term.datatype.value, str)(term.value)
        except ValueError:
            return term.value
    return None if term is None else plain(term)


def _word(boolean: QueryBoolean) -> str:
    return "true" if boolean else "false"


def _triples(triples: QueryTriples, dataset: Dataset, form: AnswerFormat) -> str:
    found = sorted(set(dataset.triples(triples)), key=str)
    prefixes = dict(dataset.prefixes) if form is AnswerFormat.TURTLE else None
    return (serialize(found, format=_TRIPLES[form], prefixes=prefixes) or b"").decode("utf-8")


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Join lines into pieces: an error at the first row comes before anything was written."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) >= _AT_ONCE:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


def _csv(names: list[str], rows: Iterator[tuple[object, ...]], *, raw: bool) -> Iterator[str]:
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    for row in chain([names], (_cells(row, raw=raw) for row in rows)):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cells(row: tuple[object, ...], *, raw: bool) -> list[str]:
    return [plain(term) if raw or _is_number(term) else defused(plain(term)) for term in row]


def _is_number(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMBERS


def _tsv(names: list[str], rows: Iterator[tuple[object, ...]]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join(_turtle(term) for term in row) + "\n"


def _turtle(term: object) -> str:
    if term is None:
        return ""
    return plain(term) if _is_number(term) else str(term).replace("\t", "\\t")


def _json(names: list[str], rows: Iterator[tuple[object, ...]]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{_dumped(names)}}},"results":{{"bindings":['
    for number, row in enumerate(rows):
        bindings = {name: _binding(term) for name, term in zip(names, row, strict=True) if term is not None}
        yield f"{',' if number else ''}\n{_dumped(bindings)}"
    yield "\n]}}\n"


def _binding(term: Any) -> dict[str, Any]:  # noqa: ANN401 — any of pyoxigraph's kinds of term
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            return {**found, "xml:lang": term.language}
        return found if term.datatype.value == str(XSD.string) else {**found, "datatype": term.datatype.value}
    if hasattr(term, "value"):
        return {"type": "bnode", "value": term.value}
    parts = {name: _binding(getattr(term, name)) for name in ("subject", "predicate", "object")}
    return {"type": "triple", "value": parts}


def _dumped(found: Any) -> str:  # noqa: ANN401
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


_LOCAL = re.compile(r"[\w%-]+(?:[\w.%-]*[\w%-])?\Z")


def shortened(term: Any, prefixes: Mapping[str, str]) -> str:  # noqa: ANN401 — any of pyoxigraph's kinds of term, or nothing
    """Write a term short: `term:bond` for an IRI, `Rente @no` for words, a number as it is.

    >>> shortened(NamedNode("http://example.org/term/bond"), {"term": "http://example.org/term/"})
    'term:bond'
    >>> shortened(Literal("Rente", language="no"), {}), shortened(None, {})
    ('Rente @no', '')
    """
    if isinstance(term, Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    if isinstance(term, NamedNode):
        for prefix, space in prefixes.items():
            if term.value.startswith(space) and _LOCAL.match(term.value.removeprefix(space)):
                return f"{prefix}:{term.value.removeprefix(space)}"
    return "" if term is None else str(term)
