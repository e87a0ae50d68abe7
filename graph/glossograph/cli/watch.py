"""`glossograph build --watch`: build again at every save, and serve the build, whose page reloads."""

import gc
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from glossograph.cli.build import print_summary
from glossograph.cli.live_server import serve_live
from glossograph.cli.options import INSTALL_SERVER, has_server_packages
from glossograph.cli.terminal import print_line, print_message
from glossograph.errors import GlossographError
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.destinations import ARTICLE_SUFFIXES
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.workflow import BuildResult

_MAX_NEW_PROBLEMS = 5
"""New problems that are printed after a save."""

_QUIET_MS = 50
"""A save is complete after this long without another change."""

_POLL_INTERVAL_MS = 200
_INPUT_SUFFIXES = ARTICLE_SUFFIXES | {".txt", ".toml"}
"""Suffixes of the files that a build reads."""


class Rebuilder:
    """Builds again after saves, prints what is new, and keeps the problems of the last build."""

    def __init__(self, build: "Callable[[], tuple[BuildResult, float]]", problems: Sequence[Problem], *, quiet: bool) -> None:
        """Take how to build, and the problems of the first build.

        Args:
            build: Builds, and returns the result with the seconds that it took.
            problems: The problems of the build before the first change.
            quiet: Print errors only.
        """
        self._build = build
        self._problems = problems
        self._quiet = quiet

    def rebuild(self, *, saved: bool) -> bool:
        """Build, and say whether files were written. An error is printed, for the next save to correct.

        Args:
            saved: Whether something was saved; else the build only looks whether something was.
        """
        try:
            result, seconds = self._build()
        except GlossographError as error:
            print_message(str(error))
            return False
        if result.graph is None:
            if saved and not self._quiet:
                print_line(f"No changes; {seconds:.1f} s")
            return False
        if not self._quiet:
            print_summary(result.record.summary, seconds)
            _print_new_problems(self._problems, result.graph.problems)
        self._problems = result.graph.problems
        gc.collect()
        return True


def watch_articles(roots: Sequence[Path], folder: Path, rebuilder: Rebuilder) -> None:
    """Rebuild whenever something below the roots is saved, and reload the page, until Ctrl-C.

    The build is served to this machine only. Without the packages of the extra `serve` it is only rebuilt.

    Args:
        roots: The folders and files that are watched.
        folder: The folder that the builds write to.
        rebuilder: What builds.
    """
    from watchfiles import watch

    def is_input(_change: object, path: str) -> bool:
        return is_watched(Path(path), roots, folder)

    if not has_server_packages():
        print_message(f"--watch only builds: to see the page reload, run `{INSTALL_SERVER}`")
    with serve_live(folder) if has_server_packages() else nullcontext() as server:
        ready = False
        try:
            for changes in watch(
                *roots,
                watch_filter=is_input,
                step=_QUIET_MS,
                debounce=10 * _QUIET_MS,
                rust_timeout=_POLL_INTERVAL_MS,
                yield_on_timeout=True,
            ):
                if changes or not ready:  # the first time, for saves between the first build and the start of watching
                    wrote_files = rebuilder.rebuild(saved=bool(changes))
                    sys.stdout.flush()  # a reader of the output must see it now
                    if wrote_files and server:
                        server.announce_build()
                if not ready:  # only now is every save seen
                    page = f"; open {server.address} to see the page, which reloads" if server else ""
                    print_line(f"Watching {', '.join(map(str, roots))}{page}. Press Ctrl-C to stop.", flush=True)
                    ready = True
        except KeyboardInterrupt:
            return


def is_watched(path: Path, roots: Iterable[Path], folder: Path) -> bool:
    """Say whether a changed path may be an article or a file of settings below the roots.

    Hidden files and the files of an output folder do not count.

    >>> [is_watched(Path(p), [Path("a"), Path(".b")], Path("a/out")) for p in ("a/x.md", "a/.x.md", "a/out/x.md", ".b/x.md")]
    [True, False, False, True]
    """
    changed, output = path.resolve(), folder.resolve()
    for root in map(Path.resolve, roots):
        if changed.is_relative_to(root) and not any(part.startswith(".") for part in changed.relative_to(root).parts):
            is_output = output != root and output.is_relative_to(root) and changed.is_relative_to(output)
            return not is_output and (changed.suffix.lower() in _INPUT_SUFFIXES or not changed.is_file())
    return False


def _print_new_problems(known: Sequence[Problem], problems: Sequence[Problem]) -> None:
    """Print the problems that the last build did not have, on whatever line."""
    known_keys = set(map(problem_key, known))
    new = [problem for problem in problems if problem_key(problem) not in known_keys]
    for problem in new[:_MAX_NEW_PROBLEMS]:
        print_line(f"  {problem.path}{f':{problem.line}' if problem.line else ''} {problem.message}")
    if len(new) > _MAX_NEW_PROBLEMS:
        print_line(f"  and {count_noun(len(new) - _MAX_NEW_PROBLEMS, 'more new problem')}, in report.json")


def problem_key(problem: Problem) -> tuple[str, str, str]:
    """Return what stays the same about a problem from build to build.

    Its line may change. For a missing article, the number of links to it and the file of the first of them may change too: only
    the message up to the quoted name counts.
    """
    if problem.code is ProblemCode.LINK_DANGLING:
        return "", problem.code, problem.message[: max(map(problem.message.rfind, "'\"")) + 1]
    return problem.path, problem.code, problem.message.partition(",")[0]
