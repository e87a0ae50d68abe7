"""All files -> the article store: in parallel, and only what changed."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from glossograph.engine.isolation import OutOfTimeError, ProcessEndedError, isolated, time_limits
from glossograph.engine.processes import chunks, in_processes
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import ProcessKilledError
from glossograph.model.sampling import Sample, draw
from glossograph.read.article_file import EVERY, read_article, read_sample
from glossograph.read.files import FileStates, FoundFile, file_stamp
from glossograph.read.language_samples import SampleText
from glossograph.read.path_layout import Placement
from glossograph.read.unread_files import (
    NoArticleError,
    access_message,
    failure_message,
    killed_message,
    read_bytes,
    read_first_bytes,
    slow_message,
    time_limit_s,
    unread_file,
)
from glossograph.store.article_store import ArticleStore
from glossograph.store.segment import PackedArticles, StoredArticle, pack, stored
from glossograph.text.language_words import all_abbreviations

_CHUNK = 250
_WORTH_PROCESSES = 2 * _CHUNK
_UNKNOWN = ("", b"", 0, True)


class _Task(NamedTuple):
    file: FoundFile
    placement: Placement
    digest: bytes


class _How(NamedTuple):
    """What holds for the reading of all files: stamps are given to files older than `before`, in nanoseconds."""

    before: int
    sample: Sample


_Outcome = StoredArticle | tuple[str, str]
"""A parsed article, or the path and the new stamp of a file whose bytes are as they were."""


class _Chunk(NamedTuple):
    """What one chunk of files gave: parsed articles, and new stamps of those whose bytes are as they were."""

    parsed: PackedArticles | None
    restamped: list[tuple[str, str]]
    size: int


def read_corpus(
    files: Sequence[FoundFile],
    placements: Sequence[Placement],
    store: ArticleStore,
    *,
    states: FileStates | None = None,
    sentences: bool = True,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> None:
    """Bring the store to what the files say: parse what is new or changed, forget what is gone.

    How the files stand is looked at if it is not given.

    Links are read with their `sentences`, or only those of a sample of the articles. Every chunk is kept as soon as it is
    parsed, so that an interrupted run goes on from there. A file that cannot be read becomes an article with a problem.
    """
    known = store.stamps()
    store.remove(known.keys() - {file.path for file in files})
    how = _How(store.settled_ns, EVERY if sentences else Sample.of(len(files)))
    tasks = []
    states = states or FileStates.of(files)
    for file, placement, stamp_now in zip(files, placements, states.stamps, strict=True):
        stamp, digest, drawn, has_sentences = known.get(file.path, _UNKNOWN)
        if not has_sentences and how.sample.holds(drawn):
            tasks.append(_Task(file, placement, b""))
        elif not stamp or stamp != _with_placement(stamp_now, placement):
            tasks.append(_Task(file, placement, digest))
    done = len(files) - len(tasks)
    progress("reading", done, len(files))
    processes = jobs if len(tasks) >= _WORTH_PROCESSES else 1
    if tasks:
        all_abbreviations()  # read once, not in every process
    parts = chunks(range(len(tasks)), _CHUNK)
    for chunk in _chunks_read(tasks, how, [*parts], processes, isolate=jobs > 1):
        if chunk.parsed:
            store.put(chunk.parsed)
        store.restamp(chunk.restamped)
        done += chunk.size
        progress("reading", done, len(files))
    store.compact()


def _chunks_read(
    tasks: Sequence[_Task], how: _How, parts: Sequence[Sequence[int]], processes: int, *, isolate: bool
) -> Iterator[_Chunk]:
    """Read the chunks in order; where a process ends while it reads one, read that chunk again, file by file.

    Args:
        tasks: The files to read.
        how: What holds for all of them.
        parts: The chunks, as indices of files.
        processes: The number of processes.
        isolate: Whether even one process is not this one.
    """

    def read_part(part: Sequence[int]) -> _Chunk:
        return _read_chunk([tasks[index] for index in part], how)

    done = 0
    while processes > 1 and done < len(parts):
        try:
            for chunk in in_processes(read_part, parts[done:], processes):
                done += 1
                yield chunk
        except ProcessKilledError:  # by this chunk or by one that was read at the same time
            yield _read_one_by_one([tasks[index] for index in parts[done]], how)
            done += 1
    with isolated(read_part, is_on=isolate) as read_apart:
        for part in parts[done:]:
            try:
                yield read_apart(part)
            except ProcessEndedError:
                yield _read_one_by_one([tasks[index] for index in part], how)


def _read_one_by_one(tasks: Sequence[_Task], how: _How) -> _Chunk:
    """Read files in a process that ends with the file that ends it, and report that file."""
    outcomes: list[_Outcome] = []

    def read_task(task: _Task) -> list[_Outcome]:
        return _outcomes([task], how)

    with isolated(read_task) as read_apart:
        for task in tasks:
            try:
                outcomes += read_apart(task)
            except ProcessEndedError as error:
                outcomes.append(_not_read(task, killed_message(error.reason, _size(task))))
    return _chunk_of(outcomes)


def _not_read(task: _Task, message: str) -> StoredArticle:
    """Stand in for a file that is read again at the next build."""
    return stored(unread_file(task.file.path, message))


def _size(task: _Task) -> int:
    try:
        return os.stat(task.file.location).st_size  # noqa: PTH116 — making a Path takes longer
    except OSError:
        return 0


def _read_chunk(tasks: Sequence[_Task], how: _How) -> _Chunk:
    return _chunk_of(_outcomes(tasks, how))


def _chunk_of(outcomes: Sequence[_Outcome]) -> _Chunk:
    parsed = [outcome for outcome in outcomes if isinstance(outcome, StoredArticle)]
    restamped = [outcome for outcome in outcomes if not isinstance(outcome, StoredArticle)]
    return _Chunk(pack(parsed) if parsed else None, restamped, len(outcomes))


def _outcomes(tasks: Sequence[_Task], how: _How) -> list[_Outcome]:
    """Read files, each in its time."""
    outcomes: list[_Outcome] = []
    with time_limits() as grant:
        for task in tasks:
            grant(time_limit_s(_size(task)))
            try:
                outcomes.append(_read(task, how))
            except OutOfTimeError:
                outcomes.append(_not_read(task, slow_message(_size(task))))
    return outcomes


def _read(task: _Task, how: _How) -> _Outcome:
    file, placement, known_digest = task
    try:
        status, data = read_bytes(file.location)
    except NoArticleError as error:
        return stored(unread_file(file.path, str(error), error.code))
    except OSError as error:
        return stored(unread_file(file.path, access_message(error)))
    settled = max(status.st_mtime_ns, status.st_ctime_ns) < how.before
    stamp = _with_placement(file_stamp(status), placement) if settled else ""
    # What the path says is folded in: the same bytes elsewhere are another article.
    digest = hashlib.sha256(data + _said(placement).encode("utf-8", errors="replace")).digest()[:16]
    if digest == known_digest:
        return file.path, stamp
    try:
        article = read_article(file.path, placement, data, how.sample)
    except Exception as error:  # noqa: BLE001 — one article must never stop the others
        article = unread_file(file.path, failure_message(error))
    drawn = draw(article.slug, article.path)
    return stored(article, stamp, digest, drawn, has_sentences=how.sample.holds(drawn))


def _with_placement(stamp: str, placement: Placement) -> str:
    return f"{stamp} {_said(placement)}"


def _said(placement: Placement) -> str:
    flags = (placement.prefix, str(placement.is_index), placement.text_language)
    return "/".join((placement.language, *placement.folders, placement.name, *flags))


_MAX_KEPT_SAMPLES = 4096
_kept_samples: dict[tuple[str, str], SampleText] = {}
"""Samples by location and stamp of the file: `--watch` builds again and again from files that mostly stay as they are."""


@contextmanager
def sampling(before: int, jobs: int = 1) -> Iterator[Callable[[FoundFile], SampleText]]:
    """Yield a function that reads samples; with several processes in one of them, which may end with a file.

    Args:
        before: Samples of files older than this, in nanoseconds, are kept in this process and read once.
        jobs: With one, samples are read in this process.
    """

    def read_sample_apart(file: FoundFile) -> SampleText:
        stamp = _settled_stamp(file, before)
        if stamp and (kept := _kept_samples.get((file.location, stamp))):
            return kept
        try:
            sample = read_apart(file)
        except ProcessEndedError:  # reading the whole file will report it
            return SampleText("", "")
        if stamp and len(_kept_samples) < _MAX_KEPT_SAMPLES:
            _kept_samples[file.location, stamp] = sample
        return sample

    with isolated(_sample_in_time, is_on=jobs > 1) as read_apart:
        yield read_sample_apart


def _settled_stamp(file: FoundFile, before: int) -> str:
    """Give the stamp of a file that cannot have changed without another stamp; else an empty text."""
    try:
        status = os.stat(file.location)  # noqa: PTH116 — making a Path takes longer
    except OSError:
        return ""
    is_settled = max(status.st_mtime_ns, status.st_ctime_ns) < before
    return file_stamp(status) if is_settled else ""


def _sample_in_time(file: FoundFile) -> SampleText:
    with time_limits() as grant:
        grant(time_limit_s(0))
        try:
            return sample_of(file)
        except OutOfTimeError:
            return SampleText("", "")


def sample_of(file: FoundFile) -> SampleText:
    """Read what decides on a file's language; nothing of a file that cannot be read."""
    try:
        return read_sample(read_first_bytes(file.location), file.path)
    except Exception:  # noqa: BLE001 — reading the whole file will report it
        return SampleText("", "")
