"""The pass over the term groups: links resolved and repaired, and what they add up to, group by group.

Chunks of groups can be gathered in any processes; joined in order, they give the same as one pass.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress, islice, repeat
from typing import NamedTuple, cast

import msgspec

from glossograph.building.identity import Group
from glossograph.building.labels.habits import Tally
from glossograph.building.repair.repairing import Resolved, ResolvedLinks, Usage, Version, repair
from glossograph.building.resolve import Resolver
from glossograph.building.rulings import Rulings
from glossograph.cases import Case
from glossograph.config import Config, EvidenceLevel
from glossograph.languages import LanguageTag
from glossograph.model import Article, Definition, Edge, Evidence, Link, Links, Problem, Repair, Struct, Term, TermArticle
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


class _Reading(NamedTuple):
    """An article with its links that lead to terms, cut anchors joined, and the terms.

    `led` are the places of the links that a repair or the author leads elsewhere than they are written, `decided` those of
    links that the author decided on.
    """

    article: Article
    links: Links
    targets: Sequence[TermId]
    led: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()

    @property
    def language(self) -> LanguageTag:
        return LanguageTag(self.article.language)

    def where(self, wanted: Sequence[bool]) -> "_Reading":
        """Keep the links at whose places `wanted` is true."""
        if all(wanted):
            return self
        places = {old: new for new, old in enumerate(compress(range(len(wanted)), wanted))}
        led, decided = (frozenset(places[old] for old in marked if old in places) for marked in (self.led, self.decided))
        return _Reading(self.article, self.links.where(wanted), tuple(compress(self.targets, wanted)), led, decided)

    def version(self) -> Version:
        """Give the version that is voted on."""
        return Version(self.article.language, self.article.path, ResolvedLinks(self.links, self.targets, self.led, self.decided))

    def voted(self, version: Version) -> "_Reading":
        """Lead the links as they were voted to."""
        if isinstance(version.links, ResolvedLinks):
            return self  # nothing was repaired
        led = frozenset(place for place, resolved in enumerate(version.links) if resolved.repaired)
        return self._replace(targets=[resolved.target for resolved in version.links], led=led)


class Part:
    """What the links of some groups say of their targets, flat, as it is fastest to count."""

    def __init__(self) -> None:
        """Begin with no links."""
        self.texts: Counter[tuple[TermId, LanguageTag, str]] = Counter()
        self.slugs: dict[TermId, Counter[Slug]] = {}
        self.first: dict[TermId, tuple[str, int]] = {}
        self.tally = Tally()

    def add(self, reading: _Reading, resolver: Resolver) -> None:
        """Count the links of an article."""
        links, targets = reading.links, reading.targets
        self.texts.update(zip(targets, repeat(reading.language), links.anchors))
        if resolver.all_have_articles(targets):
            return
        for place, target in enumerate(targets):
            if resolver.has_article(target):
                continue
            where = (reading.article.path, links.lines[place])
            if where < self.first.setdefault(target, where):
                self.first[target] = where
            if place not in reading.led:
                self.slugs.setdefault(target, Counter())[resolver.spelling(links.destinations[place])] += 1


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
        readings = [self._read(group, article, ruled, decided) for article in articles]
        versions = [reading.version() for reading in readings]
        outcome = repair(versions, self._resolver, self._config.repair, self._usage, group.id)
        readings = [reading.voted(version) for reading, version in zip(readings, outcome.versions, strict=True)]
        kept = [self._within(group.id, reading) for reading in readings]
        for reading in kept:
            said.add(reading, self._resolver)
        if self._sample.holds(draw(group.slug, "")):
            for reading in kept:
                for sentence, anchor in zip(reading.links.sentences, reading.links.anchors, strict=False):
                    said.tally.read(reading.language, sentence, anchor)
        return Gathered(
            terms=(_term(group, articles),),
            edges=tuple(_edges(group.id, kept)),
            cases=tuple(self._told(case) for case in outcome.cases),
            repairs=(*decided, *outcome.repairs),
            problems=outcome.problems,
            evidence=self._evidence(group.id, kept),
            ruled=tuple(ruled),
        )

    def _read(self, group: Group, article: Article, ruled: list[tuple[str, str, str]], decided: list[Repair]) -> _Reading:
        """Find the terms that an article's links lead to."""
        links = article.links.joined()
        if self._rulings:
            return self._ruled(group, article, links, ruled, decided)
        targets = self._resolver.targets(links, article.language)
        if None not in targets:
            return _Reading(article, links, cast("list[TermId]", targets))
        return _Reading(article, links.where(targets), [target for target in targets if target])

    def _ruled(
        self, group: Group, article: Article, links: Links, ruled: list[tuple[str, str, str]], decided: list[Repair]
    ) -> _Reading:
        """Find the terms that an article's links lead to, by the author's decision where there is one."""
        found: list[Resolved] = []
        for link in links:
            ruling = self._rulings.of(article.language, group.id, link)
            if ruling:
                ruled.append(ruling.name)
            followed = ruling.instead if ruling and ruling.instead else link
            if target := self._resolver.target(followed, article.language):
                found.append(Resolved(link, target, followed is not link, ruling is not None))
            if followed is not link:
                decided.append(Repair(article.path, link.line, link.destination, followed.destination, ()))
        led, settled = (
            frozenset(place for place, one in enumerate(found) if getattr(one, name)) for name in ("repaired", "decided")
        )
        return _Reading(article, Links.of(one.link for one in found), [one.target for one in found], led, settled)

    def _within(self, term: TermId, reading: _Reading) -> _Reading:
        """Leave out the links that make no edge: to the term itself, and to stubs where these are not wanted."""
        if term not in reading.targets and (self._config.stubs or self._resolver.all_have_articles(reading.targets)):
            return reading
        wanted = self._resolver.has_article
        return reading.where([one != term and (self._config.stubs or wanted(one)) for one in reading.targets])

    def _evidence(self, term: TermId, readings: Sequence[_Reading]) -> tuple[tuple[TermId, bytes], ...]:
        """Pack the evidence of a group, as much of it as is wanted."""
        if self._config.evidence is EvidenceLevel.NONE:
            return ()
        evidence = tuple(
            Evidence(term, reading.language, target, reading.article.path, self._slim(link), place in reading.led)
            for reading in readings
            for place, (link, target) in enumerate(zip(reading.links, reading.targets, strict=True))
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


def joined(parts: Sequence[Gathered]) -> Gathered:
    """Join what chunks gave, in their order."""
    fields = Gathered.__struct_fields__
    return Gathered(*(tuple(item for part in parts for item in getattr(part, field)) for field in fields))


class Unpacker:
    """Unpacks what a `Gatherer` gave; equal counts of an edge become one value, since millions of them are a few thousand."""

    def __init__(self) -> None:
        """Begin with nothing unpacked."""
        self._decode = msgspec.msgpack.Decoder(Gathered).decode
        self._counts: dict[tuple[LanguageTag, int], tuple[LanguageTag, int]] = {}

    def __call__(self, data: bytes) -> Gathered:
        """Unpack one part."""
        part = self._decode(data)
        same = self._counts.setdefault
        edges = (Edge(edge.source, edge.target, tuple([same(one, one) for one in edge.counts])) for edge in part.edges)
        return msgspec.structs.replace(part, edges=tuple(edges))


def _edges(source: TermId, readings: Sequence[_Reading]) -> Iterator[Edge]:
    """Count the links from a term to each other, by language; there is at most one article a language."""
    by_target: dict[TermId, list[tuple[LanguageTag, int]]] = {}
    for reading in readings:
        for target, count in Counter(reading.targets).items():
            by_target.setdefault(target, []).append((reading.language, count))
    return (Edge(source, target, tuple(sorted(by_target[target]))) for target in sorted(by_target))


def _term(group: Group, articles: list[Article]) -> Term:
    """Make a term of a group, without labels yet."""
    return Term(
        id=group.id,
        slug=group.slug,
        labels=(),
        definitions=tuple(Definition(LanguageTag(one.language), one.description) for one in articles if one.description),
        articles=tuple(TermArticle(LanguageTag(one.language), one.path, one.title, one.keywords) for one in articles),
    )
