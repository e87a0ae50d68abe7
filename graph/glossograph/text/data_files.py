"""TOML files of the package that people edit without knowing Python: read once, checked, with errors that name file and key."""

import tomllib
from importlib.resources import files
from typing import Any

from glossograph.errors import GlossographError

_DATA = "glossograph/data"


class DataFileError(GlossographError):
    """A data file of the package is not valid."""


def read_data_file(name: str) -> dict[str, Any]:
    """Read a TOML file of the package's data folder.

    Args:
        name: The path below the data folder, such as `front_matter_keys.toml`.

    Raises:
        DataFileError: The file is not valid TOML.
    """
    return _parsed(_text(name), name)


def read_data_key(name: str, key: str) -> str:
    """Read one key of a TOML file, the first of the name, whose value is a text on one line; an empty text without the key.

    Parsing the whole file takes ten times as long.

    Raises:
        DataFileError: The line is not valid TOML.

    >>> read_data_key("languages/it.toml", "abbreviations"), read_data_key("languages/ja.toml", "abbreviations")
    ('art', '')
    """
    _, found, rest = f"\n{_text(name)}".partition(f"\n{key} = ")
    value: str = _parsed(found + rest.partition("\n")[0], name)[key] if found else ""
    return value


def _text(name: str) -> str:
    return files("glossograph").joinpath("data", *name.split("/")).read_text("utf-8")


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{_DATA}/{name}: invalid TOML: {error}"
        raise DataFileError(message) from error


def data_file_error(name: str, key: str, problem: str) -> DataFileError:
    """Make the error for a key with an unusable value.

    >>> str(data_file_error("languages/no.toml", "articles", "write one text of words"))
    "glossograph/data/languages/no.toml: key 'articles': write one text of words"
    """
    return DataFileError(f"{_DATA}/{name}: key {key!r}: {problem}")
