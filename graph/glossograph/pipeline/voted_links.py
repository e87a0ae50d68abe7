"""From the stored links to those behind the edges: their terms, and the vote of the translations on them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from glossograph.config import Config, EvidenceLevel, RepairMode
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.model.article import Article
from glossograph.model.decision import Decisions
from glossograph.model.graph import LinkConventions, Relation
from glossograph.model.link_table import NO_SENTENCE, LinkTable
from glossograph.model.sampling import Sample
from glossograph.pipeline.group_keys import group_keys
from glossograph.pipeline.heads import Heads
from glossograph.pipeline.kept_resolver import kept_resolver
from glossograph.pipeline.link_sums import count_spellings, links_behind_edges, links_without_article
from glossograph.pipeline.link_survey import resolve_relations
from glossograph.pipeline.link_votes import KeptVotes, VoteResults, vote_on_links
from glossograph.pipeline.resolved_links import AppliedDecisions, Members, ResolvedLinks, resolve_links
from glossograph.store.article_store import ArticleStore
from glossograph.store.kept_results import KeptResults, digest_of
from glossograph.terms.identity import Identities
from glossograph.text.keys import Key, Slug, TermId


class LinkOutcome(NamedTuple):
    """What the links of a collection gave, besides themselves.

    Attributes:
        keys: A digest of the links of each group that are behind edges.
        spellings: How links spell the slugs of terms without an article.
        rule_counts: All links by rule.
        applied: What the author's decisions did.
        votes: What the translations decided.
        relations: The relations that articles declare.
        conventions: How the collection writes its links.
        unused_names: The names that the author decided on and that no link has.
    """

    keys: list[bytes]
    spellings: Mapping[TermId, Counter[Slug]]
    rule_counts: Counter[str]
    applied: AppliedDecisions
    votes: VoteResults
    relations: tuple[Relation, ...]
    conventions: LinkConventions
    unused_names: frozenset[Key]


def resolve_and_vote(  # noqa: PLR0917 — what the links of a collection depend on
    store: ArticleStore,
    config: Config,
    decisions: Decisions,
    heads: Heads,
    identities: Identities,
    members: Members,
    slugs: Mapping[str, Slug],
    heads_key: bytes,
    others: Collection[str],
    kept: KeptResults,
    jobs: int,
) -> tuple[ResolvedLinks, LinkOutcome]:
    """Resolve the links and let the translations vote on them.

    Returns:
        The links behind the edges, and the outcome. The resolver, which takes most of the memory of a large build, is gone.
    """
    sample = Sample.of(store.size())
    sentences = store.sentences if config.evidence is EvidenceLevel.SENTENCES else None
    term_of = {member.path: group.id for group in identities.groups for member in group.members}
    table = _with_wanted_sentences(store.link_table(), sample, config)
    resolver, resolver_key, known = kept_resolver(
        kept,
        heads,
        identities,
        _sampled(table, heads, sample),
        heads_key=heads_key,
        term_of=term_of,
        slugs=slugs,
        config=config,
        others=others,
    )
    elsewhere = _elsewhere(table, heads, sample, config)
    table = _in_order(table, [*members.articles, *elsewhere])
    resolved = resolve_links(
        table,
        members,
        resolver,
        AuthorDecisions(decisions),
        elsewhere=elsewhere,
        sampled=None if config.repair is RepairMode.OFF else table.drawn % sample.step == 0,
        sentences=sentences,
        known=known,
        jobs=jobs,
    )
    if known:
        known.keep(kept.step("resolutions"), resolver_key)
    del table, known
    settings = (resolver.conventions.page_is_second, config.evidence, sample.step)
    context = digest_of(msgspec.msgpack.encode(settings))
    contents = _in_members(store.contents(), members)
    unused_names = identities.renamed - resolver.met
    votes = vote_on_links(
        resolved.links,
        members,
        resolver,
        config,
        resolved.usage,
        sentences=sentences,
        kept=KeptVotes(kept.step("votes"), contents, digest_of(context, resolver_key, config.repair.encode())),
        jobs=jobs,
    )
    links = links_behind_edges(resolved.links, members, placeholders=config.placeholders)
    outcome = LinkOutcome(
        group_keys(links, members, contents, context),
        count_spellings(links_without_article(links), resolver, resolved.applied.conflicts),
        resolved.rule_counts,
        resolved.applied,
        votes,
        resolve_relations(heads.articles, resolver, term_of),
        resolver.conventions,
        unused_names,
    )
    return links, outcome


def _with_wanted_sentences(table: LinkTable, sample: Sample, config: Config) -> LinkTable:
    """Leave out the sentences that the settings do not ask for: an earlier build kept them."""
    if config.evidence is EvidenceLevel.SENTENCES:
        return table
    is_sampled = (table.drawn % sample.step == 0)[table.articles]
    return table._replace(sentences=np.where(is_sampled, table.sentences, NO_SENTENCE))


def _sampled(table: LinkTable, heads: Heads, sample: Sample) -> LinkTable:
    """Give the links of the sampled articles that have a language."""
    known = {article.path for article in (*heads.articles, *heads.elsewhere)}
    numbers = np.flatnonzero(table.drawn % sample.step == 0)
    return table.take(np.array([number for number in numbers.tolist() if table.paths[number] in known], np.int64))


def _in_members(contents: Mapping[str, bytes], members: Members) -> list[bytes]:
    """Give what articles, by path, say in the order of the members."""
    return [contents[article.path] for article in members.articles]


def _elsewhere(table: LinkTable, heads: Heads, sample: Sample, config: Config) -> list[Article]:
    """Give the sampled articles in other languages, which show how anchors are used; none where no link is repaired."""
    if config.repair is RepairMode.OFF:
        return []
    drawn = dict(zip(table.paths, table.drawn.tolist(), strict=True))
    return [article for article in heads.elsewhere if sample.holds(drawn[article.path])]


def _in_order(table: LinkTable, articles: Sequence[Article]) -> LinkTable:
    """Give the links of some articles in their order."""
    numbers = {path: number for number, path in enumerate(table.paths)}
    ordered = table.take(np.array([numbers[article.path] for article in articles], np.int64))
    return ordered._replace(paths=[article.path for article in articles])
