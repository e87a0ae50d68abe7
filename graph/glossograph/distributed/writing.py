"""Writing in parts: each batch of terms becomes the files of its bucket."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

import msgspec

from glossograph.config import Config
from glossograph.distributed.row_steps import encode, key_text, pack, text_key, unpack
from glossograph.distributed.selecting import BATCH, LabelledBatch
from glossograph.distributed.sums import EVIDENCE, INCOMING, OUTGOING, LinkingTerm, decode_edges, decode_terms
from glossograph.engine.rows import Row, Shared, bucket_of
from glossograph.engine.storage import Storage
from glossograph.model.edge import Edge
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.graph import GlossaryInfo, Relation
from glossograph.parts.manifest import PartFile
from glossograph.parts.part_writer import Bucket, graph_of_bucket, write_evidence, write_terms
from glossograph.text.keys import Slug, TermId
from glossograph.text.normalise import one_line

FILE, COUNTS = b"f", b"c"
NAMES = b"n"
"""The kind of the rows that give a term the names of its targets."""
decode_evidence = msgspec.msgpack.Decoder(tuple[ArticleEvidence, ...]).decode


@dataclass(frozen=True)
class GraphSettings:
    """What all parts of the output have in common.

    Attributes:
        config: The settings.
        relations: The relations that authors declared, sorted.
        slugs: The slugs of the terms in them.
        output: Where the parts are written.
        buckets: How many parts there are at most.
    """

    config: Config
    relations: tuple[Relation, ...]
    slugs: Mapping[TermId, Slug]
    output: Storage
    buckets: int

    def bucket(self, key: bytes) -> Bucket:
        """Give the bucket of a key."""
        return Bucket(bucket_of(key, self.buckets), self.buckets)


def info_of(config: Config) -> GlossaryInfo:
    """Say what is said of the glossary as a whole."""
    return GlossaryInfo(config.base, *map(one_line, (config.title, config.description, config.creator, config.licence)))


def file_rows(files: Iterable[PartFile]) -> Iterator[Row]:
    """Give rows that describe files of the output."""
    return ((text_key(file.path), FILE, pack(file)) for file in files)


@dataclass(frozen=True)
class NameTargets:
    """Gives the terms of a batch the terms that link to them, and these the names of their targets.

    Attributes:
        more: Functions that give more rows of each batch.
    """

    more: tuple[Callable[[LabelledBatch], Iterable[Row]], ...] = ()

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Exchange names."""
        batch: LabelledBatch | None = None
        incoming: dict[TermId, list[LinkingTerm]] = {}
        for key, kind, value in rows:
            if kind == INCOMING:
                incoming.setdefault(TermId(key_text(key)), []).extend(decode_terms(value))
            else:
                batch = unpack(value)
        if batch is None:
            return
        names: dict[TermId, list[LinkingTerm]] = {}
        for term in batch.terms:
            for source, _ in incoming.get(term.id, ()):
                names.setdefault(source, []).append((term.id, term.slug))
        batch = replace(batch, incoming={term: sorted(sources) for term, sources in incoming.items()})
        yield batch.key, BATCH, pack(batch)
        yield from ((text_key(source), NAMES, encode(targets)) for source, targets in names.items())
        for rows_of in self.more:
            yield from rows_of(batch)


@dataclass(frozen=True)
class WriteTerms:
    """Writes the terms of a batch: a part of each table and of the statements. Gives a row for each file, and counts."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write."""
        settings: GraphSettings = self.settings.get()
        config = settings.config
        batch: LabelledBatch | None = None
        edges: list[Edge] = []
        evidence: list[bytes] = []
        slugs: dict[TermId, Slug] = dict(settings.slugs)
        for _, kind, value in rows:
            if kind == BATCH:
                batch = unpack(value)
            elif kind == OUTGOING:
                edges += decode_edges(value)
            elif kind == EVIDENCE:
                evidence.append(value)
            else:
                slugs.update(decode_terms(value))
        if batch is None:
            return
        own = {term.id for term in batch.terms}
        placeholders = sum(term.placeholder for term in batch.terms)
        counts = {
            "terms": len(own),
            "placeholders": placeholders,
            "edges": len(edges),
            "links": sum(edge.count for edge in edges),
        }
        for target, sources in batch.incoming.items():
            slugs.update(sources)
            edges += (Edge(source, target, ()) for source, _ in sources if source not in own)
        slugs.update((term.id, term.slug) for term in batch.terms)
        bucket = settings.bucket(batch.key)
        part = graph_of_bucket(info_of(config), batch.terms, edges, settings.relations)
        yield from file_rows(write_terms(settings.output, bucket, part, slugs, config.related, published=config.page.published))
        articles = chain.from_iterable(map(decode_evidence, evidence))
        yield from file_rows(write_evidence(settings.output, bucket, articles, slugs, base=config.base, level=config.evidence))
        yield b"", COUNTS, pack(Counter(counts))
