"""The one place that writes files: all of a build or none, and never half a file."""

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from glossograph.errors import GlossographError

_PREFIX, _SUFFIX = ".glossograph-", ".part"


class Batch:
    """Files that are written into a folder beside their places and then put there together."""

    def __init__(self, folder: Path, apart: Path) -> None:
        """Take the folder that the files go to, and the one that they are written in."""
        self._folder = folder
        self._apart = apart
        self.names: list[str] = []
        self.obsolete: list[str] = []
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Leave a sentence for the summary: what a file was written without."""
        self.notes.append(text)

    @contextlib.contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """Open a new file of the batch for writing bytes."""
        self.names.append(name)
        with (self._apart / name).open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    @contextlib.contextmanager
    def lines(self, name: str) -> Iterator[IO[str]]:
        r"""Open a new file of the batch for writing text bit by bit: UTF-8 with `\n`; what UTF-8 cannot hold becomes `?`."""
        with self.file(name) as file:
            text = io.TextIOWrapper(file, "utf-8", errors="replace", newline="\n", write_through=False)
            yield text
            text.flush()
            text.detach()

    @contextlib.contextmanager
    def place(self, name: str) -> Iterator[Path]:
        """Give the place of a new file of the batch, for a library that opens files itself."""
        self.names.append(name)
        yield self._apart / name

    def text(self, name: str, text: str) -> None:
        r"""Write a file of the batch from a text: UTF-8 with `\n`."""
        with self.file(name) as file:
            file.write(text.encode("utf-8"))

    def part(self) -> "Batch":
        """Give a batch that is written with this one, in whatever process, to be joined with it."""
        return Batch(self._folder, self._apart)

    def join(self, other: "Batch") -> None:
        """Take over another batch; a file that both have written, alike, is one."""
        self.names += (name for name in other.names if name not in self.names)
        self.obsolete += other.obsolete
        self.notes += other.notes

    def remove(self, name: str) -> None:
        """Let a file of an earlier batch go with this one, which would contradict it."""
        self.obsolete.append(name)

    def keep(self) -> list[Path]:
        """Put all files in their places, and give their paths.

        Errors: `GlossographError`, and no file is put anywhere, where a folder stands in the place of one.
        """
        places = [self._folder / name for name in self.names]
        for place in places:
            if place.is_dir():
                message = f"{place}: is a folder, where a file is to be written: move it, or give another folder with -o"
                raise GlossographError(message)
        for place in places:
            (self._apart / place.name).replace(place)
        for name in self.obsolete:
            (self._folder / name).unlink(missing_ok=True)
        return places


@contextlib.contextmanager
def batch(folder: Path) -> Iterator[Batch]:
    """Write several files into a folder: where the block fails, the folder's files stay as they were.

    Errors: `GlossographError` where the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_PREFIX, suffix=_SUFFIX, dir=folder, ignore_cleanup_errors=True) as apart:
            yield Batch(folder, Path(apart))
    except OSError as error:
        place = Path(error.filename2 or error.filename or folder)
        if place.name.startswith(_PREFIX):
            place = folder
        elif place.parent.name.startswith(_PREFIX):
            place = folder / place.name
        message = f"{place}: cannot be written ({error.strerror}); free it or give another folder with -o"
        raise GlossographError(message) from error


def clear(folder: Path) -> None:
    """Remove what a batch left in a folder whose process was killed."""
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        shutil.rmtree(left, ignore_errors=True)
