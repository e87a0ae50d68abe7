"""Findings as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from glossograph.lint.finding import FIELDS, Finding

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(findings: Sequence[Finding]) -> str:
    r"""Write a row a finding below a row of names (RFC 4180); a cell that a spreadsheet would compute begins with an apostrophe.

    >>> from glossograph.config import Level
    >>> as_csv([Finding("a.md", 3, 0, "link-self", Level.HINT, "=1+1")]).splitlines()[1]
    "a.md,3,,link-self,hint,'=1+1,"
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(FIELDS)
    for finding in findings:
        rows.writerow([_cell(getattr(finding, name)) for name in FIELDS])
    return text.getvalue()


def _cell(value: object) -> str:
    text = "".join(c if c.isprintable() else "�" for c in str(value)) if value else ""
    return f"'{text}" if text.startswith(_FORMULA) else text
