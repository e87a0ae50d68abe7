"""Link alignment: which links of two versions of an article correspond, and how near to each other the remaining links are."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol, overload

from glossograph.model.link import Link, Links
from glossograph.text.keys import TermId

# Nearness of two links in one gap: at the same rank, in gaps of different sizes, at another rank.
_SAME_RANK, _OTHER_SIZE, _OTHER_RANK = 1.0, 0.6, 0.3
_SAME_SENTENCE, _SAME_SECTION = 0.3, 0.15
_MAX_WHOLE_CELLS, _MAX_TABLE_CELLS = 900, 10_000
"""Cells of a table of common subsequences: of whole versions, else of parts; in longer parts only equal targets are compared."""

_MAX_SPLITS = 20
"""How often a part is split again."""


NO_TERM = TermId("")
"""The own term of versions that are compared without one."""


class ResolvedLink(NamedTuple):
    """A link of an article with its term.

    Attributes:
        link: The link as written.
        target: Its term.
        repaired: Whether a repair or the author gave it this term.
        decided: Whether the author decided on it.
    """

    link: Link
    target: TermId
    repaired: bool = False
    decided: bool = False


class LinkColumns(Protocol):
    """The links of an article: as objects on demand, and what a vote compares as columns."""

    @property
    def anchors(self) -> Sequence[str]:
        """The anchor of each link."""

    @property
    def sections(self) -> Sequence[Hashable]:
        """The section of each link."""

    @property
    def sentence_numbers(self) -> Sequence[int]:
        """The number of the sentence of each link."""

    def __getitem__(self, position: int, /) -> Link:
        """Give one link."""


class VersionLinks(Sequence[ResolvedLink]):
    """Links kept as columns; each is made an object on demand, since a vote needs few of them."""

    def __init__(
        self, links: LinkColumns, targets: Sequence[TermId], repaired: Collection[int], decided: Collection[int]
    ) -> None:
        """Take links, their terms, and the positions of repaired and decided links."""
        self.targets = targets
        self.links = links
        self._repaired = repaired
        self._decided = decided
        self._made: dict[int, ResolvedLink] = {}

    def __len__(self) -> int:
        """Count the links."""
        return len(self.targets)

    @overload
    def __getitem__(self, position: int) -> ResolvedLink: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[ResolvedLink]: ...
    def __getitem__(self, position: int | slice) -> ResolvedLink | Sequence[ResolvedLink]:
        """Give one link, or a range of links."""
        if isinstance(position, slice):
            return tuple(self)[position]
        if position not in self._made:
            self._made[position] = ResolvedLink(
                self.links[position], self.targets[position], position in self._repaired, position in self._decided
            )
        return self._made[position]


class Surroundings(NamedTuple):
    """The section and the sentence of each link, numbered by first occurrence: equal for versions with equal structure."""

    sections: tuple[int, ...]
    sentences: tuple[int, ...]


class Version(NamedTuple):
    """One language's article of a term, with its links in order."""

    language: str
    path: str
    links: Sequence[ResolvedLink]

    @property
    def targets(self) -> tuple[TermId, ...]:
        """The terms of its links."""
        links = self.links
        return tuple(links.targets if isinstance(links, VersionLinks) else (resolved.target for resolved in links))

    @property
    def columns(self) -> LinkColumns:
        """The links column by column."""
        links = self.links
        return links.links if isinstance(links, VersionLinks) else Links.of(item.link for item in links)

    @property
    def surroundings(self) -> Surroundings:
        """The sections and sentences of its links."""
        links = self.columns
        return Surroundings(_number_values(links.sections), _number_values(links.sentence_numbers))


def _number_values(values: Sequence[Hashable]) -> tuple[int, ...]:
    """Number values in the order of their first occurrence.

    >>> _number_values(["Use", "Risk", "Use"])
    (0, 1, 0)
    """
    numbers: dict[Hashable, int] = {}
    return tuple([numbers.setdefault(value, len(numbers)) for value in values])


class LinkAlignment:
    """Correspondence of the links of two versions.

    A gap is the stretch between two links that both versions have in the same order, numbered by such links before it.

    Attributes:
        partners: The position in the second version of each link of the first that has a partner with the same term.
        first_gaps: The gap of each link of the first version that has no partner, by position.
        second_gaps: The same for the second version.
    """

    def __init__(self, partners: Mapping[int, int], first_gaps: Mapping[int, int], second_gaps: Mapping[int, int]) -> None:
        """Take the partners, and the gaps of the links that have none."""
        self.partners = partners
        self.first_gaps = first_gaps
        self.second_gaps = second_gaps

    @cached_property
    def first_ranks(self) -> dict[int, tuple[int, int]]:
        """The rank of each link of the first version within its gap, and the size of the gap."""
        return _rank_in_gaps(self.first_gaps)

    @cached_property
    def second_ranks(self) -> dict[int, tuple[int, int]]:
        """The same for the second version."""
        return _rank_in_gaps(self.second_gaps)


def _rank_in_gaps(gaps: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    by_gap: dict[int, list[int]] = defaultdict(list)
    for position, gap in gaps.items():
        by_gap[gap].append(position)
    return {position: (rank, len(positions)) for positions in by_gap.values() for rank, position in enumerate(positions)}


def align_links(first: Sequence[TermId], second: Sequence[TermId]) -> LinkAlignment:
    """Align two versions by a longest common subsequence of targets, then pair equal targets that are out of order.

    Every occurrence counts: if one version has a target twice and the other once, one link remains without partner.

    >>> alignment = align_links([TermId(t) for t in "abxc"], [TermId(t) for t in "batc"])
    >>> alignment.partners, alignment.first_gaps, alignment.second_gaps
    ({1: 0, 3: 3, 0: 1}, {2: 1}, {2: 1})
    """
    in_order = _common_subsequence(first, second)
    partners = dict(in_order)
    paired = set(partners.values())
    unpaired: dict[TermId, list[int]] = defaultdict(list)
    for j in range(len(second) - 1, -1, -1):
        if j not in paired:
            unpaired[second[j]].append(j)
    for i, target in enumerate(first):
        if i not in partners and unpaired.get(target):
            partners[i] = unpaired[target].pop()
    first_gaps = _gaps(len(first), {i for i, _ in in_order}, partners)
    return LinkAlignment(partners, first_gaps, _gaps(len(second), paired, set(partners.values())))


def _gaps(length: int, in_order: set[int], partners: Collection[int]) -> dict[int, int]:
    gaps, gap = {}, 0
    for position in range(length):
        if position in in_order:
            gap += 1
        elif position not in partners:
            gaps[position] = gap
    return gaps


def _common_subsequence(first: Sequence[TermId], second: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find a common subsequence as pairs of positions: a longest one for versions of usual length.

    Equal starts and ends cost linear time. Long versions are first split at the links whose target occurs once in each, and the
    parts again.

    >>> _common_subsequence("aaxbb", "axcbb")
    [(0, 0), (2, 1), (3, 3), (4, 4)]
    """
    pairs: list[tuple[int, int]] = []
    parts = [_Part(0, len(first), 0, len(second), 0)]
    while parts:
        i, i_end, j, j_end, depth = parts.pop()
        while i < i_end and j < j_end and first[i] == second[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and first[i_end - 1] == second[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            pairs.append((i_end, j_end))
        first_rest, second_rest = first[i:i_end], second[j:j_end]
        if set(first_rest).isdisjoint(second_rest):
            continue
        splits: list[tuple[int, int]] = []
        cells = len(first_rest) * len(second_rest)
        if cells > _MAX_WHOLE_CELLS and depth < _MAX_SPLITS:
            splits = _pairs_of_unique(first_rest, second_rest)
        if splits:
            pairs += ((i + m, j + n) for m, n in splits)
            begins = [(i, j), *((i + m + 1, j + n + 1) for m, n in splits)]
            ends = [*((i + m, j + n) for m, n in splits), (i_end, j_end)]
            parts += (_Part(b[0], e[0], b[1], e[1], depth + 1) for b, e in zip(begins, ends, strict=True))
        else:
            find_pairs = _pairs_by_table if cells <= _MAX_TABLE_CELLS else _pairs_by_matches
            pairs += ((i + m, j + n) for m, n in find_pairs(first_rest, second_rest))
    return sorted(pairs)


class _Part(NamedTuple):
    """A part of two versions: where it begins and ends in each, and how often they were split before."""

    first: int
    first_end: int
    second: int
    second_end: int
    depth: int


def _pairs_of_unique(first: Sequence[TermId], second: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find the targets that occur once in each of two versions, in a longest common order."""
    first_counts, second_counts = Counter(first), Counter(second)
    unique = {target for target, count in first_counts.items() if count == second_counts.get(target, 0) == 1}
    first_positions, second_positions = (
        [position for position, target in enumerate(targets) if target in unique] for targets in (first, second)
    )
    matches = _pairs_by_matches([first[i] for i in first_positions], [second[j] for j in second_positions])
    return [(first_positions[m], second_positions[n]) for m, n in matches]


def _pairs_by_table(first: Sequence[TermId], second: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find a longest common subsequence by dynamic programming (Wagner and Fischer, 1974).

    Of several longest ones it takes one that puts most of the other links opposite each other. If several links of a version
    share a target, a wrong link is then opposite the one that it should equal.

    >>> _pairs_by_table("xc", "cc"), _pairs_by_table("cx", "cc")
    ([(1, 1)], [(0, 0)])
    """
    width, height = len(first), len(second)
    equal, opposite = min(width, height) + 1, 1  # no count of opposite links outweighs an equal one
    scores = [[0] * (height + 1) for _ in range(width + 1)]
    for i in range(width - 1, -1, -1):
        row, below = scores[i], scores[i + 1]
        target = first[i]
        for j in range(height - 1, -1, -1):
            diagonal = below[j + 1] + (equal if target == second[j] else opposite)
            row[j] = max(diagonal, below[j], row[j + 1])
    pairs = []
    i = j = 0
    while i < width and j < height:
        is_equal = first[i] == second[j]
        if scores[i][j] == scores[i + 1][j + 1] + (equal if is_equal else opposite):
            if is_equal:
                pairs.append((i, j))
            i, j = i + 1, j + 1
        elif scores[i][j] == scores[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _pairs_by_matches(first: Sequence[TermId], second: Sequence[TermId]) -> list[tuple[int, int]]:
    """Find a common subsequence from the pairs of equal targets alone (Hunt and Szymanski, 1977).

    It is a longest one if no target occurs twice. The nth occurrence of a target in one version is only compared with the nth in
    the other, so that the number of pairs is linear.

    >>> _pairs_by_matches("xaybz", "aqb")
    [(1, 0), (3, 2)]
    """
    positions: dict[TermId, list[int]] = defaultdict(list)
    for j, target in enumerate(second):
        positions[target].append(j)
    occurrences: dict[TermId, int] = defaultdict(int)
    tails: list[int] = []
    last_pairs: list[tuple[int, int]] = []
    previous: dict[tuple[int, int], tuple[int, int] | None] = {}
    for i, target in enumerate(first):
        occurrence = occurrences[target]
        if occurrence >= len(positions.get(target, ())):
            continue
        occurrences[target] += 1
        j = positions[target][occurrence]
        length = bisect_left(tails, j)
        previous[i, j] = last_pairs[length - 1] if length else None
        if length == len(tails):
            tails.append(j)
            last_pairs.append((i, j))
        else:
            tails[length], last_pairs[length] = j, (i, j)
    pairs: list[tuple[int, int]] = []
    pair = last_pairs[-1] if last_pairs else None
    while pair:
        pairs.append(pair)
        pair = previous[pair]
    return pairs[::-1]


def measure_nearness(
    alignment: LinkAlignment, pairs: Iterable[tuple[int, Iterable[int]]], first: Surroundings, second: Surroundings
) -> Iterator[tuple[int, int, float]]:
    """Measure how surely two links without partners have the same position: 0 for not near, 1 and more for the same.

    The links before and after count most. A common link in the same sentence or section adds to it, since languages order their
    words differently.

    Args:
        alignment: The alignment of two versions.
        pairs: Links of the first version without a partner, each with links of the second to compare it with.
        first: The sections and sentences of the first version.
        second: Those of the second.

    Yields:
        The positions of both links, and their nearness.
    """
    sections: dict[int, set[int]] = defaultdict(set)
    sentences: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for i, j in alignment.partners.items():
        sections[first.sections[i]].add(second.sections[j])
        sentences[first.sections[i], first.sentences[i]].add((second.sections[j], second.sentences[j]))
    second_gaps, second_ranks = alignment.second_gaps, alignment.second_ranks
    for i, candidates in pairs:
        gap, (rank, size) = alignment.first_gaps[i], alignment.first_ranks[i]
        near_sections = sections.get(first.sections[i], ())
        near_sentences = sentences.get((first.sections[i], first.sentences[i]), ())
        for j in candidates:
            near = 0.0
            if second_gaps[j] == gap:
                other_rank, other_size = second_ranks[j]
                near = _OTHER_SIZE if other_size != size else _SAME_RANK if other_rank == rank else _OTHER_RANK
            section = second.sections[j]
            if section in near_sections:
                near = near + _SAME_SECTION + _SAME_SENTENCE * ((section, second.sentences[j]) in near_sentences)
            yield i, j, near
