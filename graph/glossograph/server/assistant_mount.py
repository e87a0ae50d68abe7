"""The tools for assistants at `/mcp`, if the package that speaks their protocol is installed."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from glossograph.server.served_build import ServedBuild

MCP_PATH = "/mcp"


class AssistantMount(NamedTuple):
    """The routes of the tools, and what runs as long as the application does."""

    routes: list[BaseRoute]
    lifespan: AbstractAsyncContextManager[None]


async def refuse_stream(_request: Request) -> Response:
    """Refuse to open a stream of messages or to end a session: each request is answered on its own, and nothing is kept."""
    return PlainTextResponse("Send JSON-RPC messages by POST\n", status_code=405, headers={"Allow": "POST"})


def mount_assistant(current_build: Callable[[], ServedBuild], *, sparql: bool) -> AssistantMount:
    """Make the routes; there are none without the package."""
    if find_spec("mcp") is None:
        return AssistantMount([], contextlib.nullcontext())
    from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415 — an extra

    from glossograph.server.assistant_tools import create_assistant_server  # noqa: PLC0415 — an extra

    server = create_assistant_server(current_build, sparql=sparql)
    gates = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # the gatekeeper has checked host and origin
    app = server.streamable_http_app(
        streamable_http_path=MCP_PATH, stateless_http=True, json_response=True, transport_security=gates
    )

    @contextlib.asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return AssistantMount([Route(MCP_PATH, refuse_stream, methods=["GET", "DELETE"]), *app.routes], lifespan())
