"""The tools for assistants over standard input and output."""

import asyncio

from glossograph.server.assistant_tools import create_assistant_server
from glossograph.server.served_build import open_build
from glossograph.server.server_settings import ServerSettings


def serve_assistant(settings: ServerSettings, max_tokens: int) -> None:
    """Serve until standard input is closed.

    Raises:
        GlossographError: The build cannot be loaded.
    """
    asyncio.run(_serve(settings, max_tokens))


async def _serve(settings: ServerSettings, max_tokens: int) -> None:
    build = await open_build(settings)
    try:
        await create_assistant_server(lambda: build, max_tokens=max_tokens).run_stdio_async()
    finally:
        await build.close()
