"""The edits of findings, put into a file's bytes: nothing else of it changes, line ends and encoding least of all."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from glossograph.lint.finding import Edit, Finding
from glossograph.lint.rules import RULES

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FIRST = ("link-repaired", "link-redirect", "link-spelling", "destination-blank", "anchor-cut")


def compatible(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Choose findings of one file whose edits do not touch one another, those of destinations first.

    >>> from glossograph.config import Level
    >>> def finding(code, start, end):
    ...     return Finding("a.md", 1, 1, code, Level.WARNING, "", "", (Edit(start, end, "x"),))
    >>> [one.code for one in compatible([finding("entity", 1, 4), finding("link-repaired", 3, 5), finding("entity", 6, 7)])]
    ['link-repaired', 'entity']
    """
    order = {code: number for number, code in enumerate((*_FIRST, *(code for code in RULES if code not in _FIRST)))}
    chosen: list[Finding] = []
    taken: list[Edit] = []
    for finding in sorted((one for one in findings if one.edits), key=lambda one: (order[one.code], one)):
        if all(edit.end < other.start or other.end < edit.start for edit in finding.edits for other in taken):
            chosen.append(finding)
            taken += finding.edits
    return tuple(chosen)


def fixed(data: bytes, edits: Iterable[Edit]) -> bytes | None:
    r"""Put edits, which must not overlap, into a file's bytes; nothing where the file is not the text of its encoding.

    >>> fixed(b"\xef\xbb\xbfa\r\n[b](/c d)\r\n", [Edit(6, 10, "</c d>")])
    b'\xef\xbb\xbfa\r\n[b](</c d>)\r\n'
    """
    mark, encoding = next(((mark, name) for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return None
    ends = [found.start() - number for number, found in enumerate(re.finditer("\r\n", text))]
    parts: list[str] = []
    last = 0
    for edit in sorted(edits):
        start, end = _offset(edit.start, ends), _offset(edit.end, ends)
        new = edit.text.replace("\n", "\r\n") if ends else edit.text
        parts += (text[last:start], new)
        last = end
    parts.append(text[last:])
    return mark + "".join(parts).encode(encoding)


def _offset(place: int, ends: Sequence[int]) -> int:
    """Count the carriage returns before a place; `ends` are where lines end without them."""
    return place + bisect_left(ends, place)


def difference(path: str, before: bytes, after: bytes) -> str:
    """Write what changes as a unified diff."""
    from difflib import unified_diff  # noqa: PLC0415 — only where a difference is asked for

    def lines(data: bytes) -> list[str]:
        return data.decode("utf-8", errors="replace").splitlines(keepends=True)

    found = unified_diff(lines(before), lines(after), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found)
