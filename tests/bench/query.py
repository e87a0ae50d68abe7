"""Time the queries of the cookbook on pyoxigraph and on rdflib, on the same graph, in one run: `python -m tests.bench.query`.

The graph is a generated one of about a million triples in N-Triples, or the folder of exports that is named. Seconds are of the
processor, since both engines use one. Each query is answered several times by pyoxigraph, of which the median counts, and once by
rdflib, in a forked process that is ended when it takes longer than is worth waiting for; the numbers of rows are compared.
pyoxigraph answers as `glossograph query` does, rdflib from memory, loaded before.
"""

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import rdflib

from glossograph.sparql.cookbook import cookbook, fill_parameters, find_query
from glossograph.sparql.dataset import Dataset
from tests.bench.query_graph import write_graph

TOLD = {"term": "t-7", "from": "t-7", "to": "t-6", "words": "term 19"}
"""What the queries are told, as far as they ask for it, where the default is of the sample."""

FAR = "t-2501"
"""A term that four links lead to."""


def timed(work: Callable[[], object]) -> float:
    """Give the processor seconds that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def answered(dataset: Dataset, query: str) -> int:
    """Count the rows of an answer."""
    result = dataset.query(query)
    return len(list(cast("Iterable[object]", result))) if hasattr(result, "__iter__") else int(bool(result))


def _answer(graph: rdflib.Graph, query: str, send: Connection) -> None:
    start = time.process_time()
    try:
        rows = len(list(graph.query(query)))
        send.send((time.process_time() - start, rows))
    except RecursionError:
        send.send(None)


def by_rdflib(graph: rdflib.Graph, query: str, patience: float) -> tuple[str, float, int | None]:
    """Give how long rdflib took, in words and seconds, and its number of rows, if it came so far."""
    receive, send = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_answer, args=(graph, query, send))
    process.start()
    waited = receive.poll(patience)
    found: tuple[float, int] | None = receive.recv() if waited else None
    process.kill()
    process.join()
    if found:
        return f"{1000 * found[0]:,.0f}", found[0], found[1]
    return ("fails: too deep for Python", 0.0, None) if waited else (f"more than {1000 * patience:,.0f}", patience, None)


def told(name: str, term: str | None) -> dict[str, str]:
    """Give what a query is told."""
    given = {**TOLD, **({"to": FAR} if name in ("reachable", "shortest-chain") else {}), **({"term": term} if term else {})}
    return {one.name: given[one.name] for one in find_query(name).parameters if one.name in given}


def main() -> int:
    """Generate or find the graph, ask both engines, print a table; exit status 1 if they disagree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="folder of exports (default: a generated graph)")
    parser.add_argument("--terms", type=int, default=20_000, help="terms of the generated graph (default: 20,000)")
    parser.add_argument("--term", help="the term that is asked about (default: t-7)")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--patience", type=float, default=60.0, help="seconds after which rdflib is ended (default: 60)")
    parser.add_argument("--queries", nargs="+", default=[query.name for query in cookbook()])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if not given.folder:
            write_graph(folder, given.terms)
        first = timed(lambda: Dataset.open(folder))
        again = timed(lambda: Dataset.open(folder))
        dataset, other = Dataset.open(folder), rdflib.Graph()
        files = sorted(path for path in folder.iterdir() if path.suffix in (".nt", ".ttl"))
        parsing = timed(lambda: [other.parse(path) for path in files])
        loads = f"pyoxigraph loads {first:.1f} s, opens its copy {again:.2f} s; rdflib loads {parsing:.1f} s"
        print(f"{len(other):,} triples; {loads}\n")
        print("| query | rows | pyoxigraph ms | rdflib ms | times faster |\n| --- | ---: | ---: | ---: | ---: |")
        equal = True
        for name in given.queries:
            query = fill_parameters(find_query(name), told(name, given.term), dataset)
            ask = partial(answered, dataset, query)
            ours = statistics.median(timed(ask) for _ in range(given.repeat))
            rows = ask()
            words, theirs, their_rows = by_rdflib(other, query, given.patience)
            equal &= their_rows in (None, rows)
            times = f"{theirs / ours:,.0f}" if theirs else "-"
            print(f"| {name} | {rows:,} | {1000 * ours:,.1f} | {words} | {times} |", flush=True)
    return int(not equal)


if __name__ == "__main__":
    sys.exit(main())
