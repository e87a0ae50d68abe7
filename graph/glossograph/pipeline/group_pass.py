"""The pass over the term groups: links resolved and repaired, and their sums, group by group.

Any process can take any chunk of groups; the results joined in order are those of a single pass.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec

from glossograph.config import Config, EvidenceLevel
from glossograph.labels.anchor_counts import AnchorCountsChunk
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.article_links import ArticleLinks, swap_pipes
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.links.repair import repair_links
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.model.base import Struct
from glossograph.model.decision import LinkConflict, Vote, decided_conflict
from glossograph.model.edge import Edge, Repair
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.link import Link, Links
from glossograph.model.problem import Problem
from glossograph.model.resolution_rule import Resolution, ResolutionRule
from glossograph.model.sampling import Sample, draw
from glossograph.model.term import Definition, Term, TermArticle
from glossograph.store.article_store import ArticleStore
from glossograph.store.evidence_file import packed_evidence
from glossograph.terms.identity import TermGroup
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag


class GroupResults(Struct, frozen=True):
    """Results of some groups, in their order.

    Attributes:
        terms: Terms with articles, without their labels.
        edges: Edges that leave these terms.
        conflicts: Links that the translations outvote, or that the author decided on.
        repairs: Links that were given another target.
        problems: What the author should look at.
        applied_decisions: Article, destination and anchor of the links that a decision of the author names.
    """

    terms: tuple[Term, ...]
    edges: tuple[Edge, ...]
    conflicts: tuple[LinkConflict, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
    applied_decisions: tuple[tuple[str, str, str], ...]


class ChunkResult(NamedTuple):
    """Results of a chunk of groups: packed `GroupResults`, packed evidence by source term, anchor counts, and links by rule."""

    packed: bytes
    evidence: list[tuple[TermId, bytes]]
    anchor_counts: AnchorCountsChunk
    rule_counts: Counter[str]


class _AppliedDecisions(NamedTuple):
    """What the author's decisions did to a group's links."""

    names: list[tuple[str, str, str]]
    repairs: list[Repair]
    conflicts: list[LinkConflict]


class GroupPass:
    """Takes chunks of groups through resolution, decisions and repair; in a forked process it opens the store once more."""

    def __init__(
        self,
        store: ArticleStore,
        resolver: Resolver,
        config: Config,
        decisions: AuthorDecisions,
        *,
        usage: AnchorUsage,
        sample: Sample,
    ) -> None:
        """Take what all groups share; the sentences of the `sample` feed the statistics of their languages."""
        self._store = store
        self._resolver = resolver
        self._config = config
        self._decisions = decisions
        self._usage = usage
        self._sample = sample

    def __call__(self, groups: Sequence[TermGroup]) -> ChunkResult:
        """Take some groups."""
        stored = self._store.articles(member.path for group in groups for member in group.members)
        result = ChunkResult(b"", [], AnchorCountsChunk(), Counter())
        parts = [self._take(group, list(islice(stored, len(group.members))), result) for group in groups]
        result.anchor_counts.renamed_keys |= self._resolver.met
        return result._replace(packed=msgspec.msgpack.encode(join_results(parts)))

    def _take(self, group: TermGroup, articles: list[Article], result: ChunkResult) -> GroupResults:
        """Resolve and repair the links of a group, count them, and keep the evidence."""
        applied = _AppliedDecisions([], [], [])
        resolved = [self._resolve(group, article, applied, result.rule_counts) for article in articles]
        voting = [position for position, links in enumerate(resolved) if not links.article.text_language]
        outcome = repair_links(
            [resolved[position].version() for position in voting], self._resolver, self._config.repair, self._usage, group.id
        )
        for position, version in zip(voting, outcome.versions, strict=True):
            resolved[position] = resolved[position].with_repairs(version)
        kept = [self._edges_only(group.id, links) for links in resolved]
        counts = result.anchor_counts
        for links in kept:
            counts.add_article(links, self._resolver)
        for conflict in applied.conflicts:
            if not self._resolver.has_article(conflict.target):
                counts.add_spelling(conflict.target, conflict.repaired, self._resolver)
        result.evidence.extend(self._evidence(group.id, kept))
        if self._sample.holds(draw(group.slug, "")):
            for links in kept:
                for sentence, anchor in zip(links.links.sentences, links.links.anchors, strict=False):
                    counts.language_counts.add_sentence(links.anchor_language, sentence, anchor)
        return GroupResults(
            terms=(_term(group, articles),),
            edges=tuple(_edges(group.id, kept)),
            conflicts=tuple(self._without_sentences(conflict) for conflict in (*applied.conflicts, *outcome.conflicts)),
            repairs=(*applied.repairs, *outcome.repairs),
            problems=outcome.problems,
            applied_decisions=tuple(applied.names),
        )

    def _resolve(self, group: TermGroup, article: Article, applied: _AppliedDecisions, counts: Counter[str]) -> ArticleLinks:
        """Resolve the links of an article, by the author's decision where there is one."""
        links = (swap_pipes(article.links) if self._resolver.swap_pipes else article.links).joined()
        resolutions = self._resolver.resolve_links(links, article)
        redirected: list[int] = []
        decided: list[int] = []
        if self._decisions:
            for position, link in enumerate(links):
                resolution = self._decide(group, article, link, applied)
                if resolution is not None:
                    decided.append(position)
                    if resolution.rule is ResolutionRule.DECISION:
                        resolutions[position] = resolution
                        redirected.append(position)
        rules = "".join([resolution.rule.code for resolution in resolutions])
        counts.update(rules)
        targets = [resolution.term or TermId("") for resolution in resolutions]
        every = ArticleLinks(article, links, targets, rules, frozenset(redirected), frozenset(decided))
        return every.where([resolution.term is not None for resolution in resolutions])

    def _decide(self, group: TermGroup, article: Article, link: Link, applied: _AppliedDecisions) -> Resolution | None:
        """Apply the author's decision on a link; nothing where there is none."""
        decision = self._decisions.of(article.language, group.id, link)
        if decision is None:
            return None
        applied.names.append(decision.name)
        if decision.instead is None:
            return Resolution(None, ResolutionRule.PLACEHOLDER)
        resolution = self._resolver.resolve(decision.instead, article)
        applied.repairs.append(Repair(article.path, link.line, link.destination, decision.instead.destination, ()))
        if resolution.term:
            outvoted = Vote(LanguageTag(article.language), article.path, link)
            applied.conflicts.append(decided_conflict(group.id, outvoted, resolution.term, decision.instead.destination))
        return Resolution(resolution.term, ResolutionRule.DECISION)

    def _edges_only(self, term: TermId, links: ArticleLinks) -> ArticleLinks:
        """Leave out the links that make no edge: to the term itself, and to placeholders where these are not wanted."""
        if term not in links.targets and (self._config.placeholders or self._resolver.all_have_articles(links.targets)):
            return links
        has_article = self._resolver.has_article
        return links.where([target != term and (self._config.placeholders or has_article(target)) for target in links.targets])

    def _evidence(self, term: TermId, articles: Sequence[ArticleLinks]) -> tuple[tuple[TermId, bytes], ...]:
        """Pack the evidence of a group, as much of it as the settings ask for."""
        if self._config.evidence is EvidenceLevel.NONE:
            return ()
        with_sentences = self._config.evidence is EvidenceLevel.SENTENCES
        evidence = tuple(
            ArticleEvidence(
                term,
                article.language,
                article.article.path,
                article.links if with_sentences else _without_sentences(article.links),
                tuple(article.targets),
                tuple(sorted(article.redirected)),
                article.rules,
            )
            for article in articles
            if article.targets
        )
        return ((term, packed_evidence(evidence)),) if evidence else ()

    def _without_sentences(self, conflict: LinkConflict) -> LinkConflict:
        """Take the sentences off a conflict where the settings do not ask for them: an earlier build or the sample had them."""
        if self._config.evidence is EvidenceLevel.SENTENCES:
            return conflict
        outvoted, *votes = (
            msgspec.structs.replace(vote, link=msgspec.structs.replace(vote.link, sentence=""))
            for vote in (conflict.outvoted, *conflict.votes)
        )
        return msgspec.structs.replace(conflict, outvoted=outvoted, votes=tuple(votes))


def _without_sentences(links: Links) -> Links:
    return msgspec.structs.replace(links, sentences=())


def join_results(parts: Sequence[GroupResults]) -> GroupResults:
    """Join the results of several chunks, in their order."""
    fields = GroupResults.__struct_fields__
    return GroupResults(*(tuple(item for part in parts for item in getattr(part, field)) for field in fields))


class ResultDecoder:
    """Decodes packed `GroupResults`; equal counts and language tags, of which there are few, become one object each."""

    def __init__(self) -> None:
        """Start with nothing decoded."""
        self._decode = msgspec.msgpack.Decoder(GroupResults).decode
        self._counts: dict[tuple[LanguageTag, int], tuple[LanguageTag, int]] = {}
        self._languages: dict[LanguageTag, LanguageTag] = {}

    def __call__(self, data: bytes) -> GroupResults:
        """Decode the results of one chunk."""
        part = self._decode(data)
        count, language = self._counts.setdefault, self._languages.setdefault
        edges = (Edge(edge.source, edge.target, tuple([count(pair, pair) for pair in edge.counts])) for edge in part.edges)
        terms = (
            msgspec.structs.replace(
                term,
                definitions=tuple(
                    [
                        Definition(language(definition.language, definition.language), definition.text)
                        for definition in term.definitions
                    ]
                ),
                articles=tuple(
                    [
                        msgspec.structs.replace(article, language=language(article.language, article.language))
                        for article in term.articles
                    ]
                ),
            )
            for term in part.terms
        )
        return msgspec.structs.replace(part, edges=tuple(edges), terms=tuple(terms))


def _edges(source: TermId, articles: Sequence[ArticleLinks]) -> Iterator[Edge]:
    """Count the links from a term to each other, by language; there is at most one article a language."""
    by_target: dict[TermId, list[tuple[LanguageTag, int]]] = {}
    for article in articles:
        for target, count in Counter(article.targets).items():
            by_target.setdefault(target, []).append((article.language, count))
    return (Edge(source, target, tuple(sorted(by_target[target]))) for target in sorted(by_target))


def _term(group: TermGroup, articles: list[Article]) -> Term:
    """Make a term of a group, without labels and titles."""
    return Term(
        id=group.id,
        slug=group.slug,
        labels=(),
        definitions=tuple(
            Definition(LanguageTag(article.text_language or article.language), article.description)
            for article in articles
            if article.description and not article.text_language
        ),
        articles=tuple(
            TermArticle(
                LanguageTag(article.language),
                article.path,
                article.title,
                article.keywords,
                "" if article.text_language else article.lead,
            )
            for article in articles
        ),
    )
