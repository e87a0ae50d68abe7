"""A graph of this machine, written in parts: the same files as those of a build on a cluster."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from glossograph.model.graph import GraphSummary
from glossograph.parts.manifest import FILE_NAME, FindingCounts, Manifest, PartFile, PartFolder, write_manifest
from glossograph.parts.part_tables import DuplicateRow
from glossograph.parts.part_writer import (
    Bucket,
    buckets_for,
    graph_of_bucket,
    write_collections,
    write_evidence,
    write_problems,
    write_terms,
)
from glossograph.parts.whole_files import write_report, write_scheme
from glossograph.rdf.keyword_collections import keyword_collections
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.file_tree import FileTree

if TYPE_CHECKING:
    from glossograph.model.edge import Edge
    from glossograph.model.term import Term


FOLDER = "parts"


class PartsTree(NamedTuple):
    """Writes parts below a folder of a batch, in which only files that changed are replaced."""

    tree: FileTree

    def write(self, name: str, data: bytes) -> None:
        """Write a file."""
        self.tree.write(name, b"", [(name, data)])


def emit_parts(job: ExportJob, files: Batch) -> None:
    """Write the folder `parts`: the tables and the triples of a graph in parts, and their manifest.

    Raises:
        GlossographError: If pyarrow is not installed.
    """
    write_graph(PartsTree(files.open_tree(FOLDER, FILE_NAME)), job)


def write_graph(folder: PartFolder, job: ExportJob, buckets: int | None = None) -> Manifest:
    """Write a graph in parts.

    Args:
        folder: Where to write.
        job: The graph, the source of its evidence, and the settings.
        buckets: The number of buckets; one for every 50,000 terms if None.
    """
    graph = job.graph
    chosen = [*buckets_for(len(graph.terms))] if buckets is None else [Bucket(number, buckets) for number in range(buckets)]
    files = [*_part_files(folder, job, chosen)]
    summary = GraphSummary.of(graph)
    triples = sum(file.rows for file in files if file.group == "graph.nt")
    files += write_scheme(folder, graph.info, summary, job.config, triples)
    counts = FindingCounts(len(graph.conflicts), len(graph.duplicate_candidates))
    files += write_report(
        folder,
        graph.info,
        summary,
        problems=graph.problems,
        repairs=graph.repairs,
        conflicts=graph.conflicts,
        duplicate_candidates=graph.duplicate_candidates,
        counts=counts,
    )
    return write_manifest(
        folder,
        files,
        buckets=len(chosen),
        config=job.config,
        info=graph.info,
        summary=summary,
        counts=counts,
    )


def _part_files(folder: PartFolder, job: ExportJob, buckets: Sequence[Bucket]) -> Iterator[PartFile]:
    graph, base, total = job.graph, job.graph.info.base_iri, len(buckets)
    slugs = {term.id: term.slug for term in graph.terms}
    numbers = {term: Bucket.of(term, total).number for term in slugs}
    terms: dict[int, list[Term]] = defaultdict(list)
    edges: dict[int, list[Edge]] = defaultdict(list)
    for term in graph.terms:
        terms[numbers[term.id]].append(term)
    for edge in graph.edges:
        for number in {numbers[edge.source], numbers[edge.target]}:
            edges[number].append(edge)
    for bucket in buckets:
        own, touching = terms[bucket.number], edges[bucket.number]
        part = graph_of_bucket(graph.info, own, touching, graph.relations, graph.matches)
        named = {term: slugs[term] for edge in touching for term in (edge.source, edge.target)}
        named |= {term: slugs[term] for relation in graph.relations for term in (relation.source, relation.target)}
        named |= {term.id: term.slug for term in own}
        yield from write_terms(folder, bucket, part, named, job.config.related, published=job.config.page.published)
        evidence = (article for term in own for article in job.source.by_article(term.id))
        yield from write_evidence(folder, bucket, evidence, slugs, base=base, level=job.config.evidence)
    first = buckets[0]
    yield from write_collections(folder, first, base, keyword_collections(graph.terms), slugs)
    duplicates = [DuplicateRow(slugs[each.one], slugs[each.other], each.reasons) for each in graph.duplicate_candidates]
    yield from write_problems(folder, first, graph.problems, graph.repairs, graph.conflicts, duplicates=duplicates)
