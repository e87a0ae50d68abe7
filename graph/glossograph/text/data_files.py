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
    text = files("glossograph").joinpath("data", *name.split("/")).read_text("utf-8")
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
