"""The votes of the translations on a cluster: a batch asks for the terms that it votes on, then for the destinations to write."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from glossograph.config import EvidenceLevel
from glossograph.distributed.grouping import asks
from glossograph.distributed.resolving import LinkSettings, ResolvedBatch, take_packed, unpacked_offers
from glossograph.distributed.row_steps import pack, unpack
from glossograph.engine.rows import Row, Shared
from glossograph.links.address_slices import AddressSlice, AskingVoter, SliceResolver
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.model.link_table import Sentences
from glossograph.pipeline.link_votes import Verdicts, VoteResults, find_verdicts_of_groups, vote_on_links

_BATCH, _BALLOT = b"b", b"0"


class VoteSettings(NamedTuple):
    """What a vote depends on besides the links: the settings of links, and how each language uses its anchors."""

    links: LinkSettings
    usage: AnchorUsage


class VotedBatch(NamedTuple):
    """A resolved batch with the results of its votes."""

    resolved: ResolvedBatch
    votes: VoteResults


NO_VOTES = VoteResults([], [], [], [])


class _Ballot(NamedTuple):
    """The verdicts of a batch, and the offers that it voted on, packed."""

    verdicts: Verdicts
    offers: dict[bytes, bytes]


@dataclass(frozen=True)
class AskForDestinations:
    """Votes as if no destination resolved, and asks for all addresses of those that it would write.

    Gives the batch with its verdicts and the answers that it had, so that the last step has all.
    """

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Vote and ask."""
        settings: VoteSettings = self.settings.get()
        key, packed, offers = take_packed(rows)
        resolved: ResolvedBatch = unpack(packed)
        asking = settings.links.asking()
        knowledge = settings.links.knowledge
        address_slice = AddressSlice(knowledge, unpacked_offers(offers), resolved.articles())
        voter = AskingVoter(address_slice, knowledge, resolved.with_article, asking)
        config, usage = settings.links.config, settings.usage
        verdicts = find_verdicts_of_groups(
            resolved.links, resolved.members, voter, config, usage, sentences=_sentences(resolved, settings)
        )
        yield key, _BATCH, packed
        yield key, _BALLOT, pack(_Ballot(verdicts, offers))
        yield from asks(key, asking.asked)


def vote_on_batch(rows: Iterable[Row], settings: VoteSettings) -> tuple[bytes, VotedBatch]:
    """Let the translations of a batch vote, with all that they asked for."""
    ballot = _Ballot({}, {})
    others: list[Row] = []
    for row in rows:
        if row[1] == _BALLOT:
            ballot = unpack(row[2])
        else:
            others.append(row)
    key, packed, offers = take_packed(others)
    resolved: ResolvedBatch = unpack(packed)
    if not ballot.verdicts:
        return key, VotedBatch(resolved, NO_VOTES)
    knowledge = settings.links.knowledge
    address_slice = AddressSlice(knowledge, unpacked_offers({**ballot.offers, **offers}), resolved.articles())
    resolver = SliceResolver(address_slice, knowledge, resolved.with_article)
    votes = vote_on_links(
        resolved.links,
        resolved.members,
        resolver,
        settings.links.config,
        settings.usage,
        sentences=_sentences(resolved, settings),
        verdicts=ballot.verdicts,
    )
    return key, VotedBatch(replace(resolved, met=frozenset(resolved.met | resolver.met)), votes)


def _sentences(resolved: ResolvedBatch, settings: VoteSettings) -> Sentences | None:
    return resolved.batch.sentences_of if settings.links.config.evidence is EvidenceLevel.SENTENCES else None
