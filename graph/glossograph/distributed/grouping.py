"""Batches of term groups: all articles of some terms, with their links as columns, as the pipeline of one machine takes them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import msgspec

from glossograph.config import Config, RepairMode
from glossograph.distributed.components import own_slug
from glossograph.distributed.reading import Facts, decode_article, is_wanted
from glossograph.distributed.row_steps import WithPackedFields, pack, rows_by_key, text_key, unpack
from glossograph.engine.rows import Row, Shared
from glossograph.links.address_slices import encode_offer, offered_addresses, offered_name, offered_titles
from glossograph.links.addresses import Addresses, Parts
from glossograph.model.article import Article
from glossograph.model.decision import Decisions, TermDecision
from glossograph.model.link_table import Flags, LinkTable
from glossograph.model.problem import Problem
from glossograph.model.sampling import Sample, draw
from glossograph.pipeline.heads import missing_title, slim, title_of, untranslated
from glossograph.pipeline.resolved_links import Members
from glossograph.store.segment import Segment, StoredArticle
from glossograph.store.segment import pack as pack_segment
from glossograph.terms.identity import TermGroup, identify
from glossograph.text.destinations import destination
from glossograph.text.keys import Key, TermId, name_key

_DECISION, _ARTICLE, _ELSEWHERE = b"0", b"1", b"2"
ADDRESSES, TITLES, _ASK = b"0a", b"0t", b"1"
"""Kinds of rows by address: two of offers, and after them the batches that ask."""

_decode_segment = msgspec.msgpack.Decoder(Segment).decode
_decode_sentences = msgspec.msgpack.Decoder(tuple[str, ...]).decode


class FurtherName(NamedTuple):
    """A further name of a term; `order` decides which of several terms has it."""

    name: str
    order: str
    term: TermId
    has_article: bool


@dataclass
class GroupBatch(WithPackedFields):
    """Some term groups.

    Attributes:
        key: A key whose bucket is the batch's own, by which answers come back to it.
        groups: The groups, sorted by id.
        articles: Their articles in the order of the groups, without links.
        elsewhere: Sampled articles in other languages than those asked for.
        titles: The title of each article, by path.
        links: The links of `articles`, and behind them those of `elsewhere`.
        problems: What the author should look at.
        names: Further names of terms.
        known_names: The names of terms that the author decided on and that terms of the batch have.
        renamed: Names without an article that the author decided to be another term's.
    """

    key: bytes
    groups: tuple[TermGroup, ...]
    articles: list[Article]
    elsewhere: list[Article]
    titles: dict[str, str]
    links: "PackedLinks"
    problems: list[Problem]
    names: list[FurtherName]
    known_names: frozenset[Key]
    renamed: frozenset[Key]

    packed_fields: ClassVar[Mapping[str, msgspec.msgpack.Decoder[Any]]] = {
        "groups": msgspec.msgpack.Decoder(tuple[TermGroup, ...]),
        "articles": msgspec.msgpack.Decoder(list[Article]),
        "elsewhere": msgspec.msgpack.Decoder(list[Article]),
        "titles": msgspec.msgpack.Decoder(dict[str, str]),
        "problems": msgspec.msgpack.Decoder(list[Problem]),
    }

    @property
    def members(self) -> Members:
        """The articles as the pipeline takes them."""
        return Members.of(self.groups, {article.path: article for article in self.articles})

    @property
    def term_of(self) -> dict[str, TermId]:
        """The term of each article, by path."""
        return {member.path: group.id for group in self.groups for member in group.members}

    def sampled(self, sample: Sample) -> Flags:
        """Give whether each article of the table is in a sample."""
        flags: Flags = self.links.table.drawn % sample.step == 0
        return flags

    def sentences_of(self, _segment: int) -> Sequence[str]:
        """Give the sentences of the only segment."""
        return self.links.sentences


class PackedLinks:
    """Links as they are packed in a segment, their columns and their sentences: each step unpacks what it reads."""

    def __init__(self, columns: bytes, sentences: bytes) -> None:
        """Take both as a segment packs them; no columns where these are no longer needed."""
        self._columns = columns
        self._sentences = sentences

    @cached_property
    def table(self) -> LinkTable:
        """The columns."""
        return _decode_segment(self._columns).table(0)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences that they refer to."""
        return _decode_sentences(self._sentences)

    def without_columns(self) -> "PackedLinks":
        """Keep the sentences."""
        return PackedLinks(b"", self._sentences)

    def __reduce__(self) -> tuple[type, tuple[bytes, bytes]]:
        """Pickle the bytes alone."""
        return PackedLinks, (self._columns, self._sentences)


@dataclass(frozen=True)
class KeyByWord:
    """Gives the articles by their words; and sampled ones of other languages, where repairs learn from them."""

    config: Config
    slugs: Shared
    sample: Sample

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Give each article its key."""
        slugs = self.slugs.get()
        for path, _, value in rows:
            article = decode_article(value)
            if is_wanted(article, self.config):
                yield text_key(name_key(own_slug(article, slugs))), _ARTICLE + path, value
            elif (
                article.language
                and self.config.repair is not RepairMode.OFF
                and self.sample.holds(draw(article.slug, article.path))
            ):
                yield b"\0" + path, _ELSEWHERE + path, value


def key_by_component(rows: Iterator[Row]) -> Iterable[Row]:
    """Give the articles, and the decisions on terms, by the components of their words."""
    for word, group in rows_by_key(rows):
        component = word
        for _, order, value in group:
            if order:
                yield component, order, value
            else:
                component = value


def rows_of_decisions(decisions: Decisions) -> list[Row]:
    """Give a row for each decision that joins two terms, by a word of it."""
    return [(text_key(name_key(pair.one)), _DECISION, pack(pair)) for pair in decisions.joining()]


@dataclass(frozen=True)
class MakeBatches:
    """Makes a batch of all articles of a bucket, which holds whole components."""

    facts: Facts
    common_headings: Shared
    decisions: Decisions
    slugs: Shared
    knows_convention: bool

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Make one batch."""
        key, pairs = b"", list[TermDecision]()
        read: dict[str, Article] = {}
        elsewhere: list[Article] = []
        for row_key, order, value in rows:
            key = key or row_key
            if order == _DECISION:
                pairs.append(unpack(value))
                continue
            article = decode_article(value)
            if order[:1] == _ARTICLE:
                read[article.path] = article
            else:
                elsewhere.append(article)
        different = (pair for pair in self.decisions.terms if pair.decision == "differentFrom")
        decisions = Decisions(self.decisions.path, (), (*pairs, *different))
        found = identify(read.values(), self.slugs.get(), decisions, self.facts.languages)
        common = self.common_headings.get()
        titles = {path: title_of(one, is_rare=(one.language, one.heading) not in common) for path, one in read.items()}
        problems = list(found.problems)
        if not self.knows_convention:
            problems += (missing_title(article, titles[article.path]) for article in read.values() if not article.title)
        problems += (untranslated(article) for article in read.values() if article.text_language)
        ordered = [read[member.path] for group in found.groups for member in group.members]
        elsewhere.sort(key=lambda article: article.path)
        links = links_of([*ordered, *elsewhere])
        term_of = {member.path: group.id for group in found.groups for member in group.members}
        ids = {group.id for group in found.groups}
        names = [
            FurtherName(name_key(parts.name), f"1{alias}\0{article.path}", term_of[article.path], has_article=True)
            for article in ordered
            for alias in article.aliases
            if (parts := destination(alias))
        ]
        keys = found.term_index.keys
        names += (FurtherName(name, "0", keys[name], keys[name] in ids) for name in sorted(found.renamed) if name in keys)
        batch = GroupBatch(
            key,
            found.groups,
            [_head(article) for article in ordered],
            [_head(article) for article in elsewhere],
            titles,
            links,
            problems,
            names,
            frozenset(key for pair in self.decisions.decided_pairs() for key in pair if key in keys),
            found.renamed,
        )
        yield key, b"", pack(batch)


def _head(article: Article) -> Article:
    return msgspec.structs.replace(slim(article), links=type(article.links)())


def links_of(articles: Sequence[Article]) -> PackedLinks:
    """Put the links of articles into columns."""
    packed = pack_segment(
        [
            StoredArticle(
                article.path,
                "",
                b"",
                draw(article.slug, article.path),
                has_sentences=True,
                head=b"",
                links=article.links,
                content=b"",
            )
            for article in articles
        ]
    )
    return PackedLinks(packed.columns, packed.sentences)


@dataclass(frozen=True)
class OfferAddresses:
    """Offers the addresses of the articles of batches, and with `TITLES` those that votes ask for: of terms and of titles."""

    slugs: Shared
    languages: frozenset[str]
    versioned: frozenset[Parts]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Offer."""
        for _, _, value in rows:
            batch: GroupBatch = unpack(value)
            addresses = Addresses(
                batch.articles, batch.term_of, batch.titles, self.languages, self.slugs.get(), versioned=self.versioned
            )
            for address, offer in offered_addresses(addresses):
                yield address, ADDRESSES, encode_offer(offer)
            for address, offer in offered_titles(addresses, batch.titles):
                yield address, TITLES, encode_offer(offer)
            for name in batch.names:
                address, offer = offered_name(name.name, name.order, name.term, has_article=name.has_article)
                yield address, ADDRESSES, encode_offer(offer)


@dataclass(frozen=True)
class RenamedOf:
    """Gives the names without an article that the author decided to be another term's."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Give them."""
        return ((b"", b"", pack(unpack(value).renamed)) for _, _, value in rows)


def answer(rows: Iterator[Row]) -> Iterable[Row]:
    """Bring to each batch that asks for an address what is offered there."""
    for address, group in rows_by_key(rows):
        offers: list[msgspec.Raw] = []
        packed = b""
        for _, order, value in group:
            if order != _ASK:
                offers.append(msgspec.Raw(value))
            elif offers:
                packed = packed or msgspec.msgpack.encode(offers)
                yield value, b"1" + address, packed


def asks(batch_key: bytes, addresses: Iterable[bytes]) -> Iterator[Row]:
    """Ask for addresses for a batch."""
    return ((address, _ASK, batch_key) for address in addresses)
