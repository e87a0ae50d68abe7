"""The use cases: build a graph from articles through the article store, and check it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from glossograph.config import FILE_NAME as CONFIG_NAME
from glossograph.config import Config, EvidenceLevel, changed, find_file, read_config
from glossograph.engine.processes import in_background
from glossograph.engine.progress import Progress, no_progress
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import Graph
from glossograph.model.problem import Problem
from glossograph.pipeline.graph_builder import build_graph
from glossograph.read.corpus import read_corpus
from glossograph.read.files import find_files
from glossograph.read.path_layout import find_placements
from glossograph.review.decision_file import FILE_NAME as DECISIONS_NAME
from glossograph.review.decision_file import read_decisions
from glossograph.store.article_store import ArticleStore
from glossograph.terms.folder_languages import folder_problems

_MANY = 2000
"""Articles from which on the languages of folders are checked in a process of its own."""


if TYPE_CHECKING:
    from glossograph.lint.code_selection import CodeSelection
    from glossograph.lint.finding import Finding


class Inputs(NamedTuple):
    """What a library call was given to build from, with the files of settings and decisions that lie with the articles."""

    roots: tuple[Path, ...]
    config: Config
    decisions: Decisions


def read_inputs(articles: Iterable[str | Path], config: Config | None, settings: Mapping[str, object]) -> Inputs:
    """Find the settings and decisions of articles; `settings` come before `config`, and that before a file in the folders.

    Errors: `ConfigError` for a setting that cannot be used.
    """
    roots = tuple(Path(find_placements) for find_placements in articles)
    folders = tuple(root for root in roots if root.is_dir())
    if config is None:
        found = find_file(CONFIG_NAME, folders)
        config = read_config(found) if found else Config()
    decided = find_file(DECISIONS_NAME, folders)
    return Inputs(roots, changed(config, **settings), read_decisions(decided) if decided else NO_DECISIONS)


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
    problems = read_into(store, roots, config, jobs=jobs, progress=progress)
    return graph_from(store, config, decisions, problems=problems, jobs=jobs, progress=progress)


def read_into(
    store: ArticleStore, roots: Sequence[Path], config: Config, *, jobs: int = 1, progress: Progress = no_progress
) -> tuple[Problem, ...]:
    """Bring a store to what the files say, and give what could not be looked into.

    Errors: `NoArticlesError` where there is nothing to build from.
    """
    progress("finding", 0, 1)
    found = find_files(roots, config.exclude)
    sentences = config.evidence is EvidenceLevel.SENTENCES
    read_corpus(
        found.files, find_placements(found.files, config.layout), store, sentences=sentences, jobs=jobs, progress=progress
    )
    return found.problems


def graph_from(
    store: ArticleStore,
    config: Config,
    decisions: Decisions = NO_DECISIONS,
    *,
    problems: tuple[Problem, ...] = (),
    jobs: int = 1,
    progress: Progress = no_progress,
) -> Graph:
    """Build the graph of the articles in a store; `problems` are those of the files that never came there."""
    with in_background(lambda: folder_problems(store), jobs if store.size() >= _MANY else 1, patient=True) as checked:
        graph = build_graph(store, config, decisions, problems=problems, jobs=jobs, progress=progress)
        return msgspec.structs.replace(graph, problems=tuple(sorted({*graph.problems, *checked()})))


class CheckResult(NamedTuple):
    """What a check found: findings sorted by path, line and column; the graph; and where each path's file is."""

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
    """Check folders or files of articles: what `glossograph check` finds, sorted by path, line and column.

    `select` and `ignore` are codes, or what several begin with; `settings` are those of `Config`. A `glossograph.toml` and a
    `decisions.toml` in the folders are obeyed.

    Errors: `NoArticlesError` where there is nothing to check, `ConfigError` for a setting or code that does not exist.

    >>> from glossograph.api import SAMPLE
    >>> [finding.code for finding in check(SAMPLE, select=["language"])]
    ['language-boolean']
    """
    found = read_inputs(articles, config, settings)
    from glossograph.lint.code_selection import select_codes  # noqa: PLC0415 — a build needs no checks

    codes = ((names,) if isinstance(names, str) else names for names in (select, ignore))
    choice = select_codes(found.config.check, *codes)
    with ArticleStore() as store:
        return check_into(store, found.roots, found.config, found.decisions, choice).findings


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
    """Build the graph into a store, and check it with its articles."""
    from glossograph.lint.runner import run_checks  # noqa: PLC0415 — as above

    without = changed(config, evidence="none")  # nothing here asks for it, and keeping it takes time
    graph = build_into(store, roots, without, decisions, jobs=jobs, progress=progress)
    locations = {file.path: file.location for file in find_files(roots, config.exclude).files}
    return CheckResult(run_checks(store, graph, locations, choice, jobs=jobs, progress=progress), graph, locations)
