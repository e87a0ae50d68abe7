"""What `glossograph neighbourhood` can be told."""

import argparse
from pathlib import Path

_MOST = 1_000


def add_neighbourhood(neighbourhood: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    neighbourhood.description = "Draw what is around a term, at most 300 terms, as one offline HTML page."
    neighbourhood.add_argument("term", metavar="TERM", help="a term, by any spelling of its slug")
    neighbourhood.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="page that is written")
    neighbourhood.add_argument(
        "--hops", type=_hops, default=1, metavar="N", help="links between the term and the farthest drawn (default: 1)"
    )
    neighbourhood.add_argument("--lang", type=_language, default="en", metavar="TAG", help="language of the names (default: en)")
    neighbourhood.add_argument(
        "--build", type=Path, metavar="DIR", help="folder that a build wrote to (default: here, out/ or exports/)"
    )
    neighbourhood.add_argument("--quiet", action="store_true", help="print errors only")


def _hops(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 <= int(text[:12]) <= _MOST):
        message = f"{text!r} is no number from 0 to {_MOST:,}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _language(text: str) -> str:
    from glossograph.text.languages import language_tag  # noqa: PLC0415 — help needs no table of languages

    tag = language_tag(text)
    if tag is None:
        message = f"{text!r} is no language tag: write it like no or pt-br"
        raise argparse.ArgumentTypeError(message)
    return tag
