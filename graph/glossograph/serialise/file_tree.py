"""A folder of many files that a format writes: only those that changed, and after all of them are made.

New files are written into a staging folder first. The commit moves them to their places, then deletes the files of the last
build that are no longer wanted. `.glossograph/trees` holds a manifest of what was written, with the digest, size and time of
each file: a file with the same content is left as it is, and a file that somebody else put into the folder is never touched.
See ADR 12.
"""

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from glossograph.engine.own_files import OWN_FOLDER, own_folder, read_own, refuse_link, write_own
from glossograph.errors import GlossographError
from glossograph.serialise.kept_blocks import digest

_VERSION = 1
_CHECKSUM_BYTES = 32
_ABANDONED = ""
"""The unit of files that no unit of the new build has, while they wait for deletion."""


class TreeFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file that was written: its path with `/`, a digest of its bytes, its size, and its time of change in nanoseconds."""

    path: str
    digest: bytes
    size: int
    changed: int


class TreeUnit(msgspec.Struct, array_like=True, gc=False):
    """Files that are made together, and the digest of what they are made from."""

    key: bytes
    files: list[TreeFile]


class TreeManifest(msgspec.Struct, array_like=True):
    """What a build wrote into a tree, by the name of the unit."""

    version: int
    units: dict[str, TreeUnit]


class FileTree:
    r"""Files below one folder, written in a staging folder until `commit` moves those that changed into place.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tree = FileTree(Path(folder), "site", Path(folder))
    ...     tree.write("home", b"", [("index.html", b"<p>"), ("a/b.html", b"<p>")])
    ...     tree.commit()
    ...     sorted(path.relative_to(folder).as_posix() for path in Path(folder, "site").rglob("*.html"))
    ['site/a/b.html', 'site/index.html']
    """

    def __init__(self, folder: Path, name: str, staging: Path, program: bytes = b"", entry: str = "index.html") -> None:
        """Open the tree `name` below an output folder.

        Args:
            folder: The output folder.
            name: The name of the tree's folder.
            staging: Where files are written first, on the same file system.
            program: A digest of the program, if a unit with the same key as in the last build is kept without being made.
            entry: The file that a summary names.
        """
        self.root = folder / name
        self.entry = self.root / entry
        self._folder = folder
        self._staging = staging
        self._program = program
        self._earlier = _read_manifest(folder, name)
        self._units: dict[str, TreeUnit] = {}
        self._staged: list[str] = []
        self._owned = {file.path: file for unit in self._earlier.values() for file in unit.files}
        self._claimed: set[str] = set()
        self._safe_folders: set[str] = set()
        self.removed = 0

    def keep(self, unit: str, key: bytes) -> bool:
        """Keep the files of a unit if it has the same key as in the last build and its files are as they were written."""
        earlier = self._earlier.get(unit) if self._program else None
        if earlier is None or earlier.key != self._whole_key(key) or not all(map(self._is_unchanged, earlier.files)):
            return False
        self._units[unit] = earlier
        self._claimed.update(file.path for file in earlier.files)
        return True

    def write(self, unit: str, key: bytes, files: Iterable[tuple[str, bytes | Iterable[bytes]]]) -> None:
        """Write the files of a unit, given by path and content, whole or in pieces. Each unit and each path is written once.

        Raises:
            OSError: A file cannot be written.
        """
        own = self._units[unit] = TreeUnit(self._whole_key(key), [])
        for path, data in files:  # one after the other, since what comes later may ask for the size of what came before
            own.files.append(self._write_whole(path, data) if isinstance(data, bytes) else self._write_pieces(path, data))

    def size(self, unit: str, path: str) -> int:
        """Return the size of a file of a unit, in bytes."""
        return next(file.size for file in self._units[unit].files if file.path == path)

    def _whole_key(self, key: bytes) -> bytes:
        return digest(self._program, key)

    def _write_whole(self, path: str, data: bytes) -> TreeFile:
        self._claimed.add(path)
        own_digest = digest(data)
        earlier = self._owned.get(path)
        if earlier and earlier.digest == own_digest and self._is_unchanged(earlier):
            return earlier
        self._staged.append(path)
        size = len(data)
        opened = os.open(self._staged_path(len(self._staged)), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            while data:
                data = data[os.write(opened, data) :]
        finally:
            os.close(opened)
        return TreeFile(path, own_digest, size, 0)

    def _write_pieces(self, path: str, pieces: Iterable[bytes]) -> TreeFile:
        """Write a large file piece by piece, and drop it if it is the same as the one that is there."""
        self._claimed.add(path)
        whole = hashlib.sha256()
        size = 0
        staged = Path(self._staged_path(len(self._staged) + 1))
        with staged.open("xb") as file:
            for piece in pieces:
                whole.update(piece)
                size += len(piece)
                file.write(piece)
        own_digest = whole.digest()[: len(digest(b""))]
        earlier = self._owned.get(path)
        if earlier and earlier.digest == own_digest and self._is_unchanged(earlier):
            staged.unlink()
            return earlier
        self._staged.append(path)
        return TreeFile(path, own_digest, size, 0)

    @property
    def file_count(self) -> int:
        """The number of files of the tree."""
        return len(self._claimed)

    @property
    def written_count(self) -> int:
        """The number of files that are new or have changed."""
        return len(self._staged)

    def check(self) -> None:
        """Check that every file can be put into its place, before any of them is.

        Raises:
            GlossographError: A folder on the way is a link or a file, or a folder has the name of a file.
        """
        self._make_folder("")
        for path in self._staged:
            place = self._place(path)
            self._make_folder(path.rpartition("/")[0])
            if os.path.isdir(place) and not os.path.islink(place):  # noqa: PTH112, PTH114 — hundreds of thousands of files
                message = f"{place}: cannot be written: a folder has this name; move it, or choose another folder with -o"
                raise GlossographError(message)

    def commit(self) -> None:
        """Move the staged files into place, delete the files that are no longer wanted, and write the manifest.

        A commit that is interrupted leaves every file whole, the old or the new one; the next build finishes the work.

        Raises:
            GlossographError: As for `check`.
            OSError: A file cannot be moved.
        """
        own_folder(self._folder)
        self.check()
        obsolete = [file for path, file in self._owned.items() if path not in self._claimed]
        if not self._staged and not obsolete and self._units == self._earlier:
            return
        self._put_manifest({**self._units, _ABANDONED: TreeUnit(b"", obsolete)})  # names all files that a crash may leave
        moved = {}
        for number, path in enumerate(self._staged, start=1):
            place = self._place(path)
            os.replace(self._staged_path(number), place)  # noqa: PTH105 — as above
            status = os.lstat(place)
            moved[path] = status.st_mtime_ns
        for unit in self._units.values():
            unit.files = [_dated(file, moved[file.path]) if file.path in moved else file for file in unit.files]
        for file in obsolete:
            self._delete(file)
        self._put_manifest(self._units)

    def _is_unchanged(self, file: TreeFile) -> bool:
        """Whether a file is as it was written, by its size and time."""
        try:
            status = os.lstat(self._place(file.path))
        except OSError:
            return False
        return stat.S_ISREG(status.st_mode) and (status.st_size, status.st_mtime_ns) == (file.size, file.changed)

    def _delete(self, file: TreeFile) -> None:
        """Delete a file if it is as it was written, and the folders that are empty without it."""
        if not self._is_unchanged(file):
            return
        with contextlib.suppress(OSError, GlossographError):
            folder = file.path.rpartition("/")[0]
            self._make_folder(folder)
            os.unlink(self._place(file.path))  # noqa: PTH108 — as above
            self.removed += 1
            while folder:
                os.rmdir(self._place(folder))  # noqa: PTH106 — as above
                self._safe_folders.discard(folder)
                folder = folder.rpartition("/")[0]

    def _make_folder(self, folder: str) -> None:
        """Make a folder below the root with all above it. None of them may be a link, which would lead elsewhere."""
        missing = []
        while folder not in self._safe_folders:
            missing.append(folder)
            if not folder:
                break
            folder = folder.rpartition("/")[0]
        for each in reversed(missing):
            place = Path(self._place(each)) if each else self.root
            with contextlib.suppress(FileExistsError):  # a file, which the next line reports
                place.mkdir(exist_ok=True)
            refuse_link(place)
            self._safe_folders.add(each)

    def _place(self, path: str) -> str:
        return f"{self.root}/{path}"

    def _staged_path(self, number: int) -> str:
        return f"{self._staging}/{self.root.name}.{number}"

    def _put_manifest(self, units: dict[str, TreeUnit]) -> None:
        packed = msgspec.msgpack.encode(TreeManifest(_VERSION, units))
        place = _manifest_path(self._folder, self.root.name)
        place.parent.mkdir(exist_ok=True)
        refuse_link(place.parent)
        write_own(place, hashlib.sha256(packed).digest(), packed)


def _dated(file: TreeFile, changed: int) -> TreeFile:
    return TreeFile(file.path, file.digest, file.size, changed)


def _manifest_path(folder: Path, name: str) -> Path:
    return folder / OWN_FOLDER / "trees" / name


def _read_manifest(folder: Path, name: str) -> dict[str, TreeUnit]:
    """Read what the last build wrote; nothing if that is not known."""
    with contextlib.suppress(OSError, GlossographError, msgspec.MsgspecError):
        path = _manifest_path(folder, name)
        refuse_link(path.parents[1])
        refuse_link(path.parent)
        data = read_own(path)
        if hashlib.sha256(data[_CHECKSUM_BYTES:]).digest() == data[:_CHECKSUM_BYTES]:
            manifest = msgspec.msgpack.decode(data[_CHECKSUM_BYTES:], type=TreeManifest)
            if manifest.version == _VERSION and all(map(_is_below, _paths(manifest))):
                return manifest.units
    return {}


def _paths(manifest: TreeManifest) -> Iterator[str]:
    return (file.path for unit in manifest.units.values() for file in unit.files)


def _is_below(path: str) -> bool:
    r"""Whether a path names a file below the folder that it is relative to.

    >>> [_is_below(path) for path in ("a/b.html", "../b", "/etc/b", "a//b", "c:b", "a\\b", "")]
    [True, False, False, False, False, False, False]
    """
    return not {":", "\\", "\0"}.intersection(path) and {"", ".", ".."}.isdisjoint(path.split("/"))
