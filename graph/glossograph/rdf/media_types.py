"""Media types of the files that builds and sites write."""

from collections.abc import Mapping
from typing import Final

from glossograph.rdf.rdf_names import RDF_FILES

GZIP: Final = "application/gzip"
_MEDIA_TYPES: Mapping[str, str] = dict(RDF_FILES.values()) | {
    "csv": "text/csv",
    "cyjs": "application/json",
    "dot": "text/vnd.graphviz",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "gz": GZIP,
    "html": "text/html",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the suffix of a file."""


def media_type_of(name: str) -> str:
    """Return the media type of a file by the suffix of its name, without a charset; empty where it is not known.

    >>> media_type_of("graph.ttl"), media_type_of("graph.nt.gz"), media_type_of("Makefile")
    ('text/turtle', 'application/gzip', '')
    """
    return _MEDIA_TYPES.get(name.rpartition(".")[2], "")


def with_charset(media_type: str) -> str:
    """Name the charset of our files in a media type of text.

    >>> with_charset("text/turtle"), with_charset("application/ld+json")
    ('text/turtle; charset=utf-8', 'application/ld+json')
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
