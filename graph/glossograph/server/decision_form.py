"""The server of `review --serve`: one page with a form, whose answers are written to `decisions.toml`."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from glossograph.errors import ConfigError
from glossograph.model.decision import NO_DECISIONS
from glossograph.model.graph import Graph
from glossograph.review.decision_file import read_decisions
from glossograph.review.decision_page import decision_page, record_posted
from glossograph.server.gatekeeper import Gatekeeper
from glossograph.server.server_settings import LOOPBACK_NAMES

MAX_BODY_BYTES = 1_000_000
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    "Referrer-Policy": "same-origin",  # without any, browsers send the form with the origin `null`
}


class DecisionForm:
    """Shows the open cases of a build under an address that nobody can guess, and records what the author decides."""

    def __init__(self, path: Path, graph: Graph, payload: Mapping[str, Any]) -> None:
        """Take the build.

        Args:
            path: The decision file, which need not exist.
            graph: The build.
            payload: Its report, as `pages.report.page_payload` makes it.
        """
        self.path = path
        self.token = secrets.token_urlsafe(24)
        self._graph = graph
        self._payload = payload
        self._lock = Lock()

    @property
    def address(self) -> str:
        """The address of the page, below that of the server."""
        return f"{self.token}/"

    async def show(self, request: Request) -> Response:
        """Show the open cases."""
        self._check_token(request)
        try:
            page = await run_in_threadpool(self._render)
        except ConfigError as error:
            return PlainTextResponse(f"{error}\n", 409, _HEADERS)
        return HTMLResponse(page, headers=_HEADERS)

    async def record(self, request: Request) -> Response:
        """Record decisions, then show what is still open."""
        self._check_token(request)
        if request.headers.get("Origin") != f"http://{request.headers.get('Host')}":
            raise HTTPException(403, "Send the form from its own page")
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _FORM:
            raise HTTPException(415, "Send a form")
        try:
            await run_in_threadpool(self._record, (await request.body()).decode("utf-8"))
        except (ConfigError, UnicodeDecodeError) as error:
            return PlainTextResponse(str(error), 400, _HEADERS)
        return RedirectResponse(f"/{self.address}", 303, _HEADERS)

    def _render(self) -> str:
        with self._lock:
            decided = read_decisions(self.path) if self.path.exists() else NO_DECISIONS
        return decision_page(self._graph, self._payload, decided, f"/{self.address}")

    def _record(self, body: str) -> None:
        with self._lock:
            record_posted(self.path, self._graph, body)

    def _check_token(self, request: Request) -> None:
        if not secrets.compare_digest(request.path_params["token"].encode("utf-8", "replace"), self.token.encode()):
            raise HTTPException(404, "Open the address that the command printed")


def create_decision_application(form: DecisionForm) -> Starlette:
    """Create the application, which answers under names of this machine only, and to no page of another origin."""
    return Starlette(
        routes=[
            Route("/{token}/", form.show, methods=["GET", "HEAD"]),
            Route("/{token}/", form.record, methods=["POST"]),
        ],
        middleware=[Middleware(Gatekeeper, hosts=LOOPBACK_NAMES, max_body_bytes=MAX_BODY_BYTES, closed_paths=("/",))],
    )
