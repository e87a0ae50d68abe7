"""Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from glossograph import __version__
from glossograph.config import Level
from glossograph.lint.baseline import fingerprint
from glossograph.lint.finding import Finding
from glossograph.lint.reporters.json_report import dump_json
from glossograph.lint.rule_pages import read_page
from glossograph.lint.rules import RULES

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "note"}


def as_sarif(findings: Sequence[Finding]) -> str:
    """Write a log of one run: a rule for each code, with its page as help, and a result for each finding.

    Source: SARIF 2.1.0, sections 3.13 (log), 3.14 (run), 3.19 (tool component), 3.27 (result), 3.28 (location).
    """
    codes = sorted({finding.code for finding in findings})
    driver = {
        "name": "glossograph",
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return dump_json({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    text = read_page(code)
    return {
        "id": code,
        "shortDescription": {"text": rule.claim},
        "fullDescription": {"text": rule.claim},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path, safe="/")}}
    if finding.line:
        location["region"] = {"startLine": finding.line, **({"startColumn": finding.column} if finding.column else {})}
    message = f"{finding.message}; write {finding.proposal}" if finding.proposal else finding.message
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"glossograph/v1": fingerprint(finding)},
    }
