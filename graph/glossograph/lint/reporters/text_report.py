"""Findings as text for a terminal, grouped by file."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from glossograph.lint.finding import Finding

_MAX_TEXT_CHARS = 300


def as_text(findings: Sequence[Finding]) -> str:
    """Write a block for each file, with position, severity, code, message and proposal of each finding.

    >>> from glossograph.config import Level
    >>> print(as_text([Finding("en/bond.md", 3, 9, "link-debris", Level.WARNING, "Link is followed by ',.'", ",")]), end="")
    en/bond.md
      3:9      warning  link-debris  Link is followed by ',.'
               -> ,
    """
    return "".join(f"{line}\n" for line in _lines(findings))


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    for index, (path, group) in enumerate(groupby(findings, key=lambda finding: finding.path)):
        if index:
            yield ""
        yield terminal_text(path)
        for finding in group:
            position = f"{finding.line}:{finding.column}" if finding.column else str(finding.line or "")
            yield f"  {position:<8} {finding.severity:<8} {finding.code}  {terminal_text(finding.message)}"
            if finding.proposal:
                yield f"{'':<11}-> {terminal_text(finding.proposal)}"


def terminal_text(text: str) -> str:
    r"""Make a text safe for a terminal: no control characters, and at most 300 characters.

    >>> terminal_text("a\x1b[31m\u202eb")
    'a�[31m�b'
    """
    clean = "".join(c if c.isprintable() or c == " " else "�" for c in text)
    return clean if len(clean) <= _MAX_TEXT_CHARS else f"{clean[:_MAX_TEXT_CHARS]}…"
