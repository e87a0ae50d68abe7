from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.bench import pages
from tests.graphs import generated, graph_of


@pytest.mark.parametrize("name", ["glossograph", "pyvis, places given", "vis-network, tuned"])
def test_the_bench_sees_each_page_ready_and_drawn_while_it_moves(
    name: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOVING", 0.3)
    path = tmp_path / "page.html"
    pages.PAGES[name](graph_of(60, generated(60, 150)[0]), path)
    found = pages.measure(browser, path, 60)
    assert None not in found
    assert all(value > 0 for value in found if value is not None)


def test_a_page_that_never_draws_has_nothing_but_its_size(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>Nothing</title>", encoding="utf-8")
    assert pages.measure(browser, path, 0.5) == pages.Measured(path.stat().st_size)
