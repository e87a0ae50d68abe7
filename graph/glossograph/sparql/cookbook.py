"""The cookbook: named queries, each a SPARQL file whose first comments describe it and its parameters.

The first comment is a sentence that says what the query answers. A line `# $name kind default: description` follows for each
parameter, and a line `# needs links.ttl` if the terms alone cannot answer the query. In the query a parameter is a variable
spelt with `$`. Its value replaces it as one SPARQL term of the parameter's kind, so that no value can change the query.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files

from pyoxigraph import Literal

from glossograph.errors import QueryError, UnknownTermError
from glossograph.model.base import Struct
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.guard import replace_parameters, undeclared_prefixes
from glossograph.text.languages import language_tag

_PARAMETER = re.compile(r"# \$(\w+) (term|language|number|text)(?: ([^:]*))?: (.+)")
_NEEDS_LINKS = "# needs links.ttl"
_MAX_NUMBER = 1_000_000_000
_MAX_NUMBER_CHARS = 12


class ParameterKind(StrEnum):
    """The kinds of value: a term in any spelling, a language tag, a whole number, or any text."""

    TERM = "term"
    LANGUAGE = "language"
    NUMBER = "number"
    TEXT = "text"


_EXAMPLES: Mapping[ParameterKind, str] = {
    ParameterKind.TERM: "NAME",
    ParameterKind.LANGUAGE: "TAG",
    ParameterKind.NUMBER: "NUMBER",
    ParameterKind.TEXT: "TEXT",
}


class Parameter(Struct, frozen=True):
    """A parameter of a query; without a default, it needs a value."""

    name: str
    kind: ParameterKind
    default: str | None
    description: str


class NamedQuery(Struct, frozen=True):
    """A query with a name, empty if it is not from the cookbook, a summary of one sentence, and parameters.

    `needs_links` is true if only the evidence in `links.ttl` can answer it.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    needs_links: bool
    text: str


def cookbook() -> tuple[NamedQuery, ...]:
    """Return the queries of the package, sorted by name.

    >>> [query.name for query in cookbook()][:3]
    ['anchors', 'card', 'glossary']
    """
    folder = files("glossograph") / "data" / "queries"
    paths = [path for path in folder.iterdir() if path.name.endswith(".rq")]
    return tuple(sorted(read_query(path.name.removesuffix(".rq"), path.read_text(encoding="utf-8")) for path in paths))


def find_query(name: str) -> NamedQuery:
    """Find a query of the cookbook.

    Raises:
        QueryError: The cookbook has no query of that name.
    """
    queries = {query.name: query for query in cookbook()}
    if name not in queries:
        message = f"Unknown query {name!r} (choose from {', '.join(queries)})"
        raise QueryError(message)
    return queries[name]


def read_query(name: str, text: str) -> NamedQuery:
    r"""Read the summary and the parameters from the first comments of a query.

    >>> query = read_query("all", "# All triples.\n# $limit number 5: maximum number of rows\nSELECT * { ?s ?p ?o } LIMIT $limit")
    >>> query.summary, [(parameter.name, parameter.default) for parameter in query.parameters]
    ('All triples.', [('limit', '5')])
    """
    comments = []
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        comments.append(line.rstrip())
    parameters = tuple(
        Parameter(match[1], ParameterKind(match[2]), match[3], match[4])
        for line in comments
        if (match := _PARAMETER.fullmatch(line))
    )
    has_summary = comments and not _PARAMETER.fullmatch(comments[0])
    summary = comments[0].removeprefix("#").strip() if has_summary else ""
    return NamedQuery(name, summary, parameters, _NEEDS_LINKS in comments, text)


_SAMPLE_VALUES: Mapping[ParameterKind, str] = {
    ParameterKind.TERM: "<urn:term:any>",
    ParameterKind.LANGUAGE: '"en"',
    ParameterKind.NUMBER: "1",
    ParameterKind.TEXT: '"any"',
}


def shape_of(query: NamedQuery) -> str:
    """Return the text of a query with any values for its parameters: what it matches, before there is a graph to look in."""
    return replace_parameters(query.text, {parameter.name: _SAMPLE_VALUES[parameter.kind] for parameter in query.parameters})


def fill_parameters(query: NamedQuery, values: Mapping[str, str], dataset: Dataset) -> str:
    """Return the text of a query with its parameters replaced by values or defaults.

    Args:
        query: The query.
        values: Values by name of the parameter.
        dataset: The graph in which terms are looked up.

    Raises:
        QueryError: The query has no such parameter, a parameter lacks a value, or a value is not of the parameter's kind.
        UnknownTermError: The graph has no such term.
    """
    names = [parameter.name for parameter in query.parameters]
    for name in values:
        if name not in names:
            choices = f" (choose from {', '.join(sorted(names))})" if names else ": it has no parameters"
            message = f"{_title(query)} has no parameter {name!r}{choices}"
            raise QueryError(message)
    terms = {
        parameter.name: _sparql_term(query, parameter, values.get(parameter.name), dataset) for parameter in query.parameters
    }
    return replace_parameters(query.text, terms)


def standalone_query(text: str, prefixes: Mapping[str, str]) -> str:
    r"""Return a query that any SPARQL 1.1 engine reads: with the prefixes that it uses, and without comments on parameters.

    Args:
        text: The query, its parameters filled.
        prefixes: The prefixes that need no declaration here.

    >>> text = "# All.\n# $limit number 5: rows\n\nSELECT * { ?s a skos:Concept }"
    >>> print(standalone_query(text, {"skos": "urn:x-skos:"}), end="")
    # All.
    PREFIX skos: <urn:x-skos:>
    <BLANKLINE>
    SELECT * { ?s a skos:Concept }
    """
    lines = text.strip().split("\n")
    count = next((index for index, line in enumerate(lines) if not line.startswith("#")), len(lines))
    comments = [line for line in lines[:count] if not _PARAMETER.fullmatch(line.rstrip()) and line.strip("# ")]
    declared = [f"PREFIX {name}: <{prefixes[name]}>" for name in sorted(undeclared_prefixes(text) & prefixes.keys())]
    return "\n".join((*comments, *declared, *lines[count:])) + "\n"


def _sparql_term(query: NamedQuery, parameter: Parameter, given: str | None, dataset: Dataset) -> str:
    """Write a value, or the default if none is given, as a term of SPARQL."""
    value = parameter.default if given is None else given
    needs_value = f"{_title(query)} needs a {parameter.kind}: add --set {parameter.name}={_EXAMPLES[parameter.kind]}"
    if value is None:
        raise QueryError(needs_value)
    if parameter.kind is ParameterKind.TERM:
        try:
            return str(dataset.term(value))
        except UnknownTermError as error:
            if given is None:  # the default is a term of the sample, not of this graph
                raise QueryError(needs_value) from error
            raise
    if parameter.kind is ParameterKind.LANGUAGE:
        tag = language_tag(value)
        if tag is None:
            message = f"{parameter.name} {value!r} is not a language tag: write it like no or pt-br"
            raise QueryError(message)
        return str(Literal(tag))
    if parameter.kind is ParameterKind.NUMBER:
        is_short = value.isascii() and value.isdecimal() and len(value) <= _MAX_NUMBER_CHARS
        if not is_short or int(value) > _MAX_NUMBER:
            message = f"{parameter.name} {value!r} is not a whole number from 0 to {_MAX_NUMBER:,}"
            raise QueryError(message)
        return str(int(value))
    try:
        return str(Literal(value))
    except UnicodeEncodeError as error:
        message = f"{parameter.name} is not valid Unicode: write it in UTF-8"
        raise QueryError(message) from error


def _title(query: NamedQuery) -> str:
    return f"Query {query.name!r}" if query.name else "The query"
