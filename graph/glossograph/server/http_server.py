"""The process of the server: it listens, refuses slow clients, and ends in order."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from glossograph.errors import GlossographError
from glossograph.serialise.json_writer import compact_json
from glossograph.server.request_log import print_log_line

_HEADER_PATIENCE_S = 5.0
"""Seconds in which a client has to send the head of a request."""

_MAX_HEAD_BYTES = 100_000
_IDLE_S = 15
_END_PATIENCE_S = 5
"""Seconds in which open answers have to end after SIGTERM."""

_MAX_CONNECTIONS = 1_000
_BACKLOG = 512


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[valid-type, misc]  # the one of the fastest parser installed
    """HTTP/1.1 that closes a connection on which the head of a request does not come in time, or does not end.

    uvicorn 0.54 has a limit for idle connections only: one byte ends that, and a thousand such clients fill the server. Its fast
    parser has no limit for the length of a head.
    """

    _head_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the head of the first request."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(_HEADER_PATIENCE_S, self._close_if_waiting)

    def data_received(self, data: bytes) -> None:
        """Take data, and wait for the head of a request if there is none yet."""
        super().data_received(data)
        if self._is_waiting():
            self._head_bytes += len(data)
            if self._head_bytes > _MAX_HEAD_BYTES:
                self.transport.close()
            elif self._head_timer is None:
                self._head_timer = self.loop.call_later(_HEADER_PATIENCE_S, self._close_if_waiting)
        else:
            self._head_bytes = 0
            if self._head_timer is not None:
                self._head_timer.cancel()
                self._head_timer = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        if self._head_timer is not None:
            self._head_timer.cancel()
        super().connection_lost(exc)

    def _is_waiting(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _close_if_waiting(self) -> None:
        self._head_timer = None
        if self._is_waiting():
            self.transport.close()


def listen(host: str, port: int) -> socket.socket:
    """Open a port; 0 takes a free one.

    Raises:
        GlossographError: It cannot be opened.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        message = f"{host}:{port}: cannot listen ({error.strerror or error}): choose another port with --port"
        raise GlossographError(message) from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a body waits 40 ms for the head's receipt
    return listener


def address_of_listener(host: str, listener: socket.socket) -> str:
    """Write the address of an open port."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}/"


def run_until_stopped(
    app: ASGIApp, listener: socket.socket, on_ready: Callable[[], object], on_stop: Callable[[], object] = lambda: None
) -> bool:
    """Serve until SIGINT or SIGTERM.

    Args:
        app: The application.
        listener: The open port.
        on_ready: Called when the server answers.
        on_stop: Called when the server is to stop, before it waits for open answers.

    Returns:
        Whether the application could start.
    """
    for name, handler in (("uvicorn", logging.NullHandler()), ("mcp", _ErrorLines(logging.ERROR))):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.addHandler(handler)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=_END_PATIENCE_S,
        limit_concurrency=_MAX_CONNECTIONS,
    )
    server = _Server(config, on_ready, on_stop)
    with contextlib.suppress(SystemExit):  # the application could not start
        server.run(sockets=[listener])
    return server.started


class _ErrorLines(logging.Handler):
    """Prints errors of the assistant protocol as lines of JSON. Those of uvicorn are in the access log already."""

    def emit(self, record: logging.LogRecord) -> None:
        print_log_line(compact_json({"logger": record.name, "error": record.getMessage()}))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], object], on_stop: Callable[[], object]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal; uvicorn would raise it again at the end, which is then no orderly end."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    async def startup(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 — passed on
        await super().startup(*arguments, **named)
        if self.started:
            self._on_ready()

    async def shutdown(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 — passed on
        self._on_stop()
        await super().shutdown(*arguments, **named)
