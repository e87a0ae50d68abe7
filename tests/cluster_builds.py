"""Builds through the plan of a cluster, and what they and the build of one machine made, in one shape to compare."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from glossograph.config import EvidenceLevel
from glossograph.distributed.plan import ClusterResult, Plan
from glossograph.distributed.sources import find_sources
from glossograph.engine.local_engine import LocalEngine
from glossograph.engine.rows import Engine
from glossograph.engine.storage import Storage
from glossograph.export.tables import tables
from glossograph.model.graph import Graph, GraphSummary
from glossograph.rdf.evidence_triples import evidence_subjects
from glossograph.rdf.graph_triples import graph_subjects
from glossograph.rdf.ntriples import ntriples
from glossograph.serialise.export_job import ExportJob
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import Inputs, build_into, read_inputs

Outcome = dict[str, Any]
"""What a build made: sorted lines and rows by file, and the figures."""

_CONFLICT = ("path", "line", "term", "target", "repaired", "reason", "sure", "applied")
_TABLES = ("relations", "matches", "articles", "definitions", "edge_counts", "edges", "evidence", "keywords", "labels", "terms")


def inputs_of(*roots: Path, **settings: object) -> Inputs:
    """Read the settings of a collection, without a file of decisions."""
    return read_inputs(roots, None, settings)


def local_outcome(inputs: Inputs) -> Outcome:
    """Build on this machine, as ever."""
    with ArticleStore() as store:
        graph = build_into(store, inputs.roots, inputs.config, inputs.decisions)
        job = ExportJob(graph, store, inputs.config)
        outcome: Outcome = {table.name: sorted(map(_plain, table.rows())) for table in tables(job)}
        outcome.pop("languages")
        subjects = graph_subjects(graph, inputs.config.related, inputs.config.language, inputs.config.page.published)
        outcome["graph.nt"] = sorted(line for text in ntriples(subjects) for line in text.splitlines())
        evidence = evidence_subjects(graph, store.by_article(), inputs.config.evidence)
        is_written = inputs.config.evidence is not EvidenceLevel.NONE
        outcome["links.nt"] = sorted(line for text in ntriples(evidence) for line in text.splitlines()) if is_written else []
    return outcome | reported(graph)


def reported(graph: Graph) -> Outcome:
    """Give what a graph reports, in the shape of the tables of a cluster."""
    slugs = {term.id: term.slug for term in graph.terms}
    return {
        "problems": sorted((one.path, one.line, str(one.code), one.message) for one in graph.problems),
        "repairs": sorted((one.path, one.line, one.written, one.repaired) for one in graph.repairs),
        "conflicts": sorted(
            (one.outvoted.path, one.outvoted.link.line, one.term, one.target, one.repaired, one.reason, one.sure, one.applied)
            for one in graph.conflicts
        ),
        "duplicate_candidates": sorted((slugs[one.one], slugs[one.other], one.reasons) for one in graph.duplicate_candidates),
        "summary": GraphSummary.of(graph),
    }


def run_plan(inputs: Inputs, engine: Engine, out: Path, sources: Sequence[str] = ()) -> ClusterResult:
    """Build through the plan of a cluster."""
    found = find_sources(sources or [str(root) for root in inputs.roots])
    return Plan(engine, found, inputs.config, inputs.decisions, output=Storage(str(out))).run()


def cluster_outcome(
    inputs: Inputs, folder: Path, *, buckets: int = 3, engine: Callable[[Storage, int], Engine] | None = None
) -> Outcome:
    """Build through the plan and read what it wrote."""
    work = Storage(str(folder / "work"))
    result = run_plan(inputs, engine(work, buckets) if engine else LocalEngine(work, buckets=buckets), folder / "out")
    return written_outcome(folder / "out") | {"summary": result.summary}


def written_outcome(out: Path) -> Outcome:
    """Read the parts of a folder."""
    outcome: Outcome = {}
    for name in ("graph.nt", "links.nt"):
        parts = sorted((out / name).glob("*.nt"))
        outcome[name] = sorted(line for part in parts for line in part.read_text(encoding="utf-8").splitlines())
    for name in _TABLES:
        outcome[name] = rows_of(out, name)
    outcome["problems"] = rows_of(out, "problems")
    outcome["duplicate_candidates"] = rows_of(out, "duplicate_candidates")
    outcome["repairs"] = [row[:4] for row in rows_of(out, "repairs")]
    outcome["conflicts"] = sorted(tuple(row[name] for name in _CONFLICT) for row in table_of(out, "conflicts"))
    return outcome


def table_of(out: Path, name: str) -> list[dict[str, Any]]:
    """Read the rows of a table."""
    parts = sorted((out / "tables" / name).glob("*.parquet"))
    return [row for part in parts for row in pq.read_table(part).to_pylist()]


def rows_of(out: Path, name: str) -> list[tuple[Any, ...]]:
    """Read the cells of a table, sorted."""
    return sorted(_plain(row.values()) for row in table_of(out, name))


def _plain(cells: Iterable[Any]) -> tuple[Any, ...]:
    """Give the cells of a row as text and numbers."""
    return tuple(tuple(cell) if isinstance(cell, list | tuple) else cell for cell in cells)


def differences(one: Outcome, other: Outcome) -> Outcome:
    """Give what two outcomes do not have in common."""
    found: Outcome = {}
    for name in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(name), other.get(name)
        if isinstance(mine, list) and isinstance(theirs, list):
            lost, new = Counter(mine) - Counter(theirs), Counter(theirs) - Counter(mine)
            if lost or new:
                found[name] = [*lost][:5], [*new][:5]
        elif mine != theirs:
            found[name] = mine, theirs
    return found


PLANTED = [
    ("bond", "bonds", "one slug is the plural of the other"),
    ("coupon", "periodic-payment", "the same name in 2 of 3 common languages: 'Coupon' (en), 'Kupong' (no)"),
    ("equities", "equity", "one slug is the plural of the other"),
    ("etf", "exchange-traded-fund", "one slug is the other's initials, and the label 'Exchange-traded fund (ETF)' names both"),
    ("front-office", "frontoffice", "the slugs differ only in hyphens"),
    ("margin-spread", "spread", "the same name in 1 of 1 common languages: 'Bid ask spread' (en)"),
    ("nav", "net-asset-value", "one slug is the other's initials, and 'index' links to both"),
    ("swap", "swaps", "one slug is the plural of the other"),
]
"""The pairs of terms of `planted_duplicates` that are proposed, with the reason."""


def planted_duplicates(link: Callable[[str], str] = "[this](/{})".format) -> dict[str, str]:
    """Give articles of which some pairs may be one: by plural, hyphen, initials, case or labels. `link` writes a link."""
    titles = {
        "en/bond": "Bond",
        "en/bonds": "Bonds",
        "en/equity": "Equity",
        "en/equities": "Equities",
        "en/front-office": "Front office",
        "en/frontoffice": "The office in front",
        "en/etf": "ETF",
        "en/exchange-traded-fund": "Exchange-traded fund (ETF)",
        "en/nav": "NAV",
        "en/net-asset-value": "Net asset value",
        "en/index": "Index",
        "en/f-a-q": "FAQ",
        "en/spread": "Bid-Ask Spread",
        "en/margin-spread": "Bid ask spread",
        **{f"en/term-{letter}": "Rate" for letter in "abcdefghijklm"},
        **{
            f"{tag}/{slug}": title
            for tag, title in (("en", "Coupon"), ("no", "Kupong"))
            for slug in ("coupon", "periodic-payment")
        },
        "de/coupon": "Kupon",
        "de/periodic-payment": "Zahlung",
    }
    links = {"en/index": ("nav", "net-asset-value", "bond", "swap"), "en/bond": ("swaps", "etf")}
    return {
        f"{name}.md": f"---\ntitle: {title}\n---\nSee {', '.join(map(link, links.get(name, ())))}.\n"
        for name, title in titles.items()
    }
