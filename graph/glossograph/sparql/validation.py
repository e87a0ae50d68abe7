"""Validation of an export: the rules of SKOS and our own, each asked of the RDF as one query.

The rules are SHACL shapes with SPARQL-based constraints (SHACL, W3C, 2017, section 5) in `data/shapes.ttl`. Any SHACL-SPARQL
engine finds the same violations. Asked of the whole graph at once instead of node by node, the rules take seconds on millions of
triples.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, RdfFormat, Store

from glossograph.engine.progress import Progress, no_progress
from glossograph.rdf.namespaces import RDFS, SH
from glossograph.sparql.answers import short_text
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.loading import can_hold_named_graphs, find_rdf_files, load_store

SHAPES_PATH: Final = Path(__file__).parents[1] / "data" / "shapes.ttl"
"""The file that defines the rules."""

NO_IRI: Final = "a node without an IRI"
"""How a message names a blank node."""

_MESSAGE_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_MAX_VALUE_CHARS = 120
_MAX_MEMORY_BYTES = 200_000_000
"""Bytes of RDF that are validated in memory, which takes some 3 GB and a fraction of the time of a copy on disk."""

_RULES_QUERY = f"""
    PREFIX sh: <{SH}> PREFIX rdfs: <{RDFS}>
    SELECT ?shape ?name ?reason ?remedy ?message ?select {{
        ?shape a sh:NodeShape ; sh:order ?order ; sh:name ?name ; rdfs:comment ?reason ; sh:description ?remedy ;
            sh:sparql ?constraint .
        ?constraint sh:message ?message ; sh:select ?select .
    }} ORDER BY ?order
"""


class ValidationRule(NamedTuple):
    """A rule: its code, its claim, the reason for it, the remedy for a violation, the message, and the query for violations."""

    code: str
    name: str
    reason: str
    remedy: str
    message: str
    select: str


class Violation(NamedTuple):
    """A resource that breaks a rule: its IRI, empty for a blank node, and the message."""

    focus: str
    message: str


@cache
def rules() -> tuple[ValidationRule, ...]:
    """Return the rules in their order.

    >>> [rule.code for rule in rules()][:3]
    ['S8', 'S9', 'S13']
    """
    store = Store()
    store.load(path=str(SHAPES_PATH), format=RdfFormat.TURTLE)
    solutions = store.query(_RULES_QUERY)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 — the answer of a SELECT
    return tuple(
        ValidationRule(re.split(r"[#/]", shape.value)[-1], *(literal.value for literal in literals))
        for shape, *literals in map(tuple, solutions)
    )


def open_exports(paths: Iterable[Path], progress: Progress = no_progress) -> tuple[Dataset, tuple[Path, ...]]:
    """Load RDF files and folders of exports as one graph.

    Returns:
        The graph, and the files that were loaded.

    Raises:
        QueryError: A file or folder cannot be read or holds no RDF.
    """
    files = tuple(dict.fromkeys(file for path in paths for file in find_rdf_files(path)))
    store, copy = load_store(files, progress, _MAX_MEMORY_BYTES)
    return Dataset(store, union=any(map(can_hold_named_graphs, files)), copy=copy), files


def find_violations(dataset: Dataset, rule: ValidationRule) -> list[Violation]:
    """Find the violations of a rule, sorted.

    Raises:
        QueryError: The store fails.
    """
    solutions = dataset.query(rule.select)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 — the answer of a SELECT
    names = [variable.value for variable in solutions.variables]
    rows = (dict(zip(names, row, strict=True)) for row in dataset.rows(solutions))
    return sorted(Violation(_iri(row["this"]), _fill_message(rule.message, row, dataset.prefixes)) for row in rows)


def _fill_message(message: str, row: Mapping[str, object], prefixes: Mapping[str, str]) -> str:
    def value_of(match: re.Match[str]) -> str:
        value = row[match[1]]
        text = NO_IRI if isinstance(value, BlankNode) else short_text(value, prefixes)
        return f"{text[:_MAX_VALUE_CHARS]}…" if len(text) > _MAX_VALUE_CHARS else text

    return _MESSAGE_VARIABLE.sub(value_of, message)


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
