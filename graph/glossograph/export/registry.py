"""The formats that a build can write, by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from glossograph.config import EvidenceLevel
from glossograph.engine.processes import in_background, shared_counter
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import GlossographError
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch, batch

Emitter = Callable[[ExportJob, Batch], None]
FORMATS: Mapping[str, str] = {
    "turtle": "glossograph.rdf.turtle:emit_turtle",
    "html": "glossograph.pages.explorer:emit_html",
    "report": "glossograph.pages.report:emit_report",
    "ntriples": "glossograph.rdf.ntriples:emit_ntriples",
    "nquads": "glossograph.rdf.ntriples:emit_nquads",
    "trig": "glossograph.rdf.turtle:emit_trig",
    "jsonld": "glossograph.rdf.jsonld:emit_jsonld",
    "rdfxml": "glossograph.rdf.rdfxml:emit_rdfxml",
    "skosmos": "glossograph.rdf.skosmos:emit_skosmos",
    "cytoscape": "glossograph.export.cytoscape:emit",
    "dot": "glossograph.export.dot:emit",
    "gephi": "glossograph.export.gephi:emit",
    "gexf": "glossograph.export.gexf:emit",
    "graphml": "glossograph.export.graphml:emit",
    "jgf": "glossograph.export.jgf:emit",
    "kgx": "glossograph.export.kgx:emit",
    "neo4j": "glossograph.export.neo4j:emit",
    "node-link": "glossograph.export.node_link:emit",
    "parquet": "glossograph.export.parquet:emit",
    "sqlite": "glossograph.export.sqlite:emit",
}
"""Each format's emitter, imported when it is wanted, since some bring large libraries."""

_WORTH_A_PROCESS = 2_000
"""Edges of a graph of which two files are written at once."""

DEFAULT_FORMATS = ("turtle", "html", "report")


def emit(
    job: ExportJob,
    folder: Path,
    formats: Sequence[str] = DEFAULT_FORMATS,
    progress: Progress = no_progress,
    *,
    notes: list[str] | None = None,
    jobs: int = 1,
) -> list[Path]:
    """Write a graph in several formats into a folder, all of them or none, and give the files' paths.

    With several `jobs` two processes share the work on a large graph. `notes` takes sentences for the summary: what files were
    written without.

    Errors: `GlossographError` for an unknown format, or where the folder cannot be written to.
    """
    tasks = [task for name in formats for task in _tasks(name, job)]
    if not tasks:
        return []

    def share(progress: Progress = no_progress) -> dict[int, Batch]:
        parts: dict[int, Batch] = {}
        for place in places:
            title, write = tasks[place]
            progress(f"writing {title}", len(parts), len(tasks))
            parts[place] = files.part()
            write(job, parts[place])
        return parts

    large = len(tasks) > 1 and len(job.graph.edges) >= _WORTH_A_PROCESS
    with batch(folder) as files, shared_counter(len(tasks)) as places, in_background(share, jobs if large else 1) as other:
        parts = share(progress)
        if others := [title for place, (title, _) in enumerate(tasks) if place not in parts]:
            progress(f"writing {', '.join(others)}", len(parts), len(tasks))
            parts |= other()
        for place in range(len(tasks)):
            files.join(parts[place])
        progress("finishing", 0, 1)
        if notes is not None:
            notes.extend(files.notes)
        return files.keep()


def _tasks(name: str, job: ExportJob) -> Iterator[tuple[str, Emitter]]:
    """Give what is to be written of a format: its files, and a file of the evidence, if it has one, which is most of the work."""
    write = emitter(name)
    yield name, write
    if job.config.evidence is not EvidenceLevel.NONE and (links := getattr(write, "links", None)):
        yield f"{name} links", links


def emitter(name: str) -> Emitter:
    """Find the emitter of a format.

    Errors: `GlossographError` where there is no such format.

    >>> emitter("report").__name__
    'emit_report'
    """
    if name not in FORMATS:
        message = f"no format {name!r}: there are {', '.join(FORMATS)}"
        raise GlossographError(message)
    module, _, function = FORMATS[name].partition(":")
    found: Emitter = getattr(import_module(module), function)
    return found
