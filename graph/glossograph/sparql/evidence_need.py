"""Whether a query can be answered without the evidence of the links, which is most of a large graph and slow to load."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rdflib.namespace import DCTERMS, RDF

from glossograph.parts.parts_folder import is_evidence_part
from glossograph.rdf.vocabulary import GG

EVIDENCE_STEM = "links"
"""The name, without its suffix, of the file of a build that holds the evidence."""

_EVIDENCE_PREDICATES = frozenset(
    {
        *(str(RDF[name]) for name in ("subject", "predicate", "object")),
        *(str(GG[name]) for name in ("article", "count", "writtenDestination", "anchorText", "context", "resolvedBy")),
        str(DCTERMS.references),
    }
)
"""The predicates of `links.ttl`, besides rdf:type."""

_EVIDENCE_CLASS = str(GG.Link)
_MAX_QUERY_CHARS = 20_000


def files_for(query: str | None, paths: Sequence[Path], prefixes: Mapping[str, str]) -> tuple[Path, ...]:
    """Leave out the file of the evidence if a query cannot match any of its triples.

    Args:
        query: The query; None reads everything.
        paths: The files of a graph.
        prefixes: Prefixes that the query may use without declaring them.
    """
    others = tuple(path for path in paths if path.stem != EVIDENCE_STEM and not is_evidence_part(path))
    if query is None or not others or len(others) == len(paths) or reads_evidence(query, prefixes):
        return tuple(paths)
    return others


def reads_evidence(query: str, prefixes: Mapping[str, str]) -> bool:
    """Return whether a query may match a triple of the evidence. What is not understood may.

    >>> prefixes = {"skos": "http://www.w3.org/2004/02/skos/core#", "gg": str(GG)}
    >>> [reads_evidence(query, prefixes) for query in ("SELECT * { ?a skos:prefLabel ?b }", "SELECT * { ?a gg:count ?b }")]
    [False, True]
    >>> [reads_evidence(query, prefixes) for query in ("SELECT * { ?s ?p ?o }", "SELECT * { ?s a ?kind }")]
    [True, True]
    """
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415 — takes a third of a second, and few queries need it

    if len(query) > _MAX_QUERY_CHARS:
        return True
    try:
        algebra = prepareQuery(query, initNs={"term": "urn:term:", **prefixes}).algebra
        if algebra.name == "DescribeQuery":
            return True
        return any(_may_match(predicate, value) for predicate, value in _patterns(algebra))
    except Exception:  # noqa: BLE001 — rdflib raises many kinds for what it cannot parse; then everything is loaded
        return True


def _patterns(part: object) -> Iterator[tuple[object, object]]:
    """Yield predicate and object of all triple patterns below a part of a query's algebra."""
    pending = [part]
    seen: set[int] = set()
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Mapping):
            for name, value in part.items():
                if name == "triples":
                    yield from ((predicate, obj) for _, predicate, obj in value)
                elif name not in ("template", "_vars"):
                    pending.append(value)
        elif isinstance(part, list | tuple | set | frozenset):
            pending += part


def _may_match(predicate: object, value: object) -> bool:
    from rdflib import URIRef  # noqa: PLC0415 — imported with the parser
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath  # noqa: PLC0415

    if predicate == RDF.type:
        return not isinstance(value, URIRef) or str(value) == _EVIDENCE_CLASS
    steps = [predicate]
    while steps:
        step = steps.pop()
        if isinstance(step, InvPath):
            steps.append(step.arg)
        elif isinstance(step, MulPath):
            steps.append(step.path)
        elif isinstance(step, AlternativePath | SequencePath):
            steps += step.args
        elif not isinstance(step, URIRef) or step == RDF.type or str(step) in _EVIDENCE_PREDICATES:
            return True
    return False
