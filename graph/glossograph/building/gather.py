"""The pass over the term groups: links resolved and repaired, and what they add up to, group by group.

Chunks of groups can be gathered in any processes; joined in order, they give the same as one pass.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

import msgspec

from glossograph.building.identity import Group
from glossograph.building.labels.habits import Tally
from glossograph.building.repair.repairing import Resolved, Usage, Version, repair
from glossograph.building.resolve import Resolver
from glossograph.building.rulings import Rulings
from glossograph.cases import Case
from glossograph.config import Config, EvidenceLevel
from glossograph.languages import LanguageTag
from glossograph.model import Article, Definition, Edge, Evidence, Link, Problem, Repair, Struct, Term, TermArticle, joined_links
from glossograph.names import Slug, TermId
from glossograph.sampling import Sample, draw
from glossograph.store import ArticleStore, packed_evidence


class Anchors:
    """What all links say of their targets: a fold over the target.

    `texts` counts the anchors by target and language. Of targets without an article, `slugs` counts the spellings, and `first` is
    the first place, path and line, that leads there.
    """

    def __init__(self) -> None:
        """Begin with no links."""
        self.texts: dict[TermId, dict[LanguageTag, dict[str, int]]] = {}
        self.slugs: dict[TermId, Counter[Slug]] = {}
        self.first: dict[TermId, tuple[str, int]] = {}
        self.tally = Tally()

    def join(self, other: "Part") -> None:
        """Add what a part of the groups counted."""
        for (target, language, anchor), count in other.texts.items():
            by_language = self.texts.get(target)
            if by_language is None:
                by_language = self.texts[target] = {}
            counts = by_language.get(language)
            if counts is None:
                by_language[language] = {anchor: count}
            else:
                counts[anchor] = counts.get(anchor, 0) + count
        for target, spellings in other.slugs.items():
            self.slugs.setdefault(target, Counter()).update(spellings)
        for target, place in other.first.items():
            self.first[target] = min(place, self.first.get(target, place))
        self.tally.join(other.tally)


class Part:
    """What the links of some groups say of their targets, flat, as it is fastest to count."""

    def __init__(self) -> None:
        """Begin with no links."""
        self.texts: Counter[tuple[TermId, LanguageTag, str]] = Counter()
        self.slugs: dict[TermId, Counter[Slug]] = {}
        self.first: dict[TermId, tuple[str, int]] = {}
        self.tally = Tally()

    def add(self, version: Version, resolver: Resolver) -> None:
        """Count the links of an article."""
        language = LanguageTag(version.language)
        self.texts.update([(target, language, link.anchor) for link, target, _, _ in version.links])
        for link, target, repaired, _ in version.links:
            if resolver.has_article(target):
                continue
            place = (version.path, link.line)
            if place < self.first.setdefault(target, place):
                self.first[target] = place
            if not repaired and (found := resolver.target(link, language)):
                self.slugs.setdefault(target, Counter())[found[1]] += 1


class Gathered(Struct, frozen=True):
    """What groups gave, sorted as they came: terms without labels, edges, cases, repairs, problems.

    `evidence` holds the packed evidence by source term; `ruled` names the author's decisions that found their link.
    """

    terms: tuple[Term, ...]
    edges: tuple[Edge, ...]
    cases: tuple[Case, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
    evidence: tuple[tuple[TermId, bytes], ...]
    ruled: tuple[tuple[str, str, str], ...]


class Gatherer:
    """Gathers a chunk of groups: called in a forked process, it opens the store there once more."""

    def __init__(
        self, store: ArticleStore, resolver: Resolver, config: Config, rulings: Rulings, *, usage: Usage, sample: Sample
    ) -> None:
        """Take what all groups have in common; the sentences of a `sample` of the articles are looked at."""
        self._store = store
        self._resolver = resolver
        self._config = config
        self._rulings = rulings
        self._usage = usage
        self._sample = sample

    def __call__(self, groups: Sequence[Group]) -> tuple[bytes, Part]:
        """Gather some groups; the first part comes packed, since it is large."""
        store = self._store.in_this_process()
        stored = store.articles(member.path for group in groups for member in group.members)
        said = Part()
        parts = [self._take(group, list(islice(stored, len(group.members))), said) for group in groups]
        return msgspec.msgpack.encode(joined(parts)), said

    def _take(self, group: Group, articles: list[Article], said: Part) -> Gathered:
        """Resolve and repair the links of a group, and count what they say."""
        ruled: list[tuple[str, str, str]] = []
        decided: list[Repair] = []
        versions = [self._resolved(group, article, ruled, decided) for article in articles]
        outcome = repair(versions, self._resolver, self._config.repair, self._usage, group.id)
        kept = [self._within(group.id, version) for version in outcome.versions]
        for version in kept:
            said.add(version, self._resolver)
        if self._sample.holds(draw(group.slug, "")):
            for version in kept:
                for link, _, _, _ in version.links:
                    said.tally.read(LanguageTag(version.language), link.sentence, link.anchor)
        return Gathered(
            terms=(_term(group, articles),),
            edges=tuple(_edges(group.id, kept)),
            cases=tuple(self._told(case) for case in outcome.cases),
            repairs=(*decided, *outcome.repairs),
            problems=outcome.problems,
            evidence=self._evidence(group.id, kept),
            ruled=tuple(ruled),
        )

    def _within(self, term: TermId, version: Version) -> Version:
        """Leave out the links that make no edge: to the term itself, and to stubs where these are not wanted."""
        if self._config.stubs and all(resolved.target != term for resolved in version.links):
            return version
        wanted = self._resolver.has_article
        links = (one for one in version.links if one.target != term and (self._config.stubs or wanted(one.target)))
        return version._replace(links=tuple(links))

    def _evidence(self, term: TermId, versions: Sequence[Version]) -> tuple[tuple[TermId, bytes], ...]:
        """Pack the evidence of a group, as much of it as is wanted."""
        if self._config.evidence is EvidenceLevel.NONE:
            return ()
        evidence = tuple(
            Evidence(term, LanguageTag(version.language), target, version.path, self._slim(link), repaired)
            for version in versions
            for link, target, repaired, _ in version.links
        )
        return ((term, packed_evidence(evidence)),) if evidence else ()

    def _slim(self, link: Link) -> Link:
        """Take off a sentence that is not wanted: it is there where an earlier build wanted it, or for the sample."""
        if not link.sentence or self._config.evidence is EvidenceLevel.SENTENCES:
            return link
        return msgspec.structs.replace(link, sentence="")

    def _told(self, case: Case) -> Case:
        """Take the sentences off a case where they are not wanted."""
        ballots = (case.outvoted, *case.ballots)
        outvoted, *others = (msgspec.structs.replace(ballot, link=self._slim(ballot.link)) for ballot in ballots)
        return msgspec.structs.replace(case, outvoted=outvoted, ballots=tuple(others))

    def _resolved(self, group: Group, article: Article, ruled: list[tuple[str, str, str]], decided: list[Repair]) -> Version:
        """Find the terms that an article's links lead to, by the author's decision where there is one."""
        links = []
        for link in joined_links(article.links):
            ruling = self._rulings.of(article.language, group.id, link)
            if ruling:
                ruled.append(ruling.name)
            followed = ruling.instead if ruling and ruling.instead else link
            if found := self._resolver.target(followed, article.language):
                links.append(Resolved(link, found[0], followed is not link, ruling is not None))
            if followed is not link:
                decided.append(Repair(article.path, link.line, link.destination, followed.destination, ()))
        return Version(article.language, article.path, tuple(links))


def joined(parts: Sequence[Gathered]) -> Gathered:
    """Join what chunks gave, in their order."""
    fields = Gathered.__struct_fields__
    return Gathered(*(tuple(item for part in parts for item in getattr(part, field)) for field in fields))


def unpacked(data: bytes) -> Gathered:
    """Unpack what a `Gatherer` gave."""
    return msgspec.msgpack.decode(data, type=Gathered)


def _edges(source: TermId, versions: Sequence[Version]) -> list[Edge]:
    counts: Counter[tuple[TermId, LanguageTag]] = Counter()
    for version in versions:
        counts.update([(resolved.target, LanguageTag(version.language)) for resolved in version.links])
    by_target: dict[TermId, list[tuple[LanguageTag, int]]] = {}
    for (target, language), count in sorted(counts.items()):
        by_target.setdefault(target, []).append((language, count))
    return [Edge(source, target, tuple(languages)) for target, languages in by_target.items()]


def _term(group: Group, articles: list[Article]) -> Term:
    """Make a term of a group, without labels yet."""
    return Term(
        id=group.id,
        slug=group.slug,
        labels=(),
        definitions=tuple(Definition(LanguageTag(one.language), one.description) for one in articles if one.description),
        articles=tuple(TermArticle(LanguageTag(one.language), one.path, one.title, one.keywords) for one in articles),
    )
