"""The index of the whole collection that checks consult."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from glossograph.links.addresses import Addresses
from glossograph.links.resolution import Resolver
from glossograph.lint.nearest_slugs import NearestSlugs
from glossograph.model.article import Article
from glossograph.model.graph import Graph
from glossograph.model.link import Link
from glossograph.text.destinations import destination, parse_destination
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag

if TYPE_CHECKING:
    from glossograph.model.decision import LinkConflict
    from glossograph.model.edge import Repair
    from glossograph.model.term import Term

_MIN_DESCRIBED_SHARE = 0.5
_MIN_STRAY_TRANSLATIONS = 3


class Demand(NamedTuple):
    """How many links point to a term, and from how many terms."""

    links: int
    terms: int


class CorpusIndex:
    """The graph and what checks look up in it; made once and shared by the checking processes.

    Attributes:
        graph: The graph of the build.
        terms: The terms by id.
        languages: The languages of the graph.
        demand: The links to each term.
        demand_ranks: The rank of each term by its demand, from 1.
        titles: The terms by language and key of a title.
        most_are_described: Whether most articles have a description.
        placeholders_by_source: The placeholders that a term is the first to link to, by that term.
    """

    def __init__(self, graph: Graph, heads: Iterable[Article] = ()) -> None:
        """Index a graph; `heads` are its articles, without their links."""
        heads = list(heads)
        self.graph = graph
        self.terms: Mapping[TermId, Term] = {term.id: term for term in graph.terms}
        self.languages = frozenset(graph.languages)
        self._articles = {head.path: head for head in heads}
        self._resolver = _make_resolver(graph, heads)
        self.demand = _count_demand(graph)
        by_demand = sorted(graph.terms, key=lambda term: (-self.demand[term.id].terms, -self.demand[term.id].links, term.id))
        self.demand_ranks = {term.id: rank for rank, term in enumerate(by_demand, start=1)}
        self._repairs: dict[tuple[str, int, str], Repair] = {
            (repair.path, repair.line, repair.written): repair for repair in graph.repairs
        }
        self._conflicts: dict[tuple[str, int, str], LinkConflict] = {
            (conflict.outvoted.path, conflict.outvoted.link.line, conflict.outvoted.link.destination): conflict
            for conflict in graph.conflicts
        }
        self.titles: dict[tuple[str, Key], set[TermId]] = defaultdict(set)
        for term in graph.terms:
            for article in term.articles:
                self.titles[article.language, key(article.title)].add(term.id)
        self._destination_keys: dict[str, Key | None] = {}
        self._nearest_slugs = NearestSlugs(term.slug for term in graph.terms if not term.placeholder)
        self._sources = _find_sources(graph)
        self.placeholders_by_source: dict[TermId, set[TermId]] = defaultdict(set)
        for target, sources in self._sources.items():
            if self.terms[target].placeholder:
                self.placeholders_by_source[min(sources)].add(target)
        own_slugs = {head.path: head.slug for head in heads if head.slug}
        self._article_slugs: dict[tuple[TermId, str], str] = {
            (term.id, article.language): own_slugs.get(article.path, term.slug)
            for term in graph.terms
            for article in term.articles
        }
        definition_count = sum(len(term.definitions) for term in graph.terms)
        article_count = sum(len(term.articles) for term in graph.terms)
        self.most_are_described = definition_count > _MIN_DESCRIBED_SHARE * article_count

    def resolve(self, link: Link, path: str) -> tuple[TermId, Slug] | None:
        """Return the target of a link as written, and the slug as the link spells it; None for a link out of the collection."""
        target = self._resolver.resolve(link, self._articles[path]).term
        return (target, self._resolver.spelling(link.destination)) if target else None

    def points_to(self, term: TermId, link: Link, destination: str, path: str) -> bool:
        """Return whether a link would point to a term if its destination were another one."""
        return self._resolver.resolve(msgspec.structs.replace(link, destination=destination), self._articles[path]).term == term

    def names_file(self, link: Link, target: TermId) -> bool:
        """Return whether a destination is the path of an article's file, which is right however the article spells its slug."""
        name = parse_destination(link.destination).path.rpartition("/")[2]
        return any(article.path.rpartition("/")[2] == name for article in self.terms[target].articles)

    def repair_of(self, path: str, link: Link) -> "Repair | None":
        """Return the repair of a link, if the build repaired it."""
        return self._repairs.get((path, link.line, link.destination))

    def is_repaired(self, path: str, link: Link) -> bool:
        """Return whether the build repaired a link, so that its destination needs no other finding."""
        return (path, link.line, link.destination) in self._repairs

    def conflict_of(self, path: str, link: Link) -> "LinkConflict | None":
        """Return the conflict about a link, if the translations outvoted it."""
        return self._conflicts.get((path, link.line, link.destination))

    def is_alias(self, link: Link, target: TermId) -> bool:
        """Return whether a destination names its target by an alias, not by the slug of the term or of one of its articles."""
        written = link.destination
        if written not in self._destination_keys:
            parts = destination(written, self.languages)
            self._destination_keys[written] = None if parts is None or parts.folders else key(parts.name)
        return self._destination_keys[written] not in (None, target.partition("~")[0])

    def article_slug(self, term: TermId, language: str) -> str:
        """Return the slug of a term's article in a language, else the slug of the term."""
        return self._article_slugs.get((term, language), self.terms[term].slug)

    def has_article(self, term: TermId, language: str) -> bool:
        """Return whether a term has an article in a language."""
        return any(article.language == language for article in self.terms[term].articles)

    def label(self, term: TermId, language: str) -> str:
        """Return the label of a term for readers of a language; its id if the term is not in the graph."""
        return str(self.terms[term].label(language)) if term in self.terms else term

    def similar_slugs(self, placeholder: TermId) -> tuple[Slug, ...]:
        """Return the slugs of articles that a placeholder may be a misspelling of, the nearest first."""
        return self._nearest_slugs.nearest(self.terms[placeholder].slug)

    def is_stray(self, placeholder: TermId) -> bool:
        """Return whether only one translation of one term links to a placeholder, and two or more others do not."""
        sources = self._sources.get(placeholder, {})
        if len(sources) != 1:
            return False
        [(source, languages)] = sources.items()
        return len(languages) == 1 and len(self.terms[source].articles) >= _MIN_STRAY_TRANSLATIONS

    @cached_property
    def missing_article_ranks(self) -> dict[TermId, int]:
        """The rank by demand, from 1, of each placeholder that is not a mistake of a link."""
        missing = [
            term
            for term in self.demand_ranks
            if self.terms[term].placeholder and not self.similar_slugs(term) and not self.is_stray(term)
        ]
        return {term: rank for rank, term in enumerate(missing, start=1)}

    def path_of(self, term: TermId, language: str = "") -> str:
        """Return the path of a term's article, in a language if it has one; for a placeholder that of the first linking term."""
        owner = self.terms[term]
        if owner.placeholder:
            sources = self._sources.get(term)
            owner = self.terms[min(sources)] if sources else owner
        paths = [article.path for article in owner.articles if article.language == language]
        return min(paths or (article.path for article in owner.articles), default="")


def is_site_page(path: str) -> bool:
    """Return whether a file is a page of the site, such as `_index.md` or `_template.md`, not an article on a term.

    >>> [is_site_page(path) for path in ("en/style-guide/_index.md", "en/_TEMPLATE.md", "_drafts/bond.md")]
    [True, True, False]
    """
    return path.rpartition("/")[2].startswith("_")


def _make_resolver(graph: Graph, heads: Iterable[Article]) -> Resolver:
    """Make a resolver that finds the same targets as the build did."""
    term_of = {article.path: term.id for term in graph.terms for article in term.articles}
    titles = {article.path: article.title for term in graph.terms for article in term.articles}
    slugs = {article.path: term.slug for term in graph.terms for article in term.articles}
    articles = [head for head in heads if head.path in term_of]
    own_slugs = {head.path: head.slug or slugs[head.path] for head in articles}
    addresses = Addresses(articles, term_of, titles, graph.languages, own_slugs)
    names = {name: term for name, term in graph.term_index.keys.items() if name not in addresses.by_folded}
    return Resolver(addresses, titles, names=names, conventions=graph.conventions)


def _find_sources(graph: Graph) -> dict[TermId, dict[TermId, tuple[LanguageTag, ...]]]:
    """Return the terms that link to each term, with the languages in which they do."""
    sources: dict[TermId, dict[TermId, tuple[LanguageTag, ...]]] = defaultdict(dict)
    for edge in graph.edges:
        sources[edge.target][edge.source] = edge.languages
    return dict(sources)


def _count_demand(graph: Graph) -> defaultdict[TermId, Demand]:
    demand: defaultdict[TermId, Demand] = defaultdict(lambda: Demand(0, 0))
    for edge in graph.edges:
        before = demand[edge.target]
        demand[edge.target] = Demand(before.links + edge.count, before.terms + 1)
    return demand
