"""Turtle (`graph.ttl`, `links.ttl`) and TriG (`graph.trig`), which is Turtle with named graphs.

Follows RDF 1.1 Turtle and RDF 1.1 TriG (W3C, 2014). The bytes are those that `pyoxigraph.serialize` writes, but subjects
become text directly, without a Python object for each triple. Measured on the CNCF glossary (955 articles, 27,734 triples in
`graph.ttl` and `links.ttl`; processor time, best of 40 runs, pyoxigraph 0.5.13): 33 ms here, 76 ms with
`pyoxigraph.serialize`, of which 52 ms make its triples. That factor of 2.3 is why this writer is ours.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from glossograph.rdf.namespaces import RDF
from glossograph.rdf.ntriples import needs_no_escape, quote_text
from glossograph.rdf.rdf_files import RdfFiles, emit_dataset
from glossograph.rdf.statements import (
    BOOLEAN,
    INTEGER,
    Property,
    Resources,
    SpellingCache,
    Strings,
    Subject,
    Texts,
    TypedLiterals,
)
from glossograph.rdf.vocabulary import PREFIXES, curie, iri_of
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.iris import term_iri

_BARE_DATATYPES = frozenset({BOOLEAN, INTEGER})
"""Datatypes whose literals Turtle writes without quotes."""

_NEXT_PROPERTY = " ;\n\t"
_PLAIN_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?|")
_ESCAPED_IN_LOCAL_NAME = re.compile(r"\A[-.]|[^A-Za-z0-9_.-]|\.\Z")


def emit_trig(job: ExportJob, files: Batch) -> None:
    """Write `graph.trig` with the terms in one named graph and the evidence, if it is wanted, in another."""
    base = job.graph.info.base_iri
    emit_dataset(job, files, "trig", _prefix_lines(base), partial(TurtleSpelling, base))


def turtle(subjects: Iterable[Subject], base: str) -> Iterator[str]:
    r"""Yield a Turtle document: the prefixes, then a piece for each subject.

    >>> from glossograph.rdf.statements import Text
    >>> from glossograph.rdf.namespaces import SKOS
    >>> list(turtle([Subject("urn:x:term/a", [Texts(str(SKOS.note), [Text("A", "en")])])], "urn:x:"))[1]
    'term:a skos:note "A"@en .\n'
    """
    spelling = TurtleSpelling(base)
    yield spelling.opening
    yield from map(spelling.spell_one, subjects)


def trig(graphs: Iterable[tuple[str, Iterable[Subject]]], base: str) -> Iterator[str]:
    """Yield a TriG document of named graphs, each given by its IRI and its subjects."""
    yield _prefix_lines(base)
    for graph_iri, subjects in graphs:
        spelling = TurtleSpelling(base, graph_iri)
        yield spelling.opening
        yield from map(spelling.spell_one, subjects)
        yield spelling.closing


def _prefix_lines(base: str) -> str:
    node = NamedNode(base)
    document = serialize((Triple(node, node, node),), format=RdfFormat.TURTLE, prefixes={**PREFIXES, "term": term_iri(base, "")})
    return "".join(line for line in (document or b"").decode("utf-8").splitlines(keepends=True) if line.startswith("@prefix "))


class TurtleSpelling:
    """Spells a Turtle document, or a named graph of a TriG document."""

    separator = ""

    def __init__(self, base: str, graph_iri: str = "") -> None:
        """Spell the IRIs below a base IRI; with `graph_iri`, as that named graph."""
        self.opening = f"<{graph_iri}> {{\n" if graph_iri else _prefix_lines(base)
        self.closing = "}\n" if graph_iri else ""
        self._short_iris = _ShortIris(base)
        self._spellings = SpellingCache(partial(_spell, self._short_iris))

    def spell(self, subjects: Iterable[Subject]) -> str:
        """Spell subjects."""
        return "".join(map(self.spell_one, subjects))

    def spell_one(self, subject: Subject) -> str:
        """Spell a subject."""
        short_iris, spellings = self._short_iris, self._spellings
        properties = [spellings[item] if item.cached else _spell(short_iris, item) for item in subject.properties]
        return f"{short_iris[subject.iri]} {_NEXT_PROPERTY.join(properties)} .\n"


def _spell(short_iris: Mapping[str, str], statement: Property) -> str:
    """Write a predicate and its values."""
    predicate = _SHORT_PREDICATES[statement.predicate]
    if isinstance(statement, Resources):
        if len(statement.values) == 1:
            return f"{predicate} {short_iris[statement.values[0]]}"
        return f"{predicate} {' , '.join([short_iris[value] for value in statement.values])}"
    if isinstance(statement, Texts):
        objects = " , ".join([f'"{value.text}"@{value.language}' for value in statement.values])
        if not needs_no_escape(objects, len(statement.values)):
            objects = " , ".join([f"{quote_text(value.text)}@{value.language}" for value in statement.values])
        return f"{predicate} {objects}"
    if isinstance(statement, Strings):
        return f"{predicate} {' , '.join(map(quote_text, statement.values))}"
    if statement.datatype in _BARE_DATATYPES:
        return f"{predicate} {' , '.join(statement.values)}"
    return f"{predicate} {' , '.join(_typed(statement))}"


def _typed(statement: TypedLiterals) -> list[str]:
    return [f'"{value}"^^{curie(statement.datatype)}' for value in statement.values]


class _ShortPredicates(dict[str, str]):
    """Predicates as Turtle writes them, by IRI."""

    def __missing__(self, iri: str) -> str:
        self[iri] = short = curie(iri)
        return short


_SHORT_PREDICATES = _ShortPredicates({iri_of(RDF, "type"): "a"})


class _ShortIris(dict[str, str]):
    """IRIs as Turtle writes them: with a prefix if they are terms or names of a vocabulary, else in full.

    It keeps terms, names of vocabularies and the scheme, which occur many times, and no articles, files or links.
    """

    def __init__(self, base: str) -> None:
        super().__init__({base: f"<{base}>"})
        self._base = base
        self._terms = term_iri(base, "")

    def __missing__(self, iri: str) -> str:
        if iri.startswith(self._terms):
            local_name = iri.removeprefix(self._terms)
            if not _PLAIN_LOCAL_NAME.fullmatch(local_name):
                local_name = _ESCAPED_IN_LOCAL_NAME.sub(_escape, local_name)
            self[iri] = short = f"term:{local_name}"
            return short
        if iri.startswith(self._base):
            return f"<{iri}>"
        curies = (
            f"{prefix}:{local_name}"
            for prefix, namespace in PREFIXES.items()
            if iri.startswith(namespace) and _PLAIN_LOCAL_NAME.fullmatch(local_name := iri.removeprefix(namespace))
        )
        self[iri] = short = next(curies, f"<{iri}>")
        return short


def _escape(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


emit_turtle = RdfFiles("ttl", TurtleSpelling)
"""Writes `graph.ttl` and, unless no evidence is wanted, `links.ttl`."""
