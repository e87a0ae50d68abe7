"""The server of `build --watch`: a process of its own, so that it answers while a build runs.

It is started as `python -m glossograph.cli.live_server FOLDER`. It prints its address, then reads standard input: each line
says that a build has written files, and the end says that there will be no more.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from socket import socket

    from glossograph.server.server_settings import ServerSettings

_END_PATIENCE_S = 5.0
"""Seconds in which the process has to end after its standard input."""


class LiveServer:
    """The process, as the command that builds sees it."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        """Take a process that listens, and its address."""
        self._process = process
        self.address = address

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def announce_build(self) -> None:
        """Let open pages reload, and the server take up the build."""
        assert self._process.stdin is not None  # noqa: S101 — for the type checker
        with suppress(OSError):  # it has ended, and has said why
            self._process.stdin.write("built\n")
            self._process.stdin.flush()


@contextmanager
def serve_live(folder: Path) -> Iterator[LiveServer | None]:
    """Serve an output folder to this machine for a block; `None` if no port can be opened, which the process has said."""
    command = [sys.executable, "-m", "glossograph.cli.live_server", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdin is not None  # noqa: S101 — for the type checker
        assert process.stdout is not None  # noqa: S101 — for the type checker
        address = process.stdout.readline().strip()
        try:
            yield LiveServer(process, address) if address else None
        finally:
            with suppress(OSError):
                process.stdin.close()
            try:
                process.wait(_END_PATIENCE_S)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                process.kill()


def main(folder: Path) -> None:
    """Serve a folder until standard input ends."""
    from glossograph.cli.terminal import print_line
    from glossograph.errors import GlossographError
    from glossograph.server.http_server import address_of_listener, listen
    from glossograph.server.server_settings import ServerSettings

    settings = ServerSettings(folder, workers=1, workers_when_asked=True)
    try:
        listener = listen(settings.host, settings.port)
    except GlossographError:
        listener = listen(settings.host, 0)
    with listener:
        print_line(address_of_listener(settings.host, listener), flush=True)  # who opens it now waits
        _serve(settings, listener)


def _serve(settings: "ServerSettings", listener: "socket") -> None:
    import asyncio

    from glossograph.cli.terminal import print_message
    from glossograph.server.application import create_application
    from glossograph.server.http_server import run_until_stopped
    from glossograph.server.live_reload import BuildEvents, live_routes

    events = BuildEvents()
    app = create_application(
        settings, errors_only=True, on_reload=_ignore, on_failure=print_message, more_routes=live_routes(events)
    )

    def announce() -> None:
        events.announce()
        app.state.glossograph.look_now.set()

    def start_to_read() -> None:
        threading.Thread(target=_read_lines, args=(asyncio.get_running_loop(), announce), daemon=True).start()

    run_until_stopped(app, listener, start_to_read, events.close)


def _ignore(_message: str) -> None:
    """Say nothing: the command has printed what was built."""


def _read_lines(loop: "AbstractEventLoop", announce: Callable[[], object]) -> None:
    for _line in sys.stdin:
        loop.call_soon_threadsafe(announce)
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
