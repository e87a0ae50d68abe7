import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import glossograph as gg
from glossograph.config import Config, PageConfig
from glossograph.export.registry import emit
from glossograph.layout import known_map, placement
from glossograph.layout.place_file import MapPlace, Places, places_text
from glossograph.model.graph import Graph
from glossograph.serialise.export_job import ExportJob
from tests.command import run

DRAWN = ("gexf", "graphml", "gephi", "cytoscape", "node-link", "jgf", "dot")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    path = tmp_path_factory.mktemp("drawings")
    sample.write(path, ["html", *DRAWN])
    return path


def places(folder: Path) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = json.loads((folder / "places.json").read_text(encoding="utf-8"))["places"]
    return values


def json_nodes(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    data = json.loads((folder / name).read_text(encoding="utf-8"))
    if name == "graph.cyjs":
        return {node["data"]["id"]: {**node["data"], **node["position"]} for node in data["elements"]["nodes"]}
    if name == "graph.jgf.json":
        return {slug: node["metadata"] for slug, node in data["graph"]["nodes"].items()}
    return {node["id"]: node for node in data["nodes"]}


def drawn_nodes(folder: Path, name: str) -> dict[str, dict[str, float]]:
    """Read x, y and size of each node."""
    if name == "graph.gexf":
        tree, names = ET.parse(folder / name), {"g": "http://gexf.net/1.3", "v": "http://gexf.net/1.3/viz"}  # noqa: S314 — our file
        found = {}
        for node in tree.iterfind(".//g:node", names):
            position, size = node.find("v:position", names), node.find("v:size", names)
            assert position is not None
            assert size is not None
            found[node.attrib["id"]] = {"x": position.attrib["x"], "y": position.attrib["y"], "size": size.attrib["value"]}
    elif name == "graph.graphml":
        found = dict(nx.read_graphml(folder / name).nodes(data=True))
    elif name == "gephi-nodes.csv":
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found = {row["Id"]: row for row in csv.DictReader(file)}
    else:
        found = json_nodes(folder, name)
    return {slug: {key: float(values[key]) for key in ("x", "y", "size")} for slug, values in found.items()}


@pytest.mark.parametrize(
    ("name", "scale", "direction"),
    [
        ("graph.gexf", 10, -1),
        ("graph.graphml", 10, -1),
        ("gephi-nodes.csv", 10, -1),
        ("graph.cyjs", 100, 1),
        ("graph.node-link.json", 100, 1),
        ("graph.jgf.json", 100, 1),
    ],
)
def test_a_drawing_puts_the_terms_where_the_page_does(folder: Path, name: str, scale: int, direction: int) -> None:
    nodes = drawn_nodes(folder, name)
    expected = places(folder)
    assert nodes.keys() == expected.keys()
    for slug, (x, y, *_) in expected.items():
        assert (nodes[slug]["x"], nodes[slug]["y"]) == pytest.approx((x * scale, y * scale * direction), abs=0.006)
    largest = max(nodes, key=lambda slug: nodes[slug]["size"])
    assert largest == "bond"
    assert nodes[largest]["size"] == pytest.approx(0.7 * scale)


def test_communities_and_ranks_are_those_of_the_graph(folder: Path, sample: gg.KnowledgeGraph) -> None:
    nodes = json_nodes(folder, "graph.node-link.json")
    for ranked in sample.top(limit=5):
        assert nodes[ranked.term.slug]["pagerank"] == pytest.approx(ranked.score)
    sizes = [sum(node.get("community") == number for node in nodes.values()) for number in range(4)]
    assert sizes == [len(community) for community in sample.communities()]


def test_several_drawings_share_one_map(sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Graph] = []

    def count(graph: Graph, earlier: Places | None) -> placement.TermMap:
        calls.append(graph)
        return placement.map_terms(graph, earlier)

    known_map._latest_map.cache_clear()  # noqa: SLF001 — the last map of another test
    monkeypatch.setattr(known_map, "map_terms", count)
    sample.write(tmp_path, ["html", *DRAWN])
    assert len(calls) == 1


def test_an_export_into_another_folder_keeps_the_places_of_the_build(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    sample.write(tmp_path / "out", "turtle")
    moved = Places({term.slug: MapPlace(float(index), 2.0) for index, term in enumerate(sample.terms)})
    (tmp_path / "out" / "places.json").write_text(places_text(moved), encoding="utf-8")
    assert run("export", "--build", tmp_path / "out", "--to", "jgf", "-o", tmp_path / "other", "--quiet").returncode == 0
    gg.load(tmp_path / "out").write(tmp_path / "third", "jgf")
    for name in ("other", "third"):
        assert {node["y"] for node in json_nodes(tmp_path / name, "graph.jgf.json").values()} == {200.0}


def test_places_that_cannot_be_used_are_reported_once(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "places.json").write_text("{", encoding="utf-8")
    notes: list[str] = []
    emit(ExportJob(sample.graph, sample.source, sample.config), tmp_path, ["html", "gexf", "dot"], notes=notes)
    assert len([note for note in notes if note.startswith("places.json is not used")]) == 1
    assert (tmp_path / "places.json").read_text(encoding="utf-8") == "{"


def test_weights_and_names_have_the_names_that_graph_libraries_look_for(folder: Path) -> None:
    view = nx.read_graphml(folder / "graph.graphml")
    assert view.edges["bond", "stock"]["weight"] == view.edges["bond", "stock"]["count"] == 6
    assert view.nodes["bond"]["name"] == "bond"
    links = json.loads((folder / "graph.node-link.json").read_text(encoding="utf-8"))
    assert nx.node_link_graph(links, edges="edges").edges["bond", "stock"]["weight"] == 6


def test_the_first_label_is_in_the_wanted_language(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    sample.write(tmp_path / "out", "turtle")
    done = run("export", "--build", tmp_path / "out", "--lang", "no", "--to", "jgf", "sqlite", "dot", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads((tmp_path / "out" / "graph.jgf.json").read_text(encoding="utf-8"))
    node = data["graph"]["nodes"]["bond"]
    assert (node["label"], node["metadata"]["language"]) == ("Obligasjon", "no")
    sample.write(tmp_path / "python", "jgf", language="no")
    assert (tmp_path / "python" / "graph.jgf.json").read_bytes() == (tmp_path / "out" / "graph.jgf.json").read_bytes()


@pytest.mark.parametrize(
    ("published", "address"),
    [("", "https://example.org/glossary/term/bond"), ("https://example.org/{language}/{slug}/", "https://example.org/no/bond/")],
)
def test_dot_links_each_term_to_its_article_or_its_iri(
    sample: gg.KnowledgeGraph, tmp_path: Path, published: str, address: str
) -> None:
    config = Config(page=PageConfig(published=published))
    emit(ExportJob(sample.graph, sample.source, config, language="no"), tmp_path, ["dot"])
    [line] = [line for line in (tmp_path / "graph.dot").read_text(encoding="utf-8").splitlines() if line.startswith('  "bond" [')]
    assert f'"URL"="{address}"' in line
    definition = next(one.text for one in sample.term("bond").definitions if one.language == "no")
    assert f'"tooltip"="{definition}"' in line
