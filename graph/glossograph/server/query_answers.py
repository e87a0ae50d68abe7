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


class StreamedAnswer(Response):
    """A long answer, sent as it comes from the process."""

    def __init__(self, answer: WorkerAnswer, headers: dict[str, str], gone: "asyncio.Task[None]") -> None:
        """Take the answer, the headers, and what is done when the client has gone."""
        super().__init__(None, headers=headers)
        del self.headers["content-length"]
        self._answer = answer
        self._gone = gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 — another task receives
        """Send the answer.

        Raises:
            CutAnswerError: The answer could not be completed.
        """
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._send(send, self._answer.first)
            async for piece in self._answer.rest():
                if self._gone.done():
                    return
                await self._send(send, piece)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (GlossographError, TimeoutError) as error:
            raise CutAnswerError(str(error)) from error
        finally:
            self._answer.close()
            self._gone.cancel()

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
        kept: Keep the answer for the next who asks the same. For the few queries of the server itself.
    """
    etag = f'"{build.fingerprint}-{_digest(work)}"'
    headers = {"Content-Type": media.header, "ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
    if request.method in ("GET", "HEAD") and names_etag(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    if kept and (body := build.kept.get(etag)) is not None:
        return Response(body, headers=headers)
    gone = asyncio.ensure_future(_wait_until_gone(request))
    begin = asyncio.ensure_future(build.pool.answer(work))
    try:
        await asyncio.wait({gone, begin}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not begin.done():
            gone.cancel()
            await _abandon(begin)
    if begin.cancelled() or gone.done():
        await _abandon(begin)
        raise ClientGoneError
    try:
        answer = begin.result()
    except GlossographError as error:
        gone.cancel()
        return error_response(error)
    if answer.is_whole:
        gone.cancel()
        if kept:
            build.kept.keep(etag, answer.first)
        return Response(answer.first, headers=headers)
    return StreamedAnswer(answer, headers, gone)


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


async def _abandon(begin: "asyncio.Task[WorkerAnswer]") -> None:
    """End the process of a query whose client has gone, unless it is done already."""
    begin.cancel()
    await asyncio.wait({begin})
    if not begin.cancelled() and begin.exception() is None:
        begin.result().close()


async def _wait_until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


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
