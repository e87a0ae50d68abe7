"""Evaluation of repair: replace destinations in some language; does the vote of the others bring the true ones back?

Only destinations are replaced. Anchors, titles and the other languages stay as their authors wrote them, faults included. A link
that the vote repairs without any damage counts as right here: read those with `untouched_repairs` and judge them.

Each row counts both modes on the same votes: `sure`, the default, and `majority`. A proposal is any link that the vote disputes,
whether or not a mode repairs it: the author sees it.
"""

import string
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from glossograph.config import RepairMode
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.link_alignment import ResolvedLink, Version
from glossograph.links.repair import RepairOutcome, repair_links
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import Slug, TermId
from tests.eval.collection import read_folder
from tests.eval.rows import Row
from tests.eval.tally import Case, Tally

ROUNDS = 5
RATES = (0.05, 0.15)
Group = tuple[TermId, tuple[Version, ...]]


class Corpus(NamedTuple):
    """The term groups of a folder with resolved links, and the slug of each term that has an article."""

    groups: list[Group]
    slug_of: Mapping[TermId, Slug]
    resolver: Resolver
    articles: Mapping[str, Article]

    @property
    def languages(self) -> list[str]:
        """All languages, sorted."""
        return sorted({version.language for _, versions in self.groups for version in versions})


class DamagedVersion(NamedTuple):
    """A version after damage: the original position of each link, -1 for an added one, and the replaced positions."""

    version: Version
    origins: list[int]
    replaced: set[int]


DamageVersion = Callable[[TermId, Version], DamagedVersion]
Damage = Callable[[Corpus, float, Random], DamageVersion]
"""Makes, from a corpus, the share of links to damage and a source of chance, what damages the versions of one round."""


def read(folder: Path) -> Corpus:
    """Read a folder whose paths or front matter say slug and language."""
    with ArticleStore() as store:
        collection = read_folder(store, folder)
        groups = []
        articles: dict[str, Article] = {}
        for group in collection.identities.groups:
            members = [store.article(member.path) for member in group.members]
            voting = [article for article in members if not article.text_language]
            articles.update((article.path, article) for article in voting)
            versions = (Version(article.language, article.path, _resolve(article, collection.resolver)) for article in voting)
            groups.append((group.id, tuple(versions)))
    slug_of = {group.id: group.slug for group in collection.identities.groups}
    return Corpus(groups, slug_of, collection.resolver, articles)


def _resolve(article: Article, resolver: Resolver) -> tuple[ResolvedLink, ...]:
    links = (article.links.with_pipes_swapped() if resolver.conventions.page_is_second else article.links).joined()
    resolutions = ((link, resolver.resolve(link, article)) for link in links)
    return tuple(ResolvedLink(link, resolution.term) for link, resolution in resolutions if resolution.term)


def anchors_and_targets(version: Version) -> Iterator[tuple[str, TermId]]:
    """Give the anchor and the target of each link of a version."""
    return ((resolved.link.anchor, resolved.target) for resolved in version.links)


# Wrong destinations


class Writer(NamedTuple):
    """Whose link gets a wrong destination: the corpus, the article's term and version, and the source of chance."""

    corpus: Corpus
    term: TermId
    version: Version
    rng: Random


def nowhere(writer: Writer, _: ResolvedLink) -> str:
    """Invent a slug of random letters."""
    return "-".join("".join(writer.rng.choices(string.ascii_lowercase, k=7)) for _ in range(writer.rng.choice((1, 2))))


def another_article(writer: Writer, true: ResolvedLink) -> str:
    """Choose the slug of some other article."""
    while True:
        target, name = writer.rng.choice(list(writer.corpus.slug_of.items()))
        if target not in (writer.term, true.target):
            return name


def plural(writer: Writer, true: ResolvedLink) -> str:
    """Add an `s` to the slug of the true target, or take it off."""
    slug = writer.corpus.slug_of.get(true.target) or writer.corpus.resolver.spelling(true.link.destination)
    return slug[:-1] if slug.endswith("s") else f"{slug}s"


def same_article(writer: Writer, true: ResolvedLink) -> str:
    """Choose what another link of the article points to; empty where there is no other."""
    targets = sorted({resolved.target for resolved in writer.version.links} - {writer.term, true.target})
    return writer.rng.choice(targets) if targets else ""


WrongDestination = Callable[[Writer, ResolvedLink], str]
Unit = Callable[[TermId, TermId], Hashable]
"""What is damaged together, from the article's term and the link's target."""


def each_target(term: TermId, target: TermId) -> Hashable:
    """Damage all links of an article to a term alike, in whichever language."""
    return term, target


def always(_: TermId, target: TermId) -> Hashable:
    """Damage all links to a term alike, in whichever article and language."""
    return target


def replace_destinations(wrong_destination: WrongDestination, unit: Unit | None = None) -> Damage:
    """Replace destinations: link by link, or all links of a `unit` by the same wrong one."""

    def start(corpus: Corpus, rate: float, rng: Random) -> DamageVersion:
        chosen: dict[Hashable, str] = {}

        def wrong(writer: Writer, true: ResolvedLink) -> str:
            if unit is None:
                return wrong_destination(writer, true) if rng.random() < rate else ""
            name = unit(writer.term, true.target)
            if name not in chosen:
                chosen[name] = wrong_destination(writer, true) if rng.random() < rate else ""
            return chosen[name]

        def damage(term: TermId, version: Version) -> DamagedVersion:
            writer = Writer(corpus, term, version, rng)
            links, replaced = list(version.links), set()
            for position, true in enumerate(version.links):
                if name := wrong(writer, true):
                    link = msgspec.structs.replace(true.link, destination=f"/{name}")
                    target = corpus.resolver.resolve(link, corpus.articles[version.path]).term
                    if target and target != true.target:
                        links[position] = ResolvedLink(link, target)
                        replaced.add(position)
            return DamagedVersion(version._replace(links=tuple(links)), list(range(len(links))), replaced)

        return damage

    return start


# Differences that are no faults


def drop(_: Corpus, rate: float, rng: Random) -> DamageVersion:
    """Leave links out."""

    def damage(_: TermId, version: Version) -> DamagedVersion:
        return _reorder(version, [position for position in range(len(version.links)) if rng.random() >= rate])

    return damage


def add(corpus: Corpus, rate: float, rng: Random) -> DamageVersion:
    """Add links to other articles right after present links, with anchors of random letters: the worst case."""

    def damage(term: TermId, version: Version) -> DamagedVersion:
        links, origins = [], []
        for position, resolved in enumerate(version.links):
            links.append(resolved)
            origins.append(position)
            if rng.random() < rate:
                target, name = rng.choice(list(corpus.slug_of.items()))
                if target not in (term, resolved.target):
                    anchor = "".join(rng.choices("aeioulmnst", k=8))
                    link = msgspec.structs.replace(resolved.link, destination=f"/{name}", anchor=anchor)
                    links.append(ResolvedLink(link, target))
                    origins.append(-1)
        return DamagedVersion(version._replace(links=tuple(links)), origins, set())

    return damage


def swap(_: Corpus, rate: float, rng: Random) -> DamageVersion:
    """Let neighbours change places."""

    def damage(_: TermId, version: Version) -> DamagedVersion:
        order = list(range(len(version.links)))
        for position in range(len(order) - 1):
            if rng.random() < rate:
                order[position], order[position + 1] = order[position + 1], order[position]
        return _reorder(version, order)

    return damage


def disturb(corpus: Corpus, rate: float, rng: Random) -> DamageVersion:
    """Drop, add and swap in one version."""
    steps = [step(corpus, rate, rng) for step in (drop, add, swap)]

    def damage(term: TermId, version: Version) -> DamagedVersion:
        origins = list(range(len(version.links)))
        for step in steps:
            after = step(term, version)
            version, origins = after.version, [origins[origin] if origin >= 0 else -1 for origin in after.origins]
        return DamagedVersion(version, origins, set())

    return damage


def _reorder(version: Version, order: list[int]) -> DamagedVersion:
    return DamagedVersion(version._replace(links=tuple(version.links[position] for position in order)), order, set())


# Counting


class Change(NamedTuple):
    """A link that the vote disputes, by group, language and position; what it proposes; and the modes that repair it."""

    group: int
    language: str
    position: int
    target: TermId
    decided_by: tuple[str, ...]


def damage_and_repair(corpus: Corpus, damage: Damage, rate: float, rounds: int = ROUNDS, alike: int = 1) -> Tally:
    """Damage one language at a time, or several `alike`, and compare every disputed link with what it was."""
    tally = Tally()
    undamaged = {(change.group, change.language, change.position): change for change in _changes(corpus.groups, corpus)}
    carried = [Counter(t for version in versions for t in set(version.targets)) for _, versions in corpus.groups]

    def case_of(group: int, target: TermId | None) -> Case:
        return Case(len(corpus.groups[group][1]), carried[group][target] if target else 0)

    targets = {
        (group, version.language): version.targets for group, (_, versions) in enumerate(corpus.groups) for version in versions
    }
    for first in corpus.languages:
        for turn in range(rounds):
            rng = Random(f"{rate} {first} {turn}")
            languages = {first, *rng.sample([tag for tag in corpus.languages if tag != first], alike - 1)}
            damaged = _damage(corpus, damage(corpus, rate, rng), languages)
            for (group, language), version in damaged.items():
                true = targets[group, language]
                tally.links.update(case_of(group, target) for target in true)
                tally.replaced.update(case_of(group, true[position]) for position in version.replaced)
            groups = [
                (term, tuple(damaged[group, v.language].version if (group, v.language) in damaged else v for v in versions))
                for group, (term, versions) in enumerate(corpus.groups)
            ]
            for change in _changes(groups, corpus):
                version_after = damaged.get((change.group, change.language))
                origin = version_after.origins[change.position] if version_after else change.position
                known = undamaged.get((change.group, change.language, origin))
                was = targets[change.group, change.language][origin] if origin >= 0 else None
                case = case_of(change.group, was)
                if version_after and change.position in version_after.replaced:
                    right = change.target == (known.target if known else was)
                    for name in change.decided_by:
                        outcome = tally.outcomes[name]
                        (outcome.right if right else outcome.wrong)[case] += 1
                else:
                    for name in change.decided_by:
                        if not known or known.target != change.target or name not in known.decided_by:
                            tally.outcomes[name].wrong[case] += 1
    return tally


def _damage(corpus: Corpus, damage: DamageVersion, languages: set[str]) -> dict[tuple[int, str], DamagedVersion]:
    return {
        (group, version.language): damage(term, version)
        for group, (term, versions) in enumerate(corpus.groups)
        for version in versions
        if version.language in languages
    }


def _repair_all(groups: Sequence[Group], corpus: Corpus) -> Iterator[RepairOutcome]:
    usage = AnchorUsage()
    for _, versions in groups:
        for version in versions:
            usage.add(version.language, anchors_and_targets(version))
    for term, versions in groups:
        yield repair_links(versions, corpus.resolver, RepairMode.MAJORITY, usage, term)


def _changes(groups: Sequence[Group], corpus: Corpus) -> Iterator[Change]:
    for group, outcome in enumerate(_repair_all(groups, corpus)):
        if not outcome.conflicts:
            continue
        positions = {
            id(resolved.link): position for version in groups[group][1] for position, resolved in enumerate(version.links)
        }
        for conflict in outcome.conflicts:
            modes = ("proposal", *["sure"] * conflict.sure, *["majority"] * conflict.applied)
            yield Change(group, conflict.outvoted.language, positions[id(conflict.outvoted.link)], conflict.target, modes)


def untouched_repairs(corpus: Corpus) -> Iterator[tuple[str, ResolvedLink, TermId, tuple[str, ...]]]:
    """Give every link that the vote disputes without any damage: path, link, proposal and the modes that repair it."""
    for change in _changes(corpus.groups, corpus):
        [version] = [version for version in corpus.groups[change.group][1] if version.language == change.language]
        yield version.path, version.links[change.position], change.target, change.decided_by


HEADLINES: dict[str, Callable[[Case], bool]] = {
    "3+ languages": lambda case: case.carried > 2,
    "terms with 2 versions": lambda case: case.versions == 2,
    "2 languages of more": lambda case: case.versions > 2 and case.carried == 2,
}
"""Of terms with two versions nothing may be repaired, since one vote is only a conflict; of more, two may be outvoted."""
BUCKETS: dict[str, Callable[[Case], bool]] = {
    "3-4 languages": lambda case: case.carried in (3, 4),
    "5+ languages": lambda case: case.carried > 4,
    "all": lambda _: True,
}
REPLACEMENTS: dict[str, tuple[Damage, int]] = {
    "to nowhere": (replace_destinations(nowhere), 1),
    "to nowhere, always": (replace_destinations(nowhere, always), 1),
    "to nowhere, two languages alike": (replace_destinations(nowhere, each_target), 2),
    "to the plural": (replace_destinations(plural), 1),
    "to another article": (replace_destinations(another_article), 1),
    "to another article, always": (replace_destinations(another_article, always), 1),
    "to another link's": (replace_destinations(same_article), 1),
}
DISTURBANCES: dict[str, Damage] = {"dropped": drop, "added": add, "swapped": swap, "all three": disturb}


def evaluate(folder: Path, rounds: int = ROUNDS) -> list[Row]:
    """Measure precision and recall on replaced destinations, then false repairs where nothing was replaced.

    The headline rows come first: for each kind of damage, the links that three or more languages have, those of terms
    with two versions, and those that two languages of more have.
    """
    corpus = read(folder)
    headline, details = [], []
    for name, (damage, alike) in REPLACEMENTS.items():
        for rate in RATES:
            tally = damage_and_repair(corpus, damage, rate, rounds, alike)
            headline += [tally.row(f"{rate:.0%} {name}, {bucket}", is_counted) for bucket, is_counted in HEADLINES.items()]
            details += [tally.row(f"{rate:.0%} {name}, {bucket}", is_counted) for bucket, is_counted in BUCKETS.items()]
    links = sum(len(version.links) for _, versions in corpus.groups for version in versions)
    modes = Counter(name for *_, decided_by in untouched_repairs(corpus) for name in decided_by)
    headline.append(Row("repair", "nothing replaced", links, {name: modes[name] / max(links, 1) for name in Tally().outcomes}))
    for name, damage in DISTURBANCES.items():
        headline.append(damage_and_repair(corpus, damage, RATES[0], rounds).false_repairs(f"{RATES[0]:.0%} {name}"))
    return [*headline, *details]
