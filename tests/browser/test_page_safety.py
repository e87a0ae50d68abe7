"""The explorer is safe against article text, and usable with a keyboard and a screen reader."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.explorer_pages import PHONE, finance_graph, hostile_graph, write_explorer
from tests.browser.page import AXE, expect_value, search, shown_names, snapshot

OpenPage = Callable[..., Page]


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The explorer of nine finance terms."""
    return write_explorer(tmp_path, *finance_graph())


def assert_nothing_ran(page: Page) -> None:
    """Assert that the hostile text did nothing."""
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("({}).pwned") is None
    assert page.locator("img, iframe, object, embed, a[href^='javascript']").count() == 0
    assert page.locator("script").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("settings", [{}, PHONE], ids=["desk", "phone"])
def test_hostile_text_is_shown_and_never_run(open_page: OpenPage, tmp_path: Path, settings: dict[str, Any]) -> None:
    page = open_page(write_explorer(tmp_path, *hostile_graph()), **settings)
    snapshot(page)
    assert_nothing_ran(page)
    assert len(search(page, "onerror")) == 3
    assert_nothing_ran(page)
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_contain_text("<img src=x onerror=window.pwned=1>")
    expect(page.locator("#panel .definition")).to_contain_text("</script><script>window.pwned=1</script>")
    page.locator("#panel .how").first.click()
    expect(page.locator("#panel .sentences q").first).to_contain_text("<img src=x")
    assert_nothing_ran(page)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.locator("body").inner_text())
    page.locator("#panel .chips button").first.click()
    page.keyboard.press("f")
    snapshot(page)
    assert_nothing_ran(page)
    page.keyboard.press("t")
    assert_nothing_ran(page)
    page.keyboard.press("Escape")
    page.locator("#language").select_option(label="norsk")
    assert max(map(len, shown_names(page).values())) <= 30
    page.keyboard.press("l")
    assert_nothing_ran(page)
    page.keyboard.press("Escape")
    page.reload()  # the address now contains the hostile slug and keyword
    snapshot(page)
    assert_nothing_ran(page)
    svg = page.evaluate("window.glossograph.svg()")
    assert "<img" not in svg
    assert "<script" not in svg


def test_the_page_contains_no_hostile_text_as_markup(tmp_path: Path) -> None:
    text = write_explorer(tmp_path, *hostile_graph()).read_text(encoding="utf-8")
    assert text.count("</script>") == 4
    assert "<img" not in text
    data = text.split('id="about">')[1].split("</script>")[0]
    assert not re.search("[<>&\u2028\u2029]", data)
    assert re.search(r"script-src &#39;sha256-[^ ]+;|script-src 'sha256-[^ ]+;", text)
    assert "unsafe-inline" not in text


def test_every_action_has_a_key(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=back-office")
    snapshot(page)
    page.locator("#map").focus()
    announcements: list[str] = []
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        announcements.append(page.locator("#status").inner_text())
        if announcements[-1] and not announcements[-1].startswith("Back office"):
            break
    assert re.fullmatch(r".+, (1 link|\d links)", announcements[-1])
    assert not announcements[-1].startswith("Back office")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).not_to_have_text("Back office")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    for key, zoom in (("+", 1.6), ("-", 1.0)):
        page.keyboard.press(key)
        expect_value(lambda: snapshot(page)["zoom"], pytest.approx(zoom, rel=0.01))
    left = "glossograph.positionOf('bond')[0]"
    before = page.evaluate(left)
    page.keyboard.press("Shift+ArrowRight")
    expect_value(lambda: page.evaluate(left), pytest.approx(before - 80))
    page.keyboard.press("0")
    expect_value(lambda: snapshot(page)["zoom"], pytest.approx(1))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.get_by_role("combobox", name="From")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_tab_reaches_every_control_and_its_focus_is_visible(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker")
    snapshot(page)
    expect(page.locator("#panel .row").first).to_be_visible()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, is_visible = page.evaluate(
            "(() => { const element = document.activeElement; return [element.id || element.className || element.tagName, "
            "element.matches(':focus-visible') && getComputedStyle(element).outlineStyle !== 'none']; })()"
        )
        reached.add(name)
        assert is_visible or name in ("BODY", "panel"), name
    assert {"search", "show-list", "show-filters", "show-more", "language", "map", "zoom-in", "go", "how", "close"} <= reached


STATES = {
    "map": ("", "", "#map"),
    "term": ("#term=front-office", "", "#panel .links .row >> nth=0"),
    "path": ("#from=front-office&to=bond", "", ".path .step q >> nth=0"),
    "list": ("#list=name", "", "#list tbody tr >> nth=0"),
    "Arabic": ("#term=bond&lang=ar", "", "#panel .names dd >> nth=0"),
    "filters": ("#links=only:no", "t", "#filter-clear"),
    "comparison": ("#links=compare:en:no", "t", "#filter-second"),
    "focus": ("#term=front-office&focus=1&hops=2", "", "#trail"),
    "shortcuts": ("", "?", "#keys-list dd >> nth=0"),
}
"""States of the page: the address, a key to press, and what is visible then."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_accessibility_violation(open_page: OpenPage, page_file: Path, state: str, scheme: str) -> None:
    assert AXE.is_file(), "axe-core is missing: run make explorer"
    fragment, key, visible = STATES[state]
    page = open_page(page_file, fragment, color_scheme=scheme)
    snapshot(page)
    if key:
        page.keyboard.press(key)
    expect(page.locator(visible)).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(results => results.violations)")
    assert [(violation["id"], [node["html"][:120] for node in violation["nodes"]]) for violation in violations] == []
