"""The vote of the translations over all term groups: objects are made of the links of those groups alone that need a vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from glossograph.config import Config, RepairMode
from glossograph.engine.processes import chunks, in_processes
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.disputes import disputed_groups
from glossograph.links.link_alignment import Version, VersionLinks
from glossograph.links.repair import repair_links
from glossograph.links.resolution import Resolver
from glossograph.model.decision import LinkConflict
from glossograph.model.edge import Repair
from glossograph.model.link import Link
from glossograph.model.link_table import LinkTable, Longs, Sentences
from glossograph.model.problem import Problem
from glossograph.pipeline.resolved_links import Members, ResolvedLinks
from glossograph.text.keys import TermId

_CHUNK_GROUPS = 25


class VoteResults(NamedTuple):
    """What the votes on some groups decided.

    Attributes:
        changes: The links that were given another target, by index, and that target.
        repairs: The same, to report.
        conflicts: Links that the translations outvote.
        problems: What the author should look at.
    """

    changes: list[tuple[int, TermId]]
    repairs: list[Repair]
    conflicts: list[LinkConflict]
    problems: list[Problem]


class _LinkRows:
    """The links of one article of a table; each is made an object when a vote needs it."""

    def __init__(self, table: LinkTable, article: int, sentences: Sentences | None) -> None:
        self._table = table
        self._article = article
        self._sentences = sentences
        self._rows = table.rows_of(article)
        part = slice(self._rows.start, self._rows.stop)
        self.anchors = table.text_column(table.anchors, self._rows)
        self.sections: list[int] = table.sections[part].tolist()
        self.sentence_numbers: list[int] = table.sentence_numbers[part].tolist()

    def __getitem__(self, position: int, /) -> Link:
        """Give one link."""
        return self._table.link(self._article, self._rows[position], self._sentences)


def vote_on_links(
    links: ResolvedLinks,
    members: Members,
    resolver: Resolver,
    config: Config,
    usage: AnchorUsage,
    *,
    sentences: Sentences | None = None,
    jobs: int = 1,
) -> VoteResults:
    """Let the translations vote wherever they link differently, and give the links that they outvote another target.

    Args:
        links: The links; their targets are changed.
        members: The articles of the term groups.
        resolver: Resolves destinations.
        config: The settings.
        usage: How each language uses its anchors.
        sentences: Gives the sentences that conflicts show.
        jobs: Processes to use.
    """
    results = VoteResults([], [], [], [])
    if config.repair is RepairMode.OFF:
        return results
    numbers_of_groups: list[int] = groups_to_vote(links, members).tolist()
    votes = _GroupVotes(links, members, resolver, config, usage, sentences)
    for chunk in in_processes(votes, chunks(numbers_of_groups, _CHUNK_GROUPS), jobs):
        results.changes.extend(chunk.changes)
        results.repairs.extend(chunk.repairs)
        results.conflicts.extend(chunk.conflicts)
        results.problems.extend(chunk.problems)
    numbers = (
        {links.terms[target]: target for target in np.flatnonzero(np.bincount(links.targets)).tolist()} if results.changes else {}
    )
    for row, target in results.changes:
        links.targets[row] = numbers[target]
        links.redirected[row] = True
    return results


@dataclass(frozen=True)
class _GroupVotes:
    """Lets the versions of some groups vote; any process can take any groups."""

    links: ResolvedLinks
    members: Members
    resolver: Resolver
    config: Config
    usage: AnchorUsage
    sentences: Sentences | None

    def __call__(self, numbers: Sequence[int]) -> VoteResults:
        """Take some groups, given by number."""
        results = VoteResults([], [], [], [])
        for number in numbers:
            first, last = np.searchsorted(self.members.group_of, [number, number + 1]).tolist()
            articles = [article for article in range(first, last) if not self.members.articles[article].text_language]
            versions = [self._version(article) for article in articles]
            outcome = repair_links(versions, self.resolver, self.config.repair, self.usage, self.members.groups[number].id)
            results.repairs.extend(outcome.repairs)
            results.conflicts.extend(outcome.conflicts)
            results.problems.extend(outcome.problems)
            for article, version in zip(articles, outcome.versions, strict=True):
                if not isinstance(version.links, VersionLinks):  # the vote gives repaired versions as tuples
                    rows = zip(self.links.table.rows_of(article), version.links, strict=True)
                    results.changes.extend((row, resolved.target) for row, resolved in rows if resolved.repaired)
        return results

    def _version(self, number: int) -> Version:
        article, rows = self.members.articles[number], self.links.table.rows_of(number)
        part = slice(rows.start, rows.stop)
        links = VersionLinks(
            _LinkRows(self.links.table, number, self.sentences),
            [self.links.terms[target] for target in self.links.targets[part].tolist()],
            frozenset(np.flatnonzero(self.links.redirected[part]).tolist()),
            frozenset(np.flatnonzero(self.links.decided[part]).tolist()),
        )
        return Version(article.language, article.path, links)


def groups_to_vote(links: ResolvedLinks, members: Members) -> Longs:
    """Find the groups whose versions link differently."""
    voting = members.voting
    articles = links.table.articles
    votes = voting[articles]
    versions = np.bincount(members.group_of[voting], minlength=len(members.groups))
    own_terms = np.zeros(len(members.groups), np.int64)
    own_terms[members.group_of] = links.sources(members)
    return disputed_groups(articles[votes], links.targets[votes], members.group_of, versions, own_terms)
