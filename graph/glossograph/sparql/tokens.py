"""What can be told of a query without parsing it: its words, its prefixes, its parameters, whether it calls out.

Reads SPARQL 1.1 (W3C, 2013), section 19.8, as far as needed to tell code from strings, IRIs and comments.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from glossograph.errors import QueryError, QuerySyntaxError

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d](?:[\w.\-\u00b7]*[\w\-\u00b7])?)?:(?:[\w:%.\-\u00b7]*[\w:%\-\u00b7]|\\.)*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_CALL = "SERVICE"


class Token(NamedTuple):
    """A piece of a query: its kind, its text and where it begins, in characters from 0."""

    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[Token]:
    """Cut a query into pieces, blanks left out.

    >>> [token.kind for token in tokens('SELECT ?x { ?x skos:prefLabel "a"@en } # all')]
    ['word', 'variable', 'other', 'variable', 'name', 'string', 'tag', 'other', 'comment']
    """
    for found in _TOKEN.finditer(query):
        if not found[0].isspace():
            yield Token(found.lastgroup or "other", found[0], found.start())


def refuse_service(query: str) -> None:
    """Refuse a query that would ask another server: what is asked here never leaves the machine.

    The engine sees `SERVICE` even where no blank sets it off, or where its letters are written as escapes.

    Errors: `QueryError`.

    >>> refuse_service('ASK { ?service <http://example.org/service> "SERVICE" } # SERVICE')
    >>> refuse_service("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    glossograph.errors.QueryError: the query calls another server with SERVICE at line 1, column 7: load its data here instead
    """
    for text in (query, _ESCAPE.sub(_character, query)):
        for token in tokens(text):
            if token.kind in ("word", "name") and _CALL in token.text.partition(":")[0].upper():
                line, column, _ = position(text, token.start)
                what = f"the query calls another server with {_CALL} at line {line}, column {column}: load its data here instead"
                raise QueryError(what)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 else escape[0]  # noqa: PLR2004 — the end of Unicode


def refuse_unknown_prefixes(query: str, known: Mapping[str, str]) -> None:
    """Refuse a query with a prefix that nobody declared, and say which there are: the engine would only say where.

    Errors: `QuerySyntaxError`.
    """
    declared = set(known)
    before = ""
    for token in tokens(query):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared and prefix != "_":
                reason = f"the prefix {prefix}: is not declared; known without declaring are {' '.join(sorted(known))}"
                raise QuerySyntaxError(reason, *position(query, token.start))
        before = before if token.kind == "comment" else token.text.upper()


def bind(query: str, values: Mapping[str, str]) -> str:
    """Put terms, written in SPARQL, in the place of parameters, which are variables spelt with `$`.

    Strings, IRIs and comments stay as they are.

    >>> bind('SELECT ?x { ?x ?p $name } # $name', {"name": '"a b"@en'})
    'SELECT ?x { ?x ?p "a b"@en } # $name'
    """
    parts, end = [], 0
    for token in tokens(query):
        if token.kind == "variable" and token.text[0] == "$" and token.text[1:] in values:
            parts += [query[end : token.start], values[token.text[1:]]]
            end = token.start + len(token.text)
    return "".join((*parts, query[end:]))


def position(text: str, start: int) -> tuple[int, int, str]:
    r"""Give line and column, from 1, of a place in a text, and the whole line.

    >>> position("one\ntwo", 5)
    (2, 2, 'two')
    """
    line = text.count("\n", 0, start)
    return line + 1, start - text.rfind("\n", 0, start), text.split("\n")[line].rstrip("\r")
