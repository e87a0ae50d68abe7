"""`glossograph build --watch`: the files are built again at every save, and the page that is open follows."""

import base64
import hashlib
import mimetypes
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from glossograph.cli.terminal import complain, say
from glossograph.errors import GlossographError
from glossograph.text.destinations import ARTICLE_SUFFIXES

_PAGE = "graph.html"
_QUIET_MS = 50
"""Milliseconds without a change after which a save is taken for done."""

_ROUND_MS = 200
_HEARTBEAT = 10.0
_STYLE = "html,body,iframe{margin:0;border:0;width:100%;height:100%;display:block}"
_SCRIPT = (
    'new EventSource("changes?"+document.body.dataset.seen).onmessage='
    '()=>document.querySelector("iframe").contentWindow.location.reload();'
)
_READ = ARTICLE_SUFFIXES | {".txt", ".toml"}
"""Suffixes of the files that a build reads."""

Saved = Collection[object]
"""What was saved at once: a change each, none where there is only to look whether there were any."""


def watch(roots: Sequence[Path], folder: Path, build: Callable[[Saved], bool]) -> None:
    """Build whenever something below the roots changes, until Ctrl-C; an error is told, and the next change tried.

    The page is served to this machine alone, at an address that is said; there it reloads whenever `build` says that it wrote
    anything.
    """
    from watchfiles import watch as changes  # noqa: PLC0415 — only where it is wanted

    def is_of_articles(_change: object, path: str) -> bool:
        return concerns(Path(path), roots, folder)

    with _served(folder) as pages:
        said = False
        try:
            for saved in changes(
                *roots,
                watch_filter=is_of_articles,
                step=_QUIET_MS,
                debounce=10 * _QUIET_MS,
                rust_timeout=_ROUND_MS,
                yield_on_timeout=True,
            ):
                if saved or not said:  # at first, for what was saved since the build and before the watching
                    wrote = _tried(build, saved)
                    sys.stdout.flush()  # whoever reads along has to see it now
                    if wrote:
                        pages.changed()
                if not said:  # only now is every save seen
                    where = f"; the page is at {pages.address} and follows" if (folder / _PAGE).exists() else ""
                    say(f"Watching {', '.join(map(str, roots))}{where}. Ctrl-C ends it.", flush=True)
                    said = True
        except KeyboardInterrupt:
            return


def concerns(path: Path, roots: Iterable[Path], folder: Path) -> bool:
    """Tell whether a change may concern the articles below the roots, or their settings; what is built into a folder does not.

    >>> [concerns(Path(path), [Path("a"), Path(".b")], Path("a/out")) for path in ("a/x.md", "a/.x.md", "a/out/x.md", ".b/x.md")]
    [True, False, False, True]
    """
    inside, ours = path.resolve(), folder.resolve()
    for root in map(Path.resolve, roots):
        if inside.is_relative_to(root) and not any(part.startswith(".") for part in inside.relative_to(root).parts):
            built = ours != root and ours.is_relative_to(root) and inside.is_relative_to(ours)
            return not built and (inside.suffix.lower() in _READ or not inside.is_file())
    return False


def _tried(build: Callable[[Saved], bool], saved: Saved) -> bool:
    try:
        return build(saved)
    except GlossographError as error:
        complain(str(error))
        return False


class _Pages(ThreadingHTTPServer):
    """Serves the files of an output folder, and tells those who listen that they have changed."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.builds = 0
        self.news = threading.Condition()

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://127.0.0.1:{self.server_port}/"

    def changed(self) -> None:
        """Tell all who listen."""
        with self.news:
            self.builds += 1
            self.news.notify_all()

    def builds_after(self, seen: int) -> int:
        """Wait for a build after those that were seen, or for the next heartbeat, and count the builds."""
        with self.news:
            self.news.wait_for(lambda: self.builds != seen, timeout=_HEARTBEAT)
            return self.builds

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a browser go that hangs up."""


class _Handler(BaseHTTPRequestHandler):
    server: _Pages

    def do_GET(self) -> None:
        """Answer a browser on this machine."""
        host = self.headers.get("Host", "").partition(":")[0]
        address = urlsplit(self.path)
        path = unquote(address.path).removeprefix("/")
        if host not in ("127.0.0.1", "localhost"):  # another site's name that leads here
            self.send_error(403)
        elif path == "":
            self._send(_frame(self.server.builds).encode("utf-8"), "text/html; charset=utf-8")
        elif path == "changes":
            self._tell_changes(self.headers.get("Last-Event-ID") or address.query)
        elif path in {file.name for file in self.server.folder.iterdir() if file.is_file()} and not path.startswith("."):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self._send((self.server.folder / path).read_bytes(), kind)
        else:
            self.send_error(404)

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _tell_changes(self, last: str) -> None:
        """Send an event after every build that wrote, and a comment now and then, which finds out that the browser has gone.

        `last` is the build that the page has seen, so that none is missed between two connections.
        """
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        seen = int(last) if last.isdecimal() else self.server.builds
        self.wfile.write(b": listening\n\n")
        while True:
            now = self.server.builds_after(seen)
            self.wfile.write(f"id: {now}\ndata: {now}\n\n".encode() if now != seen else b":\n\n")
            seen = now

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[_Pages]:
    with _Pages(folder) as pages:
        thread = threading.Thread(target=pages.serve_forever, daemon=True)
        thread.start()
        try:
            yield pages
        finally:
            pages.shutdown()


def _frame(seen: int) -> str:
    """Give a page that shows the graph's page, after so many builds, and reloads it; that one stays free of all this."""
    sources = f"style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}"
    policy = f"default-src 'none'; frame-src 'self'; connect-src 'self'; {sources}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><title>glossograph</title><style>{_STYLE}</style></head>'
        f'<body data-seen="{seen}"><iframe title="graph" src="{_PAGE}"></iframe><script>{_SCRIPT}</script></body></html>'
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
