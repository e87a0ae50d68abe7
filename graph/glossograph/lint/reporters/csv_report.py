"""Findings as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from glossograph.lint.finding import FINDING_FIELDS, Finding
from glossograph.text.escape import defused


def as_csv(findings: Sequence[Finding]) -> str:
    r"""Write a header and a row for each finding (RFC 4180); an apostrophe stops spreadsheets from running a cell as a formula.

    >>> from glossograph.config import Level
    >>> as_csv([Finding("a.md", 3, 0, "link-self", Level.HINT, "=1+1")]).splitlines()[1]
    "a.md,3,,link-self,hint,'=1+1,"
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(FINDING_FIELDS)
    for finding in findings:
        rows.writerow([_cell(getattr(finding, name)) for name in FINDING_FIELDS])
    return text.getvalue()


def _cell(value: object) -> str:
    text = "".join(c if c.isprintable() else "�" for c in str(value)) if value else ""
    return defused(text)
