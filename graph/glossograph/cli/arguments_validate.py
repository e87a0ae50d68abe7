"""What `glossograph validate` takes."""

import argparse
from pathlib import Path


def add_validate(validate: argparse.ArgumentParser) -> None:
    """Add the arguments of `glossograph validate`."""
    validate.description = (
        "Tell whether files of RDF, or a folder of exports, obey the rules of SKOS and those of an export. "
        "All that is named is taken as one graph."
    )
    validate.epilog = "Exit status: 0 valid, 1 not valid, 2 not readable."
    validate.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files of RDF, or folders that a build wrote to")
    validate.add_argument("--json", action="store_true", help="print all that is wrong as JSON")
    validate.add_argument("--quiet", action="store_true", help="print only what is wrong")
