"""`places.json`: where the terms are on the map, read from an earlier build and written for the next one.

The file may come from version control or from the page, so it is read as untrusted input.
"""

import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path

import msgspec

from glossograph.errors import GlossographError
from glossograph.model.base import Struct

FILE_NAME = "places.json"
_VERSION = 1
_MAX_FILE_BYTES = 64_000_000
_MAX_COORDINATE = 1e6


class MapPlace(Struct, frozen=True, array_like=True):
    """The place of a term: x to the right, y downwards, and the name of its region, empty outside of all regions."""

    x: float
    y: float
    region: str = ""


class Places(Struct, frozen=True):
    """The places of terms by slug, and the slugs of those that the author put where they are."""

    places: Mapping[str, MapPlace]
    pinned: tuple[str, ...] = ()


class _File(msgspec.Struct):
    places: dict[str, MapPlace]
    version: int = _VERSION
    pinned: list[str] = []


class PlacesError(GlossographError):
    """A file of places cannot be used."""


def read_places(path: Path) -> Places | None:
    """Read the places that an earlier build or the author wrote; nothing if there is no file.

    Raises:
        PlacesError: The file cannot be read, is a symbolic link or too large, or holds something else.
    """
    try:
        content = _read_file(path)
        if content is None:
            return None
        values = msgspec.json.decode(content, type=_File)
    except OSError as error:
        reason = error.strerror or str(error)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = str(error)
    else:
        reason = _fault(values)
        if not reason:
            return Places(values.places, tuple(sorted(set(values.pinned) & values.places.keys())))
    message = f"{FILE_NAME} is not used ({reason}): the map is laid out afresh; correct the file, or replace it with --new-layout"
    raise PlacesError(message)


def _read_file(path: Path) -> bytes | None:
    """Read a regular file of limited size; a symbolic link is an error."""
    if path.is_symlink():
        message = "it is a symbolic link"
        raise OSError(message)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            message = "it is no regular file"
            raise OSError(message)
        content = file.read(_MAX_FILE_BYTES + 1)
    if len(content) > _MAX_FILE_BYTES:
        message = f"it has more than {_MAX_FILE_BYTES:,} bytes"
        raise OSError(message)
    return content


def _fault(values: _File) -> str:
    """Say what is wrong with the values of a file; empty if nothing is."""
    if values.version != _VERSION:
        return f"version {values.version} is unknown"
    for slug, place in values.places.items():
        if not all(isfinite(value) and abs(value) <= _MAX_COORDINATE for value in (place.x, place.y)):
            return f"the place of {slug!r:.80} is too far away"
    return ""


def places_text(places: Places) -> str:
    """Write places as JSON, one line a term, sorted by slug.

    >>> print(places_text(Places({"bond": MapPlace(0.5, -1.0, "bond"), "a": MapPlace(0.0, 2.0)}, ("bond",))), end="")
    {
    "version": 1,
    "pinned": [
    "bond"
    ],
    "places": {
    "a": [0.0, 2.0],
    "bond": [0.5, -1.0, "bond"]
    }
    }
    """
    lines = [f"{_json(slug)}: {_json(_values(place))}" for slug, place in sorted(places.places.items())]
    parts = (f'"version": {_VERSION}', *_pinned_part(places.pinned), f'"places": {{\n{_joined(lines)}}}')
    return f"{{\n{_joined(parts)}}}\n"


def _pinned_part(pinned: Sequence[str]) -> Iterator[str]:
    if pinned:
        yield f'"pinned": [\n{_joined([_json(slug) for slug in sorted(pinned)])}]'


def _values(place: MapPlace) -> tuple[float | str, ...]:
    return (place.x, place.y, place.region) if place.region else (place.x, place.y)


def _joined(lines: Sequence[str]) -> str:
    return ",\n".join(lines) + "\n" if lines else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
