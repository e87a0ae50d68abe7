"""What a build on a cluster reports: problems, repairs and conflicts as tables, counts, and the manifest that is written last."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

import glossograph
from glossograph.config import Config
from glossograph.distributed.row_steps import pack, rows_by_key, unpack
from glossograph.distributed.sums import BatchReport
from glossograph.distributed.writing import GraphSettings, WrittenPart, write_table
from glossograph.engine.rows import Row, Shared
from glossograph.engine.storage import Storage
from glossograph.errors import GlossographError
from glossograph.export.tables import Cell
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.model.base import Struct
from glossograph.model.decision import Decisions, LinkConflict
from glossograph.model.edge import Repair
from glossograph.model.graph import GraphSummary, GuessedJoin, Relation
from glossograph.model.problem import Problem
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.text.keys import Key

MANIFEST = "manifest.json"
MAX_RELATIONS = 200_000
"""Relations in the front matter of all articles; more are refused, since each worker takes all of them."""


class _ReportTable(NamedTuple):
    """A table of what the author should look at: its name, the types of its columns, and the cells of a value."""

    name: str
    columns: Mapping[str, type[Cell]]
    cells: Callable[[Any], tuple[Cell, ...]]


def _problem_cells(problem: Problem) -> tuple[Cell, ...]:
    return problem.path, problem.line, str(problem.code), problem.message


def _repair_cells(repair: Repair) -> tuple[Cell, ...]:
    voters = " ".join(f"{language}:{written}" for language, written in repair.voters)
    return repair.path, repair.line, repair.written, repair.repaired, voters


def _conflict_cells(conflict: LinkConflict) -> tuple[Cell, ...]:
    vote = conflict.outvoted
    link = vote.link
    where = (vote.path, link.line, conflict.term, vote.language, link.anchor, link.destination)
    return *where, conflict.target, conflict.repaired, conflict.reason, conflict.sure, conflict.applied


def _guess_cells(guess: GuessedJoin) -> tuple[Cell, ...]:
    return guess.path, guess.term, " ".join(guess.slugs)


_TABLES = {
    "p": _ReportTable("problems", {"path": str, "line": int, "code": str, "message": str}, _problem_cells),
    "R": _ReportTable("repairs", {"path": str, "line": int, "written": str, "repaired": str, "voters": str}, _repair_cells),
    "C": _ReportTable(
        "conflicts",
        {"path": str, "line": int, "term": str, "language": str, "anchor": str, "written": str, "target": str, "repaired": str}
        | {"reason": str, "sure": bool, "applied": bool},
        _conflict_cells,
    ),
    "G": _ReportTable("guesses", {"path": str, "term": str, "slugs": str}, _guess_cells),
}


@dataclass(frozen=True)
class WriteReport:
    """Writes what the author should look at, each once, and counts the problems by code with the first of each."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write."""
        settings: GraphSettings = self.settings.get()
        values: dict[str, set[Any]] = {kind: set() for kind in _TABLES}
        first = b""
        for key, group in rows_by_key(rows):
            first = first or key
            for _, order, value in group:
                values[chr(order[0])].add(unpack(value))
        for kind, table in _TABLES.items():
            cells = (table.cells(value) for value in sorted(values[kind], key=_by_place))
            yield from write_table(settings, table.name, first, table.columns, cells)
        firsts: dict[str, tuple[int, Problem]] = {}
        for problem in values["p"]:
            count, earlier = firsts.get(str(problem.code), (0, problem))
            firsts[str(problem.code)] = count + 1, min(earlier, problem)
        yield b"", b"c", pack((firsts, Counter({"repairs": len(values["R"]), "conflicts": len(values["C"])})))


def _by_place(value: Any) -> Any:  # noqa: ANN401 — problems, repairs, guesses and conflicts
    return (value.outvoted, value.target) if isinstance(value, LinkConflict) else value


class Reported(NamedTuple):
    """What all batches report together."""

    rule_counts: Counter[str]
    decisions: set[tuple[str, str, str]]
    unused_names: frozenset[Key]
    names: set[Key]
    relations: tuple[Relation, ...]


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


class KindOfProblem(Struct, frozen=True):
    """How many problems of a code there are, and the first of them."""

    code: str
    count: int
    first: Problem


class Manifest(Struct, frozen=True):
    """What a build on a cluster wrote.

    Attributes:
        program: The version of glossograph.
        base_iri: What the IRIs of terms begin with.
        title: The title of the glossary.
        summary: Its figures.
        problems: The kinds of problem, the most frequent first.
        notes: Sentences for the summary.
        files: All files with their rows, bytes and digests.
    """

    program: str
    base_iri: str
    title: str
    summary: GraphSummary
    problems: tuple[KindOfProblem, ...]
    notes: tuple[str, ...]
    files: tuple[WrittenPart, ...]


def as_json(value: object) -> bytes:
    """Write values as JSON with the names of their fields."""
    return msgspec.json.format(msgspec.json.encode(_named(value)), indent=1) + b"\n"


def _named(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        return {name: _named(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, (list, tuple)):
        return [_named(item) for item in value]
    return str(value) if isinstance(value, str) else value


def make_manifest(
    config: Config,
    summary: GraphSummary,
    kinds: Mapping[str, tuple[int, Problem]],
    notes: Sequence[str],
    files: Iterable[WrittenPart],
) -> Manifest:
    """Put together what a build wrote and reports."""
    problems = sorted(
        (KindOfProblem(code, count, first) for code, (count, first) in kinds.items()), key=lambda kind: (-kind.count, kind.code)
    )
    return Manifest(
        glossograph.__version__, config.base, config.title, summary, tuple(problems), tuple(notes), tuple(sorted(files))
    )


def merged_kinds(rows: Iterable[Row]) -> tuple[dict[str, tuple[int, Problem]], Counter[str]]:
    """Add up the problems of all buckets, and the counts of repairs and conflicts."""
    kinds: dict[str, tuple[int, Problem]] = {}
    counts: Counter[str] = Counter()
    for _, _, value in rows:
        firsts, others = unpack(value)
        counts.update(others)
        for code, (count, first) in firsts.items():
            total, earlier = kinds.get(code, (0, first))
            kinds[code] = total + count, min(earlier, first)
    return kinds, counts


def counted_resolutions(rule_counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Give the links by rule, in the order of the rules."""
    return tuple((str(rule), rule_counts[rule.code]) for rule in ResolutionRule if rule_counts[rule.code])


def read_manifest(folder: Storage) -> Manifest | None:
    """Read the manifest of a folder; none where there is none.

    Raises:
        GlossographError: It cannot be read.
    """
    if not folder.exists(MANIFEST):
        return None
    try:
        fields = msgspec.json.decode(folder.read(MANIFEST))
        files = tuple(WrittenPart(**file) for file in fields["files"])
        summary = msgspec.convert([_tuple(value) for value in fields["summary"].values()], GraphSummary)
        return Manifest(fields["program"], fields["base_iri"], fields["title"], summary, (), tuple(fields["notes"]), files)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        message = f"{folder.address}/{MANIFEST}: is damaged ({error}): build again"
        raise GlossographError(message) from error


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
