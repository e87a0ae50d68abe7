"""`graph.ttl` and `links.ttl`: the terms, and the evidence behind their links."""

from collections.abc import Iterable, Mapping
from typing import IO

from pyoxigraph import RdfFormat, Triple, serialize

from glossograph.config import EvidenceLevel
from glossograph.emit.evidence import evidence_triples
from glossograph.emit.job import Job
from glossograph.emit.triples import graph_triples
from glossograph.emit.vocabulary import PREFIXES
from glossograph.emit.write import Batch
from glossograph.names import term_iri


def emit_turtle(job: Job, files: Batch) -> None:
    """Write `graph.ttl`, and `links.ttl` unless no evidence is wanted."""
    prefixes = {**PREFIXES, "term": term_iri(job.graph.collection.base_iri, "")}
    with files.file("graph.ttl") as file:
        _write(graph_triples(job.graph, job.config.related), prefixes, file)
    if job.config.evidence is EvidenceLevel.NONE:
        files.remove("links.ttl")
    else:
        with files.file("links.ttl") as file:
            _write(evidence_triples(job.graph, job.source.evidence(), job.config.evidence), prefixes, file)


def _write(triples: Iterable[Triple], prefixes: Mapping[str, str], file: IO[bytes]) -> None:
    serialize(triples, output=file, format=RdfFormat.TURTLE, prefixes=dict(prefixes))
