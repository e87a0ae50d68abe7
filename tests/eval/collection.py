"""A collection as a build sees it: its articles in a store, its terms, and the resolver of its links."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from glossograph.config import Config
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.pipeline.heads import Heads, read_heads
from glossograph.pipeline.link_survey import make_resolver
from glossograph.store.article_store import ArticleStore
from glossograph.store.segment import pack, stored
from glossograph.terms.identity import Identities, identify
from glossograph.text.keys import Slug
from glossograph.workflow import read_into


class Collection(NamedTuple):
    """The heads, terms and resolver of the articles in a store."""

    heads: Heads
    identities: Identities
    resolver: Resolver


def collection_of(
    store: ArticleStore, slugs: Mapping[str, Slug] | None = None, others: AbstractSet[str] = frozenset()
) -> Collection:
    """Group the stored articles into terms and make their resolver, as a build does; `others` are files that are no articles."""
    heads = read_heads(store, Config())
    identities = identify(heads.articles, slugs or {})
    term_of = {member.path: group.id for group in identities.groups for member in group.members}
    names = {name: term for name, term in identities.term_index.keys.items() if name != term}
    resolver = make_resolver(store.link_table(), heads.articles, heads.titles, term_of, slugs=slugs, names=names, others=others)
    return Collection(heads, identities, resolver)


def read_folder(store: ArticleStore, folder: Path) -> Collection:
    """Read a folder of articles into a store."""
    return collection_of(store, others=read_into(store, [folder], Config()).others)


def store_articles(store: ArticleStore, articles: Iterable[Article]) -> Sequence[Article]:
    """Put articles into a store, and give them."""
    kept = list(articles)
    store.put(pack([stored(article) for article in kept]))
    return kept
