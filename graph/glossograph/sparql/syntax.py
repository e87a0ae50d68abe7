"""What is wrong with a query, and where: the engine's message made exact.

The engine tells the farthest place that it looked at, which is beyond the true one: it compares whole keywords, up to some twenty
letters at once. So a query that it refuses is shown to it again with its pieces set so far apart that what it looks at
stays within the blanks behind the piece that it could not read.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from glossograph.errors import QueryError, QuerySyntaxError
from glossograph.sparql.tokens import position, tokens

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]+(?: [A-Za-z]+)+)(?=,|$)")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_LONGEST = 40
"""Letters that are more than any keyword has."""

_ALONE = frozenset("{}(),;")
"""Pieces that blanks may stand around, whatever they touch."""


def explained(query: str, error: SyntaxError, parse: Callable[[str], object]) -> QueryError:
    """Say what is wrong with a query that the engine refused, and where.

    The engine's list of what it expected tells more of its grammar than of the query; its few sentences are given.
    """
    found = _PLACE.match(str(error.msg))
    if not found:
        return QueryError(f"the query is not SPARQL: {error.msg}")
    sentence = _SENTENCE.search(found[3])
    if sentence:
        return QuerySyntaxError(_lower(sentence[1]), *position(query, min(_offset(query, found), len(query.rstrip()))))
    first = next((token for token in tokens(query) if token.kind == "word" and token.text.upper() not in _PROLOGUE), None)
    if first and first.text.upper() not in _FORMS:
        return QuerySyntaxError(f"a query begins with {', '.join(_FORMS)}", *position(query, first.start))
    endless = next((token for token in tokens(query) if token.kind == "other" and token.text in "\"'"), None)
    if endless:
        return QuerySyntaxError("a string begins here that does not end", *position(query, endless.start))
    spread, starts, places = _spread(query)
    try:
        parse(spread)
    except SyntaxError as again:
        if exact := _PLACE.match(str(again.msg)):
            place = places[max(bisect_right(starts, _offset(spread, exact)) - 1, 0)]
            reason = "this is no SPARQL from here on" if place < len(query.rstrip()) else "something is missing at the end"
            return QuerySyntaxError(reason, *position(query, place))
    return QuerySyntaxError("this is no SPARQL from here on", *position(query, _offset(query, found)))


def _lower(sentence: str) -> str:
    return sentence if sentence[:2].isupper() else sentence[0].lower() + sentence[1:]


def _offset(text: str, found: re.Match[str]) -> int:
    """Give the place in a text, from 0, of a line and a column, from 1."""
    before = text.split("\n")[: int(found[1]) - 1]
    return sum(len(line) + 1 for line in before) + int(found[2]) - 1


def _spread(query: str) -> tuple[str, list[int], list[int]]:
    """Set the pieces of a query apart; give where each begins then and where it began before, and last the end.

    Pieces that touch stay together, since operators such as `&&` are several, unless they are brackets or commas.
    """
    parts: list[str] = []
    starts, places = [0], [0]
    length = end = 0
    after = ""
    for token in tokens(query):
        if token.kind != "comment":
            if token.start > end or token.text in _ALONE or after in _ALONE:
                parts.append(" " * _LONGEST)
                length += _LONGEST
                starts.append(length)
                places.append(token.start)
            parts.append(token.text)
            length += len(token.text)
            after = token.text
        end = token.start + len(token.text)
    return "".join((*parts, " " * 2 * _LONGEST)), [*starts, length + _LONGEST], [*places, len(query.rstrip())]
