"""Answers of the query processes as HTTP responses."""

import asyncio
import hashlib
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from glossograph.errors import GlossographError
from glossograph.server.content_negotiation import MediaType
from glossograph.server.query_worker import WorkRequest
from glossograph.server.served_build import ServedBuild
from glossograph.server.worker_pool import (
    DeadlineError,
    NothingToQueryError,
    OverloadError,
    WorkerAnswer,
    WorkerEndedError,
    WorkerRefusalError,
)

_CLIENT_PATIENCE_S = 20.0
"""Seconds in which a client has to take the next piece of an answer."""

_UNWATCHED_S = 0.05
"""Seconds after which the server looks whether the client still waits."""

_RETRY_AFTER_S = "2"
_STATUS_OF_KIND = {
    "syntax": HTTPStatus.BAD_REQUEST,
    "query": HTTPStatus.BAD_REQUEST,
    "size": HTTPStatus.BAD_REQUEST,
    "failure": HTTPStatus.INTERNAL_SERVER_ERROR,
}


class CutAnswerError(Exception):
    """An answer cannot be completed after it has begun: the connection is broken, so that nobody takes it for the whole."""


class ClientGoneError(Exception):
    """The client has closed the connection."""


class ClientWatch:
    """Notices that a client has closed the connection while it waits for an answer, and cancels the work on it."""

    def __init__(self, request: Request, work: "asyncio.Task[WorkerAnswer]") -> None:
        """Watch, after a moment: most answers have come by then."""
        self.is_gone = False
        self._request = request
        self._work = work
        self._watch: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_UNWATCHED_S, self.start)

    def start(self) -> None:
        """Watch from now on."""
        self._timer.cancel()
        if self._watch is None:
            self._watch = asyncio.ensure_future(self._wait())

    def stop(self) -> None:
        """Stop watching."""
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()

    async def _wait(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True
        self._work.cancel()


class StreamedAnswer(Response):
    """A long answer, sent as it comes from the process."""

    def __init__(self, answer: WorkerAnswer, headers: dict[str, str], client: ClientWatch) -> None:
        """Take the answer, the headers, and what notices that the client has gone."""
        super().__init__(None, headers=headers)
        del self.headers["content-length"]
        self._answer = answer
        self._client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 — the watch receives
        """Send the answer.

        Raises:
            CutAnswerError: The answer could not be completed.
        """
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._send(send, self._answer.first)
            async for piece in self._answer.rest():
                if self._client.is_gone:
                    return
                await self._send(send, piece)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (GlossographError, TimeoutError) as error:
            raise CutAnswerError(str(error)) from error
        finally:
            self._answer.close()
            self._client.stop()

    @staticmethod
    async def _send(send: Send, piece: bytes) -> None:
        async with asyncio.timeout(_CLIENT_PATIENCE_S):
            await send({"type": "http.response.body", "body": piece, "more_body": True})


async def answer_query(
    request: Request, build: ServedBuild, work: WorkRequest, media: MediaType, *, kept: bool = False
) -> Response:
    """Answer a query.

    Args:
        request: The request.
        build: The build to query.
        work: The query.
        media: The media type of the answer.
        kept: Keep the answer for the next who asks the same. For the queries of the server itself.
    """
    etag = f'"{build.fingerprint}-{_digest(work)}"'
    headers = {"Content-Type": media.header, "ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
    if request.method in ("GET", "HEAD") and names_etag(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    if kept and (body := build.kept.get(etag)) is not None:
        return Response(body, headers=headers)
    begin = asyncio.ensure_future(build.pool.answer(work))
    client = ClientWatch(request, begin)
    try:
        answer = await begin
    except GlossographError as error:
        client.stop()
        return error_response(error)
    except asyncio.CancelledError:
        client.stop()
        if client.is_gone:
            raise ClientGoneError from None
        _abandon(begin)
        raise
    if not answer.is_whole:
        client.start()
        return StreamedAnswer(answer, headers, client)
    client.stop()
    if kept:
        build.kept.keep(etag, answer.first)
    return Response(answer.first, headers=headers)


async def fetch_answer(build: ServedBuild, work: WorkRequest) -> bytes:
    """Answer a query that the server asks itself, whose answer is short.

    Raises:
        GlossographError: The query is not answered.
    """
    answer = await build.pool.answer(work)
    try:
        return b"".join([answer.first, *[piece async for piece in answer.rest()]])
    finally:
        answer.close()


def _abandon(begin: "asyncio.Task[WorkerAnswer]") -> None:
    """End the process of an answer that has begun, but that nobody will send."""
    if begin.done() and not begin.cancelled() and begin.exception() is None:
        begin.result().close()


def error_response(error: GlossographError) -> Response:
    """Make the response for a query that was not answered."""
    if isinstance(error, OverloadError):
        return PlainTextResponse(f"{error}\n", 503, {"Retry-After": _RETRY_AFTER_S})
    if isinstance(error, DeadlineError):
        return PlainTextResponse(f"{error}\n", 504)
    if isinstance(error, NothingToQueryError):
        return PlainTextResponse(f"{error}\n", 404)
    if isinstance(error, WorkerEndedError):
        return PlainTextResponse(f"{error}\n", 400)
    if isinstance(error, WorkerRefusalError):
        details = error.error
        pointer = f"  {details.text}\n  {' ' * (details.column - 1)}^\n" if details.line else ""
        return PlainTextResponse(f"{details.message}\n{pointer}", _STATUS_OF_KIND.get(details.kind, 500))
    return PlainTextResponse(f"{error}\n", 400)


def names_etag(header: str | None, etag: str) -> bool:
    """Say whether a client has an answer already.

    >>> names_etag('W/"a", "b"', '"a"'), names_etag(None, '"a"')
    (True, False)
    """
    return header is not None and (
        header.strip() == "*" or etag in (part.strip().removeprefix("W/") for part in header.split(","))
    )


def _digest(work: WorkRequest) -> str:
    parts = (work.query, work.media, *work.default_graphs, "", *work.named_graphs)
    return hashlib.blake2b("\0\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
