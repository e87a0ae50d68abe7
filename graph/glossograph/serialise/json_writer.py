"""JSON written bit by bit, one line an item."""

import json
from collections.abc import Iterable
from typing import IO, Any


def compact(value: Any) -> str:  # noqa: ANN401 — whatever JSON holds
    """Write a value in its own order, letters of every script as they are.

    >>> compact({"b": "é", "a": [1, True]})
    '{"b": "é", "a": [1, true]}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_array(file: IO[str], items: Iterable[Any]) -> None:
    """Write an array, one line an item."""
    file.write("[")
    for number, item in enumerate(items):
        file.write(f"{',' if number else ''}\n{compact(item)}")
    file.write("]")


def write_object(file: IO[str], items: Iterable[tuple[str, Any]]) -> None:
    """Write an object, one line a member."""
    file.write("{")
    for number, (name, item) in enumerate(items):
        file.write(f"{',' if number else ''}\n{compact(name)}: {compact(item)}")
    file.write("}")
