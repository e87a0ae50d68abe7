"""`glossograph build`: articles in, files out, a short summary."""

import argparse
import gc
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from glossograph.api import SAMPLE, STORE
from glossograph.cli.terminal import progress, say
from glossograph.cli.timings import Timings, lines
from glossograph.config import FILE_NAME as CONFIG_NAME
from glossograph.config import Config, changed, find_file, read_config
from glossograph.errors import GlossographError, NoArticlesError
from glossograph.export.registry import DEFAULT_FORMATS, emit
from glossograph.model.decision import Decisions
from glossograph.model.graph import Graph, GraphSummary
from glossograph.model.problem import Problem, ProblemCode
from glossograph.review.decision_file import FILE_NAME as DECISIONS_NAME
from glossograph.review.decision_file import read_decisions
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import clear
from glossograph.store.article_store import ArticleStore, DamagedStoreError
from glossograph.store.build_record import BuildRecord, fingerprint, written_files
from glossograph.text.iris import DEFAULT_BASE_IRI
from glossograph.text.normalise import count_noun
from glossograph.workflow import graph_from, read_into

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
_MOST_NEW = 5
"""New problems that are named after a save."""


class _Built(NamedTuple):
    """What a build came to, and the graph where it made one."""

    finished: BuildRecord
    graph: Graph | None
    folder: Path

    def problems(self) -> tuple[Problem, ...]:
        """Give the problems, from the store where nothing had changed."""
        if self.graph:
            return self.graph.problems
        with ArticleStore(self.folder / STORE, reading=True) as store:
            return store.graph().problems


class Settings(NamedTuple):
    """What a command that reads articles was told."""

    roots: tuple[Path, ...]
    config: Config
    decisions: Decisions


def build_command(options: argparse.Namespace) -> int:
    """Build what the options ask for, say what came of it, and give the exit status."""
    built, seconds = _build_once(options)
    if not options.quiet:
        _summarise(built.finished, seconds)
        _name_files(built.finished, options.output, read_settings(options).config)
    if options.watch:
        _watch(options, built)
        return 0
    return 1 if options.strict and built.finished.summary.problems else 0


def _watch(options: argparse.Namespace, before: _Built) -> None:
    """Build again at every save, and say what is new."""
    from glossograph.cli.watch import Saved, watch  # noqa: PLC0415 — brings a server

    known = before.problems()

    def again(saved: Saved) -> bool:
        nonlocal known
        built, seconds = _build_once(options)
        if built.graph and not options.quiet:
            _summarise(built.finished, seconds)
            _say_new(known, built.graph.problems)
        elif saved and not options.quiet:
            say(f"nothing that the graph tells has changed; {seconds:.1f} s")
        known = built.graph.problems if built.graph else known
        gc.collect()
        return built.graph is not None

    watch(read_settings(options).roots, options.output, again)


def _say_new(known: Sequence[Problem], problems: Sequence[Problem]) -> None:
    """Name the problems that were not there before, on whatever line."""
    before = set(map(_gist, known))
    new = [one for one in problems if _gist(one) not in before]
    for one in new[:_MOST_NEW]:
        say(f"  {one.path}{f':{one.line}' if one.line else ''} {one.message}")
    if len(new) > _MOST_NEW:
        say(f"  and {count_noun(len(new) - _MOST_NEW, 'more new problem')}, in report.json")


def _gist(problem: Problem) -> tuple[str, str, str]:
    """Give what makes a problem another: not how many links have it, nor of these which one comes first."""
    path = "" if problem.code is ProblemCode.LINK_DANGLING else problem.path
    return path, problem.code, problem.message.partition(",")[0]


def _build_once(options: argparse.Namespace) -> tuple[_Built, float]:
    """Build what has changed, and give that with the seconds that it took."""
    started = time.perf_counter()
    timings = Timings()
    settings = read_settings(options)
    formats = tuple(dict.fromkeys(options.format or DEFAULT_FORMATS))
    gc.disable()  # values hold no cycles, and collecting takes a fifth of the time
    try:
        built = _build(settings, options.output, formats, timings, quiet=options.quiet)
    except DamagedStoreError:
        (options.output / STORE).unlink()
        built = _build(settings, options.output, formats, timings, quiet=options.quiet)
    except BrokenProcessPool as error:
        message = "a process was killed, perhaps for want of memory: the same command goes on from there"
        raise GlossographError(message) from error
    except sqlite3.OperationalError as error:
        message = f"{options.output / STORE}: cannot be written ({error}): free some space, or give another folder with -o"
        raise GlossographError(message) from error
    finally:
        gc.enable()
    if options.timings:
        for line in lines(timings.stages()):
            say(line)
    return built, time.perf_counter() - started


def _roots(options: argparse.Namespace) -> tuple[Path, ...]:
    if options.sample and options.articles:
        message = "give either --sample or ARTICLES, not both"
        raise NoArticlesError(message)
    if not options.sample and not options.articles:
        message = "no articles given: name a folder of Markdown files, or try --sample"
        raise NoArticlesError(message)
    return (SAMPLE,) if options.sample else tuple(options.articles)


def read_settings(options: argparse.Namespace, *, may_be_new: bool = False) -> Settings:
    """Read roots, settings and decisions: the command line comes before the files, the folder here before the articles'.

    Errors: `GlossographError` where something named does not exist or cannot be used.
    """
    roots = _roots(options)
    here = () if options.sample else (Path.cwd(),)  # the sample is the same everywhere
    folders = (*here, *(root for root in roots if root.is_dir()))
    path = options.config or find_file(CONFIG_NAME, folders)
    config = changed(
        read_config(path) if path else Config(),
        base_iri=options.base_iri,
        related=options.related,
        repair=options.repair,
        evidence=options.evidence,
        placeholders=False if options.no_placeholders else None,
    )
    decided = options.decisions or find_file(DECISIONS_NAME, folders)
    return Settings(roots, config, read_decisions(decided) if decided and (not may_be_new or decided.exists()) else Decisions())


def jobs() -> int:
    """Give the number of processes to read with."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _build(settings: Settings, folder: Path, formats: Sequence[str], timings: Timings, *, quiet: bool) -> _Built:
    """Build what has changed since the last time; if nothing has, its files stand as they are."""
    config, decisions = settings.config, settings.decisions
    with _store(folder) as store, _alone_in(folder), progress(quiet=quiet) as shown:
        show = timings.beside(shown)
        read = read_into(store, settings.roots, config, jobs=jobs(), progress=show)
        wanted = fingerprint(config, decisions, formats, read.problems)
        before = store.finished()
        if before and before.stands(wanted, folder):
            return _Built(before, None, folder)
        graph = graph_from(store, config, decisions, read=read, jobs=jobs(), progress=show)
        store.put_graph(graph)
        notes: list[str] = []
        paths = emit(ExportJob(graph, store, config), folder, formats, show, notes=notes, jobs=jobs())
        finished = BuildRecord(wanted, GraphSummary.of(graph), written_files(folder, paths), tuple(notes))
        store.finish(finished)
        return _Built(finished, graph, folder)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other builds out of an output folder, where the system can lock files, and clear it of what one that was killed left.

    Errors: `GlossographError` where another build is at work there.
    """
    with (folder / STORE).with_name("lock").open("w") as lock:
        if fcntl:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                message = f"{folder}: another build is writing there: wait for it, or give another folder with -o"
                raise GlossographError(message) from error
        clear(folder)
        yield


def _store(folder: Path) -> ArticleStore:
    """Open the article store of an output folder, hidden from git."""
    path = folder / STORE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        return ArticleStore(path)
    except (OSError, sqlite3.OperationalError) as error:
        message = f"{folder}: cannot be written to ({getattr(error, 'strerror', None) or error}); give another folder with -o"
        raise GlossographError(message) from error


def _summarise(outcome: BuildRecord, seconds: float) -> None:
    found = outcome.summary
    say(f"{count_noun(found.articles, 'article')} in {count_noun(len(found.languages), 'language')}: {' '.join(found.languages)}")
    edges = f"{count_noun(found.edges, 'edge')} from {count_noun(found.links, 'link')}"
    say(f"{count_noun(found.terms, 'term')}, {found.placeholders:,} of them placeholders; {edges}")
    say(f"{count_noun(found.repairs, 'repair')}, {count_noun(found.problems, 'problem')}; {seconds:.1f} s")


def _name_files(outcome: BuildRecord, folder: Path, config: Config) -> None:
    for file in outcome.files:
        say(f"  {folder / file.name}")
    if not config.base_iri:
        say(f"The base IRI was not set, so terms begin with {DEFAULT_BASE_IRI}: give --base-iri, or base_iri in glossograph.toml")
    for note in outcome.notes:
        say(note)
