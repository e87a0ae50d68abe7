"""`void.ttl`: what the graph is and where its files are, in VoID and DCAT, for catalogues and crawlers.

Follows VoID (W3C, 2011) and DCAT 3 (W3C, 2024). The addresses are right where the files are published in the folder that the
base IRI names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from glossograph.rdf.graph_triples import graph_subjects
from glossograph.rdf.media_types import GZIP, media_type_of
from glossograph.rdf.namespaces import DCAT, DCTERMS, RDF, SKOS, VOID, XSD
from glossograph.rdf.rdf_names import GZIP_SUFFIX, RDF_FILES
from glossograph.rdf.statements import Property, Resources, Strings, Subject, TypedLiterals
from glossograph.rdf.turtle import turtle
from glossograph.rdf.vocabulary import iri_of
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

FILE_NAME: Final = "void.ttl"
_IANA = "https://www.iana.org/assignments/media-types/"
_NO_DATA = frozenset({"glossograph.ttl", "skosmos.ttl", "places.json", "report.json", "report.html"})
_DUMPS = frozenset(f"{stem}.{suffix}" for stem in ("graph", "links") for suffix, _ in RDF_FILES.values())
_TYPE, _TITLE, _LICENCE = iri_of(RDF, "type"), iri_of(DCTERMS, "title"), iri_of(DCTERMS, "license")
_ONLY_IN_GRAPH = (_TYPE, iri_of(SKOS, "hasTopConcept"))


class Distribution(NamedTuple):
    """A file that can be downloaded.

    Attributes:
        iri: The IRI of its description.
        address: Where it is downloaded.
        title: What it is called.
        media_type: Its media type before compression.
        size_bytes: Its size.
        is_dump: Whether it holds statements of the dataset as RDF.
        facts: Further statements about it.
    """

    iri: str
    address: str
    title: str
    media_type: str
    size_bytes: int
    is_dump: bool
    facts: tuple[Property, ...] = ()


def emit_void(job: ExportJob, files: Batch) -> None:
    """Write `void.ttl` about the files that are written together with it."""
    base, settings = job.graph.info.base_iri, job.config
    is_folder = base.startswith("http") and base.endswith("/")
    if not is_folder:
        files.note(f"{FILE_NAME} gives no addresses of files: the base IRI {base} is not that of a folder on the web")
    scheme = next(graph_subjects(job.graph, settings.related, settings.language, settings.page.published))
    distributions = [*_distributions(base, files.sizes())] if is_folder else []
    files.write_text(FILE_NAME, "".join(turtle(describe_dataset(scheme, distributions), base)))


emit_void.is_last = True  # type: ignore[attr-defined]


def _distributions(base: str, sizes: Mapping[str, int]) -> Iterator[Distribution]:
    for name, size in sizes.items():
        if media_type := _media_type(name):
            is_dump = name.removesuffix(GZIP_SUFFIX) in _DUMPS
            yield Distribution(f"{base}distribution/{name}", f"{base}{name}", name, media_type, size, is_dump)


def describe_dataset(scheme: Subject, distributions: Sequence[Distribution], more: Iterable[Property] = ()) -> Iterator[Subject]:
    """Yield a dataset, then its distributions.

    Args:
        scheme: The scheme, as `graph.ttl` describes it.
        distributions: The files.
        more: Further statements about the dataset.
    """
    described = [item for item in scheme.properties if item.predicate not in _ONLY_IN_GRAPH]
    types = Resources(_TYPE, (iri_of(VOID, "Dataset"), iri_of(DCAT, "Dataset")))
    files = (
        Resources(iri_of(VOID, "dataDump"), [file.address for file in distributions if file.is_dump]),
        Resources(iri_of(DCAT, "distribution"), [file.iri for file in distributions]),
    )
    yield Subject(scheme.iri, [types, *described, *more, *(item for item in files if item.values)])
    licence = [item for item in described if item.predicate == _LICENCE]
    for file in distributions:
        yield Subject(file.iri, [*_describe_file(file), *licence])


def _describe_file(file: Distribution) -> Iterator[Property]:
    yield Resources(_TYPE, (iri_of(DCAT, "Distribution"),))
    yield Strings(_TITLE, (file.title,))
    yield Resources(iri_of(DCAT, "downloadURL"), (file.address,))
    yield Resources(iri_of(DCAT, "mediaType"), (f"{_IANA}{file.media_type}",))
    if file.address.endswith(GZIP_SUFFIX):
        yield Resources(iri_of(DCAT, "compressFormat"), (f"{_IANA}{GZIP}",))
    yield TypedLiterals(iri_of(DCAT, "byteSize"), (str(file.size_bytes),), str(XSD.nonNegativeInteger))
    yield from file.facts


def _media_type(name: str) -> str:
    """Give the media type of a file of data; empty for other files."""
    return "" if name in _NO_DATA else media_type_of(name.removesuffix(GZIP_SUFFIX))
