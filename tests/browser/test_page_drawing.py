"""The drawing of the explorer's map, moved terms, and the controls around it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.explorer_pages import PHONE, finance_graph, numbered_graph, write_explorer
from tests.browser.page import shown_slugs, snapshot, term_position
from tests.browser.test_page_reader import download_file

from glossograph.config import Config, PageConfig
from glossograph.layout.place_file import read_places

OpenPage = Callable[..., Page]


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The explorer of nine finance terms."""
    return write_explorer(tmp_path, *finance_graph())


# ---- Drawing


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (390, 844)])
def test_hardly_any_dot_is_under_a_name_that_is_not_its_own(open_page: OpenPage, tmp_path: Path, size: tuple[int, int]) -> None:
    for terms in (60, 1500):
        page = open_page(write_explorer(tmp_path, numbered_graph(terms)), viewport={"width": size[0], "height": size[1]})
        state = snapshot(page)
        assert state["labels"]
        assert page.evaluate("window.glossograph.covered()") <= 0.02 * state["terms"]


def test_the_map_fits_the_shape_of_the_window(open_page: OpenPage, page_file: Path) -> None:
    for settings in ({}, PHONE):
        page = open_page(page_file, **settings)
        places = [term_position(page, slug) for slug in shown_slugs(page)]
        box = page.locator("#map").bounding_box()
        assert box is not None
        width, height = (max(values) - min(values) for values in zip(*places, strict=True))
        assert width > 0.5 * box["width"]
        assert height > 0.5 * box["height"]


def test_the_author_names_a_community(open_page: OpenPage, tmp_path: Path) -> None:
    config = Config(page=PageConfig(communities={"bond": "Debt <b>"}))
    page = open_page(write_explorer(tmp_path, *finance_graph(), config))
    assert "Debt <b>" in [region["text"] for region in snapshot(page)["regions"]]


def test_a_dragged_term_is_pinned_by_the_address_and_saved_as_places(
    open_page: OpenPage, page_file: Path, tmp_path: Path
) -> None:
    page = open_page(page_file)
    x, y = term_position(page, "nominee")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile("pin=.*nominee"))
    assert snapshot(page)["term"] is None
    second = open_page(page_file, page.url[page.url.index("#") :])
    assert term_position(second, "nominee") == pytest.approx((x + 60, y + 40), abs=3)
    (tmp_path / "places.json").write_bytes(download_file(page, "Save the places"))
    places = read_places(tmp_path / "places.json")
    assert places is not None
    assert places.pinned == ("nominee",)
    assert set(places.places) == {"bond", "nominee", *shown_slugs(page)}


# ---- Controls


def test_up_to_three_paths_follow_the_links_as_the_reader_chooses(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#from=bond&to=front-office")
    expect(page.locator(".path .stop").first).to_have_text("Bond")
    page.get_by_label("Direction of the links").select_option("with")
    expect(page.locator("#panel")).to_contain_text("No path connects these two terms.")
    page.get_by_label("Direction of the links").select_option("any")
    routes = page.locator(".routes button")
    expect(routes).to_have_count(2)
    routes.nth(1).click()
    expect(routes.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".path .stop")).to_have_count(5)


def test_the_tour_goes_through_its_stops_and_ends(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Tour of one minute").click()
    tour = page.locator("#tour")
    texts = set()
    for _ in range(6):
        texts.add(tour.locator("p").inner_text())
        tour.get_by_role("button", name="Next").click()
    assert len(texts) == 6
    tour.get_by_role("button", name="Close").click()
    expect(tour).to_be_hidden()


def test_surprise_opens_some_term_with_an_article(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.keyboard.press("r")
    expect(page.locator("#panel h2")).to_be_visible()
    assert snapshot(page)["term"] not in (None, "clearing-house", "purchase", "nominee")


def test_every_control_of_a_phone_is_large_enough_for_a_finger(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=front-office", **{**PHONE, "is_mobile": True})
    snapshot(page)
    small: list[Any] = page.evaluate(
        "[...document.querySelectorAll('button, select, input')].filter(element => element.checkVisibility())"
        ".map(element => [element.id || element.className, element.getBoundingClientRect().height])"
        ".filter(([, height]) => height < 43.5)"
    )
    assert small == []


def test_a_saved_picture_has_every_text_once(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    texts = re.findall(r">([^<]+)</text>", download_file(page, "Save the map as SVG").decode())
    assert len(texts) == len(set(texts)) > 9
