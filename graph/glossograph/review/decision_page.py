"""The page on which the author decides open cases, and what its form posts. `server/decision_form.py` serves both."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from glossograph.model.decision import Decisions
from glossograph.model.graph import Graph
from glossograph.review.decision_file import parse_decisions, record_decisions
from glossograph.text.keys import key


def decision_page(graph: Graph, payload: Mapping[str, Any], decided: Decisions, post_to: str) -> str:
    """Render the report of a build with the cases that are still open, and a form that posts the decisions.

    Args:
        graph: The build.
        payload: Its report, as `pages.report.page_payload` makes it.
        decided: The decisions that were made.
        post_to: The address of the form.
    """
    from glossograph.pages.report_page import render_report  # noqa: PLC0415 — takes jinja2

    links, pairs = decided.by_link(), decided.decided_pairs()
    conflicts = [item for item in payload["conflicts"] if (item["article"], item["written"], item["anchor"]) not in links]
    candidates = [
        item
        for item in payload["duplicate_candidates"]
        if frozenset((key(item["first"]["slug"]), key(item["second"]["slug"]))) not in pairs
    ]
    decided_matches = {match.pair for match in decided.matches if match.decision}
    matches = [item for item in payload["matches"] if (key(item["term"]), item["concept"]) not in decided_matches]
    still_open = {"conflicts": conflicts, "duplicate_candidates": candidates, "matches": matches}
    totals = {**payload["totals"], **{name: len(items) for name, items in still_open.items()}}
    shown = {**payload, **still_open, "totals": totals}
    return render_report({**shown, "title": graph.info.title}, post_to=post_to)


def record_posted(path: Path, graph: Graph, body: str) -> int:
    """Write the decisions of a posted form to the file; return their number.

    Raises:
        ConfigError: The form holds no decisions, or some on cases that the build does not have.
    """
    entries = parse_qs(body, keep_blank_values=True).get("entries", [""])[0]
    return record_decisions(path, graph, parse_decisions(entries.replace("\r\n", "\n"), "The form"))
