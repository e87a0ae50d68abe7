"""Findings -> text: one format a file, each a function of the findings and of what was left out."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from glossograph.lint.finding import Finding

Format = Callable[[Sequence[Finding]], str]
FORMATS: Mapping[str, str] = {
    "text": "glossograph.lint.reporters.text_report:as_text",
    "json": "glossograph.lint.reporters.json_report:as_json",
    "sarif": "glossograph.lint.reporters.sarif:as_sarif",
    "github": "glossograph.lint.reporters.github:as_github",
    "csv": "glossograph.lint.reporters.csv_report:as_csv",
    "html": "glossograph.lint.reporters.html_report:as_html",
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
