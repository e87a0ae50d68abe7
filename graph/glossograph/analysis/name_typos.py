"""Find the names that differ from a text by one letter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from glossograph.analysis.name_search import TermName, names_of
from glossograph.model.term import Term
from glossograph.text.search_fold import fold_for_search

_MIN_CHARS = 4
_MAX_CHARS = 60
"""Names of other lengths are left out: among short ones, one letter makes another word."""


class TypoIndex:
    """Names of terms by their spellings without one letter, so that a text is compared with few of them."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the names of terms, folded as for a search."""
        self._names: dict[str, list[TermName]] = defaultdict(list)
        for term in terms:
            for name in names_of(term):
                folded = fold_for_search(name.text).strip()
                if _MIN_CHARS <= len(folded) <= _MAX_CHARS:
                    self._names[folded].append(name)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for folded in self._names:
            for text in _shortened(folded):
                self._shortened[text].append(folded)

    def find(self, text: str) -> list[TermName]:
        """Find the names that become the text if one letter is added, dropped, replaced, or swapped with the next.

        >>> from glossograph.model.term import Label
        >>> from glossograph.text.keys import Slug, TermId
        >>> index = TypoIndex([Term(TermId("bond"), Slug("bond"), (Label("no", "Obligasjon"),))])
        >>> [[name.text for name in index.find(text)] for text in ("obligasjn", "Obligasjonn", "oblgiasjon", "obligjon")]
        [['Obligasjon'], ['Obligasjon'], ['Obligasjon'], []]
        """
        wanted = fold_for_search(text[: _MAX_CHARS + 1]).strip()
        if not _MIN_CHARS <= len(wanted) <= _MAX_CHARS:
            return []
        candidates = set(self._shortened.get(wanted, ()))
        for shorter in _shortened(wanted):
            candidates.update(self._shortened.get(shorter, ()))
            if shorter in self._names:
                candidates.add(shorter)
        candidates.discard(wanted)
        return [name for folded in sorted(candidates) if is_one_letter_away(folded, wanted) for name in self._names[folded]]


def is_one_letter_away(one: str, other: str) -> bool:
    """Say whether two different texts differ by one letter that is added, dropped or replaced, or by two that are swapped.

    >>> [is_one_letter_away("bond", text) for text in ("bonds", "ond", "bind", "obnd", "binds")]
    [True, True, True, True, False]
    """
    shorter, longer = sorted((one, other), key=len)
    start = next((index for index, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) + 1 == len(longer):
        return shorter[start:] == longer[start + 1 :]
    if len(shorter) != len(longer):
        return False
    is_swap = shorter[start : start + 2] == longer[start : start + 2][::-1]
    return shorter[start + 1 :] == longer[start + 1 :] or (is_swap and shorter[start + 2 :] == longer[start + 2 :])


def _shortened(text: str) -> Iterator[str]:
    for index in range(len(text)):
        yield text[:index] + text[index + 1 :]
