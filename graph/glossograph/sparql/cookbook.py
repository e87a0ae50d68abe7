"""The cookbook: questions by name, each a file of SPARQL that says at its head what it answers and what it is told.

The head is comments: a sentence, then a line `# $name kind default: what it is` for each parameter, and `# needs links.ttl`
where the terms alone cannot answer. A parameter stands in the query as a variable spelt with `$`; what is given for it is put
there as one SPARQL term of its kind, so that nothing that is given can change the query.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files

from pyoxigraph import Literal

from glossograph.errors import QueryError, UnknownTermError
from glossograph.model.base import Struct
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.tokens import bind
from glossograph.text.languages import language_tag

_PARAMETER = re.compile(r"# \$(\w+) (term|language|number|text)(?: ([^:]*))?: (.+)")
_LARGEST = 1_000_000_000


class ParameterKind(StrEnum):
    """What a parameter is told: a term by any spelling, a language tag, a whole number, or words."""

    TERM = "term"
    LANGUAGE = "language"
    NUMBER = "number"
    TEXT = "text"


class Parameter(Struct, frozen=True):
    """Something that a query is told. Without a default it has to be given."""

    name: str
    kind: ParameterKind
    default: str | None
    meaning: str


class NamedQuery(Struct, frozen=True):
    """A query with parameters; `needs_links` where it is answered from the evidence."""

    name: str
    sentence: str
    parameters: tuple[Parameter, ...]
    needs_links: bool
    text: str


def cookbook() -> tuple[NamedQuery, ...]:
    """Give the queries that come with the package, sorted by name.

    >>> [query.name for query in cookbook()][:3]
    ['anchors', 'card', 'glossary']
    """
    folder = files("glossograph") / "data" / "queries"
    found = [path for path in folder.iterdir() if path.name.endswith(".rq")]
    return tuple(sorted(read_query(path.name.removesuffix(".rq"), path.read_text(encoding="utf-8")) for path in found))


def named(name: str) -> NamedQuery:
    """Give a query of the cookbook.

    Errors: `QueryError` where there is none of that name.
    """
    found = {query.name: query for query in cookbook()}
    if name not in found:
        message = f"no query {name!r} in the cookbook, which has {', '.join(found)}"
        raise QueryError(message)
    return found[name]


def read_query(name: str, text: str) -> NamedQuery:
    r"""Read a query and what its head says of it.

    >>> query = read_query("all", "# All of it.\n# $most number 5: the most rows\nSELECT * { ?s ?p ?o } LIMIT $most")
    >>> query.sentence, [(one.name, one.default) for one in query.parameters]
    ('All of it.', [('most', '5')])
    """
    head = []
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        head.append(line.rstrip())
    parameters = tuple(
        Parameter(one[1], ParameterKind(one[2]), one[3], one[4]) for line in head if (one := _PARAMETER.fullmatch(line))
    )
    sentence = head[0].removeprefix("#").strip() if head and not _PARAMETER.fullmatch(head[0]) else ""
    return NamedQuery(name, sentence, parameters, "# needs links.ttl" in head, text)


def bound(query: NamedQuery, given: Mapping[str, str], dataset: Dataset) -> str:
    """Give the query's text with what is given, or the defaults, in the place of its parameters.

    Errors: `QueryError` for a parameter that the query does not have or is not told, and for a value that is not of its
    kind; `UnknownTermError` for a term that the graph does not have.
    """
    known = {parameter.name for parameter in query.parameters}
    for name in given:
        if name not in known:
            has = f"has {', '.join(sorted(known))}" if known else "has none"
            message = f"the query {query.name} has no parameter {name!r}: it {has}"
            raise QueryError(message)
    return bind(query.text, {one.name: _term(one, given.get(one.name), dataset) for one in query.parameters})


def _term(parameter: Parameter, told: str | None, dataset: Dataset) -> str:
    """Write a value, or the default, as a term of SPARQL."""
    value = parameter.default if told is None else told
    message = f"the query is not told its {parameter.name}, {parameter.meaning}: give --set {parameter.name}=..."
    if value is None:
        raise QueryError(message)
    if parameter.kind is ParameterKind.TERM:
        try:
            return str(dataset.term(value))
        except UnknownTermError as error:
            if told is None:  # the default is a term of the sample
                raise QueryError(message) from error
            raise
    if parameter.kind is ParameterKind.LANGUAGE:
        tag = language_tag(value)
        if tag is None:
            message = f"{parameter.name} {value!r} is no language tag: write it like no or pt-br"
            raise QueryError(message)
        return str(Literal(tag))
    if parameter.kind is ParameterKind.NUMBER:
        if not (value.isascii() and value.isdecimal() and int(value[:12]) <= _LARGEST):
            message = f"{parameter.name} {value!r} is no whole number up to {_LARGEST:,}"
            raise QueryError(message)
        return str(int(value))
    return _literal(value)


def _literal(text: str) -> str:
    try:
        return str(Literal(text))
    except UnicodeEncodeError as error:
        message = "the text given is not Unicode: write it in UTF-8"
        raise QueryError(message) from error
