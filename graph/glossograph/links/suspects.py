"""The suspect links of one version, and for each the target that speaks loudest in the others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from glossograph.links.anchor_usage import Naming
from glossograph.links.link_alignment import LinkAlignment, Surroundings, Version, align_links, find_mates, nearness
from glossograph.text.keys import TermId, key

# Measured by tests/eval/repair.py on replaced destinations; what an anchor says tells more than where it stands.
_NOWHERE = (0.0, 0)
_MIN_AGREEING = 2
_FEW_VERSIONS = 3
"""Versions up to which one that differs is worth a proposal to the author."""

_MAX_COMPARED = 4_000
_MAX_RANKS_APART = 3
"""In two versions that differ in more links than are compared, links of one gap stand for each other only if their ranks are near."""

_NEAR = 0.15
_NAMED, _WRITTEN, _STRAY = 1.0, 0.5, 0.5
_TELLING = 2.0
_MOST_LEAD = 1.0
DECIDED = 0.5
"""A lead that settles a proposal against others for the same link, however many versions have those."""


class Proposal(NamedTuple):
    """A suspect link at `place`, a `target` that it may have had, and what speaks for that.

    `near` gives by the number of each version that has such a link how near it stands, and at which place; `support` is the sum
    of that, as a share of all other versions. `named`, `written` and `elsewhere` tell how well the anchor names the target, the
    destination as written, and other terms; `stray` that hardly anybody means the latter.
    """

    place: int
    target: TermId
    near: Mapping[int, tuple[float, int]]
    support: float
    named: float
    written: float
    elsewhere: float
    stray: bool

    @property
    def rank(self) -> float:
        """How this proposal compares with others; a stray link is the likelier to be wrong."""
        return self.support + _NAMED * self.named - _WRITTEN * self.written + _STRAY * self.stray


class RepairChoice(NamedTuple):
    """The best proposal of a link, the versions that vote for it, and its `lead` over the next proposal.

    `against` counts the versions that have something else there, at least as near; `backers` those that lead as often as
    this version where the link leads.
    """

    proposal: Proposal
    voters: tuple[int, ...]
    against: int
    backers: int
    lead: float

    @property
    def evidence(self) -> float:
        """Add up what speaks for the proposal: the places of the votes, the lead, and what the anchor says."""
        names = self.proposal.named - self.proposal.written - self.proposal.elsewhere
        return self.proposal.support + min(self.lead, _MOST_LEAD) + _TELLING * names


class _Spread(NamedTuple):
    """How often each version leads to a term, the most that one does, and what half of them do not exceed."""

    counts: list[int]
    agreed: int
    usual: int


class Counts:
    """Which version of a group leads how often to which term; what all versions have equally often costs nothing more.

    `alike` gives the numbers of the versions whose links lead to the same terms and stand alike: they are looked at once.

    >>> from glossograph.links.link_alignment import Resolved
    >>> from glossograph.model.link import Link
    >>> def version(language, *targets):
    ...     return Version(language, "", tuple(Resolved(Link(f"/{t}", t, "", "", 1), TermId(t)) for t in targets))
    >>> counts = Counts([version("en", "bond", "hire"), version("no", "bond", "lease"), version("hi", "bond", "lease")])
    >>> [sorted(counts.surplus(number)) for number in range(3)], [sorted(counts.lacking(number)) for number in range(3)]
    ([['hire'], [], []], [['lease'], ['hire'], ['hire']])
    """

    def __init__(self, versions: Sequence[Version]) -> None:
        """Count the links of each version."""
        self.targets = [version.targets for version in versions]
        self.terms: list[TermId] = []
        self.term_set: frozenset[TermId] = frozenset()
        self._disputed: dict[TermId, _Spread] = {}
        needed = _MIN_AGREEING if len(versions) > _FEW_VERSIONS else 1
        if len(set(self.targets)) > 1:
            counted = [Counter(targets) for targets in self.targets]
            self.terms = sorted(set().union(*counted))
            self.term_set = frozenset(self.terms)
            for term in self.terms:
                counts = [count.get(term, 0) for count in counted]
                ordered = sorted(counts)
                if ordered[0] < ordered[-1]:
                    self._disputed[term] = _Spread(counts, ordered[-needed], ordered[(len(counts) - 1) // 2])
        self.alike: dict[tuple[tuple[TermId, ...], Surroundings], list[int]] = defaultdict(list)
        self._surplus: list[set[TermId]] = [set() for _ in versions]
        self._lacking: list[set[TermId]] = [set() for _ in versions]
        if self._disputed:
            for number, version in enumerate(versions):
                self.alike[self.targets[number], version.surroundings].append(number)
        for term, spread in self._disputed.items():
            # What fewer versions agree on than a vote needs is not looked at: else each link is compared with every other.
            for number, count in enumerate(spread.counts):
                if count > spread.usual:
                    self._surplus[number].add(term)
                if count < spread.agreed:
                    self._lacking[number].add(term)

    def __bool__(self) -> bool:
        """Whether the versions differ in more than the order of their links."""
        return bool(self._disputed)

    def surplus(self, number: int) -> set[TermId]:
        """Give the terms to which a version leads more often than most of the others do."""
        return self._surplus[number]

    def lacking(self, number: int) -> set[TermId]:
        """Give the terms to which a version leads less often than some other does."""
        return self._lacking[number]

    def missing(self, number: int, term: TermId) -> int:
        """Tell how many links to a term a version has less than the version that has most of them."""
        return self._disputed[term].agreed - self._disputed[term].counts[number]

    def backers(self, number: int, term: TermId) -> int:
        """Tell how many other versions lead to a term as often as a version does."""
        counts = self._disputed[term].counts
        return sum(count >= counts[number] for count in counts) - 1

    def everywhere_but(self, number: int, term: TermId) -> bool:
        """Tell whether all other versions lead to a term."""
        return all(term in targets for other, targets in enumerate(self.targets) if other != number)


def choices(number: int, versions: Sequence[Version], counts: Counts, naming: Naming) -> Iterator[RepairChoice]:
    """Choose one proposal a suspect link of a version, the best first, and no target more often than the version lacks it."""
    found = proposals(number, versions, counts, naming)
    missing = {proposal.target: counts.missing(number, proposal.target) for proposal in found}
    left = sorted(found, key=lambda proposal: (-proposal.rank, proposal.place, proposal.target))
    while left:
        best, *others = left
        here = [proposal for proposal in others if proposal.place == best.place]
        elsewhere = [proposal for proposal in others if proposal.place != best.place and proposal.target == best.target]
        rivals = here if missing[best.target] > 1 else here + elsewhere
        lead = best.rank - max((proposal.rank for proposal in rivals), default=0.0)
        as_near = {
            other for proposal in here for other, near in proposal.near.items() if near[0] >= best.near.get(other, _NOWHERE)[0]
        }
        voters = best.near.keys() if lead >= DECIDED else best.near.keys() - as_near
        backers = counts.backers(number, counts.targets[number][best.place])
        yield RepairChoice(best, tuple(sorted(voters)), len(as_near - voters), backers, lead)
        missing[best.target] -= 1
        left = [proposal for proposal in others if proposal.place != best.place and missing[proposal.target]]


def proposals(number: int, versions: Sequence[Version], counts: Counts, naming: Naming) -> list[Proposal]:
    """Gather, for every link of a version that most others lack, the links that they have in its place and it lacks."""
    surplus, lacking = counts.surplus(number), counts.lacking(number)
    if not surplus or not lacking:
        return []
    found = []
    version, others = versions[number], len(versions) - 1
    for place, targets in sorted(_near(number, versions, counts, surplus, lacking, naming).items()):
        here = version.links[place]
        anchors = {
            target: {key(versions[other].links[j].link.anchor) for other, (_, j) in near.items()}
            for target, near in targets.items()
        }
        claims = naming.claims(here, version.language, anchors, counts.term_set)
        for target, near in targets.items():
            support = sum(value for value, _ in near.values()) / others
            named, stray = claims.candidates[target], naming.is_stray(here.target)
            found.append(Proposal(place, target, near, support, named, claims.written, claims.elsewhere, stray))
    return found


_Near = dict[TermId, dict[int, tuple[float, int]]]


def _near(
    number: int, versions: Sequence[Version], counts: Counts, surplus: set[TermId], lacking: set[TermId], naming: Naming
) -> dict[int, _Near]:
    """Give for each suspect place and target the versions that have it there, with how near it stands and where."""
    mine = counts.targets[number]
    surroundings = versions[number].surroundings
    found: dict[int, _Near] = defaultdict(lambda: defaultdict(dict))
    known: dict[tuple[TermId, ...], LinkAlignment] = {}
    left_over: dict[TermId, dict[int, int]] = defaultdict(dict)
    for (targets, theirs), alike in counts.alike.items():
        others = [other for other in alike if other != number]
        if not others or lacking.isdisjoint(targets):
            continue
        alignment = known.get(targets) or known.setdefault(targets, align_links(mine, targets))
        mates = find_mates(alignment, surroundings, theirs)
        my_suspects = [i for i in alignment.mine if mine[i] in surplus]
        their_candidates = [j for j in alignment.theirs if targets[j] in lacking]
        for j in their_candidates:
            for other in others:
                left_over[targets[j]].setdefault(other, j)
        for i, j in _compared(alignment, my_suspects, their_candidates):
            value = nearness(alignment, i, j, surroundings, theirs, mates)
            if value >= _NEAR:
                there = found[i][targets[j]]
                for other in others:
                    there[other] = max(there.get(other, _NOWHERE), (value, j))
    language = versions[number].language
    titles = naming.titles(left_over.keys(), language)
    for i, target in enumerate(mine):
        if target in surplus and naming.is_stray(target):
            for named in naming.named_terms(key(versions[number].links[i].link.anchor), language, titles, left_over.keys()):
                for other, j in left_over[named].items():
                    found[i][named].setdefault(other, (_NEAR, j))
    return found


def _compared(alignment: LinkAlignment, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pair the links to compare: all of them, or of many those that stand near each other."""
    if len(mine) * len(theirs) <= _MAX_COMPARED:
        yield from product(mine, theirs)
        return
    by_rank: dict[tuple[int, int], list[int]] = defaultdict(list)
    for j in theirs:
        by_rank[alignment.theirs[j], alignment.their_ranks[j][0]].append(j)
    wanted = set(theirs)
    for i in mine:
        gap, rank = alignment.mine[i], alignment.my_ranks[i][0]
        near = {j for apart in range(-_MAX_RANKS_APART, _MAX_RANKS_APART + 1) for j in by_rank.get((gap, rank + apart), ())}
        before, after = alignment.partners.get(i - 1, -2), alignment.partners.get(i + 1, -2)
        near |= {before + 1, after - 1} & wanted
        yield from ((i, j) for j in sorted(near))
