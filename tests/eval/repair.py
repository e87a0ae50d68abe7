"""Evaluation 2: destinations are replaced in one language at a time; does the vote of the others put them right?

Nothing is hidden but the replaced destinations. Anchors, titles and the other languages stay as they are, faults
included. What the vote repairs with nothing replaced is taken for right here: read it with `touched`.
"""

import string
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from glossograph.config import RepairMode
from glossograph.links.anchor_usage import Usage
from glossograph.links.article_links import swap_pipes
from glossograph.links.link_alignment import Resolved, Version
from glossograph.links.repair import Repaired, repair
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import Slug, TermId
from tests.eval.collection import read_folder
from tests.eval.rows import Row

ROUNDS = 5
RATES = (0.05, 0.15)
Group = tuple[TermId, tuple[Version, ...]]


class Corpus(NamedTuple):
    """The term groups of a folder, their links resolved, and the slugs of all terms with an article."""

    groups: list[Group]
    slugs: list[tuple[Slug, TermId]]
    resolver: Resolver
    articles: Mapping[str, Article]

    @property
    def languages(self) -> list[str]:
        """All languages, sorted."""
        return sorted({version.language for _, versions in self.groups for version in versions})


class Damaged(NamedTuple):
    """One version after damage: where each of its links stood before, or -1, and which places were replaced."""

    version: Version
    origins: list[int]
    replaced: set[int]


Damage = Callable[[Corpus, TermId, Version, float, Random], Damaged]


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
            versions = (Version(article.language, article.path, _resolved(article, collection.resolver)) for article in voting)
            groups.append((group.id, tuple(versions)))
    slugs = [(group.slug, group.id) for group in collection.identities.groups]
    return Corpus(groups, slugs, collection.resolver, articles)


def _resolved(article: Article, resolver: Resolver) -> tuple[Resolved, ...]:
    links = (swap_pipes(article.links) if resolver.swap_pipes else article.links).joined()
    resolutions = zip(links, resolver.resolve_links(links, article), strict=True)
    return tuple(Resolved(link, resolution.term) for link, resolution in resolutions if resolution.term)


def anchored(version: Version) -> Iterator[tuple[str, TermId]]:
    """Give the anchors of a version with the terms that they lead to."""
    return ((resolved.link.anchor, resolved.target) for resolved in version.links)


def to_nowhere(corpus: Corpus, _: TermId, version: Version, rate: float, rng: Random) -> Damaged:
    """Replace destinations by slugs that exist nowhere, of letters drawn at random."""

    def slug(_: Resolved) -> str:
        return "-".join("".join(rng.choices(string.ascii_lowercase, k=7)) for _ in range(rng.choice((1, 2))))

    return _replaced(corpus, version, rate, rng, slug)


def to_another(corpus: Corpus, term: TermId, version: Version, rate: float, rng: Random) -> Damaged:
    """Replace destinations by other articles' slugs."""

    def slug(old: Resolved) -> str:
        while True:
            name, target = rng.choice(corpus.slugs)
            if target not in (term, old.target):
                return name

    return _replaced(corpus, version, rate, rng, slug)


def _replaced(corpus: Corpus, version: Version, rate: float, rng: Random, slug: Callable[[Resolved], str]) -> Damaged:
    links, replaced = list(version.links), set()
    for index, old in enumerate(links):
        if rng.random() < rate:
            link = msgspec.structs.replace(old.link, destination=f"/{slug(old)}")
            found = corpus.resolver.resolve(link, corpus.articles[version.path]).term
            if found and found != old.target:
                links[index] = Resolved(link, found)
                replaced.add(index)
    return Damaged(version._replace(links=tuple(links)), list(range(len(links))), replaced)


def dropped(_: Corpus, __: TermId, version: Version, rate: float, rng: Random) -> Damaged:
    """Leave links out."""
    return _moved(version, [index for index in range(len(version.links)) if rng.random() >= rate])


def added(corpus: Corpus, term: TermId, version: Version, rate: float, rng: Random) -> Damaged:
    """Add links to other articles right behind links that there are, with anchors that say nothing: the worst case."""
    links, origins = [], []
    for index, old in enumerate(version.links):
        links.append(old)
        origins.append(index)
        if rng.random() < rate:
            name, target = rng.choice(corpus.slugs)
            if target not in (term, old.target):
                link = msgspec.structs.replace(old.link, destination=f"/{name}", anchor="".join(rng.choices("aeioulmnst", k=8)))
                links.append(Resolved(link, target))
                origins.append(-1)
    return Damaged(version._replace(links=tuple(links)), origins, set())


def swapped(_: Corpus, __: TermId, version: Version, rate: float, rng: Random) -> Damaged:
    """Let neighbours change places."""
    order = list(range(len(version.links)))
    for index in range(len(order) - 1):
        if rng.random() < rate:
            order[index], order[index + 1] = order[index + 1], order[index]
    return _moved(version, order)


def disturbed(corpus: Corpus, term: TermId, version: Version, rate: float, rng: Random) -> Damaged:
    """Drop, add and swap, all in one version."""
    first = dropped(corpus, term, version, rate, rng)
    second = added(corpus, term, first.version, rate, rng)
    third = swapped(corpus, term, second.version, rate, rng)
    links = [second.origins[index] for index in third.origins]
    return Damaged(third.version, [first.origins[index] if index >= 0 else -1 for index in links], set())


def _moved(version: Version, order: list[int]) -> Damaged:
    return Damaged(version._replace(links=tuple(version.links[index] for index in order)), order, set())


class Tally:
    """Counts by how many languages carry the true link.

    `allowed` are the replaced links that may be repaired: never does a destination with an article give way to one without.
    """

    def __init__(self) -> None:
        self.links = Counter[int]()
        self.replaced = Counter[int]()
        self.allowed = Counter[int]()
        self.right = Counter[int]()
        self.wrong = Counter[int]()

    def row(self, name: str, first: int, last: int) -> Row:
        """Sum up the cases that `first` to `last` languages carry."""
        replaced, allowed, right, wrong = (
            sum(number for carried, number in counts.items() if first <= carried <= last)
            for counts in (self.replaced, self.allowed, self.right, self.wrong)
        )
        precision = right / (right + wrong) if right + wrong else 1.0
        recall, of_allowed = (right / number if number else 1.0 for number in (replaced, allowed))
        return Row("repair", name, replaced, {"precision": precision, "recall": recall, "recall where allowed": of_allowed})


Place = tuple[int, str, int]


def damage_and_repair(corpus: Corpus, damage: Damage, rate: float, rounds: int = ROUNDS) -> Tally:
    """Damage one language at a time, repair under `majority`, and compare every touched link with what it was."""
    tally = Tally()
    before = dict(_touched(corpus.groups, corpus))
    carried = [Counter(t for version in group for t in {one.target for one in version.links}) for _, group in corpus.groups]
    true = {
        (number, version.language): [one.target for one in version.links]
        for number, (_, versions) in enumerate(corpus.groups)
        for version in versions
    }
    for language in corpus.languages:
        for turn in range(rounds):
            groups, damaged = _damaged(corpus, damage, rate, language, Random(f"{damage.__name__} {rate} {language} {turn}"))
            for number, done in damaged.items():
                targets = true[number, language]
                tally.links.update(carried[number][target] for target in targets)
                tally.replaced.update(carried[number][targets[index]] for index in done.replaced)
                tally.allowed.update(
                    carried[number][targets[index]]
                    for index in done.replaced
                    if corpus.resolver.has_article(targets[index])
                    or not corpus.resolver.has_article(done.version.links[index].target)
                )
            for (number, where, index), target in _touched(groups, corpus):
                one = damaged.get(number) if where == language else None
                origin = one.origins[index] if one else index
                was = true[number, where][origin] if origin >= 0 else None
                count = carried[number][was] if was else 0
                if one and index in one.replaced:
                    (tally.right if target == was else tally.wrong)[count] += 1
                elif before.get((number, where, origin)) != target:
                    tally.wrong[count] += 1
    return tally


def _damaged(corpus: Corpus, damage: Damage, rate: float, language: str, rng: Random) -> tuple[list[Group], dict[int, Damaged]]:
    groups, damaged = [], {}
    for number, (term, versions) in enumerate(corpus.groups):
        new = list(versions)
        for index, version in enumerate(versions):
            if version.language == language:
                damaged[number] = damage(corpus, term, version, rate, rng)
                new[index] = damaged[number].version
        groups.append((term, tuple(new)))
    return groups, damaged


def _repaired(groups: Sequence[Group], corpus: Corpus) -> Iterator[Repaired]:
    usage = Usage()
    for _, versions in groups:
        for version in versions:
            usage.add(version.language, anchored(version))
    for _, versions in groups:
        yield repair(versions, corpus.resolver, RepairMode.MAJORITY, usage)


def _touched(groups: Sequence[Group], corpus: Corpus) -> Iterator[tuple[Place, TermId]]:
    for number, outcome in enumerate(_repaired(groups, corpus)):
        for version in outcome.versions if outcome.repairs else ():
            for index, link in enumerate(version.links):
                if link.repaired:
                    yield (number, version.language, index), link.target


def touched(corpus: Corpus) -> Iterator[tuple[str, Resolved, Resolved]]:
    """Give every link that is repaired with nothing replaced: its path, before and after, to be read and judged."""
    for (_, versions), outcome in zip(corpus.groups, _repaired(corpus.groups, corpus), strict=True):
        for before, after in zip(versions, outcome.versions, strict=True):
            for old, new in zip(before.links, after.links, strict=True):
                if new.repaired:
                    yield before.path, old, new


BUCKETS = {"2 languages": (2, 2), "3-4 languages": (3, 4), "5+ languages": (5, 999), "3+ languages": (3, 999), "all": (0, 999)}
REPLACEMENTS: dict[str, Damage] = {"to nowhere": to_nowhere, "to another": to_another}
DISTURBANCES: dict[str, Damage] = {"dropped": dropped, "added": added, "swapped": swapped, "all three": disturbed}


def evaluate(folder: Path, rounds: int = ROUNDS) -> list[Row]:
    """Give precision and recall of replaced links, the share touched with nothing replaced, and false repairs otherwise."""
    corpus = read(folder)
    rows = []
    for rate in RATES:
        for name, damage in REPLACEMENTS.items():
            tally = damage_and_repair(corpus, damage, rate, rounds)
            rows += [tally.row(f"{rate:.0%} {name}, {bucket}", *limits) for bucket, limits in BUCKETS.items()]
    links = sum(len(version.links) for _, versions in corpus.groups for version in versions)
    found = len(list(touched(corpus)))
    rows.append(Row("repair", "nothing replaced", links, {"touched": found / max(links, 1)}))
    for name, damage in DISTURBANCES.items():
        tally = damage_and_repair(corpus, damage, RATES[0], rounds)
        rows.append(_false_repairs(f"{RATES[0]:.0%} {name}", tally))
    return rows


def _false_repairs(name: str, tally: Tally) -> Row:
    number = tally.links.total()
    return Row("repair", name, number, {"false per 1,000": 1000 * tally.wrong.total() / max(number, 1)})
