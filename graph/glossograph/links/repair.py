"""A link that one translation alone leads elsewhere is put right by the vote of the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from glossograph.config import RepairMode
from glossograph.links.anchor_usage import Usage
from glossograph.links.link_alignment import Resolved, ResolvedLinks, Version
from glossograph.links.repair_vote import Reason, Verdict, vote
from glossograph.links.resolution import Resolver
from glossograph.model.decision import LinkConflict, Vote
from glossograph.model.edge import Repair
from glossograph.model.link import Link
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag

__all__ = ["Repaired", "Resolved", "ResolvedLinks", "Usage", "Version", "repair"]
NO_TERM = TermId("")
_MAX_LINKS = 2_000
"""Links of an article that is voted on: a longer one is a list of links, not a text that was translated."""


class Repaired(NamedTuple):
    """A group's versions after the vote."""

    versions: tuple[Version, ...]
    repairs: tuple[Repair, ...]
    conflicts: tuple[LinkConflict, ...]
    problems: tuple[Problem, ...]


def repair(
    versions: Sequence[Version],
    resolver: Resolver,
    mode: RepairMode = RepairMode.SURE,
    usage: Usage | None = None,
    term: TermId = NO_TERM,
) -> Repaired:
    """Let the translations vote on every link that stands in one of them alone, and put right what they outvote.

    Sure is a repair where the written destination has no article and the winner has one or is written in every other
    language; another majority of two or more is applied only in that mode, else reported. Never does a destination
    with an article give way to one without. `usage` tells how each language anchors the terms elsewhere,
    `term` is what the articles are about; what the author decided is not voted on.
    """
    longest = max((len(version.links) for version in versions), default=0)
    if mode is RepairMode.OFF or longest > _MAX_LINKS or len(versions) < 2:  # noqa: PLR2004 — one version has nobody to vote
        return Repaired(tuple(versions), (), (), ())
    changed = {version.language: version for version in versions}
    repairs, cases, problems = [], [], []
    for verdict in vote(versions, resolver, usage):
        version = changed[verdict.language]
        here = version.links[verdict.place]
        if here.decided:
            continue
        repaired = _destination(verdict, here.link, version.path, resolver)
        applied = verdict.sure or (verdict.likely and mode is RepairMode.MAJORITY)
        cases.append(_case(verdict, here, term, repaired, changed, applied=applied))
        if applied:
            links = list(version.links)
            links[verdict.place] = Resolved(here.link, verdict.target, repaired=True)
            changed[verdict.language] = version._replace(links=links)
            voters = tuple((LanguageTag(language), link.destination) for language, link in verdict.voters)
            repairs.append(Repair(version.path, here.link.line, here.link.destination, repaired, voters))
        else:
            languages = ", ".join(language for language, _ in verdict.voters)
            message = (
                f"Links to {here.link.destination!r}, but {languages} link to {repaired!r}: "
                "fix one of them, or apply the repair with --repair majority"
            )
            problems.append(Problem(version.path, here.link.line, ProblemCode.LINK_CONFLICT, message))
    return Repaired(tuple(changed.values()), tuple(sorted(repairs)), tuple(cases), tuple(sorted(problems)))


_WHY = {
    Reason.ONLY_WINNER_EXISTS: "what is written has no article, and what the others lead to has one",
    Reason.UNANIMOUS: "neither has an article, and every other language writes the same",
    Reason.NEITHER_EXISTS: "neither has an article, and not every other language writes the same",
    Reason.BOTH_EXIST: "both have articles",
    Reason.ONLY_WRITTEN_EXISTS: "what is written has an article, and what the others lead to has none",
    Reason.ONE_VOTE: "one translation alone never repairs another",
}


def _case(
    verdict: Verdict, here: Resolved, term: TermId, repaired: str, versions: Mapping[str, Version], *, applied: bool
) -> LinkConflict:
    """Keep who voted what, and why, for the author."""
    return LinkConflict(
        term=term,
        outvoted=Vote(LanguageTag(verdict.language), versions[verdict.language].path, here.link),
        target=verdict.target,
        repaired=repaired,
        votes=tuple(Vote(LanguageTag(language), versions[language].path, link) for language, link in verdict.voters),
        reason=f"{len(verdict.voters)} against one; {_WHY[verdict.reason]}",
        sure=verdict.sure,
        applied=applied,
    )


def _destination(verdict: Verdict, link: Link, path: str, resolver: Resolver) -> str:
    """Write a destination of the winner that resolves from the article: as most voters spell it, in the article's manner.

    Where none resolves, that of most voters is shown, and `fix` writes nothing.
    """
    spellings = Counter(resolver.spelling(voted.destination) for _, voted in verdict.voters)
    written = Counter(voted.destination for _, voted in verdict.voters)
    slug = min(spellings, key=lambda name: (-spellings[name], name))
    common = min(written, key=lambda destination: (-written[destination], destination))
    return resolver.destination_of(verdict.target, link, path, [slug, common]) or common
