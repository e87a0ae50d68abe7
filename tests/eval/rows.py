"""What an evaluation finds: rows of one table."""

from typing import NamedTuple


class Row(NamedTuple):
    """The figures of one subset: which evaluation, which part of the cases, how many cases, and shares from 0 to 1 by name.

    A share is `nan` where there was nothing to find.
    """

    evaluation: str
    subset: str
    number: int
    figures: dict[str, float]
