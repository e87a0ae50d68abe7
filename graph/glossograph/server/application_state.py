"""What a request finds of the application: its settings, the build that is served now, and its own address."""

import asyncio

from starlette.requests import Request

from glossograph.server.request_log import RequestCounts
from glossograph.server.served_build import ServedBuild
from glossograph.server.server_settings import ServerSettings


class ApplicationState:
    """The parts of a running application. `build` changes when the folder is built anew."""

    def __init__(self, settings: ServerSettings) -> None:
        """Start without a build, which the application loads when it starts."""
        self.settings = settings
        self.counts = RequestCounts()
        self.build: ServedBuild | None = None
        self.reloads = 0
        self.look_now = asyncio.Event()
        """Set by whoever knows that a build has been written, which is then taken up at once."""


def state_of(request: Request) -> ApplicationState:
    """Return the state of the application."""
    state: ApplicationState = request.app.state.glossograph
    return state


def settings_of(request: Request) -> ServerSettings:
    """Return the settings of the server."""
    return state_of(request).settings


def build_of(request: Request) -> ServedBuild:
    """Return the build that is served now. A request takes it once, so that its answer is of one build."""
    build = state_of(request).build
    assert build is not None  # noqa: S101 — no request comes before the application has started
    return build


def site_of(request: Request) -> str:
    """Return the address of the server as the client sees it, without a slash at its end."""
    public_url = settings_of(request).public_url
    return public_url or str(request.base_url).rstrip("/")
