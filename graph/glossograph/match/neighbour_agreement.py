"""How far the neighbours of a term match the neighbours of a concept, as evidence that both are the same."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_FOR, _MOST = 1.3, 3.0
"""Log-odds for each e-fold of matching neighbours, and at most."""

_AGAINST = 2.0
"""Log-odds against a pair whose neighbours match others only."""

_MIN_PROBABILITY = 0.5
"""The probability of a match from which it is shown as evidence."""


class NeighbourScore(NamedTuple):
    """The log-odds that neighbours add to a pair, and the terms whose matches agree, the surest first."""

    log_odds: float
    agreeing: tuple[int, ...]


class NeighbourAgreement:
    """Compares the neighbours of terms with those of concepts.

    >>> agreement = NeighbourAgreement([(1,), (0,)], [(1,), (0,)])
    >>> agreement.of({(0, 0): 0.6, (1, 1): 0.9})[0, 0].agreeing
    (1,)
    """

    def __init__(self, own: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> None:
        """Take the neighbours of each term and of each concept."""
        self._own, self._other = own, [frozenset(neighbours) for neighbours in other]
        self._own_weights = [_weight(len(neighbours)) for neighbours in own]
        self._other_weights = [_weight(len(neighbours)) for neighbours in other]

    def of(self, probabilities: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], NeighbourScore]:
        """Score each pair by the probabilities of the matches of its neighbours."""
        concepts: dict[int, list[tuple[int, float]]] = defaultdict(list)
        best_of_term: dict[int, float] = defaultdict(float)
        best_of_concept: dict[int, float] = defaultdict(float)
        for (row, column), probability in probabilities.items():
            concepts[row].append((column, probability))
            best_of_term[row] = max(best_of_term[row], probability)
            best_of_concept[column] = max(best_of_concept[column], probability)
        expected = {
            row: sum(self._own_weights[beside] * best_of_term.get(beside, 0.0) for beside in self._own[row]) for row in concepts
        }
        expected_other = {
            column: sum(self._other_weights[beside] * best_of_concept.get(beside, 0.0) for beside in sorted(self._other[column]))
            for column in best_of_concept
        }
        return {
            (row, column): self._score(row, column, concepts, min(expected[row], expected_other[column]))
            for row, column in probabilities
        }

    def _score(
        self, row: int, column: int, concepts: Mapping[int, Sequence[tuple[int, float]]], expected: float
    ) -> NeighbourScore:
        beside = self._other[column]
        if not beside or not expected:
            return NeighbourScore(0.0, ())
        support = 0.0
        agreeing = []
        for own in self._own[row]:
            matched = max((probability for other, probability in concepts.get(own, ()) if other in beside), default=0.0)
            support += self._own_weights[own] * matched
            if matched >= _MIN_PROBABILITY:
                agreeing.append((-self._own_weights[own] * matched, own))
        share = min(1.0, support / expected)
        against = _AGAINST * (1 - share) * min(1.0, expected)
        log_odds = min(_MOST, _FOR * share * math.log1p(2 * support)) - against
        return NeighbourScore(log_odds, tuple(own for _, own in sorted(agreeing)))


def _weight(neighbours: int) -> float:
    """Weigh a neighbour by how few it has itself: what everything links to says little."""
    return 1 / math.log2(2 + neighbours) if neighbours else 0.0
