"""`glossograph build --watch`: build again at every save, and serve the page, which reloads."""

import base64
import gc
import hashlib
import mimetypes
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from glossograph.cli.build import print_summary
from glossograph.cli.terminal import print_line, print_message
from glossograph.engine.own_files import read_own
from glossograph.errors import GlossographError
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.destinations import ARTICLE_SUFFIXES
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.workflow import BuildResult

_PAGE = "graph.html"
_MAX_NEW_PROBLEMS = 5
"""New problems that are printed after a save."""

_QUIET_MS = 50
"""A save is complete after this long without another change."""

_POLL_INTERVAL_MS = 200
_HEARTBEAT_S = 10.0
_MAX_DIGITS = 20
_STYLE = "html,body,iframe{margin:0;border:0;width:100%;height:100%;display:block}"
_SCRIPT = (
    'new EventSource("changes?"+document.body.dataset.seen).onmessage='
    '()=>document.querySelector("iframe").contentWindow.location.reload();'
)
_INPUT_SUFFIXES = ARTICLE_SUFFIXES | {".txt", ".toml"}
"""Suffixes of the files that a build reads."""


class Rebuilder:
    """Builds again after saves, prints what is new, and keeps the problems of the last build."""

    def __init__(self, build: "Callable[[], tuple[BuildResult, float]]", problems: Sequence[Problem], *, quiet: bool) -> None:
        """Take how to build, and the problems of the first build.

        Args:
            build: Builds, and returns the result with the seconds that it took.
            problems: The problems of the build before the first change.
            quiet: Print errors only.
        """
        self._build = build
        self._problems = problems
        self._quiet = quiet

    def rebuild(self, *, saved: bool) -> bool:
        """Build, and say whether files were written. An error is printed, for the next save to correct.

        Args:
            saved: Whether something was saved; else the build only looks whether something was.
        """
        try:
            result, seconds = self._build()
        except GlossographError as error:
            print_message(str(error))
            return False
        if result.graph is None:
            if saved and not self._quiet:
                print_line(f"No changes; {seconds:.1f} s")
            return False
        if not self._quiet:
            print_summary(result.record, seconds)
            _print_new_problems(self._problems, result.graph.problems)
        self._problems = result.graph.problems
        gc.collect()
        return True


def watch_articles(roots: Sequence[Path], folder: Path, rebuilder: Rebuilder) -> None:
    """Rebuild whenever something below the roots is saved, and reload the page, until Ctrl-C.

    The page is served to this machine only.

    Args:
        roots: The folders and files that are watched.
        folder: The folder that the builds write to.
        rebuilder: What builds.
    """
    from watchfiles import watch

    def is_input(_change: object, path: str) -> bool:
        return is_watched(Path(path), roots, folder)

    with serve_page(folder) as server:
        ready = False
        try:
            for changes in watch(
                *roots,
                watch_filter=is_input,
                step=_QUIET_MS,
                debounce=10 * _QUIET_MS,
                rust_timeout=_POLL_INTERVAL_MS,
                yield_on_timeout=True,
            ):
                if changes or not ready:  # the first time, for saves between the first build and the start of watching
                    wrote_files = rebuilder.rebuild(saved=bool(changes))
                    sys.stdout.flush()  # a reader of the output must see it now
                    if wrote_files:
                        server.announce_build()
                if not ready:  # only now is every save seen
                    page = f"; open {server.address} to see the page, which reloads" if (folder / _PAGE).exists() else ""
                    print_line(f"Watching {', '.join(map(str, roots))}{page}. Press Ctrl-C to stop.", flush=True)
                    ready = True
        except KeyboardInterrupt:
            return


def is_watched(path: Path, roots: Iterable[Path], folder: Path) -> bool:
    """Say whether a changed path may be an article or a file of settings below the roots.

    Hidden files and the files of an output folder do not count.

    >>> [is_watched(Path(p), [Path("a"), Path(".b")], Path("a/out")) for p in ("a/x.md", "a/.x.md", "a/out/x.md", ".b/x.md")]
    [True, False, False, True]
    """
    changed, output = path.resolve(), folder.resolve()
    for root in map(Path.resolve, roots):
        if changed.is_relative_to(root) and not any(part.startswith(".") for part in changed.relative_to(root).parts):
            is_output = output != root and output.is_relative_to(root) and changed.is_relative_to(output)
            return not is_output and (changed.suffix.lower() in _INPUT_SUFFIXES or not changed.is_file())
    return False


def _print_new_problems(known: Sequence[Problem], problems: Sequence[Problem]) -> None:
    """Print the problems that the last build did not have, on whatever line."""
    known_keys = set(map(problem_key, known))
    new = [problem for problem in problems if problem_key(problem) not in known_keys]
    for problem in new[:_MAX_NEW_PROBLEMS]:
        print_line(f"  {problem.path}{f':{problem.line}' if problem.line else ''} {problem.message}")
    if len(new) > _MAX_NEW_PROBLEMS:
        print_line(f"  and {count_noun(len(new) - _MAX_NEW_PROBLEMS, 'more new problem')}, in report.json")


def problem_key(problem: Problem) -> tuple[str, str, str]:
    """Return what stays the same about a problem from build to build.

    Its line may change. For a missing article, the number of links to it and the file of the first of them may change too: only
    the message up to the quoted name counts.
    """
    if problem.code is ProblemCode.LINK_DANGLING:
        return "", problem.code, problem.message[: max(map(problem.message.rfind, "'\"")) + 1]
    return problem.path, problem.code, problem.message.partition(",")[0]


class PageServer(ThreadingHTTPServer):
    """Serves the files of an output folder, and notifies listening pages of each build."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        """Listen on a free port of this machine."""
        super().__init__(("127.0.0.1", 0), _PageHandler)
        self.folder = folder
        self.build_count = 0
        self._built = threading.Condition()

    @property
    def address(self) -> str:
        """The address of the page in a browser."""
        return f"http://127.0.0.1:{self.server_port}/"

    def announce_build(self) -> None:
        """Wake all listeners after a build that wrote files."""
        with self._built:
            self.build_count += 1
            self._built.notify_all()

    def wait_for_build(self, seen: int) -> int:
        """Wait for a build after the first `seen` ones, or for the next heartbeat; return the count of builds."""
        with self._built:
            self._built.wait_for(lambda: self.build_count != seen, timeout=_HEARTBEAT_S)
            return self.build_count

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that hangs up."""


class _PageHandler(BaseHTTPRequestHandler):
    server: PageServer

    def do_GET(self) -> None:
        """Answer a browser on this machine."""
        host = self.headers.get("Host", "").partition(":")[0]
        address = urlsplit(self.path)
        path = unquote(address.path).removeprefix("/")
        if host not in ("127.0.0.1", "localhost"):  # another site's name that resolves to this machine
            self.send_error(403)
        elif path == "":
            self._send(_frame(self.server.build_count).encode("utf-8"), "text/html; charset=utf-8")
        elif path == "changes":
            self._stream_builds(self.headers.get("Last-Event-ID") or address.query)
        elif (body := self._file(path)) is not None:
            self._send(body, mimetypes.guess_type(path)[0] or "application/octet-stream")
        else:
            self.send_error(404)

    def _file(self, path: str) -> bytes | None:
        """Read a visible file of the folder; a link, which may lead anywhere, is not one."""
        if path.startswith(".") or path not in {file.name for file in self.server.folder.iterdir()}:
            return None
        try:
            return read_own(self.server.folder / path)
        except OSError:
            return None

    def end_headers(self) -> None:
        """Add to every answer that no type is guessed and no other site shows it in a frame."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "frame-ancestors 'self'")
        super().end_headers()

    def _send(self, body: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _stream_builds(self, last_seen: str) -> None:
        """Send an event after every build, and between them comments, which fail once the browser has gone.

        Args:
            last_seen: The number of the build that the page shows, so that it misses none between two connections.
        """
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        seen = int(last_seen) if last_seen.isdecimal() and len(last_seen) < _MAX_DIGITS else self.server.build_count
        self.wfile.write(b": listening\n\n")
        while True:
            count = self.server.wait_for_build(seen)
            self.wfile.write(f"id: {count}\ndata: {count}\n\n".encode() if count != seen else b":\n\n")
            seen = count

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
        """Log nothing."""


@contextmanager
def serve_page(folder: Path) -> Iterator[PageServer]:
    """Serve the files of an output folder to this machine for a block."""
    with PageServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


def _frame(build_count: int) -> str:
    """Write a page that shows the graph's page in a frame and reloads it, so that the graph's page needs no such script."""
    sources = f"style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}"
    policy = f"default-src 'none'; frame-src 'self'; connect-src 'self'; {sources}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><title>glossograph</title><style>{_STYLE}</style></head>'
        f'<body data-seen="{build_count}"><iframe title="graph" src="{_PAGE}"></iframe><script>{_SCRIPT}</script></body></html>'
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
