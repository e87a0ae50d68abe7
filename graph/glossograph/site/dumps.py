"""The whole graph as files to download, and what describes them: VoID and DCAT.

The files are compressed. Their times are zero, so that the same graph gives the same bytes.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from glossograph.config import EvidenceLevel
from glossograph.rdf.evidence_triples import evidence_blocks
from glossograph.rdf.jsonld import JsonLdSpelling
from glossograph.rdf.namespaces import DCAT, DCTERMS, RDF, VOID, XSD, Namespace
from glossograph.rdf.ntriples import TripleSpelling
from glossograph.rdf.statements import Spelling, Subject, SubjectBlock
from glossograph.rdf.turtle import TurtleSpelling
from glossograph.rdf.vocabulary import PREFIXES, node_of
from glossograph.serialise.export_job import ExportJob
from glossograph.site.page_frame import tag_attribute
from glossograph.site.site_plan import SitePlan
from glossograph.text.iris import is_usable_base, scheme_iri, term_iri

_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_GZIP = 31
"""The window of zlib for the format gzip, with a time of zero (zlib manual, `deflateInit2`)."""

_PIECE_CHARS = 1 << 18


class Dump(NamedTuple):
    """A file of the whole graph: its path without `.gz`, its title, media type, and W3C's name of its format."""

    path: str
    title: str
    media_type: str
    format: str
    spelling: Callable[[str], Spelling]
    is_evidence: bool = False


DUMPS = (
    Dump("data/graph.ttl", "Turtle", "text/turtle", "Turtle", TurtleSpelling),
    Dump("data/graph.nt", "N-Triples", "application/n-triples", "N-Triples", lambda _: TripleSpelling()),
    Dump("data/graph.jsonld", "JSON-LD", "application/ld+json", "JSON-LD", JsonLdSpelling),
    Dump("data/links.ttl", "Turtle: links", "text/turtle", "Turtle", TurtleSpelling, is_evidence=True),
)


class WrittenDump(NamedTuple):
    """A dump that was written: its compressed size in bytes, and its triples."""

    dump: Dump
    size: int
    triples: int


def wanted_dumps(job: ExportJob) -> list[Dump]:
    """List the dumps of a site: without evidence where none is wanted."""
    return [dump for dump in DUMPS if not dump.is_evidence or job.config.evidence is not EvidenceLevel.NONE]


def dump_pieces(
    job: ExportJob, dump: Dump, graph_blocks: Sequence[SubjectBlock], count: Callable[[int], None]
) -> Iterator[bytes]:
    """Yield the compressed bytes of a dump, and count its triples."""
    blocks: Iterable[SubjectBlock] = graph_blocks
    if dump.is_evidence:
        blocks = evidence_blocks(job.graph, job.source, job.config.evidence, {})
    return gzip_pieces(_spell(blocks, dump.spelling(job.graph.info.base_iri), count))


def _spell(blocks: Iterable[SubjectBlock], spelling: Spelling, count: Callable[[int], None]) -> Iterator[bytes]:
    texts = [spelling.opening]
    size = 0
    is_first = True
    for block in blocks:
        for part in block.parts():
            subjects = list(part.subjects())
            count(triple_count(subjects))
            text = spelling.spell(subjects)
            texts += ("" if is_first else spelling.separator, text)
            is_first = False
            size += len(text)
            if size > _PIECE_CHARS:
                yield "".join(texts).encode("utf-8", "replace")
                texts, size = [], 0
    yield f"{''.join(texts)}{spelling.closing}".encode("utf-8", "replace")


def triple_count(subjects: Iterable[Subject]) -> int:
    """Count the triples of subjects."""
    return sum(len(statement.values) for subject in subjects for statement in subject.properties)


def gzip_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress bytes.

    >>> import gzip
    >>> gzip.decompress(b"".join(gzip_pieces([b"a", b"b"])))
    b'ab'
    """
    compressor = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        if compressed := compressor.compress(piece):
            yield compressed
    yield compressor.flush()


def describe_site(plan: SitePlan, dumps: Sequence[WrittenDump], triples: int) -> bytes:
    """Describe the data set and its dumps, as Turtle after VoID and DCAT 3 (W3C).

    Args:
        plan: The plan of the site.
        dumps: The dumps.
        triples: The triples of the graph without its evidence.
    """
    info = plan.graph.info
    dataset = NamedNode(scheme_iri(plan.base))
    texts = {DCTERMS["title"]: plan.title, DCTERMS["description"]: plan.description}
    statements: list[Triple] = [
        Triple(dataset, node_of(RDF, "type"), node_of(VOID, "Dataset")),
        Triple(dataset, node_of(RDF, "type"), NamedNode(DCAT["Dataset"])),
        *(Triple(dataset, NamedNode(name), Literal(text)) for name, text in texts.items() if text),
        *_agents({DCTERMS["creator"]: info.creator, DCTERMS["license"]: info.licence}, dataset),
        *(Triple(dataset, node_of(DCTERMS, "language"), Literal(tag_attribute(tag))) for tag in plan.languages),
        Triple(dataset, node_of(VOID, "uriSpace"), Literal(term_iri(plan.base, ""))),
        Triple(dataset, node_of(VOID, "triples"), _integer(triples)),
        Triple(dataset, node_of(VOID, "entities"), _integer(len(plan.graph.terms))),
        Triple(dataset, node_of(VOID, "documents"), _integer(plan.graph.articles)),
        *(
            Triple(dataset, node_of(VOID, "vocabulary"), NamedNode(PREFIXES[prefix]))
            for prefix in ("skos", "gg", "dcterms", "schema", "prov")
        ),
    ]
    example = next((term for term in plan.by_importance if not term.term.placeholder), None)
    if example:
        statements.append(Triple(dataset, node_of(VOID, "exampleResource"), NamedNode(term_iri(plan.base, example.term.slug))))
    site = plan.published or scheme_iri(plan.base)
    if plan.published:
        statements.append(Triple(dataset, NamedNode(DCAT["landingPage"]), NamedNode(plan.published)))
    for dump, size, count in dumps:
        file = NamedNode(f"{site}{dump.path}.gz")
        statements += [
            Triple(dataset, node_of(VOID, "dataDump"), file),
            Triple(dataset, NamedNode(DCAT["distribution"]), NamedNode(f"{file.value}#distribution")),
            *_distribution(NamedNode(f"{file.value}#distribution"), file, dump, size, count),
        ]
    return serialize(statements, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def _distribution(node: NamedNode, file: NamedNode, dump: Dump, size: int, triples: int) -> Iterator[Triple]:
    yield Triple(node, node_of(RDF, "type"), NamedNode(DCAT["Distribution"]))
    yield Triple(node, node_of(DCTERMS, "title"), Literal(dump.title))
    yield Triple(node, NamedNode(DCAT["downloadURL"]), file)
    yield Triple(node, NamedNode(DCAT["mediaType"]), NamedNode(f"{_MEDIA_TYPES}{dump.media_type}"))
    yield Triple(node, NamedNode(DCAT["compressFormat"]), NamedNode(f"{_MEDIA_TYPES}application/gzip"))
    yield Triple(node, NamedNode(DCAT["byteSize"]), _integer(size, "nonNegativeInteger"))
    yield Triple(node, node_of(DCTERMS, "format"), NamedNode(_FORMATS[dump.format]))
    yield Triple(node, node_of(VOID, "triples"), _integer(triples))


def _agents(settings: Mapping[str, str], dataset: NamedNode) -> Iterator[Triple]:
    for name, text in settings.items():
        if text:
            value = NamedNode(text) if is_usable_base(f"{text}/") else Literal(text)
            yield Triple(dataset, NamedNode(name), value)


def _integer(number: int, datatype: str = "integer") -> Literal:
    return Literal(str(number), datatype=node_of(XSD, datatype))
