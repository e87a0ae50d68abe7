"""`report.json` and `report.html`: the decisions of a build and its problems, for programs and for readers."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from glossograph.engine.processes import chunks
from glossograph.errors import GlossographError
from glossograph.pages.report_page import ReportItem, report_parts
from glossograph.pages.report_values import anchor_evidence, collect_report
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.kept_blocks import BlockWriter, Part, digest

MAX_SHOWN = {
    "repairs": 2_000,
    "conflicts": 2_000,
    "duplicate_candidates": 10_000,
    "matches": 10_000,
    "selected_labels": 20_000,
    "problems": 20_000,
}
"""Items of each list that the page holds, ten of each kind in view. `report.json` contains all."""

_CHUNK_ITEMS = 500
"""Items of a list that are encoded at once."""


def emit_report(job: ExportJob, files: Batch) -> None:
    """Write `report.json` and `report.html`.

    Raises:
        GlossographError: The graph was read from RDF, which holds no repairs and problems.
    """
    if not job.graph.whole:
        message = "A graph that was read from RDF has no repairs and problems to report: write the report when you build it"
        raise GlossographError(message)
    values = collect_report(job.graph, anchor_evidence(job.source))
    with files.open_text("report.json") as file:
        file.writelines(_json_parts(values))
    with files.open_blocks("report.html", b"") as page:
        for part in report_parts(page_payload(job.graph.info.title, values)):
            if isinstance(part, str):
                page.write(part.encode())
            else:
                _write_item(page, part)


def _write_item(page: BlockWriter, item: ReportItem) -> None:
    """Write an item as a block, which the next build takes over if the item is as it was."""
    item_key = digest(item.name.encode(), msgspec.msgpack.encode(item.arguments))
    page.block(item_key.hex(), item_key, lambda: (Part(item_key, item.encoded),))


def _json_parts(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield an object as JSON, some items of a list at a time: as one text it would take more memory than the graph.

    >>> print("".join(_json_parts({"summary": {"terms": 2}, "conflicts": [], "problems": [{"line": 3}]})), end="")
    {
     "summary": {
      "terms": 2
     },
     "conflicts": [],
     "problems": [
      {
       "line": 3
      }
     ]
    }
    """
    for position, (name, value) in enumerate(values.items()):
        yield f"{',' if position else '{'}\n {_indented_json(name)}: "
        if isinstance(value, list) and value:
            for index, items in enumerate(chunks(value, _CHUNK_ITEMS)):
                yield f"{',' if index else '['}{_indented_json(items)[1:-3]}"
            yield "\n ]"
        else:
            yield _indented_json(value)
    yield "\n}\n"


def _indented_json(value: object) -> str:
    """Write the value of a member as JSON, indented as in the object."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode().replace("\n", "\n ")


_MAX_GUESSED_JOINS = 50


def page_payload(title: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page shows of a report: the first items of each list, and the length of the whole list."""
    return {
        **{name: values[name][:max_items] for name, max_items in MAX_SHOWN.items()},
        "title": title,
        "summary": values["summary"],
        "resolutions": values["resolutions"],
        "guessed_joins": values["guessed_joins"][:_MAX_GUESSED_JOINS],
        "totals": {name: len(values[name]) for name in MAX_SHOWN},
    }
