"""`glossograph export`: the graph of a build in the formats of other systems."""

from pathlib import Path

import click

from glossograph.cli.options import (
    PATH,
    BuildPlace,
    ListCommand,
    ListOption,
    build_option,
    gzip_option,
    language_option,
    open_build,
    quiet_option,
)
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_line
from glossograph.config import EvidenceLevel, replace_settings
from glossograph.engine.processes import garbage_collection_off
from glossograph.errors import GlossographError
from glossograph.export.registry import FORMATS
from glossograph.text.normalise import count_noun


@click.command(cls=ListCommand)
@build_option
@click.option(
    "--to",
    "formats",
    cls=ListOption,
    multiple=True,
    required=True,
    type=click.Choice(list(FORMATS)),
    metavar="NAME...",
    help=f"The formats to write: {', '.join(FORMATS)}.",
)
@click.option(
    "-o", "--output", type=PATH, metavar="DIR", show_default="the folder of the build", help="The folder to write the files to."
)
@click.option(
    "--evidence",
    type=click.Choice([*map(str, EvidenceLevel)]),
    show_default="as the build",
    help="How much of the evidence to write.",
)
@language_option
@gzip_option
@quiet_option
def run(
    *,
    build: BuildPlace,
    formats: tuple[str, ...],
    output: Path | None,
    evidence: str | None,
    language: str,
    gzip: bool,
    quiet: bool,
) -> int:
    """Write the graph of a build in the formats of other systems."""
    from glossograph.export.registry import emit
    from glossograph.serialise.export_job import ExportJob

    folder = output or _folder_of(build)
    with garbage_collection_off(), open_build(build) as kg, show_progress(quiet=quiet) as progress:
        config = replace_settings(kg.config, evidence=evidence, gzip=gzip or None)
        job = ExportJob(kg.graph, kg.source, config, language=language, places_folder=kg.folder)
        notes: list[str] = []
        paths = emit(job, folder, tuple(dict.fromkeys(formats)), progress, notes=notes)
    if not quiet:
        print_line(f"{count_noun(len(kg.terms), 'term')}, {count_noun(len(kg.edges), 'edge')}")
        for path in paths:
            print_line(f"  {path}")
        for note in notes:
            print_line(note)
    return 0


def _folder_of(build: BuildPlace) -> Path:
    """Give the folder of a build, in which an export lies beside it.

    Raises:
        GlossographError: It is in an object store.
    """
    if isinstance(build, str):
        message = f"{build}: exports are written to this machine: name a folder with -o"
        raise GlossographError(message)
    return build if build.is_dir() else build.parent
