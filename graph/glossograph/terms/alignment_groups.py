"""Evidence for pairs -> groups of translations, one article a language."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from glossograph.terms.alignment_pairs import ComparedPairs, language_choices, number_languages

_EVIDENCE_PER_LOG_COUNT = 0.45
_MIN_COMPARED_SHARE = 0.25
"""Share of the pairs between two groups that must have something in common before the groups are joined."""

_NAMED = ""
"""Added to the languages of a group that has a slug, so that two such groups have a language in common."""


def min_evidence(count: int) -> float:
    """Give the evidence that two articles of `count` need: the more articles, the more are alike by chance.

    >>> [round(min_evidence(count), 1) for count in (3, 1000, 290_000)]
    [0.5, 3.1, 5.7]
    """
    return _EVIDENCE_PER_LOG_COUNT * math.log(max(count, 1))


def join_groups(
    pairs: ComparedPairs, languages: Sequence[str], groups: Sequence[Sequence[int]], named_count: int = 0
) -> list[list[int]]:
    """Join groups of articles, the pair with most evidence first.

    Two groups are joined if an article of each prefers that of the other to all articles of its language, if they have no
    language in common, and if the mean evidence between them is enough. The mean stops chains of articles that are alike
    by chance (average linkage, Sokal and Michener, 1958).

    Args:
        pairs: Evidence for pairs of articles.
        languages: Language of each article.
        groups: Indices of the articles of each group.
        named_count: Number of groups at the start of `groups` that have a slug; no two of them are joined.

    Returns:
        The joined groups, sorted.

    >>> pairs = ComparedPairs(np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([9.0, 8.0, 7.0]))
    >>> join_groups(pairs, ["en", "no", "hi", "en"], [[0], [1], [2], [3]])
    [[0, 1, 2], [3]]
    """
    least = min_evidence(len(languages))
    members = {number: list(group) for number, group in enumerate(groups)}
    group_of = {index: number for number, group in members.items() for index in group}
    group_languages = {number: {languages[index] for index in group} for number, group in members.items()}
    for number in range(named_count):
        group_languages[number].add(_NAMED)
    evidence = _EvidenceIndex(pairs, len(languages))
    for left, right in _preferred_pairs(pairs, languages, least):
        first, second = group_of[left], group_of[right]
        if first == second or not group_languages[first].isdisjoint(group_languages[second]):
            continue
        if evidence.mean(members[first], members[second]) < least:
            continue
        if len(members[first]) < len(members[second]):
            first, second = second, first
        for index in members[second]:
            group_of[index] = first
        members[first] += members.pop(second)
        group_languages[first] |= group_languages.pop(second)
    return sorted(sorted(group) for group in members.values())


class _EvidenceIndex:
    """Finds the evidence between groups."""

    def __init__(self, pairs: ComparedPairs, count: int) -> None:
        self._count = count
        codes = pairs.left * count + pairs.right
        order = np.argsort(codes, kind="stable")
        self._codes, self._evidence = codes[order], pairs.evidence[order]

    def mean(self, first: Sequence[int], second: Sequence[int]) -> float:
        """Give the mean evidence of the compared pairs between two groups.

        It is infinite for two single articles, whose evidence is known to be enough, and negative if too few pairs were compared.
        """
        if len(first) == len(second) == 1:
            return math.inf
        left, right = np.array(first, dtype=np.int64)[:, None], np.array(second, dtype=np.int64)
        codes = (np.minimum(left, right) * self._count + np.maximum(left, right)).ravel()
        positions = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        compared = self._evidence[positions[self._codes[positions] == codes]]
        return float(compared.mean()) if len(compared) >= _MIN_COMPARED_SHARE * len(codes) else -math.inf


def _preferred_pairs(pairs: ComparedPairs, languages: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Give the pairs of two articles that prefer each other, those with most evidence first."""
    choices = language_choices(pairs.left, pairs.right, number_languages(languages))
    best = np.full(int(choices.max(initial=-1)) + 1, -np.inf)
    for choice in choices:
        np.maximum.at(best, choice, pairs.evidence)
    chosen = (pairs.evidence >= least) & (pairs.evidence >= best[choices]).all(axis=0)
    left, right, evidence = pairs.left[chosen], pairs.right[chosen], pairs.evidence[chosen]
    order = np.lexsort((right, left, -evidence))
    return zip(left[order].tolist(), right[order].tolist(), strict=True)
