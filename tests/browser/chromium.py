"""Finds the Chromium for the browser tests.

As a script, it prints the path and exits with 0, or prints nothing and exits with 1.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

VARIABLE = "GLOSSOGRAPH_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of the browser: the one in the environment variable, an installed one, or Playwright's own.

    If the variable names a browser that does not exist, no other browser takes its place.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    bundled = playwright.chromium.executable_path
    return installed or (bundled if Path(bundled).is_file() else None)


def main() -> int:
    """Print the path of the browser."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
    if path is None:
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
