"""Samples of a large collection, from which its habits of writing and naming are learned."""

import zlib
from typing import NamedTuple

from glossograph.text.keys import key

_ENOUGH = 4_000


def draw(slug: str, path: str) -> int:
    """Draw an article's number: that of its term where it has a slug, so that translations are drawn together.

    >>> draw("front-office", "no/1.md") == draw("FrontOffice", "hi/2.md")
    True
    """
    return zlib.crc32((key(slug) or path).encode("utf-8", errors="replace"))


class Sample(NamedTuple):
    """An even sample of a collection: every article of a small one, some thousand of a large one.

    A larger collection's sample draws from the same numbers as a smaller one's, so that few articles come or go as it grows.

    >>> Sample.of(3000).step, Sample.of(20_000).step, Sample(8).holds(24), Sample(8).holds(25)
    (1, 8, True, False)
    """

    step: int

    @classmethod
    def of(cls, articles: int) -> "Sample":
        """Give the sample of a collection of so many articles."""
        step = 1
        while articles > _ENOUGH * step:
            step *= 2
        return cls(step)

    def holds(self, number: int) -> bool:
        """Tell whether an article's number is drawn."""
        return number % self.step == 0
