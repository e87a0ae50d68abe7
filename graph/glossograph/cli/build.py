"""`glossograph build`: articles in, files out, a short summary."""

import argparse
import gc
import os
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from glossograph.cli.show import progress, say
from glossograph.config import Config, changed, find_config, read_config
from glossograph.emit.formats import DEFAULT_FORMATS, emit
from glossograph.emit.job import Job
from glossograph.errors import GlossographError, NoArticlesError
from glossograph.library import SAMPLE, build_into
from glossograph.model import Graph
from glossograph.names import DEFAULT_BASE_IRI
from glossograph.store import ArticleStore, DamagedStoreError

_STORE = Path(".glossograph") / "articles.sqlite"


def build_command(options: argparse.Namespace) -> int:
    """Build what the options ask for, say what came of it, and give the exit status."""
    started = time.perf_counter()
    roots = _roots(options)
    config = _config(options, roots)
    formats = tuple(dict.fromkeys(options.format or DEFAULT_FORMATS))
    gc.disable()  # values hold no cycles, and collecting takes a fifth of the time
    try:
        graph, paths = _build(roots, config, options.output, formats, quiet=options.quiet)
    except DamagedStoreError:
        (options.output / _STORE).unlink()
        graph, paths = _build(roots, config, options.output, formats, quiet=options.quiet)
    except BrokenProcessPool as error:
        message = "a reading process was killed, perhaps for want of memory: the same command goes on from there"
        raise GlossographError(message) from error
    finally:
        gc.enable()
    if not options.quiet:
        _summarise(graph, paths, config, time.perf_counter() - started)
    return 1 if options.strict and graph.problems else 0


def _roots(options: argparse.Namespace) -> tuple[Path, ...]:
    if options.sample and options.articles:
        message = "give either --sample or ARTICLES, not both"
        raise NoArticlesError(message)
    if not options.sample and not options.articles:
        message = "no articles given: name a folder of Markdown files, or try --sample"
        raise NoArticlesError(message)
    return (SAMPLE,) if options.sample else tuple(options.articles)


def _config(options: argparse.Namespace, roots: Sequence[Path]) -> Config:
    """Read the settings: the command line comes before the file."""
    here = () if options.sample else (Path.cwd(),)  # the sample is the same everywhere
    path = options.config or find_config((*here, *(root for root in roots if root.is_dir())))
    return changed(
        read_config(path) if path else Config(),
        base_iri=options.base_iri,
        related=options.related,
        repair=options.repair,
        evidence=options.evidence,
        stubs=False if options.no_stubs else None,
    )


def _build(
    roots: Sequence[Path], config: Config, folder: Path, formats: Sequence[str], *, quiet: bool
) -> tuple[Graph, list[Path]]:
    with _store(folder) as store, progress(quiet=quiet) as show:
        jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        graph = build_into(store, roots, config, jobs=jobs, progress=show)
        return graph, emit(Job(graph, store, config), folder, formats, show)


def _store(folder: Path) -> ArticleStore:
    """Open the article store of an output folder, hidden from git."""
    path = folder / _STORE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        return ArticleStore(path)
    except (OSError, sqlite3.OperationalError) as error:
        message = f"{folder}: cannot be written to ({getattr(error, 'strerror', None) or error}); give another folder with -o"
        raise GlossographError(message) from error


def _summarise(graph: Graph, paths: Sequence[Path], config: Config, seconds: float) -> None:
    stubs = sum(term.stub for term in graph.terms)
    links = sum(edge.count for edge in graph.edges)
    say(f"{_count(graph.articles, 'article')} in {_count(len(graph.languages), 'language')}: {' '.join(graph.languages)}")
    edges = f"{_count(len(graph.edges), 'edge')} from {_count(links, 'link')}"
    say(f"{_count(len(graph.terms), 'term')}, {stubs:,} of them stubs; {edges}")
    say(f"{_count(len(graph.repairs), 'repair')}, {_count(len(graph.problems), 'problem')}; {seconds:.1f} s")
    for path in paths:
        say(f"  {path}")
    if not config.base_iri:
        say(f"The base IRI was not set, so terms begin with {DEFAULT_BASE_IRI}: give --base-iri, or base_iri in glossograph.toml")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
