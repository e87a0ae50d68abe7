"""A look at the links of a sample of the articles, from which the resolver of a collection is made."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from glossograph.config import Config, WikilinkOrder
from glossograph.links.addresses import Addresses, Parts, Place
from glossograph.links.learned_roots import RootMap, learn_roots
from glossograph.links.link_conventions import links_start_from_addresses, own_sites, page_is_second
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.model.graph import LinkConventions, Relation
from glossograph.model.link import LinkKind
from glossograph.model.link_table import KINDS, LinkTable
from glossograph.read.generators import generator_of, site_roots
from glossograph.text.keys import Key, Slug, TermId

_DEFAULTS = Config()
_MAX_PIPES = 2_000
_MAX_RELATIVES = 20_000


class LinkSurvey(NamedTuple):
    """What a sample of the links shows.

    Attributes:
        site_paths: Paths of the site.
        pipes: Both sides of `[[one|other]]`, and where they are written.
        relatives: Paths that begin with `..`, and where they are written.
        web: Addresses on the web.
    """

    site_paths: tuple[str, ...]
    pipes: tuple[tuple[str, str, Place], ...]
    relatives: tuple[tuple[str, Place], ...]
    web: tuple[str, ...]


def make_resolver(
    sample: LinkTable,
    articles: Collection[Article],
    titles: Mapping[str, str],
    term_of: Mapping[str, TermId],
    *,
    elsewhere: Collection[Article] = (),
    config: Config = _DEFAULTS,
    slugs: Mapping[str, Slug] | None = None,
    names: Mapping[str, TermId] | None = None,
    renamed: Collection[Key] = (),
    others: Collection[str] = (),
) -> Resolver:
    """Make the resolver of a collection: its addresses, the side of a pipe that names the page, and the roots of site paths.

    Args:
        sample: The links of a sample of the articles.
        articles: The articles without their links.
        titles: Their titles, by path.
        term_of: Their terms, by path.
        elsewhere: Further articles of the sample, in languages that the settings leave out.
        config: The settings, which may say which side of `[[one|other]]` names the page, and the generator.
        slugs: Slugs of articles that have none of their own, by path.
        names: Further names of terms: aliases, and names that the author decided to be another term's.
        renamed: Names without an article that the author decided to be another term's.
        others: Paths of files that are no articles.
    """
    addresses = Addresses(list(articles), term_of, titles, {article.language for article in articles}, slugs)
    survey = survey_links(sample, addresses, {article.path: article for article in (*articles, *elsewhere)})
    return resolver_of(addresses, survey, titles, config, names=names, renamed=renamed, others=others)


def resolver_of(
    addresses: Addresses,
    survey: LinkSurvey,
    titles: Mapping[str, str],
    config: Config = _DEFAULTS,
    *,
    names: Mapping[str, TermId] | None = None,
    renamed: Collection[Key] = (),
    others: Collection[str] = (),
) -> Resolver:
    """Make the resolver of a collection from its addresses and a survey of its links; `make_resolver` says what the rest is."""
    known = {name: term for name, term in (names or {}).items() if name not in addresses.by_folded}
    fixed = site_roots(generator_of(config.layout), (path[:-1] for path in addresses.neutral))
    conventions = LinkConventions(roots=find_roots(addresses, survey, fixed), other_files=tuple(others))
    resolver = Resolver(addresses, titles, names=known, renamed=renamed, conventions=conventions)
    resolver.conventions = find_conventions(resolver, survey, config)
    resolver.met.clear()
    return resolver


def find_roots(addresses: Addresses, survey: LinkSurvey, fixed: Iterable[tuple[Parts, Parts]]) -> tuple[RootMap, ...]:
    """Find the roots of paths of the site: those that the generator fixes, and those that make the paths of a sample resolve."""
    return tuple(dict.fromkeys((*(RootMap(*root) for root in fixed), *learn_roots(addresses, survey.site_paths))))


def find_conventions(resolver: Resolver, survey: LinkSurvey, config: Config) -> LinkConventions:
    """Find out how the links of a sample are written; the resolver knows the roots already."""
    wikilinks = generator_of(config.layout).wikilinks
    order = wikilinks if config.wikilinks is WikilinkOrder.AUTO else config.wikilinks
    return msgspec.structs.replace(
        resolver.conventions,
        page_is_second=page_is_second(resolver, survey.pipes, order),
        from_addresses=links_start_from_addresses(resolver, survey.relatives),
        sites=own_sites(resolver, survey.web),
    )


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


def survey_links(sample: LinkTable, addresses: Addresses, articles: Mapping[str, Article]) -> LinkSurvey:
    """Look at the links of a sample of the articles, which are given by path."""
    destinations, article_of_link = sample.destinations, sample.articles
    numbers = np.flatnonzero(np.bincount(destinations))
    written: dict[int, str] = dict(zip(numbers.tolist(), sample.texts.at(numbers), strict=True))
    places: dict[int, Place] = {}

    def place(row: int) -> Place:
        article = int(article_of_link[row])
        if article not in places:
            places[article] = addresses.place(articles[sample.paths[article]])
        return places[article]

    site_paths = [text for text in written.values() if text.startswith("/")]
    web = [text for text in written.values() if text[:4].lower() == "http"]
    pipes: list[tuple[str, str, Place]] = []
    for row in np.flatnonzero(sample.kinds == KINDS.index(LinkKind.WIKI)).tolist():
        if destinations[row] != sample.anchors[row] and len(pipes) < _MAX_PIPES:
            pipes.append((written[destinations[row]], sample.texts[sample.anchors[row]], place(row)))
    above = [number for number, text in written.items() if text.startswith("..")]
    relatives: dict[tuple[str, Place], None] = {}
    for row in np.flatnonzero(np.isin(destinations, above)).tolist():
        is_first = not row or article_of_link[row - 1] != article_of_link[row]
        if is_first and len(relatives) >= _MAX_RELATIVES:
            break
        relatives[written[destinations[row]], place(row)] = None
    return LinkSurvey(tuple(sorted(site_paths)), tuple(pipes), tuple(relatives), tuple(sorted(web)))
