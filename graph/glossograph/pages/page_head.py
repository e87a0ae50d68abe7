"""What the head of `graph.html` says to crawlers: a description in schema.org's words, and the RDF files of the same graph."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from glossograph.pages.page_parts import clean_prose
from glossograph.rdf.rdf_names import RDF_FILES
from glossograph.serialise.export_job import ExportJob
from glossograph.text.iris import is_usable_base, scheme_iri
from glossograph.text.languages import UNDETERMINED, bcp47_case


class AlternateFile(NamedTuple):
    """A file beside the page that holds the same graph: its name and its media type."""

    href: str
    type: str


def alternate_files(job: ExportJob) -> Iterator[AlternateFile]:
    """Yield the RDF files that are written together with the page. Browsers do not open compressed ones."""
    if not job.config.gzip:
        for name in job.formats:
            if name in RDF_FILES:
                suffix, media_type = RDF_FILES[name]
                yield AlternateFile(f"graph.{suffix}", media_type)


def schema_org(job: ExportJob) -> dict[str, Any]:
    """Describe the glossary as a `DefinedTermSet` and a `Dataset` of schema.org."""
    info = job.graph.info
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["DefinedTermSet", "Dataset"],
        "@id": scheme_iri(info.base_iri),
        "name": clean_prose(info.title),
    }
    if info.description:
        described["description"] = clean_prose(info.description)
    if info.licence:
        described["license"] = clean_prose(info.licence)
    if info.creator:
        creator = clean_prose(info.creator)
        described["creator"] = {"@id": creator} if is_usable_base(f"{creator}/") else creator
    if tags := [bcp47_case(tag) for tag in job.graph.languages if tag != UNDETERMINED]:
        described["inLanguage"] = tags
    if files := [*alternate_files(job)]:
        described["distribution"] = [
            {"@type": "DataDownload", "contentUrl": file.href, "encodingFormat": file.type} for file in files
        ]
    return described
