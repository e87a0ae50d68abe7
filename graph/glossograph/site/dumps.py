"""The whole graph as files to download, and what describes them: VoID and DCAT.

The files are compressed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from glossograph.config import EvidenceLevel
from glossograph.rdf.dataset_description import Distribution, describe_dataset
from glossograph.rdf.evidence_triples import evidence_blocks
from glossograph.rdf.jsonld import JsonLdSpelling
from glossograph.rdf.namespaces import DCAT, DCTERMS, VOID
from glossograph.rdf.ntriples import TripleSpelling
from glossograph.rdf.rdf_names import GZIP_SUFFIX
from glossograph.rdf.statements import INTEGER, Resources, Spelling, Subject, SubjectBlock, TypedLiterals
from glossograph.rdf.turtle import TurtleSpelling, turtle
from glossograph.rdf.vocabulary import iri_of
from glossograph.serialise.compression import gzip_pieces
from glossograph.serialise.export_job import ExportJob
from glossograph.site.site_plan import SitePlan
from glossograph.text.iris import scheme_iri, term_iri

_FORMATS = "http://www.w3.org/ns/formats/"
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
            count(sum(len(item.values) for subject in subjects for item in subject.properties))
            text = spelling.spell(subjects)
            texts += ("" if is_first else spelling.separator, text)
            is_first = False
            size += len(text)
            if size > _PIECE_CHARS:
                yield "".join(texts).encode("utf-8", "replace")
                texts, size = [], 0
    yield f"{''.join(texts)}{spelling.closing}".encode("utf-8", "replace")


def describe_site(plan: SitePlan, scheme: Subject, dumps: Sequence[WrittenDump]) -> bytes:
    """Describe the data set and its dumps, as Turtle after VoID and DCAT 3 (W3C).

    Args:
        plan: The plan of the site.
        scheme: The scheme, as `graph.ttl` describes it.
        dumps: The dumps.
    """
    example = next((term.term.slug for term in plan.by_importance if not term.term.placeholder), None)
    more = []
    if example:
        more.append(Resources(iri_of(VOID, "exampleResource"), (term_iri(plan.base, example),)))
    if plan.published:
        more.append(Resources(iri_of(DCAT, "landingPage"), (plan.published,)))
    site = plan.published or scheme_iri(plan.base)
    subjects = describe_dataset(scheme, [_distribution(site, written) for written in dumps], more)
    return "".join(turtle(subjects, plan.base)).encode()


def _distribution(site: str, written: WrittenDump) -> Distribution:
    dump = written.dump
    address = f"{site}{dump.path}{GZIP_SUFFIX}"
    facts = (
        Resources(iri_of(DCTERMS, "format"), (f"{_FORMATS}{dump.format}",)),
        TypedLiterals(iri_of(VOID, "triples"), (str(written.triples),), INTEGER),
    )
    return Distribution(f"{address}#distribution", address, dump.title, dump.media_type, written.size, is_dump=True, facts=facts)
