"""The one place that writes files: all of a build or none, and never half a file."""

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from glossograph.errors import GlossographError


class Batch:
    """Files that are written beside their places and then put there together."""

    def __init__(self, folder: Path) -> None:
        """Take the folder that the files go to."""
        self._folder = folder
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
        with self._temporary(name).open("wb") as file:
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
        path = self._temporary(name)
        path.unlink(missing_ok=True)
        yield path

    def text(self, name: str, text: str) -> None:
        r"""Write a file of the batch from a text: UTF-8 with `\n`."""
        with self.file(name) as file:
            file.write(text.encode("utf-8"))

    def _temporary(self, name: str) -> Path:
        return self._folder / f".{name}.part"

    def join(self, other: "Batch") -> None:
        """Take over another batch; a file that both have written, alike, is one."""
        self.names += (name for name in other.names if name not in self.names)
        self.obsolete += other.obsolete
        self.notes += other.notes

    def remove(self, name: str) -> None:
        """Let a file of an earlier batch go with this one, which would contradict it."""
        self.obsolete.append(name)

    def keep(self) -> list[Path]:
        """Put all files in their places, and give their paths."""
        for name in self.names:
            self._temporary(name).replace(self._folder / name)
        for name in self.obsolete:
            (self._folder / name).unlink(missing_ok=True)
        return [self._folder / name for name in self.names]

    def drop(self) -> None:
        """Delete what was written of the batch, as far as it can be."""
        for name in self.names:
            with contextlib.suppress(OSError):
                self._temporary(name).unlink()


@contextlib.contextmanager
def batch(folder: Path) -> Iterator[Batch]:
    """Write several files into a folder: where the block fails, the folder's files stay as they were.

    Errors: `GlossographError` where the folder cannot be written to.
    """
    files = Batch(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield files
    except OSError as error:
        files.drop()
        message = f"{error.filename or folder}: cannot be written ({error.strerror}); free it or give another folder with -o"
        raise GlossographError(message) from error
    except BaseException:
        files.drop()
        raise
