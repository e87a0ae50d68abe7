"""The report in a browser: ten examples of each kind, the rest on demand, and the author's decisions."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page import AXE
from tests.browser.report_payloads import Payload, conflict, finance_payload, payload, write_report

from glossograph.review.decision_file import read_decisions

OpenPage = Callable[..., Page]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report on the finance terms."""
    return write_report(tmp_path, finance_payload())


def lay_out_all(page: Page) -> Page:
    """Let the browser lay out also the cards that are off the screen."""
    page.evaluate("for (const card of document.querySelectorAll('.card')) card.style.contentVisibility = 'visible'")
    return page


# ---- Ten examples and the rest


def many_problems(count: int, articles: int) -> Payload:
    """Make a payload whose articles have no title, and few of which have a broken link."""
    titles = [{"path": f"en/a{n}.md", "line": 0, "code": "title-missing", "message": f"no title {n}"} for n in range(count)]
    links = [{"path": "en/a.md", "line": n, "code": "link-dangling", "message": f"no article for 'x{n}'"} for n in range(1, 26)]
    data = payload(problems=[*titles, *links])
    data["summary"]["articles"] = articles
    return data


def test_ten_problems_of_a_kind_are_in_view_and_the_rest_on_demand(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, many_problems(30, 900)))
    locations = page.locator("#problems .location:visible")
    expect(locations).to_have_count(20)
    page.get_by_role("button", name="Show 15 more problems").focus()
    page.keyboard.press("Enter")
    expect(locations).to_have_count(35)
    page.get_by_role("button", name="Show 20 more problems").click()
    expect(locations).to_have_count(55)
    expect(page.get_by_role("button", name="more problems")).to_have_count(0)


def test_a_kind_that_most_files_have_is_one_line(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, many_problems(6571, 6580)))
    line = page.locator("#problems [data-group]").nth(1).locator(".lead")
    expect(line).to_contain_text("6,571 files take their heading or file name as title.")
    expect(page.locator("#problems .location:visible")).to_have_count(10)
    page.get_by_role("button", name="Show 6,571 more files and lines").click()
    expect(page.get_by_text("no title 6570")).to_be_visible()


def test_the_filter_searches_the_rows_that_are_not_in_view(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, many_problems(300, 900)))
    page.locator("#filter").fill("title 299")
    expect(page.get_by_role("status")).to_have_text("1 of 325 match")
    assert page.locator("#problems .location:visible").all_inner_texts() == ["en/a299.md"]
    page.locator("#filter").fill("")
    expect(page.locator("#problems .location:visible")).to_have_count(20)


def test_cards_beyond_ten_are_shown_on_demand_with_their_evidence(open_page: OpenPage, tmp_path: Path) -> None:
    page = lay_out_all(open_page(write_report(tmp_path, payload(conflicts=[conflict(line=n) for n in range(1, 15)]))))
    expect(page.locator("#conflicts .card:visible")).to_have_count(10)
    page.get_by_role("button", name="Show 4 more conflicts").click()
    expect(page.locator("#conflicts .card:visible")).to_have_count(14)
    page.get_by_role("button", name="Collapse all").click()
    expect(page.locator("#conflicts .votes:visible")).to_have_count(0)


# ---- Decisions


ODD = 'a "b" \\ c\t\u007f\u202e\u2066 é'


def test_decisions_are_text_that_a_build_obeys(open_page: OpenPage, tmp_path: Path) -> None:
    cards = [conflict(line=n, written=f"/{n}", anchor=ODD) for n in range(1, 14)]
    candidates = finance_payload()["duplicate_candidates"]
    page = open_page(write_report(tmp_path, payload(conflicts=cards, duplicate_candidates=candidates)))
    expect(page.get_by_label("Text for decisions.toml")).to_be_hidden()
    page.get_by_role("button", name="Show 3 more conflicts").click()
    conflicts = page.locator("#conflicts .card")
    conflicts.nth(0).get_by_label("Accept the proposal").check()
    conflicts.nth(1).get_by_label("Reject it").check()
    conflicts.nth(12).get_by_label("Other", exact=True).check()
    other = conflicts.nth(12).get_by_label("Other destination")
    expect(other).to_be_focused()
    other.fill("no destination")
    expect(other).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#decided")).to_have_text("2 decisions.")
    other.fill("/back-office")
    page.get_by_label("Different terms").check()
    conflicts.nth(1).get_by_role("button", name="Undo").click()
    expect(page.locator("#decided")).to_have_text("3 decisions.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text == page.get_by_label("Text for decisions.toml").input_value()
    assert not {"\u202e", "\u2066"} & set(text)
    (tmp_path / "decisions.toml").write_text(text, encoding="utf-8")
    decisions = read_decisions(tmp_path / "decisions.toml")
    assert [(link.written, link.anchor, link.destination) for link in decisions.links] == [
        ("/1", ODD, "/middle-office"),
        ("/13", ODD, "/back-office"),
    ]
    assert [(term.one, term.other, term.decision) for term in decisions.terms] == [
        ("etf", "exchange-traded-fund", "differentFrom")
    ]


def test_decisions_are_made_with_the_keyboard_and_copied(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    page.locator("#conflicts").get_by_label("Accept the proposal").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#decision-text")).to_have_value(re.compile('decision = "reject"'))
    page.get_by_role("button", name="Copy").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()


def test_without_javascript_there_is_nothing_to_decide_with(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(write_report(tmp_path, many_problems(30, 900)), java_script_enabled=False)
    expect(page.locator("button:visible, input:visible")).to_have_count(0)
    expect(page.locator("#problems .location:visible")).to_have_count(20)
    expect(page.get_by_text("15 more problems in report.json.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_a_report_with_decisions(open_page: OpenPage, report: Path, scheme: str) -> None:
    assert AXE.is_file(), "axe-core is missing: run make explorer"
    page = lay_out_all(open_page(report, color_scheme=scheme, bypass_csp=True))
    page.get_by_label("Accept the proposal").check()
    page.add_script_tag(path=AXE)
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(results => results.violations)")
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations] == []
