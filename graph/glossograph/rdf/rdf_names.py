"""Names of RDF files: which syntax a name means, whether the file is compressed, and which file holds the evidence."""

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, cast

from glossograph.text.iris import RDF_SUFFIXES

GZIP_SUFFIX = ".gz"
RDF_FILES: Mapping[str, tuple[str, str]] = {
    "turtle": ("ttl", "text/turtle"),
    "ntriples": ("nt", "application/n-triples"),
    "nquads": ("nq", "application/n-quads"),
    "trig": ("trig", "application/trig"),
    "jsonld": ("jsonld", "application/ld+json"),
    "rdfxml": ("rdf", "application/rdf+xml"),
}
"""The suffix and the media type of each format that holds the graph as RDF."""

_TRAILER_BYTES = 4
_LIKELY_RATIO = 8
"""Bytes of RDF in a byte of gzip: more in N-Quads, less in Turtle."""


def rdf_suffix(path: Path) -> str:
    """Return the suffix that names the syntax of a file, in small letters.

    >>> rdf_suffix(Path("graph.ttl")), rdf_suffix(Path("graph.nq.gz")), rdf_suffix(Path("graph.gz"))
    ('.ttl', '.nq', '')
    """
    return (Path(path.stem) if is_gzip(path) else path).suffix.lower()


def rdf_stem(path: Path) -> str:
    """Return the name of a file without its suffixes.

    >>> rdf_stem(Path("out/graph.nq.gz"))
    'graph'
    """
    return Path(path.stem).stem if is_gzip(path) else path.stem


def is_gzip(path: Path) -> bool:
    """Whether the name of a file says that it is compressed."""
    return path.suffix.lower() == GZIP_SUFFIX


def with_rdf_stem(path: Path, stem: str) -> Path:
    """Give a file the name of another in the same syntax, as compressed.

    >>> with_rdf_stem(Path("graph.nt.gz"), "links").name
    'links.nt.gz'
    """
    return path.with_name(stem + path.name.removeprefix(rdf_stem(path)))


def rdf_files_in_order(names: Iterable[Path]) -> list[list[Path]]:
    """Group RDF files by syntax, the preferred one first, and within a syntax the plain files before the compressed ones."""
    paths = list(names)
    kinds = [(suffix, packed) for suffix in RDF_SUFFIXES for packed in (False, True)]
    groups = [[path for path in paths if (rdf_suffix(path), is_gzip(path)) == kind] for kind in kinds]
    return [group for group in groups if group]


def content_bytes(path: Path) -> int:
    """Return the bytes of a file's content; an estimate if it is compressed.

    Raises:
        OSError: The file cannot be read.
    """
    size = path.stat().st_size
    if not is_gzip(path):
        return size
    with path.open("rb") as file:
        file.seek(max(0, size - _TRAILER_BYTES))
        stated = int.from_bytes(file.read(_TRAILER_BYTES), "little")  # modulo 4 GiB, and of the last part only
    return max(stated, _LIKELY_RATIO * size)


def open_content(path: Path) -> IO[bytes]:
    """Open a file, decompressing it if its name says so.

    Raises:
        OSError: The file cannot be opened.
    """
    return cast("IO[bytes]", gzip.open(path, "rb")) if is_gzip(path) else path.open("rb")
