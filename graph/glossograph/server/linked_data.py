"""Linked data: `/term/SLUG` answers by a page or by RDF, as the client wants."""

import contextlib
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from glossograph.errors import GlossographError
from glossograph.model.term import Term
from glossograph.rdf.vocabulary import VOCABULARY_PATH
from glossograph.server.application_state import build_of, settings_of, site_of
from glossograph.server.content_negotiation import HTML, TRIPLE_TYPES, TURTLE, MediaType, choose
from glossograph.server.query_answers import answer_query, names_etag
from glossograph.server.query_worker import WorkRequest
from glossograph.server.served_build import ServedBuild
from glossograph.server.service_description import describe_dataset
from glossograph.server.web_pages import address_of, term_page
from glossograph.text.iris import term_iri
from glossograph.text.keys import Slug
from glossograph.text.languages import FALLBACK, language_tag

_SUFFIXES = {f".{media.suffix}": media for media in TRIPLE_TYPES} | {".html": HTML}
_ABOUT_TERM = """CONSTRUCT {{ ?subject ?predicate ?object }} WHERE {{
  {{ VALUES ?subject {{ <{iri}> }} }} UNION {{ ?subject schema:about <{iri}> }}
  ?subject ?predicate ?object
}}"""


async def term(request: Request) -> Response:
    """Redirect to the page or to the data of a term: 303, as an IRI of a concept is no document."""
    build = build_of(request)
    found, is_exact, media = await _find_with_suffix(build, request.path_params["name"])
    address = address_of(found.slug)
    if not is_exact:
        suffix = f".{media.suffix or 'html'}" if media else ""
        return _redirect(f"{_root(request)}/term/{address}{suffix}", 301)
    if media is None:
        media = _wanted(request, (HTML, *TRIPLE_TYPES))
    target = f"page/{address}" if media is HTML else f"data/{address}.{media.suffix}"
    return _redirect(f"{_root(request)}/{target}", 303)


async def page(request: Request) -> Response:
    """Show a term to a reader."""
    build = build_of(request)
    name = request.path_params["name"]
    found, is_exact = await _find(build, name)
    if not is_exact:
        return _redirect(f"{_root(request)}/page/{address_of(found.slug)}", 301)
    language = _reader_language(request)
    etag = f'"{build.fingerprint}-{language}"'
    headers = {"ETag": etag, "Vary": "Accept-Language", "Cache-Control": "no-cache", "Link": _links(build, found)}
    if names_etag(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(await build.compute(term_page, build.kg, found, language), headers=headers)


async def data(request: Request) -> Response:
    """Send the triples on a term and its articles."""
    build = build_of(request)
    found, is_exact, media = await _find_with_suffix(build, request.path_params["name"])
    if media is HTML:
        raise HTTPException(404, "The page of a term is below /page/")
    if not is_exact:
        return _redirect(f"{_root(request)}/data/{address_of(found.slug)}{f'.{media.suffix}' if media else ''}", 301)
    media = media or _wanted(request, TRIPLE_TYPES)
    settings = settings_of(request)
    query = _ABOUT_TERM.format(iri=term_iri(build.kg.graph.info.base_iri, found.slug))
    work = WorkRequest(query, media.name, settings.max_answer_bytes, settings.max_rows, is_ours=True)
    response = await answer_query(request, build, work, media, kept=True)
    response.headers["Link"] = _links(build, found)
    return response


async def void(request: Request) -> Response:
    """Describe the dataset."""
    media = _wanted(request, TRIPLE_TYPES)
    body = describe_dataset(build_of(request).kg, site_of(request), media)
    return Response(body, headers={"Content-Type": media.header, "Vary": "Accept"})


async def vocabulary(_request: Request) -> Response:
    """Send our vocabulary."""
    return Response(VOCABULARY_PATH.read_bytes(), headers={"Content-Type": TURTLE.header})


def _wanted(request: Request, offers: tuple[MediaType, ...]) -> MediaType:
    media = choose(", ".join(request.headers.getlist("Accept")), offers)
    if media is None:
        raise HTTPException(406, f"There is {', '.join(offer.type for offer in offers)}", {"Vary": "Accept"})
    return media


async def _find_with_suffix(build: ServedBuild, name: str) -> tuple[Term, bool, MediaType | None]:
    """Find a term by a name that may end in the suffix of a syntax, as `bond.ttl`, or in what only looks so, as `Node.rdf`."""
    for suffix, media in _SUFFIXES.items():
        if name.endswith(suffix):
            with contextlib.suppress(HTTPException):
                return *await _find(build, name.removesuffix(suffix)), media
    return *await _find(build, name), None


async def _find(build: ServedBuild, name: str) -> tuple[Term, bool]:
    """Find a term by a spelling; say whether it is the slug itself."""
    if name in build.by_slug:
        return build.by_slug[Slug(name)], True
    try:
        found = await build.compute(build.kg.term, name)
    except GlossographError as error:
        raise HTTPException(404, str(error)) from error
    return found, False


def _links(build: ServedBuild, found: Term) -> str:
    """Write the `Link` header: what the document is about, and its other forms."""
    address = address_of(found.slug)
    about = f'<{term_iri(build.kg.graph.info.base_iri, found.slug)}>; rel="describes"'
    forms = (f'</data/{address}.{media.suffix}>; rel="alternate"; type="{media.type}"' for media in TRIPLE_TYPES)
    return ", ".join((about, *forms))


def _redirect(address: str, status: int) -> Response:
    return RedirectResponse(quote(address, safe="/%:~"), status, {"Vary": "Accept"})


def _root(request: Request) -> str:
    """Return the path below which a proxy shows this server."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _reader_language(request: Request) -> str:
    wanted = request.query_params.get("lang") or request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return language_tag(wanted) or FALLBACK if wanted not in ("", "*") else FALLBACK
