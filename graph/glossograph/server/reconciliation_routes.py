"""`/reconcile`: the routes of the Reconciliation Service API 0.2, for OpenRefine and others."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from glossograph.analysis.name_typos import TypoIndex
from glossograph.serialise.json_writer import compact_json
from glossograph.server import reconciliation
from glossograph.server.application_state import build_of, site_of
from glossograph.server.reconciliation import ReconciliationError
from glossograph.server.served_build import ServedBuild
from glossograph.server.web_pages import preview_page
from glossograph.text.keys import Slug

_FORM = "application/x-www-form-urlencoded"
_READ = ["GET", "HEAD"]
_MAX_OFFSET = 10_000


async def service(request: Request) -> Response:
    """Answer a batch of queries, extend a table, or describe the service."""
    given = dict(request.query_params)
    if request.method == "POST":
        given |= await _read_form(request)
    build = build_of(request)
    try:
        if "queries" in given:
            queries = _parse(given["queries"], "queries")
            return _json(await build.compute(reconciliation.answer_queries, build.kg, await _typos(build), queries))
        if "extend" in given:
            return _json(await build.compute(reconciliation.extend, build.kg, _parse(given["extend"], "extend")))
    except ReconciliationError as error:
        raise HTTPException(400, str(error)) from error
    return _json(reconciliation.manifest(build.kg, site_of(request)))


async def suggest_entity(request: Request) -> Response:
    """Complete the name of a term."""
    build = build_of(request)
    prefix, cursor = _prefix(request), _number(request, "cursor") or 0
    return _json(await build.compute(reconciliation.suggest_entities, build.kg, prefix, min(cursor, _MAX_OFFSET)))


async def suggest_property(request: Request) -> Response:
    """Complete the name of a property."""
    build = build_of(request)
    return _json(await build.compute(reconciliation.suggest_properties, build.kg, _prefix(request)))


async def suggest_type(_request: Request) -> Response:
    """Name the one type."""
    return _json({"result": [reconciliation.CONCEPT]})


async def properties(request: Request) -> Response:
    """Propose properties to extend a table with."""
    build = build_of(request)
    return _json(await build.compute(reconciliation.propose_properties, build.kg, _number(request, "limit")))


async def preview(request: Request) -> Response:
    """Show a term in the small frame of a client."""
    build = build_of(request)
    term = build.by_slug.get(Slug(request.query_params.get("id", "")))
    if term is None:
        raise HTTPException(404, "There is no such term")
    response = HTMLResponse(preview_page(term))
    response.headers["Content-Security-Policy"] = (
        "base-uri 'none'; object-src 'none'"  # clients of other origins show it in a frame
    )
    return response


ROUTES = (
    Route("/reconcile", service, methods=["GET", "POST"]),
    Route("/reconcile/suggest/entity", suggest_entity, methods=_READ),
    Route("/reconcile/suggest/property", suggest_property, methods=_READ),
    Route("/reconcile/suggest/type", suggest_type, methods=_READ),
    Route("/reconcile/properties", properties, methods=_READ),
    Route("/reconcile/preview", preview, methods=_READ),
)


async def _read_form(request: Request) -> dict[str, str]:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, f"Send the request as {_FORM}")
    try:
        return dict(parse_qsl((await request.body()).decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=10))
    except ValueError as error:
        raise HTTPException(400, "The form is not percent-encoded UTF-8") from error


async def _typos(build: ServedBuild) -> TypoIndex:
    return await build.compute_once("typos", lambda: TypoIndex(build.kg.terms))


def _parse(text: str, name: str) -> Any:  # noqa: ANN401 — whatever the client sends
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"{name!r} is not JSON") from error


def _prefix(request: Request) -> str:
    return request.query_params.get("prefix", "")[:500]


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(_MAX_OFFSET)):
        raise HTTPException(400, f"{name!r} is not a whole number: {text[:50]!r}")
    return int(text)


def _json(value: object) -> Response:
    return Response(compact_json(value).encode("utf-8", "replace"), media_type="application/json")
