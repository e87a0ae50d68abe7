"""Pages of a build from hostile articles, at hostile addresses: no dialog, request, console line or violation of their policy.

The fixture `open_page` fails a test on each of these.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from playwright.sync_api import Page
from tests.browser.test_page_reader import download_file
from tests.hostile import HOSTILE

import glossograph as gg

OpenPage = Callable[..., Page]

FRAGMENTS = (
    "#term=%3Cimg%20src%3Dx%20onerror%3Dwindow.pwned%3D1%3E&lang=%22%3E%3Cscript%3E",
    "#term=__proto__&from=constructor&to=hasOwnProperty&links=only:__proto__",
    "#%E0%A4%A&=&&term&hops=1e9&focus=NaN&zoom=-Infinity&x=%00",
    "#" + "term=a&" * 20_000,
)
"""Addresses that somebody else made."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a collection whose articles are hostile in every part."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate(HOSTILE):
        quoted = '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'
        matter = "".join(f"{key}: {quoted}\n" for key in ("title", "slug", "description", "tags", "aliases"))
        plain = text.encode("utf-8", "replace").decode("utf-8")
        for language in ("en", "no"):
            path = folder / "Texts" / language / f"a{number}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\n{matter}---\n{plain} [{plain}](a{number + 1}.md) [x]({plain})\n", encoding="utf-8")
    gg.build(folder / "Texts").write(folder / "out", ["html", "report"])
    return folder / "out"


@pytest.mark.parametrize("fragment", ["", *FRAGMENTS], ids=range(len(FRAGMENTS) + 1))
@pytest.mark.parametrize("name", ["graph.html", "report.html"])
def test_hostile_articles_and_addresses_do_nothing(open_page: OpenPage, built: Path, name: str, fragment: str) -> None:
    page = open_page(built / name, fragment)
    if name == "graph.html":
        page.evaluate("window.glossograph.ready")
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("({}).pwned") is None
    assert page.locator("img, iframe, object, embed, a[href^='javascript']").count() == 0


def test_what_the_page_saves_of_hostile_articles_holds_data_only(open_page: OpenPage, built: Path) -> None:
    page = open_page(built / "graph.html")
    page.evaluate("window.glossograph.ready")
    svg = ET.fromstring(download_file(page, "Save the map as SVG"))  # noqa: S314 — written by our own page
    names = {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert names <= {
        "svg",
        "title",
        "desc",
        "defs",
        "style",
        "g",
        "path",
        "circle",
        "rect",
        "line",
        "polygon",
        "text",
        "tspan",
        "marker",
    }
    attributes = {(name.rpartition("}")[2].lower(), value) for element in svg.iter() for name, value in element.attrib.items()}
    assert not [name for name, value in attributes if name.startswith("on") or name == "href" or "javascript:" in value]
    turtle = download_file(page, "Save this view as Turtle")
    triples = list(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))
    labels = {quad.object.value for quad in triples if quad.predicate.value.endswith("prefLabel")}
    assert len(labels) >= len(HOSTILE) // 2
    assert not [quad for quad in triples if quad.predicate.value.startswith("https://evil")]
    rows = list(csv.reader(io.StringIO(download_file(page, "Save this view as CSV").decode("utf-8-sig"), newline="")))
    assert len(rows) > len(HOSTILE) // 2
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell and not _is_number(cell)]
    assert page.evaluate("window.pwned") is None


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()
