"""The record of a finished build, by which the next one finds that nothing has changed."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec

import glossograph
from glossograph.config import Config
from glossograph.model.base import Struct
from glossograph.model.decision import Decisions
from glossograph.model.graph import GraphSummary
from glossograph.model.problem import Problem


class WrittenFile(Struct, frozen=True):
    """A file that a build wrote, as it stood then: its name, bytes, and time of change in nanoseconds."""

    name: str
    size: int
    changed: int


class BuildRecord(Struct, frozen=True):
    """A finished build: a digest of its settings and input, what it wrote, and what it reported.

    `inputs` are files of the folder that the next build reads, such as the places on the map, if there are any. `unread` is a
    digest of settings and files that is made before anything is read; it is empty if the files could not be compared. `config`
    are the settings, with which later exports write what the build would have written. `decisions` is the path of the author's
    decisions, if there are any.
    """

    fingerprint: str
    summary: GraphSummary
    files: tuple[WrittenFile, ...]
    notes: tuple[str, ...] = ()
    inputs: tuple[WrittenFile, ...] = ()
    unread: bytes = b""
    config: Config = Config()
    decisions: str = ""

    def stands(self, fingerprint: str, folder: Path, inputs: Iterable[Path] = ()) -> bool:
        """Tell whether the same build would find its files and inputs as it left them; the articles are not compared."""
        return (
            self.fingerprint == fingerprint
            and self.files == written_files(folder, (folder / file.name for file in self.files))
            and self.inputs == written_files(folder, inputs)
        )


@cache
def program_digest() -> bytes:
    """Digest this program."""
    return folder_digest(Path(glossograph.__file__).parent)


def folder_digest(root: Path) -> bytes:
    """Digest the code and the data of a package, so that a changed template or writer counts as a change."""
    whole = hashlib.sha256()
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name != "__pycache__")
        whole.update(f"{Path(folder).relative_to(root).as_posix()}\0".encode())
        for file in sorted(files):
            with open(os.path.join(folder, file), "rb", buffering=0) as opened:  # noqa: PTH118, PTH123 — a Path takes longer
                data = opened.read()
            whole.update(f"{file}\0{len(data)}\0".encode())
            whole.update(data)
    return whole.digest()


def fingerprint(config: Config, decisions: Decisions, formats: Sequence[str], problems: Iterable[Problem]) -> str:
    """Sum up what decides on a build besides the articles: this program, the settings, the decisions, what could not be read.

    >>> fingerprint(Config(), Decisions(), ("turtle",), ()) == fingerprint(Config(title="Terms"), Decisions(), ("turtle",), ())
    False
    """
    parts = msgspec.msgpack.encode((program_digest(), config, decisions, tuple(formats), tuple(problems)))
    return hashlib.sha256(parts).hexdigest()


def written_files(folder: Path, paths: Iterable[Path]) -> tuple[WrittenFile, ...]:
    """Note how files of a folder stand; one that is gone is left out."""
    written = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        written.append(WrittenFile(path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns))
    return tuple(written)
