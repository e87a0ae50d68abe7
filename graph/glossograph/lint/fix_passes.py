"""Fix articles pass by pass on copies, until a check finds nothing more to fix; then write them, all or none."""

import os
import shutil
import stat
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from glossograph.lint.finding import Finding
from glossograph.lint.fixing import apply_edits, select_compatible
from glossograph.serialise.file_batch import Batch, open_batch

_MAX_PASSES = 10
"""Fixing one fault may uncover another. More passes than this have never been needed."""


class Fixes(NamedTuple):
    """The result of fixing.

    Attributes:
        contents: The new bytes of the files that changed, by path.
        counts: The number of fixes by code of check.
        refused: Why files with something to fix stay as they are, by path.
    """

    contents: dict[str, bytes]
    counts: Counter[str]
    refused: dict[str, str]


def fix_copies(
    roots: Sequence[Path], files: Mapping[str, Path], find_findings: Callable[[Sequence[Path]], Sequence[Finding]]
) -> Fixes:
    """Fix copies of articles until no finding can be fixed any more. The articles themselves stay as they are.

    Args:
        roots: The folders and files that were given to read.
        files: Each article's file, by the path that findings name.
        find_findings: Checks the copies, whose roots it takes.
    """
    contents: dict[str, bytes] = {}
    counts: Counter[str] = Counter()
    refused: dict[str, str] = {}
    within = [root.resolve() for root in roots]
    with tempfile.TemporaryDirectory(prefix="glossograph-") as folder:
        copied_roots, copies = _link_copies(roots, files, Path(folder))
        for _ in range(_MAX_PASSES):
            changed = False
            for path, findings in _fixable_by_path(find_findings(copied_roots)).items():
                if reason := _reason_to_leave(files[path], within):
                    refused[path] = reason
                    continue
                selected = select_compatible(findings)
                data = copies[path].read_bytes()
                new = apply_edits(data, (edit for finding in selected for edit in finding.edits))
                if new is not None and new != data:
                    copies[path].unlink()  # a link to the article, which must not change
                    copies[path].write_bytes(new)
                    contents[path] = new
                    counts.update(finding.code for finding in selected)
                    changed = True
            if not changed:
                break
    return Fixes(contents, counts, refused)


def write_fixed(contents: Mapping[Path, bytes]) -> None:
    """Replace files by their fixed contents, all or none; each keeps its permissions.

    Raises:
        GlossographError: A folder cannot be written to.
    """
    with ExitStack() as stack:
        batches: dict[Path, Batch] = {}
        for path, data in sorted(contents.items()):
            if path.parent not in batches:
                batches[path.parent] = stack.enter_context(open_batch(path.parent))
            with batches[path.parent].open_bytes(path.name) as file:
                file.write(data)
                if hasattr(os, "fchmod"):
                    os.fchmod(file.fileno(), path.stat().st_mode & 0o7777)
        for folder_batch in batches.values():
            folder_batch.commit()


def _reason_to_leave(file: Path, roots: Sequence[Path]) -> str:
    """Say why a file must not be written: the author made it read-only, or it is a link to what was not named."""
    target = file.resolve()
    if not any(target == root or root in target.parents for root in roots):
        return "it is a link that leads out of the folder"
    if not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        return "it is read-only"
    return ""


def _fixable_by_path(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.edits:
            by_path[finding.path].append(finding)
    return by_path


def _link_copies(roots: Sequence[Path], files: Mapping[str, Path], folder: Path) -> tuple[list[Path], dict[str, Path]]:
    """Make a folder of links to the articles, laid out like them, so that findings there have the same paths.

    Returns:
        The roots of the copies, and each article's copy by its path.
    """
    copied_roots = []
    for index, root in enumerate(roots):
        copied_root = folder / str(index) / (root.name or root.resolve().name or "root")
        copied_root.mkdir(parents=True)
        copied_roots.append(copied_root)
    copies: dict[str, Path] = {}
    for path, location in files.items():
        index = next(i for i, root in enumerate(roots) if location == root or root in location.parents)
        if location == roots[index]:
            copied_roots[index].rmdir()
            copy = copied_roots[index]
        else:
            copy = copied_roots[index] / location.relative_to(roots[index])
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            copy.symlink_to(location.absolute())
        except OSError:  # on Windows a link needs a right of its own
            shutil.copy2(location, copy)
        copies[path] = copy
    return copied_roots, copies
