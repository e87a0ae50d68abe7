"""The term groups that need a vote, found at once for all: in the others no version has a link too many and one too few."""

import numpy as np

from glossograph.links.suspects import MAX_FEW_VERSIONS, MIN_AGREEING
from glossograph.model.link_table import Longs


def disputed_groups(articles: Longs, targets: Longs, group_of: Longs, versions: Longs, own_terms: Longs) -> Longs:
    """Find the groups with a version that links to one term more often than most versions, and to another less often than enough.

    It is what `TargetCounts` finds for each group alone.

    Args:
        articles: The article of each link that has a vote.
        targets: The term of each of these links.
        group_of: The group of each article.
        versions: The number of versions of each group.
        own_terms: The term of each group, which no version can lack a link to.

    >>> links = {0: [7, 8], 1: [7, 9], 2: [7, 9], 3: [7], 4: [7, 8]}
    >>> articles = np.repeat(np.arange(5), [len(targets) for targets in links.values()])
    >>> targets = np.array([target for targets in links.values() for target in targets])
    >>> disputed_groups(articles, targets, np.array([0, 0, 0, 1, 1]), np.array([3, 2]), np.array([1, 2])).tolist()
    [0]
    """
    if not len(articles):
        return np.zeros(0, np.int64)
    stride = int(targets.max()) + 1
    keys, counts = np.unique(articles * stride + targets, return_counts=True)
    articles, targets = np.divmod(keys, stride)
    groups = group_of[articles]
    order = np.lexsort((counts, targets, groups))
    articles, targets, groups, counts = articles[order], targets[order], groups[order], counts[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (groups[1:] != groups[:-1]) | (targets[1:] != targets[:-1])
    firsts = np.flatnonzero(is_first)
    sizes = np.diff(firsts, append=len(order))
    lasts = firsts + sizes - 1
    version_counts = versions[groups[firsts]]
    absent = version_counts - sizes
    least = np.where(absent, 0, counts[firsts])
    # A target on which fewer versions agree than a vote needs is no candidate.
    needed = np.where(version_counts > MAX_FEW_VERSIONS, MIN_AGREEING, 1)
    agreed = np.where(sizes < needed, 0, counts[np.maximum(lasts - needed + 1, firsts)])
    middle = (version_counts - 1) // 2 - absent
    usual = np.where(middle < 0, 0, counts[firsts + np.maximum(middle, 0)])
    is_disputed = (least < counts[lasts]) & (version_counts > 1)
    is_candidate = is_disputed & (agreed > 0) & (targets[firsts] != own_terms[groups[firsts]])
    has_surplus = np.zeros(len(group_of), np.bool_)
    has_surplus[articles[np.repeat(is_disputed, sizes) & (counts > np.repeat(usual, sizes))]] = True
    has_enough = np.repeat(is_candidate, sizes) & (counts >= np.repeat(agreed, sizes))
    candidates = np.bincount(groups[firsts][is_candidate], minlength=len(versions))
    enough = np.bincount(articles[has_enough], minlength=len(group_of))
    return np.flatnonzero(np.bincount(group_of[has_surplus & (candidates[group_of] > enough)]))
