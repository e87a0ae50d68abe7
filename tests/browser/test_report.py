"""The report in a browser: what the author sees of each decision, and what an article can not do to the page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from glossograph.pages.report_page import render_report

OpenPage = Callable[..., Page]
Payload = dict[str, Any]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LISTS = ("conflicts", "merges", "repairs", "labels", "problems")
COUNTS = ("articles", "terms", "placeholders", "edges", "links", "repairs", "problems")
HOSTILE = (
    '</script></style><script>window.pwned=1</script><img src=x onerror=window.pwned=1> href="javascript:window.pwned=1" \'"`'
    "<a href='https://example.org/'>href</a> &lt;b&gt; {{ 7 * 7 }} {% raw %} <!-- \u2028\u2029 \u202eevil\u2066\u200f \0\ud800"
)


def case(**others: Any) -> Payload:
    """Write a case of one article against its Arabic and Norwegian translations."""
    return {
        "path": "en/front-office.md",
        "line": 17,
        "language": "en",
        "term": "Front office",
        "written": "/mid-office",
        "repaired": "/middle-office",
        "reason": "The written destination has no article, the other has one.",
        "sure": True,
        "anchor": "middle office",
        "sentence": "Beside it stands the middle office, which measures risk.",
        "voters": [
            {
                "language": "ar",
                "path": "ar/front-office.md",
                "line": 15,
                "destination": "/middle-office",
                "anchor": "المكتب الأوسط",
                "sentence": "وبجانبه المكتب الأوسط الذي يقيس المخاطر.",
            },
            {
                "language": "no",
                "path": "no/front-office.md",
                "line": 18,
                "destination": "/no/middle-office/",
                "anchor": "Mellom kontoret",
                "sentence": "Ved siden av står mellomkontoret, som måler risiko.",
            },
        ],
        **others,
    }


def payload(**lists: list[Payload]) -> Payload:
    """Write a payload with some of the lists; none of them is cut."""
    return {
        "title": "Finance",
        "summary": {
            **{name: 1000 + place for place, name in enumerate(COUNTS)},
            "languages": ["ar", "en", "no"],
            "base_iri": "https://example.org/glossary/",
        },
        "totals": {name: len(lists.get(name, ())) for name in LISTS},
        **{name: lists.get(name, []) for name in LISTS},
    }


def finance() -> Payload:
    """Write a report with something in each section."""
    return payload(
        conflicts=[
            case(
                path="en/commercial-bank.md",
                line=13,
                term="Commercial bank",
                written="/compound-interest",
                repaired="/interest-rate",
                sure=False,
                reason="Both destinations have an article.",
            )
        ],
        duplicate_candidates=[
            {
                "one": {"slug": "etf", "label": "ETF", "articles": 0},
                "other": {"slug": "exchange-traded-fund", "label": "Exchange-traded fund", "articles": 3},
                "reasons": ["The anchors in two languages are equal."],
            }
        ],
        repairs=[case(), case(path="en/bond.md", line=9, term="Bond", sure=False)],
        labels=[
            {
                "slug": "pension-fund",
                "language": "no",
                "text": "pensjonskasse",
                "count": 4,
                "others": [{"text": "kasser", "count": 1}],
                "why": "The most frequent anchor.",
            },
            {"slug": "income-tax", "language": "ar", "text": "ضريبة الدخل", "count": 2, "others": [], "why": "The only anchor."},
        ],
        problems=[
            {"path": "en/option.md", "line": 0, "code": "title-missing", "message": "has no title"},
            {"path": "en/yield.md", "line": 8, "code": "link-dangling", "message": "no article for 'nav'"},
            {"path": "no/yield.md", "line": 9, "code": "link-dangling", "message": "no article for 'kurs'"},
        ],
    )


def written(folder: Path, data: Payload) -> Path:
    """Write the report of a payload."""
    path = folder / "report.html"
    path.write_text(render_report(data), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Give the report on the finance terms."""
    return written(tmp_path, finance())


def laid_out(page: Page) -> Page:
    """Let the browser lay out also what is not on the screen, which it puts off."""
    page.evaluate("for (const each of document.querySelectorAll('.card')) each.style.contentVisibility = 'visible'")
    return page


# ---- Opening


def test_the_same_payload_gives_the_same_bytes() -> None:
    upside_down = dict(reversed(finance().items()))
    assert render_report(finance()) == render_report(upside_down)


def test_the_policy_allows_no_source_but_the_hashes_of_this_page(report: Path) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', report.read_text("utf-8"))
    assert policy is not None
    allowed = re.sub(r"&#39;sha256-[\w+/=]{44}&#39;", "HASH", policy[1]).replace("&#39;", "'")
    assert allowed == "default-src 'none'; script-src HASH; style-src HASH; img-src data:; base-uri 'none'; form-action 'none'"


def test_the_report_opens_with_the_figures_of_the_build(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    expect(page).to_have_title("Finance: report")
    expect(page.get_by_role("heading", level=1)).to_have_text("Finance")
    figures = page.locator(".figures")
    assert figures.locator("dt").all_inner_texts() == [name.capitalize() for name in COUNTS] + ["Languages", "Base IRI"]
    assert figures.locator("dd").all_inner_texts()[:2] == ["1,000", "1,001"]
    assert figures.locator(".tags").inner_text().split() == ["ar", "en", "no"]


def test_the_contents_lead_to_every_section_with_its_count(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    entries = page.get_by_role("navigation", name="Contents").get_by_role("link")
    assert [" ".join(text.split()) for text in entries.all_inner_texts()] == [
        "Conflicts 1",
        "Possible duplicates 1",
        "Repairs 2",
        "Elected labels 2",
        "Problems 3",
    ]
    for entry, name in zip(entries.all(), LISTS, strict=True):
        entry.click()
        assert page.url.endswith(f"#{name}")
        expect(page.locator(f"#{name} h2")).to_be_in_viewport()


@pytest.mark.parametrize("fragment", ["", "#problems"])
def test_the_contents_find_their_section_behind_many_cases(open_page: OpenPage, tmp_path: Path, fragment: str) -> None:
    many = {**finance(), "repairs": [case(voters=case()["voters"] * 5)] * 200}
    page = open_page(written(tmp_path, many), fragment)
    if not fragment:
        page.get_by_role("navigation").get_by_role("link", name="Problems").click()
    page.wait_for_timeout(1000)  # the cases above are laid out
    expect(page.locator("#problems h2")).to_be_in_viewport()


def test_a_report_on_nothing_says_so_kindly(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, payload()))
    assert page.locator("section .none").all_inner_texts() == [
        "No conflicts: nothing here waits for you.",
        "No two terms look like one.",
        "No link had to be repaired.",
        "Every label is the title of an article.",
        "No problems: the articles are in good order.",
    ]
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_list_that_was_cut_says_how_much_of_it_is_shown(open_page: OpenPage, tmp_path: Path) -> None:
    data = finance()
    data["totals"]["labels"] = 12_345
    page = laid_out(open_page(written(tmp_path, data)))
    assert page.locator(".cut").all_inner_texts() == ["2 of 12,345 shown; all are in report.json."]
    assert "1 label shown" in page.locator("#labels h3").first.inner_text()


# ---- Cases


def test_a_case_shows_where_it_stands_what_became_of_it_and_why(open_page: OpenPage, report: Path) -> None:
    card = laid_out(open_page(report)).locator("#repairs article").first
    expect(card.get_by_role("heading", level=3)).to_have_text("Front office")
    expect(card.locator(".where").first).to_have_text("en/front-office.md:17")
    expect(card.locator(".change")).to_have_text("/mid-office →became /middle-office")
    expect(card.locator(".state")).to_have_text("Sure")
    expect(card.locator(".reason")).to_have_text("The written destination has no article, the other has one.")


def test_every_voter_shows_its_language_sentence_and_destination(open_page: OpenPage, report: Path) -> None:
    voters = laid_out(open_page(report)).locator("#repairs article").first.get_by_role("listitem")
    assert [voter.inner_text().split("\n")[0] for voter in voters.all()] == ["ar", "no"]
    assert voters.locator(".to code").all_inner_texts() == [
        "/middle-office",
        "ar/front-office.md:15",
        "/no/middle-office/",
        "no/front-office.md:18",
    ]
    assert voters.locator(".said").nth(1).inner_text() == "Ved siden av står mellomkontoret, som måler risiko."


def test_a_case_tells_applied_from_not_applied_and_sure_from_unsure(open_page: OpenPage, report: Path) -> None:
    page = laid_out(open_page(report))
    assert page.locator("#conflicts .state").all_inner_texts() == ["Not applied"]
    assert page.locator("#repairs .state").all_inner_texts() == ["Sure", "Not sure"]
    assert page.locator("#merges .state").all_inner_texts() == ["Proposed"]


@pytest.mark.parametrize("section", ["conflicts", "merges"])
def test_what_waits_for_the_author_says_how_to_decide(open_page: OpenPage, report: Path, section: str) -> None:
    lead = open_page(report).locator(f"#{section} .lead")
    expect(lead).to_contain_text("run glossograph review ARTICLES, edit decisions.toml and build again")


def test_the_anchor_is_highlighted_in_each_sentence(open_page: OpenPage, report: Path) -> None:
    card = laid_out(open_page(report)).locator("#repairs article").first
    assert card.locator("mark").all_inner_texts() == ["middle office", "المكتب الأوسط", "mellomkontoret"]


@pytest.mark.parametrize(
    ("sentence", "anchor", "marked"),
    [
        ("A bondsman sells the Bond.", "bond", "Bond"),
        ("Straße und STRASSE", "strasse", "Straße"),
        ("वे बैंकर और बैंक में हैं।", "बैंक", "बैंक"),
        ("बैंकों में", "बैंक", "बैंकों"),  # no letter without its vowel signs
        ("他在股票市场买股票", "股票", "股票"),
        ("Fo\u0308rderung", "förderung", "Förderung"),
        ("The [a.*(b", "[a.*(", "[a.*("),
    ],
)
def test_an_anchor_is_found_in_every_script(open_page: OpenPage, tmp_path: Path, sentence: str, anchor: str, marked: str) -> None:
    page = laid_out(open_page(written(tmp_path, payload(repairs=[case(sentence=sentence, anchor=anchor, voters=[])]))))
    assert page.locator(".said mark").all_inner_texts() == [marked]


def test_an_anchor_that_its_sentence_lacks_is_shown_beside_it(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, payload(repairs=[case(sentence="Something else.", voters=[])])))
    expect(page.locator(".said")).to_have_text("Something else.")
    expect(page.locator(".apart")).to_have_text("Anchor: middle office")


def test_an_endless_sentence_is_cut_around_its_anchor(open_page: OpenPage, tmp_path: Path) -> None:
    sentence = f"{'before ' * 3000}middle office{' after' * 3000}"
    page = laid_out(open_page(written(tmp_path, payload(repairs=[case(sentence=sentence, voters=[])]))))
    shown = page.locator(".said").inner_text()
    assert len(shown) < 700
    assert re.fullmatch(r"….*before middle office after.*…", shown)
    expect(page.locator(".said mark")).to_have_text("middle office")


def test_arabic_runs_from_the_right(open_page: OpenPage, report: Path) -> None:
    page = laid_out(open_page(report))
    arabic = page.locator("#repairs .said[lang=ar]").first
    expect(arabic).to_have_css("direction", "rtl")
    expect(arabic).to_have_css("text-align", "start")
    sentence = arabic.bounding_box()
    mark = arabic.locator("mark").bounding_box()
    assert sentence is not None
    assert mark is not None
    assert mark["x"] > sentence["x"] + sentence["width"] / 2  # the second word, so on the right
    expect(page.locator("#labels b[lang=ar]")).to_have_css("direction", "rtl")
    expect(page.locator("#repairs .where").first).to_have_css("direction", "ltr")


# ---- Tables


def test_labels_stand_in_a_table_for_each_language_with_those_that_lost(open_page: OpenPage, report: Path) -> None:
    page = laid_out(open_page(report))
    assert page.locator("#labels h3").all_inner_texts() == ["ar العربية 1 label", "no norsk 1 label"]
    rows = page.locator("#labels tbody").get_by_role("row").all()
    cells = [rows[1].get_by_role("rowheader"), *rows[1].get_by_role("cell").all()]
    assert [cell.inner_text() for cell in cells] == [
        "pension-fund",
        "pensjonskasse",
        "4",
        "kasser 1×",
        "The most frequent anchor.",
    ]
    assert page.locator("#labels thead").first.get_by_role("columnheader").count() == 5


def test_problems_are_grouped_by_code_the_most_frequent_first(open_page: OpenPage, report: Path) -> None:
    page = laid_out(open_page(report))
    assert page.locator("#problems h3").all_inner_texts() == ["link-dangling 2 problems", "title-missing 1 problem"]
    assert page.locator("#problems .where").all_inner_texts() == ["en/yield.md:8", "no/yield.md:9", "en/option.md"]


# ---- Filtering and folding


def test_the_filter_keeps_what_has_all_its_words(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    page.keyboard.press("/")
    expect(page.locator("#filter")).to_be_focused()
    page.keyboard.type("YIELD no/")
    expect(page.get_by_role("status")).to_have_text("1 of 9 on this page match")
    assert page.locator("main h2:visible").count() == 1
    assert page.get_by_role("navigation").get_by_role("link").all_inner_texts() == ["Problems\n3"]
    assert page.locator("#problems .where:visible").all_inner_texts() == ["no/yield.md:9"]
    expect(page.locator("#nothing")).to_be_hidden()
    page.keyboard.type(" no such word")
    expect(page.locator("#nothing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("status")).to_have_text("")
    assert page.locator("main h2:visible").count() == 5


@pytest.mark.parametrize(("query", "matches"), [("المكتب", 3), ("norsk", 1), ("maler", 3), ("title-missing", 1), ("(", 0)])
def test_the_filter_looks_at_every_text(open_page: OpenPage, report: Path, query: str, matches: int) -> None:
    page = open_page(report)
    page.locator("#filter").fill(query)
    expect(page.get_by_role("status")).to_have_text(f"{matches} of 9 on this page match")


def test_all_evidence_folds_and_unfolds_at_once(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    voter = page.locator("#repairs .voters").first
    expect(voter).to_be_visible()
    page.get_by_role("button", name="Collapse all").click()
    expect(voter).to_be_hidden()
    page.get_by_role("button", name="Expand all").click()
    expect(voter).to_be_visible()


def test_the_report_is_whole_without_script(open_page: OpenPage, report: Path) -> None:
    page = open_page(report, java_script_enabled=False)
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("#fold")).to_be_hidden()
    expect(page.locator("#repairs .voters").first).to_be_visible()


# ---- For every reader


def test_headings_and_landmarks_are_in_order(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    for landmark in ("banner", "navigation", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(each => Number(each.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    assert page.locator("table th:not([scope])").count() == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))


CONTRAST = """() => {
    const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (each) => {
        const own = getComputedStyle(each).backgroundColor;
        return own !== 'rgba(0, 0, 0, 0)' || !each.parentElement ? own : ground(each.parentElement);
    };
    const texts = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return [...document.querySelectorAll('body *')].filter((each) => texts(each) && each.checkVisibility()).flatMap((each) => {
        const [one, other] = [light(getComputedStyle(each).color), light(ground(each))];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        return contrast < 4.5 ? [`${contrast.toFixed(1)} ${each.outerHTML.slice(0, 80)}`] : [];
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_told_from_its_ground(open_page: OpenPage, report: Path, scheme: str) -> None:
    page = laid_out(open_page(report, color_scheme=scheme))
    assert page.evaluate(CONTRAST) == []  # WCAG 2.2, criterion 1.4.3


def test_the_colours_follow_the_system_and_paper_is_white(open_page: OpenPage, report: Path) -> None:
    page = laid_out(open_page(report, color_scheme="light"))
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) != before
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.evaluate(CONTRAST) == []
    expect(page.get_by_role("navigation")).to_be_hidden()


def test_nothing_is_wider_than_a_phone(open_page: OpenPage, tmp_path: Path) -> None:
    page = laid_out(open_page(written(tmp_path, finance()), **PHONE))
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Look for what sticks out of the window."""
    wide = """() => [...document.querySelectorAll('body, body *')].filter(each => {
        const {left, right, width} = each.getBoundingClientRect();
        return width && !each.closest('.unseen, thead') && (left < -0.5 || right > innerWidth + 0.5);
    }).map(each => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---- Hostile articles


def hostile(value: Any) -> Any:
    """Put an attack in the place of every text."""
    if isinstance(value, dict):
        return {key: hostile(each) for key, each in value.items()}
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return HOSTILE if isinstance(value, str) else value


@pytest.mark.parametrize("settings", [{}, PHONE], ids=["desk", "phone"])
def test_hostile_text_is_shown_and_never_run(open_page: OpenPage, tmp_path: Path, settings: Payload) -> None:
    page = laid_out(open_page(written(tmp_path, hostile(finance())), **settings))
    expect(page.locator("h1")).to_contain_text("<img src=x onerror=window.pwned=1>")
    expect(page.locator("#repairs .said mark").first).to_contain_text("</script></style><script>window.pwned=1</script>")
    page.locator("#filter").fill("onerror")
    expect(page.get_by_role("status")).to_have_text("9 of 9 on this page match")
    page.locator("#filter").fill(HOSTILE.replace("\ud800", ""))
    page.locator("#fold").click()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed, form, a:not(nav a)").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("[href]:not([href^='#']):not([rel=icon])").count() == 0
    page.locator("#filter").fill("")
    assert_fits(page)


def test_text_cannot_reorder_the_page_around_it() -> None:
    text = render_report(hostile(finance()))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    assert text == text.encode().decode()


def test_a_text_without_end_neither_widens_nor_swells_the_page(open_page: OpenPage, tmp_path: Path) -> None:
    data = payload(repairs=[case(**dict.fromkeys(("term", "written", "repaired", "reason", "anchor", "sentence"), "x" * 10_000))])
    page = laid_out(open_page(written(tmp_path, {**data, "title": "x" * 10_000}), **PHONE))
    assert_fits(page)
    assert len(page.locator("main").inner_text()) < 4000
