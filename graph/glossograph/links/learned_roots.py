"""The roots of paths of the site, by what makes the paths of a collection resolve."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from glossograph.links.addresses import Addresses, Parts
from glossograph.text.keys import safe_key


class RootMap(NamedTuple):
    """A prefix of addresses that means a folder: `/docs/x` is the file `content/x`."""

    dropped: Parts
    prefix: Parts


_MIN_ROOT_VOTES = 3
_MIN_ROOT_SHARE = 0.05
_MAX_DROPPED = 3


def learn_roots(addresses: Addresses, site_paths: Iterable[str]) -> tuple[RootMap, ...]:
    """Find the roots that make site paths resolve which name no file from the root of the collection.

    Args:
        addresses: The addresses of the articles.
        site_paths: Destinations that begin with a slash, each once.

    Returns:
        The roots, the one that resolves most paths first, and the folder that holds all articles, if there is one.
    """
    votes: dict[RootMap, int] = defaultdict(int)
    unknown = 0
    for path in site_paths:
        _, parts = addresses.site_parts(path)
        if not parts or parts in addresses.by_site_path or parts in addresses.by_permalink:
            continue
        unknown += 1
        for dropped in range(min(_MAX_DROPPED, len(parts) - 1) + 1):
            _, rest = addresses.split_language(parts[dropped:])
            if not rest:
                break
            numbers = addresses.by_name.get(safe_key(rest[-1]), ())
            prefixes = {
                neutral[: len(neutral) - len(rest)]
                for number in numbers
                if (neutral := addresses.neutral[number])[-len(rest) :] == rest
            }
            if rest in addresses.by_site_path:
                prefixes.add(())
            if prefixes:
                for prefix in prefixes:
                    votes[RootMap(parts[:dropped], prefix)] += 1
                break
    least = max(_MIN_ROOT_VOTES, _MIN_ROOT_SHARE * unknown)
    roots = sorted((root for root, count in votes.items() if count >= least), key=lambda root: (-votes[root], root))
    common = RootMap((), addresses.common_folder)
    return tuple(roots) if common in roots or not common.prefix else (*roots, common)
