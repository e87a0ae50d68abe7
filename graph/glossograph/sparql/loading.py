"""RDF files -> a store that answers: in memory where they are small, else a copy on disk that is reused."""

import gc
import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph
from pyoxigraph import Store

from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import QueryError

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat

SUFFIXES = (".ttl", ".nt", ".trig", ".nq", ".rdf", ".jsonld", ".xml")
"""Suffixes of the files that are read; of a folder that holds a graph in several formats, the first."""

_DATASETS = frozenset({".trig", ".nq", ".jsonld"})
_EXPORTS = ("graph", "links")


def rdf_files(place: Path) -> tuple[Path, ...]:
    """Find the files to ask: the place itself, or in a folder `graph` and `links`, else all, of its first format.

    Errors: `QueryError` where there are none.
    """
    try:
        if place.is_file():
            if place.suffix.lower() in SUFFIXES:
                return (place,)
            raise QueryError(f"{place}: is no RDF by its name: give a file ending {', '.join(SUFFIXES)}, or a folder of exports")  # noqa: TRY003, EM102
        if not place.is_dir():
            raise QueryError(f"{place}: no such file or folder")  # noqa: TRY003, EM102
        inside = sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise QueryError(f"{place}: cannot be read ({error.strerror})") from error  # noqa: TRY003, EM102
    for suffix in SUFFIXES:
        same = [path for path in inside if path.suffix.lower() == suffix]
        if same:
            return tuple(path for path in same if path.stem in _EXPORTS) or tuple(same)
    raise QueryError(f"{place}: no RDF there: name a folder that `glossograph build` wrote to, or a file")  # noqa: TRY003, EM102


def format_of(path: Path) -> "RdfFormat":
    """Tell a file's format by its suffix."""
    from pyoxigraph import RdfFormat  # noqa: PLC0415 — a command's help needs only the suffixes

    found = RdfFormat.from_extension(path.suffix.lower().lstrip("."))
    if found is None:
        raise QueryError(f"{path}: is no RDF by its name")  # noqa: TRY003, EM102
    return found


def holds_graphs(path: Path) -> bool:
    """Tell whether a file can hold named graphs.

    >>> [holds_graphs(Path(name)) for name in ("graph.ttl", "graph.trig")]
    [False, True]
    """
    return path.suffix.lower() in _DATASETS


SMALL = 8_000_000
"""Bytes of RDF up to which loading takes no longer than a copy is worth."""

HIDDEN = ".glossograph"
"""The folder beside the files that a copy is kept in: the one that a build keeps its articles in."""

_VERSION = "2"
_SEAL = "sealed"
"""The file of a copy that tells what stood in it when it was whole: the engine would search for ever in a damaged one."""

_FORGOTTEN = 3600.0
"""Seconds after which an unfinished copy is one that somebody left."""


class DamagedCopyError(QueryError):
    """A copy on disk that cannot be read: it is gone, and the same question loads the files again."""


def load(paths: Sequence[Path], progress: Progress = no_progress, small: int = SMALL) -> tuple[Store, Path | None]:
    """Give a store of what the files hold, for reading, and the folder of its copy where it has one.

    Errors: `QueryError` for a file that cannot be read or is no RDF.
    """
    try:
        before = _stamp(paths)
        if sum(path.stat().st_size for path in paths) <= small:
            return _in_memory(paths, progress), None
        found = _copy(paths, before, progress)
        return found or (_in_memory(paths, progress), None)
    except OSError as error:
        message = f"{error.filename or paths[0]}: cannot be read ({error.strerror or error})"
        raise QueryError(message) from error


def drop(copy: Path) -> None:
    """Delete a copy."""
    shutil.rmtree(copy, ignore_errors=True)


def drop_unfinished(paths: Sequence[Path]) -> None:
    """Delete what this process has begun to copy, since it ends."""
    for begun in (paths[0].parent / HIDDEN).glob(f"query-*.part-{os.getpid()}"):
        drop(begun)


def _copy(paths: Sequence[Path], stamp: str, progress: Progress) -> tuple[Store, Path] | None:
    """Open the copy of these files, made if need be; nothing where the folder cannot be written to."""
    hidden = paths[0].parent / HIDDEN
    family = f"query-{_digest(*(path.name for path in paths))[:8]}-"
    copy = hidden / f"{family}{stamp}"
    if store := _reused(copy):
        return store, copy
    part = hidden / f"{copy.name}.part-{os.getpid()}"
    try:
        hidden.mkdir(exist_ok=True)
        if not (hidden / ".gitignore").exists():
            (hidden / ".gitignore").write_text("*\n", encoding="utf-8")
        part.mkdir()
    except OSError:
        return None
    try:
        filled = Store(str(part))
        _fill(filled, paths, progress)
        filled.optimize()  # one sorted file an index: what is looked up again and again is found in half the time
        del filled
        gc.collect()  # the store is closed when nothing refers to it
        if _stamp(paths) != stamp:
            message = f"{paths[0].parent}: the files changed while they were loaded: ask again when they are written"
            raise QueryError(message)
        (part / _SEAL).write_text(_contents(part), encoding="utf-8")
        _settle(part, copy)
        store = Store.read_only(str(copy))
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.filename in map(str, paths):
            raise
        return None  # no space left, or no such files there: memory does
    finally:
        drop(part)
    for old in hidden.glob(f"{family}*"):
        if old != copy and (".part-" not in old.name or _left(old)):
            drop(old)
    return store, copy


def _reused(copy: Path) -> Store | None:
    """Open a copy that is there and whole; delete one that is damaged."""
    if not copy.is_dir():
        return None
    try:
        if (copy / _SEAL).read_text(encoding="utf-8") == _contents(copy):
            return Store.read_only(str(copy))
    except (OSError, RuntimeError, ValueError):
        pass
    drop(copy)
    return None


def _contents(copy: Path) -> str:
    """List the files of a copy, with sizes and times, but for those that an engine that only reads may touch."""
    found = sorted(path for path in copy.iterdir() if path.name not in (_SEAL, "LOCK") and not path.name.startswith("LOG"))
    return "".join(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}\n" for path in found)


def _settle(part: Path, copy: Path) -> None:
    try:
        part.rename(copy)
    except OSError:
        if not copy.is_dir():  # else another process was faster
            raise


def _left(part: Path) -> bool:
    try:
        return time.time() - part.stat().st_mtime > _FORGOTTEN
    except OSError:
        return False


def _in_memory(paths: Sequence[Path], progress: Progress) -> Store:
    store = Store()
    _fill(store, paths, progress)
    return store


def _fill(store: Store, paths: Sequence[Path], progress: Progress) -> None:
    sizes = [path.stat().st_size for path in paths]
    for number, path in enumerate(paths):
        with _counted(path, sum(sizes[:number]), sum(sizes), progress) as file:
            try:
                store.bulk_load(file, format_of(path))
            except SyntaxError as error:
                message = f"{path}: is not valid RDF: {str(error.msg).removeprefix('Parser error ').removeprefix('at ')}"
                raise QueryError(message) from error
            except ValueError as error:
                message = f"{path}: cannot be loaded: {error}"
                raise QueryError(message) from error
    store.flush()


@contextmanager
def _counted(path: Path, before: int, total: int, progress: Progress) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        yield cast("IO[bytes]", _Counted(file, before, total, progress))  # all that a loader asks of a file is `read`


class _Counted:
    """A file that tells how much of it was read, in megabytes of all files."""

    def __init__(self, file: IO[bytes], before: int, total: int, progress: Progress) -> None:
        self._file = file
        self._read = before
        self._total = total
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        megabytes = self._read // 1_000_000
        self._read += len(data)
        if self._read // 1_000_000 > megabytes:
            self._progress("loading MB", self._read // 1_000_000, self._total // 1_000_000)
        return data


def _stamp(paths: Sequence[Path]) -> str:
    """Name a version of the files: their names, sizes and times, and who loads them."""
    states = [f"{path.name}\0{path.stat().st_size}\0{path.stat().st_mtime_ns}" for path in paths]
    return _digest(_VERSION, pyoxigraph.__version__, *states)[:24]


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
