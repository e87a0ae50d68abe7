"""What a test does on the page, and asks of it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect


def look(page: Page) -> dict[str, Any]:
    """Ask what the page shows, when it has come to rest."""
    page.evaluate("window.glossograph.ready")
    page.wait_for_timeout(250)
    found: dict[str, Any] = page.evaluate("window.glossograph.look()")
    return found


def names(page: Page) -> dict[str, str]:
    """Give the names on the map, by slug."""
    return {label["slug"]: label["text"] for label in look(page)["labels"]}


def point(page: Page, slug: str) -> tuple[float, float]:
    """Give the place of a term in the window."""
    page.evaluate("window.glossograph.ready")
    x, y = page.evaluate("slug => window.glossograph.place(slug)", slug)
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + x, box["y"] + y


def search(page: Page, query: str) -> list[str]:
    """Type a query and give what is found: the name shown, and why."""
    page.evaluate("window.glossograph.ready")
    page.locator("#search").fill(query)
    if query.strip():
        expect(page.locator("#popup")).to_be_visible()
    return [" | ".join(text.split("\n")) for text in results(page).all_inner_texts()]


def results(page: Page) -> Locator:
    """Point at what the search has found."""
    return page.locator("#results").get_by_role("option")


def section(page: Page, title: str) -> Locator:
    """Point at a part of the panel."""
    return page.locator("#panel section").filter(has=page.get_by_role("heading", name=title))


def overlaps(labels: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Give the pairs of names that lie on top of one another."""
    return [
        (one["text"], other["text"])
        for place, one in enumerate(labels)
        for other in labels[:place]
        if one["left"] < other["left"] + other["width"]
        and other["left"] < one["left"] + one["width"]
        and one["top"] < other["top"] + other["height"]
        and other["top"] < one["top"] + one["height"]
    ]
