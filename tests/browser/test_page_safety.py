"""What an article can not do, and what a keyboard and a screen reader can."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.made import PHONE, finance, hostile, written
from tests.browser.page import look, names, search

OpenPage = Callable[..., Page]
AXE = Path(__file__).parents[2] / "graph" / "explorer" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """Give the page of nine finance terms."""
    return written(tmp_path, *finance())


def assert_nothing_ran(page: Page) -> None:
    """Look for what the hostile text would have done."""
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("({}).pwned") is None
    assert page.locator("img, iframe, object, embed, a[href^='javascript']").count() == 0
    assert page.locator("script").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("settings", [{}, PHONE], ids=["desk", "phone"])
def test_hostile_text_is_shown_and_never_run(open_page: OpenPage, tmp_path: Path, settings: dict[str, Any]) -> None:
    page = open_page(written(tmp_path, *hostile()), **settings)
    look(page)
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
    assert_nothing_ran(page)
    page.keyboard.press("Escape")
    page.locator("#language").select_option(label="norsk")
    assert max(map(len, names(page).values())) <= 30
    page.keyboard.press("l")
    assert_nothing_ran(page)
    page.keyboard.press("Escape")
    page.reload()  # the address now holds the hostile slug and keyword
    look(page)
    assert_nothing_ran(page)
    svg = page.evaluate("window.glossograph.svg()")
    assert "<img" not in svg
    assert "<script" not in svg


def test_the_page_holds_no_hostile_text_as_markup(tmp_path: Path) -> None:
    text = written(tmp_path, *hostile()).read_text(encoding="utf-8")
    assert text.count("</script>") == 3
    assert "<img" not in text
    data = text.split('id="about">')[1].split("</script>")[0]
    assert not re.search("[<>&\u2028\u2029]", data)
    assert re.search(r"script-src &#39;sha256-[^ ]+;|script-src 'sha256-[^ ]+;", text)
    assert "unsafe-inline" not in text


def test_everything_can_be_done_with_keys(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=back-office")
    look(page)
    page.locator("#map").focus()
    seen = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown") * 3:
        page.keyboard.press(key)
        seen.add(page.locator("#status").inner_text())
    assert len(seen) >= 3  # each arrow tells where it leads
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).not_to_have_text("Back office")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    for key, closer in (("+", 1.6), ("-", 1.0)):
        page.keyboard.press(key)
        assert look(page)["closer"] == pytest.approx(closer, rel=0.01)
    before = page.evaluate("glossograph.place('bond')[0]")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("glossograph.place('bond')[0]") == pytest.approx(before - 80)
    page.keyboard.press("0")
    assert look(page)["closer"] == pytest.approx(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.get_by_role("combobox", name="From")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_every_control_has_a_visible_focus_and_is_reached_by_tab(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker")
    look(page)
    expect(page.locator("#panel .row").first).to_be_visible()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const one = document.activeElement; return [one.id || one.className || one.tagName, "
            "one.matches(':focus-visible') && getComputedStyle(one).outlineStyle !== 'none']; })()"
        )
        reached.add(told[0])
        assert told[1] or told[0] in ("BODY", "panel"), told
    assert {"search", "show-list", "show-filters", "show-more", "language", "map", "closer", "go", "how", "close"} <= reached


STATES = {
    "map": ("", ""),
    "term": ("#term=front-office", ""),
    "path": ("#from=front-office&to=bond", ""),
    "list": ("#list=name", ""),
    "Arabic": ("#term=bond&lang=ar", ""),
    "filters": ("#links=only:no", "f"),
    "keys": ("", "?"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_to_complain_of(open_page: OpenPage, page_file: Path, state: str, scheme: str) -> None:
    assert AXE.is_file(), "axe-core is missing: run make explorer"
    fragment, key = STATES[state]
    page = open_page(page_file, fragment, color_scheme=scheme)
    look(page)
    if key:
        page.keyboard.press(key)
    page.wait_for_timeout(100)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
