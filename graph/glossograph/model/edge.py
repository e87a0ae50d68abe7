"""Links between terms, counted, and the repairs of links."""

from glossograph.model.base import Struct
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag


class Edge(Struct, frozen=True):
    """Links from one term to another, with their number in each language, sorted by language."""

    source: TermId
    target: TermId
    counts: tuple[tuple[LanguageTag, int], ...]

    @property
    def count(self) -> int:
        """The number of links in all languages."""
        return sum(number for _, number in self.counts)

    @property
    def languages(self) -> tuple[LanguageTag, ...]:
        """The languages in which the link is made, sorted."""
        return tuple(language for language, _ in self.counts)


class Repair(Struct, frozen=True):
    """A link's destination replaced by the one that the translations agree on.

    `voters` gives the destination as each translation writes it, sorted by language.
    """

    path: str
    line: int
    written: str
    repaired: str
    voters: tuple[tuple[LanguageTag, str], ...]
