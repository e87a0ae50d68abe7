"""The files that every RDF format has: one of the terms and one of the evidence, or both as one dataset."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from glossograph.config import EvidenceLevel
from glossograph.rdf.evidence_triples import evidence_subjects
from glossograph.rdf.graph_triples import graph_subjects
from glossograph.rdf.statements import Subject
from glossograph.rdf.vocabulary import publish_vocabulary
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.iris import named_graph_iri

Syntax = Callable[[Iterable[Subject], str], Iterable[str]]
"""Writes subjects as pieces of a text; the second argument is the base IRI."""

DatasetSyntax = Callable[[Iterable[tuple[str, Iterable[Subject]]], str], Iterable[str]]
"""The same for named graphs, each its IRI and its subjects."""


class RdfFiles(NamedTuple):
    """The files of a syntax, one of the terms and one of the evidence: an emitter of the first, with one of the second."""

    suffix: str
    syntax: Syntax

    def __call__(self, job: ExportJob, files: Batch) -> None:
        """Write `graph.<suffix>`; where no evidence is wanted, `links.<suffix>` goes."""
        _write(files, f"graph.{self.suffix}", self.syntax(_terms(job), job.graph.info.base_iri))
        publish_vocabulary(files)
        if job.config.evidence is EvidenceLevel.NONE:
            files.remove(f"links.{self.suffix}")

    def links(self, job: ExportJob, files: Batch) -> None:
        """Write `links.<suffix>`."""
        _write(files, f"links.{self.suffix}", self.syntax(_evidence(job), job.graph.info.base_iri))


def emit_dataset(job: ExportJob, files: Batch, suffix: str, syntax: DatasetSyntax) -> None:
    """Write `graph.<suffix>`: the terms in one named graph, the evidence in another, unless none is wanted."""
    base = job.graph.info.base_iri
    graphs: list[tuple[str, Iterable[Subject]]] = [(named_graph_iri(base, "terms"), _terms(job))]
    if job.config.evidence is not EvidenceLevel.NONE:
        graphs.append((named_graph_iri(base, "evidence"), _evidence(job)))
    _write(files, f"graph.{suffix}", syntax(graphs, base))
    publish_vocabulary(files)


def _terms(job: ExportJob) -> Iterator[Subject]:
    return graph_subjects(job.graph, job.config.related, job.config.language)


def _evidence(job: ExportJob) -> Iterator[Subject]:
    return evidence_subjects(job.graph, job.source.by_article(), job.config.evidence)


def _write(files: Batch, name: str, pieces: Iterable[str]) -> None:
    with files.open_bytes(name) as file:
        for piece in pieces:
            file.write(piece.encode("utf-8"))
