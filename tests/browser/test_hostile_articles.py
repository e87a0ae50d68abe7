"""Pages of a build from hostile articles, at hostile addresses: no dialog, request, console line or violation of their policy.

The fixture `open_page` fails a test on each of these.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
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
