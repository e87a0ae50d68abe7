from collections import Counter
from collections.abc import Iterable
from itertools import permutations

import networkx as nx
import numpy as np
import pytest

import glossograph as gg
from glossograph.analysis import centrality
from glossograph.analysis.adjacency import components
from glossograph.analysis.centrality import betweenness, in_degree, pagerank
from glossograph.analysis.community_detection import communities
from glossograph.model.graph import Graph
from glossograph.text.keys import TermId
from tests.graphs import generate_links, graph_of

SHAPES: dict[str, Graph] = {
    "no terms": graph_of(0, []),
    "one term": graph_of(1, []),
    "two terms": graph_of(2, [(0, 1)]),
    "no links": graph_of(5, []),
    "a chain": graph_of(40, [(term, term + 1) for term in range(39)]),
    "a ring": graph_of(7, [(term, (term + 1) % 7) for term in range(7)]),
    "all to all": graph_of(6, list(permutations(range(6), 2))),
    "all to one": graph_of(6, [(term, 5) for term in range(5)]),
    "two components": graph_of(8, [(0, 1), (1, 2), (2, 0), (4, 5), (5, 6)]),
    "generated": graph_of(300, generate_links(300, 1500)[0]),
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
    result = betweenness(graph)
    assert result.scores == pytest.approx(nx.betweenness_centrality(view), abs=1e-9)
    assert result.exact
    assert result.pivots == len(graph.terms)


def test_pageranks_of_the_sample_are_those_of_its_networkx_view(sample: gg.KnowledgeGraph) -> None:
    view = sample.to_networkx()
    slugs = {term.id: term.slug for term in sample.terms}
    ranks = {slugs[term]: rank for term, rank in pagerank(sample.graph).items()}
    assert ranks == pytest.approx(nx.pagerank(view, tol=1e-16, max_iter=10_000, weight=None), abs=1e-9)


def test_pageranks_sum_to_one_and_come_in_the_order_of_the_graph() -> None:
    graph = SHAPES["generated"]
    ranks = pagerank(graph)
    assert sum(ranks.values()) == pytest.approx(1, abs=1e-12)
    assert list(ranks) == [term.id for term in graph.terms]


def test_a_sample_of_pivots_estimates_betweenness_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = SHAPES["generated"]
    exact = betweenness(graph).scores
    monkeypatch.setattr(centrality, "_MAX_BETWEENNESS_STEPS", 150 * (300 + 1500))
    sampled = betweenness(graph)
    assert not sampled.exact
    assert sampled.pivots == 149
    assert sampled == betweenness(graph)

    assert np.corrcoef(list(exact.values()), list(sampled.scores.values()))[0, 1] > 0.95
    assert sum(sampled.scores.values()) == pytest.approx(sum(exact.values()), rel=0.2)


def test_following_the_sources_in_several_batches_gives_the_same_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = SHAPES["generated"]
    exact = betweenness(graph).scores
    monkeypatch.setattr(centrality, "_MAX_STEPS_AT_ONCE", 7 * (300 + 1500))
    assert betweenness(graph).scores == pytest.approx(exact, abs=1e-12)


def sizes(groups: Iterable[tuple[str, ...]]) -> list[int]:
    return [len(group) for group in groups]


def test_generated_communities_are_found() -> None:
    pairs, true_communities = generate_links(2_000, 12_000, outside=0.1)
    groups = communities(graph_of(2_000, pairs))
    index_of = {term: index for index, group in enumerate(groups) for term in group}
    names = [f"t{term:06}" for term in range(2_000)]
    matches = Counter((index_of[TermId(name)], true_communities[term]) for term, name in enumerate(names) if name in index_of)
    correct = sum(max(count for (index, _), count in matches.items() if index == wanted) for wanted in range(len(groups)))
    assert matches.total() > 1_990
    assert correct / matches.total() > 0.95


def test_the_largest_community_and_its_most_central_term_come_first() -> None:
    star = [(term, 0) for term in range(1, 9)]
    ring = [(10, 11), (11, 12), (12, 10)]
    groups = communities(graph_of(13, [*star, *ring]))
    assert sizes(groups) == [9, 3]
    assert groups[0][0] == "t000000"


def test_terms_of_tiny_components_are_in_no_community() -> None:
    groups = communities(graph_of(1_000, [(0, 1), (1, 2), (2, 0), (3, 4)]))
    assert [set(group) for group in groups] == [{"t000000", "t000001", "t000002"}]
    assert communities(graph_of(3, [])) == ()
    assert communities(graph_of(0, [])) == ()


def test_a_pair_joins_the_community_that_it_links_to() -> None:
    clique = list(permutations(range(5), 2))
    groups = communities(graph_of(7, [*clique, (5, 6), (6, 5), (5, 6), (5, 0)]))
    assert [set(group) for group in groups] == [{f"t{term:06}" for term in range(7)}]


def test_many_small_components_are_not_many_communities() -> None:
    triangles = [(3 * triangle + corner, 3 * triangle + (corner + 1) % 3) for triangle in range(1_000) for corner in range(3)]
    clique = list(permutations(range(3_000, 3_020), 2))
    assert sizes(communities(graph_of(3_020, triangles + clique))) == [20]


@pytest.mark.parametrize("shape", SHAPES)
def test_components_are_those_of_networkx_the_largest_first(shape: str) -> None:
    graph = SHAPES[shape]
    parts = components(graph)
    assert sorted(map(set, parts), key=min) == sorted(nx.weakly_connected_components(as_networkx(graph)), key=min)
    assert [(-len(part), part) for part in parts] == sorted((-len(part), tuple(sorted(part))) for part in parts)
