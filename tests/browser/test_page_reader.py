"""What a reader does beside the map: search, the panel, sentences, paths, filters, the list, addresses, files."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rdflib
from playwright.sync_api import Page, expect
from rdflib.namespace import SKOS
from tests.browser.made import HOSTILE, PHONE, finance, many, written
from tests.browser.page import look, names, point, results, search, section

from glossograph.config import Config, PageConfig

OpenPage = Callable[..., Page]


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """Give the page of nine finance terms."""
    return written(tmp_path, *finance())


# ---- Search


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("EUROPEENNE", ["Central bank | Banque centrale européenne · English"]),
        ("kjop", ["Kjøp no | norsk"]),
        ("lanebevis", ["Bond | Lånebevis · norsk"]),
        ("clearinghouse", ["Clearing house | clearing-house · slug"]),
        ("المكتب الخلفي", ["Back office | المكتب الخلفي · العربية"]),
        ("बैक", ["Back office | बैक ऑफिस · हिन्दी"]),
        ("前台", ["Front office | 前台 · 中文"]),
        ("no such thing", []),
        ("   ", []),
    ],
)
def test_a_search_looks_at_every_name_and_says_in_which_language(
    open_page: OpenPage, page_file: Path, query: str, found: list[str]
) -> None:
    assert search(open_page(page_file), query) == found


def test_a_search_runs_on_the_keyboard_alone(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    look(page)
    box = page.get_by_role("combobox", name="Search")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("office")
    expect(box).to_have_attribute("aria-expanded", "true")
    marked = page.locator("#results").get_by_role("option", selected=True)
    expect(marked).to_have_count(1)
    first = marked.inner_text()
    assert box.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert marked.inner_text() != first
    page.keyboard.press("ArrowDown")  # from the last to the first
    assert marked.inner_text() == first
    page.keyboard.press("Escape")
    expect(page.locator("#popup")).to_be_hidden()
    assert look(page)["term"] is None
    page.keyboard.press("ArrowDown")  # opens again
    expect(page.locator("#popup")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    assert look(page)["term"] in ("back-office", "front-office")
    page.keyboard.press("Escape")
    assert look(page)["term"] is None
    expect(page.locator("#map")).to_be_focused()


def test_a_result_can_be_clicked(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    search(page, "obligasjon")
    results(page).click()
    expect(page.locator("#panel h2")).to_have_text("Bond")
    expect(page.locator("#popup")).to_be_hidden()


# ---- The panel


def test_the_panel_tells_names_definition_keywords_links_and_articles(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.mouse.click(*point(page, "bond"))
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("Bond")
    expect(panel.locator(".kind")).to_have_text("2 articles · number 1 of 9")
    expect(panel.locator(".definition")).to_have_text("A loan that is traded.")
    expect(section(page, "Names").locator("dd")).to_have_text(
        ["السند", "BondDebenture", "बॉन्ड", "ObligasjonLånebevis", "债券", "bond"]
    )
    expect(section(page, "Linked from").locator(".row")).to_have_text(
        [
            "Central bank3× en hi noSentences: Central bank",
            "Stockbroker1× enSentences: Stockbroker",
            "Nominee1× enSentences: Nominee",
        ]
    )
    expect(section(page, "Links to")).to_contain_text("none")
    expect(section(page, "Articles").locator("li")).to_have_text(["enen/bond.md", "nono/bond.md"])
    expect(section(page, "Articles").locator("a")).to_have_count(0)
    page.get_by_role("button", name="Stockbroker", exact=True).click()
    expect(panel.locator("h2")).to_be_focused()
    expect(page.locator("#status")).to_have_text("Stockbroker, 3 links")
    expect(section(page, "Links to").locator(".badge")).to_have_text(["no", "repaired"])
    page.get_by_role("button", name="Close", exact=True).click()
    expect(panel).to_be_hidden()


def test_a_placeholder_says_that_it_has_no_article(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=clearing-house")
    expect(page.locator("#panel .kind")).to_contain_text("No article yet; known from the links to it")


def test_sentences_unfold_with_their_anchor_and_what_was_repaired(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker")
    page.get_by_role("button", name="Sentences: Kjøp").click()
    told = section(page, "Links to").locator(".sentences li")
    expect(told).to_have_count(1)
    expect(told.locator("q")).to_have_text("Here Kjøp is named, in no.")
    expect(told.locator("mark")).to_have_text("Kjøp")
    expect(told).to_contain_text("no/stockbroker.md:7")
    expect(told).to_contain_text("Repaired: the article writes /purchase")
    page.get_by_role("button", name="Sentences: Kjøp").click()
    expect(told).to_be_hidden()


def test_articles_are_links_where_the_page_knows_where_they_are(open_page: OpenPage, tmp_path: Path) -> None:
    config = Config(page=PageConfig(source="https://example.org/articles/"))
    page = open_page(written(tmp_path, *finance(), config), "#term=bond")
    link = section(page, "Articles").locator("a").first
    expect(link).to_have_attribute("href", "https://example.org/articles/en/bond.md")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_what_was_left_out_is_said(open_page: OpenPage, tmp_path: Path) -> None:
    config = Config(page=PageConfig(languages=("en", "hi"), definitions=False, sentences=False))
    page = open_page(written(tmp_path, *finance(), config), "#term=stockbroker&lang=no")
    expect(page.locator("#panel h2")).to_have_text("Stockbroker")  # there is no Norwegian
    expect(page.locator("#language option")).to_have_text(["English", "हिन्दी"])
    page.get_by_role("button", name="Sentences: purchase").click()
    expect(section(page, "Links to")).to_contain_text("This page holds no sentence for this link.")
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
    page.get_by_role("button", name="Path from here").click()
    to = page.get_by_role("combobox", name="To")
    expect(to).to_be_focused()
    page.keyboard.type("debenture")
    expect(page.locator("#path-to-found").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".path .stop")).to_have_text(["Front office", "Stockbroker", "Bond"])
    expect(page.locator(".path .step q").first).to_contain_text("Here Stockbroker is named")
    assert set(names(page)) == {"front-office", "stockbroker", "bond"}
    assert "from=front-office&to=bond" in page.url
    page.get_by_role("button", name="Swap").click()
    expect(page.locator(".path .stop")).to_have_text(["Bond", "Stockbroker", "Front office"])
    expect(page.locator(".path")).to_contain_text("the link goes the other way")


def test_two_terms_that_hang_together_by_nothing_are_told_so(open_page: OpenPage, tmp_path: Path) -> None:
    graph, source = finance()
    import msgspec

    page = open_page(written(tmp_path, msgspec.structs.replace(graph, edges=graph.edges[:1]), source), "#from=bond&to=nominee")
    expect(page.locator("#panel")).to_contain_text("No chain of links leads from one to the other.")


# ---- Filters and the list


def test_filters_leave_what_was_asked_for(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    look(page)
    page.keyboard.press("f")
    page.get_by_label("Links made").select_option(label="only in norsk")
    assert set(names(page)) == {"stockbroker", "purchase"}
    expect(page.locator("#banner-text")).to_have_text("2 of 9 terms shown")
    assert "links=only%3Ano" in page.url
    page.get_by_label("Links made").select_option(label="in any language")
    page.get_by_label("Terms", exact=True).select_option(label="without an article")
    assert set(names(page)) == {"clearing-house", "purchase", "nominee"}
    page.get_by_label("Terms", exact=True).select_option(label="all")
    page.get_by_label("Repaired links only").check()
    assert set(names(page)) == {"stockbroker", "purchase"}
    page.get_by_label("Repaired links only").uncheck()
    page.get_by_label("Made at least this often").fill("3")
    page.keyboard.press("Enter")
    assert set(names(page)) == {"front-office", "back-office", "central-bank", "bond"}
    page.get_by_label("Made at least this often").fill("1")
    page.get_by_label("Keyword").select_option(label="Banking")
    assert len(names(page)) == 6
    page.locator("#banner-clear").click()
    assert len(names(page)) == 9
    expect(page.locator("#banner")).to_be_hidden()


def test_the_legend_names_communities_and_shows_one(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    look(page)
    page.locator("#legend").evaluate("one => { one.open = true; }")
    first = page.locator("#communities button").first
    size = int(first.locator(".number").inner_text())
    first.click()
    assert len(names(page)) == size < 9
    expect(first).to_have_attribute("aria-pressed", "true")


def test_the_list_is_the_same_data_as_a_table_that_is_sorted(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    look(page)
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


def test_a_long_list_comes_in_parts(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, many(250)), "#list=rank")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(100)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(200)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(250)


# ---- Addresses


def test_an_address_leads_to_a_term_and_back_and_forward_work(open_page: OpenPage, page_file: Path) -> None:
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
    assert look(page)["language"] == "en"


def test_an_address_brings_back_the_place_on_the_map(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    look(page)
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -500)
    closer = look(page)["closer"]
    again = open_page(page_file, page.url[page.url.index("#") :])
    assert abs(look(again)["closer"] - closer) < 0.02
    assert [round(v) for v in point(again, "bond")] == pytest.approx([round(v) for v in point(page, "bond")], abs=3)


@pytest.mark.parametrize(
    "fragment", ["#term=__proto__", "#at=1,2,0", "#" + urlencode({"term": HOSTILE, "lang": HOSTILE}, errors="replace")]
)
def test_an_address_that_says_nothing_is_the_start(open_page: OpenPage, page_file: Path, fragment: str) -> None:
    page = open_page(page_file, fragment)
    assert (look(page)["term"], look(page)["closer"]) == (None, 1)
    assert page.evaluate("window.pwned") is None


# ---- Files


def saved(page: Page, command: str) -> bytes:
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=command).click()
    return Path(download.value.path()).read_bytes()


def test_what_is_bright_is_saved_as_turtle_and_csv(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker")
    look(page)
    turtle = rdflib.Graph().parse(data=saved(page, "Save this part as Turtle"), format="turtle")
    labels = {
        (str(s).rsplit("/", 1)[1], o.language) for s, o in turtle.subject_objects(SKOS.prefLabel) if isinstance(o, rdflib.Literal)
    }
    assert ("bond", "ar") in labels
    assert {slug for slug, _ in labels} == {"stockbroker", "front-office", "bond", "purchase"}
    rows = list(csv.DictReader(io.StringIO(saved(page, "Save this part as CSV").decode("utf-8-sig"))))
    assert {(row["source"], row["target"], row["languages"], row["repaired"]) for row in rows} == {
        ("stockbroker", "bond", "en", "no"),
        ("stockbroker", "purchase", "no", "yes"),
        ("front-office", "stockbroker", "en hi", "no"),
    }


def test_the_picture_is_saved_as_png_and_svg(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    look(page)
    assert saved(page, "Save picture as PNG").startswith(b"\x89PNG\r\n")
    svg = saved(page, "Save picture as SVG").decode()
    assert re.search(r">Front office</text>", svg)


def test_the_link_is_copied(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=bond")
    look(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#status")).to_have_text(re.compile("Link copied|The link is in the address bar"))


@pytest.mark.parametrize(
    "fragment", ["", "#term=front-office", "#term=front-office&lang=ar", "#list=name", "#from=bond&to=nominee"]
)
def test_nothing_is_wider_than_a_phone(open_page: OpenPage, page_file: Path, fragment: str) -> None:
    page = open_page(page_file, fragment, **PHONE)
    look(page)
    wide = """() => [...document.querySelectorAll('body, body *')].filter(each => {
        const {left, right, width} = each.getBoundingClientRect();
        return width && !each.closest('.unseen, .list, [hidden]') && (left < -0.5 || right > innerWidth + 0.5);
    }).map(each => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
