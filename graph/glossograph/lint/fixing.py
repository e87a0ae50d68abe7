"""Apply the edits of findings to the bytes of a file; encoding and line ends stay as they are."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from glossograph.lint.finding import Edit, Finding
from glossograph.lint.rules import RULES

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FIRST_CODES = ("link-repaired", "link-redirect", "link-spelling", "destination-blank", "anchor-cut")


def select_compatible(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Select findings of one file whose edits do not touch one another; edits of destinations come first.

    >>> from glossograph.config import Level
    >>> def finding(code, start, end):
    ...     return Finding("a.md", 1, 1, code, Level.WARNING, "", "", (Edit(start, end, "x"),))
    >>> findings = [finding("entity", 1, 4), finding("link-repaired", 3, 5), finding("entity", 6, 7)]
    >>> [selected.code for selected in select_compatible(findings)]
    ['link-repaired', 'entity']
    """
    order = {code: rank for rank, code in enumerate((*_FIRST_CODES, *(code for code in RULES if code not in _FIRST_CODES)))}
    selected: list[Finding] = []
    starts: list[int] = []
    ends: list[int] = []
    for finding in sorted((finding for finding in findings if finding.edits), key=lambda finding: (order[finding.code], finding)):
        if not any(_is_touched(edit, starts, ends) for edit in finding.edits):
            selected.append(finding)
            for edit in finding.edits:
                index = bisect_left(ends, edit.end)
                starts.insert(index, edit.start)
                ends.insert(index, edit.end)
    return tuple(selected)


def _is_touched(edit: Edit, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether an edit touches one of others, which are sorted and do not overlap, so that only the nearest counts."""
    nearest = bisect_left(ends, edit.start)
    return nearest < len(starts) and starts[nearest] <= edit.end


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes | None:
    r"""Apply edits, which must not overlap, to the bytes of a file.

    Returns:
        The new bytes; None if the bytes are not valid in their encoding.

    >>> apply_edits(b"\xef\xbb\xbfa\r\n[b](/c d)\r\n", [Edit(6, 10, "</c d>")])
    b'\xef\xbb\xbfa\r\n[b](</c d>)\r\n'
    """
    mark, encoding = next(((mark, name) for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return None
    line_ends = [match.start() - index for index, match in enumerate(re.finditer("\r\n", text))]
    pieces: list[str] = []
    copied_to = 0
    for edit in sorted(edits):
        start, end = _file_offset(edit.start, line_ends), _file_offset(edit.end, line_ends)
        replacement = edit.text.replace("\n", "\r\n") if line_ends else edit.text
        pieces += (text[copied_to:start], replacement)
        copied_to = end
    pieces.append(text[copied_to:])
    return mark + "".join(pieces).encode(encoding)


def _file_offset(offset: int, line_ends: Sequence[int]) -> int:
    """Convert an offset in the text to one in the file, which has a carriage return at each of the `line_ends`."""
    return offset + bisect_left(line_ends, offset)


def format_diff(path: str, before: bytes, after: bytes) -> str:
    """Format the changes of a file as a unified diff."""
    from difflib import unified_diff  # noqa: PLC0415 — only `fix --diff` needs it

    def split_lines(data: bytes) -> list[str]:
        return data.decode("utf-8", errors="replace").splitlines(keepends=True)

    lines = unified_diff(split_lines(before), split_lines(after), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
