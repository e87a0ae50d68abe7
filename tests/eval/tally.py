"""Counts of right and wrong repairs, by how many versions a term has and how many of them have the true link."""

import math
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from tests.eval.rows import Row

NAN = math.nan


class Case(NamedTuple):
    """How many versions a term has, and how many of them have the true link."""

    versions: int
    carried: int


class Outcome(NamedTuple):
    """Counts of one way to decide: right and wrong repairs by case."""

    right: Counter[Case]
    wrong: Counter[Case]


class Tally:
    """Counts by case."""

    def __init__(self) -> None:
        self.links = Counter[Case]()
        self.replaced = Counter[Case]()
        self.outcomes = {name: Outcome(Counter(), Counter()) for name in ("sure", "majority", "proposal")}

    def row(self, name: str, is_counted: Callable[[Case], bool]) -> Row:
        """Sum up some of the cases."""

        def total(counts: Counter[Case]) -> int:
            return sum(count for case, count in counts.items() if is_counted(case))

        replaced = total(self.replaced)
        figures = {}
        for decided_by, outcome in self.outcomes.items():
            right, wrong = total(outcome.right), total(outcome.wrong)
            figures[f"{decided_by} precision"] = right / (right + wrong) if right + wrong else NAN
            figures[f"{decided_by} recall"] = right / replaced if replaced else NAN
        return Row("repair", name, replaced, figures)

    def false_repairs(self, name: str) -> Row:
        """Count the wrong repairs of 1,000 links."""
        links = self.links.total()
        wrong = {decided_by: outcome.wrong.total() for decided_by, outcome in self.outcomes.items()}
        return Row("repair", name, links, {f"{key} false per 1,000": 1000 * wrong[key] / max(links, 1) for key in wrong})
