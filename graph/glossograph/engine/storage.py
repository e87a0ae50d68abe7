"""Files in a folder, wherever it is: on this machine, or in an object store (`s3://`, `gs://`, `hdfs://`), by pyarrow.

Credentials come from the environment of each process alone. A file is written as a whole or not at all.
"""

import secrets
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from glossograph.errors import GlossographError

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo, FileSystem


_RETRY_LIMIT_S = 40


class StorageError(GlossographError):
    """A folder or file cannot be reached, read or written."""


def is_address(text: str) -> bool:
    """Whether a text names a folder of an object store rather than a path of this machine.

    >>> is_address("s3://bucket/Texts"), is_address("Texts"), is_address("file:///Texts")
    (True, False, True)
    """
    scheme, sign, _ = text.partition("://")
    return bool(sign) and scheme.isalnum()


@lru_cache(maxsize=64)
def _opened(address: str) -> "tuple[FileSystem, str]":
    try:
        from pyarrow.fs import FileSystem, LocalFileSystem  # noqa: PLC0415 — an extra
    except ImportError as error:
        message = f"{address}: needs pyarrow: pip install 'glossograph[cloud]'"
        raise StorageError(message) from error
    if not is_address(address):
        return LocalFileSystem(), str(Path(address).absolute())
    try:
        limit = f"?retry_limit_seconds={_RETRY_LIMIT_S}" if address.startswith("gs://") else ""  # else a quarter of an hour
        system, path = FileSystem.from_uri(f"{address}{limit}")
    except (OSError, ValueError) as error:
        message = f"{address}: cannot be reached ({_reason(error)})"
        raise StorageError(message) from error
    return system, path.rstrip("/")


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


class StoredFile(NamedTuple):
    """A file or folder that a listing found: its name, the path below the storage's root, and what a change would change."""

    name: str
    path: str
    is_folder: bool
    size: int
    changed_ns: int


class Storage(NamedTuple):
    """A folder by its path or address.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     storage = Storage(folder)
    ...     storage.write("a/b.txt", b"x")
    ...     storage.read("a/b.txt"), [file.path for file in storage.list("a")], storage.exists("c")
    (b'x', ['a/b.txt'], False)
    """

    address: str

    @property
    def is_remote(self) -> bool:
        """Whether it is no folder of this machine."""
        return is_address(self.address) and not self.address.startswith("file://")

    def below(self, name: str) -> "Storage":
        """Give a folder below this one."""
        return Storage(f"{self.address.rstrip('/')}/{name}")

    def _path(self, name: str) -> "tuple[FileSystem, str]":
        system, root = _opened(self.address)
        return system, f"{root}/{name}" if name else root

    def located(self, names: Iterable[str]) -> "tuple[FileSystem, list[str]]":
        """Give the file system of pyarrow, and the paths of files in it, for a reader that opens them itself."""
        system, root = _opened(self.address)
        return system, [f"{root}/{name}" for name in names]

    def read(self, name: str, max_bytes: int | None = None) -> bytes:
        """Read a file, or its first bytes.

        Raises:
            OSError: It cannot be read.
        """
        system, path = self._path(name)
        with system.open_input_file(path) as file:  # a stream would ask an object store for one piece after the other
            return bytes(file.read(max_bytes))

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading from anywhere in it."""
        system, path = self._path(name)
        opened: IO[bytes] = system.open_input_file(path)
        return opened

    def write(self, name: str, data: bytes) -> None:
        """Write a file as a whole; an object store makes no half object, elsewhere it gets its name last.

        Raises:
            StorageError: It cannot be written.
        """
        system, path = self._path(name)
        try:
            if self.is_remote:
                with system.open_output_stream(path) as stream:
                    stream.write(data)
                return
            target = Path(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
            unfinished.write_bytes(data)
            unfinished.replace(target)
        except OSError as error:
            message = f"{self.address}/{name}: cannot be written ({_reason(error)})"
            raise StorageError(message) from error

    def info(self, name: str = "") -> "FileInfo":
        """Ask what is there."""
        system, path = self._path(name)
        try:
            return system.get_file_info(path)
        except OSError as error:
            message = f"{self.address}: cannot be reached ({_reason(error)})"
            raise StorageError(message) from error

    def exists(self, name: str) -> bool:
        """Whether there is a file of a name."""
        return bool(self.info(name).is_file)

    def list(self, name: str = "") -> Iterator[StoredFile]:
        """List the files and folders of a folder, sorted by name; nothing where it is not there.

        Raises:
            OSError: It cannot be listed.
        """
        from pyarrow.fs import FileSelector  # noqa: PLC0415 — as above

        system, path = self._path(name)
        for info in sorted(system.get_file_info(FileSelector(path, allow_not_found=True)), key=lambda info: info.path):
            below = f"{name}/{info.base_name}" if name else info.base_name
            yield StoredFile(info.base_name, below, not info.is_file, info.size or 0, info.mtime_ns or 0)

    def delete(self, name: str = "") -> None:
        """Delete a file or folder; nothing happens where it is not there."""
        system, path = self._path(name)
        info: Any = self.info(name)
        if info.is_file:
            system.delete_file(path)
        elif info.type.name == "Directory":
            system.delete_dir(path)
