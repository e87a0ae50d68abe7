"""What a batch of voted links gives to each term: its articles, edges, evidence, and the anchors of the links to it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from glossograph.distributed.reading import problem_row
from glossograph.distributed.resolving import LinkSettings, ResolvedBatch
from glossograph.distributed.row_steps import encode, pack, text_key, unpack
from glossograph.distributed.voting import NO_VOTES, VotedBatch, VoteSettings, vote_on_batch
from glossograph.engine.rows import Row, Shared
from glossograph.labels.language_statistics import LanguageCounts
from glossograph.links.address_slices import AddressSlice, SliceResolver
from glossograph.model.article import Article
from glossograph.model.edge import Edge
from glossograph.model.graph import Relation
from glossograph.pipeline.group_pass import GroupPass, count_sentences
from glossograph.pipeline.link_sums import count_edges, count_spellings, first_links, links_behind_edges
from glossograph.text.keys import Key, Slug, TermId

if TYPE_CHECKING:
    from glossograph.config import Config
    from glossograph.pipeline.resolved_links import Members, ResolvedLinks

TERM, ANCHORS, SPELLINGS = b"t", b"a", b"d"
OUTGOING, INCOMING, EVIDENCE, LANGUAGE, REPORT = b"o", b"i", b"e", b"l", b"r"
REPAIR, CONFLICT = b"R", b"C"
_MARKS = 4


class TermHead(NamedTuple):
    """A term that has articles: its slug, its articles without links, and the title of each."""

    slug: Slug
    articles: list[Article]
    titles: dict[str, str]


AnchorRow = tuple[str, str, int, int]
"""A language, an anchor, its mark, and how often the language links to a term with it; a plain tuple is packed fastest."""

LinkingTerm = tuple[TermId, Slug]
"""A term and its slug."""

decode_head = msgspec.msgpack.Decoder(TermHead).decode
decode_anchors = msgspec.msgpack.Decoder(list[AnchorRow]).decode
decode_edges = msgspec.msgpack.Decoder(list[Edge]).decode
decode_terms = msgspec.msgpack.Decoder(list[LinkingTerm]).decode


class Spellings(NamedTuple):
    """How links spell the slug of a term without an article, and the first of them as path and line, if there is one."""

    counts: Counter[Slug]
    first: tuple[str, int] | None


class BatchReport(NamedTuple):
    """What a batch reports that stays small however many articles there are.

    Attributes:
        rule_counts: All links by rule.
        decisions: The names of the links that the author decided on.
        met: Names that the author decided to be another term's, and that links use.
        renamed: All such names.
        names: The names of terms that the author decided on and that a term has.
        relations: The relations that articles declare.
    """

    rule_counts: Counter[str]
    decisions: set[tuple[str, str, str]]
    met: frozenset[Key]
    renamed: frozenset[Key]
    names: frozenset[Key]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class SumUpLinks:
    """Counts the links of resolved batches on which nobody votes."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        settings: LinkSettings = self.settings.get()
        for key, _, value in rows:
            yield from _Sums(key, VotedBatch(unpack(value), NO_VOTES), settings).rows()


@dataclass(frozen=True)
class VoteAndSumUp:
    """Lets the translations of a batch vote on its links, and counts them."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Vote and count."""
        settings: VoteSettings = self.settings.get()
        key, voted = vote_on_batch(rows, settings)
        yield from _Sums(key, voted, settings.links).rows()


class _Sums:
    """The sums of one batch."""

    def __init__(self, key: bytes, voted: VotedBatch, settings: LinkSettings) -> None:
        self._key = key
        self._voted = voted
        self._resolved: ResolvedBatch = voted.resolved
        self._settings = settings
        self._config: Config = settings.config
        self._members: Members = self._resolved.members
        self._links = links_behind_edges(self._resolved.links, self._members, placeholders=self._config.placeholders)

    def rows(self) -> Iterator[Row]:
        batch, members = self._resolved.batch, self._members
        articles = iter(members.articles)
        for group in members.groups:
            own = [next(articles) for _ in group.members]
            head = TermHead(group.slug, own, {article.path: batch.titles[article.path] for article in own})
            yield text_key(group.id), TERM, encode(head)
        group_pass = GroupPass(self._links, members, batch.sentences_of, self._config.evidence, self._settings.sample)
        texts = group_pass(range(len(members.groups)))
        for group, of_group in zip(members.groups, texts, strict=True):
            if of_group.evidence:
                yield text_key(group.id), EVIDENCE, of_group.evidence
        yield from _language_rows(count_sentences(texts))
        yield from self._anchor_rows(np.frombuffer(b"".join(of_group.marks for of_group in texts), np.uint8))
        yield from self._spelling_rows()
        yield from self._edge_rows()
        yield from self._report_rows()
        yield self._key, REPORT, pack(self._report())

    def _anchor_rows(self, marks: npt.NDArray[np.uint8]) -> Iterator[Row]:
        """Count the anchors of the links to each term."""
        links, members = self._links, self._members
        table = links.table
        languages = members.anchor_languages[table.articles]
        stride = len(table.texts)
        names = ((links.targets * len(members.languages) + languages) * stride + table.anchors) * _MARKS + marks
        keys, counts = np.unique(names, return_counts=True)
        by_target: dict[int, list[AnchorRow]] = defaultdict(list)
        for name, count in zip(keys.tolist(), counts.tolist(), strict=True):
            rest, mark = divmod(name, _MARKS)
            rest, anchor = divmod(rest, stride)
            target, language = divmod(rest, len(members.languages))
            by_target[target].append((members.languages[language], table.texts[anchor], mark, count))
        for target, anchors in by_target.items():
            yield text_key(links.terms[target]), ANCHORS, encode(anchors)

    def _spelling_rows(self) -> Iterator[Row]:
        """Count how the links to terms without an article spell them."""
        links, decided = self._links, self._resolved.applied.conflicts
        knowledge = self._settings.knowledge
        dangling: ResolvedLinks = links.where(~links.has_article[links.targets])
        resolver = SliceResolver(AddressSlice(knowledge, {}, {}), knowledge, self._resolved.with_article)
        spellings = count_spellings(dangling, resolver, decided)
        firsts = first_links(dangling)
        for target in sorted({*spellings, *firsts}):
            yield text_key(target), SPELLINGS, pack(Spellings(spellings.get(target, Counter()), firsts.get(target)))

    def _edge_rows(self) -> Iterator[Row]:
        """Give the edges to their sources, which a batch has whole, and the name of each source to the target."""
        slugs = {group.id: group.slug for group in self._members.groups}
        outgoing: dict[TermId, list[Edge]] = defaultdict(list)
        incoming: dict[TermId, list[LinkingTerm]] = defaultdict(list)
        for edge in count_edges(self._links, self._members):
            outgoing[edge.source].append(edge)
            incoming[edge.target].append((edge.source, slugs[edge.source]))
        yield from ((text_key(source), OUTGOING, encode(edges)) for source, edges in outgoing.items())
        yield from ((text_key(target), INCOMING, encode(sources)) for target, sources in incoming.items())

    def _report(self) -> BatchReport:
        resolved, batch = self._resolved, self._resolved.batch
        applied = resolved.applied.names
        return BatchReport(resolved.rule_counts, applied, resolved.met, batch.renamed, batch.known_names, resolved.relations)

    def _report_rows(self) -> Iterator[Row]:
        """Give what the author should look at."""
        resolved, votes, batch = self._resolved, self._voted.votes, self._resolved.batch
        yield from map(problem_row, (*batch.problems, *votes.problems))
        for repair in (*resolved.applied.repairs, *votes.repairs):
            yield text_key(repair.path), REPAIR, encode(repair)
        for conflict in (*resolved.applied.conflicts, *votes.conflicts):
            yield text_key(conflict.outvoted.path), CONFLICT, encode(conflict)


def _language_rows(counts: LanguageCounts) -> Iterator[Row]:
    return ((LANGUAGE + text_key(language), LANGUAGE, pack(part)) for language, part in counts.by_language())
