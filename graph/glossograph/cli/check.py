"""`glossograph check`: what to fix in the articles."""

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from glossograph.cli.options import (
    PATH,
    ArticleOptions,
    ListCommand,
    article_options,
    ignore_option,
    quiet_option,
    read_settings,
    select_option,
)
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_line, print_table
from glossograph.config import Level
from glossograph.engine.processes import garbage_collection_off
from glossograph.errors import ConfigError, GlossographError
from glossograph.lint.reporters.report_formats import FORMATS
from glossograph.text.escape import BYTE_ORDER_MARK
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.lint.code_selection import CodeSelection
    from glossograph.lint.finding import Finding
    from glossograph.store.article_store import ArticleStore
    from glossograph.workflow import CheckResult, Inputs

_CLEAN, _FINDINGS = 0, 1


@click.command(
    cls=ListCommand,
    epilog=(
        "Exit status: 0 nothing new but hints, 1 errors or warnings, 2 nothing checked. In an article, "
        "<!-- glossograph: ignore CODE --> silences a check on its line and the next, ignore-file in the whole file."
    ),
)
@article_options
@select_option
@ignore_option
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), default="text", help="How to write the findings.")
@click.option("--all", "show_all", is_flag=True, help="As text, list all findings of a kind, not only ten.")
@click.option("-o", "--output", type=PATH, metavar="FILE", help="Write the findings to a file.")
@click.option("--baseline", type=PATH, metavar="FILE", help="Leave out the findings that this file holds.")
@click.option("--update-baseline", is_flag=True, help="Write all findings to the file of --baseline.")
@click.option("--explain", metavar="CODE", help="Show the page of a check; `all` lists all checks.")
@quiet_option
def run(
    *,
    options: ArticleOptions,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    format_name: str,
    show_all: bool,
    output: Path | None,
    baseline: Path | None,
    update_baseline: bool,
    explain: str | None,
    quiet: bool,
) -> int:
    """Report what to fix in ARTICLES, with file, line and column, and where possible the text to write instead.

    As text, the findings are grouped by kind, the most serious first, with ten examples of each, and end with a table.
    """
    from glossograph.lint.baseline import format_baseline, new_findings, read_baseline
    from glossograph.lint.code_selection import select_codes
    from glossograph.lint.reporters.report_formats import find_format
    from glossograph.store.article_store import ArticleStore

    if explain:
        return _print_explanation(explain)
    if update_baseline and not baseline:
        message = "--update-baseline needs a file: add --baseline FILE"
        raise ConfigError(message)
    settings = read_settings(options)
    selection = select_codes(settings.config.check, select, ignore)
    known = read_baseline(baseline) if baseline and not update_baseline else Counter[str]()
    with ArticleStore() as store:
        result = check_articles(store, settings, selection, quiet=quiet)
    findings = result.findings if options.sample else _with_shown_paths(result.findings, result.locations)
    article_count, problem_count = result.graph.articles, len(result.graph.problems)
    del result  # free a large graph before a large report is written
    if baseline and update_baseline:
        _write(baseline, format_baseline(findings))
        if not quiet:
            print_line(f"{count_noun(len(findings), 'finding')} in {baseline}")
        return _CLEAN
    unknown = new_findings(findings, known)
    is_text = format_name == "text"
    text = _as_text(unknown, article_count, show_all=show_all) if is_text else find_format(format_name)(unknown)
    if output:
        _write(output, f"{BYTE_ORDER_MARK}{text}" if format_name == "csv" else text)
    elif sys.stdout is not None and not (quiet and is_text):
        sys.stdout.write(text)
    if is_text and not quiet:
        _print_summary(unknown, len(findings) - len(unknown), article_count, problem_count)
    return _FINDINGS if any(finding.severity is not Level.HINT for finding in unknown) else _CLEAN


def check_articles(store: "ArticleStore", settings: "Inputs", selection: "CodeSelection", *, quiet: bool) -> "CheckResult":
    """Check articles, with their progress shown."""
    from concurrent.futures.process import BrokenProcessPool

    from glossograph.workflow import check_into, default_jobs

    try:
        with garbage_collection_off(), show_progress(quiet=quiet) as progress:
            return check_into(
                store, settings.roots, settings.config, settings.decisions, selection, jobs=default_jobs(), progress=progress
            )
    except BrokenProcessPool as error:
        message = "A process was killed, perhaps because memory ran out: check fewer articles at a time"
        raise GlossographError(message) from error


def shown_path(location: str) -> str:
    """Write the path of a file relative to the working folder if it is below it, for people and editors."""
    try:
        relative = os.path.relpath(location)
    except ValueError:  # on another drive
        relative = location
    path = location if relative.startswith("..") else relative
    return os.fsencode(path).decode("utf-8", errors="replace").replace(os.sep, "/")


def _with_shown_paths(findings: "Sequence[Finding]", locations: Mapping[str, str]) -> "tuple[Finding, ...]":
    shown = {path: shown_path(location) for path, location in locations.items()}
    return tuple(sorted(msgspec.structs.replace(finding, path=shown.get(finding.path, finding.path)) for finding in findings))


def _print_explanation(code: str) -> int:
    from glossograph.lint.code_selection import require_code
    from glossograph.lint.rule_pages import read_page
    from glossograph.lint.rules import RULES

    if code == "all":
        width = max(map(len, RULES))
        for rule in RULES.values():
            print_line(f"{rule.code:<{width}}  {rule.severity:<7}  {rule.claim}")
    else:
        for line in read_page(require_code(code)).splitlines():
            print_line(line)
    return _CLEAN


def _write(path: Path, text: str) -> None:
    from glossograph.serialise.file_batch import open_batch

    with open_batch(path.parent) as files:
        files.write_text(path.name, text)
        files.commit()


def _as_text(findings: "Sequence[Finding]", articles: int, *, show_all: bool) -> str:
    from glossograph.lint.reporters.text_report import as_text

    return as_text(findings, articles, show_all=show_all)


def _print_summary(findings: "Sequence[Finding]", known_count: int, article_count: int, problem_count: int) -> None:
    """Print a table of the findings by code, then their sums."""
    from glossograph.lint.reporters.text_report import group_findings

    if findings:
        print_line("")
        rows = [
            (
                code,
                str(group[0].severity),
                f"{len(group):,}",
                f"{len({finding.path for finding in group}):,}",
                f"{sum(bool(finding.edits) for finding in group):,}",
            )
            for code, group in group_findings(findings).items()
        ]
        print_table(("CODE", "SEVERITY", "FINDINGS", "FILES", "FIXABLE"), rows, right=("FINDINGS", "FILES", "FIXABLE"))
        print_line("")
    counts = Counter(finding.severity for finding in findings)
    severities = ", ".join(count_noun(counts[level], str(level)) for level in (Level.ERROR, Level.WARNING, Level.HINT))
    known = f"; {count_noun(known_count, 'known finding')} left out" if known_count else ""
    print_line(f"{count_noun(article_count, 'article')}: {severities}{known}")
    if problem_count:
        print_line(f"{count_noun(problem_count, 'problem')} in the build's summary and report; the checks look closer")
    fixable = sum(bool(finding.edits) for finding in findings)
    if fixable:
        print_line(f"`glossograph fix` fixes {count_noun(fixable, 'finding')}; `glossograph fix --diff` shows the changes")
