"""Finds the Chromium that the browser tests drive.

Run it to learn which one that is: it prints the path and exits with 0, or prints nothing and exits with 1.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

VARIABLE = "GLOSSOGRAPH_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium(playwright: Playwright) -> str | None:
    """Give the path of the browser: the one that the environment names, an installed one, Playwright's own, or none.

    A browser that the environment names and that is not there is a mistake, and not passed over for another.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    own = playwright.chromium.executable_path
    return installed or (own if Path(own).is_file() else None)


def main() -> int:
    """Print where the browser is."""
    with sync_playwright() as playwright:
        found = find_chromium(playwright)
    if found is None:
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
