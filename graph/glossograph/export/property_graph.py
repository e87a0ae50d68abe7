"""The graph as a property graph: nodes and links with plain values.

The `flat` functions give one value per name (`label_hi`), which every reader accepts. The `nested` functions give objects by
language (`labels: {hi: ...}`), for JSON.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from glossograph.export.tables import Cell, TermRow, tables
from glossograph.model.edge import Edge
from glossograph.model.graph import Graph
from glossograph.model.term import Label, Term
from glossograph.serialise.export_job import ExportJob

_VALUE_SEPARATOR = "; "
_TERM_ATTRIBUTES = ("label", "language", "placeholder", "articles", "linked_from", "links_to", "iri")


class PropertyNode(NamedTuple):
    """A term with its attributes: `id` is its slug, and `values` omits names without a value."""

    id: str
    label: str
    values: dict[str, Any]


class PropertyLink(NamedTuple):
    """The links from one term to another with their attributes: both ends are slugs."""

    source: str
    target: str
    link_count: int
    values: dict[str, Any]


def flat_nodes(job: ExportJob) -> Iterator[PropertyNode]:
    """Stream the terms with single values: `label`, `placeholder`, counts, and `label_hi` and others per language."""
    for term, row in _terms(job):
        values: dict[str, Any] = _term_values(row)
        if term.keywords:
            values["keywords"] = _VALUE_SEPARATOR.join(term.keywords)
        values |= {f"label_{label.language}": label.text for label in term.labels}
        values |= {f"alternatives_{tag}": _VALUE_SEPARATOR.join(texts) for tag, texts in _alternatives(term).items()}
        values |= {f"definition_{definition.language}": definition.text for definition in term.definitions}
        yield PropertyNode(row.term, row.label, values)


def nested_nodes(job: ExportJob) -> Iterator[PropertyNode]:
    """Stream the terms with `labels`, `alternatives` and `definitions` by language."""
    for term, row in _terms(job):
        values: dict[str, Any] = _term_values(row)
        values["keywords"] = list(term.keywords)
        values["labels"] = {label.language: label.text for label in term.labels}
        values["alternatives"] = _alternatives(term)
        values["definitions"] = {definition.language: definition.text for definition in term.definitions}
        yield PropertyNode(row.term, row.label, values)


def flat_links(graph: Graph) -> Iterator[PropertyLink]:
    """Stream the links with single values: `count`, `languages`, `mutual`, and `count_hi` and others per language."""
    for edge, link in _links(graph):
        values = {"count": edge.count, "languages": " ".join(edge.languages), **link.values}
        yield link._replace(values=values | {f"count_{language}": count for language, count in edge.counts})


def nested_links(graph: Graph) -> Iterator[PropertyLink]:
    """Stream the links with `counts` by language."""
    for edge, link in _links(graph):
        yield link._replace(values={"count": edge.count, "counts": dict(edge.counts), **link.values})


def node_attributes(graph: Graph) -> dict[str, type[Cell]]:
    """List the names of all values of flat nodes with their types, in order."""
    attributes: dict[str, type[Cell]] = {
        **dict.fromkeys(("label", "language"), str),
        "placeholder": bool,
        **dict.fromkeys(("articles", "linked_from", "links_to"), int),
        **dict.fromkeys(("iri", "keywords"), str),
    }
    attributes |= {f"label_{tag}": str for tag in _languages(term.labels for term in graph.terms)}
    attributes |= {f"alternatives_{tag}": str for tag in _languages(term.alternatives for term in graph.terms)}
    defined = sorted({definition.language for term in graph.terms for definition in term.definitions})
    return attributes | {f"definition_{tag}": str for tag in defined}


def link_attributes(graph: Graph) -> dict[str, type[Cell]]:
    """List the names of all values of flat links with their types, in order."""
    attributes: dict[str, type[Cell]] = {"count": int, "languages": str, "mutual": bool}
    return attributes | {f"count_{tag}": int for tag in sorted({tag for edge in graph.edges for tag, _ in edge.counts})}


def _alternatives(term: Term) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for label in term.alternatives:
        texts.setdefault(label.language, []).append(label.text)
    return texts


def _languages(label_groups: Iterable[tuple[Label, ...]]) -> list[str]:
    return sorted({label.language for labels in label_groups for label in labels})


def _terms(job: ExportJob) -> Iterator[tuple[Term, TermRow]]:
    rows = next(table for table in tables(job) if table.row_type is TermRow).rows()
    for term, row in zip(job.graph.terms, rows, strict=True):
        yield term, TermRow._make(row)


def _term_values(row: TermRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TERM_ATTRIBUTES}


def _links(graph: Graph) -> Iterator[tuple[Edge, PropertyLink]]:
    slugs: Mapping[str, str] = {term.id: term.slug for term in graph.terms}
    pairs = {(edge.source, edge.target) for edge in graph.edges}
    for edge in graph.edges:
        mutual = (edge.target, edge.source) in pairs
        yield edge, PropertyLink(slugs[edge.source], slugs[edge.target], edge.count, {"mutual": mutual})
