"""Evidence for pairs -> groups of translations, one article a language."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from glossograph.terms.alignment_pairs import Floats, Integers, Pairs

_ENOUGH = 0.45
_COMPARED = 0.25
"""What share of the pairs between two groups that join must have had something to compare."""

_NAMED = ""
"""Stands among the languages of a group that has a name, so that no two such are joined."""


def enough(count: int) -> float:
    """Give the evidence that two of so many articles need: the more there are, the more meet by chance.

    >>> [round(enough(count), 1) for count in (3, 1000, 290_000)]
    [0.5, 3.1, 5.7]
    """
    return _ENOUGH * math.log(max(count, 1))


def join(pairs: Pairs, languages: Sequence[str], groups: Sequence[Sequence[int]], named: int = 0) -> list[list[int]]:
    """Join groups, given by the places of their articles, surest first, as long as the mean evidence between two is enough.

    Only articles that prefer each other over all others of the other's language make their groups join, and never do two groups
    that have a language in common; nor two of the first `named`, which have names already. That the mean over all compared
    pairs must be enough keeps chains of chance from growing (average linkage, Sokal and Michener, 1958). The groups come sorted.

    >>> pairs = Pairs(np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([9.0, 8.0, 7.0]))
    >>> join(pairs, ["en", "no", "hi", "en"], [[0], [1], [2], [3]])
    [[0, 1, 2], [3]]
    """
    least = enough(len(languages))
    members = {number: list(group) for number, group in enumerate(groups)}
    group_of = {place: number for number, group in members.items() for place in group}
    taken = {number: {languages[place] for place in group} for number, group in members.items()}
    for number in range(named):
        taken[number].add(_NAMED)
    evidence = _Evidence(pairs, len(languages))
    for left, right in _surest_first(pairs, languages, least):
        one, other = group_of[left], group_of[right]
        if one == other or not taken[one].isdisjoint(taken[other]):
            continue
        if evidence.mean(members[one], members[other]) < least:
            continue
        if len(members[one]) < len(members[other]):
            one, other = other, one
        for place in members[other]:
            group_of[place] = one
        members[one] += members.pop(other)
        taken[one] |= taken.pop(other)
    return sorted(sorted(group) for group in members.values())


class _Evidence:
    """Looks up the evidence between groups."""

    def __init__(self, pairs: Pairs, count: int) -> None:
        self._count = count
        codes = pairs.left * count + pairs.right
        order = np.argsort(codes, kind="stable")
        self._codes, self._evidence = codes[order], pairs.evidence[order]

    def mean(self, one: Sequence[int], other: Sequence[int]) -> float:
        """Give the mean evidence of the compared pairs between two groups; infinite where the only pair is known to be good."""
        if len(one) == len(other) == 1:
            return math.inf
        mine, theirs = np.array(one, dtype=np.int64)[:, None], np.array(other, dtype=np.int64)
        codes = (np.minimum(mine, theirs) * self._count + np.maximum(mine, theirs)).ravel()
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        found = self._evidence[places[self._codes[places] == codes]]
        return float(found.mean()) if len(found) >= _COMPARED * len(codes) else -math.inf


def _surest_first(pairs: Pairs, languages: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Give the pairs of two articles that prefer each other, those with the most evidence first."""
    wanted = _preferred(pairs, languages, least)
    left, right, evidence = pairs.left[wanted], pairs.right[wanted], pairs.evidence[wanted]
    order = np.lexsort((right, left, -evidence))
    return zip(left[order].tolist(), right[order].tolist(), strict=True)


def _preferred(pairs: Pairs, languages: Sequence[str], least: float) -> NDArray[np.bool_]:
    """Tell which pairs are of two articles that each prefer the other over all others of the other's language."""
    numbers = {language: number for number, language in enumerate(sorted(set(languages)))}
    language = np.array([numbers[one] for one in languages], dtype=np.int64)
    there = _is_best(pairs.left * len(numbers) + language[pairs.right], pairs.evidence)
    back = _is_best(pairs.right * len(numbers) + language[pairs.left], pairs.evidence)
    enough_evidence: NDArray[np.bool_] = np.greater_equal(pairs.evidence, least)
    return enough_evidence & there & back


def _is_best(place: Integers, evidence: Floats) -> NDArray[np.bool_]:
    if not len(place):
        return np.zeros(0, np.bool_)
    best = np.full(int(place.max()) + 1, -np.inf)
    np.maximum.at(best, place, evidence)
    found: NDArray[np.bool_] = np.equal(evidence, best[place])
    return found
