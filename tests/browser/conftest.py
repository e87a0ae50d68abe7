"""A browser for the tests, and pages in it that may neither ask the network for anything nor complain."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright
from tests.browser.chromium import VARIABLE, find_chromium

WITHOUT = "GLOSSOGRAPH_NO_BROWSER"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-3d-apis",  # the page needs no WebGL
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser; where there is none the tests fail, unless they were told that there is none."""
    with sync_playwright() as playwright:
        executable = find_chromium(playwright)
        if executable is None:
            missing = f"no Chromium found: install one, or name it in {VARIABLE}"
            if os.environ.get(WITHOUT) == "1":
                pytest.skip(missing)
            pytest.fail(f"{missing}, or set {WITHOUT}=1 to leave these tests out", pytrace=False)
        started = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS, headless=True)
        yield started
        started.close()


def _record(context: BrowserContext, allowed: set[str], happened: list[str]) -> None:
    def on_dialog(dialog: Dialog) -> None:
        happened.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(url: str) -> None:
        if url.split("#", maxsplit=1)[0] not in allowed and not url.startswith("data:"):
            happened.append(f"request: {url}")

    context.on("request", lambda request: on_request(request.url))
    context.on("console", lambda message: happened.append(f"console {message.type}: {message.text}"))
    context.on("weberror", lambda error: happened.append(f"page error: {error.error}"))
    context.on("dialog", on_dialog)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open files with the network off; at the end, nothing may have been asked for, logged, raised or popped up."""
    happened: list[str] = []
    allowed: set[str] = set()
    contexts: list[BrowserContext] = []

    def open_file(path: Path, fragment: str = "", **settings: Any) -> Page:
        context = browser.new_context(**{"offline": True, "reduced_motion": "reduce", **settings})
        contexts.append(context)
        allowed.add(path.as_uri())
        _record(context, allowed, happened)
        page = context.new_page()
        page.goto(path.as_uri() + fragment)
        return page

    yield open_file
    for context in contexts:
        for page in context.pages:
            page.wait_for_timeout(100)  # what is still under way has time to be heard
        context.close()
    assert happened == []
