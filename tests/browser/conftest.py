"""A browser for the tests, and pages in it that may not request anything from the network, log or raise."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright
from tests.browser.chromium import VARIABLE, find_chromium
from tests.browser.page import LIMIT_S

WITHOUT_BROWSER = "GLOSSOGRAPH_NO_BROWSER"
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

NEXT_FRAMES = """() => new Promise(resolve => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
})"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser. Without one the tests fail, unless an environment variable allows to skip them."""
    expect.set_options(timeout=LIMIT_S * 1000)
    with sync_playwright() as playwright:
        executable = find_chromium(playwright)
        if executable is None:
            missing = f"No Chromium found: install one, or name it in {VARIABLE}"
            if os.environ.get(WITHOUT_BROWSER) == "1":
                pytest.skip(missing)
            pytest.fail(f"{missing}, or set {WITHOUT_BROWSER}=1 to skip these tests", pytrace=False)
        instance = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS, headless=True, timeout=LIMIT_S * 1000)
        yield instance
        instance.close()


def _record_events(context: BrowserContext, allowed: set[str], events: list[str]) -> None:
    def on_dialog(dialog: Dialog) -> None:
        events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(url: str) -> None:
        if url.split("#", maxsplit=1)[0] not in allowed and not url.startswith("data:"):
            events.append(f"request: {url}")

    context.on("request", lambda request: on_request(request.url))
    context.on("console", lambda message: events.append(f"console {message.type}: {message.text}"))
    context.on("weberror", lambda error: events.append(f"page error: {error.error}"))
    context.on("dialog", on_dialog)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open files without a network. At the end, no page may have requested, logged, raised or popped up anything."""
    events: list[str] = []
    allowed: set[str] = set()
    contexts: list[BrowserContext] = []
    scripted: list[Page] = []

    def open_file(path: Path, fragment: str = "", **settings: Any) -> Page:
        context = browser.new_context(**{"offline": True, "reduced_motion": "reduce", **settings})
        context.set_default_timeout(LIMIT_S * 1000)
        contexts.append(context)
        allowed.add(path.as_uri())
        _record_events(context, allowed, events)
        page = context.new_page()
        page.goto(path.as_uri() + fragment)
        if settings.get("java_script_enabled", True):
            scripted.append(page)
        return page

    yield open_file
    for page in scripted:
        page.evaluate(NEXT_FRAMES)  # events of pending work arrive before the answer
    for context in contexts:
        context.close()
    assert events == []
