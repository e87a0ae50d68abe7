"""`glossograph check`: what to mend in the articles."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from glossograph.cli.findings import examination, settings_of, with_shown_paths
from glossograph.cli.terminal import say
from glossograph.config import Level
from glossograph.errors import ConfigError
from glossograph.lint.baseline import format_baseline, new_findings, read_baseline
from glossograph.lint.code_selection import require_code
from glossograph.lint.finding import Finding
from glossograph.lint.reporters.registry import find_format
from glossograph.lint.rule_pages import read_page
from glossograph.lint.rules import RULES
from glossograph.serialise.file_batch import batch
from glossograph.store.article_store import ArticleStore
from glossograph.text.normalise import count_noun

CLEAN, TO_MEND = 0, 1


def check_command(options: argparse.Namespace) -> int:
    """Check the articles, write what was found, and give the exit status."""
    if options.explain:
        return _explain(options.explain)
    if options.update_baseline and not options.baseline:
        message = "--update-baseline writes the file of --baseline: name it"
        raise ConfigError(message)
    settings, choice = settings_of(options)
    known = Counter[str]() if not options.baseline or options.update_baseline else read_baseline(options.baseline)
    with ArticleStore() as store:
        examined = examination(store, settings.roots, settings, choice, quiet=options.quiet)
    findings = examined.findings if options.sample else with_shown_paths(examined.findings, examined.locations)
    articles = examined.graph.articles
    del examined  # a large graph, while a large report is written
    if options.update_baseline:
        _write(options.baseline, format_baseline(findings))
        if not options.quiet:
            say(f"{count_noun(len(findings), 'finding')} in {options.baseline}")
        return CLEAN
    new = new_findings(findings, known)
    text = find_format(options.format)(new)
    if options.output:
        _write(options.output, text)
    elif sys.stdout is not None and not (options.quiet and options.format == "text"):
        sys.stdout.write(text)
    if options.format == "text" and not options.quiet:
        _summarise(new, len(findings) - len(new), articles)
    return TO_MEND if any(finding.severity is not Level.HINT for finding in new) else CLEAN


def _explain(code: str) -> int:
    if code == "all":
        width = max(map(len, RULES))
        for rule in RULES.values():
            say(f"{rule.code:<{width}}  {rule.severity:<7}  {rule.claim}")
    else:
        for line in read_page(require_code(code)).splitlines():
            say(line)
    return CLEAN


def _write(path: Path, text: str) -> None:
    with batch(path.parent) as files:
        files.text(path.name, text)
        files.keep()


def _summarise(findings: Sequence[Finding], known: int, articles: int) -> None:
    counts = Counter(finding.severity for finding in findings)
    weights = ", ".join(count_noun(counts[level], str(level)) for level in (Level.ERROR, Level.WARNING, Level.HINT))
    also = f"; {known:,} known ones left out" if known else ""
    if findings:
        say("")
    say(f"{count_noun(articles, 'article')}: {weights}{also}")
    mendable = sum(bool(finding.edits) for finding in findings)
    if mendable:
        say(f"`glossograph fix` mends {mendable:,} of them; `glossograph fix --diff` shows how")
