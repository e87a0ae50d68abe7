"""Which files of RDF a question is asked of: one that is named, or the exports in a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from glossograph.errors import QueryError

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat

SUFFIXES = (".ttl", ".nt", ".trig", ".nq", ".rdf", ".jsonld", ".xml")
"""Suffixes of the files that are read; of a folder that holds a graph in several formats, the first."""

_DATASETS = frozenset({".trig", ".nq", ".jsonld"})
_EXPORTS = ("graph", "links")


def rdf_files(place: Path) -> tuple[Path, ...]:
    """Find the files to ask: the place itself, or in a folder `graph` and `links`, else all, of its first format.

    Errors: `QueryError` where there are none.
    """
    try:
        if place.is_file():
            if place.suffix.lower() in SUFFIXES:
                return (place,)
            raise QueryError(f"{place}: is no RDF by its name: give a file ending {', '.join(SUFFIXES)}, or a folder of exports")  # noqa: TRY003, EM102
        if not place.is_dir():
            raise QueryError(f"{place}: no such file or folder")  # noqa: TRY003, EM102
        inside = sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise QueryError(f"{place}: cannot be read ({error.strerror})") from error  # noqa: TRY003, EM102
    for suffix in SUFFIXES:
        same = [path for path in inside if path.suffix.lower() == suffix]
        if same:
            return tuple(path for path in same if path.stem in _EXPORTS) or tuple(same)
    raise QueryError(f"{place}: no RDF there: name a folder that `glossograph build` wrote to, or a file")  # noqa: TRY003, EM102


def format_of(path: Path) -> "RdfFormat":
    """Tell a file's format by its suffix."""
    from pyoxigraph import RdfFormat  # noqa: PLC0415 — a command's help needs only the suffixes

    found = RdfFormat.from_extension(path.suffix.lower().lstrip("."))
    if found is None:
        raise QueryError(f"{path}: is no RDF by its name")  # noqa: TRY003, EM102
    return found


def holds_graphs(path: Path) -> bool:
    """Tell whether a file can hold named graphs.

    >>> [holds_graphs(Path(name)) for name in ("graph.ttl", "graph.trig")]
    [False, True]
    """
    return path.suffix.lower() in _DATASETS
