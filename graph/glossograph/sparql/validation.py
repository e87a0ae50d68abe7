"""Is an export valid: the rules of SKOS and our own, asked of RDF as one question each.

The rules are SHACL shapes with SPARQL-based constraints (SHACL, W3C, 2017, section 5) in `data/shapes.ttl`. Any engine of
SHACL gives the same verdict; asked of the whole graph at once instead of node by node, they take seconds on millions of triples.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, RdfFormat, Store
from rdflib.namespace import RDFS, SH

from glossograph.engine.progress import Progress, no_progress
from glossograph.sparql.answers import shortened
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.loading import holds_graphs, load, rdf_files

SHAPES: Final = Path(__file__).parents[1] / "data" / "shapes.ttl"
"""The rules."""

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
_LONGEST = 120
_HELD = 200_000_000
"""Bytes of RDF that are held in memory, where rules are asked many times as fast as of a copy on disk; that takes some 3 GB."""

_QUESTION = f"""
    PREFIX sh: <{SH}> PREFIX rdfs: <{RDFS}>
    SELECT ?shape ?name ?reason ?remedy ?message ?select {{
        ?shape a sh:NodeShape ; sh:order ?order ; sh:name ?name ; rdfs:comment ?reason ; sh:description ?remedy ;
            sh:sparql ?constraint .
        ?constraint sh:message ?message ; sh:select ?select .
    }} ORDER BY ?order
"""


class ValidationRule(NamedTuple):
    """A rule: its code, what it claims and why, what to do where it is broken, and the question that finds where."""

    code: str
    name: str
    reason: str
    remedy: str
    message: str
    select: str


class Violation(NamedTuple):
    """A resource that breaks a rule: its IRI, empty for a blank node, and what is wrong with it."""

    focus: str
    message: str


@cache
def rules() -> tuple[ValidationRule, ...]:
    """Give the rules, in their order.

    >>> [rule.code for rule in rules()][:3]
    ['S8', 'S9', 'S13']
    """
    store = Store()
    store.load(path=str(SHAPES), format=RdfFormat.TURTLE)
    found = store.query(_QUESTION)
    assert isinstance(found, QuerySolutions)  # noqa: S101 — what a SELECT gives
    return tuple(
        ValidationRule(re.split(r"[#/]", shape.value)[-1], *(literal.value for literal in literals))
        for shape, *literals in map(tuple, found)
    )


def open_exports(places: Iterable[Path], progress: Progress = no_progress) -> tuple[Dataset, tuple[Path, ...]]:
    """Load files of RDF and folders of exports as one graph, and tell which files they are.

    Errors: `QueryError` where one cannot be read or holds no RDF.
    """
    paths = tuple(dict.fromkeys(path for place in places for path in rdf_files(place)))
    store, copy = load(paths, progress, _HELD)
    return Dataset(store, union=any(map(holds_graphs, paths)), copy=copy), paths


def violations(dataset: Dataset, rule: ValidationRule) -> list[Violation]:
    """Find what breaks a rule, sorted.

    Errors: `QueryError` where the store fails on the way.
    """
    result = dataset.query(rule.select)
    assert isinstance(result, QuerySolutions)  # noqa: S101 — what a SELECT gives
    names = [variable.value for variable in result.variables]
    rows = (dict(zip(names, row, strict=True)) for row in dataset.rows(result))
    return sorted(Violation(_plain(row["this"]), _told(rule.message, row, dataset.prefixes)) for row in rows)


def _told(message: str, row: Mapping[str, object], prefixes: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        text = "a node without an IRI" if isinstance(row[found[1]], BlankNode) else shortened(row[found[1]], prefixes)
        return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text

    return _PLACEHOLDER.sub(value, message)


def _plain(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
