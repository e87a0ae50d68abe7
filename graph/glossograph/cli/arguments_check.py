"""What `glossograph check`, `fix` and `diff` can be told."""

import argparse
from collections.abc import Callable
from pathlib import Path

FORMATS = ("text", "json", "sarif", "github", "csv", "html")


def add_check(check: argparse.ArgumentParser, add_articles: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the arguments of `check`."""
    check.description = "Say what the authors of articles should mend, with file, line and column, and where possible the text."
    check.epilog = (
        "Exit status: 0 nothing new but hints, 1 errors or warnings, 2 nothing checked. In an article, "
        "<!-- glossograph: ignore CODE --> silences its line and the next, ignore-file the whole file."
    )
    add_articles(check)
    _add_codes(check)
    check.add_argument("--format", choices=FORMATS, default="text", help="how findings are written (default: text)")
    check.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the findings to a file")
    check.add_argument("--baseline", type=Path, metavar="FILE", help="leave out the findings that the file knows")
    check.add_argument("--update-baseline", action="store_true", help="write all findings to the file of --baseline")
    check.add_argument("--explain", metavar="CODE", help="show the page of a check, or all of them in short with `all`")


def add_fix(fix: argparse.ArgumentParser, add_articles: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the arguments of `fix`."""
    fix.description = "Mend what can be mended safely, changing only those bytes of the articles."
    fix.epilog = "Exit status: 0 done, 2 nothing done; with --diff 1 where something would change."
    add_articles(fix)
    _add_codes(fix)
    fix.add_argument("--diff", action="store_true", help="show what would change, and change nothing")


def add_diff(diff: argparse.ArgumentParser) -> None:
    """Add the arguments of `diff`."""
    diff.description = "Say what changed between two graphs: terms, labels and edges added, removed and renamed."
    diff.epilog = "Exit status: 0 compared, 1 something of --fail-on changed, 2 not compared."
    diff.add_argument("old", type=Path, metavar="OLD", help="folder that a build wrote to, or folder of articles")
    diff.add_argument("new", type=Path, metavar="NEW", help="the same, later")
    diff.add_argument("--format", choices=("text", "json", "html"), default="text", help="how it is written (default: text)")
    diff.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to a file")
    diff.add_argument(
        "--fail-on", nargs="+", action="extend", default=[], metavar="WHAT",
        help="exit with 1 where this changed: any, terms, labels, edges, or such as terms-removed",
    )  # fmt: skip
    diff.add_argument("--quiet", action="store_true", help="print errors only")


def _add_codes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--select",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="look for these codes only, such as link or link-self",
    )
    command.add_argument("--ignore", nargs="+", action="extend", default=[], metavar="CODE", help="leave these codes out")
