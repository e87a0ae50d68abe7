"""Findings -> text: one format a file, each a function of the findings and of what was left out."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from glossograph.check.finding import Finding

Format = Callable[[Sequence[Finding]], str]

FORMATS: Mapping[str, str] = {
    "text": "glossograph.check.formats.text:as_text",
    "json": "glossograph.check.formats.json_values:as_json",
    "sarif": "glossograph.check.formats.sarif:as_sarif",
    "github": "glossograph.check.formats.github:as_github",
    "csv": "glossograph.check.formats.comma:as_csv",
    "html": "glossograph.check.formats.html:as_html",
}
"""Each format's function, imported when it is wanted."""


def format_of(name: str) -> Format:
    """Find the function of a format.

    >>> format_of("text").__name__
    'as_text'
    """
    module, _, function = FORMATS[name].partition(":")
    found: Format = getattr(import_module(module), function)
    return found
