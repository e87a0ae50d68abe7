"""The explorer's map: its names, highlights, movements and languages."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.explorer_pages import PHONE, finance_graph, numbered_graph, write_explorer
from tests.browser.page import expect_value, overlapping_labels, poll, shown_names, shown_slugs, snapshot, term_position

import glossograph as gg
from glossograph.pages.explorer import render_explorer
from glossograph.serialise.export_job import ExportJob
from glossograph.text.languages import language_name

OpenPage = Callable[..., Page]
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
WITHOUT_FRAGMENT = re.compile(r"^[^#]*$")


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The explorer of nine finance terms."""
    return write_explorer(tmp_path, *finance_graph())


def test_a_small_graph_shows_every_name_at_once(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert shown_names(page) == {
        "front-office": "Front office", "back-office": "Back office", "bond": "Bond", "stockbroker": "Stockbroker",
        "central-bank": "Central bank", "clearing-house": "Clearing house", "purchase": "Kjøp", "custodian": "Custodian",
        "nominee": "Nominee",
    }  # fmt: skip
    expect(page.locator("#counts")).to_have_text("9 terms · 17 links · 5 languages")


def test_no_two_names_overlap_in_any_language_or_window_size(
    open_page: OpenPage, sample: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    path = tmp_path / "graph.html"
    path.write_text(render_explorer(ExportJob(sample.graph, sample.source, sample.config)).text, encoding="utf-8")
    for settings in ({}, PHONE):
        page = open_page(path, **settings)
        name_count = 0
        for tag in ("en", "hi", "ar", "zh", "no"):
            page.locator("#language").select_option(label=language_name(tag))
            labels = snapshot(page)["labels"]
            assert overlapping_labels(labels) == []
            name_count += len(labels)
        assert name_count > 5 * (20 if settings else 40)


def test_the_language_menu_changes_names_and_texts(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.locator("#language").select_option(label="हिन्दी")
    names = shown_names(page)
    assert (names["bond"], names["front-office"]) == ("बॉन्ड", "फ्रंट ऑफिस")
    assert names["clearing-house"] == "Clearing house"  # from the fallback language
    assert names["purchase"] == "Kjøp"  # in neither language
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator("#search")).to_have_attribute("placeholder", "किसी भी भाषा में खोजें")
    page.locator("#legend").evaluate("legend => { legend.open = true; }")
    expect(page.locator("#name-fallback")).to_be_visible()
    expect(page).to_have_url(re.compile("#lang=hi$"))
    page.locator("#language").select_option(label="English")
    assert shown_names(page)["bond"] == "Bond"
    expect(page).to_have_url(WITHOUT_FRAGMENT)


def test_arabic_mirrors_the_page(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=front-office")
    expect(page.locator("#panel h2")).to_have_text("Front office")
    before = page.locator("#panel").bounding_box()
    page.locator("#language").select_option(label="العربية")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#panel h2")).to_have_text("المكتب الأمامي")
    after = page.locator("#panel").bounding_box()
    assert before is not None
    assert after is not None
    assert before["x"] > 0 == after["x"]
    expect(page.locator("#panel .definition")).to_have_text("يتعامل مع العملاء.")
    expect(page.locator("#panel dd [lang=hi]")).to_have_attribute("dir", "ltr")


def test_a_name_or_definition_in_another_language_has_a_badge(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=central-bank&lang=ar")
    expect(page.locator("#panel h2 [lang=en]")).to_have_text("Central bank")
    expect(page.locator("#panel h2 .badge")).to_have_text("en")
    expect(page.locator("#panel .definition .badge")).to_have_text("en")
    page.locator("#language").select_option(label="norsk")
    expect(page.locator("#panel h2")).to_have_text("Sentralbank")
    expect(page.locator("#panel h2 .badge")).to_have_count(0)


def term_colour(page: Page, slug: str) -> list[int]:
    """Return the colour in the middle of a term, when the map is at rest."""
    snapshot(page)
    colour: list[int] = page.evaluate(
        """slug => { const canvas = document.getElementById("map"), pixelRatio = canvas.width / canvas.clientWidth;
        const [x, y] = glossograph.positionOf(slug).map(value => Math.round(value * pixelRatio));
        const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        pixel.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
        return [...pixel.getImageData(0, 0, 1, 1).data]; }""",
        slug,
    )
    return colour


def test_a_selected_term_dims_all_but_its_neighbours_until_escape(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    before = term_colour(page, "central-bank"), term_colour(page, "stockbroker")
    page.mouse.click(*term_position(page, "front-office"))
    expect_value(lambda: snapshot(page)["term"], "front-office")
    expect_value(lambda: shown_slugs(page), {"front-office", "back-office", "stockbroker"})
    assert term_colour(page, "central-bank") != before[0]
    assert term_colour(page, "stockbroker") == before[1]
    page.keyboard.press("Escape")
    expect_value(lambda: snapshot(page)["term"], None)
    expect_value(lambda: term_colour(page, "central-bank"), before[0])


def test_more_hops_highlight_more_terms(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=front-office")
    page.get_by_role("button", name="Within 2 links").click()
    two_hops = {"front-office", "back-office", "stockbroker", "clearing-house", "custodian", "bond", "purchase"}
    expect_value(lambda: shown_slugs(page), two_hops)
    expect(page.get_by_role("button", name="Within 2 links")).to_be_focused()
    expect(page).to_have_url(re.compile("#term=front-office&hops=2$"))
    page.keyboard.press("3")
    expect_value(lambda: len(shown_names(page)), 9)


def test_colours_follow_the_system_and_the_menu(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, color_scheme="light")
    light, light_term = page.evaluate(BACKGROUND), term_colour(page, "bond")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_class("dark")
    expect(page.locator("body")).not_to_have_css("background-color", light)
    poll(lambda: term_colour(page, "bond"), lambda colour: colour != light_term)
    assert term_colour(page, "bond") != light_term
    page.get_by_role("button", name="More").click()
    page.get_by_label("Colours").select_option("light")
    expect(page.locator("body")).to_have_css("background-color", light)
    expect_value(lambda: term_colour(page, "bond"), light_term)
    page.reload()
    page.evaluate("window.glossograph.ready")
    expect(page.locator("body")).to_have_css("background-color", light)


def test_the_map_can_be_dragged_zoomed_and_shown_whole_again(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    x, y = term_position(page, "bond")

    def moved_by() -> tuple[int, int]:
        new_x, new_y = term_position(page, "bond")
        return round(new_x - x), round(new_y - y)

    page.mouse.move(300, 300)
    page.mouse.down()
    page.mouse.move(340, 320, steps=4)
    page.mouse.up()
    expect_value(moved_by, (40, 20))
    page.mouse.wheel(0, -400)
    assert poll(lambda: snapshot(page)["zoom"], lambda zoom: zoom > 1.2) > 1.2
    expect(page).to_have_url(re.compile("at="))
    page.get_by_role("button", name="Show the whole map").click()
    expect_value(lambda: round(snapshot(page)["zoom"], 3), 1)
    expect(page).to_have_url(WITHOUT_FRAGMENT)


def test_two_fingers_zoom_the_map(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, **PHONE)
    snapshot(page)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, distance: int) -> None:
        points = [{"x": 195 - distance, "y": 400, "id": 0}, {"x": 195 + distance, "y": 400, "id": 1}] if distance else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 30)
    for distance in (50, 70, 90):
        fingers("touchMove", distance)
    fingers("touchEnd", 0)
    assert poll(lambda: snapshot(page)["zoom"], lambda zoom: zoom > 1.5) > 1.5


def test_a_large_graph_shows_its_most_central_terms_and_more_after_zooming(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_explorer(tmp_path, numbered_graph(4000)))
    far = snapshot(page)
    assert 5 < len(far["labels"]) < 200
    assert overlapping_labels(far["labels"]) == []
    assert "t000000" in {label["slug"] for label in far["labels"]}
    page.mouse.move(640, 400)
    for _ in range(8):
        page.mouse.wheel(0, -300)
    near = poll(lambda: snapshot(page), lambda state: state["zoom"] > 4)
    assert near["zoom"] > 4
    assert near["terms"] < far["terms"]
    assert {label["slug"] for label in near["labels"]} - {label["slug"] for label in far["labels"]}
    assert overlapping_labels(near["labels"]) == []


def test_an_empty_graph_opens_too(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_explorer(tmp_path, numbered_graph(0)))
    assert snapshot(page)["labels"] == []
    expect(page.locator("#counts")).to_contain_text("0 terms")
    page_of_one_term = open_page(write_explorer(tmp_path, numbered_graph(1)))
    assert shown_names(page_of_one_term) == {"t000000": "Term 0"}


def test_the_map_needs_no_webgl(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None  # the browser is started without it
    assert len(shown_names(page)) == 9
