"""The page of a pyvis network in a browser: what a reader can do with it, and what an article can not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import glossograph as gg
from glossograph.pages.neighbourhood_page import render

OpenPage = Callable[..., Page]
HOSTILE = (
    '</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1> href="javascript:window.pwned=1" \'"`'
    "<a href='https://example.org/'>href</a> &lt;b&gt; {{ 7 * 7 }} <!-- \u2028\u2029 \u202eevil\u2066 \0\ud800"
)


@pytest.fixture
def near(tmp_path: Path, sample: gg.KnowledgeGraph) -> Path:
    """Give the page of what is around a term of the sample."""
    path = tmp_path / "near.html"
    sample.to_pyvis(around="front-office").write_html(path)
    return path


def ask(page: Page, question: str, *arguments: str) -> Any:
    """Call a function of `window.glossograph`."""
    return page.evaluate("([name, given]) => window.glossograph[name](...given)", [question, list(arguments)])


def click_term(page: Page, slug: str) -> None:
    box, point = page.locator("#network").bounding_box(), ask(page, "pointOf", slug)
    assert box is not None
    page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])


def test_every_term_around_is_drawn_with_its_name_and_listed(near: Path, open_page: OpenPage, sample: gg.KnowledgeGraph) -> None:
    page = open_page(near)
    around = {neighbour.term for neighbour in sample.neighbours("front-office")} | {sample.term("front-office")}
    assert ask(page, "labels") == {term.slug: str(term.label()) for term in around}
    names = page.locator("#panel li").all_text_contents()
    assert sorted(names) == sorted(str(term.label()) for term in around)
    expect(page.get_by_role("heading", level=1)).to_have_text("Front Office")
    expect(page.locator("#counts")).to_contain_text(f"{len(around)} terms")
    assert page.title() == "Front Office"


def test_a_term_that_is_clicked_tells_its_names_its_meaning_and_its_links(near: Path, open_page: OpenPage) -> None:
    page = open_page(near)
    click_term(page, "settlement")
    assert ask(page, "selected") == "settlement"
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Settlement")
    expect(panel).to_contain_text("norsk")
    expect(panel).to_contain_text("Linked from")
    panel.get_by_role("button", name="Front Office").first.click()
    assert ask(page, "selected") == "front-office"
    page.keyboard.press("Escape")
    assert ask(page, "selected") is None


def test_the_keyboard_alone_leads_to_a_term_and_back(near: Path, open_page: OpenPage) -> None:
    page = open_page(near)
    page.get_by_role("button", name="Back Office").focus()
    page.keyboard.press("Enter")
    assert ask(page, "selected") == "back-office"
    expect(page.locator("#panel h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel h2")).to_have_text("Terms")
    expect(page.locator("#panel h2")).to_be_focused()


def test_the_language_of_all_names_changes_in_place(near: Path, open_page: OpenPage, sample: gg.KnowledgeGraph) -> None:
    page = open_page(near)
    page.get_by_label("Language of the names").select_option("ar")
    assert ask(page, "labels")["front-office"] == str(sample.term("front-office").label("ar"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.get_by_label("Language of the names").select_option("no")
    assert ask(page, "labels")["back-office"] == str(sample.term("back-office").label("no"))
    assert page.locator("html").get_attribute("dir") == "ltr"


def test_the_page_begins_in_the_language_that_was_asked_for(
    tmp_path: Path, open_page: OpenPage, sample: gg.KnowledgeGraph
) -> None:
    sample.to_pyvis(around="front-office", language="hi").write_html(tmp_path / "near.html")
    page = open_page(tmp_path / "near.html")
    expect(page.get_by_label("Language of the names")).to_have_value("hi")
    assert ask(page, "labels")["front-office"] == "फ्रंट ऑफिस"


@pytest.mark.parametrize("settings", [{"viewport": {"width": 390, "height": 844}, "has_touch": True}, {"color_scheme": "dark"}])
def test_phones_and_the_dark_have_the_whole_drawing_in_sight(near: Path, open_page: OpenPage, settings: dict[str, Any]) -> None:
    page = open_page(near, **settings)
    box = page.locator("#network").bounding_box()
    assert box is not None
    for slug in ask(page, "labels"):
        point = ask(page, "pointOf", slug)
        assert 0 < point["x"] < box["width"]
        assert 0 < point["y"] < box["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_text_that_attacks_is_text(tmp_path: Path, open_page: OpenPage) -> None:
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
    other = {**hostile, "slug": "constructor", "x": 300}
    links = [[0, 1, 1, ["en", HOSTILE]], [1, 0, 1, []]]
    page_text = render(
        {"title": HOSTILE, "language": "en", "languages": languages, "terms": [hostile, other], "links": links, "middle": 0}
    )
    path = tmp_path / "near.html"
    path.write_text(page_text, encoding="utf-8", newline="\n")
    page = open_page(path)
    click_term(page, "constructor")
    assert ask(page, "selected") == "constructor"
    page.get_by_label("Language of the names").select_option(index=1)
    page.mouse.move(10, 200)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, a, iframe").count() == 0
    assert page.locator("script").count() == 3
    assert "\u202e" not in page.locator("#panel").inner_text()
    assert "49" not in page.title()


def test_the_articles_of_an_attacker_make_a_page_that_does_nothing(
    tmp_path: Path, open_page: OpenPage, write: Callable[..., Path]
) -> None:
    attack = "</script><img src=x onerror=window.pwned=1>"
    texts = write({"en/a.md": f"---\ntitle: 'A {attack}'\ndescription: '{attack}'\n---\n[b {attack}](/b)\n", "en/b.md": "# B\n"})
    gg.build(texts).to_pyvis(around="a").write_html(tmp_path / "near.html")
    page = open_page(tmp_path / "near.html")
    click_term(page, "a")
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0


def test_what_is_added_to_the_pyvis_network_is_drawn_too(tmp_path: Path, open_page: OpenPage, sample: gg.KnowledgeGraph) -> None:
    network = sample.to_pyvis(around="front-office")
    network.add_node("note", label="<b>A note</b>", x=0, y=-400)
    network.add_edge("note", "front-office")
    network.write_html(tmp_path / "near.html")
    page = open_page(tmp_path / "near.html")
    assert ask(page, "labels")["note"] == "<b>A note</b>"


def test_a_notebook_shows_the_page_in_a_frame_that_is_shut_in(
    tmp_path: Path, open_page: OpenPage, sample: gg.KnowledgeGraph
) -> None:
    path = tmp_path / "notebook.html"
    shown = sample.to_pyvis(around="front-office")._repr_html_()
    path.write_text(f"<!doctype html><title>Notebook</title>{shown}", encoding="utf-8")
    page = open_page(path)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#panel li").first).to_be_visible()
    assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts"
