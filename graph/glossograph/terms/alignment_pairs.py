"""Features -> evidence that two articles are translations of one another."""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glossograph.terms.alignment_features import AlignmentCandidate, FeatureKind, UsedNames, word_features
from glossograph.terms.alignment_shape import Integers, shape_runs

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

WEIGHTS = {
    FeatureKind.USED_NAME: 1.7,
    FeatureKind.TITLE: 2.0,
    FeatureKind.TARGET: 0.6,
    FeatureKind.TARGET_PAIR: 0.6,
    FeatureKind.ADDRESS: 1.2,
    FeatureKind.SHARED_WORD: 0.8,
    FeatureKind.TITLE_PIECE: 0.13,
    FeatureKind.KEYWORD: 0.4,
    FeatureKind.SHAPE_RUN: 0.5,
}
"""How much a feature of a kind adds to the others: a target implies others, a piece of a title most others. From a regression."""

_OTHER_NAME_WEIGHT = -4.0
"""Evidence of two articles for which links use different slugs."""

_LINK_BETWEEN_WEIGHT = -5.0
"""Evidence of an article that links to the other: an article does not link to itself."""

_LONE_TARGET_WEIGHT = -0.13
"""Evidence of a target that only one of two articles links to, where both have links."""

_MAX_LONE_TARGETS_WEIGHT = 25.0
_MAX_WORD_ARTICLES = 200
_MAX_RUN_ARTICLES = 50
"""A feature of more articles is not compared: it says little about any two of them, and would take quadratic time.

An article has many runs of blocks, so that some of them are rare.
"""

_MIN_KEPT_EVIDENCE = 0.2
"""Pairs with less evidence for or against them are forgotten: most share one common word, and they fill the memory."""

_CHUNK_MEETINGS = 1 << 19
"""Meetings that are added up at a time."""


class ComparedPairs(NamedTuple):
    """Pairs of articles in different languages, by index, `left` < `right`, with the evidence for each."""

    left: Integers
    right: Integers
    evidence: Floats


class _FeatureTable(NamedTuple):
    """Which article has which feature: columns of entries, sorted by article, without the features that compare no articles.

    Attributes:
        article: Index of the article.
        feature: Number of the feature.
        kind: Kind of the feature.
        weight: Logarithm of how rare the feature is.
        lengths: Euclidean length of each article's features of a kind, by kind and article.
        target_weights: Sum of the weights of each article's targets.
    """

    article: Integers
    feature: Integers
    kind: Integers
    weight: Floats
    lengths: Floats
    target_weights: Floats


def compare_articles(candidates: Sequence[AlignmentCandidate], used_names: UsedNames) -> ComparedPairs:
    """Compare the articles that share a feature which few articles have.

    The evidence is, summed over the kinds of features, the weight of the shared features times the cosine of the two articles
    (Salton and Buckley, 1988): what is shared counts the more, the less is not shared. So the evidence grows with what there is
    to share, like the log-likelihood ratio of record linkage (Fellegi and Sunter, 1969). The shape of a text counts only as far
    as no other text of that language is as similar: many texts are written with one template.

    >>> pair = [AlignmentCandidate(path, path, "", links=(("a", ""), ("b", ""))) for path in ("en", "no")]
    >>> pairs = compare_articles(pair, {})
    >>> pairs.left.tolist(), pairs.right.tolist(), pairs.evidence.round(2).tolist()
    ([0], [1], [1.25])
    """
    table = _feature_table(candidates, used_names)
    names = _name_table(candidates, used_names)
    language = number_languages([candidate.language for candidate in candidates])
    has_slug = np.array([bool(candidate.slug) for candidate in candidates])
    chunks = []
    for left, right, entries in _meetings(table, language, has_slug):
        first, second, evidence, shape_evidence = _sum_evidence(left, right, entries, table, len(candidates))
        evidence += _counter_evidence(first, second, names)
        kept = np.abs(evidence + shape_evidence) >= _MIN_KEPT_EVIDENCE
        if kept.any():
            chunks.append((first[kept], second[kept], evidence[kept], shape_evidence[kept]))
    if not chunks:
        return ComparedPairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    first, second, evidence, shape_evidence = (np.concatenate(column) for column in zip(*chunks, strict=True))
    evidence += _beyond_rivals(shape_evidence, language_choices(first, second, language))
    return ComparedPairs(first, second, np.round(evidence, 6))


def number_languages(languages: Sequence[str]) -> Integers:
    """Number the languages of articles in alphabetical order."""
    numbers: Integers = np.unique(np.array(languages, dtype=np.str_), return_inverse=True)[1]
    return numbers


def language_choices(left: Integers, right: Integers, language: Integers) -> Integers:
    """Number the two choices of each pair: the left article's among the articles in the right one's language, and the reverse.

    Args:
        left: Index of one article of each pair.
        right: Index of the other.
        language: Number of each article's language.

    Returns:
        An array of two rows.

    >>> language_choices(np.array([0, 0]), np.array([1, 2]), number_languages(["en", "no", "no"])).tolist()
    [[1, 1], [2, 4]]
    """
    count = int(language.max(initial=-1)) + 1
    return np.stack((left * count + language[right], right * count + language[left]))


def _beyond_rivals(evidence: Floats, choices: Integers) -> Floats:
    """Give by how much the evidence for each pair exceeds that for the best other pair of its two choices; 0 if it does not.

    >>> _beyond_rivals(np.array([5.0, 3.0]), np.array([[1, 1], [2, 4]])).tolist()
    [2.0, 0.0]
    """
    choice, values = choices.ravel(), np.tile(evidence, 2)
    order = np.lexsort((values, choice))
    choice, values = choice[order], values[order]
    has_lower = np.append(False, choice[1:] == choice[:-1])
    is_best = np.append(~has_lower[1:], True)
    second = np.where(has_lower, np.append(0.0, values[:-1]), 0.0)
    best = np.repeat(values[is_best], np.diff(np.flatnonzero(is_best), prepend=-1))
    rivals = np.empty(len(values))
    rivals[order] = np.where(is_best, second, best)
    beyond: Floats = np.maximum(evidence - rivals.reshape(2, -1).max(axis=0), 0.0)
    return beyond


def _feature_table(candidates: Sequence[AlignmentCandidate], used_names: UsedNames) -> _FeatureTable:
    article, kind, feature, feature_count = _entries(candidates, used_names)
    frequency = np.bincount(feature, minlength=feature_count)
    # A feature of a single article may be a typing error: it weighs no more than one of two articles.
    weight = np.log1p(len(candidates) / np.maximum(frequency, 2))[feature]
    shape = (len(FeatureKind), len(candidates))
    lengths = np.sqrt(np.bincount(kind * len(candidates) + article, weight**2, math.prod(shape))).reshape(shape)
    is_rare = frequency[feature] <= np.where(kind == FeatureKind.SHAPE_RUN, _MAX_RUN_ARTICLES, _MAX_WORD_ARTICLES)
    is_target = is_rare & (kind == FeatureKind.TARGET)
    target_weights: Floats = np.bincount(article[is_target], weight[is_target], len(candidates)).astype(np.float64)
    compared = np.flatnonzero(is_rare & (frequency[feature] > 1))
    compared = compared[np.argsort(article[compared], kind="stable")]
    return _FeatureTable(article[compared], feature[compared], kind[compared], weight[compared], lengths, target_weights)


def _entries(candidates: Sequence[AlignmentCandidate], used_names: UsedNames) -> tuple[Integers, Integers, Integers, int]:
    """Give which article has which feature of which kind, in three columns, and the number of different features."""
    word_kinds = [kind for kind in FeatureKind if kind is not FeatureKind.SHAPE_RUN]
    numbers: list[dict[str, int]] = [defaultdict(count().__next__) for _ in word_kinds]
    columns = [array("q") for _ in word_kinds]
    sizes = np.zeros((len(word_kinds), len(candidates)), np.int64)
    for index, candidate in enumerate(candidates):
        for column, number, size, words in zip(columns, numbers, sizes, word_features(candidate, used_names), strict=True):
            if words:
                before = len(column)
                column.extend([number[word] for word in words])
                size[index] = len(column) - before
    articles = [np.repeat(np.arange(len(candidates)), size) for size in sizes]
    features = [np.array(column, dtype=np.int64) for column in columns]
    shape_articles, runs = shape_runs([candidate.shape for candidate in candidates])
    counts = [*map(len, numbers), int(runs.max()) + 1 if len(runs) else 0]
    articles.append(shape_articles)
    features.append(runs)
    kinds = np.repeat(np.arange(len(FeatureKind)), [len(column) for column in features])
    first_numbers = np.cumsum([0, *counts])
    return np.concatenate(articles), kinds, np.concatenate(features) + first_numbers[kinds], int(first_numbers[-1])


def _meetings(table: _FeatureTable, language: Integers, has_slug: Booleans) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Give, chunk by chunk, every two articles of different languages that share a feature, and the entry of the first.

    Two articles that both have a slug are left out. All meetings of a first article are in one chunk.
    """
    by_feature = np.argsort(table.feature, kind="stable")
    feature_end = np.searchsorted(table.feature[by_feature], table.feature, side="right")
    position = np.empty_like(by_feature)
    position[by_feature] = np.arange(len(by_feature))
    partner_count = feature_end - position - 1
    total = np.cumsum(partner_count)
    begin = 0
    while begin < len(total):
        limit = (total[begin - 1] if begin else 0) + _CHUNK_MEETINGS
        end = max(int(np.searchsorted(total, limit, side="right")), begin + 1)
        if end < len(total):  # keep the entries of an article together
            end = int(np.searchsorted(table.article, table.article[end], side="left"))
            if end <= begin:
                end = int(np.searchsorted(table.article, table.article[begin], side="right"))
        counts = partner_count[begin:end]
        entries = np.repeat(np.arange(begin, end), counts)
        starts = np.repeat(np.cumsum(counts) - counts, counts)
        left = table.article[entries]
        right = table.article[by_feature[position[entries] + 1 + np.arange(len(entries)) - starts]]
        wanted = (language[left] != language[right]) & ~(has_slug[left] & has_slug[right])
        if wanted.any():
            yield left[wanted], right[wanted], entries[wanted]
        begin = end


def _sum_evidence(
    left: Integers, right: Integers, entries: Integers, table: _FeatureTable, article_count: int
) -> tuple[Integers, Integers, Floats, Floats]:
    """Give each pair once, with the evidence of its words and that of its shape.

    Runs of blocks overlap, so that a short stretch that two texts share adds many. The square of the cosine corrects that.
    """
    codes, pair = np.unique(left * article_count + right, return_inverse=True)
    first, second = codes // article_count, codes % article_count
    evidence, shape_evidence = np.zeros(len(codes)), np.zeros(len(codes))
    weight, kind = table.weight[entries], table.kind[entries]
    for feature_kind, kind_weight in WEIGHTS.items():
        chosen = kind == feature_kind
        if chosen.any():
            shared = np.bincount(pair[chosen], weight[chosen], len(codes))
            product = np.bincount(pair[chosen], weight[chosen] ** 2, len(codes))
            lengths = table.lengths[feature_kind]
            cosine = product / np.maximum(lengths[first] * lengths[second], math.ulp(1))
            if feature_kind is FeatureKind.SHAPE_RUN:
                shape_evidence += kind_weight * shared * cosine**2
            else:
                evidence += kind_weight * shared * cosine
    chosen = kind == FeatureKind.TARGET
    shared = np.bincount(pair[chosen], weight[chosen], len(codes))
    lone = table.target_weights[first] + table.target_weights[second] - 2 * shared
    both_link = (table.target_weights[first] > 0) & (table.target_weights[second] > 0)
    evidence += _LONE_TARGET_WEIGHT * np.minimum(lone, _MAX_LONE_TARGETS_WEIGHT) * both_link
    return first, second, evidence, shape_evidence


class _NameTable(NamedTuple):
    """The slugs that links use for articles, as numbers.

    Attributes:
        own: Number of each article's slug, -1 if it is not known.
        links: `article * size + slug` for each link to a slug of the table, sorted.
        size: Number of slugs.
    """

    own: Integers
    links: Integers
    size: int


def _name_table(candidates: Sequence[AlignmentCandidate], used_names: UsedNames) -> _NameTable:
    numbers: dict[str, int] = {name: number for number, name in enumerate(sorted(set(used_names.values())))}
    own = [numbers[used_names[candidate.path]] if candidate.path in used_names else -1 for candidate in candidates]
    links = {
        index * len(numbers) + numbers[target]
        for index, candidate in enumerate(candidates)
        for target, _ in candidate.links
        if target in numbers and used_names.get(candidate.path) != target
    }
    return _NameTable(np.array(own, dtype=np.int64), np.array(sorted(links), dtype=np.int64), len(numbers))


def _counter_evidence(left: Integers, right: Integers, names: _NameTable) -> Floats:
    """Give the evidence against pairs: different slugs, and a link from one article to the slug of the other."""
    left_name, right_name = names.own[left], names.own[right]
    is_linked = _contains(names.links, left * names.size + right_name) & (right_name >= 0)
    is_linked |= _contains(names.links, right * names.size + left_name) & (left_name >= 0)
    is_different = (left_name >= 0) & (right_name >= 0) & (left_name != right_name)
    return np.where(is_different, _OTHER_NAME_WEIGHT, 0.0) + np.where(is_linked, _LINK_BETWEEN_WEIGHT, 0.0)


def _contains(ordered: Integers, values: Integers) -> Booleans:
    """Report which values are in a sorted array."""
    if not len(ordered):
        return np.zeros(len(values), np.bool_)
    contained: Booleans = np.equal(ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)], values)
    return contained
