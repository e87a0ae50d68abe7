"""What `glossograph query` takes."""

import argparse
import math
from pathlib import Path

FORMATS = ("table", "csv", "tsv", "json", "turtle", "ntriples")
"""How an answer is written."""

_YEARS = 1e8
"""Seconds that nobody waits."""


def add_query(query: argparse.ArgumentParser) -> None:
    """Add the arguments of `glossograph query`."""
    query.description = (
        "Answer a question in SPARQL on a file of RDF or a folder of exports. The prefixes of the export need no declaring; "
        "nothing leaves the machine. More than 8 MB are loaded once and kept in .glossograph beside the files."
    )
    query.epilog = "Exit status: 0 answered, 2 not answered."
    query.add_argument("graph", nargs="?", type=Path, metavar="GRAPH", help="file of RDF, or folder that a build wrote to")
    query.add_argument("query", nargs="?", metavar="QUERY", help="SELECT, ASK, CONSTRUCT or DESCRIBE in SPARQL 1.1")
    query.add_argument("-f", "--file", type=Path, metavar="FILE", help="read the query from a file (- is the standard input)")
    query.add_argument("--name", metavar="NAME", help="take a query of the cookbook")
    query.add_argument("--list", action="store_true", help="list the cookbook, and what its queries are told")
    query.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="NAME=VALUE", help="tell a query one of its parameters"
    )
    query.add_argument("--format", choices=FORMATS, help="how the answer is written (default: table; turtle for triples)")
    query.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the answer to a file (.csv, .tsv, .json, .ttl, .nt)"
    )
    query.add_argument("--raw", action="store_true", help="leave cells of CSV as they are, formulas of spreadsheets too")
    query.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="stop a query that takes longer, once all is loaded")
    query.add_argument("--quiet", action="store_true", help="print the answer and errors only")


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        message = f"{text!r} is not NAME=VALUE"
        raise argparse.ArgumentTypeError(message)
    return name, value


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < _YEARS:
        message = f"{text!r} is no number of seconds above 0"
        raise argparse.ArgumentTypeError(message)
    return seconds
