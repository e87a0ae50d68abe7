"""`glossograph fix`: the safe repairs, put into the articles."""

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from glossograph.cli.build import Settings
from glossograph.cli.findings import examination, settings_of, shown_path
from glossograph.cli.terminal import printable, say
from glossograph.errors import GlossographError
from glossograph.lint.code_selection import CodeSelection
from glossograph.lint.finding import Finding
from glossograph.lint.fixing import apply_edits, format_diff, select_compatible
from glossograph.read.files import FoundFile, find_files
from glossograph.serialise.file_batch import Batch, batch
from glossograph.store.article_store import ArticleStore

_MOST_PASSES = 10
"""Mending one fault may uncover another; so often, and nothing is left."""


def fix_command(options: argparse.Namespace) -> int:
    """Mend what is safe, or show it, and give the exit status."""
    if options.sample and not options.diff:
        message = "the sample keeps its faults: look at them with --diff"
        raise GlossographError(message)
    settings, choice = settings_of(options)
    files = {file.path: file for file in find_files(settings.roots, settings.config.exclude).files}
    with tempfile.TemporaryDirectory(prefix="glossograph-") as folder:
        mended, counts = _mended(settings, choice, files, Path(folder), quiet=options.quiet)
    before = {path: Path(files[path].location).read_bytes() for path in mended}
    if options.diff:
        for path in sorted(mended):
            name = path if options.sample else shown_path(files[path].location)
            _show(format_diff(name, before[path], mended[path]))
        return 1 if mended else 0
    _write({Path(files[path].location).resolve(): data for path, data in mended.items()})
    if not options.quiet:
        for code, count in sorted(counts.items()):
            say(f"  {count:,} {code}")
        say(f"{sum(counts.values()):,} mended in {len(mended):,} of {len(files):,} files")
    return 0


def _mended(
    settings: Settings, choice: CodeSelection, files: Mapping[str, FoundFile], folder: Path, *, quiet: bool
) -> tuple[dict[str, bytes], Counter[str]]:
    """Mend copies of the files, pass by pass, until a check finds nothing to mend; give what changed, and what was mended."""
    roots, copies = _copied(settings.roots, files, folder)
    mended: dict[str, bytes] = {}
    counts: Counter[str] = Counter()
    with ArticleStore() as store:
        for _ in range(_MOST_PASSES):
            found = examination(store, roots, settings, choice, quiet=quiet).findings
            changed = False
            for path, findings in _by_path(found).items():
                chosen = select_compatible(findings)
                data = copies[path].read_bytes()
                new = apply_edits(data, (edit for finding in chosen for edit in finding.edits))
                if new is not None and new != data:
                    copies[path].unlink()  # a link to the article, which stays as it is
                    copies[path].write_bytes(new)
                    mended[path] = new
                    counts.update(finding.code for finding in chosen)
                    changed = True
            if not changed:
                break
    return mended, counts


def _by_path(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.edits:
            found[finding.path].append(finding)
    return found


def _copied(roots: Sequence[Path], files: Mapping[str, FoundFile], folder: Path) -> tuple[list[Path], dict[str, Path]]:
    """Make a folder of links to the files, laid out as they are, so that what is found there has the same paths."""
    copied = []
    for number, root in enumerate(roots):
        place = folder / str(number) / (root.name or root.resolve().name or "root")
        place.mkdir(parents=True)
        copied.append(place)
    copies: dict[str, Path] = {}
    for path, file in files.items():
        location = Path(file.location)
        number = next(i for i, root in enumerate(roots) if location == root or root in location.parents)
        root = roots[number]
        if location == root:
            copied[number].rmdir()
            place = copied[number]
        else:
            place = copied[number] / location.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            place.symlink_to(location.absolute())
        except OSError:  # Windows, where links need a right of their own
            shutil.copy2(location, place)
        copies[path] = place
    return copied, copies


def _write(mended: Mapping[Path, bytes]) -> None:
    """Put the mended files in the places of the old ones, all or none, with the rights that these had."""
    with ExitStack() as stack:
        batches: dict[Path, Batch] = {}
        for path, data in sorted(mended.items()):
            if path.parent not in batches:
                batches[path.parent] = stack.enter_context(batch(path.parent))
            with batches[path.parent].file(path.name) as file:
                file.write(data)
                if hasattr(os, "fchmod"):
                    os.fchmod(file.fileno(), path.stat().st_mode & 0o7777)
        for one in batches.values():
            one.keep()


def _show(text: str) -> None:
    if sys.stdout is not None:
        sys.stdout.write("".join(f"{printable(line)}\n" for line in text.splitlines()))
