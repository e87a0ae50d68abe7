"""Findings as text for a terminal, grouped by kind, the most serious first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from glossograph.config import Level
from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.model.problem import PROBLEM_KINDS, is_most

_MAX_TEXT_CHARS = 300
_EXAMPLES = 10
"""Findings of a kind that are listed unless all are asked for."""

_SEVERITY_ORDER = {level: rank for rank, level in enumerate(Level)}


def as_text(findings: Sequence[Finding], articles: int = 0, *, show_all: bool = False) -> str:
    """Write a block for each kind of finding: severity, code, count, claim, then ten examples with position and proposal.

    Args:
        findings: The findings, sorted by file.
        articles: The number of articles. A kind that most of them have is one line; 0 if it is not known.
        show_all: List all findings.

    >>> print(as_text([Finding("en/bond.md", 3, 9, "link-debris", Level.WARNING, "Link is followed by ',.'", ",")]), end="")
    warning link-debris, 1 finding: Two punctuation marks follow a link.
      en/bond.md:3:9: Link is followed by ',.'
        -> ,
    """
    return "".join(f"{line}\n" for line in _lines(findings, articles, show_all=show_all))


def group_findings(findings: Sequence[Finding]) -> Mapping[str, Sequence[Finding]]:
    """Group findings by code: errors, then warnings, then hints, the most frequent code first."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.code].append(finding)
    order = sorted(groups, key=lambda code: (_SEVERITY_ORDER[groups[code][0].severity], -len(groups[code]), code))
    return {code: groups[code] for code in order}


def _lines(findings: Sequence[Finding], articles: int, *, show_all: bool) -> Iterator[str]:
    for index, (code, group) in enumerate(group_findings(findings).items()):
        if index:
            yield ""
        files = len({finding.path for finding in group})
        collective = bool(articles) and is_most(files, articles) and not show_all
        count = f"{len(group):,} finding{'' if len(group) == 1 else 's'}"
        yield f"{group[0].severity} {code}, {count}: {RULES[code].claim}"
        if collective:
            kind = PROBLEM_KINDS.get(code)
            yield f"  {files:,} files {kind.files if kind else 'have it'}; --all lists them"
            continue
        for finding in group if show_all else group[:_EXAMPLES]:
            yield f"  {terminal_text(finding.location)}: {terminal_text(finding.message)}"
            if finding.proposal or finding.edits:
                yield f"    -> {terminal_text(finding.proposal or '(nothing)')}"
        if not show_all and len(group) > _EXAMPLES:
            yield f"  {len(group) - _EXAMPLES:,} more; --all lists them"


def terminal_text(text: str) -> str:
    r"""Make a text safe for a terminal: no control characters, and at most 300 characters.

    >>> terminal_text("a\x1b[31m\u202eb")
    'a�[31m�b'
    """
    clean = "".join(c if c.isprintable() or c == " " else "�" for c in text)
    return clean if len(clean) <= _MAX_TEXT_CHARS else f"{clean[:_MAX_TEXT_CHARS]}…"
