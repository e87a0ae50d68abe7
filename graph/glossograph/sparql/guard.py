"""Checks of a query before it runs, and exact positions of its syntax errors.

A query is split into tokens (SPARQL 1.1, W3C, 2013, section 19.8), in just enough detail to distinguish code from strings, IRIs
and comments. With the tokens, this module refuses `SERVICE` and undeclared prefixes, replaces parameters, and finds the position
of an error. pyoxigraph 0.5.13 has no switch that turns `SERVICE` off, and its positions of errors are not exact.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
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
_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UNICODE_END = 0x110000
_SERVICE = "SERVICE"

_ERROR_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_ERROR_SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]+(?: [A-Za-z]+)+)(?=,|$)")
_PROLOGUE_KEYWORDS = ("BASE", "PREFIX", "VERSION")
_QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_GAP_CHARS = 40
"""More than the longest keyword has."""

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_COMBINING = frozenset({*"|&+-*/!^.;?=<>", "UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "SELECT", "EXISTS", "COUNT"})
"""Tokens that combine two parts of a query, or nest one in another without a bracket."""

_MAX_DEPTH = 100
_MAX_OPERATORS = 1000
"""Limits far above any query by hand: pyoxigraph 0.5.13 overflows its stack at 1,000 nested calls and 5,000 operators."""

_SEPARATORS = frozenset("{}(),;")
"""Tokens that may have blanks on both sides, whatever they touch."""


class Token(NamedTuple):
    """A token of a query: its kind, its text, and the offset of its first character."""

    kind: str
    text: str
    start: int


def tokenize(query: str) -> Iterator[Token]:
    """Split a query into tokens, without blanks.

    >>> [token.kind for token in tokenize('SELECT ?x { ?x skos:prefLabel "a"@en } # all')]
    ['word', 'variable', 'other', 'variable', 'name', 'string', 'tag', 'other', 'comment']
    """
    for match in _TOKEN.finditer(query):
        if not match[0].isspace():
            yield Token(match.lastgroup or "other", match[0], match.start())


def replace_parameters(query: str, values: Mapping[str, str]) -> str:
    """Replace parameters, which are variables spelt with `$`, by terms of SPARQL; leave strings, IRIs and comments alone.

    >>> replace_parameters('SELECT ?x { ?x ?p $name } # $name', {"name": '"a b"@en'})
    'SELECT ?x { ?x ?p "a b"@en } # $name'
    """
    parts, end = [], 0
    for token in tokenize(query):
        if token.kind == "variable" and token.text[0] == "$" and token.text[1:] in values:
            parts += [query[end : token.start], values[token.text[1:]]]
            end = token.start + len(token.text)
    return "".join((*parts, query[end:]))


def refuse_depth(query: str) -> None:
    """Refuse a query that would overflow the stack of the query engine, which calls itself for each level and each operator.

    Raises:
        QueryError: The query nests too deep, or combines too much.

    >>> refuse_depth("ASK { FILTER(" + 200 * "(" + "1" + 200 * ")" + ") }")
    Traceback (most recent call last):
    glossograph.errors.QueryError: The query nests deeper than 100 levels at line 1, column 112: write a simpler one
    """
    brackets: list[str] = []
    operators = 0
    for token in tokenize(query):
        text = token.text.upper()
        if token.kind == "other" and text in _OPENING:
            brackets.append(text)
        elif token.kind == "other" and text in _CLOSING and brackets:
            brackets.pop()
        elif (text in _COMBINING and token.kind in ("other", "word")) or (text == "," and brackets[-1:] != ["("]):
            operators += 1
        if len(brackets) > _MAX_DEPTH or operators > _MAX_OPERATORS:
            line, column, _ = position(query, token.start)
            is_deep = len(brackets) > _MAX_DEPTH
            excess = f"nests deeper than {_MAX_DEPTH} levels" if is_deep else f"has over {_MAX_OPERATORS:,} operators"
            raise QueryError(f"The query {excess} at line {line}, column {column}: write a simpler one")  # noqa: TRY003, EM102


def refuse_service(query: str) -> None:
    """Refuse a query that calls another server, so that no query leaves the machine.

    pyoxigraph also reads `SERVICE` where no blank precedes or follows it, and where Unicode escapes spell it.

    Raises:
        QueryError: The query contains `SERVICE`.

    >>> refuse_service('ASK { ?service <http://example.org/service> "SERVICE" } # SERVICE')
    >>> refuse_service("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    glossograph.errors.QueryError: The query calls another server with SERVICE at line 1, column 7: load that data here instead
    """
    for text in dict.fromkeys((query, _UNICODE_ESCAPE.sub(_unescape, query))):
        for token in tokenize(text):
            if token.kind in ("word", "name") and _SERVICE in token.text.partition(":")[0].upper():
                line, column, _ = position(text, token.start)
                call = f"The query calls another server with {_SERVICE} at line {line}, column {column}"
                raise QueryError(f"{call}: load that data here instead")  # noqa: TRY003, EM102


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < _UNICODE_END else match[0]


def undeclared_prefixes(query: str) -> set[str]:
    """Return the prefixes that a query uses and does not declare.

    >>> undeclared_prefixes("PREFIX a: <urn:a:> ASK { a:x b:y _:z }")
    {'b'}
    """
    used: set[str] = set()
    declared = {"_"}
    previous = ""
    for token in tokenize(query):
        if token.kind == "name":
            (declared if previous == "PREFIX" else used).add(token.text.partition(":")[0])
        previous = previous if token.kind == "comment" else token.text.upper()
    return used - declared


def refuse_unknown_prefixes(query: str, known: Mapping[str, str]) -> None:
    """Refuse a query that uses a prefix without declaring it, unless the prefix is a known one.

    Raises:
        QuerySyntaxError: A prefix is neither declared nor known.
    """
    declared = set(known)
    previous = ""
    for token in tokenize(query):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if previous == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared and prefix != "_":
                reason = f"prefix {prefix}: is not declared: declare it, or use one of {' '.join(sorted(known))}"
                raise QuerySyntaxError(reason, *position(query, token.start))
        previous = previous if token.kind == "comment" else token.text.upper()


def position(text: str, offset: int) -> tuple[int, int, str]:
    r"""Return the line and the column of an offset, both from 1, and the text of that line.

    >>> position("one\ntwo", 5)
    (2, 2, 'two')
    """
    line = text.count("\n", 0, offset)
    return line + 1, offset - text.rfind("\n", 0, offset), text.split("\n")[line].rstrip("\r")


def explain_syntax_error(query: str, error: SyntaxError, parse: Callable[[str], object]) -> QueryError:
    """Make an error that says what is wrong with a query and exactly where.

    pyoxigraph reports the farthest position that it looked at. That is up to some twenty characters too far, since it compares
    whole keywords. So the query is parsed again with wide gaps between its tokens: the parser then never looks beyond the gap
    behind the token that it could not read. The list of what the parser expected describes its grammar rather than the query,
    so only its whole sentences are reported.

    Args:
        query: The query that was refused.
        error: The error that `parse` raised for it.
        parse: Parses a query; raises `SyntaxError` if it is not SPARQL.
    """
    match = _ERROR_POSITION.match(str(error.msg))
    if not match:
        return QueryError(f"The query is not SPARQL: {error.msg}")
    offset = _offset(query, match)
    sentence = _ERROR_SENTENCE.search(match[3])
    if sentence:
        return QuerySyntaxError(_lower_first(sentence[1]), *position(query, min(offset, len(query.rstrip()))))
    words = (token for token in tokenize(query) if token.kind == "word" and token.text.upper() not in _PROLOGUE_KEYWORDS)
    first_word = next(words, None)
    if first_word and first_word.text.upper() not in _QUERY_FORMS:
        return QuerySyntaxError(f"a query begins with {', '.join(_QUERY_FORMS)}", *position(query, first_word.start))
    open_string = next((token for token in tokenize(query) if token.kind == "other" and token.text in "\"'"), None)
    if open_string:
        return QuerySyntaxError("the string that begins here has no closing quote", *position(query, open_string.start))
    spread_query, spread_starts, starts = _spread_tokens(query)
    try:
        parse(spread_query)
    except SyntaxError as spread_error:
        if exact := _ERROR_POSITION.match(str(spread_error.msg)):
            offset = starts[max(bisect_right(spread_starts, _offset(spread_query, exact)) - 1, 0)]
            reason = "not valid SPARQL from here on" if offset < len(query.rstrip()) else "something is missing at the end"
            return QuerySyntaxError(reason, *position(query, offset))
    return QuerySyntaxError("not valid SPARQL from here on", *position(query, offset))


def _lower_first(sentence: str) -> str:
    return sentence if sentence[:2].isupper() else sentence[0].lower() + sentence[1:]


def _offset(text: str, match: re.Match[str]) -> int:
    """Return the offset of the line and column, both from 1, that an error message names."""
    lines_before = text.split("\n")[: int(match[1]) - 1]
    return sum(len(line) + 1 for line in lines_before) + int(match[2]) - 1


def _spread_tokens(query: str) -> tuple[str, list[int], list[int]]:
    """Put wide gaps between the tokens of a query.

    Tokens that touch stay together, since operators such as `&&` consist of several, unless one of them is a separator.

    Returns:
        The spread query; the offset of each group of tokens in it; the offset of each group in the query. The last offset of
        both lists is the end.
    """
    parts: list[str] = []
    spread_starts, starts = [0], [0]
    length = end = 0
    previous = ""
    for token in tokenize(query):
        if token.kind != "comment":
            if token.start > end or token.text in _SEPARATORS or previous in _SEPARATORS:
                parts.append(" " * _GAP_CHARS)
                length += _GAP_CHARS
                spread_starts.append(length)
                starts.append(token.start)
            parts.append(token.text)
            length += len(token.text)
            previous = token.text
        end = token.start + len(token.text)
    spread_query = "".join((*parts, " " * 2 * _GAP_CHARS))
    return spread_query, [*spread_starts, length + _GAP_CHARS], [*starts, len(query.rstrip())]
