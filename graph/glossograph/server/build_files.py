"""The files of the build: the page at `/`, the report, the RDF, and nothing outside its folder."""

import gzip
import mimetypes
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from glossograph.server.application_state import build_of, settings_of
from glossograph.server.query_answers import names_etag
from glossograph.server.served_build import ServedBuild, is_public_file

_PAGE = "graph.html"
_REPORT = "report.html"
_MIN_GZIP_BYTES = 1_000
_MAX_GZIP_BYTES = 60_000_000
_GZIP_LEVEL = 6
_TEXT_SUFFIXES = frozenset(".html .ttl .nt .nq .trig .rdf .jsonld .json .csv .tsv .xml .graphml .gexf .dot .js .css".split())
_MEDIA_TYPES = {
    ".ttl": "text/turtle; charset=utf-8",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".html": "text/html; charset=utf-8",
}


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
    try:
        state = await run_in_threadpool(path.stat)
    except OSError as error:
        raise HTTPException(404, "There is no such file") from error
    etag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    media_type = _MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if names_etag(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    is_text = path.suffix in _TEXT_SUFFIXES and _MIN_GZIP_BYTES <= state.st_size <= _MAX_GZIP_BYTES
    if is_text and "gzip" in request.headers.get("Accept-Encoding", "") and "Range" not in request.headers:
        body = await _zipped(build_of(request), path, etag)
        return Response(body, headers={**headers, "Content-Encoding": "gzip"}, media_type=media_type)
    return FileResponse(path, headers=headers, media_type=media_type)


async def _zipped(build: ServedBuild, path: Path, etag: str) -> bytes:
    """Compress a file once for each build."""
    key = (path.name, etag)
    if key not in build.zipped_files:
        build.zipped_files[key] = await run_in_threadpool(lambda: gzip.compress(path.read_bytes(), _GZIP_LEVEL, mtime=0))
    return build.zipped_files[key]
