"""The map around a term, reading, finding, filters and moved terms of the explorer."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.explorer_pages import PHONE, finance_graph, make_graph, numbered_graph, write_explorer
from tests.browser.page import expect_value, poll, search, shown_names, shown_slugs, snapshot, term_position

from glossograph.config import Config, PageConfig
from glossograph.model.graph import Graph
from glossograph.model.term import Label, Term, TermArticle
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag

OpenPage = Callable[..., Page]
EN = LanguageTag("en")


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The explorer of nine finance terms."""
    return write_explorer(tmp_path, *finance_graph())


def focused(page: Page) -> list[str]:
    """Return the terms of the map around a term, the focused one first; none on the map of all terms."""
    return list(snapshot(page)["focus"] or [])


# ---- Focus


def test_f_arranges_the_map_around_the_selected_term_and_back_returns(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=back-office")
    before = term_position(page, "bond")
    page.keyboard.press("f")
    expect_value(lambda: focused(page)[:1], ["back-office"])
    assert set(focused(page)) == {"back-office", "front-office", "clearing-house", "custodian"}
    assert shown_slugs(page) == set(focused(page))
    box = page.locator("#map").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert term_position(page, "back-office") == pytest.approx(middle, abs=2)
    page.mouse.click(*term_position(page, "front-office"))
    expect_value(lambda: focused(page)[:1], ["front-office"])
    expect(page.locator("#trail li")).to_have_text(["Back office", "Front office"])
    page.go_back()
    expect_value(lambda: focused(page)[:1], ["back-office"])
    page.go_back()
    expect_value(lambda: focused(page), [])
    assert term_position(page, "bond") == pytest.approx(before, abs=2)


def test_the_trail_leads_back_and_escape_leaves_the_focus(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=bond&focus=1&via=front-office&via=stockbroker")
    expect(page.locator("#trail li")).to_have_text(["Front office", "Stockbroker", "Bond"])
    page.locator("#trail").get_by_role("button", name="Front office").click()
    expect_value(lambda: focused(page)[:1], ["front-office"])
    expect(page.locator("#trail li")).to_have_text(["Front office"])
    page.keyboard.press("Escape")
    expect_value(lambda: focused(page), [])
    expect(page.locator("#panel h2")).to_have_text("Front office")


def test_hops_are_rings_and_their_buttons_show_how_many_terms_they_reach(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=front-office&focus=1")
    snapshot(page)
    expect(page.locator(".hops .reach")).to_have_text(["2", "6", "8"])
    page.locator(".hops").get_by_role("button", name="Within 2 links").click()
    expect_value(lambda: len(focused(page)), 7)
    x, y = term_position(page, "front-office")

    def distance(slug: str) -> float:
        other_x, other_y = term_position(page, slug)
        return float(((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5)

    assert max(distance("back-office"), distance("stockbroker")) < min(map(distance, ("bond", "purchase", "custodian")))


def test_a_hub_shows_its_sixty_strongest_neighbours_and_ribbons_that_open(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_explorer(tmp_path, numbered_graph(700)), "#term=t000000&focus=1")
    first = focused(page)
    assert 40 < len(first) <= 61
    chip = page.locator("#panel .chips button").first
    count = int(re.sub(r"\D", "", chip.inner_text().rpartition("+")[2]))
    assert count > 60
    chip.click()
    assert poll(lambda: focused(page), lambda terms: terms != first) != first
    expect(page).to_have_url(re.compile("open="))
    page.go_back()
    expect_value(lambda: focused(page), first)


def test_without_focus_a_hub_draws_its_sixty_strongest_links_only(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_explorer(tmp_path, numbered_graph(700)), "#term=t000000")
    snapshot(page)
    svg = page.evaluate("window.glossograph.svg()")
    [lines] = re.findall(r'd="([^"]*)" fill="none" stroke="#b3540f|d="([^"]*)" fill="none" stroke="#c2621a', svg)[:1]
    assert "".join(lines).count("Q") <= 60


def test_the_focus_is_the_same_with_and_without_motion(open_page: OpenPage, page_file: Path) -> None:
    still = open_page(page_file, "#term=bond&focus=1")
    moving = open_page(page_file, "#term=bond", reduced_motion="no-preference")
    snapshot(moving)
    moving.keyboard.press("f")
    poll(lambda: focused(moving), lambda terms: len(terms) > 1)
    assert term_position(moving, "stockbroker") == pytest.approx(term_position(still, "stockbroker"), abs=2)


# ---- Reading


def test_a_card_shows_the_definition_and_the_numbers_of_the_term_under_the_pointer(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.mouse.move(*term_position(page, "custodian"))
    card = page.locator("#card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Custodian")
    expect(card).to_contain_text("Keeps securities safe.")
    expect(card).to_contain_text("Links to 2 · Linked from 0 · 1 article")
    page.mouse.move(5, 400)
    expect(card).to_be_hidden()


def test_a_long_press_shows_the_card(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, **PHONE)
    x, y = term_position(page, "bond")
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    expect(page.locator("#card")).to_contain_text("A loan that is traded.")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def leading_graph() -> Graph:
    """Make a graph of one term without a definition, but with a lead."""
    article = TermArticle(EN, "en/bond.md", "Bond", (), "A bond is a loan.")
    return make_graph([Term(TermId("bond"), Slug("bond"), (Label(EN, "Bond"),), (), (), (article,))], [])


def test_a_term_without_a_definition_shows_the_lead_of_its_article(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_explorer(tmp_path, leading_graph()), "#term=bond")
    expect(page.locator("#panel .definition")).to_have_text("A bond is a loan.")
    assert search(page, "is a loan") == ["Bond | A bond is a loan. · English"]


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (PageConfig(published="https://example.org/{language}/{slug}/"), "https://example.org/en/bond/"),
        (PageConfig(source="https://example.org/files/"), "https://example.org/files/en/bond.md"),
        (PageConfig(source="../"), "../en/bond.md"),
        (PageConfig(), None),
    ],
)
def test_the_article_opens_where_the_settings_say(
    open_page: OpenPage, tmp_path: Path, settings: PageConfig, address: str | None
) -> None:
    page = open_page(write_explorer(tmp_path, leading_graph(), config=Config(page=settings)), "#term=bond")
    expect(page.locator("#panel .definition")).to_be_visible()
    link = page.get_by_role("link", name="Read the article")
    if address:
        expect(link).to_have_attribute("href", address)
    else:
        expect(link).to_have_count(0)


# ---- Finding


@pytest.mark.parametrize("query", ["custodain", "custodan", "custoodian", "kustodian"])
def test_one_typing_error_is_forgiven(open_page: OpenPage, page_file: Path, query: str) -> None:
    page = open_page(page_file)
    assert [result.split(" | ")[0] for result in search(page, query)] == ["Custodian"]
    expect(page.locator("#result-count")).to_have_text("Did you mean")


def test_definitions_and_then_anchors_are_searched(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert search(page, "securities safe") == ["Custodian | Keeps securities safe. · English"]


def test_an_empty_field_offers_visited_and_central_terms(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.locator("#search").click()
    options = page.locator("#results").get_by_role("option")
    expect(options.first).to_contain_text("Bond")
    options.last.click()
    visited = page.locator("#panel h2").inner_text()
    page.locator("#search").click()
    expect(options.first).to_contain_text(visited)


def test_the_list_is_filtered_by_name_and_shows_chosen_columns(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#list=name")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(9)
    page.get_by_role("searchbox", name="Filter by name").fill("office")
    expect(rows).to_have_count(2)
    page.locator(".columns summary").click()
    page.get_by_label("Community").uncheck()
    expect(page.locator("#list thead th")).to_have_count(5)
    rows.first.get_by_role("button").focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).get_by_role("button")).to_be_focused()


def test_the_list_of_a_phone_shows_the_name_and_one_number(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#list=in", **PHONE)
    expect(page.locator("#list thead th")).to_have_text(["Name", "Linked from"])


# ---- Filters


def test_two_languages_are_compared_in_three_colours(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#links=compare:en:no")
    snapshot(page)
    svg = page.evaluate("window.glossograph.svg()")
    assert {colour for colour in ("#2c8a55", "#2f5bd7", "#c2621a") if f'stroke="{colour}"' in svg} == {
        "#2c8a55",
        "#2f5bd7",
        "#c2621a",
    }
    expect(page.locator("#compared-first")).to_have_text("only in English")
    expect(page.locator("#compared-second")).to_have_text("only in norsk")


def test_hubs_are_hidden_and_what_they_join_is_bridged(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.keyboard.press("t")
    page.get_by_label("Hide terms with more links than").fill("3")
    page.get_by_label("Hide terms with more links than").press("Enter")
    expect_value(lambda: "back-office" in shown_slugs(page), expected=False)
    assert "stroke-dasharray" not in page.evaluate("window.glossograph.svg()")
    page.get_by_label("Join terms linked through hidden ones").check()
    expect_value(lambda: "stroke-dasharray" in page.evaluate("window.glossograph.svg()"), expected=True)


def test_several_communities_are_shown_at_once(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    snapshot(page)
    page.keyboard.press("t")
    select = page.get_by_label("Community", exact=True)
    select.select_option(index=1)
    expect_value(lambda: len(shown_names(page)) < 9, expected=True)
    select.select_option(index=1)
    expect_value(lambda: len(shown_names(page)), 9)


def test_a_filter_that_changes_nothing_is_not_shown(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_explorer(tmp_path, numbered_graph(12)))
    snapshot(page)
    page.keyboard.press("t")
    expect(page.get_by_label("Hide terms with more links than")).to_be_visible()
    for label in ("Links", "Terms", "Keyword", "Folder", "Only repaired links", "Hide terms without links"):
        expect(page.get_by_label(label, exact=True)).to_have_count(0)


# ---- The reader's language


@pytest.mark.parametrize(("locale", "language"), [("nb-NO", "no"), ("hi-IN", "hi"), ("fi-FI", "en")])
def test_the_page_opens_in_the_language_of_the_browser(open_page: OpenPage, page_file: Path, locale: str, language: str) -> None:
    page = open_page(page_file, locale=locale)
    assert snapshot(page)["language"] == language


def test_the_last_choice_of_language_is_kept_and_the_address_overrides_it(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.locator("#language").select_option(label="norsk")
    expect(page.locator("html")).to_have_attribute("lang", "no")
    page.evaluate("history.replaceState(null, '', location.pathname)")
    page.reload()
    assert snapshot(page)["language"] == "no"
    page.evaluate("history.replaceState(null, '', '#lang=hi')")
    page.reload()
    assert snapshot(page)["language"] == "hi"


def test_a_name_of_another_language_is_one_that_the_reader_can_read(open_page: OpenPage, tmp_path: Path) -> None:
    terms = [
        Term(TermId("bond"), Slug("bond"), (Label(EN, "Bond"),)),
        Term(
            TermId("tight"),
            Slug("tightly-coupled"),
            (
                Label(LanguageTag("bn"), "শক্তভাবে সংযোজিত"),
                Label(LanguageTag("de"), "Eng gekoppelt"),
                Label(LanguageTag("it"), "Tightly coupled"),
            ),
        ),
    ]
    page = open_page(write_explorer(tmp_path, make_graph(terms, [])))
    assert shown_names(page)["tightly-coupled"] == "Tightly coupled"


def test_a_language_without_page_words_does_not_mirror_english(open_page: OpenPage, tmp_path: Path) -> None:
    terms = [Term(TermId("bond"), Slug("bond"), (Label(EN, "Bond"), Label(LanguageTag("ur"), "بانڈ")))]
    page = open_page(write_explorer(tmp_path, make_graph(terms, [])), "#lang=ur&term=bond")
    snapshot(page)
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("#panel h2 [lang=ur]")).to_have_attribute("dir", "rtl")
