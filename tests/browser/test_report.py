"""The report in a browser: its sections, its filter, and its safety against article text."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page import expect_value
from tests.browser.report_payloads import COUNTS, LISTS, Payload, conflict, finance_payload, payload, write_report

from glossograph.pages.report_page import render_report

OpenPage = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
HOSTILE = (
    '</script></style><script>window.pwned=1</script><img src=x onerror=window.pwned=1> href="javascript:window.pwned=1" \'"`'
    "<a href='https://example.org/'>href</a> &lt;b&gt; {{ 7 * 7 }} {% raw %} <!-- \u2028\u2029 \u202eevil\u2066\u200f \0\ud800"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report on the finance terms."""
    return write_report(tmp_path, finance_payload())


def lay_out_all(page: Page) -> Page:
    """Let the browser lay out also the cards that are off the screen."""
    page.evaluate("for (const card of document.querySelectorAll('.card')) card.style.contentVisibility = 'visible'")
    return page


# ---- Opening


def test_the_same_payload_gives_the_same_bytes() -> None:
    reversed_payload = dict(reversed(finance_payload().items()))
    assert render_report(finance_payload()) == render_report(reversed_payload)


def test_the_security_policy_allows_only_the_hashes_of_this_page(report: Path) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', report.read_text("utf-8"))
    assert policy is not None
    allowed = re.sub(r"&#39;sha256-[\w+/=]{44}&#39;", "HASH", policy[1]).replace("&#39;", "'")
    assert allowed == "default-src 'none'; script-src HASH; style-src HASH; img-src data:; base-uri 'none'; form-action 'none'"


def test_the_report_starts_with_the_figures_of_the_build(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    expect(page).to_have_title("Finance: report")
    expect(page.get_by_role("heading", level=1)).to_have_text("Finance")
    figures = page.locator(".figures")
    assert figures.locator("dt").all_inner_texts() == [name.capitalize() for name in COUNTS] + ["Languages", "Base IRI"]
    assert figures.locator("dd").all_inner_texts()[:2] == ["1,000", "1,001"]
    assert figures.locator(".tags").inner_text().split() == ["ar", "en", "no"]


def test_the_contents_link_to_every_section_with_its_count(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    entries = page.get_by_role("navigation", name="Contents").get_by_role("link")
    assert [" ".join(text.split()) for text in entries.all_inner_texts()] == [
        "Conflicts 1",
        "Duplicate candidates 1",
        "Matches 1",
        "Repairs 2",
        "Selected labels 2",
        "Problems 3",
    ]
    for entry, name in zip(entries.all(), LISTS, strict=True):
        entry.click()
        section = name.replace("_", "-")
        expect(page).to_have_url(re.compile(f"#{section}$"))
        expect(page.locator(f"#{section} h2")).to_be_in_viewport()


LAYOUT_SETTLES = """async () => {
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
    let last = "", equal = 0;
    while (equal < 40) {
        await frame();
        const layout = `${scrollY} ${document.documentElement.scrollHeight}`;
        equal = layout === last ? equal + 1 : 0;
        last = layout;
    }
}"""


@pytest.mark.parametrize("fragment", ["", "#problems"])
def test_the_contents_scroll_to_their_section_below_many_cards(open_page: OpenPage, tmp_path: Path, fragment: str) -> None:
    many = {**finance_payload(), "repairs": [conflict(votes=conflict()["votes"] * 5)] * 200}
    page = open_page(write_report(tmp_path, many), fragment)
    if not fragment:
        page.get_by_role("navigation").get_by_role("link", name="Problems").click()
    expect(page.locator("#problems h2")).to_be_in_viewport()
    page.evaluate(LAYOUT_SETTLES)  # the cards above are laid out, and may move the section
    expect(page.locator("#problems h2")).to_be_in_viewport()


def test_an_empty_report_says_so_in_every_section(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, payload()))
    assert page.locator("section .empty").all_inner_texts() == [
        "No conflicts: you have nothing to decide here.",
        "No two terms look like duplicates.",
        "No open matches: glossograph match proposes some.",
        "No link needed a repair.",
        "Every label is the title of an article.",
        "No problems found.",
    ]
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_truncated_list_says_how_much_of_it_is_shown(open_page: OpenPage, tmp_path: Path) -> None:
    data = finance_payload()
    data["totals"]["selected_labels"] = 12_345
    page = lay_out_all(open_page(write_report(tmp_path, data)))
    assert page.locator(".truncated").all_inner_texts() == ["Showing 2 of 12,345. report.json contains all of them."]
    assert "1 label shown" in page.locator("#selected-labels h3").first.inner_text()


# ---- Conflicts and repairs


def test_a_repair_shows_its_location_its_change_and_its_reason(open_page: OpenPage, report: Path) -> None:
    card = lay_out_all(open_page(report)).locator("#repairs article").first
    expect(card.get_by_role("heading", level=3)).to_have_text("Front office")
    expect(card.locator(".location").first).to_have_text("en/front-office.md:17")
    expect(card.locator(".change")).to_have_text("/mid-office →changed to /middle-office")
    expect(card.locator(".state")).to_have_text("Sure")
    expect(card.locator(".reason")).to_have_text("The written destination has no article, the other has one.")


def test_every_vote_shows_its_language_sentence_and_destination(open_page: OpenPage, report: Path) -> None:
    votes = lay_out_all(open_page(report)).locator("#repairs article").first.get_by_role("listitem")
    assert [vote.inner_text().split("\n")[0] for vote in votes.all()] == ["ar", "no"]
    assert votes.locator(".destination code").all_inner_texts() == [
        "/middle-office",
        "ar/front-office.md:15",
        "/no/middle-office/",
        "no/front-office.md:18",
    ]
    assert votes.locator(".sentence").nth(1).inner_text() == "Ved siden av står mellomkontoret, som måler risiko."


def test_badges_mark_applied_and_sure_repairs(open_page: OpenPage, report: Path) -> None:
    page = lay_out_all(open_page(report))
    assert page.locator("#conflicts .state").all_inner_texts() == ["Not applied"]
    assert page.locator("#repairs .state").all_inner_texts() == ["Sure", "Not sure"]
    assert page.locator("#duplicate-candidates .state").all_inner_texts() == ["Proposed"]


@pytest.mark.parametrize("section", ["conflicts", "duplicate-candidates"])
def test_undecided_sections_say_how_to_decide(open_page: OpenPage, report: Path, section: str) -> None:
    lead = open_page(report).locator(f"#{section} .lead")
    expect(lead).to_contain_text("or run glossograph review ARTICLES --serve, which writes that file")


def test_the_anchor_is_highlighted_in_each_sentence(open_page: OpenPage, report: Path) -> None:
    card = lay_out_all(open_page(report)).locator("#repairs article").first
    assert card.locator("mark").all_inner_texts() == ["middle office", "المكتب الأوسط", "mellomkontoret"]


@pytest.mark.parametrize(
    ("sentence", "anchor", "marked"),
    [
        ("A bondsman sells the Bond.", "bond", "Bond"),
        ("Straße und STRASSE", "strasse", "Straße"),
        ("वे बैंकर और बैंक में हैं।", "बैंक", "बैंक"),
        ("बैंकों में", "बैंक", "बैंकों"),  # a letter keeps its vowel signs
        ("他在股票市场买股票", "股票", "股票"),
        ("Fo\u0308rderung", "förderung", "Förderung"),
        ("The [a.*(b", "[a.*(", "[a.*("),
    ],
)
def test_an_anchor_is_highlighted_in_every_script(
    open_page: OpenPage, tmp_path: Path, sentence: str, anchor: str, marked: str
) -> None:
    page = lay_out_all(open_page(write_report(tmp_path, payload(repairs=[conflict(sentence=sentence, anchor=anchor, votes=[])]))))
    assert page.locator(".sentence mark").all_inner_texts() == [marked]


def test_an_anchor_that_is_not_in_its_sentence_is_shown_below_it(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, payload(repairs=[conflict(sentence="Something else.", votes=[])])))
    expect(page.locator(".sentence")).to_have_text("Something else.")
    expect(page.locator("p.anchor")).to_have_text("Anchor: middle office")


def test_a_long_sentence_is_shortened_around_its_anchor(open_page: OpenPage, tmp_path: Path) -> None:
    sentence = f"{'before ' * 3000}middle office{' after' * 3000}"
    page = lay_out_all(open_page(write_report(tmp_path, payload(repairs=[conflict(sentence=sentence, votes=[])]))))
    shown = page.locator(".sentence").inner_text()
    assert len(shown) < 700
    assert re.fullmatch(r"….*before middle office after.*…", shown)
    expect(page.locator(".sentence mark")).to_have_text("middle office")


def test_arabic_text_runs_from_right_to_left(open_page: OpenPage, report: Path) -> None:
    page = lay_out_all(open_page(report))
    arabic = page.locator("#repairs .sentence[lang=ar]").first
    expect(arabic).to_have_css("direction", "rtl")
    expect(arabic).to_have_css("text-align", "start")
    sentence = arabic.bounding_box()
    mark = arabic.locator("mark").bounding_box()
    assert sentence is not None
    assert mark is not None
    assert mark["x"] > sentence["x"] + sentence["width"] / 2  # the second word, so on the right
    expect(page.locator("#selected-labels b[lang=ar]")).to_have_css("direction", "rtl")
    expect(page.locator("#repairs .location").first).to_have_css("direction", "ltr")


# ---- Tables


def test_selected_labels_are_in_a_table_for_each_language_with_the_other_anchors(open_page: OpenPage, report: Path) -> None:
    page = lay_out_all(open_page(report))
    assert page.locator("#selected-labels h3").all_inner_texts() == ["ar العربية 1 label", "no norsk 1 label"]
    rows = page.locator("#selected-labels tbody").get_by_role("row").all()
    cells = [rows[1].get_by_role("rowheader"), *rows[1].get_by_role("cell").all()]
    assert [cell.inner_text() for cell in cells] == [
        "pension-fund",
        "pensjonskasse",
        "4",
        "kasser 1×",
        "The most frequent anchor.",
    ]
    assert page.locator("#selected-labels thead").first.get_by_role("columnheader").count() == 5


def test_problems_are_grouped_by_kind_the_most_serious_first_with_an_explanation(open_page: OpenPage, report: Path) -> None:
    page = lay_out_all(open_page(report))
    assert page.locator("#problems h3").all_inner_texts() == ["link-dangling warning 2 problems", "title-missing hint 1 problem"]
    assert page.locator("#problems .location").all_inner_texts() == ["en/yield.md:8", "no/yield.md:9", "en/option.md"]
    assert [text.split(".")[0] for text in page.locator("#problems [data-group] .lead").all_inner_texts()] == [
        "Links name a term that has no article",
        "Articles have no title, so their heading or their file name is the title",
    ]


# ---- Filtering and folding


def test_the_filter_shows_items_that_contain_all_words(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    page.keyboard.press("/")
    expect(page.locator("#filter")).to_be_focused()
    page.keyboard.type("YIELD no/")
    expect(page.get_by_role("status")).to_have_text("1 of 10 match")
    expect(page.locator("main h2:visible")).to_have_count(1)
    assert page.get_by_role("navigation").get_by_role("link").all_inner_texts() == ["Problems\n3"]
    assert page.locator("#problems .location:visible").all_inner_texts() == ["no/yield.md:9"]
    expect(page.locator("#no-matches")).to_be_hidden()
    page.keyboard.type(" no such word")
    expect(page.locator("#no-matches")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.locator("main h2:visible")).to_have_count(6)


@pytest.mark.parametrize(("query", "matches"), [("المكتب", 3), ("norsk", 1), ("maler", 3), ("title-missing", 1), ("([", 0)])
def test_the_filter_searches_every_text(open_page: OpenPage, report: Path, query: str, matches: int) -> None:
    page = open_page(report)
    page.locator("#filter").fill(query)
    expect(page.get_by_role("status")).to_have_text(f"{matches} of 10 match")


def test_a_button_collapses_and_expands_all_evidence(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    votes = page.locator("#repairs .votes").first
    expect(votes).to_be_visible()
    page.get_by_role("button", name="Collapse all").click()
    expect(votes).to_be_hidden()
    page.get_by_role("button", name="Expand all").click()
    expect(votes).to_be_visible()


def test_the_report_is_complete_without_javascript(open_page: OpenPage, report: Path) -> None:
    page = open_page(report, java_script_enabled=False)
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("#fold")).to_be_hidden()
    expect(page.locator("#repairs .votes").first).to_be_visible()


# ---- Accessibility


def test_headings_and_landmarks_are_in_order(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    for landmark in ("banner", "navigation", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => Number(heading.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    assert page.locator("table th:not([scope])").count() == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))


CONTRAST = """() => {
    const luminance = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
        const own = getComputedStyle(element).backgroundColor;
        return own !== 'rgba(0, 0, 0, 0)' || !element.parentElement ? own : background(element.parentElement);
    };
    const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return [...document.querySelectorAll('body *')]
        .filter((element) => hasText(element) && element.checkVisibility())
        .flatMap((element) => {
            const [text, ground] = [luminance(getComputedStyle(element).color), luminance(background(element))];
            const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
            return contrast < 4.5 ? [`${contrast.toFixed(1)} ${element.outerHTML.slice(0, 80)}`] : [];
        });
}"""
"""Elements whose text has too little contrast to its background (WCAG 2.2, criterion 1.4.3)."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(open_page: OpenPage, report: Path, scheme: str) -> None:
    page = lay_out_all(open_page(report, color_scheme=scheme))
    assert page.evaluate(CONTRAST) == []


def test_the_colours_follow_the_system_and_print_on_white(open_page: OpenPage, report: Path) -> None:
    page = lay_out_all(open_page(report, color_scheme="light"))
    body = page.locator("body")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    expect(body).not_to_have_css("background-color", light)
    page.emulate_media(color_scheme="dark", media="print")
    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")
    expect_value(lambda: page.evaluate(CONTRAST), [])
    expect(page.get_by_role("navigation")).to_be_hidden()


def test_nothing_is_wider_than_the_screen_of_a_phone(open_page: OpenPage, tmp_path: Path) -> None:
    page = lay_out_all(open_page(write_report(tmp_path, finance_payload()), **PHONE))
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Assert that no element sticks out of the window."""
    too_wide = """() => [...document.querySelectorAll('body, body *')].filter(element => {
        const {left, right, width} = element.getBoundingClientRect();
        return width && !element.closest('.visually-hidden, thead') && (left < -0.5 || right > innerWidth + 0.5);
    }).map(element => element.outerHTML.slice(0, 80))"""
    expect_value(lambda: page.evaluate(too_wide), [])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---- Hostile articles


def make_hostile(value: Any) -> Any:
    """Replace every text by an attack."""
    if isinstance(value, dict):
        return {key: make_hostile(item) for key, item in value.items()}
    if isinstance(value, list):
        return [make_hostile(item) for item in value]
    return HOSTILE if isinstance(value, str) else value


@pytest.mark.parametrize("settings", [{}, PHONE], ids=["desk", "phone"])
def test_hostile_text_is_shown_and_never_run(open_page: OpenPage, tmp_path: Path, settings: Payload) -> None:
    page = lay_out_all(open_page(write_report(tmp_path, make_hostile(finance_payload())), **settings))
    expect(page.locator("h1")).to_contain_text("<img src=x onerror=window.pwned=1>")
    expect(page.locator("#repairs .sentence mark").first).to_contain_text("</script></style><script>window.pwned=1</script>")
    page.locator("#filter").fill("onerror")
    expect(page.get_by_role("status")).to_have_text("10 of 10 match")
    page.locator("#filter").fill(HOSTILE.replace("\ud800", ""))
    page.locator("#fold").click()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed, form, a:not(nav a)").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("[href]:not([href^='#']):not([rel=icon])").count() == 0
    page.locator("#filter").fill("")
    assert_fits(page)


def test_text_cannot_reorder_the_text_around_it() -> None:
    text = render_report(make_hostile(finance_payload()))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    assert text == text.encode().decode()


def test_a_long_text_makes_the_page_neither_wide_nor_large(open_page: OpenPage, tmp_path: Path) -> None:
    data = payload(
        repairs=[conflict(**dict.fromkeys(("term", "written", "repaired", "reason", "anchor", "sentence"), "x" * 10_000))]
    )
    page = lay_out_all(open_page(write_report(tmp_path, {**data, "title": "x" * 10_000}), **PHONE))
    assert_fits(page)
    assert len(page.locator("main").inner_text()) < 4000
