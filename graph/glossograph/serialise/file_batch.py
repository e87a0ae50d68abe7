"""Write several files together: all of them or none, and never half a file."""

import contextlib
import io
import os
from collections.abc import Iterator, Mapping
from gzip import GzipFile
from pathlib import Path
from typing import IO

from glossograph.engine.own_files import STAGING_PREFIX, remove_leftovers, staging_folder
from glossograph.errors import GlossographError
from glossograph.serialise.file_tree import FileTree
from glossograph.serialise.kept_blocks import BlockWriter, digest, open_earlier, put_index

_INDEX_SUFFIX = ".blocks"
_GZIP_LEVEL = 6
_GZIP_BUFFER_BYTES = 1 << 17


class Batch:
    r"""Files for one folder, written in a staging folder inside it until `commit` moves them into place.

    A file is named without a folder. Text is UTF-8 with `\n` line ends.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_batch(Path(folder)) as files:
    ...     files.write_text("a.txt", "é\n")
    ...     with files.open_text("b.txt") as file:
    ...         _ = file.write("line by line\n")
    ...     [path.name for path in files.commit()]
    ['a.txt', 'b.txt']
    """

    def __init__(self, folder: Path, staging: Path, program: bytes = b"", *, gzip: bool = False) -> None:
        """Create an empty batch: `open_batch` does that.

        Args:
            folder: The folder that the files are for.
            staging: The folder that they are written in first, on the same file system.
            program: A digest of the program, if blocks of the files are kept for the next batch.
            gzip: Whether `open_text` and `open_blocks` compress files, and add `.gz` to their names.
        """
        self.folder = folder
        self._gzip = gzip
        self._staging = staging
        self._program = program
        self.indexes: list[str] = []
        self.names: list[str] = []
        self.obsolete: list[str] = []
        self.trees: list[FileTree] = []
        self.notes: list[str] = []

    @contextlib.contextmanager
    def open_bytes(self, name: str) -> Iterator[IO[bytes]]:
        """Open a new file for writing bytes."""
        self.names.append(name)
        with (self._staging / name).open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    @contextlib.contextmanager
    def _open_data(self, name: str) -> Iterator[IO[bytes]]:
        """Open a new file that is compressed if the batch says so. The same content gives the same bytes: no name, no time."""
        if not self._gzip:
            with self.open_bytes(name) as file:
                yield file
            return
        self.remove(name)
        with (
            self.open_bytes(f"{name}.gz") as packed,
            GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=packed, mtime=0) as zipper,
            io.BufferedWriter(zipper, _GZIP_BUFFER_BYTES) as file,
        ):
            yield file

    @contextlib.contextmanager
    def open_text(self, name: str) -> Iterator[IO[str]]:
        """Open a new file for writing text. Characters that UTF-8 cannot hold (lone surrogates) become `?`."""
        with self._open_data(name) as file:
            text = io.TextIOWrapper(file, "utf-8", errors="replace", newline="\n", write_through=False)
            yield text
            text.flush()
            text.detach()

    @contextlib.contextmanager
    def path(self, name: str) -> Iterator[Path]:
        """Give the path of a new file, for a library that opens files itself."""
        self.names.append(name)
        yield self._staging / name

    def write_text(self, name: str, text: str) -> None:
        """Write a new file from a string. It is never compressed."""
        with self.open_bytes(name) as file:
            file.write(text.encode("utf-8"))

    @contextlib.contextmanager
    def open_blocks(self, name: str, context: bytes, labels: Mapping[str, str] | None = None) -> Iterator[BlockWriter]:
        """Open a new file for writing blocks; those that have not changed are copied from the file of the last batch.

        Args:
            name: The name of the file.
            context: What all blocks depend on.
            labels: What the next batch can compare with its own.
        """
        if self._gzip or not self._program:
            with self._open_data(name) as file:
                yield BlockWriter(file)
            return
        whole_context = digest(self._program, context)
        with self.open_bytes(name) as file, open_earlier(self.folder, name, whole_context) as earlier:
            writer = BlockWriter(file, earlier)
            yield writer
        (self._staging / f"{name}{_INDEX_SUFFIX}").write_bytes(writer.index(whole_context, labels or {}))
        self.indexes.append(name)

    def open_tree(self, name: str, entry: str = "index.html") -> FileTree:
        """Open a folder of many files, of which only those that changed are written. A summary names the file `entry` of it."""
        tree = FileTree(self.folder, name, self._staging, self._program, entry)
        self.trees.append(tree)
        return tree

    @property
    def keeps_blocks(self) -> bool:
        """Whether the blocks of files are kept for the next batch."""
        return bool(self._program)

    def remove(self, name: str) -> None:
        """Delete a file of an earlier batch on commit, because it would contradict this one."""
        self.obsolete.append(name)

    def note(self, text: str) -> None:
        """Add a sentence for the summary, such as what a file was written without; each sentence once."""
        if text not in self.notes:
            self.notes.append(text)

    def new_part(self, *, gzip: bool = False) -> "Batch":
        """Create a batch that another process can write, to be merged into this one; with `gzip`, one of compressed files."""
        return Batch(self.folder, self._staging, self._program, gzip=gzip)

    def sizes(self) -> dict[str, int]:
        """Return the bytes of the files that are written so far, by name."""
        return {name: (self._staging / name).stat().st_size for name in sorted(self.names)}

    def merge(self, part: "Batch") -> None:
        """Add the files, deletions and notes of a part. A file that both have written is assumed to be the same."""
        self.names += (name for name in part.names if name not in self.names)
        self.obsolete += part.obsolete
        for text in part.notes:
            self.note(text)
        self.indexes += part.indexes
        self.trees += part.trees

    def commit(self) -> list[Path]:
        """Move all files into place.

        Returns:
            The paths of the files, in the order in which they were written.

        Raises:
            GlossographError: If a folder has the name of a file. No file is moved then.
        """
        paths = [self.folder / name for name in self.names]
        for path in paths:
            if path.is_dir():
                message = f"{path}: cannot be written: a folder has this name; move it, or choose another folder with -o"
                raise GlossographError(message)
        for tree in self.trees:
            tree.check()
        for path in paths:
            (self._staging / path.name).replace(path)
        for name in self.obsolete:
            (self.folder / name).unlink(missing_ok=True)
        for name in self.indexes:
            put_index(self._staging / f"{name}{_INDEX_SUFFIX}", self.folder, name)
        for tree in self.trees:
            tree.commit()
        return [*paths, *(tree.entry for tree in self.trees)]


@contextlib.contextmanager
def open_batch(folder: Path, program: bytes = b"") -> Iterator[Batch]:
    """Open a batch of files for a folder. If the block fails before the commit, the files in the folder stay as they are.

    Args:
        folder: Created if it does not exist.
        program: A digest of the program, if blocks of the files are kept for the next batch.

    Yields:
        The empty batch.

    Raises:
        GlossographError: If the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        with staging_folder(folder) as staging:
            yield Batch(folder, staging, program)
    except OSError as error:
        # The message names the file or folder that the user knows, not the staging folder.
        path = Path(error.filename2 or error.filename or folder)
        if path.name.startswith(STAGING_PREFIX):
            path = folder
        elif path.parent.name.startswith(STAGING_PREFIX):
            path = folder / path.name
        message = f"{path}: cannot be written ({error.strerror}); free it or choose another folder with -o"
        raise GlossographError(message) from error
