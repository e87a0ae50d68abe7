"""The suspect links of one version, and for each the target that the other versions most likely have in its place."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from glossograph.links.anchor_usage import AnchorNaming
from glossograph.links.link_alignment import (
    NO_TERM,
    LinkAlignment,
    Surroundings,
    Version,
    align_links,
    measure_nearness,
)
from glossograph.text.keys import Key, TermId, key

MIN_AGREEING = 2
"""Translations that must agree to repair another."""

CLEAR_LEAD = 0.5
"""A lead over the next proposal that decides however many versions have the other one."""

CLEAR_NAMED_LEAD = 0.8
"""How much better than all rivals the anchor of a link to nowhere must name a target to decide, wherever the links are."""

# Measured by tests/eval/repair.py on replaced destinations: an anchor says more than a position.
MAX_FEW_VERSIONS = 3
"""Versions of a term up to which a single dissenter is worth a proposal to the author."""
_MAX_COMPARED_PAIRS = 1_000
_MAX_RANK_DISTANCE = 3
"""Where two versions differ in more links than are compared, links of one gap are compared only if their ranks are near."""
_MIN_NEARNESS = 0.15
_NAMED_WEIGHT, _WRITTEN_WEIGHT, _STRAY_WEIGHT = 1.0, 0.5, 0.5
_TRANSLATED_WEIGHT, _ONLY_TRANSLATED_WEIGHT = 0.4, 0.4
_ANCHOR_WEIGHT = 2.0
_MAX_LEAD = 1.0

_NearLink = tuple[float, int]
"""How near a link of another version is, and its position there."""
_NOT_NEAR: _NearLink = (0.0, 0)


class Proposal(NamedTuple):
    """Another target for a suspect link, with the evidence for it.

    Attributes:
        position: The position of the suspect link.
        target: The proposed target.
        near_links: For each version that has such a link, by index: how near it is, and its position.
        support: The sum of that nearness, divided by the number of other versions.
        named: How well the anchor names the proposed target.
        written: How well it names the target as written.
        elsewhere: How well it names any other term.
        stray: Whether the target as written has no article and no other language links to it.
        is_translated: Whether the target as written has no article, and the proposed one has one in the language of the link.
    """

    position: int
    target: TermId
    near_links: Mapping[int, _NearLink]
    support: float
    named: float
    written: float
    elsewhere: float
    stray: bool
    is_translated: bool

    @property
    def rank(self) -> float:
        """How likely this proposal is compared with others; a stray link is more likely to be wrong."""
        anchor = _NAMED_WEIGHT * self.named - _WRITTEN_WEIGHT * self.written
        return self.support + anchor + _STRAY_WEIGHT * self.stray + _TRANSLATED_WEIGHT * self.is_translated


class RepairChoice(NamedTuple):
    """The best proposal for a link.

    Attributes:
        proposal: The proposal.
        voters: The indexes of the versions that vote for it.
        against: How many versions have something else there, at least as near.
        opposed: How many versions have something else there, and nowhere near what is proposed.
        backers: How many versions link as often as this one to the target as written.
        lead: The difference in rank to the next proposal.
        named_lead: How much better the anchor names this target than any other target proposed for the link.
        only_translated: Whether this target alone of those proposed `is_translated`, and the anchor names no other term.
    """

    proposal: Proposal
    voters: tuple[int, ...]
    against: int
    opposed: int
    backers: int
    lead: float
    named_lead: float
    only_translated: bool

    @property
    def evidence(self) -> float:
        """The sum of the evidence: the positions of the votes, the lead, the article in the language, and the anchor."""
        anchor = self.proposal.named - self.proposal.written - self.proposal.elsewhere
        choice = min(self.lead, _MAX_LEAD) + _ONLY_TRANSLATED_WEIGHT * self.only_translated
        return self.proposal.support + choice + _ANCHOR_WEIGHT * anchor


class _TermCounts(NamedTuple):
    """How often each version links to a term, how often enough of them do, and how often half of them do at most."""

    counts: list[int]
    agreed: int
    usual: int


class TargetCounts:
    """How often each version of a term's group links to which target; equal versions cost almost nothing.

    `versions_by_links` groups the indexes of versions with equal targets and equal structure: they are compared once.

    >>> from glossograph.links.link_alignment import ResolvedLink
    >>> from glossograph.model.link import Link
    >>> def version(language, *targets):
    ...     return Version(language, "", tuple(ResolvedLink(Link(f"/{t}", t, "", "", 1), TermId(t)) for t in targets))
    >>> counts = TargetCounts([version("en", "bond", "hire"), version("no", "bond", "lease"), version("hi", "bond", "lease")])
    >>> [sorted(counts.surplus(index)) for index in range(3)], [sorted(counts.lacking(index)) for index in range(3)]
    ([['hire'], [], []], [['lease'], ['hire'], ['hire']])
    """

    def __init__(self, versions: Sequence[Version], own_term: TermId = NO_TERM) -> None:
        """Count the links of each version; links to the articles' `own_term` have no vote."""
        self.targets = [version.targets for version in versions]
        self._versions = versions
        self._anchor_keys: dict[int, list[Key]] = {}
        self.terms: frozenset[TermId] = frozenset()
        self._disputed: dict[TermId, _TermCounts] = {}
        self.versions_by_links: dict[tuple[tuple[TermId, ...], Surroundings], list[int]] = defaultdict(list)
        self._surplus: list[set[TermId]] = [set() for _ in versions]
        self._lacking: list[set[TermId]] = [set() for _ in versions]
        if len(set(self.targets)) > 1:
            self._find_disputed_terms()
        if self._disputed:
            for index, version in enumerate(versions):
                self.versions_by_links[self.targets[index], version.surroundings].append(index)
        for term, term_counts in self._disputed.items():
            for index, count in enumerate(term_counts.counts):
                if count > term_counts.usual:
                    self._surplus[index].add(term)
                if count < term_counts.agreed and term != own_term:
                    self._lacking[index].add(term)

    def _find_disputed_terms(self) -> None:
        """Find the terms that the versions do not link to equally often."""
        version_counts = [Counter(targets) for targets in self.targets]
        self.terms = frozenset().union(*version_counts)
        # A target on which fewer versions agree than a vote needs is no candidate: else each link would be compared with each.
        needed = MIN_AGREEING if len(version_counts) > MAX_FEW_VERSIONS else 1
        for term in sorted(self.terms):
            counts = [version_count.get(term, 0) for version_count in version_counts]
            ordered = sorted(counts)
            if ordered[0] < ordered[-1]:
                self._disputed[term] = _TermCounts(counts, ordered[-needed], ordered[(len(counts) - 1) // 2])

    def anchor_keys(self, index: int) -> list[Key]:
        """Give the key of each anchor of a version."""
        if index not in self._anchor_keys:
            self._anchor_keys[index] = [key(anchor) for anchor in self._versions[index].columns.anchors]
        return self._anchor_keys[index]

    def __bool__(self) -> bool:
        """Whether the versions differ in more than the order of their links."""
        return bool(self._disputed)

    def surplus(self, index: int) -> set[TermId]:
        """Give the terms to which a version links more often than most versions do."""
        return self._surplus[index]

    def lacking(self, index: int) -> set[TermId]:
        """Give the terms to which a version links less often than enough others do."""
        return self._lacking[index]

    def missing(self, index: int, term: TermId) -> int:
        """Count the links to a term that a version has less than enough others have."""
        return self._disputed[term].agreed - self._disputed[term].counts[index]

    def most_with_more(self, index: int, terms: Iterable[TermId]) -> int:
        """Count the versions that link more often than one does to a term: of some terms, to the one with most such versions."""
        disputed = (self._disputed[term].counts for term in terms)
        return max((sum(count > counts[index] for count in counts) for counts in disputed), default=0)

    def backers(self, index: int, term: TermId) -> int:
        """Count the other versions that link to a term at least as often as a version does."""
        counts = self._disputed[term].counts
        return sum(count >= counts[index] for count in counts) - 1

    def all_others_have(self, index: int, term: TermId) -> bool:
        """Whether all versions but one link to a term."""
        return all(term in targets for other, targets in enumerate(self.targets) if other != index)


def repair_choices(index: int, versions: Sequence[Version], counts: TargetCounts, naming: AnchorNaming) -> Iterator[RepairChoice]:
    """Choose one proposal for each suspect link of a version, the most likely first.

    No target is chosen more often than the version lacks it.
    """
    proposals = find_proposals(index, versions, counts, naming)
    missing = {proposal.target: counts.missing(index, proposal.target) for proposal in proposals}
    by_position: dict[int, list[Proposal]] = defaultdict(list)
    by_target: dict[TermId, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        by_position[proposal.position].append(proposal)
        by_target[proposal.target].append(proposal)
    chosen: set[int] = set()
    for best in sorted(proposals, key=lambda proposal: (-proposal.rank, proposal.position, proposal.target)):
        position, target = best.position, best.target
        if position in chosen or not missing[target]:
            continue
        rivals = [proposal for proposal in by_position[position] if proposal is not best and missing[proposal.target]]
        as_near = {
            other
            for proposal in rivals
            for other, near in proposal.near_links.items()
            if near[0] >= best.near_links.get(other, _NOT_NEAR)[0]
        }
        named_lead = best.named - max((proposal.named for proposal in rivals), default=0.0)
        only_translated = best.is_translated and not best.elsewhere and not any(proposal.is_translated for proposal in rivals)
        if missing[target] == 1:
            rivals += [item for item in by_target[target] if item.position != position and item.position not in chosen]
        lead = best.rank - max((proposal.rank for proposal in rivals), default=0.0)
        decided = lead >= CLEAR_LEAD or (best.stray and lead > 0 and named_lead >= CLEAR_NAMED_LEAD)
        voters = best.near_links.keys() if decided else best.near_links.keys() - as_near
        backers = counts.backers(index, counts.targets[index][position])
        against, opposed = len(as_near - voters), len(as_near - best.near_links.keys())
        yield RepairChoice(best, tuple(sorted(voters)), against, opposed, backers, lead, named_lead, only_translated)
        missing[target] -= 1
        chosen.add(position)


def find_proposals(index: int, versions: Sequence[Version], counts: TargetCounts, naming: AnchorNaming) -> list[Proposal]:
    """Find, for every link that most other versions lack, the links that they have in its place and this version lacks.

    There are none where no vote can be enough: that takes two versions, or one that names an article in place of a stray target.
    """
    lacking = counts.lacking(index)
    stray_terms = {term for term in counts.surplus(index) if naming.is_stray(term)}
    may_decide_alone = {term for term in lacking if naming.has_article(term)} if stray_terms else set()
    if not counts.surplus(index) or not (may_decide_alone or counts.most_with_more(index, lacking) >= MIN_AGREEING):
        return []
    proposals = []
    version, other_count = versions[index], len(versions) - 1
    near_links_by_position = _find_near_links(index, versions, counts, naming)
    if not any(
        len(near_links) >= MIN_AGREEING or (target in may_decide_alone and counts.targets[index][position] in stray_terms)
        for position, by_target in near_links_by_position.items()
        for target, near_links in by_target.items()
    ):
        return []
    for position, by_target in sorted(near_links_by_position.items()):
        suspect = version.links[position]
        anchors = {
            target: {counts.anchor_keys(other)[j] for other, (_, j) in near_links.items()}
            for target, near_links in by_target.items()
        }
        claims = naming.claims(suspect, version.language, anchors, counts.terms)
        stray, exists = naming.is_stray(suspect.target), naming.has_article(suspect.target)
        for target, near_links in by_target.items():
            support = sum(near for near, _ in near_links.values()) / other_count
            named = claims.candidates[target]
            is_translated = not exists and naming.is_translated(target, version.language)
            proposals.append(
                Proposal(position, target, near_links, support, named, claims.written, claims.elsewhere, stray, is_translated)
            )
    return proposals


_NearLinks = dict[int, dict[TermId, dict[int, _NearLink]]]
"""By position of the suspect link, by target, by version: the nearest link."""


def _find_near_links(index: int, versions: Sequence[Version], counts: TargetCounts, naming: AnchorNaming) -> _NearLinks:
    """Find, for each suspect link of a version, the links of the others that may correspond to it."""
    surplus, lacking = counts.surplus(index), counts.lacking(index)
    targets = counts.targets[index]
    surroundings = versions[index].surroundings
    near_links: _NearLinks = defaultdict(lambda: defaultdict(dict))
    alignments: dict[tuple[TermId, ...], LinkAlignment] = {}
    candidates_by_target: dict[TermId, dict[int, int]] = defaultdict(dict)
    for (other_targets, other_surroundings), equal_versions in counts.versions_by_links.items():
        others = [other for other in equal_versions if other != index]
        if not others or lacking.isdisjoint(other_targets):
            continue
        alignment = alignments.get(other_targets)
        if alignment is None:
            alignment = alignments[other_targets] = align_links(targets, other_targets)
        suspects = [i for i in alignment.first_gaps if targets[i] in surplus]
        candidates = [j for j in alignment.second_gaps if other_targets[j] in lacking]
        if not candidates:
            continue
        for j in candidates:
            for other in others:
                candidates_by_target[other_targets[j]].setdefault(other, j)
        pairs = _pairs_to_compare(alignment, suspects, candidates)
        for i, j, near in measure_nearness(alignment, pairs, surroundings, other_surroundings):
            if near >= _MIN_NEARNESS:
                by_version = near_links[i][other_targets[j]]
                for other in others:
                    by_version[other] = max(by_version.get(other, _NOT_NEAR), (near, j))
    _add_named_candidates(near_links, versions[index], surplus, candidates_by_target, naming)
    return near_links


def _add_named_candidates(
    near_links: _NearLinks,
    version: Version,
    surplus: Collection[TermId],
    candidates: Mapping[TermId, Mapping[int, int]],
    naming: AnchorNaming,
) -> None:
    """Add the candidates that the anchor of a stray link names, wherever they are: languages order sentences differently."""
    terms_by_title = naming.terms_by_title(candidates, version.language)
    for position, target in enumerate(version.targets):
        if target in surplus and naming.is_stray(target):
            anchor = version.links[position].link.anchor
            for term in sorted(naming.named_terms(anchor, version.language, candidates.keys(), terms_by_title)):
                for other, j in candidates[term].items():
                    near_links[position][term].setdefault(other, (_MIN_NEARNESS, j))


def _pairs_to_compare(
    alignment: LinkAlignment, suspects: Sequence[int], candidates: Sequence[int]
) -> Iterator[tuple[int, Sequence[int]]]:
    """Give each suspect with its candidates: with all, or, of many, only with those whose positions are near."""
    if len(suspects) * len(candidates) <= _MAX_COMPARED_PAIRS:
        yield from ((i, candidates) for i in suspects)
        return
    by_rank: dict[tuple[int, int], int] = {(alignment.second_gaps[j], alignment.second_ranks[j][0]): j for j in candidates}
    candidate_set = set(candidates)
    for i in suspects:
        gap, rank = alignment.first_gaps[i], alignment.first_ranks[i][0]
        ranks = range(rank - _MAX_RANK_DISTANCE, rank + _MAX_RANK_DISTANCE + 1)
        near = {by_rank[gap, near_rank] for near_rank in ranks if (gap, near_rank) in by_rank}
        before, after = alignment.partners.get(i - 1, -2), alignment.partners.get(i + 1, -2)
        near |= {before + 1, after - 1} & candidate_set
        yield i, sorted(near)
