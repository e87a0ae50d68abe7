"""The graph as property graphs have it: nodes and links with plain values, a value a language.

`flat` gives what every reader takes, one value a name (`label_hi`); `nested` gives JSON's objects (`labels: {hi: ...}`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from glossograph.export.tables import Cell, TermRow, tables
from glossograph.model.edge import Edge
from glossograph.model.graph import Graph
from glossograph.model.term import Label, Term
from glossograph.serialise.export_job import ExportJob

BETWEEN = "; "
"""Stands between several values of one name."""


class PropertyNode(NamedTuple):
    """A term, named by its slug, with what is known of it; names without a value are left out."""

    id: str
    label: str
    values: dict[str, Any]


class PropertyLink(NamedTuple):
    """The links from one term to another, with what is known of them."""

    source: str
    target: str
    number: int
    values: dict[str, Any]


def flat_nodes(job: ExportJob) -> Iterator[PropertyNode]:
    """Stream the terms, each with single values: `label`, `placeholder`, counts, and `label_hi` and so on of each language."""
    for term, row in _terms(job):
        values: dict[str, Any] = _about(row)
        if term.keywords:
            values["keywords"] = BETWEEN.join(term.keywords)
        values |= {f"label_{one.language}": one.text for one in term.labels}
        values |= {f"alternatives_{tag}": BETWEEN.join(texts) for tag, texts in alternatives(term).items()}
        values |= {f"definition_{one.language}": one.text for one in term.definitions}
        yield PropertyNode(row.term, row.label, values)


def nested_nodes(job: ExportJob) -> Iterator[PropertyNode]:
    """Stream the terms, each with `labels`, `alternatives` and `definitions` by language."""
    for term, row in _terms(job):
        values: dict[str, Any] = _about(row)
        values["keywords"] = list(term.keywords)
        values["labels"] = {one.language: one.text for one in term.labels}
        values["alternatives"] = alternatives(term)
        values["definitions"] = {one.language: one.text for one in term.definitions}
        yield PropertyNode(row.term, row.label, values)


def flat_links(graph: Graph) -> Iterator[PropertyLink]:
    """Stream the links, each with single values: `count`, `languages`, `mutual`, and `count_hi` and so on."""
    for edge, link in _links(graph):
        values = {"count": edge.count, "languages": " ".join(edge.languages), **link.values}
        yield link._replace(values=values | {f"count_{language}": count for language, count in edge.counts})


def nested_links(graph: Graph) -> Iterator[PropertyLink]:
    """Stream the links, each with `counts` by language."""
    for edge, link in _links(graph):
        yield link._replace(values={"count": edge.count, "counts": dict(edge.counts), **link.values})


def node_names(graph: Graph) -> dict[str, type[Cell]]:
    """Give all names that flat nodes have values for, with their types, in order."""
    names: dict[str, type[Cell]] = {
        **dict.fromkeys(("label", "language"), str),
        "placeholder": bool,
        **dict.fromkeys(("articles", "linked_from", "links_to"), int),
        **dict.fromkeys(("iri", "keywords"), str),
    }
    names |= {f"label_{tag}": str for tag in _languages(term.labels for term in graph.terms)}
    names |= {f"alternatives_{tag}": str for tag in _languages(term.alternatives for term in graph.terms)}
    return names | {
        f"definition_{tag}": str for tag in sorted({one.language for term in graph.terms for one in term.definitions})
    }


def link_names(graph: Graph) -> dict[str, type[Cell]]:
    """Give all names that flat links have values for, with their types, in order."""
    names: dict[str, type[Cell]] = {"count": int, "languages": str, "mutual": bool}
    return names | {f"count_{tag}": int for tag in sorted({tag for edge in graph.edges for tag, _ in edge.counts})}


def alternatives(term: Term) -> dict[str, list[str]]:
    """Give a term's alternative names by language."""
    found: dict[str, list[str]] = {}
    for one in term.alternatives:
        found.setdefault(one.language, []).append(one.text)
    return found


def _languages(labels: Iterable[tuple[Label, ...]]) -> list[str]:
    return sorted({label.language for some in labels for label in some})


def _terms(job: ExportJob) -> Iterator[tuple[Term, TermRow]]:
    rows = next(table for table in tables(job) if table.row is TermRow).rows()
    for term, row in zip(job.graph.terms, rows, strict=True):
        yield term, TermRow._make(row)


def _about(row: TermRow) -> dict[str, Any]:
    names = ("label", "language", "placeholder", "articles", "linked_from", "links_to", "iri")
    return {name: getattr(row, name) for name in names}


def _links(graph: Graph) -> Iterator[tuple[Edge, PropertyLink]]:
    slugs: Mapping[str, str] = {term.id: term.slug for term in graph.terms}
    pairs = {(edge.source, edge.target) for edge in graph.edges}
    for edge in graph.edges:
        mutual = (edge.target, edge.source) in pairs
        yield edge, PropertyLink(slugs[edge.source], slugs[edge.target], edge.count, {"mutual": mutual})
