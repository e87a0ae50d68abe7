"""The graph as a property graph: nodes and links with plain values.

The `flat` functions give one value per name (`label_hi`), which every reader accepts. The `nested` functions give objects by
language (`labels: {hi: ...}`), for JSON.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any, NamedTuple

from glossograph.export.drawing import DRAWING_ATTRIBUTES, Drawing
from glossograph.export.tables import Cell, TermRow, tables
from glossograph.model.edge import Edge
from glossograph.model.graph import Graph
from glossograph.model.term import Label, Term
from glossograph.serialise.export_job import ExportJob
from glossograph.text.languages import bcp47_case

VALUE_SEPARATOR = "|"
"""What separates the values of one cell. `join_values` takes it out of them."""

_NOT_DRAWN: dict[str, Any] = {}
_LOOKALIKE = "¦"
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


def flat_nodes(job: ExportJob, drawing: Drawing | None = None) -> Iterator[PropertyNode]:
    """Stream the terms with single values: `label`, `placeholder`, counts, and `label_hi` and others per language.

    With a drawing, each also has `x`, `y`, `size`, `community` and `pagerank`.
    """
    for (term, row), drawn in zip(_terms(job), drawing or repeat(_NOT_DRAWN), strict=False):
        values: dict[str, Any] = _term_values(row) | drawn
        values |= {f"label_{bcp47_case(label.language)}": label.text for label in term.labels}
        values |= {f"alternatives_{tag}": join_values(texts) for tag, texts in _alternatives(term).items()}
        values |= {f"definition_{bcp47_case(definition.language)}": definition.text for definition in term.definitions}
        values |= {f"keywords_{tag}": join_values(texts) for tag, texts in keywords_by_language(term).items()}
        yield PropertyNode(row.term, row.label, values)


def nested_nodes(job: ExportJob, drawing: Drawing | None = None) -> Iterator[PropertyNode]:
    """Stream the terms with `labels`, `alternatives`, `definitions` and `keywords` by language."""
    for (term, row), drawn in zip(_terms(job), drawing or repeat(_NOT_DRAWN), strict=False):
        values: dict[str, Any] = _term_values(row) | drawn
        values["labels"] = {bcp47_case(label.language): label.text for label in term.labels}
        values["alternatives"] = _alternatives(term)
        values["definitions"] = {bcp47_case(definition.language): definition.text for definition in term.definitions}
        values["keywords"] = keywords_by_language(term)
        yield PropertyNode(row.term, row.label, values)


def flat_links(graph: Graph) -> Iterator[PropertyLink]:
    """Stream the links with single values: `count`, `languages`, `mutual`, and `count_hi` and others per language."""
    for edge, link in _links(graph):
        values = {"count": edge.count, "languages": join_values(map(bcp47_case, edge.languages)), **link.values}
        yield link._replace(values=values | {f"count_{bcp47_case(language)}": count for language, count in edge.counts})


def nested_links(graph: Graph) -> Iterator[PropertyLink]:
    """Stream the links with `counts` by language."""
    for edge, link in _links(graph):
        counts = {bcp47_case(language): count for language, count in edge.counts}
        yield link._replace(values={"count": edge.count, "counts": counts, **link.values})


def node_attributes(graph: Graph, *, drawn: bool = False) -> dict[str, type[Cell]]:
    """List the names of all values of flat nodes with their types, in order; with those of a drawing if wanted."""
    attributes: dict[str, type[Cell]] = {
        **dict.fromkeys(("label", "language"), str),
        "placeholder": bool,
        **dict.fromkeys(("articles", "linked_from", "links_to"), int),
        "iri": str,
        **(DRAWING_ATTRIBUTES if drawn else {}),
    }
    attributes |= {f"label_{tag}": str for tag in _languages(term.labels for term in graph.terms)}
    attributes |= {f"alternatives_{tag}": str for tag in _languages(term.alternatives for term in graph.terms)}
    defined = sorted({bcp47_case(definition.language) for term in graph.terms for definition in term.definitions})
    attributes |= {f"definition_{tag}": str for tag in defined}
    return attributes | {f"keywords_{tag}": str for tag in keyword_languages(graph)}


def link_attributes(graph: Graph) -> dict[str, type[Cell]]:
    """List the names of all values of flat links with their types, in order."""
    attributes: dict[str, type[Cell]] = {"count": int, "languages": str, "mutual": bool}
    tags = sorted({bcp47_case(tag) for edge in graph.edges for tag, _ in edge.counts})
    return attributes | {f"count_{tag}": int for tag in tags}


def keywords_by_language(term: Term) -> dict[str, list[str]]:
    """Give the keywords of a term's articles, each once, by language."""
    texts: dict[str, dict[str, None]] = {}
    for article in term.articles:
        if article.keywords:
            texts.setdefault(bcp47_case(article.language), {}).update(dict.fromkeys(article.keywords))
    return {tag: list(keywords) for tag, keywords in sorted(texts.items())}


def keyword_languages(graph: Graph) -> list[str]:
    """List the languages of all keywords."""
    tags = {bcp47_case(article.language) for term in graph.terms for article in term.articles if article.keywords}
    return sorted(tags)


def join_values(texts: Iterable[str]) -> str:
    """Join the values of one cell, with a separator that none of them holds.

    >>> join_values(["Bonds", "Bills|Notes"])
    'Bonds|Bills¦Notes'
    """
    return VALUE_SEPARATOR.join(text.replace(VALUE_SEPARATOR, _LOOKALIKE) for text in texts)


def _alternatives(term: Term) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for label in term.alternatives:
        texts.setdefault(bcp47_case(label.language), []).append(label.text)
    return texts


def _languages(label_groups: Iterable[tuple[Label, ...]]) -> list[str]:
    return sorted({bcp47_case(label.language) for labels in label_groups for label in labels})


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
