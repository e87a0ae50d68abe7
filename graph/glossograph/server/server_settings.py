"""What a server serves, where it listens, and its limits."""

import ipaddress
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from glossograph.errors import GlossographError
from glossograph.model.base import Struct

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class ServerSettings(Struct, frozen=True):
    """The settings of a server.

    Attributes:
        build: The folder of a build, or an RDF file.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        allowed_hosts: More names by which requests may call this server.
        timeout_s: Seconds that a query may take.
        workers: Processes that answer queries.
        workers_when_asked: Whether they are started by the first query on a build, which another build may soon replace.
        public_url: The address by which others reach this server, such as that of a proxy before it.
        sparql: Whether `/sparql` answers.
        max_body_bytes: The largest body of a request.
        max_answer_bytes: The largest answer of a query.
        max_rows: The most rows or triples of an answer.
        max_waiting: Queries that may wait for a process; more are refused.
    """

    build: Path
    host: str = "127.0.0.1"
    port: int = 7878
    allowed_hosts: tuple[str, ...] = ()
    timeout_s: float = 10.0
    workers: int = 2
    workers_when_asked: bool = False
    public_url: str = ""
    sparql: bool = True
    max_body_bytes: int = 1_000_000
    max_answer_bytes: int = 1_000_000_000
    max_rows: int = 10_000_000
    max_waiting: int = 64


def usable_public_url(url: str) -> str:
    """Return the address of a server without the slash at its end.

    Raises:
        GlossographError: It is no address of a server.

    >>> usable_public_url("https://terms.example.org/")
    'https://terms.example.org'
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not (parts.query or parts.fragment)
    except ValueError:
        usable = False
    if not usable or any(character.isspace() or character in '"<>\\^`{|}' for character in url):
        message = f"{url!r} is not the address of a server: write it like https://terms.example.org/"
        raise GlossographError(message)
    return url.rstrip("/")


def known_hosts(settings: ServerSettings) -> frozenset[str]:
    """List the names by which a request may call the server, in small letters and without a port.

    >>> sorted(known_hosts(ServerSettings(Path("out"), allowed_hosts=("Terms.example.org",))))
    ['127.0.0.1', '[::1]', 'localhost', 'terms.example.org']
    """
    names: list[str] = [*LOOPBACK_NAMES, *settings.allowed_hosts]
    if not _is_any_address(settings.host):
        names.append(f"[{settings.host}]" if ":" in settings.host else settings.host)
    if settings.public_url:
        names.append(host_name(urlsplit(settings.public_url).netloc))
    return frozenset(_normalised(names))


def host_name(host: str) -> str:
    """Return the name in a `Host` header, without the port.

    >>> [host_name(host) for host in ("Localhost:7878", "[::1]:7878", "[::1]", "example.org")]
    ['localhost', '[::1]', '[::1]', 'example.org']
    """
    name, colon, port = host.strip().lower().rpartition(":")
    return name if colon and (port.isdecimal() or not port) else host.strip().lower()


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches an address.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_any_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _normalised(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names if name}
