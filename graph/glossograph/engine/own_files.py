"""Files that glossograph keeps for itself, and staging folders: opened so that a link leads nowhere else.

An output folder may come from a stranger: git carries symbolic links, and archives carry hard links. What a build opens by a
name that it knows beforehand (`.glossograph/lock`) could be a link to any file of the user. So nothing here follows a link or
empties a file in place: a file is written beside its place and moved there.
"""

import contextlib
import errno
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from glossograph.errors import GlossographError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

OWN_FOLDER = ".glossograph"
"""The folder in which a build and a query keep what the next one reuses. Git ignores it."""

STAGING_PREFIX, STAGING_SUFFIX = ".glossograph-", ".part"
"""How the name of a staging folder begins and ends."""

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PIECE_BYTES = 1 << 20
_ABANDONED_AFTER_S = 3600.0
"""Age at which a staging folder counts as left behind where the system cannot lock files."""


class UnsafeFileError(GlossographError):
    """A file or folder that glossograph would write to is a link, or is not what it should be."""


class NotRegularError(OSError):
    """A file is a pipe, a device or a folder: reading from it could wait forever."""


def read_regular(path: Path) -> bytes:
    """Read a file that the user named. A link is followed; a pipe or a device is refused, not waited for.

    Raises:
        OSError: The file cannot be read, or is no regular file.
    """
    opened = os.open(path, os.O_RDONLY | _NO_WAIT)
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise NotRegularError(errno.EINVAL, "it is no regular file", str(path))
        pieces = iter(lambda: os.read(opened, _PIECE_BYTES), b"")
        return b"".join(pieces)
    finally:
        os.close(opened)


def own_folder(parent: Path) -> Path:
    """Make the folder `.glossograph` below another one, with a `.gitignore`, or check the one that is there.

    Raises:
        UnsafeFileError: It is a link, or a file has its name.
        OSError: It cannot be made.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     own_folder(Path(folder)).name
    '.glossograph'
    """
    folder = parent / OWN_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    refuse_link(folder)
    ignore = folder / ".gitignore"
    is_folder = ignore.is_dir() and not ignore.is_symlink()  # no reason to end a build: git then lists what is kept
    if not is_folder and not _is_own(ignore):
        write_own(ignore, b"*\n")
    return folder


def refuse_link(folder: Path) -> None:
    """Refuse a folder of ours that is a link or no folder: what is written there would land elsewhere.

    Raises:
        UnsafeFileError: It is one.
    """
    is_link = folder.is_symlink() or getattr(folder, "is_junction", folder.is_symlink)()
    if is_link or not folder.is_dir():
        message = f"{folder}: is a link or no folder, so nothing is written there: delete it, or name another folder with -o"
        raise UnsafeFileError(message)


def write_own(path: Path, *pieces: bytes) -> None:
    """Write a file whole, given in pieces: beside its place first, then moved there. A link in its place is replaced.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_own(Path(folder, "a"), b"te", b"xt")
    ...     read_own(Path(folder, "a"))
    b'text'
    """
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o666)
    try:
        with os.fdopen(opened, "wb") as file:
            file.writelines(pieces)
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def read_own(path: Path) -> bytes:
    """Read a file of ours.

    Raises:
        OSError: It cannot be read, is a link or is no regular file.
    """
    with open_own(path) as opened:
        return b"".join(iter(lambda: os.read(opened, _PIECE_BYTES), b""))


@contextlib.contextmanager
def open_own(path: Path, *, create: bool = False) -> Iterator[int]:
    """Open a file of ours without following a link and without emptying it, and yield its descriptor.

    Args:
        path: The file.
        create: Open it for writing too, and make it if it is missing.

    Raises:
        OSError: It cannot be opened, is a link or is no regular file.
    """
    how = os.O_RDWR | os.O_CREAT if create else os.O_RDONLY
    opened = os.open(path, how | _NO_FOLLOW | _NO_WAIT, 0o666)
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise NotRegularError(errno.EINVAL, "it is no regular file", str(path))
        yield opened
    finally:
        os.close(opened)


def discard_foreign(*paths: Path) -> None:
    """Delete those of our files that are links, have a second name elsewhere, or are no regular files.

    Call this before a library opens them by name, which would follow a link. What they held is a cache.

    Raises:
        OSError: One cannot be deleted.
    """
    for path in paths:
        if not _is_own(path):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _is_own(path: Path) -> bool:
    """Whether a path is a regular file with this name only."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


@contextlib.contextmanager
def staging_folder(parent: Path, name: str = "") -> Iterator[Path]:
    """Make a new folder inside another one for a block, and remove it after.

    The folder is locked while the block runs, so that others can distinguish it from one whose process was killed.

    Args:
        parent: The folder to make it in.
        name: Its name; one that no other has by default.
    """
    folder = parent
    locked: int | None = None
    try:
        while locked is None:  # again if another process took it for a leftover before it was locked
            folder = _new_folder(parent, name)
            locked = _lock_folder(folder)
        yield folder
    finally:
        if folder is not parent:
            shutil.rmtree(folder, ignore_errors=True)
        if locked is not None and locked >= 0:
            os.close(locked)


def _new_folder(parent: Path, name: str) -> Path:
    if name:
        (parent / name).mkdir()
        return parent / name
    return Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, suffix=STAGING_SUFFIX, dir=parent))


def _lock_folder(folder: Path) -> int | None:
    """Lock a folder; give its descriptor, -1 where the system cannot lock, or None if the folder has gone."""
    if not fcntl:
        return -1
    try:
        opened = os.open(folder, os.O_RDONLY | _NO_FOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        if os.fstat(opened).st_ino == folder.stat().st_ino:
            return opened
    except FileNotFoundError:
        pass
    except OSError:  # a file system without locks
        return opened
    os.close(opened)
    return None


def remove_leftovers(parent: Path, pattern: str = f"{STAGING_PREFIX}*{STAGING_SUFFIX}") -> None:
    """Remove the staging folders whose process was killed; those in use stay, and so do links."""
    with contextlib.suppress(OSError):
        for leftover in sorted(parent.glob(pattern)):
            if leftover.is_dir() and not leftover.is_symlink():
                _remove_unlocked(leftover)


def remove_leftovers_of_build(folder: Path) -> None:
    """Remove what killed commands left in the output folder of a build, and among its copies for queries."""
    remove_leftovers(folder)
    if not (folder / OWN_FOLDER).is_symlink():
        remove_leftovers(folder / OWN_FOLDER, "query-*.part-*")


def _remove_unlocked(folder: Path) -> None:
    with contextlib.suppress(OSError):
        if not fcntl:
            if time.time() - folder.stat().st_mtime > _ABANDONED_AFTER_S:
                shutil.rmtree(folder, ignore_errors=True)
            return
        opened = os.open(folder, os.O_RDONLY | _NO_FOLLOW)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(opened)
