"""Time the layout and report how well it keeps neighbours together: `python -m tests.bench.layout [--terms N ...]`.

Seconds are of the wall and of the processor, which is what counts on a busy machine: all ways run on one.

The share of a term's graph neighbours, in either direction, that are among the 30 terms nearest to it in the plane, averaged over
terms; beside it, in the same run, what plainer ways reach: places at random, the spectral start alone, and the same gradient
steps from that start with every link weighing the same. Graphs are `tests.graphs.generated`: five links a term, a community for
every 60 terms, Zipf's degrees, 35 % of the links leading anywhere.
"""

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from glossograph.analysis.centrality import adjacency, both_ways
from glossograph.analysis.community_detection import communities
from glossograph.layout.gradient import gradient_places, spectral_places
from glossograph.layout.plane import positions
from tests.graphs import generated, graph_of

NEAREST = 30
LINKS = 5
ABROAD = 0.35


def preserved(near: sparse.csr_array, at: NDArray[np.float64], nearest: int = NEAREST) -> float:
    """Give the share of graph neighbours among the nearest in the plane, averaged over the terms that have any.

    >>> pair = sparse.csr_array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    >>> preserved(pair, np.array([[0.0, 0.0], [3.0, 0.0], [1.0, 0.0]]), 1)
    0.0
    """
    size = near.shape[0]
    found = cKDTree(at).query(at, min(nearest, size - 1) + 1)[1]
    rows = np.repeat(np.arange(size), found.shape[1])
    apart = rows != found.ravel()
    close = sparse.csr_array((np.ones(int(apart.sum())), (rows[apart], found.ravel()[apart])), shape=near.shape)
    linked = sparse.csr_array((np.ones(near.nnz), near.indices, near.indptr), shape=near.shape)
    degree = np.diff(near.indptr)
    kept = np.asarray(linked.multiply(close).sum(axis=1)).ravel()
    return float((kept[degree > 0] / degree[degree > 0]).mean())


def compare(terms: int) -> list[tuple[str, float, float, float]]:
    """Lay out one generated graph in each way, and give name, seconds of wall and processor, and share."""
    graph = graph_of(terms, generated(terms, LINKS * terms, abroad=ABROAD)[0])
    near = both_ways(adjacency(graph))
    groups = communities(graph)
    start = spectral_places(near) * 0.35 * terms**0.5
    steps = 200 if terms <= 10_000 else 120
    ways: dict[str, Callable[[], NDArray[np.float64]]] = {
        "at random": lambda: np.random.default_rng(1).random((terms, 2)),
        "spectral": lambda: spectral_places(near),
        "plain gradient steps": lambda: gradient_places(near, np.ones(near.nnz), start, steps),
        "glossograph": lambda: positions(graph, groups),
    }
    rows = []
    for name, way in ways.items():
        begun, worked = time.perf_counter(), time.process_time()
        at = way()
        rows.append((name, time.perf_counter() - begun, time.process_time() - worked, preserved(near, at)))
    return rows


def main() -> int:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=int, nargs="+", default=[10_000, 100_000])
    print("| terms | links | layout | wall s | CPU s | neighbours kept |\n| ---: | ---: | --- | ---: | ---: | ---: |")
    for terms in parser.parse_args().terms:
        for name, wall, processor, share in compare(terms):
            print(f"| {terms:,} | {LINKS * terms:,} | {name} | {wall:.2f} | {processor:.2f} | {share:.3f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
