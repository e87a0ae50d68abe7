"""A graph in parts as a graph of this machine: its terms and edges from the tables, its evidence streamed from them."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from glossograph.config import Config
from glossograph.export.tables import ArticleRow, EdgeCountRow, EvidenceRow, KeywordRow, LabelRow, TermRow
from glossograph.model.decision import DuplicateCandidate, LinkConflict, Vote
from glossograph.model.edge import Edge, Repair
from glossograph.model.evidence import ArticleEvidence, Evidence, by_article
from glossograph.model.graph import Graph, Relation
from glossograph.model.link import Link
from glossograph.model.problem import Problem, ProblemCode
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.model.term import Definition, Label, LabelOrigin, Term, TermArticle
from glossograph.model.term_match import MatchRelation, TermMatch
from glossograph.parts.manifest import FILE_NAME, ManifestError, PartFile
from glossograph.parts.part_tables import ConflictRow, RepairRow
from glossograph.parts.part_writer import Bucket
from glossograph.parts.parts_folder import PartsFolder
from glossograph.rdf.graph_reader import term_index_of
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag

TERM_TABLES = ("labels", "definitions", "articles", "keywords")
_Row = tuple[Any, ...]


class LoadedParts(NamedTuple):
    """A graph that was read from parts, the source of its evidence, and the settings that would write the same files again."""

    graph: Graph
    source: "PartsEvidence"
    config: Config


def load_parts(address: str | Path) -> LoadedParts:
    """Read a whole graph in parts, into memory.

    Raises:
        GlossographError: It is not finished, or a file of it is missing or damaged.
    """
    folder = PartsFolder.open(address)
    manifest, counts = folder.manifest, folder.manifest.counts
    with folder.consistent():
        terms = tuple(sorted(term for file in manifest.group("terms") for term in read_terms(folder, file)))
        ids = {str(term.slug): term.id for term in terms}
        edges = tuple(sorted(edge for file in manifest.group("edge_counts") for edge in _edges(folder, file, ids)))
        graph = Graph(
            info=manifest.info,
            languages=manifest.languages,
            articles=counts.articles,
            terms=terms,
            edges=edges,
            repairs=tuple(sorted(map(_repair, folder.all_rows("repairs")))),
            conflicts=tuple(map(_conflict, folder.all_rows("conflicts"))),
            duplicate_candidates=tuple(
                sorted(
                    DuplicateCandidate(ids[one], ids[other], tuple(reasons))
                    for one, other, reasons in folder.all_rows("duplicate_candidates")
                )
            ),
            problems=tuple(
                sorted(
                    Problem(path, line, ProblemCode(code), message) for path, line, code, message in folder.all_rows("problems")
                )
            ),
            term_index=term_index_of(terms),
            whole=False,
            resolutions=tuple(counts.resolutions.items()),
            relations=tuple(
                sorted(Relation(ids[source], kind, ids[target]) for source, kind, target in folder.all_rows("relations"))
            ),
            left_out=counts.left_out,
            matches=tuple(
                sorted(
                    TermMatch(ids[term], MatchRelation(relation), concept)
                    for term, relation, concept in folder.all_rows("matches")
                )
            ),
        )
    for name, read, count in (("terms", len(ids), counts.terms), ("edges", len(edges), counts.edges)):
        if read != count:
            message = f"{address}: holds {read:,} {name} instead of the {count:,} of {FILE_NAME}: run the build again"
            raise ManifestError(message)
    return LoadedParts(graph, PartsEvidence(folder, ids), manifest.config)


def read_terms(
    folder: PartsFolder, file: PartFile, slugs: Collection[str] | None = None, tables: Collection[str] = TERM_TABLES
) -> Iterator[Term]:
    """Read the terms of a bucket, or some of them, from the tables.

    Args:
        folder: The graph in parts.
        file: The part of the table `terms` of that bucket.
        slugs: The slugs of the terms to read; all if None.
        tables: The tables to read besides `terms`: without one of them, terms lack what it holds.

    Raises:
        KeyError: Tables contradict each other.
        ValueError: An origin of a label is unknown.
        ManifestError: A file is missing or damaged.
    """
    part = file.path.rpartition("/")[2].removesuffix(".parquet")
    wanted = None if slugs is None else {"term": slugs}

    def by_term(table: str) -> dict[str, list[_Row]]:
        rows: dict[str, list[_Row]] = defaultdict(list)
        for other in folder.part_of(table, part) if table in tables else ():
            for row in folder.rows(table, other, wanted):
                rows[row[0]].append(row)
        return rows

    labels, definitions, articles, keywords = map(by_term, TERM_TABLES)
    for row in folder.rows("terms", file, wanted):
        term = TermRow._make(row)
        by_kind: dict[str, list[Label]] = {"preferred": [], "alternative": []}
        for label in map(LabelRow._make, labels.get(term.term, ())):
            by_kind[label.kind].append(Label(_tag(label.language), label.text, LabelOrigin(label.origin), label.anchors))
        words: dict[str, list[str]] = defaultdict(list)
        for keyword in map(KeywordRow._make, keywords.get(term.term, ())):
            words[keyword.language].append(keyword.keyword)
        yield Term(
            TermId(term.term_id),
            Slug(term.term),
            tuple(by_kind["preferred"]),
            tuple(by_kind["alternative"]),
            tuple(Definition(_tag(language), text) for _, language, text in definitions.get(term.term, ())),
            tuple(
                TermArticle(_tag(each.language), each.path, each.title, tuple(words[each.language]), each.lead)
                for each in map(ArticleRow._make, articles.get(term.term, ()))
            ),
        )


def _edges(folder: PartsFolder, file: PartFile, ids: Mapping[str, TermId]) -> Iterator[Edge]:
    rows = map(EdgeCountRow._make, folder.rows("edge_counts", file))
    for (source, target), counts in groupby(rows, lambda row: row[:2]):
        yield Edge(ids[source], ids[target], tuple((_tag(row.language), row.links) for row in counts))


def _repair(row: _Row) -> Repair:
    repair = RepairRow._make(row)
    return Repair(repair.path, repair.line, repair.written, repair.repaired, _voters(repair.voters))


def _conflict(row: _Row) -> LinkConflict:
    """Make a conflict; the articles and anchors of the votes are not in the table."""
    it = ConflictRow._make(row)
    return LinkConflict(
        term=TermId(it.term),
        outvoted=Vote(_tag(it.language), it.path, Link(it.written, it.anchor, it.sentence, it.section, it.line)),
        target=TermId(it.target),
        repaired=it.repaired,
        votes=tuple(Vote(language, "", Link(written, "", "", "", 0)) for language, written in _voters(it.voters)),
        reason=it.reason,
        sure=it.sure,
        applied=it.applied,
    )


def _voters(listed: tuple[str, ...]) -> tuple[tuple[LanguageTag, str], ...]:
    return tuple((LanguageTag(language), written) for language, _, written in (voter.partition(" ") for voter in listed))


def _tag(language: str) -> LanguageTag:
    return LanguageTag(language.lower())


class PartsEvidence:
    """The evidence of a graph in parts, streamed from the tables each time that it is needed."""

    def __init__(self, folder: PartsFolder, ids: Mapping[str, TermId]) -> None:
        """Take the graph in parts, and the ids of its terms by slug."""
        self._folder = folder
        self._ids = ids
        self._slugs = {term: slug for slug, term in ids.items()}

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence article by article: behind all edges, or behind those that leave one term."""
        return by_article(self.evidence(source))

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Stream the evidence link by link, sorted by source term and language. One source is looked up in one part.

        Raises:
            ManifestError: A part is missing or damaged.
        """
        manifest = self._folder.manifest
        with self._folder.consistent():
            if source is None:
                streams = (self._part(file, {}) for file in manifest.group("evidence"))
                yield from heapq.merge(*streams, key=lambda item: (item.source, item.language))
                return
            for file in self._folder.part_of("evidence", Bucket.of(source, manifest.buckets).part):
                yield from self._part(file, {"source": [self._slugs[source]]})

    def _part(self, file: PartFile, wanted: Mapping[str, Collection[str]]) -> Iterator[Evidence]:
        ids = self._ids
        for row in map(EvidenceRow._make, self._folder.rows("evidence", file, wanted)):
            link = Link(row.written, row.anchor, row.sentence, row.section, row.line)
            rule = ResolutionRule(row.resolved_by) if row.resolved_by else None
            yield Evidence(ids[row.source], _tag(row.language), ids[row.target], row.path, link, row.repaired, rule)
