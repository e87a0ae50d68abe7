"""The digest of all that the links of a term group are: by it the results of a step are kept for the next build."""

from collections.abc import Sequence

import msgspec
import numpy as np

from glossograph.model.link_table import Longs
from glossograph.pipeline.resolved_links import Members, ResolvedLinks
from glossograph.store.kept_results import digest_of


def group_keys(
    links: ResolvedLinks, members: Members, contents: Sequence[bytes], context: bytes, groups: Longs | None = None
) -> list[bytes]:
    """Digest the links of groups as they are resolved.

    Args:
        links: The links.
        members: The articles of the groups.
        contents: A digest of all that each article says, in the order of the members.
        context: What else decides on a result.
        groups: The groups, by number; all of them if not given.
    """
    table = links.table
    digests = b"".join(digest_of(term.encode("utf-8", "surrogatepass")) for term in links.terms)
    terms = np.frombuffer(digests, np.dtype("V16"))
    columns = (links.positions, links.targets, links.rules, links.redirected, links.decided)
    firsts = np.searchsorted(members.group_of, np.arange(len(members.groups) + 1)).tolist()
    keys = []
    for number in range(len(members.groups)) if groups is None else groups.tolist():
        group, articles = members.groups[number], slice(firsts[number], firsts[number + 1])
        start = int(table.ends[articles.start - 1]) if articles.start else 0
        ends = table.ends[articles] - start
        rows = slice(start, start + int(ends[-1]))
        positions, targets, *others = (column[rows] for column in columns)
        said = contents[articles]
        names = msgspec.msgpack.encode((group.id, group.slug, said))
        parts = (ends, table.drawn[articles], positions, terms[targets], *others)
        keys.append(digest_of(context, names, *(part.tobytes() for part in parts)))
    return keys
