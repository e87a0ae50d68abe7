"""Baselines: files of known findings, so that only new findings fail a check."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from glossograph.engine.own_files import read_regular
from glossograph.errors import ConfigError
from glossograph.lint.finding import Finding

_VERSION = 1


def fingerprint(finding: Finding) -> str:
    """Return a hash of path, code and message, so that a finding stays known when its line moves.

    >>> from glossograph.config import Level
    >>> before, after = (Finding("a.md", line, 1, "link-self", Level.HINT, "Links to its own article") for line in (3, 4))
    >>> fingerprint(before) == fingerprint(after)
    True
    """
    # Messages about a whole file contain ranks and counts, which change with every new article.
    message = "".join("0" if c.isdigit() else c for c in finding.message) if finding.column == 0 else finding.message
    identity = f"{finding.path}\0{finding.code}\0{message}"
    return hashlib.blake2b(identity.encode("utf-8", errors="replace"), digest_size=8).hexdigest()


def format_baseline(findings: Iterable[Finding]) -> str:
    """Format the findings as the text of a baseline file (JSON)."""
    counts = Counter((finding.path, finding.code, fingerprint(finding)) for finding in findings)
    entries = [{"path": path, "code": code, "is": name, "times": times} for (path, code, name), times in sorted(counts.items())]
    return json.dumps({"version": _VERSION, "known": entries}, ensure_ascii=False, indent=1) + "\n"


def read_baseline(path: Path) -> Counter[str]:
    """Read a baseline: how often each fingerprint is known.

    Raises:
        ConfigError: The file cannot be read or is not a baseline.
    """
    try:
        values: Any = json.loads(read_regular(path))
        entries: Any = values["known"] if values["version"] == _VERSION else None
        return Counter({str(entry["is"]): int(entry["times"]) for entry in entries})
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}): create it with --update-baseline"
        raise ConfigError(message) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{path}: not a baseline of this version: create it again with --update-baseline"
        raise ConfigError(message) from error


def new_findings(findings: Sequence[Finding], known: Counter[str]) -> tuple[Finding, ...]:
    """Return the findings that are not known; a fingerprint that is known twice hides two findings."""
    if not known:
        return tuple(findings)
    remaining = known.copy()
    new = []
    for finding in findings:
        name = fingerprint(finding)
        if remaining[name] > 0:
            remaining[name] -= 1
        else:
            new.append(finding)
    return tuple(new)
