"""Media types, and which of them a client wants most."""

from collections.abc import Sequence
from typing import Any

from pyoxigraph import QueryResultsFormat, RdfFormat

from glossograph.model.base import Struct


class MediaType(Struct, frozen=True):
    """A media type.

    Attributes:
        name: Its name in requests to a query process, and in `format=`.
        type: The type without parameters.
        suffix: The suffix of a file, without a dot; empty if it has no file.
        aliases: Other types for which it is sent.
    """

    name: str
    type: str
    suffix: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The value of `Content-Type`."""
        has_charset = self.type.startswith("text/") or self.type == "application/json"
        return f"{self.type}; charset=utf-8" if has_charset else self.type


HTML = MediaType("html", "text/html", aliases=("application/xhtml+xml",))
TURTLE = MediaType("turtle", "text/turtle", "ttl", ("application/x-turtle",))
NTRIPLES = MediaType("ntriples", "application/n-triples", "nt", ("text/plain",))
RDF_XML = MediaType("rdfxml", "application/rdf+xml", "rdf", ("application/xml", "text/xml"))
JSON_LD = MediaType("jsonld", "application/ld+json", "jsonld", ("application/json",))
TRIPLE_TYPES = (TURTLE, JSON_LD, RDF_XML, NTRIPLES)

JSON_ROWS = MediaType("json", "application/sparql-results+json", aliases=("application/json",))
XML_ROWS = MediaType("xml", "application/sparql-results+xml", aliases=("application/xml", "text/xml"))
CSV_ROWS = MediaType("csv", "text/csv")
TSV_ROWS = MediaType("tsv", "text/tab-separated-values")
ROW_TYPES = (JSON_ROWS, XML_ROWS, CSV_ROWS, TSV_ROWS)

RDF_FORMATS: dict[str, Any] = {
    TURTLE.name: RdfFormat.TURTLE,
    NTRIPLES.name: RdfFormat.N_TRIPLES,
    RDF_XML.name: RdfFormat.RDF_XML,
    JSON_LD.name: RdfFormat.JSON_LD,
}
ROW_FORMATS: dict[str, Any] = {
    JSON_ROWS.name: QueryResultsFormat.JSON,
    XML_ROWS.name: QueryResultsFormat.XML,
    CSV_ROWS.name: QueryResultsFormat.CSV,
    TSV_ROWS.name: QueryResultsFormat.TSV,
}


def choose(accept: str | None, offers: Sequence[MediaType]) -> MediaType | None:
    """Choose what a client wants most: by q-value, then by how exactly it names the type, then by the order of the offers.

    Args:
        accept: The `Accept` header; without one, everything is wanted.
        offers: The types that there are, the best first.

    Returns:
        A type, or `None` if the client wants none of them.

    >>> [choose(accept, ROW_TYPES).name for accept in (None, "*/*", "text/csv;q=0.5, application/sparql-results+xml;q=0.9")]
    ['json', 'json', 'xml']
    >>> choose("image/png, text/csv;q=0", ROW_TYPES) is None
    True
    """
    if not accept or not accept.strip():
        return offers[0]
    ranges = [_parse_range(part) for part in accept.split(",")]
    best: tuple[float, int, int] | None = None
    chosen = None
    for position, offer in enumerate(offers):
        matches = [match for match in (_match(offer, name, quality) for name, quality in ranges) if match]
        if not matches:
            continue
        exactness, quality = max(matches)  # the most exact range decides, also if it says q=0
        rank = (quality, exactness, -position)
        if quality > 0 and (best is None or rank > best):
            best, chosen = rank, offer
    return chosen


def _parse_range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
    try:
        value = float(quality)
    except ValueError:
        return name, 0.0
    return name, value if 0 <= value <= 1 else 0.0


def _match(offer: MediaType, name: str, quality: float) -> tuple[int, float] | None:
    if name == offer.type:
        return 4, quality
    if name in offer.aliases:
        return 3, quality
    if name.endswith("/*") and offer.type.startswith(name[:-1]) and name != "*/*":
        return 2, quality
    return (1, quality) if name in ("*/*", "*") else None
