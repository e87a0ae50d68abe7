"""`python -m glossograph`."""

import sys

from glossograph.cli import main

if __name__ == "__main__":
    sys.exit(main())
