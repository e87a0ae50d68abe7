"""Keywords as collections on a cluster: which keywords are translations of each other, their names, and their terms."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossograph.distributed.row_steps import Only, key_text, pack, rows_by_key, text_key, unpack
from glossograph.distributed.writing import GraphSettings, file_rows
from glossograph.engine.rows import Engine, Row, Rows, Shared
from glossograph.parts.part_writer import write_collections
from glossograph.rdf.keyword_collections import (
    KeywordCollection,
    KeywordName,
    keyword_pairs,
    named_keywords,
    unique_slugs,
    usual_labels,
    usual_translation,
)
from glossograph.text.languages import LanguageTag

if TYPE_CHECKING:
    from glossograph.distributed.labelling import LabelledBatch
    from glossograph.text.keys import Slug, TermId

_LABELS, _MEMBERS = b"l", b"m"


@dataclass(frozen=True)
class PairKeywords:
    """Counts which keywords the terms of batches pair with English ones."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        pairs: dict[KeywordName, Counter[str]] = defaultdict(Counter)
        for _, _, value in rows:
            batch: LabelledBatch = unpack(value)
            for term in batch.terms:
                for own, english in keyword_pairs(term):
                    pairs[own][english] += 1
        for (language, name), counts in pairs.items():
            yield text_key(f"{language}\0{name}"), b"", pack(counts)


def translate_keywords(rows: Iterator[Row]) -> Iterable[Row]:
    """Choose the English keyword of each keyword that has one."""
    for own, group in rows_by_key(rows):
        total: Counter[str] = Counter()
        for _, _, value in group:
            total.update(unpack(value))
        if english := usual_translation(total):
            language, _, name = key_text(own).partition("\0")
            yield own, b"", pack(((LanguageTag(language), name), english))


@dataclass(frozen=True)
class NameKeywords:
    """Gives the terms of each keyword, and in which languages it is written how."""

    translations: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Name them."""
        translations: Mapping[KeywordName, str] = self.translations.get()
        texts: dict[str, Counter[tuple[LanguageTag, str]]] = defaultdict(Counter)
        members: dict[str, set[tuple[TermId, Slug]]] = defaultdict(set)
        for _, _, value in rows:
            batch: LabelledBatch = unpack(value)
            for term in batch.terms:
                for name, language, keyword in named_keywords(term, translations):
                    texts[name][language, keyword] += 1
                    members[name].add((term.id, term.slug))
        yield from ((text_key(name), _LABELS, pack(counts)) for name, counts in texts.items())
        yield from ((text_key(name), _MEMBERS, pack(sorted(terms))) for name, terms in members.items())


def label_keywords(rows: Iterator[Row]) -> Iterable[Row]:
    """Choose the labels of each collection."""
    for name, group in rows_by_key(rows):
        total: Counter[tuple[LanguageTag, str]] = Counter()
        for _, _, value in group:
            total.update(unpack(value))
        yield name, b"", pack(usual_labels(total))


@dataclass(frozen=True)
class WriteKeywords:
    """Writes the collections of a bucket."""

    settings: Shared
    slugs: Shared
    labels: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write."""
        settings: GraphSettings = self.settings.get()
        slugs, labels = self.slugs.get(), self.labels.get()
        terms: dict[TermId, Slug] = {}
        collections = []
        first = b""
        for key, group in rows_by_key(rows):
            first = first or key
            name = key_text(key)
            members = dict(term for _, _, value in group for term in unpack(value))
            terms.update(members)
            collections.append(KeywordCollection(slugs[name], labels[name], tuple(sorted(members))))
        by_slug = sorted(collections, key=lambda collection: collection.slug)
        bucket = settings.bucket(first)
        yield from file_rows(write_collections(settings.output, bucket, settings.config.base, by_slug, terms))


def write_keywords(engine: Engine, labelled: Rows, settings: Shared) -> Rows:
    """Write the keywords of all terms; only the keywords themselves come to this process, not their terms."""
    pairs = engine.by_key(engine.each(labelled, PairKeywords()), step=translate_keywords)
    translations = dict(unpack(value) for _, _, value in engine.collect(pairs))
    named = engine.each(labelled, NameKeywords(engine.share(translations, "translations")))
    chosen = engine.by_key(engine.each(named, Only(_LABELS)), step=label_keywords)
    labels = {key_text(name): unpack(value) for name, _, value in engine.collect(chosen)}
    shared = engine.share(unique_slugs(labels), "collections"), engine.share(labels, "keywords")
    return engine.by_key(engine.each(named, Only(_MEMBERS)), step=WriteKeywords(settings, *shared))
