"""`python -m tests.torture [--short]`: make all attacks and print the table."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.torture.attacks import ATTACKS
from tests.torture.tally import Effort, report


def main() -> int:
    """Make the attacks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ATTACKS, []], help="attacks to make; all by default")
    parser.add_argument("--short", action="store_true", help="the form that is part of the tests")
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="glossograph-torture-") as folder:
        for name in arguments.names or ATTACKS:
            sys.stderr.write(f"{name}\n")
            rows.append(ATTACKS[name](Effort(not arguments.short, Path(folder, name))))
    return report(rows)


sys.exit(main())
