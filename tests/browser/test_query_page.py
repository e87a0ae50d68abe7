"""The page for queries at `/sparql`: YASGUI, from this server and another, without a request to anybody else."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.page import LIMIT_S
from tests.command import run
from tests.serving import serving

OpenServed = Callable[..., Page]
EVIL = "<img src=x onerror=alert(1)><b>Bond</b>"
ROWS = ".yasr:visible table tbody tr"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = tmp_path_factory.mktemp("articles")
    (articles / "bond.md").write_text(f"---\ntitle: '{EVIL}'\nslug: bond\n---\nA [loan](/loan).", encoding="utf-8")
    (articles / "loan.md").write_text("---\ntitle: 'Loan </script>'\nslug: loan\n---\nA [bond](/bond).", encoding="utf-8")
    (articles / "glossograph.toml").write_text(f"title = '''Terms </script>{EVIL}'''", encoding="utf-8")
    out = tmp_path_factory.mktemp("out")
    assert run("build", articles, "-o", out, "--quiet").returncode == 0
    return out


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder) as (port, _process):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def open_served(browser: Browser) -> Iterator[OpenServed]:
    """Open `/sparql` of a server. At the end, no page may have asked another one, logged, raised or popped up anything."""
    events: list[str] = []
    contexts = []

    def open_page(address: str, *more: str, bypass_csp: bool = False) -> Page:
        context = browser.new_context(bypass_csp=bypass_csp, reduced_motion="reduce")
        context.set_default_timeout(LIMIT_S * 1000)
        contexts.append(context)
        allowed = tuple(f"{each}/" for each in (address, *more))

        def on_request(url: str) -> None:
            if not url.startswith(allowed):
                events.append(f"request: {url}")

        context.on("request", lambda request: on_request(request.url))
        context.on("console", lambda message: events.append(f"console {message.type}: {message.text}"))
        context.on("weberror", lambda error: events.append(f"page error: {error.error}"))
        context.on("dialog", lambda dialog: events.append(f"dialog: {dialog.message}"))
        page = context.new_page()
        page.goto(f"{address}/sparql")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert events == []


def ask(page: Page, query: str) -> None:
    page.locator(".CodeMirror:visible").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)
    page.locator(".yasqe_queryButton:visible").click()


def test_rows_are_shown_and_text_of_articles_is_no_markup(open_served: OpenServed, address: str) -> None:
    page = open_served(address)
    ask(page, "SELECT ?term ?name { ?term skos:prefLabel ?name } ORDER BY ?name")
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator(ROWS).first).to_contain_text(EVIL)
    expect(page.locator(ROWS).first).to_contain_text("term:bond")
    ask(page, "CONSTRUCT WHERE { ?term skos:prefLabel ?name }")
    expect(page.locator(ROWS).first).to_contain_text("skos:prefLabel")
    with page.expect_download() as download:
        page.get_by_title("Download").first.click()
    assert EVIL in Path(download.value.path()).read_text(encoding="utf-8")


def test_an_example_opens_in_a_tab_of_its_own_and_runs(open_served: OpenServed, address: str) -> None:
    page = open_served(address)
    page.get_by_label("Example").select_option(index=1)
    expect(page.get_by_role("tab")).to_have_count(2)
    page.locator(".yasqe_queryButton:visible").click()
    expect(page.locator(".yasr_response_chip:visible")).to_contain_text("in")


def test_a_page_of_another_origin_gets_the_rows(open_served: OpenServed, address: str, folder: Path) -> None:
    with serving(folder) as (port, _process):
        page = open_served(f"http://127.0.0.1:{port}", address, bypass_csp=True)  # YASGUI elsewhere has no such policy
        endpoint = page.locator(".autocompleteWrapper input:visible")
        endpoint.fill(f"{address}/sparql")
        endpoint.press("Enter")
        with page.expect_request(f"{address}/sparql"):
            ask(page, "SELECT ?term { ?term a skos:Concept }")
        expect(page.locator(ROWS)).to_have_count(2)


def test_every_example_is_answered(address: str) -> None:
    page = httpx2.get(f"{address}/sparql", headers={"Accept": "text/html"}, timeout=LIMIT_S).text
    [settings] = re.findall(r'<script type="application/json" id="settings">(.*?)</script>', page, re.DOTALL)
    examples = json.loads(settings)["examples"]
    assert len(examples) > 15
    for example in examples:
        answer = httpx2.post(f"{address}/sparql", data={"query": example["text"]}, timeout=LIMIT_S)
        assert answer.status_code == 200, (example["name"], answer.text)
        assert "$" not in re.sub("#.*", "", example["text"])
