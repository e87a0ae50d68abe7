"""How a collection writes its links, as its links show: the order in wikilinks, and where relative links start."""

from collections.abc import Iterable, Sequence

from glossograph.config import WikilinkOrder
from glossograph.links.addresses import Place
from glossograph.links.resolution import Resolver
from glossograph.model.resolution_rule import ResolutionRule


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
