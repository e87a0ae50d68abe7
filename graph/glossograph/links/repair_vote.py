"""The translations of an article vote on the links that one of them leads elsewhere."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from glossograph.links.anchor_usage import Naming, Usage
from glossograph.links.link_alignment import Version
from glossograph.links.resolution import Resolver
from glossograph.links.suspects import DECIDED, Counts, RepairChoice, choices
from glossograph.model.link import Link
from glossograph.text.keys import TermId, key

# Measured by tests/eval/repair.py: more makes fewer repairs, and fewer false ones.
_MAJORITY = 2
_CLEAR = 0.2
_ENOUGH, _ENOUGH_IF_STRAY = 1.8, 1.0


class Reason(StrEnum):
    """Why a verdict is sure, likely or neither: which of the two destinations has an article, and who writes the winner."""

    ONLY_WINNER_EXISTS = "only-winner-exists"
    UNANIMOUS = "unanimous"
    NEITHER_EXISTS = "neither-exists"
    BOTH_EXIST = "both-exist"
    ONLY_WRITTEN_EXISTS = "only-written-exists"
    ONE_VOTE = "one-vote"


class Verdict(NamedTuple):
    """What the vote says of the link at one place of a version: the winner, who voted for it with which link, and why."""

    language: str
    place: int
    target: TermId
    voters: tuple[tuple[str, Link], ...]
    reason: Reason

    @property
    def sure(self) -> bool:
        """Whether the written destination has no article, and the winner has one or is written in every other language."""
        return self.reason in (Reason.ONLY_WINNER_EXISTS, Reason.UNANIMOUS)

    @property
    def likely(self) -> bool:
        """Whether a majority may decide it: never does a destination with an article give way to one without."""
        return self.reason not in (Reason.ONLY_WRITTEN_EXISTS, Reason.ONE_VOTE)


def vote(versions: Sequence[Version], resolver: Resolver, usage: Usage | None = None) -> list[Verdict]:
    """Find the links that a version has and most others lack, and what the others have in their place and it lacks.

    How near the others' links stand, by how much they lead over the next best and what the anchor names must together be
    enough; less where the written destination has no article and no other language leads to it: there, one voter can decide for
    a destination with an article.
    """
    counts = Counts(versions)
    if not counts:
        return []
    naming = Naming(resolver, usage or Usage())
    verdicts = []
    for number in range(len(versions)):
        for choice in choices(number, versions, counts, naming):
            reason = _reason(number, choice, counts, resolver)
            if _decides(choice, reason) and not _means_it(number, choice, versions, resolver):
                language = versions[number].language
                voters = tuple(sorted((versions[one].language, _link(one, choice, versions)) for one in choice.voters))
                verdicts.append(Verdict(language, choice.proposal.place, choice.proposal.target, voters, reason))
    return verdicts


def _link(voter: int, choice: RepairChoice, versions: Sequence[Version]) -> Link:
    _, place = choice.proposal.near[voter]
    return versions[voter].links[place].link


def _reason(number: int, choice: RepairChoice, counts: Counts, resolver: Resolver) -> Reason:
    target = choice.proposal.target
    if len(choice.voters) < _MAJORITY and resolver.has_article(target):
        return Reason.ONE_VOTE
    if resolver.has_article(counts.targets[number][choice.proposal.place]):
        return Reason.BOTH_EXIST if resolver.has_article(target) else Reason.ONLY_WRITTEN_EXISTS
    if resolver.has_article(target):
        return Reason.ONLY_WINNER_EXISTS
    unanimous = len(choice.voters) >= _MAJORITY and counts.everywhere_but(number, target)
    return Reason.UNANIMOUS if unanimous else Reason.NEITHER_EXISTS


def _decides(choice: RepairChoice, reason: Reason) -> bool:
    votes = len(choice.voters)
    # Where the versions are divided, the lead must be clear, and more than that where the larger part is against.
    if choice.against and choice.lead < (_CLEAR if votes > choice.against else DECIDED):
        return False
    # A version that others agree with is no lone dissenter: outvoting it takes twice as many.
    if choice.backers and votes <= _MAJORITY * (1 + choice.backers):
        return False
    if choice.proposal.stray and reason in (Reason.ONLY_WINNER_EXISTS, Reason.ONE_VOTE, Reason.UNANIMOUS):
        return votes > 0 and choice.evidence >= _ENOUGH_IF_STRAY
    return votes >= _MAJORITY and choice.evidence >= _ENOUGH


def _means_it(number: int, choice: RepairChoice, versions: Sequence[Version], resolver: Resolver) -> bool:
    """Tell whether the anchor is the very title of what it leads to."""
    here = versions[number].links[choice.proposal.place]
    return key(here.link.anchor) == resolver.title(here.target, versions[number].language) != ""
