"""The published site in a browser: without a script, in both colour schemes, in both directions of writing, and its search."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.page import AXE, LIMIT_S
from tests.hostile import hostile_graph

import glossograph as gg

WIDTHS = {"phone": 390, "desk": 1280}
PAGES = {
    "term": "term/bond/index.html",
    "term in Arabic": "term/bond/ar/index.html",
    "term without an article": "term/custodian/index.html",
    "start page": "index.html",
    "index": "no/a-z/index.html",
    "keyword": "collection/investing/index.html",
    "search": "search.html?q=stock",
}
RUN_AXE = "axe.run(document, {resultTypes: ['violations'], preload: false}).then(results => results.violations)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser-site")
    gg.build(gg.SAMPLE, base_iri="https://terms.example.org/").write(folder, "site")
    return folder / "site"


@pytest.fixture
def context_pages(browser: Browser, site: Path) -> Iterator[Any]:
    """Open pages from the disk, which may request files of the site only, and log nothing."""
    events: list[str] = []
    contexts = []

    def open_page(path: str, root: Path = site, **settings: Any) -> Page:
        context = browser.new_context(offline=True, reduced_motion="reduce", **settings)
        context.set_default_timeout(LIMIT_S * 1000)
        context.on("request", lambda request: None if request.url.startswith(root.as_uri()) else events.append(request.url))
        context.on("console", lambda message: events.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: events.append(f"error: {error.error}"))
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{root.as_uri()}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert events == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_and_nothing_is_wider_than_the_window(context_pages: Any, name: str) -> None:
    assert AXE.is_file(), "axe-core is missing: run make explorer"
    for scheme in ("light", "dark"):
        for width in WIDTHS.values():
            page = context_pages(PAGES[name], color_scheme=scheme, viewport={"width": width, "height": 844}, bypass_csp=True)
            if "search" in name:
                expect(page.locator("#results li").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            violations = page.evaluate(RUN_AXE)
            assert [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in violations] == []
            page.context.close()


def test_a_term_can_be_read_and_its_map_seen_without_a_script(context_pages: Any) -> None:
    page = context_pages("term/bond/no/index.html", java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Obligasjon")
    expect(page.get_by_role("heading", name="Lenker til 10")).to_be_visible()
    expect(page.locator(".map svg circle").first).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    box = page.locator("h1").bounding_box()
    assert box
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_the_search_page_says_without_a_script_where_the_index_is(context_pages: Any) -> None:
    page = context_pages("no/search.html", java_script_enabled=False)
    expect(page.locator("noscript a")).to_have_attribute("href", "../no/a-z/")


@pytest.mark.parametrize(
    ("query", "name", "address"),
    [
        ("oblig", "Obligasjon", "term/bond/no/"),
        ("債券", None, None),
        ("债券", "债券", "term/bond/zh/"),
        ("السند", "السند", "term/bond/ar/"),
        ("exchange STOCK", "Stock Exchange", "term/stock-exchange/"),
        ("<b>", None, None),
    ],
)
def test_the_search_finds_names_of_every_language_from_a_disk(
    context_pages: Any, query: str, name: str | None, address: str | None
) -> None:
    page = context_pages("term/bond/index.html")
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/search.html?q=*")
    if name is None:
        expect(page.get_by_role("status")).to_have_text("No term has this name in any language.")
        return
    link = page.locator("#results a").first
    expect(link).to_have_text(name)
    expect(link).to_have_attribute("href", address)
    link.click()
    page.wait_for_url(f"**/{address}index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_search_goes_on_while_somebody_types_and_keeps_its_address(context_pages: Any) -> None:
    page = context_pages("search.html?q=zzz")
    expect(page.get_by_role("status")).to_have_text("No term has this name in any language.")
    page.get_by_role("searchbox").fill("dividend")
    expect(page.locator("#results a").first).to_have_text("Dividend")
    page.get_by_role("searchbox").press("Enter")
    assert page.url.endswith("?q=dividend")


def test_a_reader_walks_from_term_to_term_in_one_language_on_a_disk(context_pages: Any) -> None:
    page = context_pages("index.html")
    page.get_by_role("link", name="norsk").click()
    page.get_by_role("link", name="Obligasjon", exact=True).first.click()
    page.locator(".quotes a").first.click()
    page.wait_for_url("**/no/index.html")
    assert page.locator("html").get_attribute("lang") == "no"
    page.get_by_role("link", name="English").or_(page.locator(".names a[hreflang=en]")).first.click()
    page.wait_for_url(lambda url: "/no/" not in url)
    assert page.locator("html").get_attribute("lang") == "en"


def test_hostile_texts_run_nothing_and_are_shown(context_pages: Any, tmp_path: Path) -> None:
    hostile_graph().write(tmp_path, "site")
    root = tmp_path / "site"
    for path in sorted(root.glob("term/*/index.html"))[:6]:
        page = context_pages(path.relative_to(root).as_posix(), root)
        assert page.evaluate("document.querySelectorAll('b, img, iframe').length") == 0
    page = context_pages("search.html?q=plain", root)
    expect(page.locator("#results a").first).to_contain_text("plain; with | separators")


def test_a_site_without_its_index_of_names_still_shows_its_pages(context_pages: Any, site: Path, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(site / "term" / "bond", root / "term" / "bond")
    shutil.copy(site / "site.css", root)
    shutil.copy(site / "site.js", root)
    shutil.copy(site / "icon.svg", root)
    page = context_pages("term/bond/index.html", root)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bond")
