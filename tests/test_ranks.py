from collections import Counter
from collections.abc import Iterable

import networkx as nx
import numpy as np
import pytest

import glossograph as gg
from glossograph.analysis import centrality
from glossograph.analysis.centrality import betweenness, in_degree, pagerank
from glossograph.analysis.community_detection import communities
from glossograph.model.graph import Graph
from glossograph.text.keys import TermId
from tests.graphs import generated, graph_of

SHAPES: dict[str, Graph] = {
    "no terms": graph_of(0, []),
    "one term": graph_of(1, []),
    "two terms": graph_of(2, [(0, 1)]),
    "no links": graph_of(5, []),
    "a chain": graph_of(40, [(number, number + 1) for number in range(39)]),
    "a ring": graph_of(7, [(number, (number + 1) % 7) for number in range(7)]),
    "all to all": graph_of(6, [(one, other) for one in range(6) for other in range(6) if one != other]),
    "to one, which has no links": graph_of(6, [(number, 5) for number in range(5)]),
    "two components": graph_of(8, [(0, 1), (1, 2), (2, 0), (4, 5), (5, 6)]),
    "generated": graph_of(300, generated(300, 1500)[0]),
}


def as_networkx(graph: Graph) -> "nx.DiGraph[str]":
    view: nx.DiGraph[str] = nx.DiGraph()
    view.add_nodes_from(term.id for term in graph.terms)
    view.add_edges_from((edge.source, edge.target) for edge in graph.edges)
    return view


@pytest.mark.parametrize("shape", SHAPES)
def test_ranks_are_those_of_networkx(shape: str) -> None:
    graph, view = SHAPES[shape], as_networkx(SHAPES[shape])
    assert in_degree(graph) == dict(view.in_degree())
    assert pagerank(graph) == pytest.approx(nx.pagerank(view, tol=1e-16, max_iter=10_000), abs=1e-9)
    found = betweenness(graph)
    assert found.scores == pytest.approx(nx.betweenness_centrality(view), abs=1e-9)
    assert found.exact
    assert found.pivots == len(graph.terms)


def test_the_ranks_of_the_sample_are_those_of_its_networkx_view(sample: gg.KnowledgeGraph) -> None:
    view = sample.to_networkx()
    slugs = {term.id: term.slug for term in sample.terms}
    found = {slugs[term]: rank for term, rank in pagerank(sample.graph).items()}
    assert found == pytest.approx(nx.pagerank(view, tol=1e-16, max_iter=10_000), abs=1e-9)


def test_pageranks_sum_to_one_and_come_in_the_order_of_the_graph() -> None:
    graph = SHAPES["generated"]
    found = pagerank(graph)
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)
    assert list(found) == [term.id for term in graph.terms]


def test_a_sample_of_pivots_estimates_betweenness_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = SHAPES["generated"]
    exact = betweenness(graph).scores
    monkeypatch.setattr(centrality, "_AFFORDABLE", 150 * (300 + 1500))
    sampled = betweenness(graph)
    assert not sampled.exact
    assert sampled.pivots == 149
    assert sampled == betweenness(graph)

    assert np.corrcoef(list(exact.values()), list(sampled.scores.values()))[0, 1] > 0.95
    assert sum(sampled.scores.values()) == pytest.approx(sum(exact.values()), rel=0.2)


def test_sources_that_are_followed_in_several_turns_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = SHAPES["generated"]
    exact = betweenness(graph).scores
    monkeypatch.setattr(centrality, "_AT_ONCE", 7 * (300 + 1500))
    assert betweenness(graph).scores == pytest.approx(exact, abs=1e-12)


def sizes(found: Iterable[tuple[str, ...]]) -> list[int]:
    return [len(group) for group in found]


def test_communities_are_the_ones_that_were_generated() -> None:
    pairs, true = generated(2_000, 12_000, abroad=0.1)
    found = communities(graph_of(2_000, pairs))
    number = {term: place for place, group in enumerate(found) for term in group}
    named = [(number[TermId(f"t{term:06}")], true[term]) for term in range(2_000) if f"t{term:06}" in number]
    kinds = Counter(named)
    right = sum(max(count for (one, _), count in kinds.items() if one == place) for place in range(len(found)))
    assert len(named) > 1_990
    assert right / len(named) > 0.95


def test_communities_are_largest_first_and_led_by_their_most_central_term() -> None:
    star = [(number, 0) for number in range(1, 9)]
    ring = [(10, 11), (11, 12), (12, 10)]
    found = communities(graph_of(13, [*star, *ring]))
    assert sizes(found) == [9, 3]
    assert found[0][0] == "t000000"


def test_terms_that_hang_together_with_hardly_any_are_in_no_community() -> None:
    found = communities(graph_of(1_000, [(0, 1), (1, 2), (2, 0), (3, 4)]))
    assert [set(group) for group in found] == [{"t000000", "t000001", "t000002"}]
    assert communities(graph_of(3, [])) == ()
    assert communities(graph_of(0, [])) == ()


def test_a_pair_joins_the_community_that_it_is_linked_to() -> None:
    five = [(one, other) for one in range(5) for other in range(5) if one != other]
    found = communities(graph_of(7, [*five, (5, 6), (6, 5), (5, 6), (5, 0)]))
    assert [set(group) for group in found] == [{f"t{number:06}" for number in range(7)}]


def test_many_small_components_do_not_make_many_communities() -> None:
    triangles = [(3 * at + one, 3 * at + (one + 1) % 3) for at in range(1_000) for one in range(3)]
    cluster = [(3_000 + one, 3_000 + other) for one in range(20) for other in range(20) if one != other]
    assert sizes(communities(graph_of(3_020, triangles + cluster))) == [20]
