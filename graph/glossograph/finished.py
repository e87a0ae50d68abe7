"""What a build left behind when it came to its end, by which the next one tells that there is nothing to do."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import msgspec

from glossograph import __version__
from glossograph.cases import Decisions
from glossograph.config import Config
from glossograph.graph import Graph
from glossograph.model import Problem, Struct


class Summary(Struct, frozen=True):
    """The figures of a graph; `links` counts the links behind the edges."""

    articles: int
    languages: tuple[str, ...]
    terms: int
    stubs: int
    edges: int
    links: int
    repairs: int
    problems: int

    @classmethod
    def of(cls, graph: Graph) -> Self:
        """Count a graph."""
        return cls(
            graph.articles,
            graph.languages,
            len(graph.terms),
            sum(term.stub for term in graph.terms),
            len(graph.edges),
            sum(edge.count for edge in graph.edges),
            len(graph.repairs),
            len(graph.problems),
        )


class WrittenFile(Struct, frozen=True):
    """A file that a build wrote, as it stood then: its name, bytes, and time of change in nanoseconds."""

    name: str
    size: int
    changed: int


class Finished(Struct, frozen=True):
    """A build that came to its end: what it was told, in short, what it found, what it wrote, and what it had to say of that."""

    told: str
    summary: Summary
    files: tuple[WrittenFile, ...]
    notes: tuple[str, ...] = ()

    def stands(self, told: str, folder: Path) -> bool:
        """Tell whether the same build would find its files as it left them; that the articles are the same is not asked."""
        return self.told == told and self.files == written(folder, (folder / file.name for file in self.files))


def told(config: Config, decisions: Decisions, formats: Sequence[str], problems: Iterable[Problem]) -> str:
    """Sum up what decides on a build besides the articles: this program, the settings, the decisions, what could not be read.

    >>> told(Config(), Decisions(), ("turtle",), ()) == told(Config(title="Terms"), Decisions(), ("turtle",), ())
    False
    """
    parts = msgspec.msgpack.encode((__version__, config, decisions, tuple(formats), tuple(problems)))
    return hashlib.sha256(parts).hexdigest()


def written(folder: Path, paths: Iterable[Path]) -> tuple[WrittenFile, ...]:
    """Note how files of a folder stand; one that is gone is left out."""
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        found.append(WrittenFile(path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns))
    return tuple(found)
