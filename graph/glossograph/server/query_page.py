"""The page on which people write queries: YASGUI, which is part of this package and asks nobody but this server."""

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup
from pyoxigraph import Literal

from glossograph.api import KnowledgeGraph
from glossograph.model.term import Term
from glossograph.pages.page_parts import (
    clean_prose,
    json_for_script,
    page_environment,
    read_built_page,
    read_template,
    security_policy,
)
from glossograph.rdf.vocabulary import PREFIXES
from glossograph.sparql.cookbook import NamedQuery, Parameter, ParameterKind, cookbook
from glossograph.sparql.guard import replace_parameters
from glossograph.text.iris import term_iri
from glossograph.text.languages import FALLBACK


def query_page(kg: KnowledgeGraph) -> str:
    """Write the page, with the queries of the cookbook on terms of this graph."""
    style, script = read_built_page("query.css") + read_template("query_page.css"), read_built_page("query.js")
    environment = page_environment()
    environment.filters["prose"] = clean_prose
    prefixes = {**PREFIXES, "term": term_iri(kg.graph.info.base_iri, "")}
    return environment.from_string(read_template("query_page.html")).render(
        policy=_policy(script, style),
        style=Markup(style),  # noqa: S704 — files of this package
        script=Markup(script),  # noqa: S704 — a file of this package
        settings=Markup(json_for_script({"prefixes": prefixes, "examples": _examples(kg)})),  # noqa: S704 — escapes
        title=kg.graph.info.title or "Glossary",
    )


def _policy(script: str, style: str) -> str:
    """Write the policy. YASGUI gives elements attributes `style`; scripts and rules of style still go by hash."""
    policy = security_policy(scripts=(script,), styles=(style,))
    return f"{policy}; style-src-attr 'unsafe-inline'; connect-src 'self'"


def _examples(kg: KnowledgeGraph) -> list[dict[str, str]]:
    links = Counter(edge.target for edge in kg.edges)
    terms = sorted(kg.terms, key=lambda term: (term.placeholder, -links[term.id], term.slug))[:2]
    return [
        {"name": query.name, "summary": query.summary, "text": _fill(kg, query, terms)}
        for query in cookbook()
        if terms or not any(parameter.kind is ParameterKind.TERM for parameter in query.parameters)
    ]


def _fill(kg: KnowledgeGraph, query: NamedQuery, terms: list[Term]) -> str:
    """Replace the parameters of a query by defaults, and those that name terms by the terms that most links name."""
    iris = _cycle([f"<{term_iri(kg.graph.info.base_iri, term.slug)}>" for term in terms])
    return replace_parameters(query.text, {each.name: _value(each, iris, terms) for each in query.parameters})


def _value(parameter: Parameter, iris: Iterator[str], terms: list[Term]) -> str:
    if parameter.kind is ParameterKind.TERM:
        return next(iris)
    if parameter.kind is ParameterKind.NUMBER:
        return parameter.default or "20"
    if parameter.kind is ParameterKind.LANGUAGE:
        return str(Literal(parameter.default or FALLBACK))
    return str(Literal(terms[0].label(FALLBACK).text if terms else ""))


def _cycle(values: list[str]) -> Iterator[str]:
    """Give the values, and the last one again and again."""
    yield from values
    while True:
        yield values[-1]
