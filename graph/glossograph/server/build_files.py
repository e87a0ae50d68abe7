"""The files of the build: the page at `/`, the report, the RDF, and nothing outside its folder."""

import gzip
import mimetypes
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from glossograph.rdf.media_types import media_type_of
from glossograph.server.application_state import build_of, settings_of
from glossograph.server.query_answers import names_etag
from glossograph.server.served_build import ServedBuild, is_public_file

_PAGE = "graph.html"
_REPORT = "report.html"
_MIN_GZIP_BYTES = 1_000
_MAX_GZIP_BYTES = 60_000_000
_GZIP_LEVEL = 6
_PIECE_BYTES = 256_000
_TEXT_SUFFIXES = frozenset(".html .ttl .nt .nq .trig .rdf .jsonld .json .csv .tsv .xml .graphml .gexf .dot .js .css".split())


async def page(request: Request) -> Response:
    """Show the page of the graph; without one, the form for queries."""
    folder = settings_of(request).build
    if folder.is_dir() and is_public_file(folder / _PAGE):
        return await _send(request, folder / _PAGE)
    return RedirectResponse("sparql", 303)


async def report(request: Request) -> Response:
    """Show the report."""
    return await _send_named(request, _REPORT)


async def file(request: Request) -> Response:
    """Send a file of the build by its name."""
    return await _send_named(request, request.path_params["name"])


async def _send_named(request: Request, name: str) -> Response:
    """Send a file if its name is that of a file in the folder: the list is compared, no path is made of the request."""
    folder = settings_of(request).build
    names = {child.name: child for child in folder.iterdir()} if folder.is_dir() else {folder.name: folder}
    path = names.get(name)
    if path is None or not is_public_file(path):
        raise HTTPException(404, "There is no such file")
    return await _send(request, path)


async def _send(request: Request, path: Path) -> Response:
    """Send a file as it is now: it is opened once, because the next build may put another in its place at any moment."""
    try:
        content = await run_in_threadpool(path.open, "rb")
    except OSError as error:
        raise HTTPException(404, "There is no such file") from error
    state = os.fstat(content.fileno())
    etag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    media_type = media_type_of(path.name) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if names_etag(request.headers.get("If-None-Match"), etag):
        content.close()
        return Response(status_code=304, headers=headers)
    is_text = path.suffix in _TEXT_SUFFIXES and _MIN_GZIP_BYTES <= state.st_size <= _MAX_GZIP_BYTES
    if is_text and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = await _zipped(build_of(request), (path.name, etag), content)
        return Response(body, headers={**headers, "Content-Encoding": "gzip"}, media_type=media_type)
    headers["Content-Length"] = str(state.st_size)
    if request.method == "HEAD":
        content.close()
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(_pieces(content, state.st_size), headers=headers, media_type=media_type)


async def _zipped(build: ServedBuild, key: tuple[str, str], content: BinaryIO) -> bytes:
    """Compress a file once for each build."""
    with content:
        if key not in build.zipped_files:
            build.zipped_files[key] = await run_in_threadpool(lambda: gzip.compress(content.read(), _GZIP_LEVEL, mtime=0))
    return build.zipped_files[key]


async def _pieces(content: BinaryIO, size: int) -> AsyncIterator[bytes]:
    """Read a file piece by piece, and never more than it had when it was opened."""
    with content:
        while size and (piece := await run_in_threadpool(content.read, min(_PIECE_BYTES, size))):
            size -= len(piece)
            yield piece
