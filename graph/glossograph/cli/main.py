"""The command line: what can be asked for, and how it ends."""

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from glossograph import __version__
from glossograph.cli.arguments_ask import add_communities, add_path, add_show, add_stats, add_top
from glossograph.cli.arguments_check import add_check, add_diff, add_fix
from glossograph.cli.arguments_export import add_export
from glossograph.cli.arguments_neighbourhood import add_neighbourhood
from glossograph.cli.arguments_query import add_query
from glossograph.cli.arguments_validate import add_validate
from glossograph.cli.parsing import CommandParser
from glossograph.cli.terminal import complain
from glossograph.config import EvidenceLevel, Related, RepairMode
from glossograph.errors import GlossographError
from glossograph.export.registry import DEFAULT_FORMATS, FORMATS

NOTHING_BUILT, INTERRUPTED, NOT_READ = 2, 128 + signal.SIGINT, 141
"""Exit statuses; a command gives its own where it came to its end. `NOT_READ` is what a shell says of a closed pipe."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status: 0 done, 1 problems under `--strict`, 2 nothing built."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        with _interrupted_later():
            options = _parser().parse_args(arguments)
        module = import_module(f"glossograph.cli.{options.command}")  # `--help` needs none of what they import
        status: int = getattr(module, f"{options.command}_command")(options)
    except GlossographError as error:
        complain(str(error))
        return NOTHING_BUILT
    except KeyboardInterrupt:
        complain("interrupted: what was read is kept, the same command goes on from there")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return NOT_READ
    except OSError as error:
        complain(f"{error.filename or 'the output'}: {error.strerror or error}")
        return NOTHING_BUILT
    return status


@contextlib.contextmanager
def _interrupted_later() -> Iterator[None]:
    """Put a Ctrl-C off until the block is over: where it hits argparse, that fails on the way out."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run() -> NoReturn:
    """Run the command and end the process at once: to take a large graph apart piece by piece would take a second."""
    status = main()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="glossograph", description="One multilingual knowledge graph from linked Markdown articles.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"glossograph {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, dest="command", parser_class=CommandParser
    )
    for name, says, add in _COMMANDS:
        add(commands.add_parser(name, help=says, allow_abbrev=False))
    return parser


def _add_articles(command: argparse.ArgumentParser) -> None:
    """Add what every command takes that reads articles."""
    command.add_argument("articles", nargs="*", type=Path, metavar="ARTICLES", help="folders or files of Markdown articles")
    command.add_argument("--sample", action="store_true", help="take the sample articles that come with glossograph")
    command.add_argument("--config", type=Path, metavar="FILE", help="settings (default: glossograph.toml here or in ARTICLES)")
    command.add_argument("--decisions", type=Path, metavar="FILE", help="decisions (default: decisions.toml here or in ARTICLES)")
    command.add_argument("--repair", choices=[*map(str, RepairMode)], help="which repairs of links are applied (default: sure)")
    command.add_argument("--quiet", action="store_true", help="print errors only")
    command.set_defaults(base_iri=None, related=None, evidence=None, no_placeholders=False)


def _add_review(review: argparse.ArgumentParser) -> None:
    review.description = (
        "Write the undecided cases to decisions.toml, or add the new ones to it; the next build obeys what you fill in."
    )
    _add_articles(review)


def _add_why(why: argparse.ArgumentParser) -> None:
    why.description = "Tell where a term's labels come from, or, of two terms, the links between them."
    why.add_argument("terms", nargs="+", metavar="TERM", help="one term, or source and target")
    why.add_argument("--build", type=Path, metavar="DIR", help="folder that a build wrote to (default: here, out/ or exports/)")


def _add_build(build: argparse.ArgumentParser) -> None:
    build.description = "Build a graph from folders and files of articles and write its files into a folder."
    build.epilog = "Exit status: 0 built, 1 built with problems under --strict, 2 nothing built."
    _add_articles(build)
    build.add_argument("-o", "--output", required=True, type=Path, metavar="DIR", help="folder that the files are written to")
    build.add_argument("--base-iri", metavar="IRI", help="what the IRIs of terms begin with")
    build.add_argument(
        "--format", nargs="+", action="extend", metavar="NAME", choices=sorted(FORMATS),
        help=f"formats to write: {', '.join(FORMATS)} (default: {' '.join(DEFAULT_FORMATS)})",
    )  # fmt: skip
    build.add_argument("--related", choices=[*map(str, Related)], help="which links become skos:related (default: all)")
    build.add_argument("--no-placeholders", action="store_true", help="leave out terms that have no article")
    build.add_argument(
        "--evidence", choices=[*map(str, EvidenceLevel)], help="what links.ttl tells of links (default: sentences)"
    )
    build.add_argument("--timings", action="store_true", help="print how long each stage took, and its memory")
    build.add_argument("--watch", action="store_true", help="build again at every save, and show the page as it changes")
    build.add_argument("--strict", action="store_true", help="exit with 1 where there are problems")


_COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("build", "build a graph from articles and write its files", _add_build),
    ("review", "write the cases that only you can decide to decisions.toml", _add_review),
    ("why", "tell where a label, an alias, an edge or a repair comes from", _add_why),
    ("show", "show a term", add_show),
    ("path", "show how one term leads to another", add_path),
    ("top", "show the most central terms", add_top),
    ("communities", "show the groups that terms make", add_communities),
    ("stats", "count what is in a graph", add_stats),
    ("neighbourhood", "draw what is around a term", add_neighbourhood),
    ("query", "answer a question in SPARQL, or one of the cookbook", add_query),
    ("validate", "tell whether RDF obeys the rules of SKOS and of an export", add_validate),
    ("export", "write a graph in the formats of other systems", add_export),
    ("check", "say what to mend in the articles", lambda parser: add_check(parser, _add_articles)),
    ("fix", "mend in the articles what is safe to mend", lambda parser: add_fix(parser, _add_articles)),
    ("diff", "say what changed between two graphs", add_diff),
)
"""Every command: its name, what it does, and what adds its arguments."""
