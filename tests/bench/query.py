"""Time the queries of the cookbook on pyoxigraph and on rdflib: `python -m tests.bench.query`.

Both get the same graph in one run: a generated one of about a million triples in N-Triples, or a folder of exports. Seconds are
of the processor, because both engines use one. pyoxigraph answers each query several times, of which the median counts; it
answers as `glossograph query` does. rdflib answers once, from memory, in a forked process that is killed after a time limit.
The counts of rows are compared.
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

from glossograph.sparql.cookbook import bound, cookbook, named
from glossograph.sparql.dataset import Dataset
from tests.bench.query_graph import write_graph

PARAMETERS = {"term": "t-7", "from": "t-7", "to": "t-6", "words": "term 19"}
"""Values for the parameters whose default is a term of the sample."""

DISTANT_TERM = "t-2501"
"""A term that is four links away."""


def processor_seconds(function: Callable[[], object]) -> float:
    """Measure the processor seconds that a function takes."""
    start = time.process_time()
    function()
    return time.process_time() - start


def count_rows(dataset: Dataset, query: str) -> int:
    """Count the rows of an answer."""
    result = dataset.query(query)
    return len(list(cast("Iterable[object]", result))) if hasattr(result, "__iter__") else int(bool(result))


def _send_answer(graph: rdflib.Graph, query: str, sender: Connection) -> None:
    start = time.process_time()
    try:
        rows = len(list(graph.query(query)))
        sender.send((time.process_time() - start, rows))
    except RecursionError:
        sender.send(None)


def run_rdflib(graph: rdflib.Graph, query: str, timeout_s: float) -> tuple[str, float, int | None]:
    """Run a query with rdflib.

    Returns:
        The time as text (milliseconds) and in seconds, and the count of rows (None if rdflib did not finish).
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_send_answer, args=(graph, query, sender))
    process.start()
    finished = receiver.poll(timeout_s)
    answer: tuple[float, int] | None = receiver.recv() if finished else None
    process.kill()
    process.join()
    if answer:
        return f"{1000 * answer[0]:,.0f}", answer[0], answer[1]
    return ("fails: too deep for Python", 0.0, None) if finished else (f"more than {1000 * timeout_s:,.0f}", timeout_s, None)


def parameters(name: str, term: str | None) -> dict[str, str]:
    """Choose the values for the parameters of a query."""
    distant = {"to": DISTANT_TERM} if name in ("reachable", "shortest-chain") else {}
    values = {**PARAMETERS, **distant, **({"term": term} if term else {})}
    return {parameter.name: values[parameter.name] for parameter in named(name).parameters if parameter.name in values}


def main() -> int:
    """Run all queries on both engines and print a table.

    Returns:
        The exit status: 1 if the engines disagree.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="folder of exports (default: a generated graph)")
    parser.add_argument("--terms", type=int, default=20_000, help="terms of the generated graph (default: 20,000)")
    parser.add_argument("--term", help="the term for the queries (default: t-7)")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds after which rdflib is killed (default: 60)")
    parser.add_argument("--queries", nargs="+", default=[query.name for query in cookbook()])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        if not arguments.folder:
            write_graph(folder, arguments.terms)
        loading = processor_seconds(lambda: Dataset.open(folder))
        reopening = processor_seconds(lambda: Dataset.open(folder))
        dataset, rdflib_graph = Dataset.open(folder), rdflib.Graph()
        files = sorted(path for path in folder.iterdir() if path.suffix in (".nt", ".ttl"))
        parsing = processor_seconds(lambda: [rdflib_graph.parse(path) for path in files])
        loads = f"pyoxigraph loads {loading:.1f} s, opens its copy {reopening:.2f} s; rdflib loads {parsing:.1f} s"
        print(f"{len(rdflib_graph):,} triples; {loads}\n")
        print("| query | rows | pyoxigraph ms | rdflib ms | times faster |\n| --- | ---: | ---: | ---: | ---: |")
        equal = True
        for name in arguments.queries:
            query = bound(named(name), parameters(name, arguments.term), dataset)
            run = partial(count_rows, dataset, query)
            ours = statistics.median(processor_seconds(run) for _ in range(arguments.repeat))
            rows = run()
            text, theirs, their_rows = run_rdflib(rdflib_graph, query, arguments.timeout)
            equal &= their_rows in (None, rows)
            times = f"{theirs / ours:,.0f}" if theirs else "-"
            print(f"| {name} | {rows:,} | {1000 * ours:,.1f} | {text} | {times} |", flush=True)
    return int(not equal)


if __name__ == "__main__":
    sys.exit(main())
