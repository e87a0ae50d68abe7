"""The slugs of articles that are spelt nearly as a name that leads nowhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from glossograph.links.anchor_usage import bigram_similarity
from glossograph.text.keys import Slug, key

_ENOUGH = 0.8
_SHORTEST = 5
_MOST_SHARING = 200
_MOST = 3


class Nearest:
    """Finds similar slugs through the letters that few of them share.

    >>> nearest = Nearest([Slug("front-office"), Slug("back-office"), Slug("form-1040")])
    >>> nearest.to("front-ofice"), nearest.to("form-1041"), nearest.to("bond")
    (('front-office',), (), ())
    """

    def __init__(self, slugs: Iterable[Slug]) -> None:
        """Take the slugs of all terms that have an article."""
        self._slugs = sorted(slugs)
        self._sharing: dict[str, list[int]] = defaultdict(list)
        for number, slug in enumerate(self._slugs):
            for part in _name_parts(slug):
                self._sharing[part].append(number)
        self._known: dict[str, tuple[Slug, ...]] = {}

    def to(self, name: str) -> tuple[Slug, ...]:
        """Give the nearest slugs, at most three, the nearest first; names that differ in a digit are never near."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> tuple[Slug, ...]:
        folded = key(name)
        if len(folded) < _SHORTEST:
            return ()
        shared: Counter[int] = Counter()
        for part in _name_parts(name):
            numbers = self._sharing.get(part, [])
            if len(numbers) <= _MOST_SHARING:
                shared.update(numbers)
        near = []
        for number in shared:
            slug = self._slugs[number]
            other = key(slug)
            if (
                other != folded
                and _digits(other) == _digits(folded)
                and (likeness := bigram_similarity(folded, other)) >= _ENOUGH
            ):
                near.append((-likeness, slug))
        return tuple(slug for _, slug in sorted(near)[:_MOST])


def _name_parts(name: str) -> set[str]:
    folded = key(name)
    return {folded[start : start + 3] for start in range(len(folded) - 2)}


def _digits(folded: str) -> str:
    return "".join(filter(str.isdigit, folded))
