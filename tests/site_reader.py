"""Read a published site as strangers do: browsers' parsers, link checkers, and readers of structured data."""

import json
import posixpath
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import html5lib
import rdflib


class Link(NamedTuple):
    """An address in a page: the element, the attribute and the value."""

    element: str
    attribute: str
    value: str


class PageContent(HTMLParser):
    """What a page holds: its elements with their attributes, identifiers, structured data and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 — the name is given
        self._in_script = False

    def handle_data(self, data: str) -> None:
        (self.scripts if self._in_script else self.texts).append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[Link]:
        return [
            Link(tag, name, attributes[name])
            for tag, attributes in self.elements
            for name in ("href", "src", "action")
            if name in attributes
        ]

    @property
    def structured(self) -> list[Any]:
        return [json.loads(script) for script in self.scripts if script.strip()]

    def first(self, tag: str, **wanted: str) -> dict[str, str]:
        """Give the attributes of the first element of a kind that has some attributes."""
        return next(own for name, own in self.elements if name == tag and wanted.items() <= own.items())


def pages_of(site: Path) -> list[Path]:
    """List the pages that the site format renders; the explorer has tests of its own."""
    return sorted(path for path in site.rglob("*.html") if path.name != "graph.html")


def read_page(path: Path) -> PageContent:
    return PageContent(path.read_text(encoding="utf-8"))


def target_of(page: str, address: str) -> str | None:
    """Find the path of the file that a web server would send for a relative address; None for an address elsewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return page
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
    return posixpath.normpath(f"{path}/index.html") if parts.path.endswith("/") else path


def broken_links(site: Path) -> Iterator[str]:
    """Yield every address in the site that has no file, or no such place in its file."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {path.relative_to(site).as_posix(): read_page(path) for path in pages_of(site)}
    ids = {path: set(page.ids) for path, page in pages.items()}
    for path, page in pages.items():
        for address in {link.value for link in page.links}:
            target = target_of(path, address)
            if target is None:
                continue
            fragment = unquote(urlsplit(address).fragment)
            if target not in files or (fragment and target != "graph.html" and fragment not in ids[target]):
                yield f"{path}: {address}"


def html_errors(path: Path) -> list[str]:
    """List what the parsing rules of HTML call an error (WHATWG HTML, section 13.2)."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(path.read_bytes())
    return [f"{path.name} {position}: {code} {values}" for position, code, values in parser.errors]


SCHEMA_PROPERTIES = {
    "DefinedTerm": "name alternateName description termCode url mainEntityOfPage subjectOf inDefinedTermSet",
    "DefinedTermSet": "name description url license creator inLanguage hasDefinedTerm",
    "Dataset": "name description url license creator inLanguage distribution",
    "DataDownload": "contentUrl encodingFormat contentSize",
    "Article": "url inLanguage",
    "Organization": "name url",
}
"""The types of schema.org that the pages use, and the properties that schema.org gives them, themselves or by a type above."""


def unknown_schema_terms(value: Any) -> Iterator[str]:
    """Yield the types and properties in structured data that schema.org does not have, or not for that type."""
    if isinstance(value, list):
        for item in value:
            yield from unknown_schema_terms(item)
    elif isinstance(value, dict):
        kind = value.get("@type")
        known = SCHEMA_PROPERTIES.get(str(kind), "").split()
        if kind and kind not in rdflib.SDO:
            yield str(kind)
        for name, inner in value.items():
            if not name.startswith("@"):
                if name not in known or name not in rdflib.SDO:
                    yield f"{kind}.{name}"
                yield from unknown_schema_terms(inner)
            elif name == "@graph":
                yield from unknown_schema_terms(inner)
