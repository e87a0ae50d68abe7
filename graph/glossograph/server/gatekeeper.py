"""What every request passes: allowed hosts, limits of headers and bodies, CORS for reading, and policy headers."""

import asyncio
from collections.abc import Collection, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glossograph.server.server_settings import host_name

_MAX_HEADER_BYTES = 32_000
_MAX_URL_BYTES = 32_000
_BODY_PATIENCE_S = 10.0
"""Seconds in which the next piece of a body has to come."""

_READING_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_POLICY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'; sandbox"
_PAGE_POLICY = b"frame-ancestors 'self'; base-uri 'none'; object-src 'none'"
"""Pages also have a policy of their own, which allows only their script and style."""

_CORS_HEADERS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
_PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Gatekeeper:
    """Middleware that refuses what may not be asked, and adds headers to every answer.

    A page of another site must not reach a server on the reader's machine under the site's own name (DNS rebinding), so requests
    by an unknown host name are refused. Paths in `closed_paths` are not for pages of other origins.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], max_body_bytes: int, closed_paths: tuple[str, ...] = ()) -> None:
        """Wrap an application."""
        self._app = app
        self._hosts = frozenset(hosts)
        self._max_body_bytes = max_body_bytes
        self._closed_paths = closed_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_open = not scope["path"].startswith(self._closed_paths) if self._closed_paths else True

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, is_open=is_open)
            await send(message)

        refusal = self._refusal(scope, is_open=is_open)
        if refusal is not None:
            status, reason = refusal
            await PlainTextResponse(f"{reason}\n", status)(scope, receive, send_with_headers)
        elif scope["method"] == "OPTIONS" and is_open:
            await PlainTextResponse("", 204, _PREFLIGHT_HEADERS)(scope, receive, send_with_headers)
        else:
            await self._app(scope, self._limited(receive), send_with_headers)

    def _refusal(self, scope: Scope, *, is_open: bool) -> tuple[int, str] | None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
        if len(hosts) != 1 or host_name(hosts[0]) not in self._hosts:
            return 421, "This server does not answer under that name: start it with --allow-host NAME"
        origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
        if not is_open and any(host_name(origin.partition("//")[2]) not in self._hosts for origin in origins):
            return 403, "Pages of other origins may not call this address"
        if scope["method"] not in _READING_METHODS and scope["method"] != "DELETE":
            return 405, "This server only answers questions: use GET or POST"
        return self._size_refusal(scope, headers)

    def _size_refusal(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        if sum(len(name) + len(value) for name, value in headers) > _MAX_HEADER_BYTES:
            return 431, "The headers are too long"
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _MAX_URL_BYTES:
            return 414, "The address is too long: send a query with POST"
        length = next((value for name, value in headers if name == b"content-length"), b"0")
        if not length.isdigit() or int(length) > self._max_body_bytes:
            return 413, f"The body is longer than {self._max_body_bytes:,} bytes"
        return None

    def _limited(self, receive: Receive) -> Receive:
        size = 0
        is_complete = False

        async def receive_limited() -> Message:
            nonlocal size, is_complete
            if is_complete:  # what follows is the end of the connection, for which one may wait long
                return await receive()
            try:
                async with asyncio.timeout(_BODY_PATIENCE_S):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408, "The body does not come") from error
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                is_complete = not message.get("more_body", False)
                if size > self._max_body_bytes:
                    raise HTTPException(413, f"The body is longer than {self._max_body_bytes:,} bytes")
            return message

        return receive_limited


def _add_headers(message: MutableMapping[str, Any], *, is_open: bool) -> None:
    """Add the headers that the answer does not have itself."""
    headers: list[tuple[bytes, bytes]] = message["headers"]
    given = dict(headers)
    policy = _PAGE_POLICY if given.get(b"content-type", b"").startswith(b"text/html") else _DATA_POLICY
    wanted = (*_POLICY_HEADERS, (b"content-security-policy", policy), *(_CORS_HEADERS if is_open else ()))
    message["headers"] = [*headers, *(header for header in wanted if header[0] not in given)]
