"""Similar slugs: the articles that a misspelt destination may mean."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from glossograph.links.anchor_usage import bigram_similarity
from glossograph.text.keys import Slug, key

_MIN_LIKENESS = 0.8
_MIN_KEY_CHARS = 5
_PART_CHARS = 3
_MAX_SLUGS_PER_PART = 200
_MAX_NEAREST = 3


class NearestSlugs:
    """Finds similar slugs by the three-letter parts that they share.

    >>> slugs = NearestSlugs([Slug("front-office"), Slug("back-office"), Slug("form-1040")])
    >>> slugs.nearest("front-ofice"), slugs.nearest("form-1041"), slugs.nearest("bond")
    (('front-office',), (), ())
    """

    def __init__(self, slugs: Iterable[Slug]) -> None:
        """Index the slugs of all terms that have an article."""
        self._slugs = sorted(slugs)
        self._indexes: dict[str, list[int]] = defaultdict(list)
        for index, slug in enumerate(self._slugs):
            for part in _key_parts(slug):
                self._indexes[part].append(index)
        self._cache: dict[str, tuple[Slug, ...]] = {}

    def nearest(self, name: str) -> tuple[Slug, ...]:
        """Return at most three similar slugs, the nearest first; slugs with other digits are never similar."""
        if name not in self._cache:
            self._cache[name] = self._find(name)
        return self._cache[name]

    def _find(self, name: str) -> tuple[Slug, ...]:
        name_key = key(name)
        if len(name_key) < _MIN_KEY_CHARS:
            return ()
        shared_parts: Counter[int] = Counter()
        for part in _key_parts(name):
            indexes = self._indexes.get(part, [])
            if len(indexes) <= _MAX_SLUGS_PER_PART:
                shared_parts.update(indexes)
        similar = []
        for index in shared_parts:
            slug = self._slugs[index]
            slug_key = key(slug)
            if slug_key == name_key or _digits(slug_key) != _digits(name_key):
                continue
            likeness = bigram_similarity(name_key, slug_key)
            if likeness >= _MIN_LIKENESS:
                similar.append((-likeness, slug))
        return tuple(slug for _, slug in sorted(similar)[:_MAX_NEAREST])


def _key_parts(name: str) -> set[str]:
    name_key = key(name)
    return {name_key[start : start + _PART_CHARS] for start in range(len(name_key) - _PART_CHARS + 1)}


def _digits(name_key: str) -> str:
    return "".join(filter(str.isdigit, name_key))
