"""Findings as JSON."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from glossograph.lint.finding import FINDING_FIELDS, Finding

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
# Controls and marks that reorder text on the screen (Unicode Standard Annex 9), and half characters.
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def as_json(findings: Sequence[Finding]) -> str:
    """Write the findings as a list of objects: the fields of a finding, and whether `fix` fixes it."""
    return "".join(_pieces(findings)) if findings else dump_json({"findings": []})


def _pieces(findings: Sequence[Finding]) -> Iterator[str]:
    yield '{\n "findings": ['
    for index, finding in enumerate(findings):
        yield ",\n" if index else "\n"
        yield _format_object(finding)
    yield "\n ]\n}\n"


def _format_object(finding: Finding) -> str:
    """Write an object as `dump_json` would, in a fifth of its time: a collection may have hundreds of thousands of findings."""
    text = ",\n".join(f'   "{name}": {_ENCODE(value)}' for name, value in _values(finding).items())
    return _escape(f"  {{\n{text}\n  }}")


def _values(finding: Finding) -> dict[str, Any]:
    return {**{name: getattr(finding, name) for name in FINDING_FIELDS}, "fixable": bool(finding.edits)}


def dump_json(value: object) -> str:
    r"""Write indented JSON that a terminal can show: control characters and marks that reorder text are escaped.

    >>> dump_json("a\u202eb")
    '"a\\u202eb"\n'
    """
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return _escape(text) + "\n"


def _escape(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
