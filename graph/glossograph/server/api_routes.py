"""`/api/v1`: the graph as JSON. The operations are a table, from which the routes and the OpenAPI document are made."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from glossograph.analysis.centrality import Measure
from glossograph.analysis.paths import PathDirection
from glossograph.errors import GlossographError, UnknownTermError
from glossograph.model.base import Struct
from glossograph.serialise.json_shapes import (
    CommunitiesShape,
    PathShape,
    RankingShape,
    SearchShape,
    StatisticsShape,
    TermShape,
)
from glossograph.serialise.list_shapes import (
    ErrorShape,
    EvidenceListShape,
    LanguageListShape,
    NeighbourListShape,
    ProblemListShape,
)
from glossograph.server import graph_questions as ask
from glossograph.server.application_state import build_of
from glossograph.server.query_answers import names_etag
from glossograph.server.served_build import ServedBuild
from glossograph.text.languages import FALLBACK, language_tag

API_ROOT = "/api/v1"
_MAX_LIMIT = 1_000
_MAX_OFFSET = 10_000_000
_MAX_TEXT_CHARS = 500
_encode = msgspec.json.Encoder().encode


class ApiParameter(Struct, frozen=True):
    """A parameter of an operation.

    Attributes:
        name: Its name; a name that the path holds is a part of the path.
        meaning: What it says.
        default: The value without one; `None` if it has to be given.
        choices: The values that it can have; empty for any.
        maximum: The largest number; 0 if it is a text.
    """

    name: str
    meaning: str
    default: str | None = None
    choices: tuple[str, ...] = ()
    maximum: int = 0


Values = Mapping[str, Any]
Handler = Callable[[ServedBuild, Values], Awaitable[msgspec.Struct]]


class Operation(Struct, frozen=True):
    """An operation of the API: its path below the root, its claim, its parameters, the shape of its answer, what answers."""

    path: str
    summary: str
    parameters: tuple[ApiParameter, ...]
    shape: type[msgspec.Struct]
    handler: Handler


_LANGUAGE = ApiParameter("lang", "Language of the labels and sentences, a BCP 47 tag.", FALLBACK)
_LIMIT = ApiParameter("limit", "The most items to list.", "20", maximum=_MAX_LIMIT)
_OFFSET = ApiParameter("offset", "Items to leave out before.", "0", maximum=_MAX_OFFSET)
_TERM = ApiParameter("term", "A term: a slug, label, alias or title in any language, or its IRI, percent-encoded.")


async def _search(build: ServedBuild, values: Values) -> SearchShape:
    return await build.compute(ask.search_terms, build.kg, values["q"], values["lang"], values["limit"], values["offset"])


async def _suggest(build: ServedBuild, values: Values) -> SearchShape:
    return await build.compute(ask.search_terms, build.kg, values["q"], values["lang"], values["limit"])


async def _term(build: ServedBuild, values: Values) -> TermShape:
    return await build.compute(ask.describe_term, build.kg, values["term"], values["lang"], values["limit"])


async def _neighbours(build: ServedBuild, values: Values) -> NeighbourListShape:
    part = {"offset": values["offset"], "direction": values["direction"]}
    return await build.compute(partial(ask.list_neighbours, build.kg, values["term"], values["lang"], values["limit"], **part))


async def _evidence(build: ServedBuild, values: Values) -> EvidenceListShape:
    part = {"offset": values["offset"], "direction": values["direction"], "other": values["with"], "language": values["language"]}
    return await build.compute(partial(ask.list_evidence, build.kg, values["term"], values["limit"], **part))


async def _path(build: ServedBuild, values: Values) -> PathShape:
    ends = (values["from"], values["to"], values["lang"])
    return await build.compute(partial(ask.find_paths, build.kg, *ends, direction=values["direction"], limit=values["limit"]))


async def _top(build: ServedBuild, values: Values) -> RankingShape:
    measure, language, limit = values["by"], values["lang"], values["limit"]
    return await build.compute_once(f"top {measure} {language} {limit}", lambda: ask.rank(build.kg, measure, language, limit))


async def _communities(build: ServedBuild, values: Values) -> CommunitiesShape:
    groups = await build.compute_once("communities", build.kg.communities)
    return ask.shape_communities(groups, values["lang"], values["limit"])


async def _stats(build: ServedBuild, _values: Values) -> StatisticsShape:
    return await build.compute_once("stats", lambda: ask.count_all(build.kg))


async def _problems(build: ServedBuild, values: Values) -> ProblemListShape:
    return await build.compute(ask.list_problems, build.kg, values["limit"], values["offset"], values["code"])


async def _languages(build: ServedBuild, _values: Values) -> LanguageListShape:
    return await build.compute_once("languages", lambda: ask.list_languages(build.kg))


_WORDS = ApiParameter("q", "Words of a name, in any language, without regard to case and accents.")
OPERATIONS = (
    Operation(
        "/search", "Find terms by their names in all languages.", (_WORDS, _LANGUAGE, _LIMIT, _OFFSET), SearchShape, _search
    ),
    Operation("/suggest", "Complete the name that someone types.", (_WORDS, _LANGUAGE, _LIMIT), SearchShape, _suggest),
    Operation("/terms/{term}", "Describe a term, with the first neighbours.", (_TERM, _LANGUAGE, _LIMIT), TermShape, _term),
    Operation(
        "/terms/{term}/neighbours",
        "List the terms that a term links to and those that link to it.",
        (
            _TERM,
            _LANGUAGE,
            _LIMIT,
            _OFFSET,
            ApiParameter("direction", "Only links from the term, or to it.", "", ("", "out", "in")),
        ),
        NeighbourListShape,
        _neighbours,
    ),
    Operation(
        "/terms/{term}/evidence",
        "List the links of a term with file, line and sentence.",
        (
            _TERM,
            ApiParameter("direction", "Links from the term, or links to it.", "out", ("out", "in")),
            ApiParameter("with", "Only links with this term at the other end.", ""),
            ApiParameter("language", "Only links in articles of this language.", ""),
            _LIMIT,
            _OFFSET,
        ),
        EvidenceListShape,
        _evidence,
    ),
    Operation(
        "/path",
        "Find the best path of links between two terms, and others.",
        (
            ApiParameter("from", "The first term."),
            ApiParameter("to", "The last term."),
            _LANGUAGE,
            ApiParameter("direction", "How to follow the links.", "auto", tuple(map(str, PathDirection))),
            ApiParameter("limit", "The most paths to find.", "3", maximum=10),
        ),
        PathShape,
        _path,
    ),
    Operation(
        "/top",
        "Rank the terms by centrality.",
        (ApiParameter("by", "The measure.", str(Measure.PAGERANK), tuple(map(str, Measure))), _LANGUAGE, _LIMIT),
        RankingShape,
        _top,
    ),
    Operation(
        "/communities", "List groups of terms that link to each other.", (_LANGUAGE, _LIMIT), CommunitiesShape, _communities
    ),
    Operation("/stats", "Count what is in the graph.", (), StatisticsShape, _stats),
    Operation("/languages", "List the languages.", (), LanguageListShape, _languages),
    Operation(
        "/problems",
        "List what the author should look at.",
        (ApiParameter("code", "Only problems of this code.", ""), _LIMIT, _OFFSET),
        ProblemListShape,
        _problems,
    ),
)


def endpoint(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint of an operation."""

    async def answer(request: Request) -> Response:
        build = build_of(request)
        try:
            values = read_values(operation, {**request.query_params, **request.path_params})
            etag = f'"{build.fingerprint}"'
            headers = {"ETag": etag, "Cache-Control": "no-cache"}
            if names_etag(request.headers.get("If-None-Match"), etag):
                return Response(status_code=304, headers=headers)
            shape = await operation.handler(build, values)
        except HTTPException as error:
            return json_error(error.status_code, error.detail)
        except UnknownTermError as error:
            return json_error(404, str(error))
        except GlossographError as error:
            return json_error(400, str(error))
        return Response(encode_shape(shape), headers=headers, media_type="application/json")

    return answer


def read_values(operation: Operation, given: Mapping[str, str]) -> dict[str, Any]:
    """Read the parameters of an operation.

    Raises:
        HTTPException: One is missing, unknown, or has a wrong value.
    """
    known = {parameter.name for parameter in operation.parameters}
    for name in given:
        if name not in known:
            raise HTTPException(400, f"Unknown parameter {name!r}: use {', '.join(sorted(known)) or 'none'}")
    return {parameter.name: _read_value(parameter, given.get(parameter.name)) for parameter in operation.parameters}


def _read_value(parameter: ApiParameter, given: str | None) -> str | int:
    text = parameter.default if given is None else given
    if text is None or (parameter.default is None and not text.strip()):
        raise HTTPException(400, f"Parameter {parameter.name!r} is missing")
    if len(text) > _MAX_TEXT_CHARS:
        raise HTTPException(400, f"Parameter {parameter.name!r} is longer than {_MAX_TEXT_CHARS} characters")
    if parameter.maximum:
        if (
            not re.fullmatch(r"[0-9]{1,9}", text)
            or int(text) > parameter.maximum
            or (parameter.name == "limit" and int(text) < 1)
        ):
            raise HTTPException(400, f"Parameter {parameter.name!r} is a whole number up to {parameter.maximum}, not {text!r}")
        return int(text)
    if parameter.choices and text not in parameter.choices:
        raise HTTPException(400, f"Parameter {parameter.name!r} is {' or '.join(filter(None, parameter.choices))}, not {text!r}")
    if parameter.name == "lang":
        tag = language_tag(text)
        if tag is None:
            raise HTTPException(400, f"{text!r} is not a language tag: write it like no or pt-br")
        return tag
    return text


def encode_shape(shape: msgspec.Struct) -> bytes:
    r"""Write a shape as JSON; lone surrogates, which paths of files can have, become U+FFFD."""
    try:
        return _encode(shape)
    except UnicodeEncodeError:
        import json  # noqa: PLC0415 — hardly ever needed

        text = json.dumps(msgspec.to_builtins(shape), ensure_ascii=False, separators=(",", ":"))
        return re.sub("[\ud800-\udfff]", "\ufffd", text).encode("utf-8")


def json_error(status: int, message: str) -> Response:
    """Make the response for a request that has no answer."""
    return Response(encode_shape(ErrorShape(message)), status, media_type="application/json")
