"""Every identifier is made here: slugs, keys, destinations and IRIs.

Two spellings of one slug meet in their key: `frontoffice`, `front-office` and `/Front Office/` are one term.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple, NewType
from urllib.parse import quote, unquote, unquote_to_bytes

Slug = NewType("Slug", str)
"""A term's name in addresses, as the articles write it, lower-case: `front-office`."""

Key = NewType("Key", str)
"""A slug without case and punctuation: `frontoffice`. Slugs of one key name one term."""

TermId = NewType("TermId", str)
"""A term's identity inside a graph: its key; `key~2` and so on where different articles claim one key."""

Iri = NewType("Iri", str)
"""An absolute IRI, safe to write in every RDF syntax."""

ARTICLE_SUFFIXES = frozenset({".md", ".markdown", ".mdx"})
VOCABULARY_IRI = "https://w3id.org/glossograph/ns#"
SKOSMOS_IRI = "http://purl.org/net/skosmos#"
SKOSMOS_ENDPOINT = "http://localhost:3030/glossary/sparql"
"""Where Fuseki answers on the machine that it was started on, as the README says."""

GEXF_IRI = "http://gexf.net/1.3"
GRAPHML_IRI = "http://graphml.graphdrawing.org/xmlns"
DEFAULT_BASE_IRI = "https://example.org/glossary/"
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_REMEMBERED = 1 << 16
"""Names whose folding is remembered: those of some terms at once, which a process takes one after the other."""

_PLAIN = re.compile(r"[a-z0-9]+\Z")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_PAGE_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|html?)\Z", re.IGNORECASE)
_ASSET_SUFFIX = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|ico|pdf|docx?|xlsx?|pptx?|csv|zip|gz|mp[34]|webm|mov|js|css|json|xml|rss)\Z",
    re.IGNORECASE,
)
INDEX_PAGES = frozenset({"index", "_index", "readme"})
_USABLE_BASE = re.compile(
    r"(?:https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?/|urn:[A-Za-z0-9-]+:)"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*(?<=[/:])|https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?"
    r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*#"
)
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~/-]*")
"""What percent-encoding leaves as it is (RFC 3986, section 2.3), in a path."""

_HASH = re.compile(r"(?:[0-9]+[-_.])*(?=[0-9a-f-]*[0-9][0-9a-f-]*[0-9])[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}\Z")


class _Telling(dict[int, int | None]):
    """Maps letters, marks and digits to themselves and all else to nothing, looked up once each."""

    def __missing__(self, point: int) -> int | None:
        self[point] = point if unicodedata.category(chr(point))[0] in "LMN" else None
        return self[point]


_TELLING = _Telling()


class Destination(NamedTuple):
    """Where a link points within the collection, read from how it was written.

    `name` is the last part of the path, `folders` what stands before it.
    """

    folders: tuple[str, ...]
    name: str


@lru_cache(maxsize=_REMEMBERED)
def key(text: str) -> Key:
    """Fold a slug to the letters, vowel signs and digits that tell it from others, of every script.

    NFKC and case folding first (Unicode Standard Annex 15 and section 5.18). Empty where nothing is left.

    >>> key("Front Office"), key("/front-office/"), key("१२b-1 शुल्क")
    ('frontoffice', 'frontoffice', '१२b1शुल्क')
    """
    if _PLAIN.match(text):
        return Key(text)
    if text.isascii():
        return Key(_NOT_PLAIN.sub("", text.lower()))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(folded.split())
    return Key(bare if bare.isalnum() else folded.translate(_TELLING))  # as it is for most scripts


@lru_cache(maxsize=_REMEMBERED)
def slug(text: str) -> Slug:
    """Write a name as a slug: NFC, lower-case, blanks and odd characters as one hyphen.

    Hyphens and underscores stay where the author put them. Empty where no letter or digit is left.

    >>> slug("Front Office"), slug("financial_sector"), slug("वित्तीय सलाहकार"), slug("..")
    ('front-office', 'financial_sector', 'वित्तीय-सलाहकार', '')
    """
    if not key(text):
        return Slug("")
    kept = (
        c if c in "-_" or unicodedata.category(c)[0] in "LMN" else "-"
        for c in unicodedata.normalize("NFC", text).lower()
        if unicodedata.category(c) != "Cf"
    )
    return Slug(re.sub(r"--+", "-", "".join(kept)).strip("-"))


@lru_cache(maxsize=_REMEMBERED)
def is_opaque(stem: str) -> bool:
    """Tell whether a file's name is a number or a hash that says nothing about its term.

    >>> [is_opaque(name) for name in ("003_1b6103a111c75762", "0042", "401k", "facade", "front-office")]
    [True, True, False, False, False]
    """
    return stem.isdecimal() or bool(_HASH.match(stem.lower()))


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
    text = _percent_decoded(re.split(r"[#?]", text, maxsplit=1)[0]).replace("\\", "/")
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


def _percent_decoded(text: str) -> str:
    if "%" not in text:
        return text
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return text


def is_usable_base(base: str) -> bool:
    r"""Tell whether terms' IRIs can be made by appending to `base`: absolute, http(s) or urn, ending in `/`, `#` or `:`.

    >>> [is_usable_base(b) for b in ("https://example.org/g/", "https://example.org/a b/", "g/", "https://example.org")]
    [True, False, False, False]
    """
    return bool(_USABLE_BASE.fullmatch(base))


def scheme_iri(base: str) -> Iri:
    """Name the concept scheme: the base itself."""
    return Iri(base)


def term_iri(base: str, term_slug: str) -> Iri:
    """Name a term, in no language.

    >>> term_iri("https://example.org/glossary/", "front-office")
    'https://example.org/glossary/term/front-office'
    """
    return Iri(f"{base}term/{_part(term_slug)}")


def slug_in(iri: str) -> str:
    """Read a slug out of a term's IRI: its last part, decoded.

    >>> slug_in(term_iri("https://example.org/glossary/", "वित्त")), slug_in("http://example.org/terms#bond")
    ('वित्त', 'bond')
    """
    return _percent_decoded(re.split(r"[/#]", iri)[-1])


def article_iri(base: str, language: str, term_slug: str) -> Iri:
    """Name the article on a term in a language.

    >>> article_iri("https://example.org/glossary/", "no", "front-office")
    'https://example.org/glossary/article/no/front-office'
    """
    return Iri(f"{base}article/{_part(language)}/{_part(term_slug)}")


def file_iri(base: str, path: str) -> Iri:
    """Name the file that an article was read from, by its path within the collection.

    >>> file_iri("https://example.org/glossary/", "Texts/Hindi/front office.md")
    'https://example.org/glossary/file/Texts/Hindi/front%20office.md'
    """
    return Iri(f"{base}file/{path if _UNRESERVED.fullmatch(path) else quote(path, safe='/')}")


def link_iris(base: str, language: str, source: str, targets: Iterable[str]) -> list[Iri]:
    """Name the links from one article to each of some terms.

    >>> link_iris("https://example.org/glossary/", "no", "bond", ["yield"])
    ['https://example.org/glossary/link/no/bond/yield']
    """
    start = f"{base}link/{_part(language)}/{_part(source)}/"
    return [Iri(f"{start}{_part(target)}") for target in targets]


def named_graph_iri(base: str, name: str) -> Iri:
    """Name the graph of a dataset that holds the terms, or the evidence behind their links.

    >>> named_graph_iri("https://example.org/glossary/", "terms")
    'https://example.org/glossary/graph/terms'
    """
    return Iri(f"{base}graph/{_part(name)}")


@lru_cache(maxsize=_REMEMBERED)
def _part(text: str) -> str:
    """Percent-encode a part of a path, however often it comes."""
    return text if _UNRESERVED.fullmatch(text) and "/" not in text else quote(text, safe="")


def term_curie(term_slug: str) -> str:
    """Name a term in short, where prefixes are known.

    >>> term_curie("front-office"), term_curie("वित्त")[:13]
    ('term:front-office', 'term:%E0%A4%B')
    """
    return f"term:{quote(term_slug, safe='')}"


def slug_of_term(base: str, iri: str) -> Slug | None:
    """Read a term's slug from its IRI; nothing for the IRI of anything else.

    >>> slug_of_term("https://example.org/glossary/", term_iri("https://example.org/glossary/", "वित्त"))
    'वित्त'
    >>> slug_of_term("https://example.org/glossary/", "https://example.org/other") is None
    True
    """
    found = _name_below(term_iri(base, ""), iri)
    return Slug(found) if found and "/" not in iri.removeprefix(term_iri(base, "")) else None


def path_of_file(base: str, iri: str) -> str:
    """Read the path of the file that an article was read from; empty for any other IRI.

    >>> path_of_file("https://example.org/glossary/", "https://example.org/glossary/file/Texts/front%20office.md")
    'Texts/front office.md'
    """
    return _name_below(file_iri(base, ""), iri)


def _name_below(prefix: str, iri: str) -> str:
    return unquote(iri.removeprefix(prefix), errors="surrogateescape") if iri.startswith(prefix) else ""
