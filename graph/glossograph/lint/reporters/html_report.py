"""Findings as one offline page that runs nothing."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.pages.page_parts import clean_code, page_environment, read_template, security_policy

_MOST = 500
"""Findings of one code that the page shows."""


def as_html(findings: Sequence[Finding]) -> str:
    """Write a page of all findings by code, the weightiest first; every text of an article is escaped."""
    counts = Counter(finding.code for finding in findings)
    weight = {finding.code: finding.severity for finding in findings}
    order = list(RULES)
    codes = sorted(counts, key=lambda code: (_WEIGHTS[weight[code]], order.index(code)))
    groups = [
        {
            "code": code,
            "severity": str(weight[code]),
            "claim": RULES[code].claim,
            "total": counts[code],
            "findings": [finding for finding in findings if finding.code == code][:_MOST],
        }
        for code in codes
    ]
    return rendered("findings.html", groups=groups, total=len(findings), files=len({finding.path for finding in findings}))


_WEIGHTS = {"error": 0, "warning": 1, "hint": 2, "off": 3}


def rendered(template: str, **values: Any) -> str:  # noqa: ANN401 — whatever the template shows
    """Fill one of the pages of this package that load and run nothing."""
    environment = page_environment()
    environment.filters |= {"code": clean_code, "number": lambda number: f"{number:,}"}
    style = read_template("findings.css")
    page = environment.from_string(read_template(template))
    return page.render(policy=security_policy(scripts=(), styles=(style,)), style=Markup(style), **values)  # noqa: S704 — a file of this package
