"""A build that is served: its graph, its files, and the processes that answer queries on it."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from glossograph.api import KnowledgeGraph, load
from glossograph.errors import GlossographError, QueryError
from glossograph.server.server_settings import ServerSettings
from glossograph.server.worker_pool import WorkerPool
from glossograph.sparql.loading import find_rdf_files

_Value = TypeVar("_Value")
_MAX_KEPT_BYTES = 50_000_000


class KeptAnswers:
    """Answers that were computed before, up to a size in all, the least recently used leaving first."""

    def __init__(self, max_bytes: int = _MAX_KEPT_BYTES) -> None:
        """Start empty."""
        self._values: OrderedDict[Hashable, bytes] = OrderedDict()
        self._left = max_bytes
        self._max_answer_bytes = max_bytes // 100

    def get(self, key: Hashable) -> bytes | None:
        """Return an answer, if it is kept."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def keep(self, key: Hashable, value: bytes) -> None:
        """Keep an answer, unless it is large.

        >>> kept = KeptAnswers(1_000)
        >>> for number in range(101):
        ...     kept.keep(number, b"0123456789")
        >>> kept.get(0) is None, kept.get(100)
        (True, b'0123456789')
        """
        if len(value) > self._max_answer_bytes or key in self._values:
            return
        self._values[key] = value
        self._left -= len(value)
        while self._left < 0:
            self._left += len(self._values.popitem(last=False)[1])


class ServedBuild:
    """A build as it was when it was loaded.

    The graph is used in one thread, because its evidence is in SQLite, whose connections belong to a thread. What needs no
    evidence may be looked up anywhere.
    """

    def __init__(self, kg: KnowledgeGraph, thread: ThreadPoolExecutor, pool: WorkerPool, fingerprint: str) -> None:
        """Take the parts; `open_build` makes them."""
        self.kg = kg
        self.pool = pool
        self.fingerprint = fingerprint
        self.by_slug = {term.slug: term for term in kg.terms}
        self.kept = KeptAnswers()
        self.zipped_files: dict[tuple[str, str], bytes] = {}
        self._thread = thread
        self._computed: dict[str, asyncio.Future[Any]] = {}

    async def compute(self, function: Callable[..., _Value], *arguments: object) -> _Value:
        """Compute something from the graph, in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    async def compute_once(self, name: str, function: Callable[[], _Value]) -> _Value:
        """Compute something from the graph the first time that it is wanted."""
        if name not in self._computed:
            self._computed[name] = asyncio.ensure_future(self.compute(function))
        value: _Value = await asyncio.shield(self._computed[name])
        return value

    async def close(self, patience_s: float = 0.0) -> None:
        """End what belongs to the build, after some seconds for what is being answered."""
        await self.pool.close(patience_s)
        self._thread.shutdown(wait=False)


async def open_build(settings: ServerSettings) -> ServedBuild:
    """Load a build, and start the processes that answer queries on it.

    Raises:
        GlossographError: There is no build, or it cannot be read.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix="graph")
    pool = WorkerPool(settings.build, settings.workers, settings.timeout_s, settings.max_waiting)
    has_rdf = await asyncio.to_thread(_has_rdf, settings.build)
    loop = asyncio.get_running_loop()
    fingerprint = await asyncio.to_thread(build_fingerprint, settings.build)
    try:
        kg = await loop.run_in_executor(thread, load, settings.build)
        await loop.run_in_executor(thread, lambda: next(kg.evidence(), None))  # open it now: the next build replaces the file
        if has_rdf and settings.workers_when_asked:
            pool.start_when_asked()
        elif has_rdf:
            await pool.start()
    except BaseException:
        thread.shutdown(wait=False)
        await pool.close()
        raise
    return ServedBuild(kg, thread, pool, fingerprint)


def _has_rdf(path: Path) -> bool:
    try:
        return bool(find_rdf_files(path))
    except QueryError:
        return False


def build_fingerprint(path: Path) -> str:
    """Identify the files of a build as they are now, by names, sizes and times.

    Raises:
        GlossographError: There is no such file or folder.
    """
    try:
        files = [path] if path.is_file() else sorted(child for child in path.iterdir() if is_public_file(child))
        states = [f"{file.name}\0{file.stat().st_size}\0{file.stat().st_mtime_ns}" for file in files]
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error})"
        raise GlossographError(message) from error
    return hashlib.blake2b("\0\0".join(states).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def is_public_file(path: Path) -> bool:
    """Say whether a file of a build's folder may be served: no hidden file, no link, nothing but a file."""
    return not path.name.startswith((".", "~")) and not path.is_symlink() and path.is_file()
