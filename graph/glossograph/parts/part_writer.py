"""The files of one bucket of a graph in parts: what a worker writes of the terms, evidence and problems that it holds.

Each function writes into a folder and gives the files that it wrote, for the manifest. The same values give the same bytes. The
union of the parts of `graph.nt`, sorted, is the sorted `graph.nt` of a build on one machine.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain, groupby
from typing import NamedTuple

from glossograph.config import EvidenceLevel, Related
from glossograph.export.parquet import write_table
from glossograph.export.tables import TidyTable, evidence_table, term_tables
from glossograph.model.decision import LinkConflict
from glossograph.model.edge import Edge, Repair
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.graph import GlossaryInfo, Graph, Relation, TermIndex
from glossograph.model.problem import Problem
from glossograph.model.term import Term
from glossograph.model.term_match import TermMatch
from glossograph.parts.manifest import MAX_BUCKETS, PartFile, PartFolder, part_file
from glossograph.parts.part_tables import (
    DuplicateRow,
    backlink_table,
    conflict_table,
    duplicate_table,
    problem_table,
    repair_table,
)
from glossograph.rdf.evidence_triples import EvidenceSubjects
from glossograph.rdf.graph_triples import collection_subjects, part_subjects
from glossograph.rdf.keyword_collections import KeywordCollection
from glossograph.rdf.ntriples import ntriples
from glossograph.rdf.statements import Subject
from glossograph.text.keys import Slug, TermId

_TERMS_PER_BUCKET = 50_000


class Bucket(NamedTuple):
    """One of `total` buckets. A term belongs to the bucket that the CRC-32 of its id names.

    >>> Bucket(6, 7).holds(TermId("bond")), Bucket(6, 7).part
    (True, 'part-00006')
    """

    number: int
    total: int

    @classmethod
    def of(cls, term: TermId, total: int) -> "Bucket":
        """Give the bucket of a term."""
        return cls(zlib.crc32(term.encode("utf-8", "surrogatepass")) % total, total)

    def holds(self, term: TermId) -> bool:
        """Whether a term belongs here."""
        return Bucket.of(term, self.total) == self

    @property
    def part(self) -> str:
        """The name of its files, without a suffix."""
        return f"part-{self.number:05}"


def graph_of_bucket(
    info: GlossaryInfo,
    terms: Iterable[Term],
    edges: Iterable[Edge],
    relations: Iterable[Relation] = (),
    matches: Iterable[TermMatch] = (),
) -> Graph:
    """Put what a bucket holds of a graph into one value.

    Args:
        info: What is said of the glossary as a whole.
        terms: The terms of the bucket.
        edges: All edges from these terms with their counts, and all edges to them, for which the ends are enough.
        relations: All declared relations from and to these terms, and those that are above and below them and their neighbours,
            by which `skos:related` is left out (SKOS, S27).
        matches: Matches with concepts of other vocabularies, of these terms and any others.
    """
    own_terms = tuple(sorted(terms))
    own = {term.id for term in own_terms}
    return Graph(
        info=info,
        languages=(),
        articles=sum(len(term.articles) for term in own_terms),
        terms=own_terms,
        edges=tuple(edge for edge, _ in groupby(sorted(edges))),
        repairs=(),
        conflicts=(),
        duplicate_candidates=(),
        problems=(),
        term_index=TermIndex({}, {}, {}),
        whole=False,
        relations=tuple(sorted(relations)),
        matches=tuple(sorted(match for match in matches if match.term in own)),
    )


def write_terms(
    folder: PartFolder,
    bucket: Bucket,
    part: Graph,
    slugs: Mapping[TermId, Slug],
    related: Related = Related.ALL,
    *,
    published: str = "",
) -> list[PartFile]:
    """Write the terms of a bucket, their labels, articles and edges, as tables and as triples.

    Args:
        folder: Where to write.
        bucket: Which bucket it is.
        part: What it holds, from `graph_of_bucket`.
        slugs: The slugs of all terms that it names.
        related: Which links become `skos:related`.
        published: The address of an article on the published site; empty without such a site.

    Raises:
        ValueError: A term belongs to another bucket.
    """
    if strangers := [term.id for term in part.terms if not bucket.holds(term.id)]:
        message = f"Term {strangers[0]!r} does not belong to {bucket}"
        raise ValueError(message)
    tables = (*term_tables(part, slugs), backlink_table(part, slugs))
    files = [write_table_part(folder, bucket, table) for table in tables]
    return [*files, _write_triples(folder, f"graph.nt/{bucket.part}", part_subjects(part, slugs, related, published))]


def write_collections(
    folder: PartFolder, bucket: Bucket, base: str, collections: Iterable[KeywordCollection], slugs: Mapping[TermId, Slug]
) -> list[PartFile]:
    """Write keywords as collections of terms, whose slugs are given by id. Which keywords a bucket holds does not matter."""
    name = f"graph.nt/collections-{bucket.number:05}"
    return [_write_triples(folder, name, collection_subjects(base, sorted(collections), slugs))]


def write_evidence(
    folder: PartFolder,
    bucket: Bucket,
    evidence: Iterable[ArticleEvidence],
    slugs: Mapping[TermId, Slug],
    *,
    base: str,
    level: EvidenceLevel = EvidenceLevel.SENTENCES,
) -> list[PartFile]:
    """Write the evidence of the links that leave the terms of a bucket, as a table and as triples.

    Args:
        folder: Where to write.
        bucket: Which bucket it is.
        evidence: The evidence, article by article.
        slugs: The slugs of all terms that it names.
        base: The base IRI.
        level: How much to write of each link.
    """
    if level is EvidenceLevel.NONE:
        return []
    articles = sorted(evidence, key=lambda article: (article.source, article.language))
    table = evidence_table(lambda: chain.from_iterable(articles), slugs, level)
    subjects = EvidenceSubjects(base, slugs, level)
    triples = chain.from_iterable(map(subjects.of, articles))
    return [write_table_part(folder, bucket, table), _write_triples(folder, f"links.nt/{bucket.part}", triples)]


def write_problems(
    folder: PartFolder,
    bucket: Bucket,
    problems: Iterable[Problem] = (),
    repairs: Iterable[Repair] = (),
    conflicts: Iterable[LinkConflict] = (),
    *,
    duplicates: Iterable[DuplicateRow] = (),
) -> list[PartFile]:
    """Write the problems of a build, its repairs, its conflicts and its duplicate candidates as tables.

    Which of them a bucket holds does not matter. Duplicate candidates come sorted by the ids of their terms.
    """
    tables = (
        problem_table(sorted(problems)),
        repair_table(sorted(repairs)),
        conflict_table(sorted(conflicts)),
        duplicate_table(duplicates),
    )
    return [write_table_part(folder, bucket, table) for table in tables]


def write_table_part(folder: PartFolder, bucket: Bucket, table: TidyTable) -> PartFile:
    """Write a part of a table."""
    file = BytesIO()
    rows = write_table(table, file)
    return part_file(folder, f"tables/{table.name}/{bucket.part}.parquet", file.getvalue(), rows)


def _write_triples(folder: PartFolder, name: str, subjects: Iterable[Subject]) -> PartFile:
    data = "".join(ntriples(subjects)).encode("utf-8", "replace")
    return part_file(folder, f"{name}.nt", data, data.count(b"\n"))


def buckets_for(terms: int) -> Iterator[Bucket]:
    """List the buckets of a graph that is written on one machine: one for every 50,000 terms.

    >>> list(buckets_for(60_000))
    [Bucket(number=0, total=2), Bucket(number=1, total=2)]
    """
    total = min(max(1, -(-terms // _TERMS_PER_BUCKET)), MAX_BUCKETS)
    return (Bucket(number, total) for number in range(total))
