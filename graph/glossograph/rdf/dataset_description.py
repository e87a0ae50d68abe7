"""`void.ttl`: what the graph is and where its files are, in VoID and DCAT, for catalogues and crawlers.

Follows VoID (W3C, 2011) and DCAT 3 (W3C, 2024). The addresses are right where the files are published in the folder that the
base IRI names.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from glossograph.rdf.graph_triples import graph_subjects
from glossograph.rdf.namespaces import DCAT, DCTERMS, RDF, SKOS, VOID, XSD
from glossograph.rdf.rdf_names import GZIP_SUFFIX, RDF_FILES
from glossograph.rdf.statements import Property, Resources, Strings, Subject, TypedLiterals
from glossograph.rdf.turtle import turtle
from glossograph.rdf.vocabulary import iri_of
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

FILE_NAME: Final = "void.ttl"
_IANA = "https://www.iana.org/assignments/media-types/"
_MEDIA_TYPES: Mapping[str, str] = dict(RDF_FILES.values()) | {
    "csv": "text/csv",
    "cyjs": "application/json",
    "dot": "text/vnd.graphviz",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "html": "text/html",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the suffix of a file."""

_NO_DATA = frozenset({"glossograph.ttl", "skosmos.ttl", "places.json", "report.json", "report.html"})
_DUMPS = frozenset(f"{stem}.{suffix}" for stem in ("graph", "links") for suffix, _ in RDF_FILES.values())
_TYPE, _TITLE, _LICENCE = iri_of(RDF, "type"), iri_of(DCTERMS, "title"), iri_of(DCTERMS, "license")
_ONLY_IN_GRAPH = (_TYPE, iri_of(SKOS, "hasTopConcept"))


def emit_void(job: ExportJob, files: Batch) -> None:
    """Write `void.ttl` about the files that are written together with it."""
    base = job.graph.info.base_iri
    is_folder = base.startswith("http") and base.endswith("/")
    if not is_folder:
        files.note(f"{FILE_NAME} gives no addresses of files: the base IRI {base} is not that of a folder on the web")
    text = "".join(turtle(_subjects(job, files.sizes() if is_folder else {}), base))
    files.write_text(FILE_NAME, text)


emit_void.is_last = True  # type: ignore[attr-defined]


def _subjects(job: ExportJob, sizes: Mapping[str, int]) -> Iterator[Subject]:
    """Yield the dataset, then each of its files."""
    base, settings = job.graph.info.base_iri, job.config
    scheme = next(graph_subjects(job.graph, settings.related, settings.language, settings.page.published))
    described = [item for item in scheme.properties if item.predicate not in _ONLY_IN_GRAPH]
    types = Resources(_TYPE, (iri_of(VOID, "Dataset"), iri_of(DCAT, "Dataset")))
    names = [name for name in sizes if _media_type(name)]
    distributions = {name: f"{base}distribution/{name}" for name in names}
    dumps = [f"{base}{name}" for name in names if name.removesuffix(GZIP_SUFFIX) in _DUMPS]
    links = (
        Resources(iri_of(VOID, "dataDump"), dumps),
        Resources(iri_of(DCAT, "distribution"), [*distributions.values()]),
    )
    yield Subject(scheme.iri, [types, *described, *(item for item in links if item.values)])
    licence = [item for item in described if item.predicate == _LICENCE]
    for name, iri in distributions.items():
        yield Subject(iri, [*_distribution(base, name, sizes[name]), *licence])


def _distribution(base: str, name: str, size: int) -> Iterator[Property]:
    yield Resources(_TYPE, (iri_of(DCAT, "Distribution"),))
    yield Strings(_TITLE, (name,))
    yield Resources(iri_of(DCAT, "downloadURL"), (f"{base}{name}",))
    yield Resources(iri_of(DCAT, "mediaType"), (f"{_IANA}{_media_type(name)}",))
    if name.endswith(GZIP_SUFFIX):
        yield Resources(iri_of(DCAT, "compressFormat"), (f"{_IANA}application/gzip",))
    yield TypedLiterals(iri_of(DCAT, "byteSize"), (str(size),), str(XSD.nonNegativeInteger))


def _media_type(name: str) -> str:
    """Give the media type of a file of data; empty for other files."""
    return "" if name in _NO_DATA else _MEDIA_TYPES.get(name.removesuffix(GZIP_SUFFIX).rpartition(".")[2], "")
