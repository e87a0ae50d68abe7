"""Time every export of a graph of 100,000 edges: `python -m tests.bench.exports [EDGES] [FORMAT ...]`.

Each format is written in a process of its own, from a graph in memory. The memory is what writing adds: the peak of the process
minus its memory before.
"""

import gc
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from glossograph.config import Config
from glossograph.export.registry import FORMATS, emit
from glossograph.model.edge import Edge
from glossograph.model.evidence import ArticleEvidence, Evidence, by_article
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.link import Link
from glossograph.model.term import Definition, Label, Term, TermArticle
from glossograph.serialise.export_job import ExportJob
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag

_DEFAULT_EDGES = 100_000
_EDGES_PER_TERM = 10
_LANGUAGES = tuple(LanguageTag(tag) for tag in ("ar", "en", "es", "hi", "no", "zh"))
_SENTENCE = "The issuer of such a paper pays interest on it until it is paid back, which is the day that both agreed on"


class GeneratedEvidence:
    """A source of evidence that creates two links per edge on request."""

    def __init__(self, edges: tuple[Edge, ...]) -> None:
        self._edges = edges

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        for edge in self._edges if source is None else (edge for edge in self._edges if edge.source == source):
            for language, _ in edge.counts:
                link = Link(edge.target, f"the {edge.target}", f"{_SENTENCE}, {edge.target}.", "Use", 7)
                yield Evidence(edge.source, language, edge.target, f"Texts/{language}/{edge.source}.md", link, repaired=False)

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        return by_article(self.evidence(source))


def generate_job(size: int) -> ExportJob:
    """Generate a graph of some edges, ten per term, with labels in six languages."""
    terms = tuple(generate_term(index) for index in range(size // _EDGES_PER_TERM))
    rng = random.Random(1)
    edges = []
    for source in terms:
        for target in sorted(rng.sample(range(len(terms)), _EDGES_PER_TERM)):
            tags = sorted(rng.sample(_LANGUAGES, 2))
            edges.append(Edge(source.id, terms[target].id, tuple((tag, 1) for tag in tags)))
    info = GlossaryInfo("https://example.org/glossary/", "Generated", "", "", "")
    graph = Graph(info, _LANGUAGES, 3 * len(terms), terms, tuple(edges), (), (), (), (), TermIndex({}, {}, {}))
    return ExportJob(graph, GeneratedEvidence(graph.edges), Config())


def generate_term(index: int) -> Term:
    """Generate a term with labels in all languages, definitions and articles in three."""
    name = f"term{index:06}"
    return Term(
        id=TermId(name),
        slug=Slug(name),
        labels=tuple(Label(tag, f"{tag} name of {name}") for tag in _LANGUAGES),
        definitions=tuple(Definition(tag, f"{_SENTENCE}, {index}.") for tag in _LANGUAGES[:3]),
        articles=tuple(TermArticle(tag, f"Texts/{tag}/{name}.md", name, ("Bonds", "Funds")) for tag in _LANGUAGES[:3]),
    )


def measure(job: ExportJob, name: str) -> tuple[float, float, float]:
    """Write one format, and return seconds, megabytes on disk, and megabytes of memory added."""
    before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        paths = emit(job, Path(folder), [name])
        seconds = time.perf_counter() - start
        size = sum(path.stat().st_size for path in paths) / 1e6
    return seconds, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3 - before


def main(size: int, names: list[str]) -> None:
    """Print one line per format."""
    gc.disable()
    job = generate_job(size)
    gc.freeze()
    print(f"{len(job.graph.terms):,} terms, {len(job.graph.edges):,} edges, {2 * size:,} links")
    fork = multiprocessing.get_context("fork")
    for name in names or sorted(FORMATS):
        receiver, sender = fork.Pipe()

        def work(name: str = name, sender: multiprocessing.connection.Connection = sender) -> None:
            sender.send(measure(job, name))

        process = fork.Process(target=work)
        process.start()
        seconds, disk, memory = receiver.recv()
        process.join()
        print(f"  {name:<12}{seconds:6.1f} s {disk:8.1f} MB {memory:8.0f} MB of memory")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _DEFAULT_EDGES, sys.argv[2:])
