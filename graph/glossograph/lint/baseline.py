"""Findings that are known already, so that only new ones fail."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from glossograph.errors import ConfigError
from glossograph.lint.finding import Finding

_VERSION = 1


def fingerprint(finding: Finding) -> str:
    """Name a finding by what it says, not by its line, so that it stays known when the text around it changes.

    >>> from glossograph.config import Level
    >>> one, moved = (Finding("a.md", line, 1, "link-self", Level.HINT, "leads to itself") for line in (3, 4))
    >>> fingerprint(one) == fingerprint(moved)
    True
    """
    # Ranks and counts change with every article that is written.
    said = "".join("0" if c.isdigit() else c for c in finding.message) if finding.column == 0 else finding.message
    return hashlib.blake2b(f"{finding.path}\0{finding.code}\0{said}".encode("utf-8", errors="replace"), digest_size=8).hexdigest()


def baseline(findings: Iterable[Finding]) -> str:
    """Write the findings that are to be known."""
    counts = Counter((finding.path, finding.code, fingerprint(finding)) for finding in findings)
    entries = [{"path": path, "code": code, "is": name, "times": times} for (path, code, name), times in sorted(counts.items())]
    return json.dumps({"version": _VERSION, "known": entries}, ensure_ascii=False, indent=1) + "\n"


def read_baseline(path: Path) -> Counter[str]:
    """Read the known findings: how often each fingerprint may be found.

    Errors: `ConfigError` where the file cannot be read or is no baseline.
    """
    try:
        values: Any = json.loads(path.read_text(encoding="utf-8"))
        entries: Any = values["known"] if values["version"] == _VERSION else None
        return Counter({str(entry["is"]): int(entry["times"]) for entry in entries})
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}): write it with --update-baseline"
        raise ConfigError(message) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{path}: is no baseline of this version: write it anew with --update-baseline"
        raise ConfigError(message) from error


def new_findings(findings: Sequence[Finding], known: Counter[str]) -> tuple[Finding, ...]:
    """Leave out the known findings, each as often as it is known."""
    if not known:
        return tuple(findings)
    left = known.copy()
    new = []
    for finding in findings:
        name = fingerprint(finding)
        if left[name] > 0:
            left[name] -= 1
        else:
            new.append(finding)
    return tuple(new)
