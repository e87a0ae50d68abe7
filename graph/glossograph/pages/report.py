"""`report.json` and `report.html`: every repair, conflict, merge, elected label and problem, for programs and to read."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from glossograph.errors import GlossographError
from glossograph.pages.report_page import render_report
from glossograph.pages.report_values import report
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

MOST = {"repairs": 500, "conflicts": 500, "merges": 500, "labels": 1000, "problems": 1000}
"""How many of each the page shows; `report.json` holds all."""


def emit_report(job: ExportJob, files: Batch) -> None:
    """Write both.

    Errors: `GlossographError` for a graph that was read from RDF, of which there is nothing to report.
    """
    if not job.graph.whole:
        message = "a graph that was read from RDF tells of no repairs and problems: write the report where it is built"
        raise GlossographError(message)
    values = report(job.graph, job.source.by_article())
    with files.open_text("report.json") as file:
        file.writelines(_json(values))
    files.write_text("report.html", render_report(page_values(job.graph.info.title, values)))


def _json(values: Mapping[str, Any]) -> Iterator[str]:
    """Write an object as JSON, the items of its lists one by one, since the text of all of it takes more memory than the graph.

    >>> print("".join(_json({"summary": {"terms": 2}, "merges": [], "labels": [{"text": "bond"}]})), end="")
    {
     "summary": {
      "terms": 2
     },
     "merges": [],
     "labels": [
      {
       "text": "bond"
      }
     ]
    }
    """
    for number, (name, value) in enumerate(values.items()):
        yield f"{',' if number else '{'}\n {json.dumps(name)}: "
        if isinstance(value, list) and value:
            yield from (f"{',' if place else '['}\n  {_indented(item, 2)}" for place, item in enumerate(value))
            yield "\n ]"
        else:
            yield _indented(value, 1)
    yield "\n}\n"


def _indented(value: object, by: int) -> str:
    return msgspec.json.format(json.dumps(value, ensure_ascii=False), indent=1).replace("\n", "\n" + by * " ")


def page_values(title: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the page shows of a report: the first of each list, and how many there are."""
    shown: dict[str, Any] = {name: values[name][:most] for name, most in MOST.items()}
    for name in ("repairs", "conflicts"):
        shown[name] = [{**case, "voters": case["evidence"]} for case in shown[name]]
    return {
        **shown,
        "title": title,
        "summary": values["summary"],
        "totals": {name: len(values[name]) for name in MOST},
    }
