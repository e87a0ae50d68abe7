"""Time the layout, and measure how well it keeps neighbours together: `python -m tests.bench.layout [--terms N ...]`.

The last column is the share of a term's graph neighbours, in either direction, that are among the 30 terms nearest to it in the
plane, as a mean over the terms. Simpler layouts are measured in the same run: random positions, the spectral start alone, and the
same gradient steps from that start with equal weights. All run in one process; on a busy machine, compare the processor seconds.

The graphs are those of `tests.graphs.generate_links`: five links per term, a community for every 60 terms, in-degrees by Zipf's
law, 35 % of the links going anywhere.
"""

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from glossograph.analysis.adjacency import adjacency, undirected
from glossograph.analysis.community_detection import communities
from glossograph.layout.gradient import gradient_positions, spectral_positions
from glossograph.layout.plane import positions
from tests.graphs import generate_links, graph_of

NEAREST = 30
LINKS_PER_TERM = 5
SHARE_OUTSIDE = 0.35


def preserved(neighbours: sparse.csr_array, layout: NDArray[np.float64], nearest: int = NEAREST) -> float:
    """Compute the share of graph neighbours that are among the nearest in the plane, as a mean over terms with neighbours.

    >>> pair = sparse.csr_array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    >>> preserved(pair, np.array([[0.0, 0.0], [3.0, 0.0], [1.0, 0.0]]), 1)
    0.0
    """
    size = neighbours.shape[0]
    columns = cKDTree(layout).query(layout, min(nearest, size - 1) + 1)[1]
    rows = np.repeat(np.arange(size), columns.shape[1])
    distinct = rows != columns.ravel()
    close = sparse.csr_array((np.ones(int(distinct.sum())), (rows[distinct], columns.ravel()[distinct])), shape=neighbours.shape)
    linked = sparse.csr_array((np.ones(neighbours.nnz), neighbours.indices, neighbours.indptr), shape=neighbours.shape)
    degree = np.diff(neighbours.indptr)
    kept = np.asarray(linked.multiply(close).sum(axis=1)).ravel()
    return float((kept[degree > 0] / degree[degree > 0]).mean())


def compare(terms: int) -> list[tuple[str, float, float, float]]:
    """Lay out one generated graph by each method, and return name, wall seconds, processor seconds, and share."""
    graph = graph_of(terms, generate_links(terms, LINKS_PER_TERM * terms, outside=SHARE_OUTSIDE)[0])
    neighbours = undirected(adjacency(graph))
    groups = communities(graph)
    start = spectral_positions(neighbours) * 0.35 * terms**0.5
    steps = 200 if terms <= 10_000 else 120
    methods: dict[str, Callable[[], NDArray[np.float64]]] = {
        "at random": lambda: np.random.default_rng(1).random((terms, 2)),
        "spectral": lambda: spectral_positions(neighbours),
        "plain gradient steps": lambda: gradient_positions(neighbours, np.ones(neighbours.nnz), start, steps),
        "glossograph": lambda: positions(graph, groups),
    }
    rows = []
    for name, method in methods.items():
        wall_start, processor_start = time.perf_counter(), time.process_time()
        layout = method()
        wall, processor = time.perf_counter() - wall_start, time.process_time() - processor_start
        rows.append((name, wall, processor, preserved(neighbours, layout)))
    return rows


def main() -> int:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=int, nargs="+", default=[10_000, 100_000])
    print("| terms | links | layout | wall s | CPU s | neighbours kept |\n| ---: | ---: | --- | ---: | ---: | ---: |")
    for terms in parser.parse_args().terms:
        for name, wall, processor, share in compare(terms):
            print(f"| {terms:,} | {LINKS_PER_TERM * terms:,} | {name} | {wall:.2f} | {processor:.2f} | {share:.3f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
