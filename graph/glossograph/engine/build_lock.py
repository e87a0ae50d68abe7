"""One build at a time into an output folder: by a locked file on this machine, by a lease in an object store."""

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from glossograph.engine.own_files import OWN_FOLDER, open_own, own_folder, remove_leftovers_of_build
from glossograph.engine.storage import Storage, StorageError, StoredFile
from glossograph.errors import GlossographError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

RENEWED_AFTER_S = 20.0
_EXPIRES_AFTER_S = 90
"""Age at which a lease counts as left behind by a build that was killed; the clock is that of the store."""


@contextlib.contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Keep other builds out of an output folder where the system can lock files, and remove what a killed build left there.

    Raises:
        GlossographError: Another build is writing there, or the folder cannot be written to.
    """
    with contextlib.ExitStack() as stack:
        try:
            own_folder(folder)
            lock = stack.enter_context(open_own(folder / OWN_FOLDER / "lock", create=True))
        except OSError as error:
            raise unwritable(folder, error) from error
        if fcntl:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                message = f"{folder}: another build is writing there: wait for it, or name another folder with -o"
                raise GlossographError(message) from error
        remove_leftovers_of_build(folder)
        yield


def unwritable(folder: Path, error: Exception) -> GlossographError:
    """Make the error for an output folder that cannot be written to."""
    reason = getattr(error, "strerror", None) or error
    return GlossographError(f"{folder}: cannot be written ({reason}): name another folder with -o")


class _Holder(msgspec.Struct, frozen=True):
    """The process that holds a lease."""

    host: str
    process: int


@contextlib.contextmanager
def leased_folder(folder: Storage) -> Iterator[None]:
    """Keep other builds out of a folder of an object store: each holds a lease there, and renews it until it ends.

    A lease of a process of this machine that has ended counts for nothing; one of another machine expires. Two builds that begin
    at the same moment may refuse each other.

    Raises:
        GlossographError: Another build holds a lease, or the folder cannot be written to.
    """
    leases, own = folder.below(f"{OWN_FOLDER}/builds"), secrets.token_hex(8)
    holder = msgspec.json.encode(_Holder(socket.gethostname(), os.getpid()))
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(RENEWED_AFTER_S):
            with contextlib.suppress(GlossographError, OSError):  # the next time may succeed
                leases.write(own, holder)

    try:
        leases.write(own, holder)
    except StorageError as error:
        raise _unwritable_store(folder, error) from error
    renewal = threading.Thread(target=renew, daemon=True)
    try:
        _refuse_others(folder, leases, own)
        renewal.start()
        yield
    finally:
        ended.set()
        if renewal.ident:
            renewal.join()
        with contextlib.suppress(GlossographError, OSError):  # it expires
            leases.delete(own)


def _unwritable_store(folder: Storage, error: Exception) -> GlossographError:
    reason = " ".join(str(error.__cause__ or error).split())[:200]
    return GlossographError(f"{folder.address}: cannot be written ({reason}): correct the address, the bucket or the credentials")


def _refuse_others(folder: Storage, leases: Storage, own: str) -> None:
    try:
        files = {file.name: file for file in leases.list()}
    except OSError as error:
        raise _unwritable_store(folder, error) from error
    now = files[own].changed_ns if own in files else 0
    for name, file in files.items():
        if name != own and not _is_left_behind(leases, file, now):
            message = (
                f"{folder.address}: another build is writing there: wait for it, or name another folder with -o "
                f"(if it was killed, its lease ends after {_EXPIRES_AFTER_S} s)"
            )
            raise GlossographError(message)


def _is_left_behind(leases: Storage, file: StoredFile, now: int) -> bool:
    """Whether the process of a lease has ended, as far as can be seen from here; its lease is deleted then."""
    if now - file.changed_ns < _EXPIRES_AFTER_S * 1_000_000_000:
        try:
            holder = msgspec.json.decode(leases.read(file.name), type=_Holder)
        except FileNotFoundError:
            return True
        except (OSError, msgspec.MsgspecError):
            return False
        if holder.host != socket.gethostname() or _runs(holder.process):
            return False
    with contextlib.suppress(GlossographError, OSError):
        leases.delete(file.name)
    return True


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
