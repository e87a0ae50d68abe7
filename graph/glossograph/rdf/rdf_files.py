"""The files of an RDF format: `graph.<suffix>` and `links.<suffix>`, or both as the named graphs of one dataset."""

from collections.abc import Callable, Iterable, Iterator
from typing import IO, NamedTuple

from glossograph.config import EvidenceLevel
from glossograph.rdf.evidence_triples import evidence_subjects
from glossograph.rdf.graph_triples import graph_subjects
from glossograph.rdf.statements import Subject
from glossograph.rdf.vocabulary import write_vocabulary
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.iris import named_graph_iri

Syntax = Callable[[Iterable[Subject], str], Iterable[str]]
"""Turns subjects into pieces of text; the second argument is the base IRI."""

DatasetSyntax = Callable[[Iterable[tuple[str, Iterable[Subject]]], str], Iterable[str]]
"""Turns named graphs, each its IRI and its subjects, into pieces of text; the second argument is the base IRI."""

SubjectWriter = Callable[[Iterable[Subject], str, IO[bytes]], None]
"""Writes subjects to a binary file; the second argument is the base IRI."""


class RdfFiles(NamedTuple):
    """The emitter of an RDF format that has one file for the terms and one for the evidence.

    Calling it writes the terms; `links` writes the evidence, so that two processes can share the work.
    """

    suffix: str
    write_subjects: SubjectWriter

    def __call__(self, job: ExportJob, files: Batch) -> None:
        """Write `graph.<suffix>`; without evidence, remove the `links.<suffix>` of an earlier build."""
        with files.open_bytes(f"graph.{self.suffix}") as file:
            self.write_subjects(_term_subjects(job), job.graph.info.base_iri, file)
        write_vocabulary(files)
        if job.config.evidence is EvidenceLevel.NONE:
            files.remove(f"links.{self.suffix}")

    def links(self, job: ExportJob, files: Batch) -> None:
        """Write `links.<suffix>`."""
        with files.open_bytes(f"links.{self.suffix}") as file:
            self.write_subjects(_evidence_subjects(job), job.graph.info.base_iri, file)


def text_writer(syntax: Syntax) -> SubjectWriter:
    """Make a writer of a syntax that yields text."""

    def write(subjects: Iterable[Subject], base: str, file: IO[bytes]) -> None:
        _write_pieces(syntax(subjects, base), file)

    return write


def emit_dataset(job: ExportJob, files: Batch, suffix: str, syntax: DatasetSyntax) -> None:
    """Write `graph.<suffix>` with the terms in one named graph and the evidence, if it is wanted, in another."""
    base = job.graph.info.base_iri
    graphs: list[tuple[str, Iterable[Subject]]] = [(named_graph_iri(base, "terms"), _term_subjects(job))]
    if job.config.evidence is not EvidenceLevel.NONE:
        graphs.append((named_graph_iri(base, "evidence"), _evidence_subjects(job)))
    with files.open_bytes(f"graph.{suffix}") as file:
        _write_pieces(syntax(graphs, base), file)
    write_vocabulary(files)


def _term_subjects(job: ExportJob) -> Iterator[Subject]:
    return graph_subjects(job.graph, job.config.related, job.config.language)


def _evidence_subjects(job: ExportJob) -> Iterator[Subject]:
    return evidence_subjects(job.graph, job.source.by_article(), job.config.evidence)


def _write_pieces(pieces: Iterable[str], file: IO[bytes]) -> None:
    for piece in pieces:
        file.write(piece.encode("utf-8"))
