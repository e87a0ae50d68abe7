"""The OpenAPI 3.1 document of the JSON API, made from its table of operations and from the shapes of `serialise`."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from glossograph import __version__
from glossograph.serialise.list_shapes import ErrorShape
from glossograph.server.api_routes import API_ROOT, OPERATIONS, ApiParameter, Operation

_REF = "#/components/schemas/{name}"


@cache
def openapi_document() -> bytes:
    """Write the document."""
    schemas, components = msgspec.json.schema_components(
        [*(operation.shape for operation in OPERATIONS), ErrorShape], ref_template=_REF
    )
    *shapes, error = schemas
    document = {
        "openapi": "3.1.0",
        "info": {"title": "glossograph", "version": __version__, "description": "A glossary as a graph, in all its languages."},
        "servers": [{"url": API_ROOT}],
        "paths": _paths(shapes, error),
        "components": {"schemas": components},
    }
    return msgspec.json.encode(document)


def _paths(shapes: Sequence[Mapping[str, Any]], error: Mapping[str, Any]) -> dict[str, Any]:
    return {
        operation.path: {"get": _operation(operation, shape, error)} for operation, shape in zip(OPERATIONS, shapes, strict=True)
    }


def _operation(operation: Operation, shape: Mapping[str, Any], error: Mapping[str, Any]) -> dict[str, Any]:
    failures = {"400": "A parameter is missing or wrong."}
    if any(parameter.name in ("term", "from") for parameter in operation.parameters):
        failures["404"] = "There is no such term."
    return {
        "operationId": operation.handler.__name__.strip("_"),
        "summary": operation.summary,
        "parameters": [_parameter(parameter, operation.path) for parameter in operation.parameters],
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": shape}}},
            **{
                status: {"description": meaning, "content": {"application/json": {"schema": error}}}
                for status, meaning in failures.items()
            },
        },
    }


def _parameter(parameter: ApiParameter, path: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.maximum:
        schema = {"type": "integer", "minimum": int(parameter.name == "limit"), "maximum": parameter.maximum}
    elif parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.default:
        schema["default"] = int(parameter.default) if parameter.maximum else parameter.default
    return {
        "name": parameter.name,
        "in": "path" if f"{{{parameter.name}}}" in path else "query",
        "required": parameter.default is None,
        "description": parameter.meaning,
        "schema": schema,
    }
