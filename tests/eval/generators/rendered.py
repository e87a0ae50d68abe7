"""A rendered site read back: its pages with their source files, and what each link of a page opens.

The templates of the sites in `sites/` write what a page itself does not say:

- `<meta name="source">` the path of the source file; in Docusaurus the link "Edit this page" says it;
- `<meta name="term">` a text that the pages have in common which the generator calls translations of each other;
- an element of the class `markdown` around the text of the article.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

EDIT_BASE = "https://source.example/"
"""Beginning of the addresses of source files in links "Edit this page"."""

_REFRESH = re.compile(r"\d+;\s*url=(.+)", re.IGNORECASE)
_CONTENT_CLASSES = frozenset({"markdown", "col--8"})
"""Classes of elements that hold the text: our own, and those of Docusaurus for documents and for other pages."""

_MAX_REDIRECTS = 5


class RenderedLink(NamedTuple):
    """A link in the text of a rendered page: its words and its `href`."""

    anchor: str
    href: str


class RenderedPage(NamedTuple):
    """A rendered page with its source file, empty for a page that the generator made by itself."""

    url: str
    source: str
    language: str
    term: str
    links: tuple[RenderedLink, ...]
    redirect: str = ""


class RenderedSite:
    """The pages of a site by their addresses.

    A source file may be rendered at several addresses: a page that is not translated is shown in the default language. The
    shortest address is the page's own.
    """

    def __init__(self, base: str, pages: Iterable[RenderedPage], files: Iterable[str] = (), *, clean_urls: bool = True) -> None:
        """Take the pages of a site.

        Args:
            base: Address of the site, with a slash at its end.
            pages: All pages, with addresses relative to the site.
            files: Addresses of the other files, relative to the site.
            clean_urls: Whether the server finds `bond.html` also at `bond`.
        """
        self._base = base
        self._files = frozenset(files)
        self._pages: dict[str, RenderedPage] = {}
        for page in pages:
            for address in _addresses(page.url, clean_urls=clean_urls):
                self._pages.setdefault(address, page)

    def pages(self) -> list[RenderedPage]:
        """Give the page of each source file, sorted by source."""
        own: dict[str, RenderedPage] = {}
        for page in sorted(set(self._pages.values()), key=lambda page: (page.url.count("/"), page.url)):
            if page.source:
                own.setdefault(page.source, page)
        return [own[source] for source in sorted(own)]

    def translations(self) -> Iterator[frozenset[str]]:
        """Give the sets of source files that are translations of each other."""
        sources: dict[str, set[str]] = defaultdict(set)
        for page in self.pages():
            sources[page.term or page.source].add(page.source)
        return (frozenset(sources[term]) for term in sorted(sources))

    def opens(self, page: RenderedPage, href: str) -> "Opened":
        """Find out what a link of a page opens."""
        address = urljoin(self._base + page.url, href.strip())
        if not address.startswith(self._base):
            is_own_host = urlsplit(address)[:2] == urlsplit(self._base)[:2]
            return Opened(OpenedKind.NOTHING if is_own_host else OpenedKind.OTHER_SITE)
        path = unquote(urlsplit(address).path.removeprefix(urlsplit(self._base).path))
        for _ in range(_MAX_REDIRECTS):
            target = self._pages.get(path)
            if target is None:
                return Opened(OpenedKind.FILE if path in self._files else OpenedKind.NOTHING)
            if not target.redirect:
                return Opened(target.source) if target.source else Opened(OpenedKind.OTHER_PAGE)
            address = urljoin(self._base + target.url, target.redirect)
            path = unquote(urlsplit(address).path.removeprefix(urlsplit(self._base).path))
        return Opened(OpenedKind.NOTHING)


class OpenedKind:
    """What a link opens that is no page with a source file."""

    OTHER_SITE = "(other site)"
    OTHER_PAGE = "(page without source)"
    FILE = "(file)"
    NOTHING = "(nothing)"


class Opened(str):
    """What a link opens: the path of a source file, or one of `OpenedKind`."""

    __slots__ = ()


def read_rendered(folder: Path, base: str, *, root: Path | None = None, clean_urls: bool = True) -> RenderedSite:
    """Read a rendered site.

    Args:
        folder: Folder that the generator wrote.
        base: Address that the generator rendered it for.
        root: Folder of the source, where templates can name source files only by their absolute path.
        clean_urls: Whether the server finds `bond.html` also at `bond`.
    """
    pages: list[RenderedPage] = []
    files: list[str] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        url = path.relative_to(folder).as_posix()
        if path.suffix == ".html":
            page = read_page(path.read_text(encoding="utf-8"), url)
            pages.append(page._replace(source=_below(page.source, root)) if root else page)
        else:
            files.append(url)
    return RenderedSite(base, pages, files, clean_urls=clean_urls)


def read_page(html: str, url: str) -> RenderedPage:
    """Read a rendered page.

    >>> html = '<html lang="en"><meta name="source" content="a.md"><main class="markdown"><a href="b">an <i>anchor</i></a></main>'
    >>> page = read_page(html, "a.html")
    >>> page.source, page.language, page.links
    ('a.md', 'en', (RenderedLink(anchor='an anchor', href='b'),))
    """
    parser = _PageParser()
    parser.feed(html)
    parser.close()
    return RenderedPage(url, parser.source, parser.language, parser.term, tuple(parser.links), parser.redirect)


class _PageParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.source = self.language = self.term = self.redirect = ""
        self.links: list[RenderedLink] = []
        self._content_tag = ""
        self._depth = 0
        self._href: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "meta":
            self._read_meta(given)
        elif tag == "link" and given.get("hreflang") == "x-default":
            self.term = given.get("href", "")
        elif tag == "a" and given.get("href", "").startswith(EDIT_BASE):
            self.source = unquote(given["href"].removeprefix(EDIT_BASE))
        if not self._content_tag:
            if _CONTENT_CLASSES & set(classes):
                self._content_tag, self._depth = tag, 1
            return
        self._depth += tag == self._content_tag
        if tag == "a" and "href" in given and not {"hash-link", "anchor"} & set(classes):
            self._href, self._words = given["href"], []

    def _read_meta(self, given: Mapping[str, str]) -> None:
        content = given.get("content", "")
        if given.get("name") == "source":
            self.source = content
        elif given.get("name") == "term":
            self.term = content
        elif given.get("http-equiv", "").lower() == "refresh" and (refresh := _REFRESH.match(content)):
            self.redirect = refresh[1].strip("'\" ")

    def handle_endtag(self, tag: str) -> None:
        if not self._content_tag:
            return
        if tag == "a" and self._href is not None:
            self.links.append(RenderedLink(" ".join("".join(self._words).split()), self._href))
            self._href = None
        if tag == self._content_tag:
            self._depth -= 1
            if not self._depth:
                self._content_tag = ""

    def handle_data(self, data: str) -> None:
        if self._href is not None:
            self._words.append(data)


def _addresses(url: str, *, clean_urls: bool) -> Iterator[str]:
    yield url
    folder, name = posixpath.split(url)
    if name == "index.html":
        yield f"{folder}/" if folder else ""
        yield folder
    elif clean_urls:
        yield url.removesuffix(".html")


def _below(source: str, root: Path) -> str:
    return Path(source).resolve().relative_to(root.resolve()).as_posix() if source else ""
