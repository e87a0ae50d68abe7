"""What `glossograph export` can be told."""

import argparse
from pathlib import Path

from glossograph.config import EvidenceLevel
from glossograph.export.registry import FORMATS


def add_export(export: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    export.description = "Write a graph that was built before in the formats of other systems."
    export.add_argument("graph", type=Path, metavar="GRAPH", help="folder that a build wrote, or a graph.ttl of it")
    export.add_argument(
        "--to", nargs="+", action="extend", required=True, metavar="NAME", choices=sorted(FORMATS),
        help=f"formats to write: {', '.join(FORMATS)}",
    )  # fmt: skip
    export.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="folder that the files are written to (default: GRAPH's)"
    )
    export.add_argument(
        "--evidence", choices=[*map(str, EvidenceLevel)], help="how much is told of links (default: all there is)"
    )
    export.add_argument("--quiet", action="store_true", help="print errors only")
