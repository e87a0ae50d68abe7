from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.bench import pages
from tests.browser.page import LIMIT_S
from tests.graphs import generate_links, graph_of


@pytest.mark.parametrize("name", ["glossograph", "pyvis, our positions", "vis-network, tuned"])
def test_the_benchmark_measures_every_figure_of_each_page(
    name: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOVE_S", 0.3)
    path = tmp_path / "page.html"
    pages.PAGES[name](graph_of(60, generate_links(60, 150)[0]), path)
    figures = pages.measure(browser, path, LIMIT_S)
    assert None not in figures
    assert all(figure > 0 for figure in figures if figure is not None)


def test_a_page_that_never_draws_has_only_a_size(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>Nothing</title>", encoding="utf-8")
    assert pages.measure(browser, path, 0.5) == pages.Measures(path.stat().st_size)
