"""Link alignment: which links of two versions of an article correspond, and how near the others stand."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, overload

from glossograph.model.link import Link, Links
from glossograph.text.keys import TermId

SAME_PLACE, SAME_GAP, OTHER_RANK = 1.0, 0.6, 0.3
ONE_NEIGHBOUR = 0.4
SAME_SENTENCE, SAME_SECTION = 0.3, 0.15
_MAX_TABLE_CELLS = 10_000
"""Cells of a table of common subsequences; for longer versions only the pairs of equal targets are looked at."""


class Resolved(NamedTuple):
    """A link of an article, cut anchors joined, with its term; `decided` where the author decided on it."""

    link: Link
    target: TermId
    repaired: bool = False
    decided: bool = False


class ResolvedLinks(Sequence[Resolved]):
    """Links kept as columns and made one by one on demand, since a vote looks at few of them."""

    def __init__(self, links: Links, targets: Sequence[TermId], repaired: Collection[int], decided: Collection[int]) -> None:
        """Take links, their terms, and the positions of those that are repaired and decided."""
        self.targets = targets
        self.links = links
        self._repaired = repaired
        self._decided = decided
        self._made: dict[int, Resolved] = {}

    def __len__(self) -> int:
        """Count the links."""
        return len(self.targets)

    @overload
    def __getitem__(self, position: int) -> Resolved: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[Resolved]: ...
    def __getitem__(self, position: int | slice) -> Resolved | Sequence[Resolved]:
        """Give one link, or some."""
        if isinstance(position, slice):
            return tuple(self)[position]
        if position not in self._made:
            self._made[position] = Resolved(
                self.links[position], self.targets[position], position in self._repaired, position in self._decided
            )
        return self._made[position]


class Surroundings(NamedTuple):
    """The section and the sentence of each link, numbered in their order: equal where the links of two versions stand alike."""

    sections: tuple[int, ...]
    sentences: tuple[int, ...]


class Version(NamedTuple):
    """One language's article of a term, with its links in order."""

    language: str
    path: str
    links: Sequence[Resolved]

    @property
    def targets(self) -> tuple[TermId, ...]:
        """The terms of its links."""
        links = self.links
        return tuple(links.targets if isinstance(links, ResolvedLinks) else (resolved.target for resolved in links))

    @property
    def surroundings(self) -> Surroundings:
        """The sections and sentences that its links stand in."""
        links = self.links.links if isinstance(self.links, ResolvedLinks) else Links.of(item.link for item in self.links)
        return Surroundings(_numbered(links.sections), _numbered(links.sentence_numbers))


def _numbered(values: Sequence[Hashable]) -> tuple[int, ...]:
    """Number values in the order of their first occurrence.

    >>> _numbered(["Use", "Risk", "Use"])
    (0, 1, 0)
    """
    numbers: dict[Hashable, int] = {}
    return tuple([numbers.setdefault(value, len(numbers)) for value in values])


class LinkAlignment:
    """How the links of two versions correspond.

    Attributes:
        partners: The position in the second version of every link of the first that has the same term.
        mine: The gaps of the links of the first version that have no partner, by position. A gap is the number of common
            links before it.
        theirs: The same for the second version.
    """

    def __init__(self, partners: Mapping[int, int], mine: Mapping[int, int], theirs: Mapping[int, int]) -> None:
        """Take the partners, and the gaps of the links without one."""
        self.partners = partners
        self.mine = mine
        self.theirs = theirs

    @cached_property
    def my_ranks(self) -> dict[int, tuple[int, int]]:
        """The rank of each link of the first version within its gap, and the size of the gap."""
        return _ranks(self.mine)

    @cached_property
    def their_ranks(self) -> dict[int, tuple[int, int]]:
        """The same for the second version."""
        return _ranks(self.theirs)


def _ranks(gaps: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    by_gap: dict[int, list[int]] = defaultdict(list)
    for position, gap in gaps.items():
        by_gap[gap].append(position)
    return {position: (rank, len(positions)) for positions in by_gap.values() for rank, position in enumerate(positions)}


def align_links(mine: Sequence[TermId], theirs: Sequence[TermId]) -> LinkAlignment:
    """Align two versions by a longest common subsequence of targets, then pair equal targets that are out of order.

    Every occurrence counts: a target that one version has twice and the other once leaves one over.

    >>> alignment = align_links([TermId(t) for t in "abxc"], [TermId(t) for t in "batc"])
    >>> alignment.partners, alignment.mine, alignment.theirs
    ({1: 0, 3: 3, 0: 1}, {2: 1}, {2: 1})
    """
    in_order = _common(mine, theirs)
    partners = dict(in_order)
    taken = set(partners.values())
    free: dict[TermId, list[int]] = defaultdict(list)
    for j in range(len(theirs) - 1, -1, -1):
        if j not in taken:
            free[theirs[j]].append(j)
    for i, target in enumerate(mine):
        if i not in partners and free.get(target):
            partners[i] = free[target].pop()
    my_gaps = _gaps(len(mine), {i for i, _ in in_order}, partners)
    return LinkAlignment(partners, my_gaps, _gaps(len(theirs), taken, set(partners.values())))


def _gaps(length: int, in_order: set[int], partners: Collection[int]) -> dict[int, int]:
    gaps, gap = {}, 0
    for position in range(length):
        if position in in_order:
            gap += 1
        elif position not in partners:
            gaps[position] = gap
    return gaps


def _common(mine: Sequence[TermId], theirs: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find a longest common subsequence; equal beginnings and ends cost nothing."""
    start, end = 0, 0
    shorter = min(len(mine), len(theirs))
    while start < shorter and mine[start] == theirs[start]:
        start += 1
    while end < shorter - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    width, height = len(mine) - end, len(theirs) - end
    within = _by_table if (width - start) * (height - start) <= _MAX_TABLE_CELLS else _by_matches
    middle = [(start + i, start + j) for i, j in within(mine[start:width], theirs[start:height])]
    head = [(position, position) for position in range(start)]
    return head + middle + [(width + position, height + position) for position in range(end)]


def _by_table(mine: Sequence[TermId], theirs: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find a longest common subsequence by dynamic programming (Wagner and Fischer, 1974).

    Of several longest ones it takes that which leaves most links opposite each other: a wrong link then stands opposite the
    true one.

    >>> _by_table("xc", "cc"), _by_table("cx", "cc")
    ([(1, 1)], [(0, 0)])
    """
    width, height = len(mine), len(theirs)
    equal, opposite = min(width, height) + 1, 1  # no number of opposite links is worth an equal one
    scores = [[0] * (height + 1) for _ in range(width + 1)]
    for i in range(width - 1, -1, -1):
        row, below = scores[i], scores[i + 1]
        target = mine[i]
        for j in range(height - 1, -1, -1):
            score = below[j + 1] + (equal if target == theirs[j] else opposite)
            row[j] = max(score, below[j], row[j + 1])
    pairs = []
    i = j = 0
    while i < width and j < height:
        score = scores[i][j]
        same = mine[i] == theirs[j]
        if score == scores[i + 1][j + 1] + (equal if same else opposite):
            if same:
                pairs.append((i, j))
            i, j = i + 1, j + 1
        elif score == scores[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _by_matches(mine: Sequence[TermId], theirs: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find a common subsequence from the pairs of equal targets alone (Hunt and Szymanski, 1977): a longest one of rare targets.

    A target that stands often in both takes part once for each occurrence in the shorter, in order, so that the number of pairs
    stays linear.

    >>> _by_matches("xaybz", "aqb")
    [(1, 0), (3, 2)]
    """
    positions: dict[TermId, list[int]] = defaultdict(list)
    for j, target in enumerate(theirs):
        positions[target].append(j)
    used: dict[TermId, int] = defaultdict(int)
    tails: list[int] = []
    ends: list[tuple[int, int]] = []
    previous: dict[tuple[int, int], tuple[int, int] | None] = {}
    for i, target in enumerate(mine):
        occurrence = used[target]
        if occurrence >= len(positions.get(target, ())):
            continue
        used[target] += 1
        j = positions[target][occurrence]
        length = bisect_left(tails, j)
        previous[i, j] = ends[length - 1] if length else None
        if length == len(tails):
            tails.append(j)
            ends.append((i, j))
        else:
            tails[length], ends[length] = j, (i, j)
    pairs: list[tuple[int, int]] = []
    pair = ends[-1] if ends else None
    while pair:
        pairs.append(pair)
        pair = previous[pair]
    return pairs[::-1]


class Mates(NamedTuple):
    """The pairs of sections, and of sentences, in which two versions have a common link."""

    sections: frozenset[tuple[int, int]]
    sentences: frozenset[tuple[int, int, int, int]]


def find_mates(alignment: LinkAlignment, mine: Surroundings, theirs: Surroundings) -> Mates:
    """Find the sections and sentences that two versions share a link in."""
    pairs = alignment.partners.items()
    return Mates(
        frozenset((mine.sections[i], theirs.sections[j]) for i, j in pairs),
        frozenset((mine.sections[i], theirs.sections[j], mine.sentences[i], theirs.sentences[j]) for i, j in pairs),
    )


def nearness(alignment: LinkAlignment, i: int, j: int, mine: Surroundings, theirs: Surroundings, mates: Mates) -> float:
    """Say how surely two links without partners stand at the same place: 0 for nowhere near, 1 and more for the same.

    The links before and after count most; common links in the same sentence or section add to it, since languages order their
    words differently.
    """
    by_place = max(_by_order(alignment, i, j), _by_neighbours(alignment, i, j))
    sections = (mine.sections[i], theirs.sections[j])
    if sections not in mates.sections:
        return by_place
    in_sentence = (*sections, mine.sentences[i], theirs.sentences[j]) in mates.sentences
    return by_place + SAME_SECTION + SAME_SENTENCE * in_sentence


def _by_order(alignment: LinkAlignment, i: int, j: int) -> float:
    """Compare the gaps that two links stand in, and their ranks there."""
    if alignment.mine[i] != alignment.theirs[j]:
        return 0.0
    my_rank, my_size = alignment.my_ranks[i]
    their_rank, their_size = alignment.their_ranks[j]
    if my_size != their_size:
        return SAME_GAP
    return SAME_PLACE if my_rank == their_rank else OTHER_RANK


def _by_neighbours(alignment: LinkAlignment, i: int, j: int) -> float:
    before = j > 0 and alignment.partners.get(i - 1) == j - 1
    return ONE_NEIGHBOUR * (before + (alignment.partners.get(i + 1) == j + 1))
