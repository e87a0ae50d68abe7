"""`glossograph export`: a graph that was built before, in the formats of other systems."""

import argparse
import gc

from glossograph.cli.terminal import progress, say
from glossograph.config import changed
from glossograph.emit.formats import emit
from glossograph.emit.job import Job
from glossograph.library import load


def export_command(options: argparse.Namespace) -> int:
    """Write what the options ask for, say where, and give the exit status."""
    gc.disable()  # values hold no cycles
    try:
        kg = load(options.graph)
        config = changed(kg.config, evidence=options.evidence)
        folder = options.output or (options.graph if options.graph.is_dir() else options.graph.parent)
        with progress(quiet=options.quiet) as show:
            paths = emit(Job(kg.graph, kg.source, config), folder, tuple(dict.fromkeys(options.to)), show)
    finally:
        gc.enable()
    if not options.quiet:
        say(f"{len(kg.terms):,} terms, {len(kg.edges):,} edges")
        for path in paths:
            say(f"  {path}")
    return 0
