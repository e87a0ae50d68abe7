"""The processes that answer queries, each of which is ended if its query takes too long."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import NamedTuple

import msgspec

from glossograph.errors import GlossographError
from glossograph.server.query_worker import FRAME_HEAD, WorkError, WorkRequest

_START_TIMEOUT_S = 600.0
"""Seconds in which a process has to be ready; loading gigabytes of RDF for the first time takes minutes."""

_RESTART_PAUSE_S = 1.0
_PIPE_BYTES = 256_000
_encode = msgspec.json.Encoder().encode
_decode_error = msgspec.json.Decoder(WorkError).decode


class WorkerRefusalError(GlossographError):
    """A query was not answered."""

    def __init__(self, error: WorkError) -> None:
        """Take what the process says."""
        super().__init__(error.message)
        self.error = error


class DeadlineError(GlossographError):
    """A query took too long."""


class OverloadError(GlossographError):
    """Too many queries wait."""


class WorkerEndedError(GlossographError):
    """A process ended while it answered a query."""


class NothingToQueryError(GlossographError):
    """The build holds no RDF."""


class _Pipes(NamedTuple):
    """The server's ends of the pipes of a process."""

    requests: asyncio.WriteTransport
    output: asyncio.ReadTransport


class QueryWorker:
    """A process that answers queries one by one."""

    def __init__(self, process: "subprocess.Popen[bytes]", reader: asyncio.StreamReader, pipes: _Pipes) -> None:
        """Take a process that has been started, what reads from it, and the server's ends of its pipes."""
        self._process = process
        self._reader = reader
        self._pipes = pipes
        self._received = bytearray()

    @classmethod
    async def start(cls, path: Path) -> "QueryWorker":
        """Start a process and wait until it has loaded the data.

        Raises:
            GlossographError: The data cannot be loaded.
        """
        opening = asyncio.ensure_future(cls._open(path))
        try:
            worker = await asyncio.shield(opening)
        except asyncio.CancelledError:
            await (await opening).end()
            raise
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                kind, payload = await worker.read_frame()
        except BaseException:
            await worker.end()
            raise
        if kind == b"X":
            await worker.end()
            raise WorkerRefusalError(_decode_error(payload))
        return worker

    @classmethod
    async def _open(cls, path: Path) -> "QueryWorker":
        """Start a process and connect the pipes to it."""
        # Not by the loop: uvloop 0.23 copies the page tables of the server first, which stops it for 0.2 s a gigabyte.
        process = await asyncio.to_thread(_spawn, path)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_PIPE_BYTES)
        try:
            output, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), process.stdout)
            requests, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, process.stdin)
        except BaseException:
            with process:
                process.kill()
            raise
        return cls(process, reader, _Pipes(requests, output))

    async def read_frame(self) -> tuple[bytes, bytes]:
        """Read the next frame.

        Raises:
            WorkerEndedError: The process has ended.
        """
        received = self._received
        while len(received) < FRAME_HEAD.size or len(received) < sum(FRAME_HEAD.unpack_from(received)[1:], FRAME_HEAD.size):
            piece = await self._reader.read(_PIPE_BYTES)
            if not piece:
                message = "The query ended its process: it nests too deeply, or needs too much memory"
                raise WorkerEndedError(message)
            received += piece
        kind, size = FRAME_HEAD.unpack_from(received)
        payload = bytes(received[FRAME_HEAD.size : FRAME_HEAD.size + size])
        del received[: FRAME_HEAD.size + size]
        return kind, payload

    def send(self, request: WorkRequest) -> None:
        """Send a query; the answer is in the frames that follow."""
        self._pipes.requests.write(_encode(request) + b"\n")

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process."""
        self._process.kill()

    async def end(self) -> None:
        """End the process, and wait until it leaves nothing behind."""
        self.kill()
        self._pipes.requests.abort()
        self._pipes.output.close()
        await asyncio.to_thread(self._process.wait)
        await asyncio.sleep(0)


def _spawn(path: Path) -> "subprocess.Popen[bytes]":
    command = (sys.executable, "-m", "glossograph.server.query_worker", os.fspath(path))
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)


class WorkerAnswer:
    """The answer of a process: its first piece, then the rest. `close` must be called, whatever happens."""

    def __init__(self, pool: "WorkerPool", worker: QueryWorker, seconds_left: float) -> None:
        """Take the process that answers, and the seconds that it has."""
        self._pool = pool
        self._worker = worker
        self._seconds_left = seconds_left
        self._is_open = True
        self.first = b""

    async def begin(self) -> None:
        """Read the first piece.

        Raises:
            GlossographError: The query is not answered.
        """
        self.first = await self._next()

    @property
    def is_whole(self) -> bool:
        """Whether the first piece is the whole answer."""
        return not self._is_open

    async def rest(self) -> AsyncIterator[bytes]:
        """Give the pieces after the first.

        Raises:
            GlossographError: The answer cannot be completed.
        """
        while self._is_open:
            yield await self._next()

    async def _next(self) -> bytes:
        """Read a piece; only waiting for the process uses up its time, not waiting for the client."""
        start = time.monotonic()
        try:
            kind, payload = await self._read_in_time()
        except TimeoutError as error:
            self.close()
            message = f"The query takes longer than {self._pool.timeout_s:g} s: ask for less, or add LIMIT"
            raise DeadlineError(message) from error
        except BaseException:
            self.close()
            raise
        self._seconds_left -= time.monotonic() - start
        if kind == b"C":
            return payload
        self._is_open = False
        self._pool.give_back(self._worker)
        if kind == b"X":
            raise WorkerRefusalError(_decode_error(payload))
        return payload

    async def _read_in_time(self) -> tuple[bytes, bytes]:
        if self._seconds_left <= 0:  # what has come already would be read without waiting, and no timeout end it
            raise TimeoutError
        async with asyncio.timeout(self._seconds_left):
            return await self._worker.read_frame()

    def close(self) -> None:
        """End the process if it still works on the answer; another takes its place."""
        if self._is_open:
            self._is_open = False
            self._pool.replace(self._worker)


class WorkerPool:
    """A number of processes that answer queries on one build."""

    def __init__(self, path: Path, workers: int, timeout_s: float, max_waiting: int) -> None:
        """Take what to query.

        Args:
            path: The folder of a build, or an RDF file.
            workers: The number of processes.
            timeout_s: Seconds that a query may take, waiting for a process included.
            max_waiting: Queries that may wait for a process.
        """
        self.timeout_s = timeout_s
        self._path = path
        self._count = workers
        self._max_waiting = max_waiting
        self._idle: asyncio.Queue[QueryWorker] = asyncio.Queue()
        self._workers: set[QueryWorker] = set()
        self._tasks: set[asyncio.Future[None]] = set()
        self._ends: set[asyncio.Future[None]] = set()
        self._waiting = 0
        self._is_started = False
        self._first_start: asyncio.Future[None] | None = None
        self._is_late = False
        self._is_closed = False
        self.replaced = 0

    async def start(self) -> None:
        """Start the processes, the first alone, because it may have to make the copy that all read.

        Raises:
            GlossographError: The data cannot be loaded.
        """
        self._is_started = True
        self._add(await QueryWorker.start(self._path))
        for _ in range(self._count - 1):
            self._start_another()

    def start_when_asked(self) -> None:
        """Start the processes when the first query comes, whose time begins when they are ready."""
        self._is_started = self._is_late = True

    async def _wait_for_start(self) -> None:
        self._first_start = self._first_start or self._keep(self.start())
        await asyncio.shield(self._first_start)

    async def answer(self, request: WorkRequest) -> WorkerAnswer:
        """Answer a query.

        Returns:
            The answer, of which the first piece has come.

        Raises:
            GlossographError: The query is not answered; the class says why.
        """
        if not self._is_started:
            message = "This build holds no RDF to query: build with --format turtle"
            raise NothingToQueryError(message)
        if self._waiting >= self._max_waiting:
            message = "Too many queries wait for an answer: ask again later"
            raise OverloadError(message)
        self._waiting += 1
        try:
            if self._is_late:
                await self._wait_for_start()
            start = time.monotonic()
            async with asyncio.timeout(self.timeout_s):
                worker = await self._take()
        except TimeoutError as error:
            message = f"The query waited longer than {self.timeout_s:g} s for others to end: ask again later"
            raise DeadlineError(message) from error
        finally:
            self._waiting -= 1
        answer = WorkerAnswer(self, worker, self.timeout_s - (time.monotonic() - start))
        worker.send(request)
        await answer.begin()
        return answer

    async def _take(self) -> QueryWorker:
        while True:
            worker = await self._idle.get()
            if worker.is_running:
                return worker
            self.replace(worker)

    def give_back(self, worker: QueryWorker) -> None:
        """Take back a process that has answered."""
        self._idle.put_nowait(worker)

    def replace(self, worker: QueryWorker) -> None:
        """End a process and start another."""
        worker.kill()
        self._workers.discard(worker)
        self.replaced += 1
        self._ends = {end for end in self._ends if not end.done()} | {self._keep(worker.end())}
        if not self._is_closed:
            self._start_another()

    @property
    def idle(self) -> int:
        """The number of processes that wait for a query."""
        return self._idle.qsize()

    async def close(self, patience_s: float = 0.0) -> None:
        """End the processes; those that answer a query get some seconds to complete it."""
        self._is_closed = True
        end = time.monotonic() + patience_s
        while (self._waiting or self._idle.qsize() < len(self._workers)) and time.monotonic() < end:  # noqa: ASYNC110 — once a build
            await asyncio.sleep(0.05)
        for task in self._tasks - self._ends:
            task.cancel()
        await asyncio.gather(*(worker.end() for worker in self._workers), *self._tasks, return_exceptions=True)

    def _add(self, worker: QueryWorker) -> None:
        self._workers.add(worker)
        self.give_back(worker)

    def _start_another(self) -> None:
        self._keep(self._start_until_one_runs())

    async def _start_until_one_runs(self) -> None:
        while not self._is_closed:
            try:
                self._add(await QueryWorker.start(self._path))
            except (GlossographError, OSError, TimeoutError):
                await asyncio.sleep(_RESTART_PAUSE_S)
            else:
                return

    def _keep(self, work: Coroutine[None, None, None]) -> "asyncio.Future[None]":
        """Run some work in the background, and hold it until it is done."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
