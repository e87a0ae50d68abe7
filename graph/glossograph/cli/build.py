"""`glossograph build`: articles in, files out, a short summary."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossograph.cli.cluster_options import ClusterOptions, build_on_engine
from glossograph.cli.options import (
    DEFAULT_BUILD,
    ArticleOptions,
    BuildPlace,
    BuildPlaceType,
    FormatType,
    ListCommand,
    ListOption,
    WholeNumber,
    article_options,
    gzip_option,
    quiet_option,
    read_settings,
)
from glossograph.cli.progress_display import StageTimer, show_progress, timing_lines
from glossograph.cli.terminal import print_line
from glossograph.config import Config, EvidenceLevel, Related
from glossograph.engine.processes import garbage_collection_off
from glossograph.engine.rows import ENGINE_EXAMPLES
from glossograph.errors import GlossographError
from glossograph.export.registry import BUILT_IN_FORMATS, DEFAULT_FORMATS
from glossograph.model.graph import GraphSummary
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.text.iris import DEFAULT_BASE_IRI
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.store.build_record import BuildRecord
    from glossograph.store.kept_results import KeptResults
    from glossograph.workflow import BuildResult, Inputs

_PAGE, _REPORT = "graph.html", "report.html"
_MAX_BUCKETS = 100_000
_SHOWN_KINDS = 3
"""Kinds of problem that the summary names."""


@click.command(
    cls=ListCommand, epilog="Exit status: 0 built, 1 built with problems under --strict, 2 nothing built, 130 interrupted."
)
@article_options
@click.option(
    "-o", "--output", type=BuildPlaceType(), default=DEFAULT_BUILD, metavar="DIR", help="The folder to write the files to."
)
@click.option("--base-iri", metavar="IRI", show_default=DEFAULT_BASE_IRI, help="What the IRIs of terms begin with.")
@click.option(
    "--format",
    "formats",
    cls=ListOption,
    multiple=True,
    type=FormatType(),
    default=DEFAULT_FORMATS,
    metavar="NAME...",
    help=f"The formats to write: {', '.join(BUILT_IN_FORMATS)}, and those of other packages.",
)
@click.option(
    "--related",
    type=click.Choice([*map(str, Related)]),
    show_default=Config().related,
    help="Which links become skos:related, which has no direction.",
)
@click.option("--no-placeholders", is_flag=True, help="Leave out terms that have no article.")
@click.option(
    "--evidence",
    type=click.Choice([*map(str, EvidenceLevel)]),
    show_default=Config().evidence,
    help="How much of the evidence links.ttl holds.",
)
@gzip_option
@click.option("--new-layout", is_flag=True, help="Lay the page's map out afresh, whatever places.json says.")
@click.option("--timings", is_flag=True, help="Print how long each stage took, and the memory used.")
@click.option("--watch", is_flag=True, help="Build again at every save, and serve the build to this machine.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if there are problems.")
@click.option("--engine", metavar="NAME", help=f"Build on a cluster, in parts: {ENGINE_EXAMPLES}.")
@click.option(
    "--buckets",
    type=WholeNumber(1, _MAX_BUCKETS),
    metavar="N",
    show_default="one for 5,000 articles",
    help="Into how many parts a cluster puts the terms.",
)
@quiet_option
def run(
    *,
    options: ArticleOptions,
    output: BuildPlace,
    base_iri: str | None,
    formats: tuple[str, ...],
    related: str | None,
    no_placeholders: bool,
    evidence: str | None,
    gzip: bool,
    new_layout: bool,
    timings: bool,
    watch: bool,
    strict: bool,
    engine: str | None,
    buckets: int | None,
    quiet: bool,
) -> int:
    """Build a graph from ARTICLES and write its files into a folder.

    ARTICLES are folders or files of Markdown. The folder keeps what was read, so that the next build reads only what changed.
    With --engine, they may also be Parquet files of `path` and `text`, and all of these may lie in an object store.
    """

    def current_settings() -> "Inputs":
        placeholders = False if no_placeholders else None
        return read_settings(
            options,
            on_cluster=engine is not None,
            base_iri=base_iri,
            related=related,
            evidence=evidence,
            placeholders=placeholders,
            gzip=gzip or None,
        )

    if engine is not None:
        refused = {
            "--watch": watch,
            "--format": formats != DEFAULT_FORMATS,
            "--new-layout": new_layout,
            "--gzip": gzip,
            "--timings": timings,
        }
        where = ClusterOptions(engine, buckets or 0, refused, strict=strict, quiet=quiet)
        settings = current_settings()
        inputs = [str(place) for place in options.articles] or [str(root) for root in settings.roots]
        return build_on_engine(where, inputs, str(output), settings)
    if buckets is not None or isinstance(output, str):
        message = "Buckets and object stores are for builds on a cluster: add --engine, such as --engine dask"
        raise GlossographError(message)
    folder = output

    from glossograph.workflow import STORE, kept_results

    kept = kept_results(folder, again=True) if watch else None

    def build(*, new_layout: bool = False) -> "tuple[BuildResult, float]":
        names = tuple(dict.fromkeys(formats))
        return _build(current_settings(), folder, names, kept, new_layout=new_layout, timings=timings, quiet=quiet)

    is_first = not (folder / STORE).exists()
    result, seconds = build(new_layout=new_layout)
    if not quiet:
        print_summary(result.record.summary, seconds)
        _print_files(result.record, folder, current_settings().config, is_first=is_first)
    if watch:
        from glossograph.cli.watch import Rebuilder, watch_articles

        watch_articles(current_settings().roots, output, Rebuilder(build, result.problems(), quiet=quiet))
        return 0
    return 1 if strict and result.record.summary.problems else 0


def _build(
    settings: "Inputs",
    folder: Path,
    formats: tuple[str, ...],
    kept: "KeptResults | None",
    *,
    new_layout: bool,
    timings: bool,
    quiet: bool,
) -> "tuple[BuildResult, float]":
    """Build what has changed; return the result and the seconds that it took."""
    from glossograph.workflow import build_folder, default_jobs

    start = time.perf_counter()
    timer = StageTimer()
    try:
        with garbage_collection_off(), show_progress(quiet=quiet) as progress:
            listener = timer.listen(progress)
            result = build_folder(
                settings, folder, formats, new_layout=new_layout, kept=kept, jobs=default_jobs(), progress=listener
            )
    except KeyboardInterrupt:
        message = "Interrupted: what was read is kept; run the same command again to continue"
        raise KeyboardInterrupt(message) from None
    if timings:
        for line in timing_lines(timer.finish()):
            print_line(line)
    return result, time.perf_counter() - start


def print_summary(summary: GraphSummary, seconds: float) -> None:
    """Print what a build found, in a few lines."""
    languages = count_noun(len(summary.languages), "language")
    print_line(f"{count_noun(summary.articles, 'article')} in {languages}: {' '.join(summary.languages)}")
    edges = f"{count_noun(summary.edges, 'edge')} from {count_noun(summary.links, 'link')}"
    print_line(f"{count_noun(summary.terms, 'term')}, {summary.placeholders:,} of them placeholders; {edges}")
    for line in link_lines(summary.resolutions, summary.left_out):
        print_line(line)
    print_line(f"{count_noun(summary.repairs, 'repair')}, {count_noun(summary.problems, 'problem')}; {seconds:.1f} s")


def link_lines(resolutions: Iterable[tuple[str, int]], left_out: int = 0) -> Iterator[str]:
    """Say how the links were resolved, and which of them name no term.

    >>> list(link_lines([("path", 3), ("spelling", 1), ("external", 2000)], left_out=1))
    ['Links resolved: 3 as a path, 1 by spelling alone', 'Links without a term: 2,000 to another site; 1 page left out']
    """
    by_kind: dict[bool, list[str]] = {True: [], False: []}
    for name, count in resolutions:
        rule = ResolutionRule(name)
        phrase = "to placeholders" if rule is ResolutionRule.PLACEHOLDER else rule.phrase
        by_kind[rule.names_term].append(f"{count:,} {phrase}")
    if by_kind[True]:
        yield f"Links resolved: {', '.join(by_kind[True])}"
    if by_kind[False] or left_out:
        pages = f"; {count_noun(left_out, 'page')} left out" if left_out else ""
        yield f"Links without a term: {', '.join(by_kind[False]) or 'none'}{pages}"


def _print_files(record: "BuildRecord", folder: Path, config: Config, *, is_first: bool) -> None:
    """Print the files, notes, and what to do next; what holds for every build of a folder only at its first."""
    names = [file.name for file in record.files]
    for name in names:
        print_line(f"  {folder / name}")
    for note in record.notes:
        print_line(note)
    if is_first and not config.base_iri:
        print_line(f"No base IRI set: terms begin with {DEFAULT_BASE_IRI}; add --base-iri, or set base_iri in glossograph.toml")
    if kinds := record.summary.problem_kinds:
        listed = ", ".join(f"{count:,} {code}" for code, count in kinds[:_SHOWN_KINDS])
        more = f" and {count_noun(len(kinds) - _SHOWN_KINDS, 'other kind')}" if len(kinds) > _SHOWN_KINDS else ""
        print_line(f"Problems: {listed}{more}; {f'see {folder / _REPORT}' if _REPORT in names else 'run `glossograph check`'}")
    if _PAGE in names:
        print_line(f"Open {folder / _PAGE}")
