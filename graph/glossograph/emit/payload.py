"""What the page knows of a graph: terms, links and what is drawn at first, as values that JSON takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from glossograph.graph import Graph
from glossograph.languages import FALLBACK, LanguageTag, direction, language_name
from glossograph.model import Term

_MOST_DEFINITIONS = 8_000_000
"""Characters of definitions that a page takes; beyond it the less linked terms go without, and the page says so."""


def payload(
    graph: Graph, terms: Sequence[Term], nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Give what `page.render` shows: `terms` in their order, the links between them, and the nodes to draw, by slug."""
    places = {term.id: place for place, term in enumerate(terms)}
    by_slug = {str(term.slug): place for place, term in enumerate(terms)}
    used = {label.language for term in terms for label in term.labels}
    fallback = FALLBACK if FALLBACK in used or not used else min(used)
    shown, room, left_out = [], _MOST_DEFINITIONS, 0
    for term in terms:
        definitions = {one.language: one.text for one in term.definitions}
        room -= sum(map(len, definitions.values()))
        shown.append(_shown(term, definitions if room > 0 else {}))
        left_out += bool(definitions) and room <= 0
    return {
        "title": graph.collection.title,
        "description": graph.collection.description,
        "fallback": fallback,
        "languages": [{"tag": tag, "name": language_name(tag), "direction": direction(tag)} for tag in sorted(used)],
        "terms": shown,
        "without_definition": left_out,
        "links": [
            [places[edge.source], places[edge.target], edge.count, list(edge.languages)]
            for edge in graph.edges
            if edge.source in places and edge.target in places
        ],
        "nodes": [{**node, "id": by_slug[node["id"]]} for node in nodes],
        "edges": [{**edge, "from": by_slug[edge["from"]], "to": by_slug[edge["to"]]} for edge in edges],
        "options": {},
    }


def _shown(term: Term, definitions: Mapping[LanguageTag, str]) -> dict[str, Any]:
    aliases: dict[str, list[str]] = {}
    for label in term.alternatives:
        aliases.setdefault(label.language, []).append(label.text)
    return {
        "slug": term.slug,
        "stub": term.stub,
        "labels": {label.language: label.text for label in term.labels},
        "aliases": aliases,
        "definitions": dict(definitions),
        "keywords": list(term.keywords),
        "articles": {article.language: article.path for article in term.articles},
    }
