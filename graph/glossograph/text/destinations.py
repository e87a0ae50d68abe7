"""Destinations of links: what kind of thing a destination names, and its path or name in plain text."""

import re
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from glossograph.text.keys import CACHE_SIZE, key

ARTICLE_SUFFIXES = frozenset({".md", ".markdown", ".mdx"})
INDEX_PAGES = frozenset({"index", "_index", "readme"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?!\s)")
_WEB_ADDRESS = re.compile(r"https?://(?:www\.)?(?P<host>[^/?#@\s]+)(?P<path>[^?#]*)", re.IGNORECASE)
_WIKI_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|(?:mailto|tel|data|javascript):", re.IGNORECASE)
_VAULT_LINK = re.compile(r"dendron://([^/]*)/")
_SITE_ROOT = re.compile(r"@(?:site)?(?=/)")
_BLOCK = re.compile(r"\^[A-Za-z0-9-]{4,}\Z")
"""A reference to a block of a note, as Dendron writes it behind the name."""

_BLOCK_REFERENCE = re.compile(r"\(\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)\)\Z", re.IGNORECASE)
"""A reference to a block of any page, as Logseq writes it."""

_PAGE_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|html?)\Z", re.IGNORECASE)
_FILE_SUFFIX = re.compile(r"(?<=[^/])\.[A-Za-z][A-Za-z0-9]{0,11}\Z")
_MEDIA_SUFFIX = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic|ico|mp[34]|m4[av]|wav|ogg|opus|flac|webm|mov|mkv|avi|pdf|epub|djvu"
    r"|docx?|xlsx?|pptx?|od[tsp]|csv|tsv|txt|json|ya?ml|toml|xml|rss|zip|gz|bz2|xz|7z|rar|tar|iso|exe|dmg"
    r"|canvas|base|excalidraw|drawio|edn|bib|ipynb|css|scss|log|asc|sig|pem|der|key)\Z",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{")
_HUGO_REF = re.compile(
    r"""\{\{[<%]-?\s*(?:rel)?ref\s+(?:"(?P<plain>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>%=]+(?=\s|[>%]))|(?P<named>[^>%]*?))"""
    r"""\s*-?[>%]\}\}(?P<rest>[^{}]*)\Z"""
)
_NAMED_PATH = re.compile(r"""\bpath\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_JEKYLL_LINK = re.compile(r"\{%-?\s*(?:link|post_url|post_link)\s+['\"]?([^'\"%{}\s]+)['\"]?[^%{}]*-?%\}([^{}]*)\Z")
_URL_FILTER = re.compile(
    r"""\{\{-?\s*["']([^"'{}]*)["']\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL|relLangURL|absLangURL)\s*-?\}\}([^{}]*)\Z"""
)
_BASE_VARIABLE = re.compile(
    r"\{\{-?\s*(?:site\.(?:baseurl|url)|page\.baseurl|baseurl|\.Site\.BaseURL|site\.BaseURL)\s*-?\}\}", re.IGNORECASE
)


class DestinationKind(StrEnum):
    """What a destination names, as far as its text shows."""

    PAGE = "page"
    EXTERNAL = "external"
    ANCHOR = "anchor"
    CODE = "code"


class ParsedDestination(NamedTuple):
    """A destination in plain text.

    `path` is decoded, with `/` between its parts and without fragment and query. `full` is the path with its fragment, for names
    that hold a `#` or `?`. `from_root` is true where it begins with a slash; `is_file` where the author wrote a template that
    names a source file. `vault` is the vault of Dendron that the author named.
    """

    kind: DestinationKind
    path: str = ""
    full: str = ""
    from_root: bool = False
    is_file: bool = False
    vault: str = ""


class WebAddress(NamedTuple):
    """The host of an address on the web, in small letters and without `www`, and its path."""

    host: str
    path: str


class PageName(NamedTuple):
    """The last part of a destination's path, and the folders before it."""

    folders: tuple[str, ...]
    name: str


_NOT_A_PAGE = {kind: ParsedDestination(kind) for kind in DestinationKind}


@lru_cache(maxsize=CACHE_SIZE)
def parse_destination(written: str, *, wiki: bool = False) -> ParsedDestination:
    """Parse a destination as written; `wiki` for one between double brackets, which may be any name.

    >>> parse_destination("../funds/Index%20Fund.md#fees").path, parse_destination("https://example.org/x").kind
    ('../funds/Index Fund.md', <DestinationKind.EXTERNAL: 'external'>)
    >>> parse_destination('{{< relref "/yield" >}}').path, parse_destination("{{ page.url }}").kind
    ('/yield', <DestinationKind.CODE: 'code'>)
    >>> parse_destination("@site/docs/bond.md").path, parse_destination("((63b6d0a1-1111-4222-8333-444455556666))").kind
    ('/docs/bond.md', <DestinationKind.CODE: 'code'>)
    >>> parse_destination("Dune: Part Two", wiki=True).path, parse_destination("#top").kind
    ('Dune: Part Two', <DestinationKind.ANCHOR: 'anchor'>)
    """
    text = written.strip()
    if _BLOCK_REFERENCE.match(text):
        return _NOT_A_PAGE[DestinationKind.CODE]
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    is_file = False
    if _TEMPLATE.search(text):
        target = _path_in_template(text)
        if target is None:
            return _NOT_A_PAGE[DestinationKind.CODE]
        text, is_file = target
    vault = ""
    if link := _VAULT_LINK.match(text):
        text, wiki, vault = text[link.end() :], True, link[1]
    if match := _SITE_ROOT.match(text):  # Zola: a file below its content folder; Docusaurus: below the site's folder
        text, is_file = text[match.end() :], True
    if text.startswith("//") or (_WIKI_SCHEME if wiki else _SCHEME).match(text):
        return _NOT_A_PAGE[DestinationKind.EXTERNAL]
    before = _BLOCK.sub("", text.partition("#")[0]) if wiki else re.split(r"[#?]", text, maxsplit=1)[0]
    if not before.strip():
        return _NOT_A_PAGE[DestinationKind.ANCHOR]
    path = _plain_path(before)
    return ParsedDestination(DestinationKind.PAGE, path, _plain_path(text), path.startswith("/"), is_file, vault)


def web_address(written: str) -> WebAddress | None:
    """Split an address on the web into host and path; nothing for any other destination.

    >>> web_address("https://www.Example.org/loans/#rates"), web_address("/loans/")
    (WebAddress(host='example.org', path='/loans/'), None)
    """
    match = _WEB_ADDRESS.match(written.strip())
    return WebAddress(match["host"].lower(), match["path"] or "/") if match else None


def _path_in_template(text: str) -> tuple[str, bool] | None:
    """Read the path that a template names where its meaning is certain, and whether it is a source file's."""
    bare = _BASE_VARIABLE.sub("", text)
    if match := _HUGO_REF.match(bare):
        named = _NAMED_PATH.search(match["named"] or "")
        path = match["plain"] or match["single"] or match["bare"] or (named and (named[1] or named[2]))
        return (path, True) if path else None
    if match := _JEKYLL_LINK.match(bare):
        return f"/{match[1].strip().lstrip('/')}{match[2]}", True
    if match := _URL_FILTER.match(bare):
        return f"/{match[1].lstrip('/')}{match[2]}", False
    return None if _TEMPLATE.search(bare) or not bare else (f"/{bare.lstrip('/')}", False)


def _plain_path(text: str) -> str:
    return percent_decoded(text.strip()).replace("\\", "/")


def is_template(written: str) -> bool:
    """Report whether a destination is written for a template engine: `{{ page.url }}`, `{% link a.md %}`."""
    return _TEMPLATE.search(written) is not None


def has_page_suffix(name: str) -> bool:
    """Whether a file name ends as a page does: `.md`, `.markdown`, `.mdx`, `.html` or `.htm`."""
    return _PAGE_SUFFIX.search(name) is not None


def without_page_suffix(name: str) -> str:
    """Take the page suffix off a name or path.

    >>> without_page_suffix("funds/Node.js.md"), without_page_suffix("Node.js")
    ('funds/Node.js', 'Node.js')
    """
    return _PAGE_SUFFIX.sub("", name)


def is_asset(path: str, *, wiki: bool = False) -> bool:
    """Whether a path that names no article names a file of another kind: an image, a script, an archive.

    Between double brackets only suffixes of media and documents count, since `[[Node.js]]` and `[[draw.io]]` are names.

    >>> [is_asset(path) for path in ("logo.png", "x1.pem", "bond.md", "v1.10", "/bond")]
    [True, True, False, False, False]
    >>> is_asset("D3.js", wiki=True), is_asset("board.canvas", wiki=True)
    (False, True)
    """
    name = path.rstrip("/").rpartition("/")[2]
    if has_page_suffix(name):
        return False
    return (_MEDIA_SUFFIX if wiki else _FILE_SUFFIX).search(name) is not None


def destination(written: str, languages: Collection[str] = ()) -> PageName | None:
    """Split a destination into folders and name; nothing for what is outside the collection: the web, files, the same page.

    Fragment, query, percent-encoding, a leading language (one of `languages`), trailing slash, page suffix and
    `index` are taken off.

    >>> destination("/ja/cloud-native-apps/?x#y", {"ja"})
    PageName(folders=(), name='cloud-native-apps')
    >>> destination("../funds/Index%20Fund.md")
    PageName(folders=('funds',), name='Index Fund')
    >>> [destination(text) for text in ("https://example.com/x", "mailto:a@b.c", "#top", "/logo.png", "/")]
    [None, None, None, None, None]
    """
    parsed = parse_destination(written)
    if parsed.kind is not DestinationKind.PAGE or is_asset(parsed.path):
        return None
    parts = [part.strip() for part in parsed.path.split("/")]
    parts = [part for part in parts if part not in ("", ".", "..")]
    if len(parts) > 1 and parts[0].lower().replace("_", "-") in languages:
        del parts[0]
    if not parts:
        return None
    parts[-1] = without_page_suffix(parts[-1])
    if len(parts) > 1 and parts[-1].lower() in INDEX_PAGES:
        del parts[-1]
    return PageName(tuple(parts[:-1]), parts[-1]) if key(parts[-1]) else None


def with_name(written: str, name: str) -> str:
    """Replace the name in a destination, and keep everything else as the author writes destinations.

    >>> with_name("/real estate professional", "realtor"), with_name("/it/services.md#use", "service")
    ('/realtor', '/it/service.md#use')
    """
    path = re.split(r"[?#]", written, maxsplit=1)[0]
    slashes = path[len(path.rstrip("/")) :]
    head, slash, last = path.rstrip("/").rpartition("/")
    suffix = match[0] if (match := _PAGE_SUFFIX.search(last)) else ""
    return f"{head}{slash}{quote(name, safe='') if '%' in last else name}{suffix}{slashes}{written[len(path) :]}"


def percent_decoded(text: str) -> str:
    """Decode percent-encoded UTF-8; text whose bytes are not UTF-8 comes back unchanged."""
    if "%" not in text:
        return text
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return text
