"""All files -> the article store: in parallel, and only what changed."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from glossograph.model import Problem, ProblemCode
from glossograph.parallel import in_processes
from glossograph.progress import Progress, no_progress
from glossograph.read.article import LARGEST, read_article, unread_article
from glossograph.read.files import FoundFile
from glossograph.read.layout import Placement
from glossograph.store import ArticleStore, StoredArticle, stored

_CHUNK = 500
_WORTH_PROCESSES = 2 * _CHUNK
_SETTLED_NS = 1_000_000_000
"""A file that changed less than this before the build may change again within one tick of its time stamp."""


class _Task(NamedTuple):
    file: FoundFile
    placement: Placement
    digest: bytes


class _Chunk(NamedTuple):
    """What one chunk of files gave: parsed articles, and new stamps of those whose bytes are as they were."""

    parsed: list[StoredArticle]
    restamped: list[tuple[str, str]]
    size: int


def read_corpus(
    files: Sequence[FoundFile],
    placements: Sequence[Placement],
    store: ArticleStore,
    *,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> None:
    """Bring the store to what the files say: parse what is new or changed, forget what is gone.

    Every chunk is kept as soon as it is parsed, so that an interrupted run goes on from there. A file that cannot be
    read becomes an article with a problem.
    """
    known = store.stamps()
    store.remove(known.keys() - {file.path for file in files})
    tasks = []
    for file, placement in zip(files, placements, strict=True):
        stamp, digest = known.get(file.path, ("", b""))
        if not stamp or stamp != _stamp_now(file, placement):
            tasks.append(_Task(file, placement, digest))
    done = len(files) - len(tasks)
    progress("reading", done, len(files))
    before = store.opened_ns - _SETTLED_NS
    processes = jobs if len(tasks) >= _WORTH_PROCESSES else 1
    for chunk in in_processes(partial(_read_chunk, before=before), _chunks(tasks), processes):
        store.put(chunk.parsed)
        store.restamp(chunk.restamped)
        done += chunk.size
        progress("reading", done, len(files))


def _chunks(tasks: Sequence[_Task]) -> Iterator[Sequence[_Task]]:
    return (tasks[start : start + _CHUNK] for start in range(0, len(tasks), _CHUNK))


def _read_chunk(tasks: Sequence[_Task], before: int) -> _Chunk:
    parsed: list[StoredArticle] = []
    restamped: list[tuple[str, str]] = []
    for task in tasks:
        outcome = _read(task, before)
        if isinstance(outcome, StoredArticle):
            parsed.append(outcome)
        else:
            restamped.append(outcome)
    return _Chunk(parsed, restamped, len(tasks))


def _read(task: _Task, before: int) -> StoredArticle | tuple[str, str]:
    file, placement, known_digest = task
    try:
        with open(file.location, "rb", opener=_without_waiting) as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                message = "is no regular file: nothing was read from it"
                return stored(unread_article(file.path, Problem(file.path, 0, ProblemCode.UNREADABLE, message)), "", b"")
            if status.st_size > LARGEST:
                message = f"has {status.st_size} bytes, more than the {LARGEST} of an article: split it"
                return stored(unread_article(file.path, Problem(file.path, 0, ProblemCode.TOO_LARGE, message)), "", b"")
            data = opened.read(LARGEST + 1)
    except OSError as error:
        message = f"cannot be read ({error.strerror}): nothing of it is in the graph"
        return stored(unread_article(file.path, Problem(file.path, 0, ProblemCode.UNREADABLE, message)), "", b"")
    settled = max(status.st_mtime_ns, status.st_ctime_ns) < before
    stamp = _stamp(status, placement) if settled else ""
    # What the path says is folded in: the same bytes elsewhere are another article.
    digest = hashlib.blake2b(data + repr(placement).encode("utf-8", errors="replace"), digest_size=16).digest()
    if digest == known_digest:
        return file.path, stamp
    try:
        article = read_article(file.path, placement, data)
    except Exception as error:  # noqa: BLE001 — one article must never stop the others
        message = f"the reader failed on it ({type(error).__name__}: {error}): please report this file"
        article = unread_article(file.path, Problem(file.path, 0, ProblemCode.UNREADABLE, message))
    return stored(article, stamp, digest)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to would be waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _stamp_now(file: FoundFile, placement: Placement) -> str:
    try:
        return _stamp(os.stat(file.location), placement)  # noqa: PTH116 — as above
    except OSError:
        return ""


def _stamp(status: os.stat_result, placement: Placement) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {placement}"
