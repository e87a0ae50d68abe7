"""A link that one translation alone leads elsewhere is put right by the vote of the others."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from glossograph.building.resolve import Resolver
from glossograph.config import RepairMode
from glossograph.languages import LanguageTag
from glossograph.model import Link, Problem, ProblemCode, Repair
from glossograph.names import Slug, TermId, key, with_name


class Resolved(NamedTuple):
    """A link of an article, cut anchors joined, with the term it leads to."""

    link: Link
    target: TermId
    repaired: bool = False


class Version(NamedTuple):
    """One language's article of a group, with its links in order."""

    language: str
    path: str
    links: tuple[Resolved, ...]


class Verdict(NamedTuple):
    """What the vote says of the link at one place of a version: the winner, who voted for it with which link, how surely."""

    language: str
    place: int
    target: TermId
    voters: tuple[tuple[str, Link], ...]
    sure: bool
    likely: bool


class Repaired(NamedTuple):
    """A group's versions after the vote."""

    versions: tuple[Version, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]


def repair(versions: Sequence[Version], resolver: Resolver, mode: RepairMode = RepairMode.SURE) -> Repaired:
    """Let the translations vote on every link that stands in one of them alone, and put right what they outvote.

    Sure is a repair where the written destination has no article and the winner has one or is written in every other
    language; another majority of two or more is applied only in that mode, else reported. Never does a destination
    with an article give way to one without.
    """
    if mode is RepairMode.OFF or len(versions) < 2:  # noqa: PLR2004 — one version has nobody to vote
        return Repaired(tuple(versions), (), ())
    verdicts = vote(versions, resolver)
    if not verdicts:
        return Repaired(tuple(versions), (), ())
    links = {version.language: list(version.links) for version in versions}
    paths = {version.language: version.path for version in versions}
    repairs, problems = [], []
    for verdict in verdicts:
        here = links[verdict.language][verdict.place]
        path = paths[verdict.language]
        repaired = with_name(here.link.destination, _spelling(verdict, resolver))
        if verdict.sure or (verdict.likely and mode is RepairMode.MAJORITY):
            links[verdict.language][verdict.place] = Resolved(here.link, verdict.target, repaired=True)
            voters = tuple((LanguageTag(language), link.destination) for language, link in verdict.voters)
            repairs.append(Repair(path, here.link.line, here.link.destination, repaired, voters))
        else:
            languages = ", ".join(language for language, _ in verdict.voters)
            what = f"leads to {here.link.destination!r}, where {languages} lead to {repaired!r}"
            message = f"{what}: mend one, or apply with --repair majority"
            problems.append(Problem(path, here.link.line, ProblemCode.LINK_CONFLICT, message))
    changed = tuple(version._replace(links=tuple(links[version.language])) for version in versions)
    return Repaired(changed, tuple(sorted(repairs)), tuple(sorted(problems)))


def _spelling(verdict: Verdict, resolver: Resolver) -> Slug:
    """Give the winner's slug as most voters spell it."""
    found = (resolver.target(link, language) for language, link in verdict.voters)
    spellings = Counter(one[1] for one in found if one)
    return min(spellings, key=lambda slug: (-spellings[slug], slug))


def vote(versions: Sequence[Version], resolver: Resolver) -> list[Verdict]:
    """Find the links that one version alone has where others have another, and count the votes for that other.

    A version votes when it has, at the same place between links that both have, a target that the suspect version lacks;
    or when the two differ in nothing else.
    """
    languages_of: dict[TermId, set[str]] = defaultdict(set)
    for version in versions:
        for resolved in version.links:
            languages_of[resolved.target].add(version.language)
    verdicts = []
    for version in versions:
        suspects = [i for i, resolved in enumerate(version.links) if len(languages_of[resolved.target]) == 1]
        if not suspects or all(version.language in languages for languages in languages_of.values()):
            continue
        votes = _votes(version, suspects, versions, languages_of)
        for index in suspects:
            verdict = _verdict(version, index, votes.get(index, {}), versions, resolver)
            if verdict:
                verdicts.append(verdict)
    return verdicts


def _votes(
    version: Version, suspects: Sequence[int], versions: Sequence[Version], languages_of: Mapping[TermId, set[str]]
) -> dict[int, dict[str, Link]]:
    """Gather, for each suspect link, the link that every other version has in its place."""
    votes: dict[int, dict[str, Link]] = defaultdict(dict)
    for other in versions:
        if other.language == version.language:
            continue
        wanted = [j for j, resolved in enumerate(other.links) if version.language not in languages_of[resolved.target]]
        if not wanted:
            continue
        if len(suspects) == 1 and len({other.links[j].target for j in wanted}) == 1:
            votes[suspects[0]][other.language] = other.links[wanted[0]].link
            continue
        for mine, theirs in _gaps(version.links, other.links):
            here = [i for i in suspects if i in mine]
            there = [j for j in wanted if j in theirs]
            if len(here) == len(there):
                for i, j in zip(here, there, strict=True):
                    votes[i][other.language] = other.links[j].link
    return votes


def _verdict(
    version: Version, index: int, votes: Mapping[str, Link], versions: Sequence[Version], resolver: Resolver
) -> Verdict | None:
    here = version.links[index]
    targets: dict[TermId, list[tuple[str, Link]]] = defaultdict(list)
    for language, link in sorted(votes.items()):
        found = resolver.target(link, language)
        if found:
            targets[found[0]].append((language, link))
    if not targets:
        return None
    ranked = sorted(targets, key=lambda target: (-len(targets[target]), target))
    winner, voters = ranked[0], targets[ranked[0]]
    if sum(map(len, targets.values())) - len(voters) >= len(voters):
        return None
    if key(here.link.anchor) == resolver.title(here.target, version.language) != "":
        return None  # the anchor is the very title of what it leads to: it means it
    exists, winner_exists = resolver.has_article(here.target), resolver.has_article(winner)
    unanimous = len(voters) == len(versions) - 1 and len(voters) > 1
    sure = not exists and (winner_exists or unanimous)
    if not sure and len(voters) < 2:  # noqa: PLR2004 — two languages that differ decide nothing
        return None
    return Verdict(version.language, index, winner, tuple(voters), sure, likely=winner_exists or not exists)


def _gaps(mine: Sequence[Resolved], theirs: Sequence[Resolved]) -> list[tuple[range, range]]:
    """Line two versions up by a longest common subsequence of targets and give what stands between the common links."""
    lengths = [[0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]
    for i in range(len(mine) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            if mine[i].target == theirs[j].target:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    gaps = []
    i = j = first_i = first_j = 0
    while i < len(mine) and j < len(theirs):
        if mine[i].target == theirs[j].target:
            gaps.append((range(first_i, i), range(first_j, j)))
            i, j = i + 1, j + 1
            first_i, first_j = i, j
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    gaps.append((range(first_i, len(mine)), range(first_j, len(theirs))))
    return gaps
