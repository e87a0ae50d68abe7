"""What every RDF format is written from: subjects, each with its properties and their values.

Not yet triples, since to make a node for each takes longer than to write it, and msgspec structs, which are made seven
times as fast as named tuples. Which properties there are is said
in `triples.py` and `evidence.py`; how they are spelt in each syntax, in the formats.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

import msgspec
from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import XSD

_Spelling = TypeVar("_Spelling")
BOOLEAN, INTEGER = str(XSD.boolean), str(XSD.integer)


class Tagged(Protocol):
    """A text in a language: a label, a definition, a `Text`."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def language(self) -> str:
        """Its language, a BCP 47 tag."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text in a language."""

    text: str
    language: str


class Resources(msgspec.Struct, frozen=True, gc=False):
    """Values that are IRIs."""

    predicate: str
    values: Sequence[str]
    often: bool = False


class Texts(msgspec.Struct, frozen=True, gc=False):
    """Values that are texts with a language."""

    predicate: str
    values: Sequence[Tagged]
    often: bool = False


class Strings(msgspec.Struct, frozen=True, gc=False):
    """Values that are texts in no language."""

    predicate: str
    values: Sequence[str]
    often: bool = False


class Typed(msgspec.Struct, frozen=True, gc=False):
    """Values that are whole numbers or truth values, in their canonical spelling."""

    predicate: str
    values: Sequence[str]
    datatype: str
    often: bool = False


Property = Resources | Texts | Strings | Typed
"""What is said with one predicate; `often` where it is said of many subjects, so that a syntax may remember how it is spelt."""

_MOST_OFTEN = 100_000
"""Properties whose spelling is remembered at a time."""


class Spelt(dict[Property, _Spelling]):
    """How that is spelt which is said of many subjects: worked out once, forgotten all at once where it has become too much."""

    def __init__(self, spell: Callable[[Property], _Spelling]) -> None:
        """Take how a property is spelt."""
        super().__init__()
        self._spell = spell

    def __missing__(self, one: Property) -> _Spelling:
        """Spell what has not come before."""
        if len(self) == _MOST_OFTEN:
            self.clear()
        self[one] = spelling = self._spell(one)
        return spelling


class Subject(msgspec.Struct, frozen=True, gc=False):
    """A resource and what is said of it: each predicate once, each with at least one value."""

    iri: str
    properties: list[Property]


def triples(subjects: Iterable[Subject]) -> Iterator[Triple]:
    """Give the triples, in their order.

    >>> from rdflib.namespace import SKOS
    >>> [str(triple) for triple in triples([Subject("urn:x:a", [Texts(str(SKOS.note), [Text("A", "en")])])])]
    ['<urn:x:a> <http://www.w3.org/2004/02/skos/core#note> "A"@en']
    """
    for subject in subjects:
        about = NamedNode(subject.iri)
        for one in subject.properties:
            predicate = NamedNode(one.predicate)
            for value in _values(one):
                yield Triple(about, predicate, value)


def _values(one: Property) -> Iterator[NamedNode | Literal]:
    match one:
        case Resources():
            yield from map(NamedNode, one.values)
        case Texts():
            yield from (Literal(value.text, language=value.language) for value in one.values)
        case Strings():
            yield from map(Literal, one.values)
        case Typed():
            datatype = NamedNode(one.datatype)
            yield from (Literal(value, datatype=datatype) for value in one.values)
