"""The whole path from files to graph, through the article store."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from glossograph.building.pipeline import graph_of
from glossograph.cases import NO_DECISIONS, Decisions
from glossograph.check.folders import folder_problems
from glossograph.config import FILE_NAME as CONFIG_NAME
from glossograph.config import Config, EvidenceLevel, changed, find_file, read_config
from glossograph.graph import Graph
from glossograph.model import Problem
from glossograph.parallel import aside
from glossograph.progress import Progress, no_progress
from glossograph.read.corpus import read_corpus
from glossograph.read.decisions import FILE_NAME as DECISIONS_NAME
from glossograph.read.decisions import read_decisions
from glossograph.read.files import find_files
from glossograph.read.layout import place
from glossograph.store import ArticleStore

_MANY = 2000
"""Articles from which on the languages of folders are checked in a process of its own."""


class Given(NamedTuple):
    """What a library call was given to build from, with the files of settings and decisions that lie with the articles."""

    roots: tuple[Path, ...]
    config: Config
    decisions: Decisions


def given(articles: Iterable[str | Path], config: Config | None, settings: Mapping[str, object]) -> Given:
    """Find the settings and decisions of articles; `settings` come before `config`, and that before a file in the folders.

    Errors: `ConfigError` for a setting that cannot be used.
    """
    roots = tuple(Path(place) for place in articles)
    folders = tuple(root for root in roots if root.is_dir())
    if config is None:
        found = find_file(CONFIG_NAME, folders)
        config = read_config(found) if found else Config()
    decided = find_file(DECISIONS_NAME, folders)
    return Given(roots, changed(config, **settings), read_decisions(decided) if decided else NO_DECISIONS)


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
    read_corpus(found.files, place(found.files, config.layout), store, sentences=sentences, jobs=jobs, progress=progress)
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
    with aside(lambda: folder_problems(store), jobs if store.size() >= _MANY else 1, patient=True) as checked:
        graph = graph_of(store, config, decisions, problems=problems, jobs=jobs, progress=progress)
        return msgspec.structs.replace(graph, problems=tuple(sorted({*graph.problems, *checked()})))
