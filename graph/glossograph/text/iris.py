"""IRIs of terms, articles, files and links."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NewType
from urllib.parse import quote, unquote

from glossograph.text.destinations import percent_decoded
from glossograph.text.keys import CACHE_SIZE, Slug

Iri = NewType("Iri", str)
"""An absolute IRI, safe to write in every RDF syntax."""

RDF_SUFFIXES = (".ttl", ".nt", ".trig", ".nq", ".rdf", ".jsonld", ".xml")
"""Suffixes of RDF files; of a folder that holds a graph in several syntaxes, the first is read."""

DEFAULT_BASE_IRI = "https://example.org/glossary/"
_USABLE_BASE = re.compile(
    r"(?:https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?/|urn:[A-Za-z0-9-]+:)"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*(?<=[/:])|https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?"
    r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*#"
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\\x00-\x20\x7f-\x9f]+")
_MAX_IRI_CHARS = 2_000
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~/-]*")
"""What percent-encoding leaves as it is (RFC 3986, section 2.3), in a path."""

_PATTERN_FIELD = re.compile(r"\{(language|slug|path)\}")
_NO_IRI_CHARACTER = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]")
_PAGE_SUFFIX = re.compile(r"\.[^./]+\Z")


def is_usable_base(base: str) -> bool:
    r"""Tell whether terms' IRIs can be made by appending to `base`: absolute, http(s) or urn, ending in `/`, `#` or `:`.

    >>> [is_usable_base(b) for b in ("https://example.org/g/", "https://example.org/a b/", "g/", "https://example.org")]
    [True, False, False, False]
    """
    return bool(_USABLE_BASE.fullmatch(base))


def is_absolute_iri(text: str) -> bool:
    """Return whether a text is an absolute IRI that every RDF syntax can hold as it is, of at most 2,000 characters.

    >>> [is_absolute_iri(text) for text in ("http://zbw.eu/stw/descriptor/10471-2", "urn:x:a", "bond", "http://x/<b>")]
    [True, True, False, False]
    """
    return len(text) <= _MAX_IRI_CHARS and text.isprintable() and bool(_ABSOLUTE.fullmatch(text))


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
    return percent_decoded(re.split(r"[/#]", iri)[-1])


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


def collection_iri(base: str, keyword_slug: str) -> Iri:
    """Name the collection of the terms that have a keyword.

    >>> collection_iri("https://example.org/glossary/", "personal-finance")
    'https://example.org/glossary/collection/personal-finance'
    """
    return Iri(f"{base}collection/{_part(keyword_slug)}")


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


def published_address(pattern: str, language: str, term_slug: str, path: str) -> str:
    """Give the address of an article on the published site, as the page does.

    Args:
        pattern: The address with `{language}`, `{slug}` or `{path}`; empty without such a site.
        language: The article's language.
        term_slug: The slug of its term.
        path: The path of its file, whose suffix `{path}` has not.

    Returns:
        The address, percent-encoded; empty without a pattern.

    >>> published_address("https://example.org/{language}/{path}/", "no", "bond", "no/a bond.md")
    'https://example.org/no/no/a%20bond/'
    """
    values = {"language": language, "slug": term_slug, "path": _PAGE_SUFFIX.sub("", path)}
    address = _PATTERN_FIELD.sub(lambda field: quote(values[field[1]], safe="/"), pattern)
    return _NO_IRI_CHARACTER.sub(lambda character: quote(character[0]), address)


@lru_cache(maxsize=CACHE_SIZE)
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
    name = _name_below(term_iri(base, ""), iri)
    return Slug(name) if name and "/" not in iri.removeprefix(term_iri(base, "")) else None


def path_of_file(base: str, iri: str) -> str:
    """Read the path of the file that an article was read from; empty for any other IRI.

    >>> path_of_file("https://example.org/glossary/", "https://example.org/glossary/file/Texts/front%20office.md")
    'Texts/front office.md'
    """
    return _name_below(file_iri(base, ""), iri)


def _name_below(prefix: str, iri: str) -> str:
    return unquote(iri.removeprefix(prefix), errors="surrogateescape") if iri.startswith(prefix) else ""
