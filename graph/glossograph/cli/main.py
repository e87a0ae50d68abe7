"""The command line: what can be asked for, and how it ends."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from glossograph import __version__
from glossograph.cli.show import complain
from glossograph.config import EvidenceLevel, Related, RepairMode
from glossograph.emit.formats import DEFAULT_FORMATS, FORMATS
from glossograph.errors import GlossographError

BUILT, PROBLEMS, NOTHING_BUILT, INTERRUPTED = 0, 1, 2, 128 + signal.SIGINT
"""Exit statuses."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status: 0 done, 1 problems under `--strict`, 2 nothing built."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        from glossograph.cli.build import build_command  # noqa: PLC0415 — `--help` needs none of what it imports

        return build_command(options)
    except GlossographError as error:
        complain(str(error))
        return NOTHING_BUILT
    except KeyboardInterrupt:
        complain("interrupted: what was read is kept, the same command goes on from there")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return BUILT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="glossograph", description="One multilingual knowledge graph from linked Markdown articles.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"glossograph {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands.add_parser("build", help="build a graph from articles and write its files", allow_abbrev=False))
    return parser


def _add_build(build: argparse.ArgumentParser) -> None:
    build.description = "Build a graph from folders and files of articles and write its files into a folder."
    build.epilog = "Exit status: 0 built, 1 built with problems under --strict, 2 nothing built."
    build.add_argument("articles", nargs="*", type=Path, metavar="ARTICLES", help="folders or files of Markdown articles")
    build.add_argument("--sample", action="store_true", help="build the sample articles that come with glossograph")
    build.add_argument("-o", "--output", required=True, type=Path, metavar="DIR", help="folder that the files are written to")
    build.add_argument("--config", type=Path, metavar="FILE", help="settings (default: glossograph.toml here or in ARTICLES)")
    build.add_argument("--base-iri", metavar="IRI", help="what the IRIs of terms begin with")
    build.add_argument(
        "--format", nargs="+", action="extend", metavar="NAME", choices=sorted(FORMATS),
        help=f"formats to write: {', '.join(FORMATS)} (default: {' '.join(DEFAULT_FORMATS)})",
    )  # fmt: skip
    build.add_argument("--related", choices=list(Related), help="which links become skos:related (default: all)")
    build.add_argument("--no-stubs", action="store_true", help="leave out terms that have no article")
    build.add_argument("--repair", choices=list(RepairMode), help="which repairs of links are applied (default: sure)")
    build.add_argument("--evidence", choices=list(EvidenceLevel), help="what links.ttl tells of links (default: sentences)")
    build.add_argument("--strict", action="store_true", help="exit with 1 where there are problems")
    build.add_argument("--quiet", action="store_true", help="print errors only")
