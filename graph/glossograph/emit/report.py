"""`report.json` and `report.html`: every problem and every repair, with file and line, for programs and to read."""

import json
from typing import Any

from glossograph.emit.job import Job
from glossograph.emit.report_page import render_report
from glossograph.emit.report_payload import report_payload
from glossograph.emit.write import Batch
from glossograph.graph import Graph


def emit_report(job: Job, files: Batch) -> None:
    """Write both."""
    files.text("report.json", json.dumps(report(job.graph), ensure_ascii=False, indent=1) + "\n")
    files.text("report.html", render_report(report_payload(job.graph, job.source.evidence(), summary(job.graph))))


def report(graph: Graph) -> dict[str, Any]:
    """Give the report: `summary` of counts, `repairs` and `problems`, both sorted by path and line."""
    return {
        "summary": summary(graph),
        "repairs": [
            {
                "path": repair.path,
                "line": repair.line,
                "written": repair.written,
                "repaired": repair.repaired,
                "voters": dict(repair.voters),
            }
            for repair in graph.repairs
        ],
        "problems": [
            {"path": problem.path, "line": problem.line, "code": problem.code, "message": problem.message}
            for problem in graph.problems
        ],
    }


def summary(graph: Graph) -> dict[str, Any]:
    """Count what the graph holds."""
    return {
        "title": graph.collection.title,
        "base_iri": graph.collection.base_iri,
        "articles": graph.articles,
        "languages": list(graph.languages),
        "terms": len(graph.terms),
        "stubs": sum(term.stub for term in graph.terms),
        "edges": len(graph.edges),
        "links": sum(edge.count for edge in graph.edges),
        "repairs": len(graph.repairs),
        "problems": len(graph.problems),
    }
