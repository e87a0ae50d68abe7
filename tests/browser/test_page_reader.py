"""The explorer around its map: search, panel, sentences, paths, filters, list, addresses and files."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest
import rdflib
from playwright.sync_api import Page, expect
from rdflib.namespace import SKOS
from tests.browser.explorer_pages import HOSTILE, PHONE, finance_graph, numbered_graph, write_explorer
from tests.browser.page import (
    expect_value,
    panel_section,
    poll,
    result_options,
    search,
    shown_names,
    shown_slugs,
    snapshot,
    term_position,
)

from glossograph.config import Config, PageConfig

OpenPage = Callable[..., Page]


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The explorer of nine finance terms."""
    return write_explorer(tmp_path, *finance_graph())


# ---- Search


@pytest.mark.parametrize(
    ("query", "results"),
    [
        ("EUROPEENNE", ["Central bank | Banque centrale européenne · English"]),
        ("kjop", ["Kjøp no | norsk", "Stockbroker | Kjøper og selger for andre. · norsk"]),
        ("lanebevis", ["Bond | Lånebevis · norsk"]),
        ("clearinghouse", ["Clearing house | clearing-house · slug"]),
        ("المكتب الخلفي", ["Back office | المكتب الخلفي · العربية"]),
        ("बैक", ["Back office | बैक ऑफिस · हिन्दी"]),
        ("前台", ["Front office | 前台 · 中文"]),
        ("no such thing", []),
        ("   ", []),
    ],
)
def test_the_search_matches_names_in_every_language_and_shows_which(
    open_page: OpenPage, page_file: Path, query: str, results: list[str]
) -> None:
    assert search(open_page(page_file), query) == results


def test_the_search_works_with_the_keyboard_only(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    field = page.get_by_role("combobox", name="Search")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("office")
    expect(field).to_have_attribute("aria-expanded", "true")
    active = page.locator("#results").get_by_role("option", selected=True)
    expect(active).to_have_count(1)
    first = active.inner_text()
    assert field.get_attribute("aria-activedescendant") == active.get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(active).not_to_have_text(first, use_inner_text=True)
    page.keyboard.press("ArrowDown")  # from the last to the first
    expect(active).to_have_text(first, use_inner_text=True)
    page.keyboard.press("Escape")
    expect(page.locator("#popup")).to_be_hidden()
    assert snapshot(page)["term"] is None
    page.keyboard.press("ArrowDown")  # opens the list again
    expect(page.locator("#popup")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    assert snapshot(page)["term"] in ("back-office", "front-office")
    page.keyboard.press("Escape")
    expect_value(lambda: snapshot(page)["term"], None)
    expect(page.locator("#map")).to_be_focused()


def test_a_click_on_a_result_opens_its_term(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    search(page, "obligasjon")
    result_options(page).click()
    expect(page.locator("#panel h2")).to_have_text("Bond")
    expect(page.locator("#popup")).to_be_hidden()


# ---- The panel


def test_the_panel_shows_names_definition_links_and_articles(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.mouse.click(*term_position(page, "bond"))
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("Bond")
    expect(panel.locator(".kind")).to_have_text("2 articles · rank 1 of 9")
    expect(panel.locator(".definition")).to_have_text("A loan that is traded.")
    expect(panel_section(page, "Names").locator("dd")).to_have_text(
        ["BondDebenture", "السند", "बॉन्ड", "ObligasjonLånebevis", "债券", "bond"]
    )
    expect(panel_section(page, "Linked from").locator(".row")).to_have_text(
        [
            "Central bank3× en hi noSentences: Central bank",
            "Stockbroker1× enSentences: Stockbroker",
            "Nominee1× enSentences: Nominee",
        ]
    )
    expect(panel_section(page, "Links to")).to_contain_text("none")
    expect(panel_section(page, "Articles").locator("li")).to_have_text(["enen/bond.md", "nono/bond.md"])
    expect(panel_section(page, "Articles").locator("a")).to_have_count(0)
    page.get_by_role("button", name="Stockbroker", exact=True).click()
    expect(panel.locator("h2")).to_be_focused()
    expect(page.locator("#status")).to_have_text("Stockbroker, 3 links")
    expect(panel_section(page, "Links to").locator(".badge")).to_have_text(["no", "repaired"])
    page.get_by_role("button", name="Close", exact=True).click()
    expect(panel).to_be_hidden()


def test_the_panel_of_a_placeholder_says_that_it_has_no_article(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=clearing-house")
    expect(page.locator("#panel .kind")).to_contain_text("No article yet, only links to this term")


def test_sentences_show_their_anchor_and_the_repaired_destination(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker")
    page.get_by_role("button", name="Sentences: Kjøp").click()
    sentence = panel_section(page, "Links to").locator(".sentences li")
    expect(sentence).to_have_count(1)
    expect(sentence.locator("q")).to_have_text("Here Kjøp is named, in no.")
    expect(sentence.locator("mark")).to_have_text("Kjøp")
    expect(sentence).to_contain_text("no/stockbroker.md:7")
    expect(sentence).to_contain_text("Repaired: the article links to /purchase")
    page.get_by_role("button", name="Sentences: Kjøp").click()
    expect(sentence).to_be_hidden()


def test_articles_are_links_if_the_page_knows_their_address(open_page: OpenPage, tmp_path: Path) -> None:
    config = Config(page=PageConfig(source="https://example.org/articles/"))
    page = open_page(write_explorer(tmp_path, *finance_graph(), config), "#term=bond")
    link = panel_section(page, "Articles").locator("a").first
    expect(link).to_have_attribute("href", "https://example.org/articles/en/bond.md")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_the_about_dialog_lists_what_the_page_omits(open_page: OpenPage, tmp_path: Path) -> None:
    config = Config(page=PageConfig(languages=("en", "hi"), definitions=False, sentences=False))
    page = open_page(write_explorer(tmp_path, *finance_graph(), config), "#term=stockbroker&lang=no")
    expect(page.locator("#panel h2")).to_have_text("Stockbroker")  # the page has no Norwegian names
    expect(page.locator("#language option")).to_have_text(["English", "हिन्दी"])
    page.get_by_role("button", name="Sentences: purchase").click()
    expect(panel_section(page, "Links to")).to_contain_text("This page has no sentences for this link.")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="About this page").click()
    about = page.locator("#about-text")
    expect(about).to_contain_text("names in ar, no, zh")
    expect(about).to_contain_text("definitions of 6 terms")
    expect(about).to_contain_text("sentences of 6 terms")
    expect(about.get_by_role("link")).to_have_attribute("href", "https://example.org/licence")


# ---- Paths


def test_a_path_is_explained_by_a_sentence_for_every_link(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=front-office")
    page.get_by_role("button", name="Path from this term").click()
    to = page.get_by_role("combobox", name="To")
    expect(to).to_be_focused()
    page.keyboard.type("debenture")
    expect(page.locator("#path-to-results").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".path .stop")).to_have_text(["Front office", "Stockbroker", "Bond"])
    expect(page.locator(".path .step q").first).to_contain_text("Here Stockbroker is named")
    expect_value(lambda: shown_slugs(page), {"front-office", "stockbroker", "bond"})
    expect(page).to_have_url(re.compile("from=front-office&to=bond"))
    page.get_by_role("button", name="Swap").click()
    expect(page.locator(".path .stop")).to_have_text(["Bond", "Stockbroker", "Front office"])
    expect(page.locator(".path")).to_contain_text("This link points in the opposite direction.")


def test_the_page_says_so_if_no_path_connects_two_terms(open_page: OpenPage, tmp_path: Path) -> None:
    graph, source = finance_graph()
    with_one_edge = msgspec.structs.replace(graph, edges=graph.edges[:1])
    page = open_page(write_explorer(tmp_path, with_one_edge, source), "#from=bond&to=nominee")
    expect(page.locator("#panel")).to_contain_text("No path connects these two terms.")


# ---- Filters and the list


def test_filters_hide_terms_and_links(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.keyboard.press("t")
    languages = page.get_by_label("Links", exact=True)
    terms = page.get_by_label("Terms", exact=True)
    min_links = page.get_by_label("Minimum number of links")
    languages.select_option(label="only in norsk")
    expect_value(lambda: shown_slugs(page), {"stockbroker", "purchase"})
    expect(page.locator("#banner-text")).to_have_text("Showing 2 of 9 terms")
    expect(page).to_have_url(re.compile("links=only%3Ano"))
    languages.select_option(label="in any language")
    terms.select_option(label="without an article")
    expect_value(lambda: shown_slugs(page), {"clearing-house", "purchase", "nominee"})
    terms.select_option(label="all")
    page.get_by_label("Only repaired links").check()
    expect_value(lambda: shown_slugs(page), {"stockbroker", "purchase"})
    page.get_by_label("Only repaired links").uncheck()
    min_links.fill("3")
    min_links.press("Enter")
    expect_value(lambda: shown_slugs(page), {"front-office", "back-office", "central-bank", "bond"})
    min_links.fill("1")
    min_links.press("Enter")
    expect_value(lambda: len(shown_names(page)), 9)
    page.get_by_label("Keyword").select_option(label="Banking")
    expect_value(lambda: len(shown_names(page)), 6)
    page.locator("#banner-clear").click()
    expect_value(lambda: len(shown_names(page)), 9)
    expect(page.locator("#banner")).to_be_hidden()


def test_a_click_in_the_legend_shows_one_community(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.locator("#legend").evaluate("legend => { legend.open = true; }")
    first = page.locator("#communities button").first
    size = int(first.locator(".number").inner_text())
    first.click()
    assert size < 9
    expect_value(lambda: len(shown_names(page)), size)
    expect(first).to_have_attribute("aria-pressed", "true")


def test_the_list_is_a_table_of_terms_that_can_be_sorted(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.keyboard.press("l")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(9)
    expect(rows.first).to_contain_text("Bond")
    page.get_by_role("button", name="Name").click()
    expect(rows.first).to_contain_text("Back office")
    expect(page.locator('[aria-sort="ascending"]')).to_have_text("Name")
    page.get_by_role("button", name="Linked from").click()
    expect(page.locator('[aria-sort="descending"]')).to_have_text("Linked from")
    expect(rows.first).to_contain_text("Bond")
    page.get_by_role("button", name="Back office").click()
    expect(page.locator("#panel h2")).to_have_text("Back office")
    page.go_back()
    page.go_back()
    expect(page.locator("#list")).to_be_hidden()


def test_a_long_list_shows_more_rows_on_request(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_explorer(tmp_path, numbered_graph(250)), "#list=rank")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(100)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(200)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(250)


# ---- Addresses


def test_an_address_opens_a_term_and_back_and_forward_work(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker&lang=hi")
    expect(page.locator("#panel h2")).to_have_text("स्टॉक ब्रोकर")
    page.locator("#panel").get_by_role("button", name="बॉन्ड", exact=True).click()
    expect(page.locator("#panel h2")).to_have_text("बॉन्ड")
    page.go_back()
    expect(page.locator("#panel h2")).to_have_text("स्टॉक ब्रोकर")
    page.go_forward()
    expect(page.locator("#panel h2")).to_have_text("बॉन्ड")
    page.evaluate("location.hash = '#term=no-such-term&lang=xx'")
    expect(page.locator("#panel")).to_be_hidden()
    assert snapshot(page)["language"] == "en"


def test_an_address_restores_the_viewpoint_of_the_map(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -500)
    zoom = poll(lambda: snapshot(page)["zoom"], lambda zoom: zoom > 1)
    expect(page).to_have_url(re.compile("#at="))
    second = open_page(page_file, page.url[page.url.index("#") :])
    assert abs(snapshot(second)["zoom"] - zoom) < 0.02
    assert term_position(second, "bond") == pytest.approx(term_position(page, "bond"), abs=3)


@pytest.mark.parametrize(
    "fragment", ["#term=__proto__", "#at=1,2,0", "#" + urlencode({"term": HOSTILE, "lang": HOSTILE}, errors="replace")]
)
def test_an_invalid_address_opens_the_initial_view(open_page: OpenPage, page_file: Path, fragment: str) -> None:
    page = open_page(page_file, fragment)
    assert (snapshot(page)["term"], snapshot(page)["zoom"]) == (None, 1)
    assert page.evaluate("window.pwned") is None


# ---- Files


def download_file(page: Page, command: str) -> bytes:
    """Choose a command of the menu and return the file that it saves."""
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=command).click()
    return Path(download.value.path()).read_bytes()


def test_the_highlighted_terms_are_saved_as_turtle_and_csv(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker")
    snapshot(page)
    turtle = rdflib.Graph().parse(data=download_file(page, "Save this view as Turtle"), format="turtle")
    labels = {
        (str(s).rsplit("/", 1)[1], o.language) for s, o in turtle.subject_objects(SKOS.prefLabel) if isinstance(o, rdflib.Literal)
    }
    assert ("bond", "ar") in labels
    assert {slug for slug, _ in labels} == {"stockbroker", "front-office", "bond", "purchase"}
    rows = list(csv.DictReader(io.StringIO(download_file(page, "Save this view as CSV").decode("utf-8-sig"))))
    assert {(row["source"], row["target"], row["languages"], row["repaired"]) for row in rows} == {
        ("stockbroker", "bond", "en", "no"),
        ("stockbroker", "purchase", "no", "yes"),
        ("front-office", "stockbroker", "en hi", "no"),
    }


def test_the_map_is_saved_as_png_and_svg(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    assert download_file(page, "Save the map as PNG").startswith(b"\x89PNG\r\n")
    svg = download_file(page, "Save the map as SVG").decode()
    assert re.search(r">Front office</text>", svg)


def test_the_menu_copies_the_link(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=bond")
    snapshot(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#status")).to_have_text(re.compile("Link copied|Link not copied: copy it from the address bar"))


@pytest.mark.parametrize(
    "fragment", ["", "#term=front-office", "#term=front-office&lang=ar", "#list=name", "#from=bond&to=nominee"]
)
def test_nothing_is_wider_than_the_screen_of_a_phone(open_page: OpenPage, page_file: Path, fragment: str) -> None:
    page = open_page(page_file, fragment, **PHONE)
    snapshot(page)
    too_wide = """() => [...document.querySelectorAll('body, body *')].filter(element => {
        const {left, right, width} = element.getBoundingClientRect();
        return width && !element.closest('.visually-hidden, .list, [hidden]') && (left < -0.5 || right > innerWidth + 0.5);
    }).map(element => element.outerHTML.slice(0, 80))"""
    expect_value(lambda: page.evaluate(too_wide), [])
    assert page.evaluate("document.documentElement.scrollWidth") == 390
