"""Actions on the explorer for tests, and polling that does not depend on the speed of the machine."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Locator, Page, expect

T = TypeVar("T")

AXE = Path(__file__).parents[2] / "graph" / "explorer" / "node_modules" / "axe-core" / "axe.min.js"

LIMIT_S = 300.0
"""How long tests wait for something that will happen: far longer than a busy machine needs."""

_INTERVAL_S = 0.02


def poll(read: Callable[[], T], accept: Callable[[T], bool]) -> T:
    """Read a value again and again until it is accepted, and return it. Return the last value after `LIMIT_S`.

    Use it with `page.evaluate` instead of Playwright's `wait_for_function`: that evaluates a string in the page, which the pages'
    content security policy refuses.
    """
    deadline = time.monotonic() + LIMIT_S
    value = read()
    while not accept(value) and time.monotonic() < deadline:
        time.sleep(_INTERVAL_S)
        value = read()
    return value


def expect_value(read: Callable[[], Any], expected: object) -> None:
    """Assert that a value becomes equal to the expected one."""
    assert poll(read, lambda value: bool(value == expected)) == expected


def snapshot(page: Page) -> dict[str, Any]:
    """Return the state of the explorer once it shows its current state and the map is at rest."""
    page.evaluate("window.glossograph.ready")
    state: dict[str, Any] = poll(lambda: page.evaluate("window.glossograph.snapshot()"), lambda state: bool(state["settled"]))
    assert state["settled"], "the map does not come to rest"
    return state


def shown_names(page: Page) -> dict[str, str]:
    """Return the names on the map by slug."""
    return {label["slug"]: label["text"] for label in snapshot(page)["labels"]}


def shown_slugs(page: Page) -> set[str]:
    """Return the slugs of the terms that are named on the map."""
    return set(shown_names(page))


def term_position(page: Page, slug: str) -> tuple[float, float]:
    """Return the position of a term in the window, when the map is at rest."""
    snapshot(page)
    x, y = page.evaluate("slug => window.glossograph.positionOf(slug)", slug)
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + x, box["y"] + y


def search(page: Page, query: str) -> list[str]:
    """Type a query and return the results: the name shown, and why it matches."""
    page.evaluate("window.glossograph.ready")
    popup = page.locator("#popup")
    page.locator("#search").fill("")
    expect(popup).to_be_hidden()
    page.locator("#search").fill(query)
    if query.strip():
        expect(popup).to_be_visible()
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    return [" | ".join(text.split("\n")) for text in result_options(page).all_inner_texts()]


def result_options(page: Page) -> Locator:
    """Locate the results of the search."""
    return page.locator("#results").get_by_role("option")


def panel_section(page: Page, title: str) -> Locator:
    """Locate a section of the panel."""
    return page.locator("#panel section").filter(has=page.get_by_role("heading", name=title))


def overlapping_labels(labels: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the pairs of names on the map that overlap."""
    return [
        (first["text"], second["text"])
        for position, first in enumerate(labels)
        for second in labels[:position]
        if first["left"] < second["left"] + second["width"]
        and second["left"] < first["left"] + first["width"]
        and first["top"] < second["top"] + second["height"]
        and second["top"] < first["top"] + first["height"]
    ]
