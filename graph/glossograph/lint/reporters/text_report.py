"""Findings to read in a terminal, grouped by file."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from glossograph.lint.finding import Finding

_LONGEST = 300


def as_text(findings: Sequence[Finding]) -> str:
    """Write a block for each file: place, severity, code and sentence of each finding, below it what should stand there.

    >>> from glossograph.config import Level
    >>> print(as_text([Finding("en/bond.md", 3, 9, "link-debris", Level.WARNING, "',.' stands behind the link", ",")]), end="")
    en/bond.md
      3:9      warning  link-debris  ',.' stands behind the link
               -> ,
    """
    return "".join(f"{line}\n" for line in _lines(findings))


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    for number, (path, group) in enumerate(groupby(findings, key=lambda finding: finding.path)):
        if number:
            yield ""
        yield shown(path)
        for finding in group:
            place = f"{finding.line}:{finding.column}" if finding.column else str(finding.line or "")
            yield f"  {place:<8} {finding.severity:<8} {finding.code}  {shown(finding.message)}"
            if finding.proposal:
                yield f"{'':<11}-> {shown(finding.proposal)}"


def shown(text: str) -> str:
    r"""Write a text so that a terminal shows it and obeys nothing in it; a long one is cut.

    >>> shown("a\x1b[31m\u202eb")
    'a�[31m�b'
    """
    clean = "".join(c if c.isprintable() or c == " " else "�" for c in text)
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"
