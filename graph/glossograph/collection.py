"""The whole path from files to graph, through the article store."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from glossograph.building.pipeline import graph_of
from glossograph.cases import NO_DECISIONS, Decisions
from glossograph.check.folders import folder_problems
from glossograph.config import Config, EvidenceLevel
from glossograph.graph import Graph
from glossograph.model import Problem
from glossograph.parallel import aside
from glossograph.progress import Progress, no_progress
from glossograph.read.corpus import read_corpus
from glossograph.read.files import find_files
from glossograph.read.layout import place
from glossograph.store import ArticleStore

_MANY = 2000
"""Articles from which on the languages of folders are checked in a process of its own."""


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
    with aside(lambda: folder_problems(store.in_this_process()), jobs if store.size() >= _MANY else 1) as checked:
        graph = graph_of(store, config, decisions, problems=problems, jobs=jobs, progress=progress)
        return msgspec.structs.replace(graph, problems=tuple(sorted({*graph.problems, *checked()})))
