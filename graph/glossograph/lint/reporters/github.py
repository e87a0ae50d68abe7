"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from collections.abc import Sequence

from glossograph.config import Level
from glossograph.lint.finding import Finding

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def as_github(findings: Sequence[Finding]) -> str:
    r"""Write a command a finding; whatever an article holds, it cannot end one and begin another.

    >>> from glossograph.config import Level
    >>> as_github([Finding("a,b.md", 3, 0, "link-self", Level.HINT, "50 %\n::error::x")])
    '::notice file=a%2Cb.md,line=3,title=link-self::50 %25%0A::error::x\n'
    """
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    properties = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.code}
    written = ",".join(f"{name}={_escaped(str(value), _PROPERTY)}" for name, value in properties.items() if value)
    message = f"{finding.message}; write {finding.proposal}" if finding.proposal else finding.message
    return f"::{_COMMANDS[finding.severity]} {written}::{_escaped(message, _DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(c, c if c.isprintable() or c == " " else "�") for c in text)
