"""What a build on a cluster reports: problems, repairs, conflicts and duplicate candidates.

All are rows of tables; the first of each kind and the counts come to the driver.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import msgspec

from glossograph.distributed.comparing import DUPLICATE, ComparedPair, candidates
from glossograph.distributed.reading import PROBLEM, decode_problem
from glossograph.distributed.row_steps import pack, unpack
from glossograph.distributed.sums import CONFLICT, REPAIR, BatchReport
from glossograph.distributed.writing import COUNTS, GraphSettings, file_rows
from glossograph.engine.rows import Row, Shared
from glossograph.errors import GlossographError
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.model.decision import Decisions, DuplicateCandidate, LinkConflict
from glossograph.model.edge import Repair
from glossograph.model.graph import Relation
from glossograph.model.problem import Problem
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.parts.part_writer import write_problems
from glossograph.text.keys import Key

_decode_repair = msgspec.msgpack.Decoder(Repair).decode
_decode_conflict = msgspec.msgpack.Decoder(LinkConflict).decode

MAX_RELATIONS = 200_000
"""Relations in the front matter of all articles; more are refused, since each worker takes all of them."""


@dataclass
class FirstOfEach:
    """How many problems, repairs, conflicts and duplicate candidates there are, and the first of each kind."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: dict[str, Problem] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    conflicts: list[LinkConflict] = field(default_factory=list)
    duplicates: list[DuplicateCandidate] = field(default_factory=list)

    def add(
        self,
        problems: Iterable[Problem],
        repairs: Sequence[Repair],
        conflicts: Sequence[LinkConflict],
        duplicates: Sequence[DuplicateCandidate],
    ) -> None:
        """Add some."""
        for problem in problems:
            code = str(problem.code)
            self.counts[code] += 1
            self.problems[code] = min(problem, self.problems.get(code, problem))
        self.counts["repairs"] += len(repairs)
        self.counts["conflicts"] += len(conflicts)
        self.counts["duplicate_candidates"] += len(duplicates)
        self.repairs = sorted((*self.repairs, *repairs))[:1]
        self.conflicts = sorted((*self.conflicts, *conflicts), key=_place_of)[:1]
        self.duplicates = sorted((*self.duplicates, *duplicates))[:1]

    def merge(self, other: "FirstOfEach") -> Self:
        """Add those of another bucket."""
        counts = self.counts + other.counts
        self.add(other.problems.values(), other.repairs, other.conflicts, other.duplicates)
        self.counts = counts
        return self

    @property
    def kinds(self) -> tuple[tuple[str, int], ...]:
        """The codes of the problems with their counts, the most frequent first."""
        return tuple(sorted(((code, self.counts[code]) for code in self.problems), key=lambda kind: (-kind[1], kind[0])))


def _place_of(conflict: LinkConflict) -> Any:  # noqa: ANN401 — what conflicts are sorted by
    return conflict.outvoted, conflict.target


@dataclass(frozen=True)
class WriteReport:
    """Writes what the author should look at, each once, and gives the first of each kind with the counts."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write."""
        settings: GraphSettings = self.settings.get()
        problems: set[Problem] = set()
        repairs: list[Repair] = []
        conflicts: list[LinkConflict] = []
        pairs: list[ComparedPair] = []
        first = b""
        for key, order, value in rows:
            first = first or key
            if order[:1] == PROBLEM:
                problems.add(decode_problem(value))
            elif order == REPAIR:
                repairs.append(_decode_repair(value))
            elif order == CONFLICT:
                conflicts.append(_decode_conflict(value))
            elif order == DUPLICATE:
                pairs.append(unpack(value))
        proposed = candidates(pairs)
        found = FirstOfEach()
        found.add(problems, repairs, conflicts, [candidate for candidate, _ in proposed])
        bucket, duplicates = settings.bucket(first), [row for _, row in proposed]
        yield from file_rows(write_problems(settings.output, bucket, problems, repairs, conflicts, duplicates=duplicates))
        yield b"", COUNTS, pack(found)


class Reported(NamedTuple):
    """What all batches report together."""

    rule_counts: Counter[str]
    decisions: set[tuple[str, str, str]]
    unused_names: frozenset[Key]
    names: set[Key]
    relations: tuple[Relation, ...]

    @property
    def terms_in_relations(self) -> frozenset[str]:
        """The ids of the terms between which there are relations."""
        return frozenset(str(term) for one in self.relations for term in (one.source, one.target))


def all_reports(reports: Iterable[BatchReport]) -> Reported:
    """Put the reports of all batches together.

    Raises:
        GlossographError: There are too many relations.
    """
    rule_counts: Counter[str] = Counter()
    decisions: set[tuple[str, str, str]] = set()
    met: set[Key] = set()
    renamed: set[Key] = set()
    names: set[Key] = set()
    relations: set[Relation] = set()
    for report in reports:
        rule_counts.update(report.rule_counts)
        decisions |= report.decisions
        met |= report.met
        renamed |= report.renamed
        names |= report.names
        relations.update(report.relations)
    if len(relations) > MAX_RELATIONS:
        message = f"The articles declare {len(relations):,} relations; a cluster takes {MAX_RELATIONS:,}: build on one machine"
        raise GlossographError(message)
    return Reported(rule_counts, decisions, frozenset(renamed - met), names, tuple(sorted(relations)))


def unused_decisions(decisions: Decisions, reported: Reported, placeholders: Iterable[str]) -> list[Problem]:
    """Report the decisions that no longer apply; `placeholders` are those of their names that terms without articles have."""
    known = ({*reported.names, *map(Key, placeholders)}) - reported.unused_names
    return [*AuthorDecisions(decisions).problems(reported.decisions, known)]


def counted_resolutions(rule_counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Give the links by rule, in the order of the rules."""
    return tuple((str(rule), rule_counts[rule.code]) for rule in ResolutionRule if rule_counts[rule.code])
