"""Keywords as collections on a cluster: which keywords are translations of each other, their names, and their terms."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
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
    slug_family,
    unique_slugs,
    usual_labels,
    usual_translation,
    written_keywords,
)
from glossograph.text.languages import LanguageTag

if TYPE_CHECKING:
    from glossograph.distributed.selecting import LabelledBatch
    from glossograph.text.keys import Slug, TermId

KEYWORDS = b"k"
"""The kind of the rows of keywords."""

_PAIRS, _LABELS, _MEMBERS = b"ke", b"kl", b"km"


def keywords_of(batch: "LabelledBatch") -> Iterator[Row]:
    """Count how the terms of a batch write each keyword of a language, and with which English ones they pair it."""
    pairs: dict[KeywordName, Counter[str]] = defaultdict(Counter)
    texts: dict[KeywordName, Counter[str]] = defaultdict(Counter)
    members: dict[KeywordName, set[tuple[TermId, Slug]]] = defaultdict(set)
    for term in batch.terms:
        for own, english in keyword_pairs(term):
            pairs[own][english] += 1
        for own, keyword in written_keywords(term):
            texts[own][keyword] += 1
            members[own].add((term.id, term.slug))
    for kind, values in ((_PAIRS, pairs), (_LABELS, texts)):
        yield from ((_key_of(own), kind, pack(counts)) for own, counts in values.items())
    yield from ((_key_of(own), _MEMBERS, pack(sorted(terms))) for own, terms in members.items())


def _key_of(own: KeywordName) -> bytes:
    return text_key("\0".join(own))


def name_keywords(rows: Iterator[Row]) -> Iterable[Row]:
    """Give the labels and terms of each keyword to its collection: that of its English translation, else one of its own."""
    for own, group in rows_by_key(rows):
        tag, _, folded = key_text(own).partition("\0")
        pairs: Counter[str] = Counter()
        texts: Counter[str] = Counter()
        members: list[bytes] = []
        for _, kind, value in group:
            if kind == _MEMBERS:
                members.append(value)
            else:
                (pairs if kind == _PAIRS else texts).update(unpack(value))
        if name := (usual_translation(pairs) if pairs else "") or folded:
            yield text_key(name), _LABELS, pack(Counter({(LanguageTag(tag), text): count for text, count in texts.items()}))
            yield from ((text_key(name), _MEMBERS, value) for value in members)


def label_keywords(rows: Iterator[Row]) -> Iterable[Row]:
    """Choose the labels of each collection, by the family of its slug."""
    for name, group in rows_by_key(rows):
        total: Counter[tuple[LanguageTag, str]] = Counter()
        for _, _, value in group:
            total.update(unpack(value))
        labels = usual_labels(total)
        yield text_key(slug_family(labels)), name, pack(labels)


def slug_keywords(rows: Iterator[Row]) -> Iterable[Row]:
    """Give each collection a slug of its own."""
    for _, group in rows_by_key(rows):
        labels = {key_text(name): unpack(value) for _, name, value in group}
        for name, slug in unique_slugs(labels).items():
            yield text_key(name), _LABELS, pack((slug, labels[name]))


@dataclass(frozen=True)
class WriteKeywords:
    """Writes the collections of a bucket."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write."""
        settings: GraphSettings = self.settings.get()
        terms: dict[TermId, Slug] = {}
        collections = []
        first = b""
        for key, group in rows_by_key(rows):
            first = first or key
            slug, labels = unpack(next(group)[2])
            members = dict(term for _, _, value in group for term in unpack(value))
            terms.update(members)
            collections.append(KeywordCollection(slug, labels, tuple(sorted(members))))
        by_slug = sorted(collections, key=lambda collection: collection.slug)
        bucket = settings.bucket(first)
        yield from file_rows(write_collections(settings.output, bucket, settings.config.base, by_slug, terms))


def write_keywords(engine: Engine, counted: Rows, settings: Shared) -> Rows:
    """Write the keywords of all terms, which `keywords_of` counted."""
    named = engine.by_key(counted, step=name_keywords)
    labels = engine.by_key(engine.choose(named, Only(_LABELS)), step=label_keywords)
    slugs = engine.by_key(labels, step=slug_keywords)
    return engine.by_key(slugs, engine.choose(named, Only(_MEMBERS)), step=WriteKeywords(settings))
