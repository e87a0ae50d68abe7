"""The files of a graph in parts that say something of all of it: what the driver writes."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from glossograph.config import Config
from glossograph.export.tables import language_table
from glossograph.model.decision import DuplicateCandidate, LinkConflict
from glossograph.model.edge import Repair
from glossograph.model.evidence import EvidenceSource
from glossograph.model.graph import GlossaryInfo, Graph, GraphSummary
from glossograph.model.problem import Problem
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.pages.explorer import render_explorer
from glossograph.parts.manifest import NO_FINDINGS, FindingCounts, PartFile, PartFolder, part_file
from glossograph.parts.part_writer import Bucket, write_table_part
from glossograph.rdf.graph_triples import SchemeCounts, scheme_subject
from glossograph.rdf.ntriples import ntriples
from glossograph.rdf.vocabulary import VOCABULARY_PATH
from glossograph.serialise.export_job import ExportJob

MAX_PAGE_TERMS = 20_000
"""The most linked terms that `graph.html` shows."""


def write_scheme(
    folder: PartFolder, info: GlossaryInfo, summary: GraphSummary, config: Config, triples: int | None = None
) -> list[PartFile]:
    """Write what `graph.nt` says of the glossary as a whole, the vocabulary of its triples, and the table of its languages.

    `triples` is the number of the triples in all other parts of `graph.nt`, if it is known.
    """
    counts = SchemeCounts(summary.languages, summary.terms, summary.articles, triples)
    scheme = scheme_subject(info, counts, config.language, config.page.published)
    data = "".join(ntriples([scheme])).encode("utf-8", "replace")
    vocabulary = VOCABULARY_PATH.read_bytes()
    return [
        part_file(folder, "graph.nt/scheme-00000.nt", data, data.count(b"\n")),
        part_file(folder, VOCABULARY_PATH.name, vocabulary, 0),
        write_table_part(folder, Bucket(0, 1), language_table(lambda: summary.languages)),
    ]


def write_report(
    folder: PartFolder,
    info: GlossaryInfo,
    summary: GraphSummary,
    *,
    problems: Iterable[Problem] = (),
    repairs: Iterable[Repair] = (),
    conflicts: Iterable[LinkConflict] = (),
    duplicate_candidates: Iterable[DuplicateCandidate] = (),
    counts: FindingCounts = NO_FINDINGS,
) -> list[PartFile]:
    """Write `report.json`: the counts, and the first of each kind of problem, repair, conflict and duplicate candidate.

    Args:
        folder: Where to write.
        info: What is said of the glossary as a whole.
        summary: What the graph holds.
        problems: The problems, or at least the first of each code. The others are in the table `problems`.
        repairs: The repairs, or the first.
        conflicts: The conflicts, or the first.
        duplicate_candidates: Pairs of terms that may be one, or the first.
        counts: How many conflicts and duplicate candidates there are.
    """
    first_problems: dict[str, Problem] = {}
    for problem in sorted(problems):
        first_problems.setdefault(str(problem.code), problem)
    figures = {name: value for name, value in msgspec.structs.asdict(summary).items() if name != "resolutions"}
    figures |= {**counts._asdict(), "problem_kinds": dict(summary.problem_kinds)}
    values = {
        "summary": {"title": info.title, "base_iri": info.base_iri, **figures},
        "resolutions": [
            {"rule": rule, "meaning": ResolutionRule(rule).phrase, "links": count, "guess": ResolutionRule(rule).is_guess}
            for rule, count in summary.resolutions
        ],
        "first_problems": [
            {"path": each.path, "line": each.line, "code": code, "message": each.message} for code, each in first_problems.items()
        ],
        "first_repair": next(map(_repair_values, sorted(repairs)), None),
        "first_conflict": next(map(_conflict_values, conflicts), None),
        "first_duplicate_candidate": next(
            ({"terms": [each.one, each.other], "reasons": list(each.reasons)} for each in duplicate_candidates), None
        ),
    }
    data = json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    return [part_file(folder, "report.json", data, 0)]


def _repair_values(repair: Repair) -> dict[str, Any]:
    return {
        "path": repair.path,
        "line": repair.line,
        "written": repair.written,
        "repaired": repair.repaired,
        "voters": dict(repair.voters),
    }


def _conflict_values(conflict: LinkConflict) -> dict[str, Any]:
    outvoted = conflict.outvoted
    return {
        "path": outvoted.path,
        "line": outvoted.link.line,
        "written": outvoted.link.destination,
        "repaired": conflict.repaired,
        "reason": conflict.reason,
    }


def write_page(folder: PartFolder, excerpt: Graph, source: EvidenceSource, config: Config, all_terms: int) -> list[PartFile]:
    """Write `graph.html`.

    Args:
        folder: Where to write.
        excerpt: At most `MAX_PAGE_TERMS` of the most linked terms, and the edges between them.
        source: The evidence of these edges.
        config: The settings.
        all_terms: How many terms the whole graph has.

    Raises:
        GlossographError: The terms and edges do not fit on the page.
    """
    graph = excerpt
    if len(excerpt.terms) < all_terms:
        sentence = f"The {len(excerpt.terms):,} most linked of {all_terms:,} terms."
        description = f"{excerpt.info.description} {sentence}".strip()
        graph = msgspec.structs.replace(excerpt, info=msgspec.structs.replace(excerpt.info, description=description))
    page = render_explorer(ExportJob(graph, source, config))
    return [part_file(folder, "graph.html", page.text.encode("utf-8", "replace"), len(graph.terms))]


def most_linked(graph: Graph, limit: int = MAX_PAGE_TERMS) -> Graph:
    """Give the terms of a graph that most others link to, and the edges between them."""
    if len(graph.terms) <= limit:
        return graph
    counts = Counter(edge.target for edge in graph.edges)
    chosen = sorted(graph.terms, key=lambda term: (-counts[term.id], term.id))[:limit]
    kept = {term.id for term in chosen}
    edges = tuple(edge for edge in graph.edges if edge.source in kept and edge.target in kept)
    return msgspec.structs.replace(graph, terms=tuple(sorted(chosen)), edges=edges)
