"""Resolving the links of batches: each asks for the addresses that its links look up, and resolves them on what comes back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from glossograph.config import Config, EvidenceLevel, RepairMode
from glossograph.distributed.grouping import GroupBatch, asks, links_of
from glossograph.distributed.reading import Facts, decode_article
from glossograph.distributed.row_steps import pack, rows_by_key, unpack
from glossograph.engine.rows import Engine, Row, Rows, Shared
from glossograph.links.address_slices import (
    AddressSlice,
    AskingAddresses,
    AskingResolver,
    Offer,
    SliceKnowledge,
    SliceResolver,
    asked_votes,
    decode_offer,
    decode_offers,
)
from glossograph.links.addresses import Parts, common_part
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.model.article import Article
from glossograph.model.decision import Decisions
from glossograph.model.graph import LinkConventions, Relation
from glossograph.model.sampling import Sample
from glossograph.pipeline.link_survey import find_conventions, find_roots, resolve_relations, survey_links
from glossograph.pipeline.link_votes import groups_to_vote
from glossograph.pipeline.resolved_links import AppliedDecisions, Members, Resolved, ResolvedLinks, look_up_links, resolve_links
from glossograph.read.generators import generator_of, site_roots
from glossograph.text.keys import Key, TermId


@dataclass(frozen=True)
class LinkSettings:
    """What the resolution of links depends on besides the links.

    Attributes:
        config: The settings.
        decisions: What the author decided.
        sample: The sample that shows how anchors are used.
        knowledge: What all slices have in common.
    """

    config: Config
    decisions: Decisions
    sample: Sample
    knowledge: SliceKnowledge

    def asking(self) -> AskingResolver:
        """Make a resolver that notes what links ask for."""
        return AskingResolver(AskingAddresses(self.knowledge.languages), self.knowledge.conventions)

    def look_up(self, batch: GroupBatch, resolver: AskingResolver) -> None:
        """Look up all that the links of a batch need."""
        look_up_links(batch.links.table, batch.members, resolver, AuthorDecisions(self.decisions), elsewhere=batch.elsewhere)

    def resolve(self, batch: GroupBatch, resolver: SliceResolver) -> Resolved:
        """Resolve the links of a batch."""
        learns = self.config.repair is not RepairMode.OFF
        return resolve_links(
            batch.links.table,
            batch.members,
            resolver,
            AuthorDecisions(self.decisions),
            elsewhere=batch.elsewhere,
            sampled=batch.sampled(self.sample) if learns else None,
            sentences=batch.sentences_of if self.config.evidence is EvidenceLevel.SENTENCES else None,
        )


@dataclass
class ResolvedBatch:
    """A batch whose links are resolved.

    Attributes:
        batch: The groups and articles, without their links.
        links: The links that name a term.
        rule_counts: All links by rule.
        applied: What the author's decisions did.
        met: Names that the author decided on, and that links use.
        relations: The relations that articles declare.
        with_article: The terms of `links` that have an article.
    """

    batch: GroupBatch
    links: ResolvedLinks
    rule_counts: Counter[str]
    applied: AppliedDecisions
    met: frozenset[Key]
    relations: tuple[Relation, ...]

    @property
    def members(self) -> Members:
        """The articles as the pipeline takes them."""
        return self.batch.members

    @property
    def with_article(self) -> list[TermId]:
        """The terms of the links that have an article."""
        return [term for term, has_article in zip(self.links.terms, self.links.has_article.tolist(), strict=True) if has_article]

    def articles(self) -> dict[str, Article]:
        """Give the articles by path."""
        return {article.path: article for article in (*self.batch.articles, *self.batch.elsewhere)}


@dataclass(frozen=True)
class AskForLinks:
    """Asks for all addresses that the links of a batch look up."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Ask."""
        settings: LinkSettings = self.settings.get()
        for key, _, value in rows:
            batch: GroupBatch = unpack(value)
            resolver = settings.asking()
            settings.look_up(batch, resolver)
            resolve_relations(batch.articles, resolver, batch.term_of)
            yield from asks(key, resolver.asked)


@dataclass(frozen=True)
class ResolveBatches:
    """Resolves the links of a batch on the answers: the resolved batch, and how its sampled articles use their anchors.

    Then asks for what the vote of the translations needs to know.
    """

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Resolve."""
        settings: LinkSettings = self.settings.get()
        key, packed, offers = take_packed(rows)
        batch: GroupBatch = unpack(packed)
        answers = unpacked_offers(offers)
        articles = {article.path: article for article in (*batch.articles, *batch.elsewhere)}
        resolver = SliceResolver(
            AddressSlice(settings.knowledge, answers, articles), settings.knowledge, (group.id for group in batch.groups)
        )
        resolved = settings.resolve(batch, resolver)
        relations = resolve_relations(batch.articles, resolver, batch.term_of)
        batch.links = batch.links.without_columns()
        result = ResolvedBatch(batch, resolved.links, resolved.rule_counts, resolved.applied, frozenset(resolver.met), relations)
        yield key, b"b", pack(result)
        yield key, b"u", pack(resolved.usage)
        if settings.config.repair is not RepairMode.OFF:
            yield from asks(key, _asked_by_votes(result))


def _asked_by_votes(resolved: ResolvedBatch) -> set[bytes]:
    """Ask for the articles of the terms that a batch votes on, and for those that its anchors are titles of."""
    links, members = resolved.links, resolved.members
    groups = groups_to_vote(links, members)
    numbers = np.flatnonzero(np.isin(members.group_of[links.table.articles], groups))
    terms = [links.terms[target] for target in np.unique(links.targets[numbers]).tolist()]
    pairs = np.unique(
        links.table.anchors[numbers].astype(np.int64) * len(members.languages)
        + members.article_languages[links.table.articles[numbers]]
    )
    anchors = (
        (links.table.texts[pair // len(members.languages)], members.languages[pair % len(members.languages)])
        for pair in pairs.tolist()
    )
    return asked_votes(terms, anchors)


def take_packed(rows: Iterable[Row]) -> tuple[bytes, bytes, dict[bytes, bytes]]:
    """Give the batch of a bucket and the answers that came for it, both packed."""
    key, batch = b"", b""
    answers: dict[bytes, bytes] = {}
    for row_key, order, value in rows:
        if order[:1] == b"1":
            answers[order[1:]] = value
        else:
            key, batch = row_key, value
    if not batch:
        message = f"answers for {row_key!r} have no batch"
        raise LookupError(message)
    return key, batch, answers


def unpacked_offers(answers: Mapping[bytes, bytes]) -> dict[bytes, list[Offer]]:
    """Unpack answers."""
    return {address: decode_offers(value) for address, value in answers.items()}


class SurveyAsker:
    """Answers the questions of this process, which are as few as the sample of the articles is small."""

    def __init__(self, engine: Engine, offers: Sequence[Rows]) -> None:
        """Take the rows of all offers."""
        self._engine = engine
        self._offers = offers

    def answers(self, asked: Iterable[bytes]) -> Mapping[bytes, list[Offer]]:
        """Give what is offered at some addresses: nothing moves but the questions and the answers."""
        step = AnswerSurvey(self._engine.share(frozenset(asked), "asked"))
        rows = sorted(row for offers in self._offers for row in self._engine.collect(self._engine.each(offers, step)))
        return {address: [decode_offer(value) for _, _, value in group] for address, group in rows_by_key(rows)}


@dataclass(frozen=True)
class AnswerSurvey:
    """Gives what is offered at the addresses that are asked for."""

    asked: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        asked: frozenset[bytes] = self.asked.get()
        return (row for row in rows if row[0] in asked)


def survey_collection(
    asker: SurveyAsker, sampled: Iterable[Row], facts: Facts, config: Config, knowledge: SliceKnowledge
) -> SliceKnowledge:
    """Find out how the collection writes its links, from the sample of its articles.

    Args:
        asker: Answers what the links of the sample ask for.
        sampled: Rows of the articles of the sample, with their links.
        facts: Sums over all articles.
        config: The settings.
        knowledge: What is known so far.

    Returns:
        What all slices have in common, with the conventions.
    """
    articles = [decode_article(value) for _, _, value in sampled]
    by_path = {article.path: msgspec.structs.replace(article, links=type(article.links)()) for article in articles}
    table = links_of(articles).table
    knowledge = knowledge._replace(common_folder=common_part(min(facts.folders), max(facts.folders)))
    asking = AskingAddresses(knowledge.languages)
    find_roots(asking, survey_links(table, asking, by_path), ())
    address_slice = AddressSlice(knowledge, asker.answers(asking.asked), by_path)
    survey = survey_links(table, address_slice, by_path)
    fixed = site_roots(generator_of(config.layout), [folder for _, folder in sorted(facts.roots)])
    roots: tuple[tuple[Parts, Parts], ...] = find_roots(address_slice, survey, fixed)
    knowledge = knowledge._replace(conventions=LinkConventions(roots=roots))
    resolver = AskingResolver(AskingAddresses(knowledge.languages), knowledge.conventions)
    survey_links(table, resolver.addresses, by_path)
    find_conventions(resolver, survey, config)
    answers = asker.answers(resolver.asked)
    found = find_conventions(SliceResolver(AddressSlice(knowledge, answers, by_path), knowledge), survey, config)
    return knowledge._replace(conventions=msgspec.structs.replace(found, other_files=()))
