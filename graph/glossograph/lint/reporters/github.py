"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from collections.abc import Mapping, Sequence

from glossograph.config import Level
from glossograph.lint.finding import Finding

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
_MESSAGE_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY_ESCAPES = {**_MESSAGE_ESCAPES, ":": "%3A", ",": "%2C"}


def as_github(findings: Sequence[Finding]) -> str:
    r"""Write a command for each finding; no text of an article can end a command or begin another.

    >>> from glossograph.config import Level
    >>> as_github([Finding("a,b.md", 3, 0, "link-self", Level.HINT, "50 %\n::error::x")])
    '::notice file=a%2Cb.md,line=3,title=link-self::50 %25%0A::error::x\n'
    """
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    properties = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.code}
    settings = ",".join(f"{name}={_escape(str(value), _PROPERTY_ESCAPES)}" for name, value in properties.items() if value)
    message = f"{finding.message}; write {finding.proposal}" if finding.proposal else finding.message
    return f"::{_COMMANDS[finding.severity]} {settings}::{_escape(message, _MESSAGE_ESCAPES)}"


def _escape(text: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(c, c if c.isprintable() or c == " " else "�") for c in text)
