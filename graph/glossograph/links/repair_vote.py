"""The translations of an article vote on the links that one of them has differently."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from glossograph.links.anchor_usage import AnchorNaming, AnchorUsage, bigram_similarity
from glossograph.links.link_alignment import NO_TERM, Version
from glossograph.links.resolution import Resolver
from glossograph.links.suspects import CLEAR_LEAD, CLEAR_NAMED_LEAD, MIN_AGREEING, RepairChoice, TargetCounts, repair_choices
from glossograph.model.link import Link
from glossograph.text.keys import TermId, key

# Measured by tests/eval/repair.py: higher values make fewer repairs, and fewer false ones.
_MIN_LEAD_IF_DIVIDED = 0.2
_MIN_EVIDENCE, _MIN_EVIDENCE_IF_STRAY = 1.8, 1.0
_MIN_SHARE_OPPOSED = 0.5
"""Versions with another target there, as a share of those that vote: as many or more of them divide the vote."""


class Reason(StrEnum):
    """Why a verdict is sure, likely or neither: which destination has an article, and who writes the winner."""

    ONLY_WINNER_EXISTS = "only-winner-exists"
    UNANIMOUS = "unanimous"
    NEITHER_EXISTS = "neither-exists"
    BOTH_EXIST = "both-exist"
    ONLY_WRITTEN_EXISTS = "only-written-exists"
    DIVIDED = "divided"
    ONE_VOTE = "one-vote"


class Verdict(NamedTuple):
    """The result of a vote on one link.

    Attributes:
        language: The language of the version that has the link.
        position: The position of the link in that version.
        target: The winner: the target that the voters agree on.
        voters: The language and the link of each translation that voted for it, sorted.
        reason: Why the verdict is sure, likely or neither.
    """

    language: str
    position: int
    target: TermId
    voters: tuple[tuple[str, Link], ...]
    reason: Reason

    @property
    def sure(self) -> bool:
        """Whether the written destination has no article, and the winner has one or is written in every other language."""
        return self.reason in (Reason.ONLY_WINNER_EXISTS, Reason.UNANIMOUS)

    @property
    def likely(self) -> bool:
        """Whether a majority may decide: never against an article for a destination without one, never with one vote."""
        return self.reason not in (Reason.ONLY_WRITTEN_EXISTS, Reason.ONE_VOTE)


def find_verdicts(
    versions: Sequence[Version], resolver: Resolver, usage: AnchorUsage | None = None, own_term: TermId = NO_TERM
) -> list[Verdict]:
    """Find the links that a version has and most others lack, with the target that the others have in their place.

    The nearness of the others' links, the lead over the next best target and the anchor must together be evidence enough.
    Less evidence is enough where the written destination has no article and no other language links to it.

    Args:
        versions: The versions of one term, in different languages.
        resolver: Knows which terms have articles, and their titles.
        usage: How each language uses its anchors in the whole collection.
        own_term: The term of the versions: a link to it has no vote.
    """
    counts = TargetCounts(versions, own_term)
    if not counts:
        return []
    naming = AnchorNaming(resolver, usage or AnchorUsage())
    verdicts = []
    for index, version in enumerate(versions):
        for choice in repair_choices(index, versions, counts, naming):
            position, target = choice.proposal.position, choice.proposal.target
            reason = _find_reason(index, choice, counts, versions, naming)
            if reason is Reason.ONLY_WINNER_EXISTS and _is_divided(choice, version, naming):
                reason = Reason.DIVIDED
            if _is_enough(choice, reason) and not naming.is_title(version.links[position], version.language):
                voters = tuple(sorted((versions[voter].language, _link_of(voter, choice, versions)) for voter in choice.voters))
                verdicts.append(Verdict(version.language, position, target, voters, reason))
    return verdicts


def _link_of(voter: int, choice: RepairChoice, versions: Sequence[Version]) -> Link:
    _, position = choice.proposal.near_links[voter]
    return versions[voter].links[position].link


def _find_reason(
    index: int, choice: RepairChoice, counts: TargetCounts, versions: Sequence[Version], naming: AnchorNaming
) -> Reason:
    target = choice.proposal.target
    winner_exists = naming.has_article(target)
    if len(choice.voters) < MIN_AGREEING and winner_exists:
        return Reason.ONE_VOTE
    if naming.has_article(counts.targets[index][choice.proposal.position]):
        return Reason.BOTH_EXIST if winner_exists else Reason.ONLY_WRITTEN_EXISTS
    if winner_exists:
        return Reason.ONLY_WINNER_EXISTS
    all_others = len(choice.voters) >= MIN_AGREEING and counts.all_others_have(index, target)
    unanimous = all_others and _is_spelt_better(index, choice, versions)
    return Reason.UNANIMOUS if unanimous else Reason.NEITHER_EXISTS


def _is_spelt_better(index: int, choice: RepairChoice, versions: Sequence[Version]) -> bool:
    """Whether an anchor of any language resembles the winner at least as well as any resembles the target as written.

    Two of three languages that share a wrong destination outvote the right one, which the anchors then resemble.
    """
    outvoted = versions[index].links[choice.proposal.position]
    links = (outvoted.link, *(_link_of(voter, choice, versions) for voter in choice.voters))
    anchors = [key(link.anchor) for link in links]
    winner, written = (
        max(bigram_similarity(anchor, target) for anchor in anchors) for target in (choice.proposal.target, outvoted.target)
    )
    return winner >= written


def _is_divided(choice: RepairChoice, version: Version, naming: AnchorNaming) -> bool:
    """Whether the other versions are divided on a target, and neither the anchor nor the articles of the language decide.

    Languages that have different articles for about one concept link to their own. A language that repeats a destination without
    an article means something by it: then its articles do not decide either.
    """
    if choice.opposed < _MIN_SHARE_OPPOSED * len(choice.voters) or choice.named_lead >= CLEAR_NAMED_LEAD:
        return False
    written = version.links[choice.proposal.position].target
    return not choice.only_translated or naming.is_repeated(written, version.language)


def _is_enough(choice: RepairChoice, reason: Reason) -> bool:
    """Whether the evidence for a proposal is enough to report it."""
    vote_count = len(choice.voters)
    # Where the versions are divided, the lead must be clear, and clearer still where more of them are against.
    min_lead = _MIN_LEAD_IF_DIVIDED if vote_count > choice.against or choice.only_translated else CLEAR_LEAD
    if choice.against and choice.lead < min_lead:
        return False
    # A version that others agree with is no single dissenter: it takes twice as many votes.
    if choice.backers and vote_count <= MIN_AGREEING * (1 + choice.backers):
        return False
    if choice.proposal.stray and reason in (Reason.ONLY_WINNER_EXISTS, Reason.DIVIDED, Reason.ONE_VOTE, Reason.UNANIMOUS):
        return vote_count > 0 and choice.evidence >= _MIN_EVIDENCE_IF_STRAY
    return vote_count >= MIN_AGREEING and choice.evidence >= _MIN_EVIDENCE
