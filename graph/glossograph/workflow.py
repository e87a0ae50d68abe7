"""The use cases: build a graph from articles through the article store, write its files, and check it."""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from glossograph.config import FILE_NAME as CONFIG_NAME
from glossograph.config import Config, EvidenceLevel, find_file, read_config, replace_settings
from glossograph.engine.build_lock import locked_folder, unwritable
from glossograph.engine.own_files import (
    OWN_FOLDER,
    discard_foreign,
    remove_leftovers,
)
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import GlossographError, ProcessKilledError
from glossograph.export.registry import emit
from glossograph.layout.place_file import FILE_NAME as PLACES_NAME
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import Graph, GraphSummary
from glossograph.model.problem import Problem
from glossograph.read.files import FileStates, FoundFiles, digest_of_files, find_files
from glossograph.review.decision_file import FILE_NAME as DECISIONS_NAME
from glossograph.review.decision_file import read_decisions
from glossograph.serialise.export_job import ExportJob
from glossograph.store.article_store import ArticleStore
from glossograph.store.build_record import BuildRecord, fingerprint, program_digest, written_files
from glossograph.store.damage import DamagedStoreError
from glossograph.store.evidence_file import JOURNAL_SUFFIXES
from glossograph.store.kept_results import KeptResults
from glossograph.text.normalise import one_line

if TYPE_CHECKING:
    from glossograph.lint.code_selection import CodeSelection
    from glossograph.lint.finding import Finding

STORE = Path(OWN_FOLDER) / "articles.sqlite"
"""The path of the article store below the output folder of a build."""

_RESULTS = "results"

_STORE_REPLACED = "The article store was damaged, or of another version: all articles were read anew"


DEFAULT_TITLE = "Glossary"
"""The title of a collection whose folder has no name."""


class Inputs(NamedTuple):
    """The input of a build: folders or files of articles, the settings, and the author's decisions."""

    roots: tuple[Path, ...]
    config: Config
    decisions: Decisions


def read_inputs(articles: Iterable[str | Path], config: Config | None, settings: Mapping[str, object]) -> Inputs:
    """Find the settings and decisions that belong to articles.

    Args:
        articles: Folders or files.
        config: The settings. If None, they come from a `glossograph.toml` in the folders, else they are the defaults.
        settings: Settings that replace those of `config` or the file.

    Raises:
        ConfigError: If a setting is unknown or has an unusable value.
    """
    roots = tuple(Path(path) for path in articles)
    folders = tuple(root for root in roots if root.is_dir())
    if config is None:
        config_file = find_file(CONFIG_NAME, folders)
        config = read_config(config_file) if config_file else Config()
    decision_file = find_file(DECISIONS_NAME, folders)
    decisions = read_decisions(decision_file) if decision_file else NO_DECISIONS
    return Inputs(roots, with_title(replace_settings(config, **settings), roots), decisions)


def with_title(config: Config, roots: Sequence[Path]) -> Config:
    """Give a collection without a title the name of its folder, or of the folder of all its folders and files.

    >>> with_title(Config(), [Path("/notes/cncf-glossary")]).title, with_title(Config(title="Terms"), [Path("/notes")]).title
    ('cncf-glossary', 'Terms')
    >>> with_title(Config(), [Path("/notes/en"), Path("/notes/no")]).title
    'notes'
    """
    if config.title or not roots:
        return config
    folders = [os.path.abspath(root if root.is_dir() or not root.suffix else root.parent) for root in roots]  # noqa: PTH100 — keeps links
    try:
        name = Path(os.path.commonpath(folders)).name
    except ValueError:  # on two drives
        name = Path(folders[0]).name
    return replace_settings(config, title=one_line(name) or DEFAULT_TITLE)


def build_into(
    store: ArticleStore,
    roots: Sequence[Path],
    config: Config,
    decisions: Decisions = NO_DECISIONS,
    *,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> Graph:
    """Read what changed into a store and build the graph from it: the whole path from files to graph."""
    read = read_into(store, roots, config, jobs=jobs, progress=progress)
    return graph_from(store, config, decisions, read=read, jobs=jobs, progress=progress)


class ReadResult(NamedTuple):
    """What reading leaves besides the articles in the store.

    Attributes:
        problems: Files and folders that could not be read, and folders named for another language than their texts.
        others: Paths of files that are no articles, to which links may point.
        left_out: The number of pages that are no terms, such as `README.md`.
    """

    problems: tuple[Problem, ...] = ()
    others: frozenset[str] = frozenset()
    left_out: int = 0


def read_into(
    store: ArticleStore,
    roots: Sequence[Path],
    config: Config,
    *,
    files: FoundFiles | None = None,
    states: FileStates | None = None,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> ReadResult:
    """Bring a store up to date with the files, which are looked for and looked at if they are not given.

    Raises:
        NoArticlesError: There is nothing to build from.
    """
    from glossograph.read.corpus import read_corpus, sampling  # noqa: PLC0415 — brings numpy, which few commands need
    from glossograph.read.path_layout import plan_layout  # noqa: PLC0415 — as above

    progress("finding articles", 0, 1)
    files = files or find_files(roots, config.exclude, config.include)
    for folder in files.leftovers:
        remove_leftovers(folder)
    with sampling(store.settled_ns, jobs) as read_sample:
        plan = plan_layout(files.files, read_sample, config.layout, config.language)
    sentences = config.evidence is EvidenceLevel.SENTENCES
    read_corpus(files.files, plan.placements, store, states=states, sentences=sentences, jobs=jobs, progress=progress)
    return ReadResult(tuple(sorted((*files.problems, *plan.problems))), files.others, files.left_out)


def graph_from(
    store: ArticleStore,
    config: Config,
    decisions: Decisions = NO_DECISIONS,
    *,
    read: ReadResult | None = None,
    kept: KeptResults | None = None,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> Graph:
    """Build the graph of the articles in a store, with what reading found besides them, and results kept of the last build."""
    from glossograph.pipeline.graph_builder import build_graph  # noqa: PLC0415 — as above

    problems, others, left_out = read or ReadResult()
    return build_graph(
        store,
        config,
        decisions,
        problems=problems,
        others=others,
        left_out=left_out,
        kept=kept,
        jobs=jobs,
        progress=progress,
    )


class BuildResult(NamedTuple):
    """A finished build: its record, its graph unless nothing had changed, and the folder that it wrote to."""

    record: BuildRecord
    graph: Graph | None
    folder: Path

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems, from the store if nothing had changed."""
        if self.graph:
            return self.graph.problems
        with ArticleStore(self.folder / STORE, reading=True) as store:
            return store.graph().problems


def build_folder(
    inputs: Inputs,
    folder: Path,
    formats: Sequence[str],
    *,
    new_layout: bool = False,
    kept: KeptResults | None = None,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> BuildResult:
    """Build the graph of articles and write its files into a folder; write nothing if nothing has changed.

    The folder keeps the article store, so that the next build reads only the articles that changed.

    Args:
        inputs: The articles, settings and decisions.
        folder: Where the files are written. It is made if it is missing.
        formats: Names of formats; each once.
        new_layout: Whether the places of the last page are ignored.
        kept: Results of the last build of this folder; without them, they are read from the folder.
        jobs: How many processes share the work.
        progress: Called with each stage.

    Raises:
        GlossographError: The folder cannot be written to, another build is writing there, or a process was killed.
    """
    try:
        with locked_folder(folder):
            build = partial(_build_and_write, inputs, folder, formats, new_layout=new_layout, jobs=jobs, progress=progress)
            try:
                return build(kept)
            except DamagedStoreError:
                _delete_store(folder)
                result = build()
                notes = (_STORE_REPLACED, *result.record.notes)
                return result._replace(record=msgspec.structs.replace(result.record, notes=notes))
    except ProcessKilledError as error:
        remedy = "run the same command again to continue"
        raise ProcessKilledError(remedy) from error
    except sqlite3.OperationalError as error:
        message = f"{folder / STORE}: cannot be written ({error}): free some space, or name another folder with -o"
        raise GlossographError(message) from error


def _build_and_write(
    inputs: Inputs,
    folder: Path,
    formats: Sequence[str],
    kept: KeptResults | None = None,
    *,
    new_layout: bool,
    jobs: int,
    progress: Progress,
) -> BuildResult:
    with _open_store(folder) as store:
        progress("finding articles", 0, 1)
        files = find_files(inputs.roots, inputs.config.exclude, inputs.config.include)
        states = FileStates.of(files.files)
        unread = _digest_of_inputs(inputs, formats, files, states, store)
        places = (folder / PLACES_NAME,)
        last = None if new_layout else store.finished()
        if last and unread and last.unread == unread and last.stands(last.fingerprint, folder, places):
            return BuildResult(last, None, folder)
        read = read_into(store, inputs.roots, inputs.config, files=files, states=states, jobs=jobs, progress=progress)
        del files, states  # a kilobyte an article, which nothing below needs
        current = fingerprint(inputs.config, inputs.decisions, formats, read.problems)
        last = None if new_layout else store.finished()  # articles that changed end a finished build
        if last and last.stands(current, folder, places):
            store.finish(msgspec.structs.replace(last, unread=unread))
            return BuildResult(last, None, folder)
        kept = kept or kept_results(folder)
        kept.start()
        graph = graph_from(store, inputs.config, inputs.decisions, read=read, kept=kept, jobs=jobs, progress=progress)
        kept.finish()
        store.put_graph(graph)
        notes: list[str] = []
        job = ExportJob(graph, store, inputs.config, new_layout)
        paths = emit(job, folder, formats, progress, notes=notes, jobs=jobs, program=program_digest())
        written, kept_places = written_files(folder, paths), written_files(folder, places)
        record = BuildRecord(
            current,
            GraphSummary.of(graph),
            written,
            tuple(notes),
            kept_places,
            unread,
            inputs.config,
            inputs.decisions.path,
        )
        store.finish(record)
        return BuildResult(record, graph, folder)


def kept_results(folder: Path, *, again: bool = False) -> KeptResults:
    """Read the results that the last build of a folder kept; `again` says that this process will build it again."""
    return KeptResults((folder / STORE).with_name(_RESULTS), program_digest(), again=again)


def _digest_of_inputs(
    inputs: Inputs, formats: Sequence[str], files: FoundFiles, states: FileStates, store: ArticleStore
) -> bytes:
    """Digest all that decides on a build, without reading an article; empty if that is not possible."""
    digest = b"" if files.leftovers else digest_of_files(files, states, store.settled_ns)
    others = fingerprint(inputs.config, inputs.decisions, formats, ())
    return hashlib.sha256(digest + others.encode()).digest() if digest else b""


def _open_store(folder: Path) -> ArticleStore:
    """Open the article store of an output folder."""
    discard_foreign(*_store_files(folder))
    try:
        return ArticleStore(folder / STORE)
    except (OSError, sqlite3.OperationalError) as error:
        raise unwritable(folder, error) from error


def _delete_store(folder: Path) -> None:
    """Delete a store that is damaged, or of another version of the program."""
    for path in _store_files(folder):
        path.unlink(missing_ok=True)


def _store_files(folder: Path) -> Iterator[Path]:
    """Give the paths of all files that SQLite may have made for the store and its evidence."""
    path = folder / STORE
    return (path.with_name(f"{stem}.sqlite{end}") for stem in (path.stem, "evidence") for end in ("", *JOURNAL_SUFFIXES))


def default_jobs() -> int:
    """Return the number of processors that this process may use, at least two: a file then cannot end the reading process."""
    return max(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class CheckResult(NamedTuple):
    """The findings of a check, sorted by path, line and column; the graph; and the file of each path."""

    findings: "tuple[Finding, ...]"
    graph: Graph
    locations: Mapping[str, str]


def check(
    *articles: str | Path,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    config: Config | None = None,
    **settings: Any,  # noqa: ANN401 — Config's fields
) -> "tuple[Finding, ...]":
    """Check articles as `glossograph check` does.

    A `decisions.toml` in the folders is applied.

    Args:
        articles: Folders or files.
        select: The codes to check, or prefixes of codes; those of the settings if empty.
        ignore: The codes to leave out, or prefixes of codes.
        config: The settings. If None, they come from a `glossograph.toml` in the folders, else they are the defaults.
        settings: Fields of `Config`, which replace those of `config` or the file.

    Returns:
        The findings, sorted by path, line and column.

    Raises:
        NoArticlesError: If there are no articles.
        ConfigError: If a setting or a code is unknown, or a setting has an unusable value.

    >>> from glossograph.api import SAMPLE
    >>> [finding.code for finding in check(SAMPLE, select=["language"])]
    ['language-boolean']
    """
    inputs = read_inputs(articles, config, settings)
    from glossograph.lint.code_selection import select_codes  # noqa: PLC0415 — a build needs no checks

    codes = ((names,) if isinstance(names, str) else names for names in (select, ignore))
    choice = select_codes(inputs.config.check, *codes)
    with ArticleStore() as store:
        return check_into(store, inputs.roots, inputs.config, inputs.decisions, choice).findings


def check_into(
    store: ArticleStore,
    roots: Sequence[Path],
    config: Config,
    decisions: Decisions,
    choice: "CodeSelection",
    *,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> CheckResult:
    """Build the graph in a store, and check the articles."""
    from glossograph.lint.runner import run_checks  # noqa: PLC0415 — a build needs no checks

    without_evidence = replace_settings(config, evidence="none")  # no check reads it, and keeping it takes time
    graph = build_into(store, roots, without_evidence, decisions, jobs=jobs, progress=progress)
    locations = {file.path: file.location for file in find_files(roots, config.exclude, config.include).files}
    return CheckResult(run_checks(store, graph, locations, choice, jobs=jobs, progress=progress), graph, locations)
