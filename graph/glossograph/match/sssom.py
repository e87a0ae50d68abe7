"""Matches as SSSOM, the Simple Standard for Sharing Ontological Mappings: one row a match, with a header in comments.

After SSSOM 1.0: `subject_id`, `predicate_id`, `object_id` and `mapping_justification` are required of each row; `mapping_set_id`
and `license` of the header.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from glossograph import __version__
from glossograph.match.definition_overlap import DEFINITION_REASON
from glossograph.match.matcher import NEIGHBOUR_REASON
from glossograph.model.decision import Decisions
from glossograph.model.graph import Graph
from glossograph.model.term_match import MatchProposal
from glossograph.text.iris import is_absolute_iri, term_curie, term_iri
from glossograph.text.keys import key
from glossograph.text.normalise import one_line

_COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "confidence", "comment"),
)
_KNOWN_PREFIXES = {
    "http://eurovoc.europa.eu/": "eurovoc",
    "http://www.wikidata.org/entity/": "wd",
    "http://zbw.eu/stw/descriptor/": "stw",
    "https://schema.org/": "schema",
}
_STANDARD_PREFIXES = {"semapv": "https://w3id.org/semapv/vocab/", "skos": "http://www.w3.org/2004/02/skos/core#"}
_UNSPECIFIED_LICENCE = "https://w3id.org/sssom/license/unspecified"
_LOCAL_NAME = re.compile(r"[^/#:]+\Z")
_BY_NAMES, _BY_SEVERAL, _BY_AUTHOR = "semapv:LexicalMatching", "semapv:CompositeMatching", "semapv:ManualMappingCuration"


class _MappingRow(NamedTuple):
    term: str
    relation: str
    concept: str
    name: str
    justification: str
    confidence: str
    comment: str


def sssom_table(graph: Graph, proposals: Iterable[MatchProposal], decisions: Decisions) -> str:
    """Write proposals, and the matches that the author accepted, as an SSSOM table.

    Args:
        graph: The graph whose terms are the subjects.
        proposals: The proposals, with their scores as confidence.
        decisions: The author's decisions. What was accepted is in the table as curated; what was rejected is not.
    """
    rows = sorted({*_accepted_rows(decisions), *_proposed_rows(proposals, decisions)})
    prefixes = _prefixes(row.concept for row in rows)
    labels = {key(term.slug): str(term.label()) for term in graph.terms}
    base = graph.info.base_iri
    header = {
        "license": graph.info.licence if is_absolute_iri(graph.info.licence) else _UNSPECIFIED_LICENCE,
        "mapping_set_id": f"{base}matches",
        "mapping_set_title": one_line(graph.info.title),
        "mapping_tool": "glossograph",
        "mapping_tool_version": __version__,
    }
    curie_map = {**_STANDARD_PREFIXES, **{name: space for space, name in prefixes.items()}, "term": term_iri(base, "")}
    lines = ["#curie_map:", *(f"#  {name}: {_quoted(curie_map[name])}" for name in sorted(curie_map))]
    lines += [f"#{name}: {_quoted(value)}" for name, value in header.items() if value]
    lines.append("\t".join(_COLUMNS))
    for row in rows:
        subject = (term_curie(row.term), labels.get(key(row.term), row.term))
        other = (f"skos:{row.relation}", _curie(row.concept, prefixes), row.name)
        cells = (*subject, *other, row.justification, row.confidence, row.comment)
        lines.append("\t".join(one_line(cell.replace("\t", " ").replace('"', "'")) for cell in cells))
    return "\n".join(lines) + "\n"


def _accepted_rows(decisions: Decisions) -> Iterator[_MappingRow]:
    for match in decisions.matches:
        if relation := match.decided_relation:
            yield _MappingRow(match.term, relation, match.concept, match.name, _BY_AUTHOR, "", "; ".join(match.why))


def _proposed_rows(proposals: Iterable[MatchProposal], decisions: Decisions) -> Iterator[_MappingRow]:
    decided = {match.pair for match in decisions.matches if match.decision}
    for one in proposals:
        if (key(one.term), one.concept) not in decided:
            is_composite = any(reason.startswith((DEFINITION_REASON, NEIGHBOUR_REASON)) for reason in one.why)
            justification = _BY_SEVERAL if is_composite else _BY_NAMES
            yield _MappingRow(
                one.term, one.relation, one.concept, one.name, justification, f"{one.score:.3f}", "; ".join(one.why)
            )


def _namespace(iri: str) -> str:
    """Return what comes before the last name of an IRI; the whole IRI if it ends in a slash, number sign or colon."""
    local_name = _LOCAL_NAME.search(iri)
    return iri[: local_name.start()] if local_name else iri


def _prefixes(iris: Iterable[str]) -> Mapping[str, str]:
    """Give a prefix to each namespace: a known one, else `ns1`, `ns2` and so on in the order of the namespaces."""
    prefixes: dict[str, str] = {}
    for namespace in sorted({_namespace(iri) for iri in iris}):
        unknown = len(prefixes.keys() - _KNOWN_PREFIXES.keys())
        prefixes[namespace] = _KNOWN_PREFIXES.get(namespace, f"ns{unknown + 1}")
    return prefixes


def _curie(iri: str, prefixes: Mapping[str, str]) -> str:
    namespace = _namespace(iri)
    return f"{prefixes[namespace]}:{iri.removeprefix(namespace)}"


def _quoted(text: str) -> str:
    """Write a text as a YAML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
