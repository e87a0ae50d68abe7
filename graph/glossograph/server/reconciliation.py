"""What the Reconciliation Service API 0.2 (W3C community group, 2021) answers: terms for names, and values of terms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from glossograph.analysis.name_search import NameFit, TermName
from glossograph.analysis.name_typos import TypoIndex
from glossograph.analysis.paths import Direction
from glossograph.api import KnowledgeGraph
from glossograph.errors import GlossographError
from glossograph.model.base import Struct
from glossograph.model.term import Term
from glossograph.text.iris import term_iri
from glossograph.text.languages import FALLBACK, language_name

CONCEPT = {"id": "skos:Concept", "name": "Concept"}
MAX_QUERIES = 200
_MAX_CANDIDATES = 100
_TYPO_SCORE = 85.0
_MIN_MATCH_CHARS = 5
"""A name with a typo that is shorter is a candidate, and never a match."""

_SCORES = {
    NameFit.WHOLE: 100.0,
    NameFit.START: 70.0,
    NameFit.WORD_START: 60.0,
    NameFit.INSIDE: 50.0,
    NameFit.WORDS_APART: 40.0,
}


class ReconciliationError(GlossographError):
    """A request is not one of the API."""


class _Candidate(Struct, frozen=True):
    score: float
    name: TermName


def manifest(kg: KnowledgeGraph, site: str) -> dict[str, Any]:
    """Describe the service."""
    service = f"{site}/reconcile"
    return {
        "versions": ["0.2"],
        "name": kg.graph.info.title or "Glossary",
        "identifierSpace": term_iri(kg.graph.info.base_iri, ""),
        "schemaSpace": "http://www.w3.org/2004/02/skos/core#",
        "defaultTypes": [CONCEPT],
        "view": {"url": f"{site}/page/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 420, "height": 220},
        "suggest": {
            "entity": {"service_url": service, "service_path": "/suggest/entity"},
            "property": {"service_url": service, "service_path": "/suggest/property"},
            "type": {"service_url": service, "service_path": "/suggest/type"},
        },
        "extend": {"propose_properties": {"service_url": service, "service_path": "/properties"}, "property_settings": []},
    }


def answer_queries(kg: KnowledgeGraph, typos: TypoIndex, queries: object) -> dict[str, Any]:
    """Answer a batch of queries, by their keys.

    Raises:
        ReconciliationError: It is no batch.
    """
    if not isinstance(queries, Mapping) or not all(isinstance(query, Mapping) for query in queries.values()):
        message = "`queries` is not an object of objects: send it as the Reconciliation API 0.2 says"
        raise ReconciliationError(message)
    if len(queries) > MAX_QUERIES:
        message = f"{len(queries)} queries in one batch: send at most {MAX_QUERIES}"
        raise ReconciliationError(message)
    return {str(key): {"result": _answer_query(kg, typos, query)} for key, query in queries.items()}


def _answer_query(kg: KnowledgeGraph, typos: TypoIndex, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    text, limit, wanted_type = query.get("query"), query.get("limit", 10), query.get("type")
    if not isinstance(text, str) or not text.strip():
        message = "`query` is not a text"
        raise ReconciliationError(message)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        message = f"`limit` is {limit!r}: give a whole number above 0"
        raise ReconciliationError(message)
    types = wanted_type if isinstance(wanted_type, list) else [wanted_type]
    if not any(each in (None, "", CONCEPT["id"]) for each in types):
        return []
    candidates = find_candidates(kg, typos, text, min(limit, _MAX_CANDIDATES))
    sure = _sure_match(candidates, text)
    return [
        {
            "id": each.name.term.slug,
            "name": str(each.name.term.label(FALLBACK)),
            "description": _description(each.name),
            "type": [CONCEPT],
            "score": each.score,
            "match": each is sure,
        }
        for each in candidates
    ]


def find_candidates(kg: KnowledgeGraph, typos: TypoIndex, text: str, limit: int) -> list[_Candidate]:
    """Find the terms that a name may mean, the best first, each once: those that have it, are near it, or contain it."""
    best: dict[str, _Candidate] = {}
    spelt = [_Candidate(_SCORES[match.fit], match.name) for match in kg.search(text, limit=_MAX_CANDIDATES)]
    near = [_Candidate(_TYPO_SCORE, name) for name in typos.find(text)]
    for candidate in (*spelt, *near):
        known = best.get(candidate.name.term.slug)
        if known is None or candidate.score > known.score:
            best[candidate.name.term.slug] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.score)[:limit]


def _sure_match(candidates: Sequence[_Candidate], text: str) -> _Candidate | None:
    """Return the candidate that the name means: the only one that has it, else the only one that is a letter away."""
    for score in (_SCORES[NameFit.WHOLE], _TYPO_SCORE):
        equal = [candidate for candidate in candidates if candidate.score == score]
        if equal:
            is_long = score != _TYPO_SCORE or len(text.strip()) >= _MIN_MATCH_CHARS
            return equal[0] if len(equal) == 1 and is_long else None
    return None


def _description(name: TermName) -> str:
    matched = f"{name.kind} {name.text!r}{f' in {name.language}' if name.language else ''}"
    definition = _definition(name.term)
    return f"{matched}: {definition}" if definition else matched


def _definition(term: Term) -> str:
    texts = {each.language: each.text for each in term.definitions}
    return texts.get(term.label(FALLBACK).language) or next(iter(texts.values()), "")


def suggest_entities(kg: KnowledgeGraph, prefix: str, offset: int) -> dict[str, Any]:
    """Complete a name."""
    matches = kg.search(prefix, limit=offset + 20)[offset:]
    return {
        "result": [
            {
                "id": each.term.slug,
                "name": str(each.term.label(FALLBACK)),
                "description": _description(each.name),
                "notable": [CONCEPT],
            }
            for each in matches
        ]
    }


def properties(kg: KnowledgeGraph) -> list[dict[str, str]]:
    """List the properties of terms, those of each language included."""
    languages = sorted({label.language for term in kg.terms for label in term.labels})
    return [
        {"id": "iri", "name": "IRI"},
        *({"id": f"label-{tag}", "name": f"Label in {language_name(tag)}"} for tag in languages),
        *({"id": f"alias-{tag}", "name": f"Aliases in {language_name(tag)}"} for tag in languages),
        *({"id": f"definition-{tag}", "name": f"Definition in {language_name(tag)}"} for tag in languages),
        {"id": "article", "name": "Articles"},
        {"id": "keyword", "name": "Keywords"},
        {"id": "links-to", "name": "Links to"},
        {"id": "linked-from", "name": "Linked from"},
    ]


def suggest_properties(kg: KnowledgeGraph, prefix: str) -> dict[str, Any]:
    """Complete the name of a property."""
    wanted = prefix.casefold()
    return {"result": [each for each in properties(kg) if wanted in each["name"].casefold() or wanted in each["id"]]}


def propose_properties(kg: KnowledgeGraph, limit: int | None) -> dict[str, Any]:
    """Propose the properties with which a table can be extended."""
    return {"type": CONCEPT["id"], "limit": limit, "properties": properties(kg)[:limit]}


def extend(kg: KnowledgeGraph, request: object) -> dict[str, Any]:
    """Return values of terms.

    Raises:
        ReconciliationError: It is no request for values, or names an unknown property.
    """
    ids = request.get("ids") if isinstance(request, Mapping) else None
    wanted = request.get("properties") if isinstance(request, Mapping) else None
    if not _are_texts(ids) or not isinstance(wanted, list) or not all(isinstance(each, Mapping) for each in wanted):
        message = "`extend` needs a list `ids` of texts and a list `properties` of objects"
        raise ReconciliationError(message)
    known = {each["id"]: each for each in properties(kg)}
    names = [str(each.get("id", "")) for each in wanted]
    for name in names:
        if name not in known:
            message = f"Unknown property {name!r}: /reconcile/properties lists all"
            raise ReconciliationError(message)
    by_slug = {term.slug: term for term in kg.terms}
    rows = {each: {name: _values(kg, by_slug[each], name) if each in by_slug else [] for name in names} for each in _texts(ids)}
    meta = [known[name] | ({"type": CONCEPT} if name in ("links-to", "linked-from") else {}) for name in names]
    return {"meta": meta, "rows": rows}


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _texts(value: Any) -> list[Any]:  # noqa: ANN401 — from JSON
    return list(value)


def _values(kg: KnowledgeGraph, term: Term, name: str) -> list[dict[str, Any]]:
    kind, _, language = name.partition("-")
    if name in ("links-to", "linked-from"):
        direction = Direction.OUT if name == "links-to" else Direction.IN
        linked = (each.term for each in kg.neighbours(term.slug) if each.direction is direction)
        return [{"id": each.slug, "name": str(each.label(FALLBACK))} for each in linked]
    texts: Mapping[str, Iterable[str]] = {
        "iri": [term_iri(kg.graph.info.base_iri, term.slug)],
        "label": [each.text for each in term.labels if each.language == language],
        "alias": [each.text for each in term.alternatives if each.language == language],
        "definition": [each.text for each in term.definitions if each.language == language],
        "article": [each.path for each in term.articles],
        "keyword": term.keywords,
    }
    return [{"str": text} for text in texts[kind]]
