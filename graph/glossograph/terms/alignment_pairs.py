"""Features -> evidence that two articles are translations of one another."""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glossograph.terms.alignment_features import AlignmentCandidate, FeatureKind, Identities, features

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
WEIGHTS = {
    FeatureKind.IDENTITY: 1.7,
    FeatureKind.NAME: 2.0,
    FeatureKind.TARGET: 0.6,
    FeatureKind.PAIR: 0.6,
    FeatureKind.ADDRESS: 1.2,
    FeatureKind.MARK: 0.8,
    FeatureKind.GRAM: 0.13,
    FeatureKind.KEYWORD: 0.4,
}
"""How far a kind's features tell on their own: a target implies others, a gram most others. Rounded from a regression."""

OTHER_IDENTITY = -4.0
"""Two articles that go by different slugs."""

LINKS_TO_IT = -5.0
"""An article that links to the slug which the other goes by: an article does not link to itself."""

ALONE = -0.13
"""What the targets weigh that only one of two articles links to, where both link; at most `_MOST_ALONE` of it counts."""

_MOST_ALONE = 25.0
_COMMONEST = 100
"""A feature that more articles than this have tells little and would make the comparison quadratic."""

_BLOCK = 1 << 19
"""Meetings that are added up at a time."""


class Pairs(NamedTuple):
    """Pairs of articles in different languages by their places, `left` < `right`, with the evidence for each."""

    left: Integers
    right: Integers
    evidence: Floats


class _Table(NamedTuple):
    """Which article has which feature, sorted by article; features are numbered, rare ones kept."""

    article: Integers
    feature: Integers
    kind: Integers
    weight: Floats
    lengths: Floats
    targets: Floats


def compare(candidates: Sequence[AlignmentCandidate], known: Identities) -> Pairs:
    """Compare the articles that share a feature which few have.

    The evidence is, summed over the kinds of features, what the shared ones weigh (the logarithm of how rare they are) times the
    cosine of the two articles (Salton and Buckley, 1988): what is shared counts the more the less is not shared. So it grows with
    what there is to share, like a log-likelihood ratio of record linkage (Fellegi and Sunter, 1969).

    >>> pair = [AlignmentCandidate(str(n), language, "", links=(("a", ""), ("b", ""))) for n, language in enumerate(("en", "no"))]
    >>> found = compare(pair, {})
    >>> found.left.tolist(), found.right.tolist(), found.evidence.round(2).tolist()
    ([0], [1], [1.25])
    """
    table = _table(candidates, known)
    languages = {language: number for number, language in enumerate(sorted({one.language for one in candidates}))}
    language = np.array([languages[one.language] for one in candidates], dtype=np.int64)
    named = np.array([bool(one.slug) for one in candidates])
    names = _names(candidates, known)
    blocks = []
    for left, right, entries in _meetings(table, language, named):
        one, other, evidence = _evidence(left, right, entries, table, len(candidates))
        blocks.append(Pairs(one, other, np.round(evidence + _doubts(one, other, names), 6)))
    if not blocks:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Pairs(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def _table(candidates: Sequence[AlignmentCandidate], known: Identities) -> _Table:
    numbers: list[dict[str, int]] = [defaultdict(count().__next__) for _ in FeatureKind]
    columns = [array("q") for _ in FeatureKind]
    sizes = np.zeros((len(FeatureKind), len(candidates)), np.int64)
    for place, candidate in enumerate(candidates):
        for column, number, size, found in zip(columns, numbers, sizes, features(candidate, known), strict=True):
            if found:
                before = len(column)
                column.extend([number[name] for name in found])
                size[place] = len(column) - before
    article = np.concatenate([np.repeat(np.arange(len(candidates)), row) for row in sizes])
    kinds = np.repeat(np.arange(len(FeatureKind)), sizes.sum(axis=1))
    starts = np.cumsum([0, *map(len, numbers)])
    feature = np.concatenate([np.array(column, dtype=np.int64) for column in columns]) + starts[kinds]
    order = np.argsort(article, kind="stable")
    article, feature, kind = article[order], feature[order], kinds[order]
    frequency = np.bincount(feature, minlength=int(starts[-1]))
    # What one article alone has may be a fault of its own: it weighs no more than what two share.
    weights = np.log1p(len(candidates) / np.maximum(frequency, 2))
    weight = weights[feature]
    lengths = np.bincount(kind * len(candidates) + article, weight**2, len(FeatureKind) * len(candidates))
    rare = (frequency[feature] > 1) & (frequency[feature] <= _COMMONEST)
    compared = (kind == FeatureKind.TARGET) & (frequency[feature] <= _COMMONEST)
    targets: Floats = np.bincount(article[compared], weight[compared], len(candidates)).astype(np.float64)
    return _Table(article[rare], feature[rare], kind[rare], weight[rare], np.sqrt(lengths).reshape(len(FeatureKind), -1), targets)


def _meetings(table: _Table, language: Integers, named: NDArray[np.bool_]) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Give, block by block, every two articles of different languages that meet in a feature, and the entry where they do."""
    order = np.argsort(table.feature, kind="stable")
    ends = np.searchsorted(table.feature[order], table.feature, side="right")
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    following = ends - places - 1
    total = np.cumsum(following)
    begin = 0
    while begin < len(total):
        limit = (total[begin - 1] if begin else 0) + _BLOCK
        end = max(int(np.searchsorted(total, limit, side="right")), begin + 1)
        if end < len(total):  # an article's entries stay together
            end = int(np.searchsorted(table.article, table.article[end], side="left"))
            if end <= begin:
                end = int(np.searchsorted(table.article, table.article[begin], side="right"))
        entries = np.repeat(np.arange(begin, end), following[begin:end])
        starts = np.repeat(np.cumsum(following[begin:end]) - following[begin:end], following[begin:end])
        left = table.article[entries]
        right = table.article[order[places[entries] + 1 + np.arange(len(entries)) - starts]]
        wanted = (language[left] != language[right]) & ~(named[left] & named[right])
        if wanted.any():
            yield left[wanted], right[wanted], entries[wanted]
        begin = end


def _evidence(left: Integers, right: Integers, entries: Integers, table: _Table, count: int) -> tuple[Integers, Integers, Floats]:
    codes, inverse = np.unique(left * count + right, return_inverse=True)
    one, other = codes // count, codes % count
    evidence = np.zeros(len(codes))
    weight, kind = table.weight[entries], table.kind[entries]
    for feature_kind, worth in WEIGHTS.items():
        here = kind == feature_kind
        if here.any():
            shared = np.bincount(inverse[here], weight[here], len(codes))
            product = np.bincount(inverse[here], weight[here] ** 2, len(codes))
            lengths = table.lengths[feature_kind]
            evidence += worth * shared * product / np.maximum(lengths[one] * lengths[other], math.ulp(1))
    both = (table.targets[one] > 0) & (table.targets[other] > 0)
    linked = kind == FeatureKind.TARGET
    alone = table.targets[one] + table.targets[other] - 2 * np.bincount(inverse[linked], weight[linked], len(codes))
    evidence += ALONE * np.minimum(alone, _MOST_ALONE) * both
    return one, other, evidence


class _Names(NamedTuple):
    """Slugs that articles go by, numbered: each article's own, -1 where it is not known, and, sorted, who links to which."""

    own: Integers
    links: Integers
    known: int


def _names(candidates: Sequence[AlignmentCandidate], known: Identities) -> _Names:
    numbers: dict[str, int] = {name: number for number, name in enumerate(sorted(set(known.values())))}
    own = np.array([numbers[known[one.path]] if one.path in known else -1 for one in candidates], dtype=np.int64)
    links = {
        place * len(numbers) + numbers[target]
        for place, one in enumerate(candidates)
        for target, _ in one.links
        if target in numbers and known.get(one.path) != target
    }
    return _Names(own, np.array(sorted(links), dtype=np.int64), len(numbers))


def _doubts(left: Integers, right: Integers, names: _Names) -> Floats:
    """Give what speaks against the pairs: different slugs, and a link from one to the slug of the other."""
    mine, theirs = names.own[left], names.own[right]
    linked = _holds(names.links, left * names.known + theirs) & (theirs >= 0)
    linked |= _holds(names.links, right * names.known + mine) & (mine >= 0)
    different = (mine >= 0) & (theirs >= 0) & (mine != theirs)
    return np.where(different, OTHER_IDENTITY, 0.0) + np.where(linked, LINKS_TO_IT, 0.0)


def _holds(ordered: Integers, wanted: Integers) -> NDArray[np.bool_]:
    if not len(ordered):
        return np.zeros(len(wanted), np.bool_)
    found: NDArray[np.bool_] = np.equal(ordered[np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)], wanted)
    return found
