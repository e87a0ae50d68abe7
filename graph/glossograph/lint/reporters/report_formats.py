"""The report formats of findings by name."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from glossograph.lint.finding import Finding

ReportFormat = Callable[[Sequence[Finding]], str]
FORMATS: Mapping[str, str] = {
    "text": "glossograph.lint.reporters.text_report:as_text",
    "json": "glossograph.lint.reporters.json_report:as_json",
    "sarif": "glossograph.lint.reporters.sarif:as_sarif",
    "github": "glossograph.lint.reporters.github:as_github",
    "csv": "glossograph.lint.reporters.csv_report:as_csv",
    "html": "glossograph.lint.reporters.html_report:as_html",
}
"""The function of each format; a format is imported only when it is used."""


def find_format(name: str) -> ReportFormat:
    """Import the function of a format.

    >>> find_format("text").__name__
    'as_text'
    """
    module, _, function = FORMATS[name].partition(":")
    report_format: ReportFormat = getattr(import_module(module), function)
    return report_format
