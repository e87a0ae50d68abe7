"""What the labels of terms need on a cluster: sums by word and by language, and what each batch of terms asks for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec
import numpy as np

from glossograph.distributed.row_steps import WithPackedFields, key_text, pack, rows_by_key, text_key, unpack
from glossograph.distributed.sums import (
    ANCHORS,
    LANGUAGE,
    SPELLINGS,
    TERM,
    AnchorRow,
    Spellings,
    TermHead,
    decode_anchors,
    decode_head,
)
from glossograph.engine.rows import Row, Shared
from glossograph.labels.anchor_counts import AnchorColumns, AnchorCounts
from glossograph.labels.language_statistics import LanguageCounts, LanguageStatistics
from glossograph.labels.selection import UnlabelledTerm
from glossograph.labels.term_words import (
    LexiconEntry,
    PartCounts,
    TermWordLexicon,
    min_terms_of_word,
    parts_by_language,
    split_slug,
)
from glossograph.model.article import Article
from glossograph.model.packed_texts import PackedTexts
from glossograph.model.sampling import Sample, draw
from glossograph.pipeline.link_sums import usual_spelling
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import UNDETERMINED, LanguageTag

_OFFER, _ASK = b"0", b"1"
_BATCH, _WORDS, _COUNT = b"b", b"w", b"n"
TARGETS = b"t"
"""The kind of the rows that say to how many terms of a batch an anchor links."""


@dataclass
class TermBatch(WithPackedFields):
    """Some terms that need labels.

    Attributes:
        key: A key whose bucket is the batch's own.
        terms: The terms, sorted by id.
        articles: The articles of each term that has any.
        titles: The title of each article, by path.
        firsts: The first link to each term that has no article.
        counts: The anchors of the links to each term, counted.
        target_counts: To how many terms of the collection the anchors of the batch link, where to more than one.
    """

    key: bytes
    terms: list[UnlabelledTerm]
    articles: dict[TermId, list[Article]]
    titles: dict[str, str]
    firsts: dict[TermId, tuple[str, int]]
    counts: AnchorCounts
    target_counts: dict[LanguageTag, dict[str, int]] = field(default_factory=dict)

    packed_fields: ClassVar[Mapping[str, msgspec.msgpack.Decoder[Any]]] = {
        "terms": msgspec.msgpack.Decoder(list[UnlabelledTerm]),
        "articles": msgspec.msgpack.Decoder(dict[TermId, list[Article]]),
        "titles": msgspec.msgpack.Decoder(dict[str, str]),
    }

    def slug_words(self) -> list[tuple[str, ...]]:
        """Split the slug of each term into words."""
        return [split_slug(term.slug, self.counts.spelled(term.id, key(term.slug))) for term in self.terms]


def _counted(anchors: Mapping[TermId, Sequence[AnchorRow]]) -> AnchorCounts:
    """Count the anchors of some terms."""
    terms = sorted(anchors)
    languages_of, texts_of, marks, counts = (
        zip(*(row for term in terms for row in anchors[term]), strict=True) if terms else [()] * 4
    )
    languages = sorted(map(LanguageTag, set(languages_of))) or [UNDETERMINED]
    numbers = {tag: number for number, tag in enumerate(languages)}
    texts: dict[str, int] = {}
    times = np.array(counts, np.int64)
    columns = AnchorColumns(
        np.repeat(np.repeat(np.arange(len(terms)), [len(anchors[term]) for term in terms]), times),
        np.repeat(np.array([numbers[LanguageTag(language)] for language in languages_of], np.int64), times),
        np.repeat(np.array([texts.setdefault(text, len(texts)) for text in texts_of], np.int32), times),
        np.repeat(np.array(marks, np.uint8), times),
    )
    return AnchorCounts(terms, languages, PackedTexts.of(texts), columns)


@dataclass(frozen=True)
class MakeTermBatches:
    """Puts the terms of a bucket together, and asks for what decides on their slugs and labels."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Make one batch."""
        batch = TermBatch(b"", [], {}, {}, {}, _counted({}))
        anchors: dict[TermId, list[AnchorRow]] = defaultdict(list)
        asked: set[str] = set()
        offered: set[str] = set()
        for row_key, group in rows_by_key(rows):
            term = TermId(key_text(row_key))
            batch.key = batch.key or row_key
            head: TermHead | None = None
            spelled: Counter[Slug] = Counter()
            firsts = []
            for _, kind, value in group:
                if kind == TERM:
                    head = decode_head(value)
                elif kind == ANCHORS:
                    anchors[term].extend(decode_anchors(value))
                elif kind == SPELLINGS:
                    spellings: Spellings = unpack(value)
                    spelled.update(spellings.counts)
                    firsts += [spellings.first] if spellings.first else []
            if head:
                batch.terms.append(UnlabelledTerm(term, head.slug, _titles(head)))
                batch.articles[term] = head.articles
                batch.titles.update(head.titles)
                offered.add(head.slug)
            elif firsts:
                batch.firsts[term] = min(firsts)
                slug = usual_spelling(term, spelled)
                batch.terms.append(UnlabelledTerm(term, slug, {}, placeholder=True))
                asked.add(slug)
        batch.terms.sort()
        batch.counts = _counted(anchors)
        yield batch.key, _BATCH, pack(batch)
        yield from ((b"S" + text_key(slug), _OFFER, b"") for slug in sorted(offered))
        yield from ((b"S" + text_key(slug), _ASK, batch.key) for slug in sorted(asked))
        for language, names in batch.counts.target_counts(least=1).items():
            for name, count in names.items():
                yield targets_key(language, name), TARGETS + b"%d" % count, batch.key


def targets_key(language: LanguageTag, name: str) -> bytes:
    """Give the key of the rows that count the terms to which an anchor links, by the anchor's key."""
    return text_key(f"A{language}\0{name}")


def targets_name(row_key: bytes) -> tuple[LanguageTag, str]:
    """Give the language and the anchor's key of such rows."""
    language, _, name = key_text(row_key[1:]).partition("\0")
    return LanguageTag(language), name


def _titles(head: TermHead) -> dict[LanguageTag, str]:
    """Give the titles of a term by language; the title of an untranslated copy is in another."""
    return {
        LanguageTag(article.language): head.titles[article.path]
        for article in head.articles
        if head.titles[article.path] and not article.text_language
    }


def answer_names(rows: Iterator[Row]) -> Iterable[Row]:
    """Bring to each batch the number of terms that its anchors link to, and which slugs terms with articles have."""
    for name, group in rows_by_key(rows):
        asking: list[tuple[bytes, bytes]] = [(order, batch) for _, order, batch in group]
        if name[:1] == b"A":
            total = sum(int(count[1:]) for count, _ in asking)
            if total > 1:
                yield from ((batch, b"1" + name, b"%d" % total) for _, batch in asking)
        elif asking[0][0] == _OFFER:
            yield from ((batch, b"1" + name, b"") for order, batch in asking if order == _ASK)


@dataclass(frozen=True)
class CountWords:
    """Gives a batch its answers, and counts the terms of each word of the slugs."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        batch: TermBatch | None = None
        taken: set[str] = set()
        target_counts: dict[LanguageTag, dict[str, int]] = defaultdict(dict)
        for _, order, value in rows:
            if order == _BATCH:
                batch = unpack(value)
            elif order[1:2] == b"S":
                taken.add(key_text(order[2:]))
            else:
                language, name = targets_name(order[1:])
                target_counts[language][name] = int(value)
        if batch is None:
            return
        batch.terms = [
            term._replace(slug=Slug(term.id)) if term.placeholder and term.slug in taken else term for term in batch.terms
        ]
        batch.target_counts = dict(target_counts)
        yield batch.key, _BATCH, pack(batch)
        yield b"", _COUNT, pack(len(batch.terms))
        words: Counter[str] = Counter()
        needed: Counter[str] = Counter()
        for term, slug_words in zip(batch.terms, batch.slug_words(), strict=True):
            words.update(set(slug_words))
            if batch.counts.languages_of(term.id) - term.titles.keys():
                needed.update(set(slug_words))
        for word, count in words.items():
            yield _WORDS + text_key(word), _WORDS, b"%d %d" % (count, needed[word])


@dataclass(frozen=True)
class FrequentWords:
    """Keeps the words of slugs that a lexicon learns: a term needs them, and enough terms have them."""

    terms: int

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Add up, and choose."""
        for word, group in rows_by_key(rows):
            counts = [tuple(map(int, value.split())) for _, _, value in group]
            if sum(needed for _, needed in counts) and sum(count for count, _ in counts) >= min_terms_of_word(self.terms):
                yield word[1:], b"", b""


@dataclass(frozen=True)
class LearnFromTerms:
    """Counts what the terms of a batch say of words and languages."""

    words: Shared
    sample: Sample

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        wanted: frozenset[str] = self.words.get()
        for _, _, value in rows:
            batch: TermBatch = unpack(value)
            by_word: dict[str, PartCounts] = defaultdict(PartCounts)
            sampled = PartCounts()
            language_counts = LanguageCounts()
            for term, slug_words in zip(batch.terms, batch.slug_words(), strict=True):
                is_sampled = self.sample.holds(draw(term.slug, ""))
                words = wanted.intersection(slug_words)
                if not is_sampled and not words:
                    continue
                anchors = batch.counts.of(term.id)
                parts = parts_by_language(anchors)
                for word in words:
                    by_word[word].add(parts)
                if is_sampled:
                    sampled.add(parts)
                    language_counts.add_term(term.slug, anchors)
            yield from ((_WORDS + text_key(word), _WORDS, pack(part)) for word, part in by_word.items())
            yield from ((LANGUAGE + text_key(tag), LANGUAGE, pack(part)) for tag, part in language_counts.by_language())
            for tag, parts_of_tag in sampled.parts.items():
                part = PartCounts()
                part.parts[tag], part.terms[tag] = parts_of_tag, sampled.terms[tag]
                yield LANGUAGE + text_key(tag), b"s", pack(part)


def add_up(rows: Iterator[Row]) -> Iterable[Row]:
    """Add up the counts of each word and language, and keep of the words what a lexicon learns."""
    for name, group in rows_by_key(rows):
        totals: dict[bytes, PartCounts | LanguageCounts] = {}
        for _, kind, value in group:
            part = unpack(value)
            totals.setdefault(kind, type(part)()).merge(part)
        for kind, total in totals.items():
            if kind == _WORDS and isinstance(total, PartCounts):
                if entries := [*total.entries()]:
                    yield name, kind, pack(entries)
            else:
                yield name, kind, pack(total)


def learned_statistics(rows: Iterable[Row]) -> LanguageStatistics:
    """Make the statistics of the sums over all words and languages, without the targets of anchors."""
    total = LanguageCounts()
    entries: dict[LanguageTag, dict[str, LexiconEntry]] = defaultdict(dict)
    sampled = PartCounts()
    for name, kind, value in rows:
        part = unpack(value)
        if kind == _WORDS:
            for tag, entry in part:
                entries[tag][key_text(name[1:])] = entry
        elif isinstance(part, LanguageCounts):
            total.merge(part)
        else:
            sampled.merge(part)
    return total.statistics(TermWordLexicon(dict(entries), sampled.shares()))
