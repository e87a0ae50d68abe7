"""The tables that only a graph in parts has: links by their target, problems, repairs, conflicts and duplicate candidates."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from glossograph.export.tables import (
    ArticleRow,
    Cell,
    DefinitionRow,
    EdgeCountRow,
    EdgeRow,
    EvidenceRow,
    KeywordRow,
    LabelRow,
    LanguageRow,
    MatchRow,
    RelationRow,
    TermRow,
    TidyTable,
)
from glossograph.model.decision import LinkConflict
from glossograph.model.edge import Repair
from glossograph.model.graph import Graph
from glossograph.model.problem import Problem
from glossograph.text.keys import Slug, TermId


class BacklinkRow(NamedTuple):
    """A term that links to another, in the bucket of the other; `source_id` says in which bucket the links are counted."""

    target: str
    source: str
    source_id: str


class ProblemRow(NamedTuple):
    """A problem: `line` counts from 1, 0 means the file as a whole."""

    path: str
    line: int
    code: str
    message: str


class RepairRow(NamedTuple):
    """A repaired link; `voters` are the destinations in the translations, each after its language and a blank."""

    path: str
    line: int
    written: str
    repaired: str
    voters: tuple[str, ...]


class ConflictRow(NamedTuple):
    """A link that the translations outvote, and the destination that they agree on. Terms are named by id."""

    path: str
    line: int
    language: str
    term: str
    target: str
    written: str
    repaired: str
    section: str
    anchor: str
    sentence: str
    voters: tuple[str, ...]
    reason: str
    sure: bool
    applied: bool


class DuplicateRow(NamedTuple):
    """Two terms that may be one, by their slugs, and why."""

    one: str
    other: str
    reasons: tuple[str, ...]


ROW_TYPES: Mapping[str, type[tuple[Cell, ...]]] = {
    "languages": LanguageRow,
    "terms": TermRow,
    "labels": LabelRow,
    "definitions": DefinitionRow,
    "articles": ArticleRow,
    "keywords": KeywordRow,
    "relations": RelationRow,
    "matches": MatchRow,
    "edges": EdgeRow,
    "edge_counts": EdgeCountRow,
    "backlinks": BacklinkRow,
    "evidence": EvidenceRow,
    "problems": ProblemRow,
    "repairs": RepairRow,
    "conflicts": ConflictRow,
    "duplicate_candidates": DuplicateRow,
}
"""The tables of a graph in parts."""


def backlink_table(part: Graph, slugs: Mapping[TermId, Slug]) -> TidyTable:
    """Give the edges to the terms of a bucket, sorted by target and source. The counts of these edges do not matter."""

    def rows() -> Iterator[BacklinkRow]:
        own = {term.id for term in part.terms}
        pairs = sorted((edge.target, edge.source) for edge in part.edges if edge.target in own)
        return (BacklinkRow(slugs[target], slugs[source], source) for target, source in pairs)

    return TidyTable("backlinks", BacklinkRow, rows, ("target",))


def problem_table(problems: Iterable[Problem]) -> TidyTable:
    """Give the table of some problems."""
    rows = [ProblemRow(each.path, each.line, str(each.code), each.message) for each in problems]
    return TidyTable("problems", ProblemRow, lambda: iter(rows), ("path",))


def repair_table(repairs: Iterable[Repair]) -> TidyTable:
    """Give the table of some repairs."""
    rows = [RepairRow(each.path, each.line, each.written, each.repaired, _listed(each.voters)) for each in repairs]
    return TidyTable("repairs", RepairRow, lambda: iter(rows), ("path",))


def conflict_table(conflicts: Iterable[LinkConflict]) -> TidyTable:
    """Give the table of some conflicts."""
    rows = [_conflict_row(conflict) for conflict in conflicts]
    return TidyTable("conflicts", ConflictRow, lambda: iter(rows), ("path",))


def duplicate_table(rows: Iterable[DuplicateRow]) -> TidyTable:
    """Give the table of some pairs of terms that may be one."""
    return TidyTable("duplicate_candidates", DuplicateRow, lambda: iter(rows), ("one",))


def _conflict_row(conflict: LinkConflict) -> ConflictRow:
    outvoted = conflict.outvoted
    link = outvoted.link
    return ConflictRow(
        path=outvoted.path,
        line=link.line,
        language=outvoted.language,
        term=conflict.term,
        target=conflict.target,
        written=link.destination,
        repaired=conflict.repaired,
        section=link.section,
        anchor=link.anchor,
        sentence=link.sentence,
        voters=_listed((vote.language, vote.link.destination) for vote in conflict.votes),
        reason=conflict.reason,
        sure=conflict.sure,
        applied=conflict.applied,
    )


def _listed(voters: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{language} {destination}" for language, destination in voters)
