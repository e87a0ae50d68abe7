"""`glossograph serve`: a build over HTTP."""

from pathlib import Path

import click

from glossograph.cli.options import DEFAULT_BUILD, PATH, WholeNumber, existing_build, require_server_packages
from glossograph.cli.terminal import print_line, print_message

_MAX_PORT = 65_535
_MAX_WORKERS = 64
_MAX_TIMEOUT_S = 3_600
_MAX_ROWS = 1_000_000_000
_STOPPED, _FAILED = 0, 2


@click.command()
@click.option(
    "--build", type=PATH, default=DEFAULT_BUILD, metavar="DIR", help="The folder that a build wrote to, or an RDF file."
)
@click.option("--port", type=WholeNumber(0, _MAX_PORT), default=7878, metavar="N", help="The port; 0 takes a free one.")
@click.option(
    "--host", default="127.0.0.1", metavar="ADDRESS", help="The address to listen on. Others than this machine's are open."
)
@click.option("--allow-host", "allowed_hosts", multiple=True, metavar="NAME", help="Answer under this name too; can be repeated.")
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(0.1, _MAX_TIMEOUT_S),
    default=10.0,
    metavar="SECONDS",
    help="End longer queries.",
)
@click.option("--workers", type=WholeNumber(1, _MAX_WORKERS), default=2, metavar="N", help="Processes that answer queries.")
@click.option(
    "--max-rows",
    type=WholeNumber(1, _MAX_ROWS),
    default=10_000_000,
    metavar="N",
    help="The most rows or triples of an answer; a longer one breaks off.",
)
@click.option("--public-url", default="", metavar="URL", help="The address by which others reach the server, such as a proxy's.")
@click.option("--no-sparql", is_flag=True, help="Leave /sparql out.")
@click.option("--quiet", is_flag=True, help="Print errors only, and no access log.")
def run(
    *,
    build: Path,
    port: int,
    host: str,
    allowed_hosts: tuple[str, ...],
    timeout_s: float,
    workers: int,
    max_rows: int,
    public_url: str,
    no_sparql: bool,
    quiet: bool,
) -> int:
    """Serve a build: its page, SPARQL, linked data, and JSON.

    The server only reads, and answers on this machine only unless --host says otherwise. A new build in the folder is taken up.
    The access log goes to standard error, one line of JSON a request. Needs `pip install glossograph[serve]`.
    """
    require_server_packages("serve")
    from glossograph.server.application import create_application
    from glossograph.server.http_server import address_of_listener, listen, run_until_stopped
    from glossograph.server.server_settings import ServerSettings, is_loopback, usable_public_url

    settings = ServerSettings(
        build=existing_build(build),
        host=host,
        port=port,
        allowed_hosts=allowed_hosts,
        timeout_s=timeout_s,
        workers=workers,
        public_url=usable_public_url(public_url) if public_url else "",
        sparql=not no_sparql,
        max_rows=max_rows,
    )
    if not is_loopback(host):
        print_message(f"{host} can be reached from other machines: everyone there can read the build")
    failures: list[str] = []
    app = create_application(settings, errors_only=quiet, on_reload=print_message, on_failure=failures.append)
    with listen(host, port) as listener:
        address = address_of_listener(host, listener)
        ready = f"Serving {build} at {address}. Press Ctrl-C to stop."
        started = run_until_stopped(app, listener, lambda: None if quiet else print_line(ready, flush=True))
    for failure in failures:
        print_message(failure)
    return _STOPPED if started else _FAILED
