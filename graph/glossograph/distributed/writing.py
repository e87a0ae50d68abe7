"""Writing in parts: each batch of terms becomes a part of every file, and the manifest names them all last."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import msgspec

from glossograph.config import Config, EvidenceLevel
from glossograph.distributed.labelling import LabelledBatch
from glossograph.distributed.row_steps import key_text, pack, text_key, unpack
from glossograph.distributed.sums import EVIDENCE, INCOMING, OUTGOING
from glossograph.engine.rows import Row, Shared, bucket_of
from glossograph.engine.storage import Storage
from glossograph.export.parquet import write_parquet
from glossograph.export.tables import Cell, tables
from glossograph.model.base import Struct
from glossograph.model.edge import Edge
from glossograph.model.evidence import ArticleEvidence, Evidence
from glossograph.model.graph import GlossaryInfo, Graph, Relation, TermIndex
from glossograph.model.term import Term
from glossograph.rdf.evidence_triples import EvidenceSubjects
from glossograph.rdf.graph_triples import Hierarchy, term_blocks, top_concepts
from glossograph.rdf.ntriples import TripleSpelling
from glossograph.rdf.statements import subjects_of
from glossograph.serialise.export_job import ExportJob
from glossograph.text.iris import term_iri
from glossograph.text.keys import Slug, TermId
from glossograph.text.normalise import one_line

_BATCH, _NAMES = b"b", b"n"
decode_evidence = msgspec.msgpack.Decoder(tuple[ArticleEvidence, ...]).decode


class WrittenPart(Struct, frozen=True):
    """A file of the output: its name, its rows or statements, its bytes, and their SHA-256."""

    name: str
    rows: int
    size: int
    digest: str


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

    def graph(self, terms: Iterable[Term] = (), edges: Iterable[Edge] = ()) -> Graph:
        """Make a graph of some terms and edges."""
        return graph_of(self.config, terms, edges, self.relations)

    def write(self, name: str, key: bytes, suffix: str, data: bytes, rows: int, part: str = "part") -> Row:  # noqa: PLR0917 — a file
        """Write the part of a file that belongs to a key, and give a row that describes it."""
        number = bucket_of(key, self.buckets)
        return write_part(self.output, f"{name}/{part}-{number:05d}.{suffix}", data, rows)


def write_part(output: Storage, name: str, data: bytes, rows: int) -> Row:
    """Write a file of the output, and give a row that describes it."""
    output.write(name, data)
    return text_key(name), b"f", pack(WrittenPart(name, rows, len(data), hashlib.sha256(data).hexdigest()))


def info_of(config: Config) -> GlossaryInfo:
    """Say what is said of the glossary as a whole."""
    return GlossaryInfo(config.base, *map(one_line, (config.title, config.description, config.creator, config.licence)))


def graph_of(
    config: Config, terms: Iterable[Term] = (), edges: Iterable[Edge] = (), relations: tuple[Relation, ...] = ()
) -> Graph:
    """Make a graph of some terms and edges, without what a build reports."""
    return Graph(
        info=info_of(config),
        languages=(),
        articles=0,
        terms=tuple(terms),
        edges=tuple(edges),
        repairs=(),
        conflicts=(),
        duplicate_candidates=(),
        problems=(),
        term_index=TermIndex({}, {}, {}),
        relations=relations,
    )


@dataclass(frozen=True)
class NameTargets:
    """Gives the terms of a batch the terms that link to them, and these the names of their targets."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Exchange names."""
        batch: LabelledBatch | None = None
        incoming: dict[TermId, list[tuple[TermId, Slug]]] = {}
        for key, kind, value in rows:
            if kind == INCOMING:
                incoming.setdefault(TermId(key_text(key)), []).extend(unpack(value))
            else:
                batch = unpack(value)
        if batch is None:
            return
        names: dict[TermId, list[tuple[TermId, Slug]]] = {}
        for term in batch.terms:
            for source, _ in incoming.get(term.id, ()):
                names.setdefault(source, []).append((term.id, term.slug))
        yield batch.key, _BATCH, pack(replace(batch, incoming={term: sorted(sources) for term, sources in incoming.items()}))
        yield from ((text_key(source), _NAMES, pack(targets)) for source, targets in names.items())


class _PartEvidence:
    """The evidence of the terms of a batch."""

    def __init__(self, packed: Mapping[TermId, bytes]) -> None:
        self._packed = packed

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Give the evidence article by article."""
        for term in sorted(self._packed):
            if source in (None, term):
                yield from decode_evidence(self._packed[term])

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Give the same link by link."""
        return chain.from_iterable(self.by_article(source))


@dataclass(frozen=True)
class WriteTerms:
    """Writes the terms of a batch: a part of each table and of the statements. Gives a row for each file."""

    settings: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Write."""
        settings: GraphSettings = self.settings.get()
        batch: LabelledBatch | None = None
        edges: list[Edge] = []
        evidence: dict[TermId, bytes] = {}
        slugs: dict[TermId, Slug] = dict(settings.slugs)
        for key, kind, value in rows:
            if kind == _BATCH:
                batch = unpack(value)
            elif kind == OUTGOING:
                edges += unpack(value)
            elif kind == EVIDENCE:
                evidence[TermId(key_text(key))] = value
            else:
                slugs.update(unpack(value))
        if batch is None:
            return
        own = {term.id: term for term in batch.terms}
        for sources in batch.incoming.values():
            slugs.update(sources)
        edges += (
            Edge(source, target, ()) for target, sources in batch.incoming.items() for source, _ in sources if source not in own
        )
        others = (Term(term, slug, ()) for term, slug in slugs.items() if term not in own)
        graph = settings.graph(sorted([*batch.terms, *others]), sorted(edges))
        yield from self._tables(settings, batch.key, graph, evidence, {term.slug for term in batch.terms})
        yield from self._statements(settings, batch, graph, evidence)
        placeholders = sum(term.placeholder for term in batch.terms)
        counts = {"terms": len(batch.terms), "placeholders": placeholders}
        counts |= {"edges": sum(edge.source in own for edge in edges), "links": sum(edge.count for edge in edges)}
        yield b"", b"c", pack(Counter(counts))

    def _tables(
        self, settings: GraphSettings, key: bytes, graph: Graph, evidence: Mapping[TermId, bytes], own: set[Slug]
    ) -> Iterator[Row]:
        for table in tables(ExportJob(graph, _PartEvidence(evidence), settings.config)):
            rows = (row for row in table.rows() if row[0] in own)
            yield from write_table(settings, table.name, key, table.columns, rows)

    def _statements(
        self, settings: GraphSettings, batch: LabelledBatch, graph: Graph, evidence: Mapping[TermId, bytes]
    ) -> Iterator[Row]:
        config = settings.config
        hierarchy = Hierarchy(settings.relations)
        spelling = TripleSpelling()
        own = {term.id for term in batch.terms}
        lines = [spelling.spell_one(subject) for subject in subjects_of(term_blocks(graph, hierarchy, config.related, own))]
        tops = [term_iri(config.base, term.slug) for term in batch.terms if not hierarchy.broader[term.id]]
        if tops:
            lines.append(spelling.spell_one(top_concepts(config.base, tops)))
        yield write_lines(settings, "graph.nt", batch.key, lines)
        if config.evidence is not EvidenceLevel.NONE:
            subjects = EvidenceSubjects(graph, config.evidence)
            texts = [spelling.spell(subjects.of(article)) for article in _PartEvidence(evidence).by_article()]
            yield write_lines(settings, "links.nt", batch.key, texts)


def write_lines(settings: GraphSettings, name: str, key: bytes, texts: Sequence[str], part: str = "part") -> Row:
    """Write a part of the statements, and give a row that describes it."""
    data = "".join(texts).encode("utf-8", "replace")
    return settings.write(name, key, "nt", data, data.count(b"\n"), part)


def write_table(
    settings: GraphSettings, name: str, key: bytes, columns: Mapping[str, type[Cell]], rows: Iterator[tuple[Cell, ...]]
) -> Iterator[Row]:
    """Write a part of a table, and give a row that describes it; nothing where it has no rows."""
    file = io.BytesIO()
    count = write_parquet(file, columns, rows)
    if count:
        yield settings.write(f"{name}.parquet", key, "parquet", file.getvalue(), count)
