"""Repair: the translations of an article vote on a link that one of them has differently, and replace its target."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from glossograph.config import RepairMode
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.link_alignment import NO_TERM, ResolvedLink, Version
from glossograph.links.repair_vote import Reason, Verdict, find_verdicts
from glossograph.links.resolution import Resolver
from glossograph.model.decision import LinkConflict, Vote
from glossograph.model.edge import Repair
from glossograph.model.link import Link
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag

_MAX_LINKS = 2_000
"""Links of an article that takes part in a vote: a longer one is a list of links, not a translated text."""


class RepairOutcome(NamedTuple):
    """The versions of a term after the vote, with its repairs, conflicts and problems, and the verdicts that they come from."""

    versions: tuple[Version, ...]
    repairs: tuple[Repair, ...] = ()
    conflicts: tuple[LinkConflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def repair_links(
    versions: Sequence[Version],
    resolver: Resolver,
    mode: RepairMode = RepairMode.SURE,
    usage: AnchorUsage | None = None,
    own_term: TermId = NO_TERM,
    *,
    verdicts: Sequence[Verdict] | None = None,
) -> RepairOutcome:
    """Let the versions of a term vote on each link that one of them has differently, and repair what they outvote.

    A repair is sure if the written destination has no article, and the winner has one or all other languages write it, unless
    these are divided on it. The mode
    `majority` also repairs where two or more translations decide otherwise. A destination with an article never gives way to one
    without, and one translation alone never repairs another. The rest are conflicts for the author. So is a vote for a winner to
    which no destination resolves from the article.

    Args:
        versions: The versions of one term, in different languages.
        resolver: Resolves destinations.
        mode: Which repairs to apply.
        usage: How each language uses its anchors in the whole collection.
        own_term: The term of the versions: a link to it has no vote.
        verdicts: The verdicts of these versions, if they are known.

    Returns:
        The versions, repaired, and what to report. Links that the author decided on stay as they are.
    """
    longest = max((len(version.links) for version in versions), default=0)
    if mode is RepairMode.OFF or longest > _MAX_LINKS or len(versions) < 2:  # noqa: PLR2004 - nobody else can vote
        return RepairOutcome(tuple(versions))
    repaired_versions = {version.language: version for version in versions}
    paths = {version.language: version.path for version in versions}
    repairs, conflicts, problems = [], [], []
    verdicts = find_verdicts(versions, resolver, usage, own_term) if verdicts is None else verdicts
    for verdict in verdicts:
        version = repaired_versions[verdict.language]
        outvoted = version.links[verdict.position]
        if outvoted.decided:
            continue
        destination, resolves = _write_destination(verdict, outvoted.link, version.path, resolver)
        applied = resolves and (verdict.sure or (verdict.likely and mode is RepairMode.MAJORITY))
        conflicts.append(
            LinkConflict(
                term=own_term,
                outvoted=Vote(LanguageTag(verdict.language), version.path, outvoted.link),
                target=verdict.target,
                repaired=destination,
                votes=tuple(Vote(LanguageTag(language), paths[language], link) for language, link in verdict.voters),
                reason=_explain(verdict, resolves=resolves),
                sure=verdict.sure and resolves,
                applied=applied,
            )
        )
        if applied:
            links = list(version.links)
            links[verdict.position] = ResolvedLink(outvoted.link, verdict.target, repaired=True)
            repaired_versions[verdict.language] = version._replace(links=links)
            voters = tuple((LanguageTag(language), link.destination) for language, link in verdict.voters)
            repairs.append(Repair(version.path, outvoted.link.line, outvoted.link.destination, destination, voters))
        else:
            problems.append(_conflict_problem(verdict, outvoted.link, version.path, destination))
    return RepairOutcome(
        tuple(repaired_versions.values()), tuple(sorted(repairs)), tuple(conflicts), tuple(sorted(problems)), tuple(verdicts)
    )


_EXPLANATIONS = {
    Reason.ONLY_WINNER_EXISTS: "the written destination has no article, and the winner has one",
    Reason.UNANIMOUS: "neither has an article, and every other language writes the same",
    Reason.NEITHER_EXISTS: "neither has an article, and not every other language writes the same",
    Reason.BOTH_EXIST: "both have articles",
    Reason.ONLY_WRITTEN_EXISTS: "the written destination has an article, and the winner has none",
    Reason.DIVIDED: "the other translations are divided",
    Reason.ONE_VOTE: "one translation alone never repairs another",
}


def _explain(verdict: Verdict, *, resolves: bool) -> str:
    explanation = f"{len(verdict.voters)} against one; {_EXPLANATIONS[verdict.reason]}"
    return explanation if resolves else f"{explanation}; no destination in this article resolves to the winner"


def _conflict_problem(verdict: Verdict, link: Link, path: str, destination: str) -> Problem:
    languages = ", ".join(language for language, _ in verdict.voters)
    verb = "links" if len(verdict.voters) == 1 else "link"
    remedy = "fix one of them, or apply the repair with --repair majority" if verdict.likely else "fix one of them"
    message = f"Links to {link.destination!r}, but {languages} {verb} to {destination!r}: {remedy}"
    return Problem(path, link.line, ProblemCode.LINK_CONFLICT, message)


def _write_destination(verdict: Verdict, link: Link, path: str, resolver: Resolver) -> tuple[str, bool]:
    """Write the destination of the winner as most voters spell it, in the manner of the link that it replaces.

    Returns:
        The destination, and whether it resolves to the winner from the article. Where none resolves, it is that of most voters.
    """
    spellings = Counter(resolver.spelling(voted.destination) for _, voted in verdict.voters)
    destinations = Counter(voted.destination for _, voted in verdict.voters)
    spelling = min(spellings, key=lambda name: (-spellings[name], name))
    usual = min(destinations, key=lambda name: (-destinations[name], name))
    resolving = resolver.destination_of(verdict.target, link, path, [spelling, usual])
    return resolving or usual, bool(resolving)
