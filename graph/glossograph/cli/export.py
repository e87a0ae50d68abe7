"""`glossograph export`: a graph that was built before, in the formats of other systems."""

import argparse
import gc

from glossograph.cli.opened import opened
from glossograph.cli.terminal import progress, say
from glossograph.config import replace_settings
from glossograph.export.registry import emit
from glossograph.serialise.export_job import ExportJob


def export_command(options: argparse.Namespace) -> int:
    """Write what the options ask for, say where, and give the exit status."""
    folder = options.output or (options.graph if options.graph.is_dir() else options.graph.parent)
    gc.disable()  # values hold no cycles
    try:
        with opened(options.graph) as kg, progress(quiet=options.quiet) as show:
            config = replace_settings(kg.config, evidence=options.evidence)
            paths = emit(ExportJob(kg.graph, kg.source, config), folder, tuple(dict.fromkeys(options.to)), show)
    finally:
        gc.enable()
    if not options.quiet:
        say(f"{len(kg.terms):,} terms, {len(kg.edges):,} edges")
        for path in paths:
            say(f"  {path}")
    return 0
