"""Findings as JSON."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from glossograph.lint.finding import FIELDS, Finding

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def as_json(findings: Sequence[Finding]) -> str:
    """Write a list of objects: path, line, column (0 for none), code, severity, message, proposal, and whether `fix` mends it."""
    return "".join(_pieces(findings)) if findings else dumped({"findings": []})


def _pieces(findings: Sequence[Finding]) -> Iterator[str]:
    yield '{\n "findings": ['
    for number, finding in enumerate(findings):
        yield ",\n" if number else "\n"
        yield _written(finding)
    yield "\n ]\n}\n"


def _written(finding: Finding) -> str:
    """Write an object as `dumped` would; that takes five times as long, which hundreds of thousands of findings tell."""
    text = ",\n".join(f'   "{name}": {_ENCODE(value)}' for name, value in values(finding).items())
    return _escaped(f"  {{\n{text}\n  }}")


def values(finding: Finding) -> dict[str, Any]:
    """Give a finding as values that JSON takes."""
    return {**{name: getattr(finding, name) for name in FIELDS}, "fixable": bool(finding.edits)}


def dumped(value: object) -> str:
    r"""Write JSON that a terminal can show: what reorders or commands is escaped.

    >>> dumped("a\u202eb")
    '"a\\u202eb"\n'
    """
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return _escaped(text) + "\n"


def _escaped(text: str) -> str:
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
