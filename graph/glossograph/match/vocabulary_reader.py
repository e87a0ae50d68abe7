"""Reading of another vocabulary from RDF: in two passes, of which the second keeps only concepts that share a name with a term.

A vocabulary may be larger than memory and is untrusted: whatever is kept of a concept has a limit, and only IRIs that can be
written again are kept.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import GlossographError
from glossograph.match.concept_names import (
    MAX_NAME_CHARS,
    ConceptName,
    distinct_names,
    lookup_keys,
    name_language,
    with_bracketed,
)
from glossograph.rdf.namespaces import DCTERMS, OWL, RDF, RDFS, SDO, SKOS
from glossograph.rdf.rdf_input import open_rdf
from glossograph.rdf.rdf_names import content_bytes, rdf_suffix
from glossograph.text.iris import is_absolute_iri
from glossograph.text.normalise import one_line

VOCABULARY_SUFFIXES = (".ttl", ".nt", ".trig", ".nq", ".rdf", ".owl", ".xml", ".jsonld")
"""Suffixes of the files that are read, each also with `.gz` behind it."""

MAX_HOLDERS = 50
"""Concepts that are compared for one name; of a name that more concepts have, the others are only counted."""

_MAX_NAMES, _MAX_TEXTS, _MAX_TEXT_CHARS, _MAX_NEIGHBOURS = 1_000, 40, 2_000, 5_000
_MEGABYTE = 1_000_000
_BLANK = "_:"
_SKOS_XL = "http://www.w3.org/2008/05/skos-xl#"
_DC, _SCHEMA_HTTP = "http://purl.org/dc/elements/1.1/", "http://schema.org/"


class _Role(Enum):
    PREFERRED = auto()
    OTHER_NAME = auto()
    TEXT = auto()
    LABEL_NODE = auto()
    OTHER_LABEL_NODE = auto()
    LITERAL_FORM = auto()
    TYPE = auto()
    DEPRECATED = auto()
    NEIGHBOUR = auto()
    IGNORED = auto()


_ROLES = {
    **dict.fromkeys((SKOS.prefLabel, RDFS.label, SDO.name, f"{_SCHEMA_HTTP}name", DCTERMS.title, f"{_DC}title"), _Role.PREFERRED),
    **dict.fromkeys(
        (SKOS.altLabel, SKOS.hiddenLabel, SDO.alternateName, f"{_SCHEMA_HTTP}alternateName", f"{DCTERMS}alternative"),
        _Role.OTHER_NAME,
    ),
    **dict.fromkeys(
        (
            *(SKOS.definition, SKOS.scopeNote, RDFS.comment, SDO.description, f"{_SCHEMA_HTTP}description"),
            *(DCTERMS.description, DCTERMS.abstract, f"{_DC}description", "http://purl.obolibrary.org/obo/IAO_0000115"),
        ),
        _Role.TEXT,
    ),
    f"{_SKOS_XL}prefLabel": _Role.LABEL_NODE,
    f"{_SKOS_XL}altLabel": _Role.OTHER_LABEL_NODE,
    f"{_SKOS_XL}hiddenLabel": _Role.OTHER_LABEL_NODE,
    f"{_SKOS_XL}literalForm": _Role.LITERAL_FORM,
    RDF.type: _Role.TYPE,
    OWL.deprecated: _Role.DEPRECATED,
    **dict.fromkeys(
        (
            *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, SKOS.mappingRelation),
            *(SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, OWL.sameAs, OWL.disjointWith, RDFS.isDefinedBy),
        ),
        _Role.IGNORED,
    ),
}
_SYNONYMS = frozenset(
    {"synonym", "abbreviation", "acronym", "alternativename", "hasexactsynonym", "exact_synonym", "alternatelabel"}
)
"""Local names of properties for other names that many ontologies define for themselves, such as FIBO and those of OBO."""

_NO_CONCEPTS = frozenset(
    {
        *(SKOS.ConceptScheme, SKOS.Collection, SKOS.OrderedCollection, f"{_SKOS_XL}Label", RDF.Property, OWL.Ontology),
        *(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.DeprecatedClass, RDFS.Datatype),
        *(SDO.Article, f"{_SCHEMA_HTTP}Article"),
    }
)
_SCHEMES = (SKOS.ConceptScheme, OWL.Ontology)


class VocabularyConcept(NamedTuple):
    """A concept that shares a name with a term.

    Shape: `names` sorted, `texts` definitions and comments by language, `neighbours` positions in the vocabulary, sorted.
    """

    iri: str
    names: tuple[ConceptName, ...]
    texts: tuple[tuple[str, str], ...]
    neighbours: tuple[int, ...]


class Vocabulary(NamedTuple):
    """What is kept of a vocabulary: the concepts that share a name with a term.

    Attributes:
        name: Its file or folder, for messages.
        scheme: The IRI of its concept scheme or ontology; empty if it names none or several.
        concepts: The concepts, sorted by IRI.
        holders: For each looked-up key how many concepts have the name.
        size: How many subjects have a name, counted up to `limit`, which is the number of terms.
    """

    name: str
    scheme: str
    concepts: tuple[VocabularyConcept, ...]
    holders: dict[str, int]
    size: int


def find_vocabulary_files(path: Path) -> tuple[Path, ...]:
    """Find the files of a vocabulary: the file itself, or all RDF files below a folder.

    Raises:
        GlossographError: There are none, or the suffix is not one of `VOCABULARY_SUFFIXES`.
    """
    choices = f"(choose from {', '.join(VOCABULARY_SUFFIXES)}, also with .gz)"
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and rdf_suffix(file) in VOCABULARY_SUFFIXES)
        if not files:
            message = f"{path}: holds no RDF file {choices}"
            raise GlossographError(message)
        return tuple(files)
    if not path.is_file():
        message = f"{path}: {'is no regular file' if path.exists() else 'no such file or folder'}"
        raise GlossographError(message)
    if rdf_suffix(path) not in VOCABULARY_SUFFIXES:
        message = f"{path}: unknown RDF suffix {path.suffix!r} {choices}"
        raise GlossographError(message)
    return (path,)


def read_vocabulary(
    path: Path, keys: Collection[str], languages: Collection[str], limit: int, progress: Progress = no_progress
) -> Vocabulary:
    """Read the concepts of a vocabulary that share a name with a term.

    Args:
        path: An RDF file, or a folder whose RDF files are one vocabulary.
        keys: The lookup keys of the names of all terms.
        languages: The languages of these names.
        limit: How many subjects with a name are counted at most.
        progress: Called with the megabytes that are read, in both passes.

    Raises:
        GlossographError: A file cannot be read or is not RDF.
    """
    files = find_vocabulary_files(path)
    survey = _Survey(keys, languages, limit)
    for quad in _statements(files, "reading names, MB", progress):
        survey.add(quad)
    details = _Details(survey.candidates(), survey.label_nodes)
    if details.candidates:
        for quad in _statements(files, "reading concepts, MB", progress):
            details.add(quad)
    scheme = next(iter(survey.schemes)) if len(survey.schemes) == 1 else ""
    return Vocabulary(str(path), scheme, details.concepts(), survey.counts(), len(survey.subjects))


def _statements(files: Sequence[Path], stage: str, progress: Progress) -> Iterator[Quad]:
    """Stream the statements of files, which a parser reads one after the other."""
    sizes = [_size(path) for path in files]
    total = sum(sizes) // _MEGABYTE
    for index, path in enumerate(files):
        before = sum(sizes[:index])
        try:
            with open_rdf(path) as file:
                counting = _CountingReader(file, lambda done, before=before: progress(stage, (before + done) // _MEGABYTE, total))  # type: ignore[misc]
                yield from parse(input=cast("IO[bytes]", counting), format=_syntax(path))
        except OSError as error:
            message = f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})"
            raise GlossographError(message) from error
        except (SyntaxError, ValueError) as error:
            message = f"{path}: invalid {_syntax(path).name}: {getattr(error, 'msg', error)}"
            raise GlossographError(message) from error


def _size(path: Path) -> int:
    try:
        return content_bytes(path)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error})"
        raise GlossographError(message) from error


def _syntax(path: Path) -> RdfFormat:
    suffix = rdf_suffix(path).removeprefix(".")
    syntax = RdfFormat.from_extension("rdf" if suffix == "owl" else suffix)
    assert syntax  # noqa: S101 — `find_vocabulary_files` lets no other suffix pass
    return syntax


class _CountingReader:
    """A file that reports how many of its bytes were read."""

    def __init__(self, file: IO[bytes], report: Callable[[int], None]) -> None:
        self._file, self._report, self._done = file, report, 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        before, self._done = self._done, self._done + len(data)
        if before // _MEGABYTE != self._done // _MEGABYTE:
            self._report(self._done)
        return data


@cache
def _role_of(predicate: str) -> _Role:
    if role := _ROLES.get(predicate):
        return role
    local_name = predicate.replace("#", "/").rpartition("/")[2].casefold()
    return _Role.OTHER_NAME if local_name in _SYNONYMS else _Role.NEIGHBOUR


class _Survey:
    """The first pass: which concepts have a name of a term."""

    def __init__(self, keys: Collection[str], languages: Collection[str], limit: int) -> None:
        self._keys, self._languages, self._limit = keys, languages, limit
        self.holders: dict[str, dict[str, None]] = {}
        self.more: dict[str, int] = {}
        self.subjects: set[str] = set()
        self.schemes: dict[str, None] = {}
        self.label_nodes: dict[str, str] = {}
        self._node_keys: dict[str, list[str]] = {}
        self._handlers: Mapping[_Role, Callable[[Any, Any], None]] = {
            **dict.fromkeys((_Role.PREFERRED, _Role.OTHER_NAME), self._add_name),
            **dict.fromkeys((_Role.LABEL_NODE, _Role.OTHER_LABEL_NODE), self._add_label_node),
            _Role.LITERAL_FORM: self._add_form,
            _Role.TYPE: self._add_type,
        }

    def add(self, quad: Quad) -> None:
        if handler := self._handlers.get(_role_of(quad.predicate.value)):
            handler(quad.subject, quad.object)

    def _add_name(self, subject: Any, value: Any) -> None:  # noqa: ANN401 — any of pyoxigraph's kinds of node, here and below
        if isinstance(value, Literal) and isinstance(subject, NamedNode):
            self._count(subject.value)
            for key in self._known_keys(value):
                self._note(key, subject.value)

    def _add_label_node(self, subject: Any, value: Any) -> None:  # noqa: ANN401
        if isinstance(subject, NamedNode):
            self._count(subject.value)
            self.label_nodes[_node(value)] = subject.value

    def _add_form(self, subject: Any, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, Literal) and (keys := list(self._known_keys(value))):
            self._node_keys.setdefault(_node(subject), []).extend(keys)

    def _add_type(self, subject: Any, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, NamedNode) and value.value in _SCHEMES and isinstance(subject, NamedNode):
            self.schemes.setdefault(subject.value)

    def _count(self, iri: str) -> None:
        if len(self.subjects) < self._limit:
            self.subjects.add(iri)

    def _known_keys(self, value: Literal) -> Iterator[str]:
        if len(value.value) <= MAX_NAME_CHARS:
            written = ConceptName(name_language(value.language or ""), value.value, preferred=True)
            for name in with_bracketed(written):
                yield from (key for key in lookup_keys(name, self._languages) if key in self._keys)

    def _note(self, key: str, iri: str) -> None:
        holders = self.holders.setdefault(key, {})
        if iri in holders:
            return
        if len(holders) < MAX_HOLDERS:
            holders[iri] = None
        else:
            self.more[key] = self.more.get(key, 0) + 1

    def candidates(self) -> frozenset[str]:
        """Give the IRIs of the concepts that have a name of a term, if they can be written again."""
        for node, keys in self._node_keys.items():
            if node in self.label_nodes:
                for key in keys:
                    self._note(key, self.label_nodes[node])
        return frozenset(iri for iri in chain.from_iterable(self.holders.values()) if is_absolute_iri(iri))

    def counts(self) -> dict[str, int]:
        """Give for each key how many concepts have such a name."""
        return {key: len(found) + self.more.get(key, 0) for key, found in self.holders.items()}


def _node(node: Any) -> str:  # noqa: ANN401
    return f"{_BLANK}{node.value}" if isinstance(node, BlankNode) else str(getattr(node, "value", ""))


class _Details:
    """The second pass: all that is compared of the candidates."""

    def __init__(self, candidates: frozenset[str], label_nodes: Mapping[str, str]) -> None:
        self.candidates = {iri: position for position, iri in enumerate(sorted(candidates))}
        self._names: list[list[ConceptName]] = [[] for _ in self.candidates]
        self._texts: list[list[tuple[str, str]]] = [[] for _ in self.candidates]
        self._neighbours: list[set[int]] = [set() for _ in self.candidates]
        self._left_out: set[int] = set()
        # Label nodes with an IRI are known from the first pass; those without have another name each time they are read.
        self._owners = {
            node: self.candidates[iri]
            for node, iri in label_nodes.items()
            if iri in self.candidates and not node.startswith(_BLANK)
        }
        self._preferred_nodes: set[str] = set()
        self._forms: dict[str, Literal] = {}
        self._handlers: Mapping[_Role, Callable[[int, Any], None]] = {
            _Role.PREFERRED: lambda position, value: self._add_name(position, value, preferred=True),
            _Role.OTHER_NAME: lambda position, value: self._add_name(position, value, preferred=False),
            _Role.TEXT: self._add_text,
            _Role.DEPRECATED: self._add_deprecated,
            _Role.LABEL_NODE: lambda position, value: self._add_label_node(position, value, preferred=True),
            _Role.OTHER_LABEL_NODE: lambda position, value: self._add_label_node(position, value, preferred=False),
            _Role.TYPE: self._add_type,
            _Role.NEIGHBOUR: self._add_neighbour,
        }

    def add(self, quad: Quad) -> None:
        role = _role_of(quad.predicate.value)
        if role is _Role.LITERAL_FORM:
            self._add_form(quad.subject, quad.object)
            return
        position = self.candidates.get(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
        handler = self._handlers.get(role)
        if handler and position is not None:
            handler(position, quad.object)

    def _add_form(self, subject: Any, value: Any) -> None:  # noqa: ANN401
        node = _node(subject)
        if isinstance(value, Literal) and (node in self._owners or node.startswith(_BLANK)):
            self._forms[node] = value

    def _add_name(self, position: int, value: Any, *, preferred: bool) -> None:  # noqa: ANN401
        if isinstance(value, Literal) and len(value.value) <= MAX_NAME_CHARS and len(self._names[position]) < _MAX_NAMES:
            self._names[position].append(ConceptName(name_language(value.language or ""), one_line(value.value), preferred))

    def _add_text(self, position: int, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, Literal) and len(self._texts[position]) < _MAX_TEXTS:
            self._texts[position].append((name_language(value.language or ""), one_line(value.value[:_MAX_TEXT_CHARS])))

    def _add_deprecated(self, position: int, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, Literal) and value.value in {"true", "1"}:
            self._left_out.add(position)

    def _add_label_node(self, position: int, value: Any, *, preferred: bool) -> None:  # noqa: ANN401
        self._owners[_node(value)] = position
        if preferred:
            self._preferred_nodes.add(_node(value))

    def _add_type(self, position: int, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, NamedNode) and value.value in _NO_CONCEPTS:
            self._left_out.add(position)

    def _add_neighbour(self, position: int, value: Any) -> None:  # noqa: ANN401
        other = self.candidates.get(value.value) if isinstance(value, NamedNode) else None
        if other is None or other == position:
            return
        if max(len(self._neighbours[position]), len(self._neighbours[other])) < _MAX_NEIGHBOURS:
            self._neighbours[position].add(other)
            self._neighbours[other].add(position)

    def concepts(self) -> tuple[VocabularyConcept, ...]:
        """Give the candidates that are concepts, sorted by IRI."""
        for node, value in self._forms.items():
            if node in self._owners:
                self._add_name(self._owners[node], value, preferred=node in self._preferred_nodes)
        kept = [position for position in range(len(self._names)) if position not in self._left_out]
        places = {position: place for place, position in enumerate(kept)}
        iris = list(self.candidates)
        return tuple(
            VocabularyConcept(
                iris[position],
                distinct_names(self._names[position]),
                tuple(dict.fromkeys(sorted(self._texts[position]))),
                tuple(sorted(places[other] for other in self._neighbours[position] if other in places)),
            )
            for position in kept
        )
