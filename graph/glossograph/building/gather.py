"""The pass over the term groups: links resolved and repaired, and what they add up to, group by group.

Chunks of groups can be gathered in any processes; joined in order, they give the same as one pass.
"""

import zlib
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
from glossograph.model import Article, Definition, Edge, Evidence, Problem, Repair, Struct, Term, TermArticle, joined_links
from glossograph.names import Slug, TermId
from glossograph.store import ArticleStore, packed_evidence

_SENTENCES_FROM = 4000
"""Articles whose sentences tell how a language writes."""


class Anchors:
    """What all links say of their targets: a fold over the target.

    `texts` counts the anchors by target and language, `slugs` the spellings of each target's slug; `first` is the first
    place, path and line, that leads to it.
    """

    def __init__(self) -> None:
        """Begin with no links."""
        self.texts: dict[TermId, dict[LanguageTag, Counter[str]]] = {}
        self.slugs: dict[TermId, Counter[Slug]] = {}
        self.first: dict[TermId, tuple[str, int]] = {}
        self.tally = Tally()

    def add(self, evidence: Evidence, spelling: Slug, *, with_sentence: bool) -> None:
        """Count one link, and look at its sentence or not."""
        target, language, link = evidence.target, evidence.language, evidence.link
        texts = self.texts.setdefault(target, {})
        if language not in texts:
            texts[language] = Counter()
        texts[language][link.anchor] += 1
        if not evidence.repaired:
            if target not in self.slugs:
                self.slugs[target] = Counter()
            self.slugs[target][spelling] += 1
        if with_sentence:
            self.tally.read(language, link.sentence, link.anchor)
        place = (evidence.path, link.line)
        if place < self.first.setdefault(target, place):
            self.first[target] = place

    def join(self, other: "Anchors") -> None:
        """Take over what another part counted."""
        for target, texts in other.texts.items():
            mine = self.texts.setdefault(target, {})
            for language, counts in texts.items():
                if language in mine:
                    mine[language].update(counts)
                else:
                    mine[language] = counts
        for target, spellings in other.slugs.items():
            self.slugs.setdefault(target, Counter()).update(spellings)
        for target, place in other.first.items():
            self.first[target] = min(place, self.first.get(target, place))
        self.tally.join(other.tally)


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
        self, store: ArticleStore, resolver: Resolver, config: Config, rulings: Rulings, *, usage: Usage, articles: int
    ) -> None:
        """Take what all groups have in common; of many `articles`, the sentences of some groups are enough."""
        self._store = store
        self._resolver = resolver
        self._config = config
        self._rulings = rulings
        self._usage = usage
        self._step = 1 + articles // _SENTENCES_FROM

    def __call__(self, groups: Sequence[Group]) -> tuple[bytes, Anchors]:
        """Gather some groups; the first part comes packed, since it is large."""
        store = self._store.in_this_process()
        stored = store.articles(member.path for group in groups for member in group.members)
        anchors = Anchors()
        parts = [self._take(group, list(islice(stored, len(group.members))), anchors) for group in groups]
        return msgspec.msgpack.encode(joined(parts)), anchors

    def _take(self, group: Group, articles: list[Article], anchors: Anchors) -> Gathered:
        """Resolve and repair the links of a group, and count what they say."""
        ruled: list[tuple[str, str, str]] = []
        decided: list[Repair] = []
        versions = [self._resolved(group, article, ruled, decided) for article in articles]
        outcome = repair(versions, self._resolver, self._config.repair, self._usage, group.id)
        evidence = tuple(
            Evidence(group.id, LanguageTag(version.language), resolved.target, version.path, resolved.link, resolved.repaired)
            for version in outcome.versions
            for resolved in version.links
            if resolved.target != group.id and (self._config.stubs or self._resolver.has_article(resolved.target))
        )
        sampled = zlib.crc32(group.id.encode()) % self._step == 0
        for item in evidence:
            found = self._resolver.target(item.link, item.language)
            anchors.add(item, found[1] if found else Slug(""), with_sentence=sampled)
        kept = self._config.evidence is not EvidenceLevel.NONE and evidence
        return Gathered(
            terms=(_term(group, articles),),
            edges=tuple(_edges(group.id, evidence)),
            cases=outcome.cases,
            repairs=(*decided, *outcome.repairs),
            problems=outcome.problems,
            evidence=((group.id, packed_evidence(evidence)),) if kept else (),
            ruled=tuple(ruled),
        )

    def _resolved(self, group: Group, article: Article, ruled: list[tuple[str, str, str]], decided: list[Repair]) -> Version:
        """Find the terms that an article's links lead to, by the author's decision where there is one."""
        links = []
        for link in joined_links(article.links):
            ruling = self._rulings.of(article.language, group.id, link)
            followed = ruling.instead if ruling and ruling.instead else link
            if found := self._resolver.target(followed, article.language):
                links.append(Resolved(link, found[0], repaired=followed is not link, decided=ruling is not None))
            if ruling:
                ruled.append(ruling.name)
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


def _edges(source: TermId, evidence: Sequence[Evidence]) -> list[Edge]:
    counts: dict[TermId, Counter[LanguageTag]] = {}
    for item in evidence:
        if item.target not in counts:
            counts[item.target] = Counter()
        counts[item.target][item.language] += 1
    return [Edge(source, target, tuple(sorted(counts[target].items()))) for target in sorted(counts)]


def _term(group: Group, articles: list[Article]) -> Term:
    """Make a term of a group, without labels yet."""
    return Term(
        id=group.id,
        slug=group.slug,
        labels=(),
        definitions=tuple(Definition(LanguageTag(one.language), one.description) for one in articles if one.description),
        articles=tuple(TermArticle(LanguageTag(one.language), one.path, one.title, one.keywords) for one in articles),
    )
