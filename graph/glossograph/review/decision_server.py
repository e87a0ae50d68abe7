"""A server for this machine only that shows the open cases of a build and writes the author's decisions to `decisions.toml`.

`decision_page` and `record_posted` are its two halves without HTTP, for another server to mount.
"""

import secrets
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from glossograph.errors import ConfigError
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import Graph
from glossograph.review.decision_file import parse_decisions, read_decisions, record_decisions
from glossograph.text.keys import key

MAX_BODY_BYTES = 1_000_000
_FORM = "application/x-www-form-urlencoded"


def decision_page(graph: Graph, payload: Mapping[str, Any], decided: Decisions, post_to: str) -> str:
    """Render the report of a build with the cases that are still open, and a form that posts the decisions.

    Args:
        graph: The build.
        payload: Its report, as `pages.report.page_payload` makes it.
        decided: The decisions that were made.
        post_to: The address of the form.
    """
    from glossograph.pages.report_page import render_report  # noqa: PLC0415 — takes jinja2

    links, pairs = decided.by_link(), decided.decided_pairs()
    conflicts = [item for item in payload["conflicts"] if (item["article"], item["written"], item["anchor"]) not in links]
    candidates = [
        item
        for item in payload["duplicate_candidates"]
        if frozenset((key(item["first"]["slug"]), key(item["second"]["slug"]))) not in pairs
    ]
    decided_matches = {match.pair for match in decided.matches if match.decision}
    matches = [item for item in payload["matches"] if (key(item["term"]), item["concept"]) not in decided_matches]
    still_open = {"conflicts": conflicts, "duplicate_candidates": candidates, "matches": matches}
    totals = {**payload["totals"], **{name: len(items) for name, items in still_open.items()}}
    shown = {**payload, **still_open, "totals": totals}
    return render_report({**shown, "title": graph.info.title}, post_to=post_to)


def record_posted(path: Path, graph: Graph, body: str) -> int:
    """Write the decisions of a posted form to the file; return their number.

    Raises:
        ConfigError: The form holds no decisions, or some on cases that the build does not have.
    """
    entries = parse_qs(body, keep_blank_values=True).get("entries", [""])[0]
    return record_decisions(path, graph, parse_decisions(entries.replace("\r\n", "\n"), "The form"))


class DecisionServer(ThreadingHTTPServer):
    """Serves the cases under an address that nobody else can guess, to this machine only."""

    daemon_threads = True

    def __init__(self, path: Path, graph: Graph, payload: Mapping[str, Any], port: int = 0) -> None:
        """Listen on a port of this machine.

        Args:
            path: The decision file, which need not exist.
            graph: The build.
            payload: Its report.
            port: The port; 0 takes a free one.
        """
        super().__init__(("127.0.0.1", port), _DecisionHandler)
        self.path = path
        self.graph = graph
        self.payload = payload
        self.token = secrets.token_urlsafe(24)
        self.lock = Lock()

    @property
    def address(self) -> str:
        """The address of the page in a browser."""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that hangs up."""


class _DecisionHandler(BaseHTTPRequestHandler):
    server: DecisionServer
    timeout = 30

    def do_GET(self) -> None:
        """Show the open cases."""
        if self._is_allowed():
            with self.server.lock:
                try:
                    decided = read_decisions(self.server.path) if self.server.path.exists() else NO_DECISIONS
                except ConfigError as error:
                    self._send(409, str(error))
                    return
            page = decision_page(self.server.graph, self.server.payload, decided, f"/{self.server.token}/")
            self._send(200, page, "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Write decisions, then show what is still open."""
        if not self._is_allowed():
            return
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Origin") != f"http://{self.headers.get('Host')}":
            self._send(403, "Send the form from its own page")
        elif self.headers.get_content_type() != _FORM or not length.isdecimal():
            self._send(415, "Send a form")
        elif int(length) > MAX_BODY_BYTES:
            self._send(413, f"The form is larger than {MAX_BODY_BYTES:,} bytes")
        else:
            try:
                body = self.rfile.read(int(length)).decode("utf-8")
                with self.server.lock:
                    record_posted(self.server.path, self.server.graph, body)
            except (ConfigError, UnicodeDecodeError) as error:
                self._send(400, str(error))
            else:
                self.send_response(303)
                self.send_header("Location", f"/{self.server.token}/")
                self.send_header("Content-Length", "0")
                self.end_headers()

    def _is_allowed(self) -> bool:
        """Refuse other names of this machine (DNS rebinding), and addresses without the token."""
        hosts = {f"{name}:{self.server.server_port}" for name in ("127.0.0.1", "localhost")}
        if self.headers.get("Host") not in hosts:
            self._send(403, "Open the address that the command printed")
        elif not secrets.compare_digest(self.path.encode(), f"/{self.server.token}/".encode()):
            self._send(404, "Open the address that the command printed")
        else:
            return True
        return False

    def _send(self, status: int, text: str, media_type: str = "text/plain; charset=utf-8") -> None:
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in {
            "Content-Type": media_type,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
        """Log nothing."""
