from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.bench import pages
from tests.graphs import generate_links, graph_of


@pytest.mark.parametrize("name", ["glossograph", "pyvis, our positions", "vis-network, tuned"])
def test_the_bench_sees_each_page_ready_and_drawn_while_it_moves(
    name: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOVE_S", 0.3)
    path = tmp_path / "page.html"
    pages.PAGES[name](graph_of(60, generate_links(60, 150)[0]), path)
    measures = pages.measure(browser, path, 60)
    assert None not in measures
    assert all(value > 0 for value in measures if value is not None)


def test_a_page_that_never_draws_has_nothing_but_its_size(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>Nothing</title>", encoding="utf-8")
    assert pages.measure(browser, path, 0.5) == pages.Measures(path.stat().st_size)
