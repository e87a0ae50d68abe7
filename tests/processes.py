"""The processes that a test has started, as Linux lists them in `/proc`."""

import contextlib
from collections.abc import Iterator
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Say whether a process has not ended."""
    return any(process == pid for process, _, _ in _living())


def children(pid: int) -> list[int]:
    """List the living processes that a process has started, in whichever of its threads."""
    return [process for process, parent, _ in _living() if parent == pid]


def living(session: int) -> list[int]:
    """List the processes of a session that have not ended."""
    return [process for process, _, its_session in _living() if its_session == session]


def _living() -> Iterator[tuple[int, int, int]]:
    """Give the processes that have not ended, with their parents and their sessions."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, _group, session, *_ = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if state != "Z":
                yield int(stat.parent.name), int(parent), int(session)
