import json
import os
from pathlib import Path

import msgspec
import numpy as np
import pytest
from scipy.spatial import cKDTree

from glossograph.analysis.community_detection import communities
from glossograph.config import Config
from glossograph.export.registry import emit
from glossograph.layout.place_file import MapPlace, Places, PlacesError, places_text, read_places
from glossograph.layout.placement import map_terms
from glossograph.layout.plane import positions
from glossograph.model.graph import Graph
from glossograph.serialise.export_job import ExportJob
from tests.command import run
from tests.conftest import Write
from tests.graphs import Listed, generate_links, graph_of

pytestmark = pytest.mark.slow

PAIRS = [(int(source), int(target)) for source, target in generate_links(300, 1_500)[0]]
WHOLE = graph_of(300, PAIRS)


def part_of(graph: Graph, terms: int) -> Graph:
    kept = {term.id for term in graph.terms[:terms]}
    edges = tuple(edge for edge in graph.edges if {edge.source, edge.target} <= kept)
    return msgspec.structs.replace(graph, terms=graph.terms[:terms], edges=edges)


def test_without_earlier_places_the_map_is_that_of_the_communities() -> None:
    assert np.array_equal(map_terms(WHOLE).positions, positions(WHOLE, communities(WHOLE)))


@pytest.mark.parametrize("graph", [WHOLE, graph_of(40, []), graph_of(31, [(0, 1), (1, 2), (2, 0), (5, 6)])], ids=str)
def test_a_map_continued_from_itself_stays_the_same(graph: Graph) -> None:
    first = map_terms(graph)
    places = first.places(graph)
    again = map_terms(graph, places)
    assert again.places(graph) == places
    assert np.array_equal(again.communities, first.communities)
    assert again.regions == first.regions


def test_new_terms_come_beside_their_neighbours_and_the_others_stay() -> None:
    before = part_of(WHOLE, 280)
    places = map_terms(before).places(before)
    after = map_terms(WHOLE, places)
    kept = after.places(WHOLE).places
    assert all(kept[slug] == place for slug, place in places.places.items())
    linked = {end for edge in WHOLE.edges for end in (edge.source, edge.target)}
    tree = cKDTree(after.positions)
    assert tree.query(after.positions, 2)[0][:, 1].min() >= 0.3
    new = [row for row in range(280, 300) if WHOLE.terms[row].id in linked]
    size = np.ptp(after.positions, axis=0).max()
    row_of = {term.id: row for row, term in enumerate(WHOLE.terms)}
    for row in new:
        own = [
            row_of[other]
            for edge in WHOLE.edges
            if WHOLE.terms[row].id in (edge.source, edge.target)
            for other in (edge.source, edge.target)
            if row_of[other] != row and after.communities[row_of[other]] == after.communities[row]
        ]
        assert own
        assert np.hypot(*(after.positions[own].mean(axis=0) - after.positions[row])) < size / 3


def test_a_removed_term_leaves_the_file_and_the_others_stay() -> None:
    places = map_terms(WHOLE).places(WHOLE)
    smaller = part_of(WHOLE, 290)
    kept = map_terms(smaller, places).places(smaller).places
    assert kept == {slug: place for slug, place in places.places.items() if slug in kept}
    assert len(kept) == 290


def test_new_terms_without_a_link_to_others_come_below_the_map() -> None:
    before = graph_of(6, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)])
    places = map_terms(before).places(before)
    after = map_terms(graph_of(9, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (6, 7)]), places)
    assert after.positions[6:, 1].min() > after.positions[:6, 1].max()
    assert cKDTree(after.positions).query(after.positions, 2)[0][:, 1].min() >= 1


def test_new_terms_that_link_to_each_other_form_a_region() -> None:
    before = graph_of(6, [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
    places = map_terms(before).places(before)
    after = map_terms(graph_of(10, [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (6, 7), (7, 8), (8, 9), (9, 6)]), places)
    assert len(set(after.communities[6:])) == 1
    assert after.communities[6] == 0
    assert set(after.regions) > {place.region for place in places.places.values()}


def test_a_thousand_new_terms_can_link_to_one_term() -> None:
    before = graph_of(3, [(0, 1), (1, 2)])
    places = map_terms(before).places(before)
    after = map_terms(graph_of(1_003, [(0, 1), (1, 2), *((0, term) for term in range(3, 1_003))]), places)
    assert cKDTree(after.positions).query(after.positions, 2)[0][:, 1].min() >= 0.49


def test_pinned_terms_are_carried_along_while_they_exist(tmp_path: Path) -> None:
    graph = graph_of(3, [(0, 1)])
    names = ("t000000", "t000001", "gone")
    earlier = Places({name: MapPlace(1.0 * number, 0.0) for number, name in enumerate(names)}, names[1:])
    (tmp_path / "places.json").write_text(places_text(earlier), encoding="utf-8")
    emit(ExportJob(graph, Listed(), Config()), tmp_path, ["html"])
    written = read_places(tmp_path / "places.json")
    assert written
    assert written.pinned == ("t000001",)
    assert written.places["t000001"] == MapPlace(1.0, 0.0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<<<<<<< HEAD\n", "malformed"),
        (b"", "truncated"),
        (b"[]", "Expected `object`"),
        (b'{"places": {"a": [1]}}', "length"),
        (b'{"places": {"a": [1, "x"]}}', "float"),
        (b'{"places": {"a": [1, 1e999]}}', "range"),
        (b'{"places": {"a": [1, 1e7]}}', "too far away"),
        (b'{"places": {}, "version": 2}', "version 2"),
        (b'{"places": ' + b"[" * 100_000, "Expected"),
        (b'{"places": {"\xff": [0, 0]}}', "utf-8"),
    ],
)
def test_a_file_that_is_no_places_is_refused_in_one_line(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    path.write_bytes(content)
    with pytest.raises(PlacesError, match=r"places\.json is not used") as error:
        read_places(path)
    assert reason in str(error.value)
    assert "\n" not in str(error.value)


def test_a_link_or_a_folder_of_that_name_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"places": {}}', encoding="utf-8")
    (tmp_path / "places.json").symlink_to(tmp_path / "other.json")
    with pytest.raises(PlacesError, match="symbolic link"):
        read_places(tmp_path / "places.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(PlacesError):
        read_places(tmp_path / "folder")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(PlacesError, match="no regular file"):
            read_places(tmp_path / "pipe")


def test_a_build_keeps_places_reports_a_damaged_file_and_lays_out_afresh_on_demand(write: Write, tmp_path: Path) -> None:
    root, out = write({f"en/t{n}.md": f"---\ntitle: T{n}\n---\n[next](/t{(n + 1) % 5})" for n in range(5)}), tmp_path / "out"
    build = ("build", root, "-o", out)
    run(*build)
    file = out / "places.json"
    fresh, values = file.read_bytes(), json.loads(file.read_bytes())
    values["places"]["t0"][:2] = [50.0, 60.0]
    file.write_text(json.dumps(values), encoding="utf-8")
    assert "No changes" not in run(*build).stdout
    assert json.loads(file.read_bytes())["places"]["t0"][:2] == [50.0, 60.0]
    file.write_text("{", encoding="utf-8")
    assert "places.json is not used" in run(*build).stdout
    assert file.read_text(encoding="utf-8") == "{"
    run(*build, "--new-layout")
    assert file.read_bytes() == fresh
