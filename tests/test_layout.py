from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from glossograph.analysis.centrality import adjacency, both_ways
from glossograph.analysis.community_detection import communities
from glossograph.layout.plane import positions
from glossograph.model.graph import Graph
from tests.bench.layout import preserved
from tests.graphs import generated, graph_of

Pairs = list[tuple[int, int]]


def ring(size: int, first: int = 0) -> Pairs:
    return [(first + number, first + (number + 1) % size) for number in range(size)]


SHAPES: dict[str, Graph] = {
    "one term": graph_of(1, []),
    "two terms": graph_of(2, [(0, 1)]),
    "no links": graph_of(40, []),
    "a chain": graph_of(30, [(number, number + 1) for number in range(29)]),
    "a long chain": graph_of(1_000, [(number, number + 1) for number in range(999)]),
    "a star": graph_of(60, [(0, number) for number in range(1, 60)]),
    "a large star": graph_of(2_000, [(0, number) for number in range(1, 2_000)]),
    "all to all": graph_of(30, [(one, other) for one in range(30) for other in range(one)]),
    "two with the same neighbours": graph_of(5, [(0, 2), (1, 2), (0, 3), (1, 3), (2, 4), (3, 4)]),
    "many triangles": graph_of(900, [pair for first in range(0, 900, 3) for pair in ring(3, first)]),
    "two rings and one alone": graph_of(31, [*ring(20), *ring(10, 20)]),
    "generated, small": graph_of(200, generated(200, 600)[0]),
    "generated, large": graph_of(3_000, generated(3_000, 15_000)[0]),
}


def placed(graph: Graph) -> NDArray[np.float64]:
    return positions(graph, communities(graph))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_two_terms_are_at_one_place_and_none_is_flung_far_out(shape: str) -> None:
    graph = SHAPES[shape]
    at = placed(graph)
    assert at.shape == (len(graph.terms), 2)
    assert np.isfinite(at).all()
    np.testing.assert_allclose(at.min(axis=0) + at.max(axis=0), 0, atol=0.002)
    if len(at) > 1:
        nearest = cKDTree(at).query(at, 2)[0][:, 1]
        assert nearest.min() > 0.3
        assert nearest.max() < 5


@pytest.mark.parametrize("shape", ["no links", "many triangles", "two rings and one alone", "generated, large"])
def test_components_stand_beside_each_other_in_about_the_room_that_they_need(shape: str) -> None:
    at = placed(SHAPES[shape])
    wide, high = np.ptp(at, axis=0)
    assert wide * high < 16 * len(at)
    assert 0.5 < wide / high < 4


def test_boxes_of_components_do_not_overlap() -> None:
    at = placed(SHAPES["two rings and one alone"])
    one, other = at[:20], at[20:30]
    assert one[:, 0].max() < other[:, 0].min() or one[:, 1].max() < other[:, 1].min()


def test_terms_without_links_stand_below_the_rest_and_not_in_a_line_beside_it() -> None:
    graph = graph_of(420, generated(400, 2_000)[0])
    at = placed(graph)
    linked = sorted({end for edge in graph.edges for end in (edge.source, edge.target)})
    place = {term.id: number for number, term in enumerate(graph.terms)}
    rest = at[[place[term] for term in linked]]
    assert at[400:, 1].min() > rest[:, 1].max()
    assert at[400:, 0].max() <= rest[:, 0].max() + 5


def test_a_graph_without_terms_has_no_places() -> None:
    assert positions(graph_of(0, []), ()).shape == (0, 2)


@pytest.mark.parametrize(("terms", "least"), [(200, 0.45), (3_000, 0.4)])
def test_neighbours_in_the_graph_are_near_in_the_plane(terms: int, least: float) -> None:
    graph = graph_of(terms, generated(terms, 5 * terms, abroad=0.35)[0])
    near = both_ways(adjacency(graph))
    assert preserved(near, placed(graph)) > least
    assert preserved(near, np.random.default_rng(1).random((terms, 2))) < least / 2


def test_a_community_of_a_large_graph_is_one_island() -> None:
    graph = SHAPES["generated, large"]
    groups = communities(graph)
    group = {term: number for number, terms in enumerate(groups) for term in terms}
    number = np.array([group.get(term.id, -1) for term in graph.terms])
    _, nearest = cKDTree(at := placed(graph)).query(at, 11)
    assert (number[nearest[:, 1:]] == number[:, None]).mean() > 0.85


def test_distances_in_a_chain_grow_with_the_links_between() -> None:
    at = placed(SHAPES["a chain"])
    away = np.sqrt(((at - at[0]) ** 2).sum(axis=1))
    assert (np.diff(away) > 0).all()


def test_terms_that_are_in_no_community_are_placed_too() -> None:
    graph = SHAPES["generated, large"]
    at = positions(graph, communities(graph)[:3])
    assert len(np.unique(at, axis=0)) == len(graph.terms)


def test_the_bench_compares_with_plainer_layouts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.bench import layout

    monkeypatch.setattr("sys.argv", ["layout", "--terms", "400"])
    assert layout.main() == 0
    rows: list[Any] = [line.split("|")[3:7] for line in capsys.readouterr().out.splitlines()[2:]]
    share = {row[0].strip(): float(row[3]) for row in rows}
    assert share["glossograph"] > share["spectral"] > share["at random"]
