"""`/sparql`: the SPARQL 1.1 Protocol (W3C, 2013), read-only."""

import gzip
from collections.abc import Sequence
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from glossograph.server.application_state import build_of, settings_of, site_of
from glossograph.server.content_negotiation import HTML, ROW_TYPES, TRIPLE_TYPES, MediaType, choose
from glossograph.server.query_answers import answer_query, names_etag
from glossograph.server.query_page import query_page
from glossograph.server.query_worker import WorkRequest
from glossograph.server.served_build import ServedBuild
from glossograph.server.service_description import describe_service
from glossograph.sparql.guard import tokenize

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_ROW_FORMS = ("SELECT", "ASK")
_TRIPLE_FORMS = ("CONSTRUCT", "DESCRIBE")
_UPDATE_FORMS = frozenset("INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split())
_FORMAT_PARAMETERS = ("format", "output")


async def sparql(request: Request) -> Response:
    """Answer a query, or describe the service where there is none."""
    parameters = await _read_parameters(request)
    names = [name for name, _ in parameters]
    if "update" in names or "using-graph-uri" in names or "using-named-graph-uri" in names:
        raise HTTPException(403, "This graph cannot be changed here: change the articles and build again")
    queries = [value for name, value in parameters if name == "query"]
    if not queries and request.method in ("GET", "HEAD"):
        return await _describe(request)
    if len(queries) != 1:
        raise HTTPException(400, f"{len(queries)} queries given: send one as `query`")
    form = query_form(queries[0])
    if form in _UPDATE_FORMS:
        raise HTTPException(403, "This graph cannot be changed here: change the articles and build again")
    offers = TRIPLE_TYPES if form in _TRIPLE_FORMS else ROW_TYPES
    media = _media_type(request.headers, parameters, offers)
    settings = settings_of(request)
    work = WorkRequest(
        queries[0],
        media.name,
        settings.max_answer_bytes,
        settings.max_rows,
        _graphs(parameters, "default-graph-uri"),
        _graphs(parameters, "named-graph-uri"),
    )
    return await answer_query(request, build_of(request), work, media)


def query_form(query: str) -> str:
    r"""Return the keyword that says what a query is, in capitals; `SELECT` if there is none, so that the parser says why.

    >>> [query_form(query) for query in ("PREFIX a: <b> ask { ?a a:b ?c }", "# SELECT\nconstruct where { ?s ?p ?o }", "hello")]
    ['ASK', 'CONSTRUCT', 'SELECT']
    """
    for token in tokenize(query):
        if token.kind == "word":
            word = token.text.upper()
            if word in _ROW_FORMS or word in _TRIPLE_FORMS or word in _UPDATE_FORMS:
                return word
    return "SELECT"


async def _read_parameters(request: Request) -> list[tuple[str, str]]:
    """Read the parameters of the address, and those of a form or the query that the body is."""
    parameters = _parse(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        return parameters
    media, *media_parameters = (part.strip().lower() for part in request.headers.get("Content-Type", "").split(";"))
    charset = next((part.partition("=")[2].strip('"') for part in media_parameters if part.startswith("charset=")), "utf-8")
    if media == _UPDATE:
        raise HTTPException(403, "This graph cannot be changed here: change the articles and build again")
    if media not in (_FORM, _QUERY):
        raise HTTPException(415, f"Send a query as {_QUERY} or {_FORM}")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise HTTPException(415, f"Send the query in UTF-8, not in {charset!r}")
    body = await request.body()
    if media == _FORM:
        return parameters + _parse(body)
    try:
        return [*parameters, ("query", body.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"Invalid UTF-8 at byte {error.start} of the query") from error


def _parse(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise HTTPException(400, "The parameters are not percent-encoded UTF-8") from error


def _media_type(headers: Headers, parameters: Sequence[tuple[str, str]], offers: Sequence[MediaType]) -> MediaType:
    """Find the media type of the answer: a parameter `format` comes before `Accept`."""
    wanted = next((value for name, value in parameters if name in _FORMAT_PARAMETERS and value), None)
    if wanted is not None:
        for offer in offers:
            if wanted.lower() in (offer.name, offer.suffix, offer.type, *offer.aliases):
                return offer
    media = choose(", ".join(headers.getlist("Accept")), offers)
    if media is None:
        raise HTTPException(406, f"The answer can be {', '.join(offer.type for offer in offers)}", {"Vary": "Accept"})
    return media


def _graphs(parameters: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    graphs = tuple(value for key, value in parameters if key == name)
    for graph in graphs:
        try:
            NamedNode(graph)
        except ValueError as error:
            raise HTTPException(400, f"{name} is not an IRI: {graph[:200]!r}") from error
    return graphs


async def _describe(request: Request) -> Response:
    offers = (*TRIPLE_TYPES, HTML)
    media = choose(", ".join(request.headers.getlist("Accept")), offers)
    if media is None:
        raise HTTPException(406, f"The description can be {', '.join(offer.type for offer in offers)}", {"Vary": "Accept"})
    if media is HTML:
        return await _show_page(request, build_of(request))
    body = describe_service(build_of(request).kg, site_of(request), media)
    return Response(body, headers={"Content-Type": media.header, "Vary": "Accept"})


async def _show_page(request: Request, build: ServedBuild) -> Response:
    headers = {"ETag": f'"{build.fingerprint}-query"', "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
    if names_etag(request.headers.get("If-None-Match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    page = await build.compute_once("query page", lambda: query_page(build.kg).encode("utf-8"))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        page = await build.compute_once("query page, compressed", lambda: gzip.compress(page, mtime=0))
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(page, headers=headers)
