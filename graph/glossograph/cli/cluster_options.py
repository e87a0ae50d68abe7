"""`glossograph build --engine`: a build on a cluster, and its summary."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from glossograph.cli.long_work import sigterm_interrupts
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_line, print_message
from glossograph.errors import GlossographError
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.workflow import Inputs

_SHOWN_KINDS = 3


class ClusterOptions(NamedTuple):
    """How a cluster builds.

    Attributes:
        engine: The engine, as the user named it.
        buckets: The number of buckets; 0 to find out.
        refused: Options that a cluster does not have, with whether they were given.
        strict: Whether problems are an error.
        quiet: Whether nothing is printed.
    """

    engine: str
    buckets: int
    refused: Mapping[str, bool]
    strict: bool
    quiet: bool


def build_on_engine(options: ClusterOptions, inputs: Sequence[str], output: str, settings: "Inputs") -> int:
    """Build on a cluster and print the summary.

    Args:
        options: How.
        inputs: Paths and addresses of articles.
        output: The folder to write to.
        settings: The settings and decisions.

    Returns:
        The exit status.

    Raises:
        GlossographError: An option is refused, or the build failed.
    """
    from glossograph.cli.build import print_summary
    from glossograph.distributed.cluster_build import build_on_cluster

    for option, is_given in options.refused.items():
        if is_given:
            message = f"{option} and --engine exclude each other: a cluster writes parts; run `glossograph export` on them"
            raise GlossographError(message)
    start = time.perf_counter()
    announce = _print_nothing if options.quiet else print_message
    try:
        with sigterm_interrupts(), show_progress(quiet=options.quiet) as progress:
            result = build_on_cluster(
                options.engine,
                inputs,
                output,
                settings.config,
                settings.decisions,
                buckets=options.buckets,
                progress=progress,
                announce=announce,
            )
    except KeyboardInterrupt:
        message = "Interrupted: finished steps are kept; run the same command again to continue"
        raise KeyboardInterrupt(message) from None
    if not options.quiet:
        if result.resumed:
            print_line(f"Continued after the step {result.resumed!r} of an earlier run")
        print_summary(result.summary, time.perf_counter() - start)
        if kinds := result.summary.problem_kinds:
            listed = ", ".join(f"{count:,} {code}" for code, count in kinds[:_SHOWN_KINDS])
            print_line(f"Problems: {listed}; see report.json and tables/problems")
        if duplicates := result.manifest.counts.duplicate_candidates:
            print_line(f"{count_noun(duplicates, 'duplicate candidate')}; see tables/duplicate_candidates")
        print_line(f"{len(result.manifest.files):,} files in {output}, listed in manifest.json")
    return 1 if options.strict and result.summary.problems else 0


def _print_nothing(_message: str) -> None:
    """Print nothing."""
