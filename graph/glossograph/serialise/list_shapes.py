"""The shapes of lists that are answered in parts: neighbours, evidence, problems. Each says how many items there are in all."""

import msgspec

from glossograph.serialise.json_shapes import NeighbourShape


class _ListShape(msgspec.Struct, frozen=True):
    """The base of all lists."""


class NeighbourListShape(_ListShape, frozen=True):
    """The neighbours of a term, those with most links first."""

    slug: str
    total: int
    offset: int
    neighbours: tuple[NeighbourShape, ...]


class LinkShape(_ListShape, frozen=True, rename={"source": "from", "target": "to"}):
    """A link: its terms, the article that it is in, its line (0 if not known), its words, its sentence, how it was resolved."""

    source: str
    target: str
    language: str
    path: str
    line: int
    anchor: str
    sentence: str
    repaired: bool
    resolution: str


class EvidenceListShape(_ListShape, frozen=True):
    """The links behind the edges of a term, of which `total` counts all."""

    slug: str
    direction: str
    total: int
    offset: int
    links: tuple[LinkShape, ...]


class ProblemShape(_ListShape, frozen=True):
    """Something for the author; line 0 means the file as a whole."""

    code: str
    path: str
    line: int
    message: str


class ProblemListShape(_ListShape, frozen=True):
    """The problems of the build."""

    total: int
    offset: int
    problems: tuple[ProblemShape, ...]


class LanguageShape(_ListShape, frozen=True):
    """A language, by its tag and its own name, with the number of its articles and of the terms that have a label in it."""

    language: str
    name: str
    articles: int
    labels: int


class LanguageListShape(_ListShape, frozen=True):
    """The languages of the graph."""

    languages: tuple[LanguageShape, ...]


class ErrorShape(_ListShape, frozen=True):
    """Why there is no answer."""

    error: str
