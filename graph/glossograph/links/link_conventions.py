"""How a collection writes its links, as they show: the order in wikilinks, where relative links start, and its sites."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from glossograph.config import WikilinkOrder
from glossograph.links.addresses import Place
from glossograph.links.resolution import Resolver
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.text.destinations import is_asset, web_address

_MIN_SITE_PAGES, _MIN_SITE_SHARE = 5, 0.8
"""Pages of a site that links name, and the share of them that must be articles."""


def page_is_second(
    resolver: Resolver, pipes: Sequence[tuple[str, str, Place]], order: WikilinkOrder = WikilinkOrder.AUTO
) -> bool:
    """Find out which side of `[[one|other]]` names the page in a collection: the side that names more articles.

    Args:
        resolver: Resolves either side.
        pipes: Both sides of such links, and where they are written.
        order: What the author says.
    """
    if order is not WikilinkOrder.AUTO:
        return order is WikilinkOrder.TEXT_FIRST
    firsts = seconds = 0
    for remaining, (first, second, place) in zip(range(len(pipes), 0, -1), pipes, strict=True):
        if abs(firsts - seconds) > remaining:  # the others cannot change which side has more
            break
        named = [resolver.find(side, place, wiki=True) for side in (first, second)]
        exact = [
            resolution.term is not None and resolution.rule not in (ResolutionRule.PLACEHOLDER, ResolutionRule.SPELLING)
            for resolution in named
        ]
        firsts += exact[0] and not exact[1]
        seconds += exact[1] and not exact[0]
    return seconds > firsts


def links_start_from_addresses(resolver: Resolver, relatives: Iterable[tuple[str, Place]]) -> bool:
    """Find out whether relative links of a collection start from the address of their page rather than from its file.

    Where a page's address is a folder, `/bond/` for `bond.md`, authors write `../loan/` for the page beside it. Links that name
    an article from one of the two alone decide.

    Args:
        resolver: Finds the articles.
        relatives: Relative destinations that begin with `..`, and where they are written.
    """
    files = addresses = 0
    for written, place in relatives:
        from_file, from_address = resolver.starts(written, place)
        files += from_address is None and from_file is not None
        addresses += from_file is None and from_address is not None
    return addresses > files


def own_sites(resolver: Resolver, written: Iterable[str]) -> tuple[str, ...]:
    """Find the hosts at which a collection is published: nearly all pages there that its links name have the path of an article.

    Args:
        resolver: Finds the articles.
        written: Addresses on the web that its links have.
    """
    paths: dict[str, set[str]] = defaultdict(set)
    for address in filter(None, map(web_address, written)):
        if address.path.strip("/") and not is_asset(address.path):
            paths[address.host].add(address.path)
    sites = []
    for host in sorted(paths):
        if len(paths[host]) < _MIN_SITE_PAGES:
            continue
        rules = [resolver.find(path).rule for path in sorted(paths[host])]
        if rules.count(ResolutionRule.SITE) >= _MIN_SITE_SHARE * len(rules):
            sites.append(host)
    return tuple(sites)
