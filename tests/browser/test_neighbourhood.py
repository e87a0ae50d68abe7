"""The page of a pyvis network in a browser: its drawing, its panel, and its safety against article text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page import expect_value

import glossograph as gg
from glossograph.pages.neighbourhood_page import render_neighbourhood

OpenPage = Callable[..., Page]
HOSTILE = (
    '</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1> href="javascript:window.pwned=1" \'"`'
    "<a href='https://example.org/'>href</a> &lt;b&gt; {{ 7 * 7 }} <!-- \u2028\u2029 \u202eevil\u2066 \0\ud800"
)


@pytest.fixture
def page_file(tmp_path: Path, sample: gg.KnowledgeGraph) -> Path:
    """The page of the neighbourhood of a term of the sample."""
    path = tmp_path / "near.html"
    sample.to_pyvis(around="front-office").write_html(path)
    return path


def ask(page: Page, name: str, *arguments: str) -> Any:
    """Call a function of `window.glossograph`."""
    return page.evaluate("([name, values]) => window.glossograph[name](...values)", [name, list(arguments)])


def select_by_click(page: Page, slug: str) -> None:
    """Click a term of the drawing and wait until it is selected."""
    box, point = page.locator("#network").bounding_box(), ask(page, "positionOf", slug)
    assert box is not None
    page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])
    expect_value(lambda: ask(page, "selected"), slug)


def test_every_neighbour_is_drawn_with_its_label_and_listed(
    page_file: Path, open_page: OpenPage, sample: gg.KnowledgeGraph
) -> None:
    page = open_page(page_file)
    terms = {neighbour.term for neighbour in sample.neighbours("front-office")} | {sample.term("front-office")}
    assert ask(page, "labels") == {term.slug: str(term.label()) for term in terms}
    listed = page.locator("#panel li").all_text_contents()
    assert sorted(listed) == sorted(str(term.label()) for term in terms)
    expect(page.get_by_role("heading", level=1)).to_have_text("Front Office")
    expect(page.locator("#counts")).to_contain_text(f"{len(terms)} terms")
    assert page.title() == "Front Office"


def test_a_click_on_a_term_shows_its_labels_and_links(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file)
    select_by_click(page, "settlement")
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Settlement")
    expect(panel).to_contain_text("norsk")
    expect(panel).to_contain_text("Linked from")
    panel.get_by_role("button", name="Front Office").first.click()
    expect_value(lambda: ask(page, "selected"), "front-office")
    page.keyboard.press("Escape")
    expect_value(lambda: ask(page, "selected"), None)


def test_the_keyboard_opens_and_closes_a_term(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file)
    page.get_by_role("button", name="Back Office").focus()
    page.keyboard.press("Enter")
    expect_value(lambda: ask(page, "selected"), "back-office")
    expect(page.locator("#panel h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel h2")).to_have_text("Terms")
    expect(page.locator("#panel h2")).to_be_focused()


def test_the_language_menu_changes_all_labels(page_file: Path, open_page: OpenPage, sample: gg.KnowledgeGraph) -> None:
    page = open_page(page_file)
    page.get_by_label("Language of names").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert ask(page, "labels")["front-office"] == str(sample.term("front-office").label("ar"))
    page.get_by_label("Language of names").select_option("no")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert ask(page, "labels")["back-office"] == str(sample.term("back-office").label("no"))


def test_the_page_starts_in_the_requested_language(tmp_path: Path, open_page: OpenPage, sample: gg.KnowledgeGraph) -> None:
    sample.to_pyvis(around="front-office", language="hi").write_html(tmp_path / "near.html")
    page = open_page(tmp_path / "near.html")
    expect(page.get_by_label("Language of names")).to_have_value("hi")
    assert ask(page, "labels")["front-office"] == "फ्रंट ऑफिस"


@pytest.mark.parametrize("settings", [{"viewport": {"width": 390, "height": 844}, "has_touch": True}, {"color_scheme": "dark"}])
def test_the_whole_drawing_is_visible_on_a_phone_and_in_dark_mode(
    page_file: Path, open_page: OpenPage, settings: dict[str, Any]
) -> None:
    page = open_page(page_file, **settings)
    box = page.locator("#network").bounding_box()
    assert box is not None
    for slug in ask(page, "labels"):
        point = ask(page, "positionOf", slug)
        assert 0 < point["x"] < box["width"]
        assert 0 < point["y"] < box["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_text_stays_text(tmp_path: Path, open_page: OpenPage) -> None:
    hostile = {
        "slug": HOSTILE,
        "placeholder": False,
        "labels": {"en": HOSTILE, HOSTILE: HOSTILE, "__proto__": HOSTILE},
        "definitions": {"en": HOSTILE * 100, "__proto__": HOSTILE},
        "x": 0,
        "y": 0,
        "size": 12,
    }
    languages = [{"tag": "en", "name": HOSTILE, "direction": "ltr"}, {"tag": HOSTILE, "name": HOSTILE, "direction": HOSTILE}]
    second = {**hostile, "slug": "constructor", "x": 300}
    links = [[0, 1, 1, ["en", HOSTILE]], [1, 0, 1, []]]
    text = render_neighbourhood(
        {"title": HOSTILE, "language": "en", "languages": languages, "terms": [hostile, second], "links": links, "middle": 0}
    )
    path = tmp_path / "near.html"
    path.write_text(text, encoding="utf-8", newline="\n")
    page = open_page(path)
    select_by_click(page, "constructor")
    page.get_by_label("Language of names").select_option(index=1)
    page.mouse.move(10, 200)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, a, iframe").count() == 0
    assert page.locator("script").count() == 3
    assert "\u202e" not in page.locator("#panel").inner_text()
    assert "49" not in page.title()


def test_hostile_articles_give_a_harmless_page(tmp_path: Path, open_page: OpenPage, write: Callable[..., Path]) -> None:
    attack = "</script><img src=x onerror=window.pwned=1>"
    texts = write({"en/a.md": f"---\ntitle: 'A {attack}'\ndescription: '{attack}'\n---\n[b {attack}](/b)\n", "en/b.md": "# B\n"})
    gg.build(texts).to_pyvis(around="a").write_html(tmp_path / "near.html")
    page = open_page(tmp_path / "near.html")
    select_by_click(page, "a")
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0


def test_nodes_added_to_the_pyvis_network_are_drawn_too(tmp_path: Path, open_page: OpenPage, sample: gg.KnowledgeGraph) -> None:
    network = sample.to_pyvis(around="front-office")
    network.add_node("note", label="<b>A note</b>", x=0, y=-400)
    network.add_edge("note", "front-office")
    network.write_html(tmp_path / "near.html")
    page = open_page(tmp_path / "near.html")
    assert ask(page, "labels")["note"] == "<b>A note</b>"


def test_a_notebook_shows_the_page_in_a_sandboxed_frame(tmp_path: Path, open_page: OpenPage, sample: gg.KnowledgeGraph) -> None:
    path = tmp_path / "notebook.html"
    frame_html = sample.to_pyvis(around="front-office")._repr_html_()
    path.write_text(f"<!doctype html><title>Notebook</title>{frame_html}", encoding="utf-8")
    page = open_page(path)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#panel li").first).to_be_visible()
    assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts"
