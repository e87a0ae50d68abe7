"""Turtle: `graph.ttl` and `links.ttl`; and TriG, which is Turtle in named graphs: `graph.trig`.

After RDF 1.1 Turtle and RDF 1.1 TriG (W3C, 2014). Written as pyoxigraph writes, byte for byte, but from text to text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize
from rdflib.namespace import RDF

from glossograph.rdf.ntriples import is_plain, quoted
from glossograph.rdf.rdf_files import RdfFiles, emit_dataset
from glossograph.rdf.statements import Property, Resources, Spelt, Strings, Subject, Texts
from glossograph.rdf.vocabulary import PREFIXES, curie, name
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.iris import term_iri

_NEXT = " ;\n\t"
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?|")
_ODD = re.compile(r"\A[-.]|[^A-Za-z0-9_.-]|\.\Z")


def emit_trig(job: ExportJob, files: Batch) -> None:
    """Write `graph.trig`: the terms in one named graph, the evidence in another, unless none is wanted."""
    emit_dataset(job, files, "trig", trig)


def turtle(subjects: Iterable[Subject], base: str) -> Iterator[str]:
    r"""Write subjects as Turtle, a piece each.

    >>> from glossograph.rdf.statements import Text
    >>> from rdflib.namespace import SKOS
    >>> list(turtle([Subject("urn:x:term/a", [Texts(str(SKOS.note), [Text("A", "en")])])], "urn:x:"))[1]
    'term:a skos:note "A"@en .\n'
    """
    yield _prefixes(base)
    yield from _statements(subjects, base)


def trig(graphs: Iterable[tuple[str, Iterable[Subject]]], base: str) -> Iterator[str]:
    """Write named graphs as TriG."""
    yield _prefixes(base)
    for graph, subjects in graphs:
        yield f"<{graph}> {{\n"
        yield from _statements(subjects, base)
        yield "}\n"


def _prefixes(base: str) -> str:
    node = NamedNode(base)
    header = serialize((Triple(node, node, node),), format=RdfFormat.TURTLE, prefixes={**PREFIXES, "term": term_iri(base, "")})
    return "".join(line for line in (header or b"").decode("utf-8").splitlines(keepends=True) if line.startswith("@prefix "))


def _statements(subjects: Iterable[Subject], base: str) -> Iterator[str]:
    shortened = _Shortened(base)
    often = Spelt(partial(_said, shortened))
    for subject in subjects:
        said = [often[one] if one.often else _said(shortened, one) for one in subject.properties]
        yield f"{shortened[subject.iri]} {_NEXT.join(said)} .\n"


def _said(shortened: Mapping[str, str], one: Property) -> str:
    predicate = _PREDICATES[one.predicate]
    if isinstance(one, Resources):
        if len(one.values) == 1:
            return f"{predicate} {shortened[one.values[0]]}"
        return f"{predicate} {' , '.join([shortened[value] for value in one.values])}"
    if isinstance(one, Texts):
        spelt = " , ".join([f'"{value.text}"@{value.language}' for value in one.values])
        if not is_plain(spelt, len(one.values)):
            spelt = " , ".join([f"{quoted(value.text)}@{value.language}" for value in one.values])
        return f"{predicate} {spelt}"
    if isinstance(one, Strings):
        return f"{predicate} {' , '.join(map(quoted, one.values))}"
    return f"{predicate} {' , '.join(one.values)}"


class _Predicates(dict[str, str]):
    def __missing__(self, iri: str) -> str:
        self[iri] = short = ":".join(curie(iri))
        return short


_PREDICATES = _Predicates({name(RDF, "type"): "a"})


class _Shortened(dict[str, str]):
    """IRIs as Turtle writes them: terms and names of vocabularies by their prefix, all others whole.

    It remembers those that come again: terms, vocabularies, the scheme.
    """

    def __init__(self, base: str) -> None:
        super().__init__({base: f"<{base}>"})
        self._base = base
        self._terms = term_iri(base, "")

    def __missing__(self, iri: str) -> str:
        if iri.startswith(self._terms):
            local = iri.removeprefix(self._terms)
            self[iri] = short = f"term:{local if _PLAIN_LOCAL.fullmatch(local) else _ODD.sub(_escaped, local)}"
            return short
        if iri.startswith(self._base):
            return f"<{iri}>"
        found = (
            f"{prefix}:{local}"
            for prefix, namespace in PREFIXES.items()
            if iri.startswith(namespace) and _PLAIN_LOCAL.fullmatch(local := iri.removeprefix(namespace))
        )
        self[iri] = short = next(found, f"<{iri}>")
        return short


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


emit_turtle = RdfFiles("ttl", turtle)
"""Writes `graph.ttl`, and `links.ttl` unless no evidence is wanted."""
