"""What the commands take that ask a graph: `show`, `path`, `top`, `communities`, `stats`."""

import argparse
from pathlib import Path

MEASURES = ("pagerank", "indegree", "betweenness")
_MOST = 1_000_000


def add_show(show: argparse.ArgumentParser) -> None:
    """Add the arguments of `glossograph show`."""
    show.description = "Show a term: its names, what it means, its articles, what it links to and what links to it."
    show.add_argument("term", metavar="TERM", help="a term, by any spelling of its slug")
    _add_common(show)
    _add_language(show)


def add_path(path: argparse.ArgumentParser) -> None:
    """Add the arguments of `glossograph path`."""
    path.description = "Show a shortest chain of links from one term to another, each hop with a sentence that links."
    path.add_argument("start", metavar="FROM", help="the term that the chain begins at")
    path.add_argument("end", metavar="TO", help="the term that it ends at")
    _add_common(path)
    _add_language(path)


def add_top(top: argparse.ArgumentParser) -> None:
    """Add the arguments of `glossograph top`."""
    top.description = "Show the most central terms."
    top.add_argument("--by", choices=MEASURES, default=MEASURES[0], help="what makes a term central (default: pagerank)")
    top.add_argument("--number", type=_number, default=20, metavar="N", help="how many terms (default: 20)")
    _add_common(top)
    _add_language(top)


def add_communities(communities: argparse.ArgumentParser) -> None:
    """Add the arguments of `glossograph communities`."""
    communities.description = "Show the groups of terms that link to each other more than to others, the largest first."
    communities.add_argument("--number", type=_number, default=20, metavar="N", help="how many groups (default: 20)")
    _add_common(communities)
    _add_language(communities)


def add_stats(stats: argparse.ArgumentParser) -> None:
    """Add the arguments of `glossograph stats`."""
    stats.description = "Count what is in a graph, and in each language."
    _add_common(stats)


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--build", type=Path, metavar="DIR", help="folder that a build wrote to (default: here, out/ or exports/)"
    )
    command.add_argument("--json", action="store_true", help="write JSON, for programs")


def _add_language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lang", type=_language, default="en", metavar="TAG", help="the reader's language (default: en)")


def _language(text: str) -> str:
    from glossograph.text.languages import language_tag  # noqa: PLC0415 — help needs no table of languages

    tag = language_tag(text)
    if tag is None:
        message = f"{text!r} is no language tag: write it like no or pt-br"
        raise argparse.ArgumentTypeError(message)
    return tag


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:12]) <= _MOST):
        message = f"{text!r} is no number from 1 to {_MOST:,}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
