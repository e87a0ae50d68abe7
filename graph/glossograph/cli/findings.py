"""What `check` and `fix` have in common: settings, the examination, and paths as the user wrote them."""

import argparse
import gc
import os
from collections.abc import Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import msgspec

from glossograph.cli.build import Settings, jobs, read_settings
from glossograph.cli.terminal import progress
from glossograph.errors import GlossographError
from glossograph.lint.code_selection import CodeSelection, select_codes
from glossograph.lint.finding import Finding
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import CheckResult, check_into


def settings_of(options: argparse.Namespace) -> tuple[Settings, CodeSelection]:
    """Read the settings and the choice of codes.

    Errors: `GlossographError` where something named does not exist or cannot be used.
    """
    settings = read_settings(options)
    return settings, select_codes(settings.config.check, options.select, options.ignore)


def examination(
    store: ArticleStore, roots: Sequence[Path], settings: Settings, choice: CodeSelection, *, quiet: bool
) -> CheckResult:
    """Examine articles, with progress shown."""
    gc.disable()  # values hold no cycles, and collecting takes a fifth of the time
    try:
        with progress(quiet=quiet) as show:
            return check_into(store, roots, settings.config, settings.decisions, choice, jobs=jobs(), progress=show)
    except BrokenProcessPool as error:
        message = "a checking process was killed, perhaps for want of memory: check fewer articles at a time"
        raise GlossographError(message) from error
    finally:
        gc.enable()


def with_shown_paths(findings: Sequence[Finding], locations: Mapping[str, str]) -> tuple[Finding, ...]:
    """Give the findings with the paths of the files, as seen from here, for editors to open."""
    shown = {path: shown_path(location) for path, location in locations.items()}
    return tuple(sorted(msgspec.structs.replace(finding, path=shown.get(finding.path, finding.path)) for finding in findings))


def shown_path(location: str) -> str:
    """Write a file's place relative to here, where it is below."""
    try:
        relative = os.path.relpath(location)
    except ValueError:  # on another drive
        relative = location
    place = location if relative.startswith("..") else relative
    return os.fsencode(place).decode("utf-8", errors="replace").replace(os.sep, "/")
