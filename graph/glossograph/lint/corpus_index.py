"""What checks know of the whole collection when they look at one article."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from glossograph.links.addresses import Addresses
from glossograph.links.resolution import Resolver
from glossograph.lint.nearest_slugs import Nearest
from glossograph.model.article import Article
from glossograph.model.graph import Graph
from glossograph.model.link import Link
from glossograph.text.destinations import destination
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag

if TYPE_CHECKING:
    from glossograph.model.edge import Repair
    from glossograph.model.term import Term

_MOST_HAVE = 0.5
_STRAY_AMONG = 3


class Demand(NamedTuple):
    """How much a term is linked to: links, and terms that link."""

    links: int
    terms: int


class CorpusIndex:
    """The graph, and what follows from it: made once, and shared by the processes that check.

    `demand` counts the links to each term, `ranks` puts the terms in the order of their demand from 1, `titles` names the
    terms by language and key of title, `described` says whether most articles have a description.
    """

    def __init__(self, graph: Graph, heads: Iterable[Article] = (), others: Iterable[str] = ()) -> None:
        """Take the graph that a build found, and its articles without their links."""
        self.graph = graph
        self.terms: Mapping[TermId, Term] = {term.id: term for term in graph.terms}
        self.languages = frozenset(graph.languages)
        heads = list(heads)
        self._articles = {head.path: head for head in heads}
        self._resolver = _resolver(graph, heads, frozenset(others))
        self.demand = _demand(graph)
        ranked = sorted(graph.terms, key=lambda term: (-self.demand[term.id].terms, -self.demand[term.id].links, term.id))
        self.ranks = {term.id: rank for rank, term in enumerate(ranked, start=1)}
        self.repairs: dict[tuple[str, int, str], Repair] = {(one.path, one.line, one.written): one for one in graph.repairs}
        self.conflicts = {
            (case.outvoted.path, case.outvoted.link.line, case.outvoted.link.destination): case for case in graph.conflicts
        }
        self.titles: dict[tuple[str, Key], set[TermId]] = defaultdict(set)
        for term in graph.terms:
            for article in term.articles:
                self.titles[article.language, key(article.title)].add(term.id)
        self._named: dict[str, Key | None] = {}
        self._nearest = Nearest(term.slug for term in graph.terms if not term.placeholder)
        self._sources = _sources(graph)
        self.first_linked: dict[TermId, set[TermId]] = defaultdict(set)
        for target, sources in self._sources.items():
            if self.terms[target].placeholder:
                self.first_linked[min(sources)].add(target)
        own = {head.path: head.slug for head in heads if head.slug}
        self._slugs: dict[tuple[TermId, str], str] = {
            (term.id, article.language): own.get(article.path, term.slug) for term in graph.terms for article in term.articles
        }
        definitions = sum(len(term.definitions) for term in graph.terms)
        self.described = definitions > _MOST_HAVE * sum(len(term.articles) for term in graph.terms)

    def target(self, link: Link, path: str) -> tuple[TermId, Slug] | None:
        """Find the term that a link leads to as it is written, and how it spells the slug."""
        target = self._resolver.resolve(link, self._articles[path]).term
        return (target, self._resolver.spelling(link.destination)) if target else None

    def is_alias(self, link: Link, target: TermId) -> bool:
        """Tell whether a destination names a term by an alias, rather than by its slug or one of its articles' slugs."""
        written = link.destination
        if written not in self._named:
            place = destination(written, self.languages)
            self._named[written] = None if place is None or place.folders else key(place.name)
        return self._named[written] not in (None, target.partition("~")[0])

    def slug_in(self, term: TermId, language: str) -> str:
        """Give the slug of a term's article in a language, else the term's."""
        return self._slugs.get((term, language), self.terms[term].slug)

    def has_article(self, term: TermId, language: str) -> bool:
        """Tell whether a term has an article in a language."""
        return any(article.language == language for article in self.terms[term].articles)

    def name(self, term: TermId, language: str) -> str:
        """Name a term in a language, as far as that is known."""
        return str(self.terms[term].label(language)) if term in self.terms else term

    def meant(self, placeholder: TermId) -> tuple[Slug, ...]:
        """Give the slugs of articles that a term without one may be misspelt for, the nearest first."""
        return self._nearest.to(self.terms[placeholder].slug)

    def is_stray(self, placeholder: TermId) -> bool:
        """Tell whether one translation alone links to a term without article, and two others or more do not."""
        sources = self._sources.get(placeholder, {})
        if len(sources) != 1:
            return False
        [(source, languages)] = sources.items()
        return len(languages) == 1 and len(self.terms[source].articles) >= _STRAY_AMONG

    @cached_property
    def wanted_ranks(self) -> dict[TermId, int]:
        """Put the terms that want an article in the order of their demand, from 1."""
        wanted = [one for one in self.ranks if self.terms[one].placeholder and not self.meant(one) and not self.is_stray(one)]
        return {one: rank for rank, one in enumerate(wanted, start=1)}

    def path_of(self, term: TermId, language: str = "") -> str:
        """Give the path of a term's article, in a language if it has one there; of a placeholder, the first that links to it."""
        found = self.terms[term]
        if found.placeholder:
            sources = self._sources.get(term)
            found = self.terms[min(sources)] if sources else found
        paths = [article.path for article in found.articles if article.language == language]
        return min(paths or (article.path for article in found.articles), default="")


def is_of_the_site(path: str) -> bool:
    """Tell whether a file is a page of the site, such as `_index.md` or `_template.md`, rather than an article on a term.

    >>> [is_of_the_site(path) for path in ("en/style-guide/_index.md", "en/_TEMPLATE.md", "_drafts/bond.md")]
    [True, True, False]
    """
    return path.rpartition("/")[2].startswith("_")


def _resolver(graph: Graph, heads: Iterable[Article], others: frozenset[str]) -> Resolver:
    """Find terms as the build does, from what it left."""
    term_of = {article.path: term.id for term in graph.terms for article in term.articles}
    titles = {article.path: article.title for term in graph.terms for article in term.articles}
    slugs = {article.path: term.slug for term in graph.terms for article in term.articles}
    articles = [head for head in heads if head.path in term_of]
    own = {head.path: head.slug or slugs[head.path] for head in articles}
    return Resolver(
        Addresses(articles, term_of, titles, graph.languages, own), titles, names=graph.term_index.keys, others=others
    )


def _sources(graph: Graph) -> dict[TermId, dict[TermId, tuple[LanguageTag, ...]]]:
    """Give the terms that link to each term, with the languages in which they do."""
    found: dict[TermId, dict[TermId, tuple[LanguageTag, ...]]] = defaultdict(dict)
    for edge in graph.edges:
        found[edge.target][edge.source] = edge.languages
    return dict(found)


def _demand(graph: Graph) -> defaultdict[TermId, Demand]:
    found: defaultdict[TermId, Demand] = defaultdict(lambda: Demand(0, 0))
    for edge in graph.edges:
        before = found[edge.target]
        found[edge.target] = Demand(before.links + edge.count, before.terms + 1)
    return found
