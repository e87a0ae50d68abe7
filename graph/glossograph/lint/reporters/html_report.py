"""Findings as one offline page without scripts."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from glossograph.config import Level
from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.pages.page_parts import clean_code, page_environment, read_template, security_policy

_MAX_FINDINGS_PER_CODE = 500
_SEVERITY_ORDER = {level: rank for rank, level in enumerate(Level)}


def as_html(findings: Sequence[Finding]) -> str:
    """Write a page of the findings by code, errors first."""
    counts = Counter(finding.code for finding in findings)
    severities = {finding.code: finding.severity for finding in findings}
    code_order = list(RULES)
    codes = sorted(counts, key=lambda code: (_SEVERITY_ORDER[severities[code]], code_order.index(code)))
    groups = [
        {
            "code": code,
            "severity": str(severities[code]),
            "claim": RULES[code].claim,
            "total": counts[code],
            "findings": [finding for finding in findings if finding.code == code][:_MAX_FINDINGS_PER_CODE],
        }
        for code in codes
    ]
    return render_page("findings.html", groups=groups, total=len(findings), files=len({finding.path for finding in findings}))


def render_page(template: str, **values: Any) -> str:  # noqa: ANN401 — whatever the template shows
    """Fill a template of a page that loads nothing and runs nothing; every value is escaped."""
    environment = page_environment()
    environment.filters |= {"code": clean_code, "number": lambda number: f"{number:,}"}
    style = read_template("findings.css")
    page = environment.from_string(read_template(template))
    return page.render(policy=security_policy(scripts=(), styles=(style,)), style=Markup(style), **values)  # noqa: S704 — a file of this package
