"""`glossograph fix`: apply the safe fixes to the articles."""

import sys
from pathlib import Path

import click

from glossograph.cli.check import check_articles, shown_path
from glossograph.cli.options import (
    ArticleOptions,
    ListCommand,
    article_options,
    ignore_option,
    quiet_option,
    read_settings,
    select_option,
)
from glossograph.cli.terminal import print_line, print_message, printable
from glossograph.errors import GlossographError
from glossograph.text.normalise import count_noun


@click.command(
    cls=ListCommand, epilog="Exit status: 0 done, 2 nothing done; with --diff 0 nothing to change, 1 something to change."
)
@article_options
@select_option
@ignore_option
@click.option("--diff", is_flag=True, help="Show the changes and change nothing.")
@quiet_option
def run(*, options: ArticleOptions, select: tuple[str, ...], ignore: tuple[str, ...], diff: bool, quiet: bool) -> int:
    """Fix in ARTICLES what is safe to fix, changing only those bytes."""
    from glossograph.lint.code_selection import select_codes
    from glossograph.lint.fix_passes import fix_copies, write_fixed
    from glossograph.lint.fixing import format_diff
    from glossograph.read.files import find_files
    from glossograph.store.article_store import ArticleStore

    if options.sample and not diff:
        message = "The sample articles keep their faults: use --diff to see what would change"
        raise GlossographError(message)
    settings = read_settings(options)
    selection = select_codes(settings.config.check, select, ignore).fixable()
    files = {file.path: Path(file.location) for file in find_files(settings.roots, settings.config.exclude).files}
    with ArticleStore() as store:
        fixes = fix_copies(
            settings.roots,
            files,
            lambda roots: check_articles(store, settings._replace(roots=tuple(roots)), selection, quiet=quiet).findings,
        )
    for path, reason in sorted(fixes.refused.items()):
        print_message(f"{path if options.sample else shown_path(str(files[path]))}: {reason}: not fixed")
    if diff:
        for path, data in sorted(fixes.contents.items()):
            name = path if options.sample else shown_path(str(files[path]))
            _print_difference(format_diff(name, files[path].read_bytes(), data))
        return 1 if fixes.contents else 0
    write_fixed({files[path].resolve(): data for path, data in fixes.contents.items()})
    if not quiet:
        for code, count in sorted(fixes.counts.items()):
            print_line(f"  {count:,} {code}")
        fix_count = f"{fixes.counts.total():,} {'fix' if fixes.counts.total() == 1 else 'fixes'}"
        print_line(f"{fix_count} in {len(fixes.contents):,} of {count_noun(len(files), 'file')}")
    return 0


def _print_difference(text: str) -> None:
    if sys.stdout is not None:
        sys.stdout.write("".join(f"{printable(line)}\n" for line in text.splitlines()))
