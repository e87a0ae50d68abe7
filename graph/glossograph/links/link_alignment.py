"""Two versions of an article, link by link: which links answer one another, and how near the others stand."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple, overload

from glossograph.model.link import Link, Links
from glossograph.text.keys import TermId

SAME_PLACE, SAME_GAP, OTHER_RANK = 1.0, 0.6, 0.3
ONE_NEIGHBOUR = 0.4
SAME_SENTENCE, SAME_SECTION = 0.3, 0.15


class Resolved(NamedTuple):
    """A link of an article, cut anchors joined, with the term it leads to; `decided` where the author said so."""

    link: Link
    target: TermId
    repaired: bool = False
    decided: bool = False


class ResolvedLinks(Sequence[Resolved]):
    """Links kept by columns and made one by one when they are asked for, since a vote looks at few of them."""

    def __init__(self, links: Links, targets: Sequence[TermId], led: Collection[int], decided: Collection[int]) -> None:
        """Take links, the terms they lead to, and the places of those that are repaired and decided."""
        self.targets = targets
        self.links = links
        self._led = led
        self._decided = decided
        self._made: dict[int, Resolved] = {}

    def __len__(self) -> int:
        """Count the links."""
        return len(self.targets)

    @overload
    def __getitem__(self, place: int) -> Resolved: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Resolved]: ...
    def __getitem__(self, place: int | slice) -> Resolved | Sequence[Resolved]:
        """Give one link, or some."""
        if isinstance(place, slice):
            return tuple(self)[place]
        if place not in self._made:
            self._made[place] = Resolved(self.links[place], self.targets[place], place in self._led, place in self._decided)
        return self._made[place]


class Surroundings(NamedTuple):
    """The section and the sentence of each link, numbered as they come: the same where the links of two versions stand alike."""

    sections: tuple[int, ...]
    sentences: tuple[int, ...]


class Version(NamedTuple):
    """One language's article of a group, with its links in order."""

    language: str
    path: str
    links: Sequence[Resolved]

    @property
    def targets(self) -> tuple[TermId, ...]:
        """The terms that its links lead to."""
        links = self.links
        return tuple(links.targets if isinstance(links, ResolvedLinks) else (resolved.target for resolved in links))

    @property
    def surroundings(self) -> Surroundings:
        """The sections and sentences that its links stand in."""
        links = self.links.links if isinstance(self.links, ResolvedLinks) else Links.of(one.link for one in self.links)
        return Surroundings(_numbered(links.sections), _numbered(links.sentence_numbers))


def _numbered(values: Sequence[Hashable]) -> tuple[int, ...]:
    """Number values in the order in which they come first.

    >>> _numbered(["Use", "Risk", "Use"])
    (0, 1, 0)
    """
    numbers: dict[Hashable, int] = {}
    return tuple([numbers.setdefault(value, len(numbers)) for value in values])


class LinkAlignment(NamedTuple):
    """How the links of two versions answer one another.

    `partners` gives the place in the other version of every link that leads to the same term. `mine` and `theirs` hold
    the places that are left over, each with the gap it stands in, which is the number of common links before it.
    """

    partners: dict[int, int]
    mine: dict[int, int]
    theirs: dict[int, int]


def align_links(mine: Sequence[TermId], theirs: Sequence[TermId]) -> LinkAlignment:
    """Line two versions up by a longest common subsequence of targets, then pair equal targets that stand out of order.

    Every occurrence counts: a target that one version has twice and the other once leaves one over.

    >>> align_links([TermId(t) for t in "abxc"], [TermId(t) for t in "batc"])
    LinkAlignment(partners={1: 0, 3: 3, 0: 1}, mine={2: 1}, theirs={2: 1})
    """
    in_order = _common(mine, theirs)
    partners = dict(in_order)
    answered = set(partners.values())
    free: dict[TermId, list[int]] = defaultdict(list)
    for j in range(len(theirs) - 1, -1, -1):
        if j not in answered:
            free[theirs[j]].append(j)
    for i, target in enumerate(mine):
        if i not in partners and free.get(target):
            partners[i] = free[target].pop()
    my_gaps = _gaps(len(mine), {i for i, _ in in_order}, partners)
    return LinkAlignment(partners, my_gaps, _gaps(len(theirs), answered, set(partners.values())))


def _gaps(length: int, in_order: set[int], partners: Collection[int]) -> dict[int, int]:
    gaps, gap = {}, 0
    for place in range(length):
        if place in in_order:
            gap += 1
        elif place not in partners:
            gaps[place] = gap
    return gaps


def _common(mine: Sequence[TermId], theirs: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find a longest common subsequence; what begins and ends both costs nothing."""
    start, end = 0, 0
    shorter = min(len(mine), len(theirs))
    while start < shorter and mine[start] == theirs[start]:
        start += 1
    while end < shorter - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    pairs = [(place, place) for place in range(start)]
    width, height = len(mine) - end, len(theirs) - end
    lengths = [[0] * (height - start + 1) for _ in range(width - start + 1)]
    for i in range(width - 1, start - 1, -1):
        row, below = lengths[i - start], lengths[i - start + 1]
        for j in range(height - 1, start - 1, -1):
            same = mine[i] == theirs[j]
            row[j - start] = below[j - start + 1] + 1 if same else max(below[j - start], row[j - start + 1])
    i = j = start
    while i < width and j < height:
        if mine[i] == theirs[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i - start + 1][j - start] >= lengths[i - start][j - start + 1]:
            i += 1
        else:
            j += 1
    return pairs + [(width + place, height + place) for place in range(end)]


def nearness(lineup: LinkAlignment, i: int, j: int, mine: Surroundings, theirs: Surroundings) -> float:
    """Tell how surely two links that are left over stand at the same place: 0 for nowhere near, 1 and more for the same.

    What stands before and after tells most; common links in the same sentence or section add to it, since languages
    order their words differently.
    """
    return max(_by_order(lineup, i, j), _by_neighbours(lineup, i, j)) + _by_mates(lineup, mine, theirs, i, j)


def _by_order(lineup: LinkAlignment, i: int, j: int) -> float:
    """Compare the gaps between common links that two links stand in, and their ranks there."""
    if lineup.mine[i] != lineup.theirs[j]:
        return 0.0
    here = [place for place, gap in lineup.mine.items() if gap == lineup.mine[i]]
    there = [place for place, gap in lineup.theirs.items() if gap == lineup.theirs[j]]
    if len(here) != len(there):
        return SAME_GAP
    return SAME_PLACE if here.index(i) == there.index(j) else OTHER_RANK


def _by_neighbours(lineup: LinkAlignment, i: int, j: int) -> float:
    before = j > 0 and lineup.partners.get(i - 1) == j - 1
    return ONE_NEIGHBOUR * (before + (lineup.partners.get(i + 1) == j + 1))


def _by_mates(lineup: LinkAlignment, mine: Surroundings, theirs: Surroundings, i: int, j: int) -> float:
    """Ask whether the versions have a common link in the sentence, or the section, of both links."""
    found = 0.0
    for place, partner in lineup.partners.items():
        if mine.sections[place] == mine.sections[i] and theirs.sections[partner] == theirs.sections[j]:
            found = SAME_SECTION
            if mine.sentences[place] == mine.sentences[i] and theirs.sentences[partner] == theirs.sentences[j]:
                return SAME_SENTENCE + SAME_SECTION
    return found
