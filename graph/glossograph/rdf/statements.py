"""Subjects with their properties: the form in which a graph goes to every RDF writer.

`graph_triples` and `evidence_triples` make them; `turtle`, `ntriples`, `jsonld` and `rdfxml` write them. The first three write
text directly, since making a pyoxigraph triple for each statement takes longer than writing it. The values are msgspec structs,
which are made about seven times as fast as named tuples.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

import msgspec
from pyoxigraph import Literal, NamedNode, Triple

from glossograph.rdf.namespaces import XSD

_Spelling = TypeVar("_Spelling")
BOOLEAN, INTEGER = str(XSD.boolean), str(XSD.integer)


class TaggedText(Protocol):
    """A text with a language tag: a label, a definition or a `Text`."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def language(self) -> str:
        """The BCP 47 tag of its language."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text with a language tag."""

    text: str
    language: str


class Resources(msgspec.Struct, frozen=True, gc=False):
    """A predicate with values that are IRIs."""

    predicate: str
    values: Sequence[str]
    cached: bool = False


class Texts(msgspec.Struct, frozen=True, gc=False):
    """A predicate with values that are texts with a language tag."""

    predicate: str
    values: Sequence[TaggedText]
    cached: bool = False


class Strings(msgspec.Struct, frozen=True, gc=False):
    """A predicate with values that are plain strings."""

    predicate: str
    values: Sequence[str]
    cached: bool = False


class TypedLiterals(msgspec.Struct, frozen=True, gc=False):
    """A predicate with values that are integers or booleans, in their canonical spelling."""

    predicate: str
    values: Sequence[str]
    datatype: str
    cached: bool = False


Property = Resources | Texts | Strings | TypedLiterals
"""A predicate with its values.

`cached` marks a property that many subjects share, such as `rdf:type skos:Concept`: a writer spells it once and reuses that.
"""

_MAX_SPELLINGS = 100_000
"""Spellings that a cache holds at a time."""


class SpellingCache(dict[Property, _Spelling]):
    """Spellings of the properties that many subjects share. A full cache is emptied and filled again."""

    def __init__(self, spell: Callable[[Property], _Spelling]) -> None:
        """Use `spell` for a property that is not in the cache."""
        super().__init__()
        self._spell = spell

    def __missing__(self, statement: Property) -> _Spelling:
        """Spell a property and keep the spelling."""
        if len(self) == _MAX_SPELLINGS:
            self.clear()
        self[statement] = spelling = self._spell(statement)
        return spelling


class Subject(msgspec.Struct, frozen=True, gc=False):
    """A resource and its properties: each predicate once, each with at least one value."""

    iri: str
    properties: list[Property]


class SubjectPart(NamedTuple):
    """Subjects that belong together, and the digest of what they are made from."""

    key: bytes
    subjects: Callable[[], Iterable[Subject]]


class SubjectBlock(NamedTuple):
    """What a file says of one term: a name, the digest of what its parts are made from, and the parts.

    Without a name, a block is made each time. With `fresh`, it is made this time.
    """

    name: str
    key: bytes
    parts: Callable[[], Iterable[SubjectPart]]
    fresh: bool = False


def unkept(subjects: Iterable[Subject]) -> SubjectBlock:
    """Make a block of subjects that is not kept, each subject a part."""
    return SubjectBlock("", b"", lambda: (SubjectPart(b"", lambda subject=subject: (subject,)) for subject in subjects))  # type: ignore[misc]


def subjects_of(blocks: Iterable[SubjectBlock]) -> Iterator[Subject]:
    """Yield the subjects of blocks."""
    return (subject for block in blocks for part in block.parts() for subject in part.subjects())


class Spelling(Protocol):
    """How a format spells a document, or a named graph inside one: what comes first, between the parts, and last."""

    opening: str
    separator: str
    closing: str

    def spell(self, subjects: Iterable[Subject]) -> str:
        """Spell subjects that belong together."""


def triples(subjects: Iterable[Subject]) -> Iterator[Triple]:
    """Yield the subjects' statements as pyoxigraph triples, in the same order.

    >>> from glossograph.rdf.namespaces import SKOS
    >>> [str(triple) for triple in triples([Subject("urn:x:a", [Texts(str(SKOS.note), [Text("A", "en")])])])]
    ['<urn:x:a> <http://www.w3.org/2004/02/skos/core#note> "A"@en']
    """
    for subject in subjects:
        subject_node = NamedNode(subject.iri)
        for statement in subject.properties:
            predicate = NamedNode(statement.predicate)
            for value in _nodes(statement):
                yield Triple(subject_node, predicate, value)


def _nodes(statement: Property) -> Iterator[NamedNode | Literal]:
    match statement:
        case Resources():
            yield from map(NamedNode, statement.values)
        case Texts():
            yield from (Literal(value.text, language=value.language) for value in statement.values)
        case Strings():
            yield from map(Literal, statement.values)
        case TypedLiterals():
            datatype = NamedNode(statement.datatype)
            yield from (Literal(value, datatype=datatype) for value in statement.values)
