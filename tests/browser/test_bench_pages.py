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


def test_a_page_in_svg_is_ready_at_its_last_change(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOVE_S", 0.3)
    path = tmp_path / "page.html"
    path.write_text(
        '<!doctype html><svg id="graph-canvas" width="900" height="700"><circle r="9"/></svg><script>'
        'let turns = 0; const circle = document.querySelector("circle");'
        'const move = () => { circle.setAttribute("cx", turns); if (++turns < 9) setTimeout(move, 50); }; move();'
        'addEventListener("mousemove", (event) => circle.setAttribute("cy", event.clientY));'
        'addEventListener("wheel", (event) => circle.setAttribute("r", event.timeStamp));</script>',
        encoding="utf-8",
    )
    figures = pages.measure(browser, path, LIMIT_S, "Cosma")
    assert figures.ready is not None
    assert figures.ready > 0.4
    assert figures.pan
    assert figures.zoom
    assert figures.script is None


def test_a_page_of_npm_is_a_row_of_dashes_without_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.peer_pages.shutil.which", lambda _: None)
    assert not pages.write_page("Cosma", graph_of(2, [(0, 1)]), tmp_path / "page.html")
    assert pages.row(2, "Cosma", pages.Measures(None)) == "| 2 | Cosma | - | - | - | - | - | - |"
