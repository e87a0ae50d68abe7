"""Loading of RDF files into a pyoxigraph store: in memory if they are small, else in a copy on disk that later queries reuse."""

import gc
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph
from pyoxigraph import Store

from glossograph.engine.own_files import (
    OWN_FOLDER,
    UnsafeFileError,
    own_folder,
    read_own,
    remove_leftovers,
    staging_folder,
    write_own,
)
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import QueryError
from glossograph.parts.manifest import FILE_NAME
from glossograph.parts.parts_folder import PartsFolder, holds_parts, is_triple_part
from glossograph.rdf.rdf_input import open_rdf
from glossograph.rdf.rdf_names import content_bytes, rdf_files_in_order, rdf_stem, rdf_suffix
from glossograph.text.iris import RDF_SUFFIXES

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat

    from glossograph.parts.manifest import PartFile

MAX_MEMORY_BYTES = 8_000_000
"""Bytes of RDF up to which files are loaded into memory: loading so few takes no longer than making a copy is worth."""

_MEGABYTE = 1_000_000
_DATASET_SUFFIXES = frozenset({".trig", ".nq", ".jsonld"})
_EXPORT_STEMS = ("graph", "links")
_COPY_VERSION = "2"
_SEAL_FILE = "sealed"
"""The file of a copy that lists its other files as they were when it was complete: pyoxigraph loops for ever in a damaged one."""


class DamagedCopyError(QueryError):
    """A copy on disk cannot be read. It is deleted already, so the same query loads the files again."""


def find_rdf_files(path: Path) -> tuple[Path, ...]:
    """Find the RDF files to query.

    Args:
        path: A file, or a folder.

    Returns:
        The file itself. Of a folder, `graph` and `links` in the first syntax there is, else all files of the first syntax; of a
        graph in parts, the parts of both.

    Raises:
        QueryError: There are none.
    """
    try:
        if path.is_file():
            if rdf_suffix(path) in RDF_SUFFIXES:
                return (path,)
            raise QueryError(_unknown_suffix(path))
        if not path.is_dir():
            raise QueryError(f"{path}: no such file or folder")  # noqa: TRY003, EM102
        if holds_parts(path):
            return tuple(path / file.path for file in _checked_parts(path))
        files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        raise QueryError(f"{path}: cannot be read ({error.strerror})") from error  # noqa: TRY003, EM102
    groups = rdf_files_in_order(files)
    exports = ([file for file in same_syntax if rdf_stem(file) in _EXPORT_STEMS] for same_syntax in groups)
    if chosen := next(filter(None, exports), None) or next(iter(groups), None):
        return tuple(chosen)
    raise QueryError(f"{path}: holds no RDF file: give a folder that `glossograph build` wrote, or an RDF file")  # noqa: TRY003, EM102


def _checked_parts(folder: Path) -> "tuple[PartFile, ...]":
    """List the triples of a graph in parts, whose files have the sizes that its manifest says."""
    parts = PartsFolder.open(folder)
    for file in parts.triple_files():
        parts.check(file)
    return parts.triple_files()


def folder_of(paths: Sequence[Path]) -> Path:
    """Return the folder of a build, by its RDF files.

    >>> folder_of([Path("out/graph.ttl")]), folder_of([Path("out/graph.nt/part-00000.nt")])
    (PosixPath('out'), PosixPath('out'))
    """
    folder = paths[0].parent
    return folder.parent if is_triple_part(paths[0]) else folder


def name_files(paths: Sequence[Path]) -> str:
    """Name RDF files in a message: the parts of one graph together.

    >>> name_files([Path("graph.nt/part-00000.nt"), Path("graph.nt/part-00001.nt"), Path("b.ttl")])
    'graph.nt, b.ttl'
    """
    return ", ".join(dict.fromkeys(str(path.parent if is_triple_part(path) else path) for path in paths))


def rdf_format(path: Path) -> "RdfFormat":
    """Return the syntax that a file's suffix names.

    Raises:
        QueryError: The suffix is not that of an RDF file.
    """
    from pyoxigraph import RdfFormat  # noqa: PLC0415 — a command's help needs only the suffixes

    syntax = RdfFormat.from_extension(rdf_suffix(path).lstrip("."))
    if syntax is None:
        raise QueryError(_unknown_suffix(path))
    return syntax


def _unknown_suffix(path: Path) -> str:
    return f"{path}: unknown RDF suffix {rdf_suffix(path)!r} (choose from {', '.join(RDF_SUFFIXES)}), or give a folder of exports"


def can_hold_named_graphs(path: Path) -> bool:
    """Check whether the syntax of a file has named graphs.

    >>> [can_hold_named_graphs(Path(name)) for name in ("graph.ttl", "graph.trig")]
    [False, True]
    """
    return rdf_suffix(path) in _DATASET_SUFFIXES


def size_of(paths: Sequence[Path]) -> int:
    """Return the bytes of the content of files together; an estimate if they are compressed.

    Raises:
        QueryError: A file cannot be read.
    """
    try:
        return sum(map(content_bytes, paths))
    except OSError as error:
        message = f"{error.filename or paths[0]}: cannot be read ({error.strerror or error})"
        raise QueryError(message) from error


def load_store(
    paths: Sequence[Path], progress: Progress = no_progress, max_memory_bytes: int = MAX_MEMORY_BYTES
) -> tuple[Store, Path | None]:
    """Load RDF files into a store for reading.

    Args:
        paths: The files, in one folder.
        progress: Called with the megabytes that are loaded.
        max_memory_bytes: Size of the files up to which the store is in memory.

    Returns:
        The store, and the folder of its copy on disk if it has one.

    Raises:
        QueryError: A file cannot be read or is not RDF.
    """
    try:
        fingerprint = _fingerprint(paths)
        if sum(map(content_bytes, paths)) <= max_memory_bytes:
            return _load_into_memory(paths, progress), None
        return _open_copy(paths, fingerprint, progress) or (_load_into_memory(paths, progress), None)
    except OSError as error:
        message = f"{error.filename or paths[0]}: cannot be read ({error.strerror or error})"
        raise QueryError(message) from error


def delete_copy(copy: Path) -> None:
    """Delete a copy on disk."""
    shutil.rmtree(copy, ignore_errors=True)


def delete_unfinished_copies(paths: Sequence[Path], process_id: int) -> None:
    """Delete the copies of these files that a process has begun, after it ended."""
    for unfinished in (folder_of(paths) / OWN_FOLDER).glob(f"query-*.part-{process_id}"):
        delete_copy(unfinished)


def _open_copy(paths: Sequence[Path], fingerprint: str, progress: Progress) -> tuple[Store, Path] | None:
    """Open the copy of these files, and make it first if need be; `None` if the folder cannot be written to."""
    try:
        folder = own_folder(folder_of(paths))
    except (OSError, UnsafeFileError):
        folder = folder_of(paths) / OWN_FOLDER
        if folder.is_symlink() or not folder.is_dir():
            return None
    family = f"query-{_digest(*(path.name for path in paths))[:8]}-"
    copy = folder / f"{family}{fingerprint}"
    if store := _reuse_copy(copy):
        return store, copy
    remove_leftovers(folder, "query-*.part-*")
    try:
        with staging_folder(folder, f"{copy.name}.part-{os.getpid()}") as unfinished:
            _fill_copy(unfinished, paths, fingerprint, progress)
            _move_into_place(unfinished, copy)
        store = Store.read_only(str(copy))
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.filename in map(str, paths):
            raise
        return None  # no space left, or a file system without what the store needs: load into memory instead
    for old_copy in folder.glob(f"{family}*"):
        if old_copy != copy and ".part-" not in old_copy.name:
            delete_copy(old_copy)
    return store, copy


def _fill_copy(unfinished: Path, paths: Sequence[Path], fingerprint: str, progress: Progress) -> None:
    """Load the files into a new copy, and seal it."""
    filled_store = Store(str(unfinished))
    _fill(filled_store, paths, progress)
    filled_store.optimize()  # one sorted file an index: repeated look-ups take half the time
    del filled_store
    gc.collect()  # the store is closed when nothing refers to it
    if _fingerprint(paths) != fingerprint:
        message = f"{folder_of(paths)}: the files changed while they were loaded: query them again when they are complete"
        raise QueryError(message)
    write_own(unfinished / _SEAL_FILE, _list_files(unfinished).encode("utf-8", "surrogateescape"))


def _reuse_copy(copy: Path) -> Store | None:
    """Open a copy that exists and is complete; delete a damaged one."""
    if copy.is_symlink() or not copy.is_dir():
        return None
    try:
        if read_own(copy / _SEAL_FILE) == _list_files(copy).encode("utf-8", "surrogateescape"):
            return Store.read_only(str(copy))
    except (OSError, RuntimeError, ValueError):
        pass
    delete_copy(copy)
    return None


def _list_files(copy: Path) -> str:
    """List the files of a copy with sizes and times, except those that opening it for reading may change."""
    files = sorted(path for path in copy.iterdir() if path.name not in (_SEAL_FILE, "LOCK") and not path.name.startswith("LOG"))
    return "".join(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}\n" for path in files)


def _move_into_place(unfinished: Path, copy: Path) -> None:
    try:
        unfinished.rename(copy)
    except OSError:
        if not copy.is_dir():  # else another process made the copy first
            raise


def _load_into_memory(paths: Sequence[Path], progress: Progress) -> Store:
    store = Store()
    _fill(store, paths, progress)
    return store


def _fill(store: Store, paths: Sequence[Path], progress: Progress) -> None:
    total_bytes, bytes_before = sum(map(content_bytes, paths)), 0
    digests = _digests_of_parts(paths)
    for path in paths:
        with _open_with_progress(path, bytes_before, total_bytes, progress) as file:
            try:
                store.bulk_load(cast("IO[bytes]", file), rdf_format(path))  # which calls `read` only
            except SyntaxError as error:
                message = f"{path}: invalid RDF: {str(error.msg).removeprefix('Parser error ').removeprefix('at ')}"
                raise QueryError(message) from error
            except ValueError as error:
                message = f"{path}: cannot be loaded: {error}"
                raise QueryError(message) from error
        bytes_before += content_bytes(path)
        if digests.get(path, file.digest.hexdigest()) != file.digest.hexdigest():
            message = f"{path}: is damaged: its SHA-256 is not that of the manifest: copy it again, or run the build again"
            raise QueryError(message)
    store.flush()


def _digests_of_parts(paths: Sequence[Path]) -> Mapping[Path, str]:
    """Give the digests that manifests name, by the path of a part."""
    folders = {folder_of([path]) for path in paths if is_triple_part(path)}
    folders = {folder for folder in folders if (folder / FILE_NAME).is_file()}
    return {folder / file.path: file.sha256 for folder in sorted(folders) for file in _checked_parts(folder)}


@contextmanager
def _open_with_progress(path: Path, bytes_before: int, total_bytes: int, progress: Progress) -> "Iterator[_ProgressReader]":
    with open_rdf(path) as file:
        yield _ProgressReader(file, bytes_before, total_bytes, progress)


class _ProgressReader:
    """A file that reports how much of it was read, in megabytes of all files, and digests it."""

    def __init__(self, file: IO[bytes], bytes_before: int, total_bytes: int, progress: Progress) -> None:
        self._file = file
        self._bytes_read = bytes_before
        self._total_bytes = total_bytes
        self._progress = progress
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        megabytes = self._bytes_read // _MEGABYTE
        self._bytes_read += len(data)
        if self._bytes_read // _MEGABYTE > megabytes:
            self._progress("loading MB", self._bytes_read // _MEGABYTE, self._total_bytes // _MEGABYTE)
        return data


def _fingerprint(paths: Sequence[Path]) -> str:
    """Identify a version of the files, by their names, sizes and times, and the version of what loads them."""
    states = [f"{path.relative_to(folder_of([path]))}\0{path.stat().st_size}\0{path.stat().st_mtime_ns}" for path in paths]
    return _digest(_COPY_VERSION, pyoxigraph.__version__, *states)[:24]


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
