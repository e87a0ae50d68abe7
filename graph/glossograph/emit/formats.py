"""The formats that a build can write, by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from glossograph.config import EvidenceLevel
from glossograph.emit.job import Job
from glossograph.emit.write import Batch, batch
from glossograph.parallel import Turns, aside
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

    Errors: `GlossographError` where the folder cannot be written to; `KeyError` for an unknown format.
    """
    tasks = [task for name in formats for task in _tasks(name, job)]
    turns = Turns(len(tasks))

    def apart() -> dict[int, Batch]:
        with _written(job, folder, tasks, turns) as parts:
            return parts

    large = len(tasks) > 1 and len(job.graph.edges) >= _WORTH_A_PROCESS
    with aside(apart, jobs if large else 1) as other, batch(folder) as files, ExitStack() as opened:
        try:
            parts = opened.enter_context(_written(job, folder, tasks, turns, progress))
        except BaseException:
            if other.done():  # what is written already has to go with the rest
                for part in other.result().values():
                    part.drop()
            raise
        if len(parts) < len(tasks):
            progress("writing the rest", len(parts), len(tasks))
            parts |= other.result()
        for place in sorted(parts):
            files.join(parts[place])
        progress("finishing", 0, 1)
        if notes is not None:
            notes.extend(files.notes)
        return files.keep()


@contextmanager
def _written(
    job: Job, folder: Path, tasks: Sequence[tuple[str, Emitter]], turns: Iterable[int], progress: Progress = no_progress
) -> Iterator[dict[int, Batch]]:
    """Write what falls to this process, and give a batch for each task; where one fails, or the block, no file of them stays."""
    with ExitStack() as opened:
        parts = {}
        for place in turns:
            title, write = tasks[place]
            progress(f"writing {title}", place, len(tasks))
            parts[place] = opened.enter_context(batch(folder))
            write(job, parts[place])
        yield parts


def _tasks(name: str, job: Job) -> Iterator[tuple[str, Emitter]]:
    """Give what is to be written of a format: its files, and a file of the evidence, if it has one, which is most of the work."""
    write = emitter(name)
    yield name, write
    if job.config.evidence is not EvidenceLevel.NONE and (links := getattr(write, "links", None)):
        yield f"{name} links", links


def emitter(name: str) -> Emitter:
    """Find the emitter of a format.

    >>> emitter("report").__name__
    'emit_report'
    """
    module, _, function = FORMATS[name].partition(":")
    found: Emitter = getattr(import_module(module), function)
    return found
