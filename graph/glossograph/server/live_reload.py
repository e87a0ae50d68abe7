"""Live reload: a frame around the page of the graph that loads it again after each build."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from glossograph.pages.page_parts import page_environment, read_template, security_policy
from glossograph.server.application_state import build_of, settings_of

_PAGE = "graph.html"
_HEARTBEAT_S = 10.0
"""Seconds between two signs of life, which fail once the browser has gone."""

_MAX_DIGITS = 20


class BuildEvents:
    """Counts the builds since the server was started, and wakes whoever waits for the next one."""

    def __init__(self) -> None:
        """Start at zero."""
        self.count = 0
        self.is_closed = False
        self._changed = asyncio.Event()

    def announce(self) -> None:
        """Count a build."""
        self.count += 1
        self._wake()

    def close(self) -> None:
        """Let everyone who waits go."""
        self.is_closed = True
        self._wake()

    async def wait(self, seen: int) -> None:
        """Wait until there was a build after the first `seen` ones, or until the next sign of life is due."""
        if self.count == seen and not self.is_closed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_HEARTBEAT_S):
                    await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def live_routes(events: BuildEvents) -> list[BaseRoute]:
    """Make the routes: the frame, and the stream of builds that it listens to."""

    async def frame(request: Request) -> Response:
        folder = settings_of(request).build
        if not (folder / _PAGE).is_file():
            return RedirectResponse("sparql", 303)
        return HTMLResponse(_frame(build_of(request).kg.graph.info.title, events.count), headers={"Cache-Control": "no-store"})

    async def changes(request: Request) -> Response:
        last_seen = request.headers.get("Last-Event-ID") or request.query_params.get("seen", "")
        seen = int(last_seen) if last_seen.isdecimal() and len(last_seen) < _MAX_DIGITS else events.count
        return StreamingResponse(_stream(events, seen), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    return [Route("/", frame, methods=["GET", "HEAD"]), Route("/changes", changes, methods=["GET"])]


async def _stream(events: BuildEvents, seen: int) -> AsyncIterator[bytes]:
    """Send an event after every build.

    Args:
        events: The builds.
        seen: The number of the build that the page shows, so that it misses none between two connections.
    """
    yield b": listening\n\n"
    while True:
        await events.wait(seen)
        yield f"id: {events.count}\ndata: {events.count}\n\n".encode() if events.count != seen else b":\n\n"
        seen = events.count
        if events.is_closed:
            return


def _frame(title: str, seen: int) -> str:
    """Write the page that holds the graph's page in a frame, so that the graph's page needs no script that listens."""
    style, script = read_template("live_frame.css"), read_template("live_frame.js")
    policy = f"{security_policy(scripts=(script,), styles=(style,))}; frame-src 'self'; connect-src 'self'"
    return (
        page_environment()
        .from_string(read_template("live_frame.html"))
        .render(
            policy=policy,
            style=Markup(style),  # noqa: S704 — a file of this package
            script=Markup(script),  # noqa: S704 — a file of this package
            title=title or "Glossary",
            page=_PAGE,
            seen=seen,
        )
    )
