"""Destinations of links, split into folders and name."""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from glossograph.text.keys import key

ARTICLE_SUFFIXES = frozenset({".md", ".markdown", ".mdx"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_PAGE_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|html?)\Z", re.IGNORECASE)
_ASSET_SUFFIX = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|ico|pdf|docx?|xlsx?|pptx?|csv|zip|gz|mp[34]|webm|mov|js|css|json|xml|rss)\Z",
    re.IGNORECASE,
)
INDEX_PAGES = frozenset({"index", "_index", "readme"})


class Destination(NamedTuple):
    """Where a link points within the collection, read from how it was written.

    `name` is the last part of the path, `folders` what stands before it.
    """

    folders: tuple[str, ...]
    name: str


def destination(written: str, languages: Collection[str] = ()) -> Destination | None:
    """Read a link's destination; nothing for what is outside the collection: the web, mail, files, the same page.

    Fragment, query, percent-encoding, a leading language (one of `languages`), trailing slash, page suffix and
    `index` are taken off.

    >>> destination("/ja/cloud-native-apps/?x#y", {"ja"})
    Destination(folders=(), name='cloud-native-apps')
    >>> destination("../funds/Index%20Fund.md")
    Destination(folders=('funds',), name='Index Fund')
    >>> [destination(text) for text in ("https://example.com/x", "mailto:a@b.c", "#top", "/logo.png", "/")]
    [None, None, None, None, None]
    """
    text = written.strip()
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    if text.startswith(("#", "?", "//")) or _SCHEME.match(text):
        return None
    text = percent_decoded(re.split(r"[#?]", text, maxsplit=1)[0]).replace("\\", "/")
    parts = [part.strip() for part in text.split("/")]
    parts = [part for part in parts if part not in ("", ".", "..")]
    if len(parts) > 1 and parts[0].lower().replace("_", "-") in languages:
        del parts[0]
    if not parts or _ASSET_SUFFIX.search(parts[-1]):
        return None
    parts[-1] = _PAGE_SUFFIX.sub("", parts[-1])
    if len(parts) > 1 and parts[-1].lower() in INDEX_PAGES:
        del parts[-1]
    return Destination(tuple(parts[:-1]), parts[-1]) if key(parts[-1]) else None


def with_name(written: str, name: str) -> str:
    """Lead a destination to another name, written as the author writes destinations.

    >>> with_name("/real estate professional", "realtor"), with_name("/it/services.md#use", "service")
    ('/realtor', '/it/service.md#use')
    """
    path = re.split(r"[?#]", written, maxsplit=1)[0]
    slashes = path[len(path.rstrip("/")) :]
    head, slash, last = path.rstrip("/").rpartition("/")
    suffix = found[0] if (found := _PAGE_SUFFIX.search(last)) else ""
    return f"{head}{slash}{quote(name, safe='') if '%' in last else name}{suffix}{slashes}{written[len(path) :]}"


def percent_decoded(text: str) -> str:
    """Decode percent-encoded UTF-8; text whose bytes are not UTF-8 comes back unchanged."""
    if "%" not in text:
        return text
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return text
