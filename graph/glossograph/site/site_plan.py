"""The plan of a site: its languages, the address of every page, and what the pages share."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from urllib.parse import urlsplit

import msgspec

from glossograph.analysis.paths import importance
from glossograph.config import Config, EvidenceLevel
from glossograph.model.base import Struct
from glossograph.model.edge import Edge
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.pages.explorer_texts import label_line
from glossograph.pages.page_parts import clean_prose
from glossograph.rdf.graph_triples import Hierarchy
from glossograph.rdf.keyword_collections import KeywordCollection, keyword_collections
from glossograph.serialise.kept_blocks import digest
from glossograph.site.safe_names import address_of_folder, address_part, safe_name, unique_names
from glossograph.text.iris import DEFAULT_BASE_IRI
from glossograph.text.keys import TermId
from glossograph.text.languages import FALLBACK, UNDETERMINED, LanguageTag

DEFAULT_TITLE = "Glossary"
_encode = msgspec.msgpack.Encoder().encode


class Pages(Struct, frozen=True):
    """The pages on one subject: one in each of some languages, the first of which is at the subject's own address.

    Attributes:
        folder: The folder of the subject, from the root of the site; empty, or ending in `/`.
        languages: The languages with a page, sorted.
        home: The language of the page in the folder itself; the others have a folder each below it.
        file: The name of the file; empty for `index.html`, which an address leaves out.

    >>> pages = Pages("term/bond/", ("en", "no"), "en")
    >>> pages.address("en"), pages.address("no"), pages.path("no"), pages.root("no")
    ('term/bond/', 'term/bond/no/', 'term/bond/no/index.html', '../../../')
    """

    folder: str
    languages: tuple[str, ...]
    home: str
    file: str = ""

    def path(self, language: str) -> str:
        """Return the path of the file in a language."""
        return f"{self.folder}{self._below(language)}{self.file or 'index.html'}"

    def address(self, language: str) -> str:
        """Return the address of the page for readers of a language, from the root: of the one in it, else of the first one."""
        return f"{address_of_folder(self.folder)}{self._below(language)}{self.file}"

    def root(self, language: str) -> str:
        """Return the way from the page to the root of the site."""
        return "../" * f"{self.folder}{self._below(language)}".count("/")

    def _below(self, language: str) -> str:
        return "" if language == self.home or language not in self.languages else f"{safe_name(language)}/"


class SiteTerm(Struct, frozen=True):
    """A term on the site: its names as shown, by language, its pages, and a digest of what other pages show of it."""

    term: Term
    name: str
    labels: Mapping[str, str]
    pages: Pages
    digest: bytes

    def label(self, language: str) -> tuple[str, str]:
        """Return the name for readers of a language, and the language that it is in."""
        if text := self.labels.get(language):
            return text, language
        label = self.term.label(language)
        return label_line(label.text) or self.name, label.language


class SiteKeyword(Struct, frozen=True):
    """A keyword on the site: its names by language, its pages, and the terms that have it."""

    collection: KeywordCollection
    pages: Pages

    def label(self, language: str) -> tuple[str, str]:
        """Return the name for readers of a language, and the language that it is in."""
        labels = self.collection.labels
        tag = language if language in labels else self.pages.home if self.pages.home in labels else min(labels)
        return label_line(labels[LanguageTag(tag)]) or self.collection.slug, tag


class SitePlan:
    """What all pages of a site share."""

    def __init__(self, graph: Graph, config: Config) -> None:
        """Plan the site of a graph."""
        self.graph = graph
        self.config = config
        self.title = clean_prose(graph.info.title) or DEFAULT_TITLE
        self.description = clean_prose(graph.info.description)
        self.base = graph.info.base_iri
        self.published = site_address(self.base)
        self.languages = _site_languages(graph)
        self.default = _default_language(self.languages, config.language, graph)
        self.with_sentences = config.evidence is EvidenceLevel.SENTENCES
        names = unique_names(term.slug for term in graph.terms)
        self.terms = {term.id: self._site_term(term, names[term.slug]) for term in graph.terms}
        self.importance: Counter[TermId] = importance(graph)

    @cached_property
    def outgoing(self) -> Mapping[TermId, Sequence[Edge]]:
        """The edges that leave each term: those with most links first, then those to the most linked terms."""
        edges = defaultdict(list)
        for edge in self.graph.edges:
            edges[edge.source].append(edge)
        for own in edges.values():
            own.sort(key=lambda edge: (-edge.count, -self.importance[edge.target], edge.target))
        return edges

    @cached_property
    def incoming(self) -> Mapping[TermId, Sequence[Edge]]:
        """The edges that enter each term, in the same order."""
        edges = defaultdict(list)
        for edge in self.graph.edges:
            edges[edge.target].append(edge)
        for own in edges.values():
            own.sort(key=lambda edge: (-edge.count, -self.importance[edge.source], edge.source))
        return edges

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The relations that authors declared."""
        return Hierarchy(self.graph.relations)

    @cached_property
    def keywords(self) -> Sequence[SiteKeyword]:
        """The keywords, sorted by slug."""
        collections = keyword_collections(self.graph.terms)
        names = unique_names(collection.slug for collection in collections)
        return [SiteKeyword(each, self._pages(f"collection/{names[each.slug]}/", each.labels)) for each in collections]

    @cached_property
    def keywords_of(self) -> Mapping[TermId, Sequence[SiteKeyword]]:
        """The keywords of each term."""
        keywords = defaultdict(list)
        for keyword in self.keywords:
            for member in keyword.collection.members:
                keywords[member].append(keyword)
        return keywords

    @cached_property
    def by_importance(self) -> Sequence[SiteTerm]:
        """The terms: those that most others link to first."""
        ranked = sorted(self.graph.terms, key=lambda term: (-self.importance[term.id], term.placeholder, term.id))
        return [self.terms[term.id] for term in ranked]

    def front_pages(self, folder: str = "", file: str = "") -> Pages:
        """Return pages that every language of the site has: `a-z/` is at `no/a-z/` in Norwegian."""
        return FrontPages(folder, self.languages, self.default, file)

    def _site_term(self, term: Term, name: str) -> SiteTerm:
        labels: dict[str, str] = {label.language: text for label in term.labels if (text := label_line(label.text))}
        pages = self._pages(f"term/{name}/", labels)
        return SiteTerm(term, name, labels, pages, digest(_encode((labels, name, pages.home, term.placeholder))))

    def _pages(self, folder: str, labels: Mapping[LanguageTag, str] | Mapping[str, str]) -> Pages:
        languages = tuple(tag for tag in self.languages if tag in labels)
        if not languages or self.default in languages:
            return Pages(folder, languages or (self.default,), self.default)
        return Pages(folder, languages, FALLBACK if FALLBACK in languages else languages[0])


class FrontPages(Pages, frozen=True):
    """The pages of an index: in the folder of a language, rather than with a folder for each language below them.

    >>> pages = FrontPages("a-z/", ("en", "no"), "en")
    >>> pages.address("en"), pages.address("no"), pages.root("no")
    ('a-z/', 'no/a-z/', '../../')
    """

    def path(self, language: str) -> str:
        """Return the path of the file in a language."""
        return f"{self._below(language)}{self.folder}{self.file or 'index.html'}"

    def address(self, language: str) -> str:
        """Return the address of the page for readers of a language, from the root."""
        return f"{self._below(language)}{self.folder}{address_part(self.file)}"

    def root(self, language: str) -> str:
        """Return the way from the page to the root of the site."""
        return "../" * f"{self._below(language)}{self.folder}".count("/")


def site_address(base: str) -> str:
    """Return where the site is published: the base IRI, where it is the address of a folder that somebody chose; else nothing.

    >>> site_address("https://terms.example.org/"), site_address("urn:terms:"), site_address(DEFAULT_BASE_IRI)
    ('https://terms.example.org/', '', '')
    """
    is_folder = urlsplit(base).scheme in {"http", "https"} and base.endswith("/")
    return base if is_folder and base != DEFAULT_BASE_IRI else ""


def _site_languages(graph: Graph) -> tuple[str, ...]:
    """Return the languages of the articles, else of the labels."""
    of_articles = {tag for tag in graph.languages if tag and tag != UNDETERMINED}
    of_labels = {label.language for term in graph.terms for label in term.labels} - {UNDETERMINED, ""}
    return tuple(sorted(of_articles or of_labels or {FALLBACK}))


def _default_language(languages: Sequence[str], wanted: str, graph: Graph) -> str:
    """Return the language of the start page: that of the settings, else English, else the one with most labels."""
    for tag in (wanted, FALLBACK):
        if tag in languages:
            return tag
    counts = Counter(label.language for term in graph.terms for label in term.labels)
    return max(languages, key=lambda tag: (counts[LanguageTag(tag)], tag))
