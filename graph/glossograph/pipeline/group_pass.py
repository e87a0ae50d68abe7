"""The pass over the term groups: links resolved and repaired, and what they add up to, group by group.

Chunks of groups can be gathered in any processes; joined in order, they give the same as one pass.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, cast

import msgspec

from glossograph.config import Config, EvidenceLevel
from glossograph.labels.anchor_counts import AnchorCountsChunk
from glossograph.links.anchor_usage import Usage
from glossograph.links.article_links import ArticleLinks
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.links.link_alignment import Resolved
from glossograph.links.repair import repair
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.model.base import Struct
from glossograph.model.decision import LinkConflict, Vote, decided_conflict
from glossograph.model.edge import Edge, Repair
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.link import Link, Links
from glossograph.model.problem import Problem
from glossograph.model.sampling import Sample, draw
from glossograph.model.term import Definition, Term, TermArticle
from glossograph.store.article_store import ArticleStore
from glossograph.store.evidence_file import packed_evidence
from glossograph.terms.identity import TermGroup
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag


class GroupResults(Struct, frozen=True):
    """What groups gave, sorted as they came: terms without labels, edges, cases, repairs, problems.

    `ruled` names the author's decisions that found their link.
    """

    terms: tuple[Term, ...]
    edges: tuple[Edge, ...]
    conflicts: tuple[LinkConflict, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
    ruled: tuple[tuple[str, str, str], ...]


class ChunkResult(NamedTuple):
    """Results of a chunk of groups: `packed` for a `ResultDecoder`, packed evidence by source term, and anchor counts."""

    packed: bytes
    evidence: list[tuple[TermId, bytes]]
    said: AnchorCountsChunk


class _AppliedDecisions(NamedTuple):
    """What the author decided of a group's links: which decisions found their link, and what came of them."""

    names: list[tuple[str, str, str]]
    repairs: list[Repair]
    conflicts: list[LinkConflict]


class GroupPass:
    """Gathers a chunk of groups: called in a forked process, it opens the store there once more."""

    def __init__(
        self, store: ArticleStore, resolver: Resolver, config: Config, rulings: AuthorDecisions, *, usage: Usage, sample: Sample
    ) -> None:
        """Take what all groups have in common; the sentences of a `sample` of the articles are looked at."""
        self._store = store
        self._resolver = resolver
        self._config = config
        self._rulings = rulings
        self._usage = usage
        self._sample = sample

    def __call__(self, groups: Sequence[TermGroup]) -> ChunkResult:
        """Gather some groups."""
        stored = self._store.articles(member.path for group in groups for member in group.members)
        said = AnchorCountsChunk()
        evidence: list[tuple[TermId, bytes]] = []
        parts = [self._take(group, list(islice(stored, len(group.members))), evidence, said) for group in groups]
        said.renamed_keys |= self._resolver.met
        return ChunkResult(msgspec.msgpack.encode(join_results(parts)), evidence, said)

    def _take(
        self, group: TermGroup, articles: list[Article], evidence: list[tuple[TermId, bytes]], said: AnchorCountsChunk
    ) -> GroupResults:
        """Resolve and repair the links of a group, count what they say, and keep the evidence."""
        ruled = _AppliedDecisions([], [], [])
        readings = [self._read(group, article, ruled) for article in articles]
        versions = [reading.version() for reading in readings]
        outcome = repair(versions, self._resolver, self._config.repair, self._usage, group.id)
        readings = [reading.voted(version) for reading, version in zip(readings, outcome.versions, strict=True)]
        kept = [self._within(group.id, reading) for reading in readings]
        for reading in kept:
            said.add_article(reading, self._resolver)
        for case in ruled.conflicts:
            if not self._resolver.has_article(case.target):
                said.add_spelling(case.target, case.repaired, self._resolver)
        evidence += self._evidence(group.id, kept)
        if self._sample.holds(draw(group.slug, "")):
            for reading in kept:
                for sentence, anchor in zip(reading.links.sentences, reading.links.anchors, strict=False):
                    said.language_counts.add_sentence(reading.language, sentence, anchor)
        return GroupResults(
            terms=(_term(group, articles),),
            edges=tuple(_edges(group.id, kept)),
            conflicts=tuple(self._told(case) for case in (*ruled.conflicts, *outcome.conflicts)),
            repairs=(*ruled.repairs, *outcome.repairs),
            problems=outcome.problems,
            ruled=tuple(ruled.names),
        )

    def _read(self, group: TermGroup, article: Article, ruled: _AppliedDecisions) -> ArticleLinks:
        """Find the terms that an article's links lead to."""
        links = article.links.joined()
        if self._rulings:
            return self._ruled(group, article, links, ruled)
        targets = self._resolver.targets(links, article.language)
        if None not in targets:
            return ArticleLinks(article, links, cast("list[TermId]", targets))
        return ArticleLinks(article, links.where(targets), [target for target in targets if target])

    def _ruled(self, group: TermGroup, article: Article, links: Links, ruled: _AppliedDecisions) -> ArticleLinks:
        """Find the terms that an article's links lead to, by the author's decision where there is one."""
        found: list[Resolved] = []
        for link in links:
            ruling = self._rulings.of(article.language, group.id, link)
            if ruling:
                ruled.names.append(ruling.name)
            followed = ruling.instead if ruling and ruling.instead else link
            target = self._resolver.target(followed, article.language)
            if target:
                found.append(Resolved(link, target, followed is not link, ruling is not None))
            if followed is not link:
                ruled.repairs.append(Repair(article.path, link.line, link.destination, followed.destination, ()))
            if target and followed is not link:
                here = Vote(LanguageTag(article.language), article.path, link)
                ruled.conflicts.append(decided_conflict(group.id, here, target, followed.destination))
        led, settled = (
            frozenset(place for place, one in enumerate(found) if getattr(one, name)) for name in ("repaired", "decided")
        )
        return ArticleLinks(article, Links.of(one.link for one in found), [one.target for one in found], led, settled)

    def _within(self, term: TermId, reading: ArticleLinks) -> ArticleLinks:
        """Leave out the links that make no edge: to the term itself, and to placeholders where these are not wanted."""
        if term not in reading.targets and (self._config.placeholders or self._resolver.all_have_articles(reading.targets)):
            return reading
        wanted = self._resolver.has_article
        return reading.where([one != term and (self._config.placeholders or wanted(one)) for one in reading.targets])

    def _evidence(self, term: TermId, readings: Sequence[ArticleLinks]) -> tuple[tuple[TermId, bytes], ...]:
        """Pack the evidence of a group, as much of it as is wanted."""
        if self._config.evidence is EvidenceLevel.NONE:
            return ()
        told = self._config.evidence is EvidenceLevel.SENTENCES
        evidence = tuple(
            ArticleEvidence(
                term,
                reading.language,
                reading.article.path,
                reading.links if told else msgspec.structs.replace(reading.links, sentences=()),
                tuple(reading.targets),
                tuple(sorted(reading.led)),
            )
            for reading in readings
            if reading.targets
        )
        return ((term, packed_evidence(evidence)),) if evidence else ()

    def _slim(self, link: Link) -> Link:
        """Take off a sentence that is not wanted: it is there where an earlier build wanted it, or for the sample."""
        if not link.sentence or self._config.evidence is EvidenceLevel.SENTENCES:
            return link
        return msgspec.structs.replace(link, sentence="")

    def _told(self, case: LinkConflict) -> LinkConflict:
        """Take the sentences off a case where they are not wanted."""
        ballots = (case.outvoted, *case.votes)
        outvoted, *others = (msgspec.structs.replace(ballot, link=self._slim(ballot.link)) for ballot in ballots)
        return msgspec.structs.replace(case, outvoted=outvoted, votes=tuple(others))


def join_results(parts: Sequence[GroupResults]) -> GroupResults:
    """Join what chunks gave, in their order."""
    fields = GroupResults.__struct_fields__
    return GroupResults(*(tuple(item for part in parts for item in getattr(part, field)) for field in fields))


class ResultDecoder:
    """Unpacks what a `GroupPass` gave, so that equal values are one: an edge's counts and the names of languages are few."""

    def __init__(self) -> None:
        """Begin with nothing unpacked."""
        self._decode = msgspec.msgpack.Decoder(GroupResults).decode
        self._counts: dict[tuple[LanguageTag, int], tuple[LanguageTag, int]] = {}
        self._languages: dict[LanguageTag, LanguageTag] = {}

    def __call__(self, data: bytes) -> GroupResults:
        """Unpack one part."""
        part = self._decode(data)
        count, language = self._counts.setdefault, self._languages.setdefault
        edges = (Edge(one.source, one.target, tuple([count(number, number) for number in one.counts])) for one in part.edges)
        terms = (
            msgspec.structs.replace(
                term,
                definitions=tuple([Definition(language(one.language, one.language), one.text) for one in term.definitions]),
                articles=tuple(
                    [
                        TermArticle(language(one.language, one.language), one.path, one.title, one.keywords)
                        for one in term.articles
                    ]
                ),
            )
            for term in part.terms
        )
        return msgspec.structs.replace(part, edges=tuple(edges), terms=tuple(terms))


def _edges(source: TermId, readings: Sequence[ArticleLinks]) -> Iterator[Edge]:
    """Count the links from a term to each other, by language; there is at most one article a language."""
    by_target: dict[TermId, list[tuple[LanguageTag, int]]] = {}
    for reading in readings:
        for target, count in Counter(reading.targets).items():
            by_target.setdefault(target, []).append((reading.language, count))
    return (Edge(source, target, tuple(sorted(by_target[target]))) for target in sorted(by_target))


def _term(group: TermGroup, articles: list[Article]) -> Term:
    """Make a term of a group, without labels yet."""
    return Term(
        id=group.id,
        slug=group.slug,
        labels=(),
        definitions=tuple(Definition(LanguageTag(one.language), one.description) for one in articles if one.description),
        articles=tuple(TermArticle(LanguageTag(one.language), one.path, one.title, one.keywords) for one in articles),
    )
