"""`sitemap.xml`: every page with its translations, after sitemaps.org and the annotations of Google.

A file holds at most 50,000 addresses and 50 MB. A larger site has an index of compressed files.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from xml.sax.saxutils import escape

from glossograph.serialise.compression import gzip_pieces
from glossograph.site.page_frame import tag_attribute
from glossograph.site.site_plan import Pages

_MAX_ADDRESSES = 50_000
_MAX_BYTES = 50_000_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPENING = f'{_HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_CLOSING = "</urlset>\n"
_INDEX_OPENING = f'{_HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'

SiteFile = tuple[str, bytes | Iterable[bytes]]


def sitemap_files(published: str, pages: Iterable[Pages]) -> Iterator[SiteFile]:
    """Yield path and content of the sitemap of a site at an address; nothing if there is no address."""
    if not published:
        return
    parts = list(_parts(published, pages))
    if len(parts) == 1:
        yield "sitemap.xml", f"{_OPENING}{parts[0]}{_CLOSING}".encode()
        return
    for number, part in zip(count(1), parts, strict=False):
        yield f"sitemap/{number}.xml.gz", gzip_pieces([f"{_OPENING}{part}{_CLOSING}".encode()])
    lines = "".join(f"<sitemap><loc>{escape(published)}sitemap/{number}.xml.gz</loc></sitemap>\n" for number in _numbers(parts))
    yield "sitemap.xml", f"{_INDEX_OPENING}{lines}</sitemapindex>\n".encode()


def _numbers(parts: list[str]) -> range:
    return range(1, len(parts) + 1)


def _parts(published: str, pages: Iterable[Pages]) -> Iterator[str]:
    """Yield the entries of each file."""
    lines: list[str] = []
    addresses = size = 0
    for each in pages:
        entries = _entries(published, each)
        own_size = sum(map(len, entries))  # addresses are ASCII
        if lines and (addresses + len(entries) > _MAX_ADDRESSES or size + own_size > _MAX_BYTES):
            yield "".join(lines)
            lines, addresses, size = [], 0, 0
        lines += entries
        addresses += len(entries)
        size += own_size
    yield "".join(lines)


def _entries(published: str, pages: Pages) -> list[str]:
    urls = {tag: escape(f"{published}{pages.address(tag)}") for tag in pages.languages}
    alternates = ""
    if len(urls) > 1:
        tags = [(tag_attribute(tag), url) for tag, url in urls.items()]
        if pages.home in urls:
            tags.append(("x-default", urls[pages.home]))
        alternates = "".join(f'<xhtml:link rel="alternate" hreflang="{tag}" href="{url}"/>' for tag, url in tags if tag)
    return [f"<url><loc>{url}</loc>{alternates}</url>\n" for url in urls.values()]
