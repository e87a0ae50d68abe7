"""The vote of the translations over all term groups: objects are made of the links of those groups alone that need a vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import numpy as np

from glossograph.config import Config, RepairMode
from glossograph.engine.processes import chunks, in_processes, jobs_for
from glossograph.links.anchor_usage import AnchorUsage, UsageQuestion, UsageReads
from glossograph.links.disputes import disputed_groups
from glossograph.links.link_alignment import Version, VersionLinks
from glossograph.links.repair import RepairOutcome, repair_links
from glossograph.links.repair_vote import Verdict
from glossograph.links.resolution import Resolver
from glossograph.model.decision import LinkConflict
from glossograph.model.edge import Repair
from glossograph.model.link import Link
from glossograph.model.link_table import LinkTable, Longs, Sentences
from glossograph.model.problem import Problem
from glossograph.pipeline.group_keys import group_keys
from glossograph.pipeline.resolved_links import Members, ResolvedLinks
from glossograph.store.kept_results import KeptStep
from glossograph.text.keys import TermId

_CHUNK_GROUPS = 25
Verdicts = Mapping[int, Sequence[Verdict]]
"""The verdicts of the groups that have any, by the number of the group."""


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


class GroupVote(NamedTuple):
    """The vote of one group, as it is kept for the next build.

    Attributes:
        results: What it decided; the links that changed are numbered from the first link of the group.
        questions: What it asked of the uses of anchors.
        answers: The digest of the answers.
    """

    results: VoteResults
    questions: list[UsageQuestion]
    answers: bytes


_decode_vote = msgspec.msgpack.Decoder(GroupVote).decode


class KeptVotes(NamedTuple):
    """The votes of the last build, a digest of what each member says, and one of all else that decides on a vote."""

    step: KeptStep
    contents: Sequence[bytes]
    context: bytes

    def find(self, term: TermId, group_key: bytes, usage: AnchorUsage) -> GroupVote | None:
        """Give the vote of a group, if its links and the uses of their anchors are as they were."""
        packed = self.step.find(term, group_key)
        if packed is None:
            return None
        vote = _decode_vote(packed)
        return vote if usage.answers(vote.questions) == vote.answers else None


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
    kept: KeptVotes | None = None,
    verdicts: Verdicts | None = None,
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
        kept: The votes of the last build.
        verdicts: What `find_verdicts_of_groups` found, if it was asked.
        jobs: Processes to use.
    """
    results = VoteResults([], [], [], [])
    if config.repair is RepairMode.OFF:
        return results
    kept = kept or KeptVotes(KeptStep({}), (), b"")
    disputed = groups_to_vote(links, members) if verdicts is None else np.array(sorted(verdicts), np.int64)
    numbers_of_groups: list[int] = disputed.tolist()
    votes = _GroupVotes(links, members, resolver, config, usage, sentences, verdicts)
    keys = group_keys(links, members, kept.contents, kept.context, disputed) if kept.contents else []
    group_votes = {
        number: vote
        for number, group_key in zip(numbers_of_groups, keys, strict=False)
        if (vote := kept.find(members.groups[number].id, group_key, usage))
    }
    missing = [number for number in numbers_of_groups if number not in group_votes]
    made_now = frozenset(missing)
    for made in in_processes(votes, chunks(missing, _CHUNK_GROUPS), jobs_for(missing, _CHUNK_GROUPS, jobs)):
        group_votes.update(made)
    for number, group_key in zip(numbers_of_groups, keys, strict=False):
        if number in made_now:
            kept.step.put(members.groups[number].id, group_key, msgspec.msgpack.encode(group_votes[number]))
    for number in numbers_of_groups:
        of_group = group_votes[number].results
        first = links.table.rows_of(int(np.searchsorted(members.group_of, number))).start
        results.changes.extend((first + row, target) for row, target in of_group.changes)
        results.repairs.extend(of_group.repairs)
        results.conflicts.extend(of_group.conflicts)
        results.problems.extend(of_group.problems)
    numbers = (
        {links.terms[target]: target for target in np.flatnonzero(np.bincount(links.targets)).tolist()} if results.changes else {}
    )
    for row, target in results.changes:
        links.targets[row] = numbers[target]
        links.redirected[row] = True
    return results


def find_verdicts_of_groups(
    links: ResolvedLinks,
    members: Members,
    resolver: Resolver,
    config: Config,
    usage: AnchorUsage,
    *,
    sentences: Sentences | None = None,
) -> Verdicts:
    """Find what the translations decide, and look up the destinations that this would write; nothing is changed."""
    votes = _GroupVotes(links, members, resolver, config, usage, sentences)
    found = ((number, votes.outcome(number, usage)[1].verdicts) for number in groups_to_vote(links, members).tolist())
    return {number: verdicts for number, verdicts in found if verdicts}


@dataclass(frozen=True)
class _GroupVotes:
    """Lets the versions of some groups vote; any process can take any groups."""

    links: ResolvedLinks
    members: Members
    resolver: Resolver
    config: Config
    usage: AnchorUsage
    sentences: Sentences | None
    verdicts: Verdicts | None = None

    def __call__(self, numbers: Sequence[int]) -> list[tuple[int, GroupVote]]:
        """Take some groups, given by number."""
        return [(number, self._vote(number)) for number in numbers]

    def _vote(self, number: int) -> GroupVote:
        reads = UsageReads(self.usage)
        articles, outcome = self.outcome(number, reads)
        start = self.links.table.rows_of(int(np.searchsorted(self.members.group_of, number))).start
        changes: list[tuple[int, TermId]] = []
        for article, version in zip(articles, outcome.versions, strict=True):
            if not isinstance(version.links, VersionLinks):  # the vote gives repaired versions as tuples
                rows = zip(self.links.table.rows_of(article), version.links, strict=True)
                changes.extend((row - start, resolved.target) for row, resolved in rows if resolved.repaired)
        results = VoteResults(changes, list(outcome.repairs), list(outcome.conflicts), list(outcome.problems))
        return GroupVote(results, reads.questions, self.usage.answers(reads.questions))

    def outcome(self, number: int, usage: AnchorUsage) -> tuple[list[int], RepairOutcome]:
        """Let a group vote; give the articles that have a vote, and the outcome."""
        first, last = np.searchsorted(self.members.group_of, [number, number + 1]).tolist()
        articles = [article for article in range(first, last) if not self.members.articles[article].text_language]
        versions = [self._version(article) for article in articles]
        known = self.verdicts[number] if self.verdicts else None
        term = self.members.groups[number].id
        return articles, repair_links(versions, self.resolver, self.config.repair, usage, term, verdicts=known)

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
