"""The application: its routes as a table, what every request passes, and the build that it serves."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from glossograph.errors import GlossographError
from glossograph.serialise.json_writer import compact_json
from glossograph.server import api_routes, build_files, linked_data, reconciliation_routes
from glossograph.server.application_state import ApplicationState, build_of, settings_of, state_of
from glossograph.server.assistant_mount import MCP_PATH, mount_assistant
from glossograph.server.gatekeeper import Gatekeeper
from glossograph.server.openapi import openapi_document
from glossograph.server.query_answers import ClientGoneError
from glossograph.server.request_log import RequestLog, print_log_line
from glossograph.server.served_build import ServedBuild, build_fingerprint, open_build
from glossograph.server.server_settings import ServerSettings, known_hosts
from glossograph.server.sparql_routes import sparql

_READ = ["GET", "HEAD"]
_POLL_INTERVAL_S = 1.0
_OLD_BUILD_PATIENCE_S = 30.0
"""Seconds in which answers on an old build have to end after a new one has replaced it."""


async def health(request: Request) -> Response:
    """Say that the server answers, and on which build."""
    build = build_of(request)
    body = {"status": "ok", "build": build.fingerprint, "terms": len(build.kg.terms), "idle_workers": build.pool.idle}
    return Response(compact_json(body), media_type="application/json", headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """Show counters in the text format of Prometheus."""
    state, build = state_of(request), build_of(request)
    gauges = {
        "glossograph_terms": len(build.kg.terms),
        "glossograph_workers": settings_of(request).workers,
        "glossograph_idle_workers": build.pool.idle,
    }
    counters = {"glossograph_replaced_workers_total": build.pool.replaced, "glossograph_reloads_total": state.reloads}
    lines = [
        *state.counts.lines(),
        *(line for name, value in gauges.items() for line in (f"# TYPE {name} gauge", f"{name} {value}")),
        *(line for name, value in counters.items() for line in (f"# TYPE {name} counter", f"{name} {value}")),
    ]
    return PlainTextResponse("\n".join((*lines, "")), headers={"Cache-Control": "no-store"})


async def icon(_request: Request) -> Response:
    """Say that there is no icon, which browsers ask for."""
    return Response(status_code=204, headers={"Cache-Control": "max-age=86400"})


async def openapi(_request: Request) -> Response:
    """Send the description of the JSON API."""
    return Response(openapi_document(), media_type="application/json")


def routes(settings: ServerSettings) -> list[BaseRoute]:
    """List the routes."""
    return [
        Route("/", build_files.page, methods=_READ),
        *([Route("/sparql", sparql, methods=["GET", "POST"])] if settings.sparql else []),
        Route("/term/{name}", linked_data.term, methods=_READ),
        Route("/page/{name}", linked_data.page, methods=_READ),
        Route("/data/{name}", linked_data.data, methods=_READ),
        Route("/.well-known/void", linked_data.void, methods=_READ),
        Route("/glossograph.ttl", linked_data.vocabulary, methods=_READ),
        *(Route(f"{api_routes.API_ROOT}{each.path}", api_routes.endpoint(each), methods=_READ) for each in api_routes.OPERATIONS),
        Route(f"{api_routes.API_ROOT}/openapi.json", openapi, methods=_READ),
        *reconciliation_routes.ROUTES,
        Route("/health", health, methods=_READ),
        Route("/metrics", metrics, methods=_READ),
        Route("/report", build_files.report, methods=_READ),
        Route("/favicon.ico", icon, methods=_READ),
        Route("/{name}", build_files.file, methods=_READ),
    ]


def create_application(
    settings: ServerSettings,
    write_log: Callable[[str], object] = print_log_line,
    *,
    errors_only: bool = False,
    on_reload: Callable[[str], object] = lambda _message: None,
    on_failure: Callable[[str], object] = lambda _message: None,
    more_routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Create the application.

    Args:
        settings: What to serve, and how.
        write_log: Takes each line of the access log.
        errors_only: Log only requests that failed for a reason of the server's own.
        on_reload: Takes a message when a new build was taken up, or could not be.
        on_failure: Takes a message when the build cannot be loaded at first.
        more_routes: Routes that come before the others.
    """
    state = ApplicationState(settings)

    assistant = mount_assistant(lambda: _build_now(state), sparql=settings.sparql)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            state.build = await open_build(settings)
        except GlossographError as error:
            on_failure(str(error))
            raise
        watcher = asyncio.ensure_future(_watch(state, on_reload))
        try:
            async with assistant.lifespan:
                yield
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            await state.build.close()

    app = Starlette(
        routes=[*more_routes, *assistant.routes, *routes(settings)],
        lifespan=lifespan,
        middleware=[
            Middleware(RequestLog, counts=state.counts, write=write_log, errors_only=errors_only),
            Middleware(Gatekeeper, hosts=known_hosts(settings), max_body_bytes=settings.max_body_bytes, closed_paths=(MCP_PATH,)),
        ],
        exception_handlers={HTTPException: _http_error, ClientGoneError: _client_gone},
    )
    app.state.glossograph = state
    return app


def _build_now(state: ApplicationState) -> ServedBuild:
    assert state.build is not None  # noqa: S101 — no request comes before the application has started
    return state.build


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 — registered for it
    if request.url.path.startswith(api_routes.API_ROOT):
        return api_routes.json_error(error.status_code, error.detail)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


async def _client_gone(_request: Request, _error: Exception) -> Response:
    """Make the response that nobody reads."""
    return PlainTextResponse("", 499)


async def _watch(state: ApplicationState, on_reload: Callable[[str], object]) -> None:
    """Take up new builds. The old one answers until the new one is loaded, and what it has begun is completed."""
    seen = state.build.fingerprint if state.build else ""
    closing: set[asyncio.Task[None]] = set()
    try:
        while True:
            is_written = await _wait_for_news(state.look_now)
            with contextlib.suppress(GlossographError):
                fingerprint = await asyncio.to_thread(build_fingerprint, state.settings.build)
                if fingerprint != seen and (is_written or await _is_quiet(state.settings, fingerprint)):
                    seen = fingerprint
                    task = await _replace_build(state, on_reload)
                    if task:
                        closing.add(task)
                        task.add_done_callback(closing.discard)
    finally:
        for task in closing:
            task.cancel()
        await asyncio.gather(*closing, return_exceptions=True)


async def _wait_for_news(look_now: asyncio.Event) -> bool:
    """Wait for the next look at the folder; say whether a build is known to have been written completely."""
    try:
        async with asyncio.timeout(_POLL_INTERVAL_S):
            await look_now.wait()
    except TimeoutError:
        return False
    look_now.clear()
    return True


async def _is_quiet(settings: ServerSettings, fingerprint: str) -> bool:
    """Say whether a build has been written completely: its files have been the same for a moment."""
    await asyncio.sleep(_POLL_INTERVAL_S / 2)
    return await asyncio.to_thread(build_fingerprint, settings.build) == fingerprint


async def _replace_build(state: ApplicationState, on_reload: Callable[[str], object]) -> "asyncio.Task[None] | None":
    try:
        new_build = await open_build(state.settings)
    except (GlossographError, OSError) as error:
        on_reload(f"The new build cannot be served, so the old one still is: {error}")
        return None
    old_build, state.build = state.build, new_build
    state.reloads += 1
    on_reload(f"Serving the new build: {len(new_build.kg.terms):,} terms")
    assert old_build is not None  # noqa: S101 — there is one before it is replaced
    return asyncio.create_task(_close_later(old_build.close))


async def _close_later(close: Callable[[float], Awaitable[None]]) -> None:
    await asyncio.sleep(_POLL_INTERVAL_S)  # for requests that hold the old build but have not asked it yet
    await close(_OLD_BUILD_PATIENCE_S)
