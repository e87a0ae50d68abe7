"""A look at the links of a sample of the articles, from which the resolver of a collection is made."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from glossograph.config import Config, RepairMode, WikilinkOrder
from glossograph.links.addresses import Addresses, Place, RootMap, learn_roots
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.article_links import swap_pipes
from glossograph.links.link_conventions import links_start_from_addresses, page_is_second
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.model.graph import Relation
from glossograph.model.link import LinkKind
from glossograph.model.sampling import Sample
from glossograph.read.generators import generator_of, site_roots
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import Key, Slug, TermId

_DEFAULTS = Config()
_MAX_PIPES = 2_000
_MAX_RELATIVES = 20_000


class LinkSurvey(NamedTuple):
    """What a sample of the links shows: paths of the site, both sides of `[[one|other]]`, and paths that begin with `..`."""

    site_paths: tuple[str, ...]
    pipes: tuple[tuple[str, str, Place], ...]
    relatives: tuple[tuple[str, Place], ...]


def make_resolver(
    store: ArticleStore,
    articles: Collection[Article],
    titles: Mapping[str, str],
    term_of: Mapping[str, TermId],
    *,
    config: Config = _DEFAULTS,
    slugs: Mapping[str, Slug] | None = None,
    names: Mapping[str, TermId] | None = None,
    renamed: Collection[Key] = (),
    others: Collection[str] = (),
) -> Resolver:
    """Make the resolver of a collection: its addresses, the side of a pipe that names the page, and the roots of site paths.

    Args:
        store: The store that holds the articles with their links.
        articles: The articles without their links.
        titles: Their titles, by path.
        term_of: Their terms, by path.
        config: The settings, which may say which side of `[[one|other]]` names the page, and the generator.
        slugs: Slugs of articles that have none of their own, by path.
        names: Further names of terms: aliases, and names that the author decided to be another term's.
        renamed: Names without an article that the author decided to be another term's.
        others: Paths of files that are no articles.
    """
    languages = {article.language for article in articles}
    addresses = Addresses(list(articles), term_of, titles, languages, slugs)
    survey = _survey_links(store, addresses, Sample.of(store.size()))
    known = {name: term for name, term in (names or {}).items() if name not in addresses.by_folded}
    generator = generator_of(config.layout)
    fixed = [RootMap(*root) for root in site_roots(generator, (path[:-1] for path in addresses.neutral))]
    roots = tuple(dict.fromkeys((*fixed, *learn_roots(addresses, survey.site_paths))))
    resolver = Resolver(addresses, titles, names=known, renamed=renamed, others=others, roots=roots)
    order = generator.wikilinks if config.wikilinks is WikilinkOrder.AUTO else config.wikilinks
    if page_is_second(resolver, survey.pipes, order):
        resolver.swap_pipes = True
    resolver.from_addresses = links_start_from_addresses(resolver, survey.relatives)
    resolver.met.clear()
    return resolver


def resolve_relations(articles: Iterable[Article], resolver: Resolver, term_of: Mapping[str, TermId]) -> tuple[Relation, ...]:
    """Resolve the relations that articles declare, like links; those to a term without an article, or to itself, are left out."""
    relations: set[Relation] = set()
    for article in articles:
        for kind, written in article.relations:
            name = written.strip().removeprefix("[[").removesuffix("]]").split("|")[0]
            is_path = "/" in name or name.endswith(".md")
            place = resolver.place_of(article)
            target = resolver.find(name, place, wiki=not is_path).term
            source = term_of[article.path]
            if target and target != source and resolver.has_article(target):
                relations.add(Relation(source, kind, target))
    return tuple(sorted(relations))


def count_usage(store: ArticleStore, resolver: Resolver, config: Config) -> AnchorUsage:
    """Count how each language anchors the terms, in a sample of the articles; nothing where no link is repaired."""
    usage = AnchorUsage()
    if config.repair is RepairMode.OFF:
        return usage
    for article in store.articles(head.path for head in store.sampled(Sample.of(store.size()))):
        if not article.language or article.text_language:
            continue
        links = (swap_pipes(article.links) if resolver.swap_pipes else article.links).joined()
        resolutions = resolver.resolve_links(links, article)
        pairs = zip(links.anchors, resolutions, strict=True)
        usage.add(article.language, ((anchor, resolution.term) for anchor, resolution in pairs if resolution.term))
    return usage


def _survey_links(store: ArticleStore, addresses: Addresses, sample: Sample) -> LinkSurvey:
    site_paths: dict[str, None] = {}
    pipes: list[tuple[str, str, Place]] = []
    relatives: dict[tuple[str, Place], None] = {}
    for article in store.articles(head.path for head in store.sampled(sample) if head.language):
        site_paths.update((destination, None) for destination in article.links.destinations if destination.startswith("/"))
        above = [destination for destination in article.links.destinations if destination.startswith("..")]
        if above and len(relatives) < _MAX_RELATIVES:
            place = addresses.place(article)
            relatives.update(((destination, place), None) for destination in above)
        for position, kind in article.links.kinds:
            first, second = article.links.destinations[position], article.links.anchors[position]
            if kind is LinkKind.WIKI and first != second and len(pipes) < _MAX_PIPES:
                pipes.append((first, second, addresses.place(article)))
    return LinkSurvey(tuple(sorted(site_paths)), tuple(pipes), tuple(relatives))
