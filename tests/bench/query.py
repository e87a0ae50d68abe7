"""Time queries of the cookbook on pyoxigraph and on rdflib, on the same graph, in one run: `python -m tests.bench.query`.

The graph is a generated one of about a million triples in N-Triples, or the folder of exports that is named. Seconds are of the
processor, since both engines use one. Each query is answered several times by pyoxigraph, of which the median counts, and once by
rdflib; the numbers of rows are compared. pyoxigraph answers from its copy on disk, rdflib from memory, loaded before.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import cast

import rdflib

from glossograph.sparql.cookbook import bound, named
from glossograph.sparql.dataset import Dataset

QUERIES = ("labels", "neighbours", "two-hops", "similar", "search", "stubs", "most-linked")
GG = "https://w3id.org/glossograph/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BASE = "https://example.org/glossary/"


def generated(path: Path, terms: int) -> None:
    """Write a graph of so many terms, with five languages and twenty links each: about forty triples a term."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f'<{BASE}> <http://rdfs.org/ns/void#uriSpace> "{BASE}term/" .\n')
        for number in range(terms):
            term = f"<{BASE}term/t-{number}>"
            file.write(f"{term} <{RDF_TYPE}> <{SKOS}Concept> .\n")
            for language in ("en", "no", "hi", "ar", "zh"):
                article = f"<{BASE}article/{language}/t-{number}>"
                file.write(f'{term} <{SKOS}prefLabel> "Term {number} {language}"@{language} .\n')
                file.write(
                    f'{article} <https://schema.org/about> {term} .\n{article} <https://schema.org/inLanguage> "{language}" .\n'
                )
            if number % 5 == 0:
                file.write(f'{term} <{GG}stub> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n')
            for step in range(1, 21):
                file.write(f"{term} <{GG}linksTo> <{BASE}term/t-{(number * 7 + step * step * 31) % terms}> .\n")


def timed(work: Callable[[], object]) -> float:
    """Give the processor seconds that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def answered(dataset: Dataset, query: str) -> int:
    """Count the rows of an answer."""
    return len(list(cast("Iterable[object]", dataset.query(query))))


def extend(rows: list[object], graph: rdflib.Graph, query: str) -> None:
    """Add the rows of rdflib's answer."""
    rows.extend(graph.query(query))


def main() -> int:
    """Generate or find the graph, ask both engines, print a table; exit status 1 if they disagree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="folder of exports (default: a generated graph)")
    parser.add_argument("--terms", type=int, default=27_000, help="terms of the generated graph (default: 27,000)")
    parser.add_argument("--term", default="t-5", help="the term that is asked about (default: t-5)")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--queries", nargs="+", default=QUERIES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if not given.folder:
            generated(folder / "graph.nt", given.terms)
        first = timed(lambda: Dataset.open(folder))
        again = timed(lambda: Dataset.open(folder))
        dataset, other = Dataset.open(folder), rdflib.Graph()
        files = sorted(path for path in folder.iterdir() if path.suffix in (".nt", ".ttl"))
        parsing = timed(lambda: [other.parse(path) for path in files])
        loads = f"pyoxigraph loads {first:.1f} s, opens its copy {again:.2f} s; rdflib loads {parsing:.1f} s"
        print(f"{len(other):,} triples; {loads}\n")
        print("| query | pyoxigraph ms | rdflib ms | times faster |\n| --- | ---: | ---: | ---: |")
        equal = True
        for name in given.queries:
            query = bound(named(name), {"term": given.term} if "$term" in named(name).text else {}, dataset)
            ask = partial(answered, dataset, query)
            ours = statistics.median(timed(ask) for _ in range(given.repeat))
            rows: list[object] = []
            theirs = timed(partial(extend, rows, other, query))
            equal &= len(rows) == ask()
            print(f"| {name} | {1000 * ours:.1f} | {1000 * theirs:.1f} | {theirs / ours:.0f} |", flush=True)
    return int(not equal)


if __name__ == "__main__":
    sys.exit(main())
