"""Time the writing of RDF beside pyoxigraph's own, and the checking of it beside pyshacl's, and print Markdown tables.

    python -m tests.bench.rdf --terms 28000

A graph is made up in memory, some 35 triples a term. Seconds are of the processor, the best of three runs in turn;
`alone` is `pyoxigraph.serialize` on triples that lie ready in a list, `made` the same on triples that are made meanwhile from
ready strings, which is the least that any program has to do.
"""

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib

from glossograph.config import Config, EvidenceLevel
from glossograph.export.registry import emit
from glossograph.model.edge import Edge
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.term import Definition, Label, Term, TermArticle
from glossograph.rdf.graph_triples import graph_triples
from glossograph.rdf.vocabulary import PREFIXES
from glossograph.serialise.export_job import ExportJob
from glossograph.sparql.validation import SHAPES_PATH, find_violations, open_exports, rules
from glossograph.text.iris import term_iri
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag
from tests.graphs import Listed

BASE = "https://bench.example/"
LANGUAGES = tuple(map(LanguageTag, ("en", "hi", "no")))
SYNTAXES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
SHACL_TERMS = 100

Row = tuple[str, str, tuple[str, str, str]]
"""Subject, predicate, and the object's text, language and datatype."""


def made_up(terms: int, seed: int = 1) -> Graph:
    """A graph of so many terms, each with three labels, two articles and four links."""
    chance = random.Random(seed)
    ids = [f"term-{number:06}" for number in range(terms)]
    found, edges = [], []
    for name in ids:
        labels = tuple(Label(language, f"label of {name} in {language}") for language in LANGUAGES)
        texts = tuple(Definition(language, f"What {name} means is said in this sentence.") for language in LANGUAGES[:2])
        articles = tuple(
            TermArticle(language, f"Texts/{language}/{name}.md", f"label of {name}", ("Funds", "Markets"))
            for language in LANGUAGES[:2]
        )
        found.append(Term(TermId(name), Slug(name), labels, (), texts, articles))
        targets = sorted(set(chance.sample(ids, 4)) - {name})
        edges += [Edge(TermId(name), TermId(target), ((LANGUAGES[0], 1),)) for target in targets]
    collection = GlossaryInfo(BASE, "Made up", "", "", "")
    return Graph(collection, LANGUAGES, 2 * terms, tuple(found), tuple(edges), (), (), (), (), TermIndex({}, {}, {}))


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The least processor time of several runs."""
    times = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def made(rows: Iterable[Row]) -> Iterator[ox.Triple]:
    """Triples made of strings."""
    for subject, predicate, (value, language, datatype) in rows:
        if datatype:
            node: ox.NamedNode | ox.Literal = ox.Literal(value, datatype=ox.NamedNode(datatype))
        else:
            node = ox.Literal(value, language=language) if language else ox.NamedNode(value)
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), node)


def row(triple: ox.Triple) -> Row:
    """The strings of a triple."""
    assert isinstance(triple.subject, ox.NamedNode)
    assert isinstance(triple.object, ox.NamedNode | ox.Literal)
    literal = triple.object if isinstance(triple.object, ox.Literal) else None
    tag = (literal.language or "") if literal else ""
    datatype = literal.datatype.value if literal and not tag else ""
    return triple.subject.value, triple.predicate.value, (triple.object.value, tag, datatype)


def theirs(path: Path, syntax: ox.RdfFormat, prefixes: dict[str, str] | None, triples: Iterable[ox.Triple]) -> None:
    """Write triples with pyoxigraph."""
    with path.open("wb") as file:
        ox.serialize(triples, output=file, format=syntax, prefixes=prefixes)


def write_made(write: Callable[[Iterable[ox.Triple]], None], rows: Sequence[Row]) -> None:
    """Write triples that are made meanwhile."""
    write(made(rows))


def time_writing(graph: Graph, folder: Path) -> None:
    """Print what each format takes."""
    triples = list(graph_triples(graph))
    rows = [row(triple) for triple in triples]
    print(f"{len(triples):,} triples\n\n| format | alone | made | glossograph | of alone | of made |")
    print(f"|{' --- |' * 6}")
    for name, syntax in SYNTAXES.items():
        prefixes = None if name == "ntriples" else {**PREFIXES, "term": term_iri(BASE, "")}
        write = partial(theirs, folder / "theirs", syntax, prefixes)
        alone = seconds(partial(write, triples))
        from_strings = seconds(partial(write_made, write, rows))
        job = ExportJob(graph, Listed(), Config(evidence=EvidenceLevel.NONE))
        ours = seconds(partial(emit, job, folder, (name,)))
        print(
            f"| {name} | {alone:.2f} s | {from_strings:.2f} s | {ours:.2f} s | {ours / alone:.1f} | {ours / from_strings:.1f} |"
        )


def time_checking(graph: Graph, small: Graph, folder: Path) -> None:
    """Print what the rules take."""
    emit(ExportJob(graph, Listed(), Config(evidence=EvidenceLevel.NONE)), folder, ("turtle",))
    loading = seconds(lambda: open_exports([folder / "graph.ttl"]), 1)
    dataset, _ = open_exports([folder / "graph.ttl"])
    asking = seconds(lambda: [find_violations(dataset, rule) for rule in rules()], 1)
    data, shapes = rdflib.Graph(), rdflib.Graph().parse(SHAPES_PATH)
    for triple in made(map(row, graph_triples(small))):
        data.parse(data=f"{triple} .", format="nt")
    theirs = seconds(lambda: pyshacl.validate(data, shacl_graph=shapes, inplace=True), 1)
    print("\n| rules asked of | by | seconds | microseconds a term |\n| --- | --- | --- | --- |")
    for terms, by, taken in ((len(graph.terms), "glossograph", loading + asking), (len(small.terms), "pyshacl, loaded", theirs)):
        print(f"| {terms:,} terms | {by} | {taken:.2f} | {taken / terms * 1e6:,.0f} |")


def main() -> None:
    """Time both."""
    parser = argparse.ArgumentParser(description="Time the writing and the checking of RDF.")
    parser.add_argument("--terms", type=int, default=28_000)
    graph = made_up(parser.parse_args().terms)
    with tempfile.TemporaryDirectory() as folder:
        gc.disable()
        time_writing(graph, Path(folder))
        gc.enable()
        time_checking(graph, made_up(SHACL_TERMS), Path(folder))


if __name__ == "__main__":
    main()
