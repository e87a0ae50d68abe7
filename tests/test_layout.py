from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from glossograph.analysis.adjacency import adjacency, undirected
from glossograph.analysis.community_detection import communities
from glossograph.layout.plane import positions
from glossograph.model.graph import Graph
from tests.bench.layout import preserved
from tests.graphs import generate_links, graph_of

Pairs = list[tuple[int, int]]


def ring(size: int, first: int = 0) -> Pairs:
    return [(first + index, first + (index + 1) % size) for index in range(size)]


SHAPES: dict[str, Graph] = {
    "one term": graph_of(1, []),
    "two terms": graph_of(2, [(0, 1)]),
    "no links": graph_of(40, []),
    "a chain": graph_of(30, [(term, term + 1) for term in range(29)]),
    "a long chain": graph_of(1_000, [(term, term + 1) for term in range(999)]),
    "a star": graph_of(60, [(0, term) for term in range(1, 60)]),
    "a large star": graph_of(2_000, [(0, term) for term in range(1, 2_000)]),
    "all to all": graph_of(30, list(combinations(range(30), 2))),
    "two with the same neighbours": graph_of(5, [(0, 2), (1, 2), (0, 3), (1, 3), (2, 4), (3, 4)]),
    "many triangles": graph_of(900, [pair for first in range(0, 900, 3) for pair in ring(3, first)]),
    "two rings and one alone": graph_of(31, [*ring(20), *ring(10, 20)]),
    "generated, small": graph_of(200, generate_links(200, 600)[0]),
    "generated, large": graph_of(3_000, generate_links(3_000, 15_000)[0]),
}


def lay_out(graph: Graph) -> NDArray[np.float64]:
    return positions(graph, communities(graph))


@pytest.mark.parametrize("shape", SHAPES)
def test_terms_are_neither_on_top_of_each_other_nor_far_from_all_others(shape: str) -> None:
    graph = SHAPES[shape]
    layout = lay_out(graph)
    assert layout.shape == (len(graph.terms), 2)
    assert np.isfinite(layout).all()
    np.testing.assert_allclose(layout.min(axis=0) + layout.max(axis=0), 0, atol=0.002)
    if len(layout) > 1:
        nearest = cKDTree(layout).query(layout, 2)[0][:, 1]
        assert nearest.min() > 0.3
        assert nearest.max() < 5


@pytest.mark.parametrize("shape", ["no links", "many triangles", "two rings and one alone", "generated, large"])
def test_components_are_packed_into_a_wide_rectangle(shape: str) -> None:
    layout = lay_out(SHAPES[shape])
    width, height = np.ptp(layout, axis=0)
    assert width * height < 16 * len(layout)
    assert 0.5 < width / height < 4


def test_boxes_of_components_do_not_overlap() -> None:
    layout = lay_out(SHAPES["two rings and one alone"])
    first, second = layout[:20], layout[20:30]
    assert first[:, 0].max() < second[:, 0].min() or first[:, 1].max() < second[:, 1].min()


def test_terms_without_links_are_below_the_others_and_not_in_a_line_beside_them() -> None:
    graph = graph_of(420, generate_links(400, 2_000)[0])
    layout = lay_out(graph)
    linked = sorted({end for edge in graph.edges for end in (edge.source, edge.target)})
    row_of = {term.id: row for row, term in enumerate(graph.terms)}
    others = layout[[row_of[term] for term in linked]]
    assert layout[400:, 1].min() > others[:, 1].max()
    assert layout[400:, 0].max() <= others[:, 0].max() + 5


def test_a_graph_without_terms_has_no_positions() -> None:
    assert positions(graph_of(0, []), ()).shape == (0, 2)


@pytest.mark.parametrize(("terms", "min_share"), [(200, 0.45), (3_000, 0.4)])
def test_neighbours_in_the_graph_are_near_in_the_plane(terms: int, min_share: float) -> None:
    graph = graph_of(terms, generate_links(terms, 5 * terms, outside=0.35)[0])
    neighbours = undirected(adjacency(graph))
    assert preserved(neighbours, lay_out(graph)) > min_share
    assert preserved(neighbours, np.random.default_rng(1).random((terms, 2))) < min_share / 2


def test_a_community_of_a_large_graph_is_one_island() -> None:
    graph = SHAPES["generated, large"]
    groups = communities(graph)
    index_of = {term: index for index, terms in enumerate(groups) for term in terms}
    community = np.array([index_of.get(term.id, -1) for term in graph.terms])
    _, nearest = cKDTree(layout := lay_out(graph)).query(layout, 11)
    assert (community[nearest[:, 1:]] == community[:, None]).mean() > 0.85


def test_distances_in_a_chain_grow_with_the_links_between() -> None:
    layout = lay_out(SHAPES["a chain"])
    distance = np.sqrt(((layout - layout[0]) ** 2).sum(axis=1))
    assert (np.diff(distance) > 0).all()


def test_terms_in_no_community_have_distinct_positions_too() -> None:
    graph = SHAPES["generated, large"]
    layout = positions(graph, communities(graph)[:3])
    assert len(np.unique(layout, axis=0)) == len(graph.terms)


def test_the_bench_compares_with_plainer_layouts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.bench import layout as bench

    monkeypatch.setattr("sys.argv", ["layout", "--terms", "400"])
    assert bench.main() == 0
    rows: list[Any] = [line.split("|")[3:7] for line in capsys.readouterr().out.splitlines()[2:]]
    shares = {row[0].strip(): float(row[3]) for row in rows}
    assert shares["glossograph"] > shares["spectral"] > shares["at random"]
