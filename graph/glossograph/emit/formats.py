"""The formats that a build can write, by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from glossograph.config import EvidenceLevel
from glossograph.emit.job import Job
from glossograph.emit.write import Batch, batch
from glossograph.errors import GlossographError
from glossograph.parallel import aside, turns
from glossograph.progress import Progress, no_progress

Emitter = Callable[[Job, Batch], None]

_EXPORTS = Path(__file__).parent / "exports"


def _exports() -> Iterator[tuple[str, str]]:
    """Find the formats for other systems: each module of the folder `exports` is one, its function `emit` writes it."""
    for module in sorted(iter_modules([str(_EXPORTS)])):
        yield module.name.replace("_", "-"), f"glossograph.emit.exports.{module.name}:emit"


FORMATS: Mapping[str, str] = {
    "turtle": "glossograph.emit.turtle:emit_turtle",
    "html": "glossograph.emit.explorer:emit_html",
    "report": "glossograph.emit.report:emit_report",
    "ntriples": "glossograph.emit.ntriples:emit_ntriples",
    "nquads": "glossograph.emit.ntriples:emit_nquads",
    "trig": "glossograph.emit.turtle:emit_trig",
    "jsonld": "glossograph.emit.jsonld:emit_jsonld",
    "rdfxml": "glossograph.emit.rdfxml:emit_rdfxml",
    "skosmos": "glossograph.emit.skosmos:emit_skosmos",
    **dict(_exports()),
}
"""Each format's emitter, imported when it is wanted, since some bring large libraries."""

_WORTH_A_PROCESS = 2_000
"""Edges of a graph of which two files are written at once."""

DEFAULT_FORMATS = ("turtle", "html", "report")


def emit(
    job: Job,
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
    with batch(folder) as files, turns(len(tasks)) as places, aside(share, jobs if large else 1) as other:
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


def _tasks(name: str, job: Job) -> Iterator[tuple[str, Emitter]]:
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
