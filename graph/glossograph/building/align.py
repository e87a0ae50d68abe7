"""Articles without a slug -> groups of translations, by what they link to."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from glossograph.languages import FALLBACK
from glossograph.names import Slug, key, slug

_ENOUGH = 0.5
_COMMONEST = 200
"""A target that more articles than this link to tells nothing and would make the comparison quadratic."""


class Unnamed(NamedTuple):
    """An article without a slug: `targets` are the keys of its links' destinations."""

    path: str
    language: str
    title: str
    targets: tuple[str, ...]


def align(articles: Sequence[Unnamed]) -> dict[str, Slug]:
    """Name the articles that have no slug: translations of one article get one name, from the English title if there is one.

    Two articles of different languages are translations when each is the other's best match by the weighted cosine
    of their targets, rare targets weighing more (Salton and Buckley, 1988), and that is 0.5 or more.

    >>> found = align([
    ...     Unnamed("1", "en", "Client Facing", ("frontoffice", "backoffice", "freeagent")),
    ...     Unnamed("2", "no", "Klientvendt", ("frontoffice", "backoffice", "independentagent")),
    ...     Unnamed("3", "en", "Bond", ("yield",)),
    ... ])
    >>> found["1"], found["2"], found["3"]
    ('client-facing', 'client-facing', 'bond')
    """
    names: dict[str, Slug] = {}
    taken: Counter[str] = Counter()
    for group in _groups(articles):
        titles = [article.title for article in sorted(group, key=lambda one: (one.language != FALLBACK, one.language))]
        name = next((made for title in titles if (made := slug(title))), Slug(f"article-{slug(group[0].path)}"))
        taken[key(name)] += 1
        if taken[key(name)] > 1:
            name = Slug(f"{name}-{taken[key(name)]}")
        names.update({article.path: name for article in group})
    return names


def _groups(articles: Sequence[Unnamed]) -> list[list[Unnamed]]:
    """Join the best matches, surest first, one article a language a group; the groups come sorted by their first path."""
    ordered = sorted(articles)
    group_of = {article.path: [article] for article in ordered}
    for _, one, other in sorted((-score, one, other) for (one, other), score in _best_matches(ordered).items()):
        left, right = group_of[one.path], group_of[other.path]
        if left is not right and not {article.language for article in left} & {article.language for article in right}:
            left += right
            group_of.update({article.path: left for article in right})
    unique = {id(group): sorted(group) for group in group_of.values()}
    return sorted(unique.values())


def _best_matches(articles: Sequence[Unnamed]) -> Mapping[tuple[Unnamed, Unnamed], float]:
    """Give the pairs whose two articles prefer each other over all others of the other's language, with their cosine."""
    frequency = Counter(target for article in articles for target in set(article.targets))
    # What one article alone links to may be a destination gone wrong: it weighs no more than what two share.
    weights = {target: math.log(1 + len(articles) / max(count, 2)) for target, count in frequency.items()}
    norms = {article: math.sqrt(sum(weights[target] ** 2 for target in set(article.targets))) for article in articles}
    best: dict[tuple[Unnamed, str], tuple[float, Unnamed]] = {}
    for (one, other), product in _products(articles, frequency, weights).items():
        cosine = product / (norms[one] * norms[other])
        for left, right in ((one, other), (other, one)) if cosine >= _ENOUGH else ():
            place = (left, right.language)
            best[place] = max(best.get(place, (cosine, right)), (cosine, right))
    return {
        (left, right): cosine
        for (left, _), (cosine, right) in best.items()
        if left < right and best[right, left.language][1] == left
    }


def _products(
    articles: Sequence[Unnamed], frequency: Mapping[str, int], weights: Mapping[str, float]
) -> dict[tuple[Unnamed, Unnamed], float]:
    """Add up the squared weights of the targets that articles of two languages share."""
    linking: dict[str, list[Unnamed]] = defaultdict(list)
    for article in articles:
        for target in set(article.targets):
            if frequency[target] <= _COMMONEST:
                linking[target].append(article)
    products: dict[tuple[Unnamed, Unnamed], float] = defaultdict(float)
    for target, sharing in sorted(linking.items()):
        for one, other in combinations(sharing, 2):
            if one.language != other.language:
                products[one, other] += weights[target] ** 2
    return products
