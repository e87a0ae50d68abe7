"""The votes of the translations on a cluster: a batch asks for the terms that it votes on, then for the destinations to write."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from glossograph.config import EvidenceLevel, RepairMode
from glossograph.distributed.grouping import asks
from glossograph.distributed.resolving import LinkSettings, ResolvedBatch, take_answers
from glossograph.distributed.row_steps import pack, unpack
from glossograph.engine.rows import Row, Shared
from glossograph.links.address_slices import AddressSlice, AskingVoter, Offer, SliceResolver, asked_votes
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.resolution import Resolver
from glossograph.pipeline.link_votes import VoteResults, groups_to_vote, vote_on_links

_BATCH, _ANSWERS = b"b", b"0"


class VoteSettings(NamedTuple):
    """What a vote depends on besides the links: the settings of links, and how each language uses its anchors."""

    links: LinkSettings
    usage: AnchorUsage


class VotedBatch(NamedTuple):
    """A resolved batch with the results of its votes."""

    resolved: ResolvedBatch
    votes: VoteResults


@dataclass(frozen=True)
class AskForTerms:
    """Asks for the articles of the terms that a batch votes on, and for those that its anchors are titles of."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Ask."""
        settings: VoteSettings = self.settings.get()
        for key, _, value in rows:
            resolved: ResolvedBatch = unpack(value)
            if settings.links.config.repair is RepairMode.OFF:
                continue
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
            yield from asks(key, asked_votes(terms, anchors))


@dataclass(frozen=True)
class AskForDestinations:
    """Votes as if no destination resolved, and asks for all addresses of those that it would write.

    Gives the batch with the answers that it had, so that the last step has both.
    """

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Vote and ask."""
        settings: VoteSettings = self.settings.get()
        key, resolved, answers = _taken(rows)
        yield key, _BATCH, pack(resolved)
        yield key, _ANSWERS, pack(answers)
        asking = settings.links.asking()
        knowledge = settings.links.knowledge
        voter = AskingVoter(AddressSlice(knowledge, answers, resolved.articles()), knowledge, resolved.with_article, asking)
        _vote(resolved, voter, settings)
        yield from asks(key, asking.asked)


@dataclass(frozen=True)
class VoteOnBatches:
    """Lets the translations vote, with all that they asked for."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Vote."""
        settings: VoteSettings = self.settings.get()
        earlier: dict[bytes, list[Offer]] = {}
        others: list[Row] = []
        for row in rows:
            if row[1] == _ANSWERS:
                earlier = unpack(row[2])
            else:
                others.append(row)
        key, resolved, answers = _taken(others)
        knowledge = settings.links.knowledge
        address_slice = AddressSlice(knowledge, {**earlier, **answers}, resolved.articles())
        resolver = SliceResolver(address_slice, knowledge, resolved.with_article)
        votes = _vote(resolved, resolver, settings)
        met = frozenset(resolved.met | resolver.met)
        yield key, _BATCH, pack(VotedBatch(replace(resolved, met=met), votes))


def without_votes(rows: Iterator[Row]) -> Iterable[Row]:
    """Give resolved batches as if nobody voted on them."""
    return ((key, _BATCH, pack(VotedBatch(unpack(value), VoteResults([], [], [], [])))) for key, _, value in rows)


def _taken(rows: Iterable[Row]) -> tuple[bytes, ResolvedBatch, dict[bytes, list[Offer]]]:
    return take_answers(rows)  # type: ignore[return-value]


def _vote(resolved: ResolvedBatch, resolver: Resolver, settings: VoteSettings) -> VoteResults:
    config = settings.links.config
    sentences = resolved.batch.sentences_of if config.evidence is EvidenceLevel.SENTENCES else None
    return vote_on_links(resolved.links, resolved.members, resolver, config, settings.usage, sentences=sentences)
