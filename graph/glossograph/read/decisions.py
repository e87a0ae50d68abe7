"""`decisions.toml` -> decisions: what the author accepted, rejected or named."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from glossograph.cases import Decisions, LinkDecision, TermDecision
from glossograph.errors import ConfigError

FILE_NAME = "decisions.toml"

_Entry = TypeVar("_Entry", LinkDecision, TermDecision)
_TERM_DECISIONS = ("", "sameAs", "differentFrom")


def read_decisions(path: Path) -> Decisions:
    """Read a file of decisions.

    Errors: `ConfigError` where it cannot be read, is not TOML, or an entry lacks a field or decides something else.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        entries = tomllib.loads(text)
        links = _entries(entries, text, "link", LinkDecision)
        terms = _entries(entries, text, "term", TermDecision)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise ConfigError(message) from error
    except msgspec.ValidationError as error:
        message = f"{path}: {error}: write entries as `glossograph review` does"
        raise ConfigError(message) from error
    except (ValueError, TypeError, RecursionError) as error:
        message = f"{path}: is not valid TOML: {error}"
        raise ConfigError(message) from error
    for term in terms:
        if term.decision not in _TERM_DECISIONS:
            message = f"{path}:{term.line}: decision {term.decision!r} of two terms: write 'sameAs' or 'differentFrom'"
            raise ConfigError(message)
    for link in links:
        if link.decision not in ("", "accept", "reject") and "/" not in link.decision:
            message = (
                f"{path}:{link.line}: decision {link.decision!r} of a link: write 'accept', 'reject' or a destination '/...'"
            )
            raise ConfigError(message)
    return Decisions(str(path), tuple(links), tuple(terms))


def _entries(entries: dict[str, Any], text: str, name: str, kind: type[_Entry]) -> list[_Entry]:
    """Convert one kind of entries; each knows the line that it begins on."""
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if line.strip() == f"[[{name}]]"]
    found = entries.get(name, [])
    if not isinstance(found, list) or len(lines) != len(found):
        message = f"entries of {name!r} stand below lines [[{name}]]"
        raise msgspec.ValidationError(message)
    fields = kind.__struct_fields__
    return [
        msgspec.convert([{"decision": "", **entry, "line": line}.get(field) for field in fields], kind)
        for entry, line in zip(found, lines, strict=True)
    ]
