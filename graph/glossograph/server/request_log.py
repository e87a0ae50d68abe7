"""The access log, as lines of JSON, and the counters that `/metrics` shows."""

import sys
import time
from collections import Counter
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glossograph.serialise.json_writer import compact_json

_CLIENT_CLOSED = 499
"""The status that is logged where no answer was begun because the client had gone."""

_MAX_LOGGED_CHARS = 500
_BUCKETS_S = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)


class RequestCounts:
    """Counts of requests since the server was started."""

    def __init__(self) -> None:
        """Start at zero."""
        self.by_status: Counter[tuple[str, int]] = Counter()
        self.by_duration: Counter[float] = Counter()
        self.seconds = 0.0
        self.sent_bytes = 0

    def add(self, method: str, status: int, seconds: float, sent_bytes: int) -> None:
        """Count a request."""
        self.by_status[method, status] += 1
        self.seconds += seconds
        self.sent_bytes += sent_bytes
        for limit in _BUCKETS_S:
            if seconds <= limit:
                self.by_duration[limit] += 1

    def lines(self) -> list[str]:
        """Write the counts in the text format of Prometheus."""
        total = self.by_status.total()
        return [
            "# TYPE glossograph_requests_total counter",
            *(
                f'glossograph_requests_total{{method="{method}",status="{status}"}} {count}'
                for (method, status), count in sorted(self.by_status.items())
            ),
            "# TYPE glossograph_request_seconds histogram",
            *(f'glossograph_request_seconds_bucket{{le="{limit:g}"}} {self.by_duration[limit]}' for limit in _BUCKETS_S),
            f'glossograph_request_seconds_bucket{{le="+Inf"}} {total}',
            f"glossograph_request_seconds_sum {self.seconds:.6f}",
            f"glossograph_request_seconds_count {total}",
            "# TYPE glossograph_sent_bytes_total counter",
            f"glossograph_sent_bytes_total {self.sent_bytes}",
        ]


def print_log_line(line: str) -> None:
    """Print a line of the access log."""
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")


class RequestLog:
    """Middleware that counts each request, and logs it as a line of JSON."""

    def __init__(self, app: ASGIApp, counts: RequestCounts, write: Callable[[str], object], *, errors_only: bool) -> None:
        """Wrap an application.

        Args:
            app: The application.
            counts: Where requests are counted.
            write: Takes a line of the log.
            errors_only: Log only requests that failed for a reason of the server's own.
        """
        self._app = app
        self._counts = counts
        self._write = write
        self._errors_only = errors_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status, sent_bytes, is_complete, failure = _CLIENT_CLOSED, 0, False, ""

        async def send_and_count(message: Message) -> None:
            nonlocal status, sent_bytes, is_complete
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent_bytes += len(message.get("body", b""))
                is_complete = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, send_and_count)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
            status = status if status != _CLIENT_CLOSED else 500
            raise
        finally:
            seconds = time.perf_counter() - start
            self._counts.add(scope["method"] if scope["method"] in _METHODS else "OTHER", status, seconds, sent_bytes)
            if failure or not self._errors_only:
                line = {
                    "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                    "client": (scope.get("client") or ("",))[0],
                    "method": scope["method"][:_MAX_LOGGED_CHARS],
                    "path": scope["path"][:_MAX_LOGGED_CHARS],
                    "status": status,
                    "bytes": sent_bytes,
                    "ms": round(1000 * seconds, 1),
                    "complete": is_complete,
                    **({"error": failure[:_MAX_LOGGED_CHARS]} if failure else {}),
                }
                self._write(compact_json(line).encode("utf-8", "replace").decode("utf-8"))


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
