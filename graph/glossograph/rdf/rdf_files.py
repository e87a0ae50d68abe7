"""The files of an RDF format: `graph.<suffix>` and `links.<suffix>`, or both as the named graphs of one dataset."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import msgspec

from glossograph.config import EvidenceLevel
from glossograph.rdf.evidence_triples import evidence_blocks
from glossograph.rdf.graph_triples import graph_blocks
from glossograph.rdf.statements import Spelling, Subject, SubjectBlock, SubjectPart
from glossograph.rdf.vocabulary import write_vocabulary
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.kept_blocks import BlockWriter, Part
from glossograph.text.iris import named_graph_iri

_EVIDENCE_NAME = "links "
"""How the names of evidence blocks begin, so that they differ from those of terms in the same file."""


class RdfFiles(NamedTuple):
    """The emitter of an RDF format that has one file for the terms and one for the evidence.

    Calling it writes the terms; `links` writes the evidence, so that two processes can share the work. `spelling` gives the
    spelling of a document by its base IRI.
    """

    suffix: str
    spelling: Callable[[str], Spelling]

    def __call__(self, job: ExportJob, files: Batch) -> None:
        """Write `graph.<suffix>`; without evidence, remove the `links.<suffix>` of an earlier build."""
        with files.open_blocks(f"graph.{self.suffix}", _context(job)) as file:
            write_subjects(file, _term_blocks(job), self.spelling(job.graph.info.base_iri))
        write_vocabulary(files)
        if job.config.evidence is EvidenceLevel.NONE:
            files.remove(f"links.{self.suffix}")
            files.remove(f"links.{self.suffix}.gz")

    def links(self, job: ExportJob, files: Batch) -> None:
        """Write `links.<suffix>`."""
        with files.open_blocks(f"links.{self.suffix}", _context(job), _slugs(job)) as file:
            write_subjects(file, _evidence_blocks(job, file), self.spelling(job.graph.info.base_iri))


def emit_dataset(job: ExportJob, files: Batch, suffix: str, opening: str, spelling: Callable[[str], Spelling]) -> None:
    """Write `graph.<suffix>` with the terms in one named graph and the evidence, if it is wanted, in another.

    Args:
        job: The graph, its evidence and the settings.
        files: Where to write.
        suffix: The file's suffix.
        opening: How the file begins.
        spelling: Gives the spelling of a named graph by its IRI.
    """
    base = job.graph.info.base_iri
    with files.open_blocks(f"graph.{suffix}", _context(job), _slugs(job)) as file:
        file.write(opening.encode("utf-8"))
        write_subjects(file, _term_blocks(job), spelling(named_graph_iri(base, "terms")))
        if job.config.evidence is not EvidenceLevel.NONE:
            write_subjects(file, _evidence_blocks(job, file), spelling(named_graph_iri(base, "evidence")))
    write_vocabulary(files)


def _context(job: ExportJob) -> bytes:
    """Pack what all blocks depend on besides their keys."""
    return msgspec.msgpack.encode((job.graph.info.base_iri, job.config.evidence, job.config.page.published))


def _slugs(job: ExportJob) -> dict[str, str]:
    return {term.id: term.slug for term in job.graph.terms}


def _term_blocks(job: ExportJob) -> Iterator[SubjectBlock]:
    return graph_blocks(job.graph, job.config.related, job.config.language, job.config.page.published)


def _evidence_blocks(job: ExportJob, file: BlockWriter) -> Iterator[SubjectBlock]:
    blocks = evidence_blocks(job.graph, job.source, job.config.evidence, file.earlier_labels)
    return (block._replace(name=f"{_EVIDENCE_NAME}{block.name}") if block.name else block for block in blocks)


def write_subjects(file: BlockWriter, blocks: Iterable[SubjectBlock], spelling: Spelling) -> None:
    """Write a document or a named graph."""
    file.write(spelling.opening.encode("utf-8"))
    is_first = True
    for block in blocks:
        if block.name and not is_first:
            file.block(block.name, block.key, _spelled(block.parts, spelling), fresh=block.fresh)
            continue
        for part in block.parts():
            file.write(f"{'' if is_first else spelling.separator}{spelling.spell(part.subjects())}".encode())
            is_first = False
    file.write(spelling.closing.encode("utf-8"))


def _spelled(parts: Callable[[], Iterable[SubjectPart]], spelling: Spelling) -> Callable[[], Iterator[Part]]:
    def spell(subjects: Callable[[], Iterable[Subject]]) -> bytes:
        return f"{spelling.separator}{spelling.spell(subjects())}".encode()

    return lambda: (Part(key, partial(spell, subjects)) for key, subjects in parts())
