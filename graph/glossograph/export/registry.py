r"""The export formats: find them by name, and write a graph in several of them.

A format is a function that takes an `ExportJob` (the graph, the source of its evidence, the settings) and a `Batch`, and returns
nothing. It opens every file through the batch, which moves the files of all formats into place together, or none of them. Such a
function is called an emitter.

A package of yours adds a format by an entry point of the group `glossograph.formats`. A complete example has two files. The first
is `pyproject.toml`:

    [project]
    name = "glossograph-wordlist"
    version = "1.0"
    dependencies = ["glossograph"]

    [project.entry-points."glossograph.formats"]
    wordlist = "glossograph_wordlist:emit"

The second is `glossograph_wordlist.py`:

    from glossograph.serialise.export_job import ExportJob
    from glossograph.serialise.file_batch import Batch


    def emit(job: ExportJob, files: Batch) -> None:
        with files.open_text("wordlist.tsv") as file:
            for term in job.graph.terms:
                for label in term.labels:
                    file.write(f"{term.slug}\t{label.language}\t{label.text}\n")

Once the package is installed, `--format wordlist` and `KnowledgeGraph.write("out", "wordlist")` write `out/wordlist.tsv`.

An emitter may have an attribute `links`: a second emitter, for files of evidence. It is not called if `config.evidence` is
`none`, and on a large graph it can run in a process of its own. With a true attribute `is_last`, an emitter is called after all
others, and `files.sizes()` lists what they have written.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from glossograph.config import EvidenceLevel
from glossograph.engine.processes import in_background, shared_counter
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import GlossographError
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch, open_batch

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Emitter = Callable[[ExportJob, Batch], None]

ENTRY_POINT_GROUP = "glossograph.formats"
BUILT_IN_FORMATS: Mapping[str, str] = {
    "turtle": "glossograph.rdf.turtle:emit_turtle",
    "html": "glossograph.pages.explorer:emit_html",
    "report": "glossograph.pages.report:emit_report",
    "site": "glossograph.site.site_format:emit_site",
    "ntriples": "glossograph.rdf.ntriples:emit_ntriples",
    "nquads": "glossograph.rdf.ntriples:emit_nquads",
    "trig": "glossograph.rdf.turtle:emit_trig",
    "jsonld": "glossograph.rdf.jsonld:emit_jsonld",
    "rdfxml": "glossograph.rdf.rdfxml:emit_rdfxml",
    "skosmos": "glossograph.rdf.skosmos:emit_skosmos",
    "void": "glossograph.rdf.dataset_description:emit_void",
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
    "parts": "glossograph.parts.local_parts:emit_parts",
    "sqlite": "glossograph.export.sqlite:emit",
    "xlsx": "glossograph.export.xlsx:emit",
}
"""The emitter of each built-in format, as `module:function`. `pyproject.toml` declares the same as entry points."""

_NEVER_COMPRESSED = ("html", "report", "site", "parts")
"""Formats that browsers open from the disk, and one whose files are compressed inside."""

DEFAULT_FORMATS = ("turtle", "html", "report")
_MIN_EDGES_FOR_TWO_PROCESSES = 2_000


class FormatRegistry(Mapping[str, "EntryPoint"]):
    """Every format by name: the built-in ones first, then those of other packages by name.

    A built-in format needs no package metadata, so that it also works from a source tree that is not installed. Other packages
    are looked up once, when a format is first asked for that is not built in: reading the metadata of all packages takes as long
    as reading a hundred articles. A format is imported when it is written.

    >>> FORMATS["dot"].value
    'glossograph.export.dot:emit'
    """

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a format of a name."""
        return name in BUILT_IN_FORMATS or name in self._formats

    def __getitem__(self, name: str) -> "EntryPoint":
        """Find the entry point of a format."""
        return self._formats[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._formats)

    def __len__(self) -> int:
        """Count the formats."""
        return len(self._formats)

    @cached_property
    def _formats(self) -> Mapping[str, "EntryPoint"]:
        from importlib.metadata import EntryPoint  # noqa: PLC0415 — few builds need the metadata of packages

        formats = {name: EntryPoint(name, value, ENTRY_POINT_GROUP) for name, value in BUILT_IN_FORMATS.items()}
        for entry_point in _third_party_entry_points():
            name = entry_point.name
            if name in formats:
                owner = package_of(formats[name])
                message = f"Format {name!r} of package {package_of(entry_point)} is ignored: {owner} has a format of this name"
                warnings.warn(message, stacklevel=2)
            else:
                formats[name] = entry_point
        return formats


FORMATS = FormatRegistry()
"""The formats that are installed."""


def _third_party_entry_points() -> "Sequence[EntryPoint]":
    from importlib import metadata  # noqa: PLC0415 — as above

    try:
        installed = metadata.entry_points(group=ENTRY_POINT_GROUP)
    except Exception as error:  # noqa: BLE001 — metadata of any package may be damaged
        message = f"Only the built-in formats are available: the metadata of an installed package cannot be read ({error!r})"
        warnings.warn(message, stacklevel=2)
        return ()
    others = (entry_point for entry_point in installed if BUILT_IN_FORMATS.get(entry_point.name) != entry_point.value)
    third_party = (entry_point for entry_point in others if package_of(entry_point) != "glossograph")
    return sorted(third_party, key=lambda entry_point: (entry_point.name, package_of(entry_point)))


def package_of(entry_point: "EntryPoint") -> str:
    """Name the package that an entry point belongs to."""
    return entry_point.dist.name if entry_point.dist else "glossograph"


def find_emitter(name: str) -> Emitter:
    """Import the emitter of a format.

    Raises:
        GlossographError: If there is no such format, or if another package declares it and it cannot be imported.

    >>> find_emitter("report").__name__
    'emit_report'
    """
    if name in BUILT_IN_FORMATS:
        module, _, function = BUILT_IN_FORMATS[name].partition(":")
        emitter: Emitter = getattr(import_module(module), function)
        return emitter
    if name not in FORMATS:
        message = f"Unknown format {name!r} (choose from {', '.join(FORMATS)})"
        raise GlossographError(message)
    entry_point = FORMATS[name]
    try:
        emitter = entry_point.load()
    except Exception as error:
        message = (
            f"Format {name!r} cannot be loaded from {entry_point.value} ({error}): "
            f"update or uninstall the package {package_of(entry_point)}"
        )
        raise GlossographError(message) from error
    return emitter


def emit(
    job: ExportJob,
    folder: Path,
    formats: Sequence[str] = DEFAULT_FORMATS,
    progress: Progress = no_progress,
    *,
    notes: list[str] | None = None,
    jobs: int = 1,
    program: bytes = b"",
) -> list[Path]:
    """Write a graph in several formats into a folder: all files or none.

    Args:
        job: The graph to write.
        folder: Created if it does not exist.
        formats: Names of formats, each once.
        progress: Called before each format.
        notes: Gets sentences for the summary, such as what a file was written without.
        program: A digest of the program; if given, blocks of the files are kept for the next time.
        jobs: With two or more, two processes share the work on a large graph.

    Returns:
        The paths of the files.

    Raises:
        GlossographError: If a format is unknown or cannot write this graph, or if the folder cannot be written.
    """
    job = job._replace(formats=tuple(formats))
    tasks = [task for name in formats for task in _tasks(name, job)]
    if not tasks:
        return []
    last = [write for _, write in tasks if getattr(write, "is_last", False)]
    tasks = [(title, write) for title, write in tasks if write not in last]

    def run_tasks(progress: Progress = no_progress) -> dict[int, Batch]:
        """Run the tasks that no other process has begun."""
        parts: dict[int, Batch] = {}
        for index in indexes:
            title, write = tasks[index]
            progress(f"writing {title}", len(parts), len(tasks))
            parts[index] = files.new_part(gzip=job.config.gzip and title not in _NEVER_COMPRESSED)
            write(job._replace(progress=progress), parts[index])
        return parts

    is_large = len(tasks) > 1 and len(job.graph.edges) >= _MIN_EDGES_FOR_TWO_PROCESSES
    with (
        open_batch(folder, program) as files,
        shared_counter(len(tasks)) as indexes,
        in_background(run_tasks, jobs if is_large else 1) as background_parts,
    ):
        parts = run_tasks(progress)
        if remaining := [title for index, (title, _) in enumerate(tasks) if index not in parts]:
            progress(f"writing {', '.join(remaining)}", len(parts), len(tasks))
            parts |= background_parts()
        for index in range(len(tasks)):
            files.merge(parts[index])
        for write in last:
            write(job, files)
        progress("finishing", 0, 1)
        if notes is not None:
            notes.extend(files.notes)
        return files.commit()


def _tasks(name: str, job: ExportJob) -> Iterator[tuple[str, Emitter]]:
    """Yield what a format has to write: its files, and separately its files of evidence, which are most of the work."""
    write = find_emitter(name)
    yield name, write
    if job.config.evidence is not EvidenceLevel.NONE and (write_links := getattr(write, "links", None)):
        yield f"{name} links", write_links
