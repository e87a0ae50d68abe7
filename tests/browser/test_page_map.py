"""The map: what is named, what is bright, how it moves, in which language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.made import PHONE, finance, many, written
from tests.browser.page import look, names, overlaps, point

import glossograph as gg
from glossograph.pages.explorer import explorer
from glossograph.serialise.export_job import ExportJob

OpenPage = Callable[..., Page]


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """Give the page of nine finance terms."""
    return written(tmp_path, *finance())


def test_a_small_graph_shows_every_name_at_once(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert names(page) == {
        "front-office": "Front office", "back-office": "Back office", "bond": "Bond", "stockbroker": "Stockbroker",
        "central-bank": "Central bank", "clearing-house": "Clearing house", "purchase": "Kjøp", "custodian": "Custodian",
        "nominee": "Nominee",
    }  # fmt: skip
    expect(page.locator("#counts")).to_have_text("9 terms · 17 links · 5 languages")


def test_no_two_names_overlap_in_any_language_or_size(open_page: OpenPage, sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    path.write_text(explorer(ExportJob(sample.graph, sample.source, sample.config)).text, encoding="utf-8")
    for settings in ({}, PHONE):
        page = open_page(path, **settings)
        shown = 0
        for tag in ("en", "hi", "ar", "zh", "no"):
            page.locator("#language").select_option(label=sample_language(tag))
            labels = look(page)["labels"]
            assert overlaps(labels) == []
            shown += len(labels)
        assert shown > 5 * (20 if settings else 40)


def sample_language(tag: str) -> str:
    from glossograph.text.languages import language_name

    return language_name(tag)


def test_the_language_switch_changes_names_and_words_in_place(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.locator("#language").select_option(label="हिन्दी")
    shown = names(page)
    assert (shown["bond"], shown["front-office"]) == ("बॉन्ड", "फ्रंट ऑफिस")
    assert shown["clearing-house"] == "Clearing house"  # the fallback
    assert shown["purchase"] == "Kjøp"  # neither
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator("#search")).to_have_attribute("placeholder", "किसी भी भाषा में खोजें")
    page.locator("#legend").evaluate("one => { one.open = true; }")
    expect(page.locator("#borrowed")).to_be_visible()
    assert page.url.endswith("#lang=hi")
    page.locator("#language").select_option(label="English")
    assert names(page)["bond"] == "Bond"
    assert "#" not in page.url


def test_arabic_turns_the_page_around(open_page: OpenPage, page_file: Path) -> None:
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


def test_a_borrowed_name_and_definition_are_marked_with_their_language(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=central-bank&lang=ar")
    expect(page.locator("#panel h2 [lang=en]")).to_have_text("Central bank")
    expect(page.locator("#panel h2 .badge")).to_have_text("en")
    expect(page.locator("#panel .definition .badge")).to_have_text("en")
    page.locator("#language").select_option(label="norsk")
    expect(page.locator("#panel h2")).to_have_text("Sentralbank")
    expect(page.locator("#panel h2 .badge")).to_have_count(0)


def pixel(page: Page, slug: str) -> list[int]:
    """Give the colour in the middle of a term."""
    look(page)
    found: list[int] = page.evaluate(
        """slug => { const canvas = document.getElementById("map"), dense = canvas.width / canvas.clientWidth;
        const [x, y] = glossograph.place(slug).map(place => Math.round(place * dense));
        const one = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        one.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
        return [...one.getImageData(0, 0, 1, 1).data]; }""",
        slug,
    )
    return found


def test_selecting_dims_all_but_the_neighbourhood_and_escape_undoes_it(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    bright = pixel(page, "central-bank"), pixel(page, "stockbroker")
    page.mouse.click(*point(page, "front-office"))
    assert look(page)["term"] == "front-office"
    assert set(names(page)) == {"front-office", "back-office", "stockbroker"}
    assert pixel(page, "central-bank") != bright[0]
    assert pixel(page, "stockbroker") == bright[1]
    page.keyboard.press("Escape")
    assert pixel(page, "central-bank") == bright[0]
    assert look(page)["term"] is None


def test_the_neighbourhood_grows_by_hops(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=front-office")
    page.get_by_role("button", name="Within 2 links").click()
    assert set(names(page)) == {"front-office", "back-office", "stockbroker", "clearing-house", "custodian", "bond", "purchase"}
    expect(page.get_by_role("button", name="Within 2 links")).to_be_focused()
    assert page.url.endswith("#term=front-office&hops=2")
    page.keyboard.press("3")
    assert len(names(page)) == 9


def test_colours_follow_the_system_and_the_switch(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light, node = page.evaluate(ground), pixel(page, "bond")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.classList.contains('dark')")
    dark = page.evaluate(ground)
    assert dark != light
    assert pixel(page, "bond") != node
    page.get_by_role("button", name="More").click()
    page.get_by_label("Colours").select_option("light")
    assert page.evaluate(ground) == light
    assert pixel(page, "bond") == node
    page.reload()
    assert page.evaluate("window.glossograph.ready.then(() => getComputedStyle(document.body).backgroundColor)") == light


def test_the_map_is_dragged_wheeled_and_shown_whole_again(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    x, y = point(page, "bond")
    page.mouse.move(300, 300)
    page.mouse.down()
    page.mouse.move(340, 320, steps=4)
    page.mouse.up()
    moved = point(page, "bond")
    assert (round(moved[0] - x), round(moved[1] - y)) == (40, 20)
    page.mouse.wheel(0, -400)
    assert look(page)["closer"] > 1.2
    assert "at=" in page.url
    page.get_by_role("button", name="Show everything").click()
    assert round(look(page)["closer"], 3) == 1
    assert "#" not in page.url


def test_two_fingers_pinch(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, **PHONE)
    look(page)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, apart: int) -> None:
        places = [{"x": 195 - apart, "y": 400, "id": 0}, {"x": 195 + apart, "y": 400, "id": 1}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    fingers("touchStart", 30)
    for apart in (50, 70, 90):
        fingers("touchMove", apart)
    fingers("touchEnd", 0)
    assert look(page)["closer"] > 1.5


def test_a_large_graph_opens_on_its_most_central_terms_and_tells_more_from_near(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, many(4000)))
    far = look(page)
    assert 5 < len(far["labels"]) < 200
    assert overlaps(far["labels"]) == []
    assert "t000000" in {label["slug"] for label in far["labels"]}
    page.mouse.move(640, 400)
    for _ in range(8):
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(30)
    near = look(page)
    assert near["closer"] > 4
    assert near["terms"] < far["terms"]
    assert {label["slug"] for label in near["labels"]} - {label["slug"] for label in far["labels"]}
    assert overlaps(near["labels"]) == []


def test_a_graph_of_nothing_opens_too(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, many(0)))
    assert look(page)["labels"] == []
    expect(page.locator("#counts")).to_contain_text("0 terms")
    one = open_page(written(tmp_path, many(1)))
    assert names(one) == {"t000000": "Term 0"}


def test_it_runs_without_webgl(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None  # the browser was started without
    assert len(names(page)) == 9
