"""The order of the steps from stored articles to the graph."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from glossograph.building.align import Unnamed, align
from glossograph.building.identity import Group, identify
from glossograph.building.labels import elect
from glossograph.building.repair import Resolved, Version, repair
from glossograph.building.resolve import Resolver
from glossograph.config import Config
from glossograph.errors import NoArticlesError
from glossograph.languages import LanguageTag
from glossograph.model import (
    Article,
    Collection,
    Definition,
    Edge,
    Evidence,
    Graph,
    Problem,
    ProblemCode,
    Repair,
    Spellings,
    Term,
    TermArticle,
    joined_links,
)
from glossograph.names import Slug, TermId, destination, key
from glossograph.progress import Progress, no_progress
from glossograph.store import ArticleStore

_SHOWN_EVERY = 200


class _Heads(NamedTuple):
    """What the first pass over the articles keeps of them."""

    articles: list[Article]
    titles: dict[str, str]
    problems: list[Problem]


class _Anchors:
    """What all links say of their targets: a fold over the target."""

    def __init__(self) -> None:
        self.texts: dict[TermId, dict[LanguageTag, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.slugs: dict[TermId, Counter[Slug]] = defaultdict(Counter)
        self.first: dict[TermId, tuple[str, int]] = {}

    def add(self, evidence: Evidence, spelling: Slug) -> None:
        """Count one link."""
        self.texts[evidence.target][evidence.language][evidence.link.anchor] += 1
        if not evidence.repaired:
            self.slugs[evidence.target][spelling] += 1
        place = (evidence.path, evidence.link.line)
        self.first[evidence.target] = min(place, self.first.get(evidence.target, place))


class _Gathered:
    """What the pass over the groups adds up to."""

    def __init__(self, resolver: Resolver, config: Config) -> None:
        self.terms: list[Term] = []
        self.edges: list[Edge] = []
        self.repairs: list[Repair] = []
        self.problems: list[Problem] = []
        self.anchors = _Anchors()
        self._resolver = resolver
        self._config = config

    def take(self, group: Group, articles: list[Article]) -> tuple[TermId, tuple[Evidence, ...]]:
        """Resolve and repair the links of a group, gather its term and edges, and give its evidence."""
        outcome = repair([self._resolved(article) for article in articles], self._resolver, self._config.repair)
        self.repairs += outcome.repairs
        self.problems += outcome.problems
        evidence = tuple(
            Evidence(group.id, LanguageTag(version.language), resolved.target, version.path, resolved.link, resolved.repaired)
            for version in outcome.versions
            for resolved in version.links
            if resolved.target != group.id and (self._config.stubs or self._resolver.has_article(resolved.target))
        )
        for item in evidence:
            found = self._resolver.target(item.link, item.language)
            self.anchors.add(item, found[1] if found else Slug(""))
        self.terms.append(_term(group, articles))
        self.edges += _edges(group.id, evidence)
        return group.id, evidence

    def _resolved(self, article: Article) -> Version:
        links = (
            Resolved(link, found[0])
            for link in joined_links(article.links)
            if (found := self._resolver.target(link, article.language))
        )
        return Version(article.language, article.path, tuple(links))


def graph_of(
    store: ArticleStore,
    config: Config,
    *,
    problems: tuple[Problem, ...] = (),
    progress: Progress = no_progress,
) -> Graph:
    """Build the graph from the stored articles, and leave the evidence in the store.

    Errors: `NoArticlesError` where no file could be read as an article.
    """
    heads = _heads(store, config)
    if not heads.articles:
        message = f"none of the {len(heads.problems)} files is an article in a wanted language"
        raise NoArticlesError(message)
    languages = sorted({LanguageTag(article.language) for article in heads.articles})
    identities = identify(heads.articles, _aligned(store, heads.articles, languages))
    resolver = Resolver(identities.groups, identities.spellings, heads.titles, languages)
    articles = len(heads.articles)
    heads.articles.clear()
    gathered = _Gathered(resolver, config)
    store.put_evidence(
        gathered.take(group, [store.article(member.path) for member in group.members])
        for group in _counted(identities.groups, progress)
    )
    terms = _labelled(gathered, stubs=config.stubs)
    return Graph(
        collection=Collection(config.base, config.title, config.description, config.creator, config.licence),
        languages=tuple(languages),
        articles=articles,
        terms=tuple(terms),
        edges=tuple(gathered.edges),
        repairs=tuple(sorted(gathered.repairs)),
        problems=tuple(sorted({*problems, *heads.problems, *identities.problems, *gathered.problems})),
        spellings=_with_stubs(identities.spellings, terms),
    )


def _heads(store: ArticleStore, config: Config) -> _Heads:
    heads = _Heads([], {}, [])
    for article in store.heads():
        heads.problems.extend(article.problems)
        if article.language and (not config.languages or article.language in config.languages):
            slim = msgspec.structs.replace(article, title="", description="", keywords=(), problems=())
            heads.articles.append(slim)
            heads.titles[article.path] = article.title
    return heads


def _aligned(store: ArticleStore, articles: list[Article], languages: list[LanguageTag]) -> dict[str, Slug]:
    """Name the articles that have no slug."""
    unnamed = []
    for head in articles:
        if not head.slug:
            article = store.article(head.path)
            places = (destination(link.destination, languages) for link in article.links)
            unnamed.append(
                Unnamed(article.path, article.language, article.title, tuple(key(place.name) for place in places if place))
            )
    return align(unnamed)


def _counted(groups: Sequence[Group], progress: Progress) -> Iterator[Group]:
    for number, group in enumerate(groups):
        if number % _SHOWN_EVERY == 0:
            progress("joining", number, len(groups))
        yield group
    progress("joining", len(groups), len(groups))


def _edges(source: TermId, evidence: tuple[Evidence, ...]) -> list[Edge]:
    counts: dict[TermId, Counter[LanguageTag]] = defaultdict(Counter)
    for item in evidence:
        counts[item.target][item.language] += 1
    return [Edge(source, target, tuple(sorted(counts[target].items()))) for target in sorted(counts)]


def _term(group: Group, articles: list[Article]) -> Term:
    """Make a term of a group, without labels yet."""
    return Term(
        id=group.id,
        slug=group.slug,
        labels=(),
        definitions=tuple(Definition(LanguageTag(one.language), one.description) for one in articles if one.description),
        articles=tuple(TermArticle(LanguageTag(one.language), one.path, one.title, one.keywords) for one in articles),
    )


def _labelled(gathered: _Gathered, *, stubs: bool) -> list[Term]:
    """Add the stubs, and elect everybody's labels; sorted by id."""
    anchors = gathered.anchors
    terms = list(gathered.terms)
    with_article = {term.id for term in terms}
    taken = {term.slug for term in terms}
    for target in sorted(anchors.texts.keys() - with_article) if stubs else ():
        spellings = anchors.slugs[target]
        slug = min(spellings, key=lambda one: (-spellings[one], one)) if spellings else Slug(target)
        terms.append(Term(target, slug if slug not in taken else Slug(target), ()))
        gathered.problems.append(_dangling(target, anchors, slug))
    labelled = []
    for term in sorted(terms):
        titles = {article.language: article.title for article in term.articles if article.title}
        labels, alternatives = elect(term.slug, titles, anchors.texts.get(term.id, {}))
        labelled.append(Term(term.id, term.slug, labels, alternatives, term.definitions, term.articles))
    return labelled


def _with_stubs(spellings: Spellings, terms: list[Term]) -> Spellings:
    stubs = {str(term.id): term.id for term in terms if term.stub}
    return Spellings({**stubs, **spellings.keys}, spellings.exact, spellings.paths)


def _dangling(target: TermId, anchors: _Anchors, slug: Slug) -> Problem:
    path, line = anchors.first[target]
    count = sum(counts.total() for counts in anchors.texts[target].values())
    message = (
        f"no article for {slug!r}, to which {count} {'link leads' if count == 1 else 'links lead'}: write it, or mend the link"
    )
    return Problem(path, line, ProblemCode.LINK_DANGLING, message)
