"""A graph in parts is read back, whole or as the one line that says what is wrong with it."""

import json
import shutil
from collections.abc import Callable
from itertools import chain, product
from pathlib import Path
from typing import Any

import msgspec
import pytest

import glossograph as gg
from glossograph.engine.storage import Storage
from glossograph.model.term_match import MatchRelation, TermMatch
from glossograph.parts.local_parts import write_graph
from glossograph.parts.manifest import ManifestError
from glossograph.parts.parts_graph import load_parts
from glossograph.serialise.export_job import ExportJob
from tests.hostile import hostile_graph

pytestmark = pytest.mark.slow


def write_parts(kg: gg.KnowledgeGraph, folder: Path, buckets: int = 3) -> None:
    write_graph(Storage(str(folder)), ExportJob(kg.graph, kg.source, kg.config), buckets)


def matched(kg: gg.KnowledgeGraph) -> gg.KnowledgeGraph:
    """Give a graph with accepted matches."""
    relations = [MatchRelation.EXACT, MatchRelation.CLOSE]
    matches = tuple(
        TermMatch(term.id, relation, f"http://example.org/concept/{number}")
        for number, (term, relation) in enumerate(product(kg.terms[::3], relations))
    )
    return gg.KnowledgeGraph(msgspec.structs.replace(kg.graph, matches=tuple(sorted(matches))), kg.source, kg.config)


@pytest.fixture(scope="module")
def parts(sample: gg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    write_parts(sample, folder)
    return folder


@pytest.mark.parametrize("name", ["sample", "hostile"])
@pytest.mark.parametrize("buckets", [1, 5])
def test_a_graph_read_back_from_its_parts_is_the_graph(
    sample: gg.KnowledgeGraph, tmp_path: Path, name: str, buckets: int
) -> None:
    kg = matched(sample if name == "sample" else hostile_graph())
    write_parts(kg, tmp_path, buckets)
    graph, source, config = load_parts(tmp_path)
    for field in (
        "info",
        "languages",
        "articles",
        "terms",
        "edges",
        "repairs",
        "problems",
        "relations",
        "resolutions",
        "left_out",
    ):
        assert getattr(graph, field) == getattr(kg.graph, field), field
    assert [(each.term, each.target, each.reason, each.applied) for each in graph.conflicts] == [
        (each.term, each.target, each.reason, each.applied) for each in sorted(kg.graph.conflicts)
    ]
    assert (config.related, config.evidence, config.language) == (kg.config.related, kg.config.evidence, kg.config.language)

    def key(item: Any) -> tuple[Any, ...]:
        link = item.link
        return (
            *(item.source, item.language, item.target, item.path, item.repaired, item.rule),
            *(link.destination, link.anchor, link.sentence, link.section, link.line),
        )

    assert sorted(map(key, source.evidence()), key=str) == sorted(map(key, chain.from_iterable(kg.source.by_article())), key=str)
    for term in kg.terms:
        assert sum(1 for _ in source.evidence(term.id)) == sum(1 for _ in kg.source.evidence(term.id))


def test_parts_give_the_same_files_again(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    kg = matched(sample)
    write_parts(kg, tmp_path / "parts")
    again = gg.KnowledgeGraph(*load_parts(tmp_path / "parts"))
    names = ["ntriples", "graphml", "parquet"]
    again.write(tmp_path / "again", names)
    for path in kg.write(tmp_path / "built", names):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def turn_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "is missing: copy it again, or run the build again"),
    "cut": (cut, r"has [0-9,]+ bytes instead of [0-9,]+: copy"),
    "changed": (turn_a_bit, "is damaged: its SHA-256 is not that of the manifest: copy"),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("table", ["terms", "labels", "edge_counts", "problems"])
def test_a_part_that_is_missing_or_damaged_is_named(parts: Path, tmp_path: Path, table: str, damage: str) -> None:
    folder = shutil.copytree(parts, tmp_path / "copy")
    change, message = DAMAGE[damage]
    path = folder / "tables" / table / "part-00000.parquet"
    change(path)
    with pytest.raises(ManifestError, match=message) as error:
        load_parts(folder)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_a_folder_without_a_manifest_is_unfinished(parts: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(parts, tmp_path / "copy")
    (folder / "manifest.json").unlink()
    with pytest.raises(ManifestError, match=r"holds no finished graph in parts, for it has no manifest\.json: finish its build"):
        load_parts(folder)


HOSTILE_CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "above": lambda manifest: manifest["files"][0].update(path="../../etc/passwd"),
    "absolute": lambda manifest: manifest["files"][0].update(path="/etc/passwd"),
    "inside": lambda manifest: manifest["files"][0].update(path="tables/../../x/part-00000.parquet"),
    "twice": lambda manifest: manifest["files"].append(manifest["files"][0]),
    "long": lambda manifest: manifest["files"][0].update(path="x" * 100_000),
    "type": lambda manifest: manifest["files"][0].update(bytes="many"),
    "negative": lambda manifest: manifest["files"][0].update(bytes=-1),
    "digest": lambda manifest: manifest["files"][0].update(sha256="../x"),
    "list": lambda manifest: manifest.update(files={"a": 1}),
    "buckets": lambda manifest: manifest.update(buckets=10**30),
    "no buckets": lambda manifest: manifest.update(buckets=0),
    "version": lambda manifest: manifest.update(version=2),
    "base": lambda manifest: manifest["glossary"].update(base_iri="javascript:alert(1)"),
    "level": lambda manifest: manifest["settings"].update(evidence="all"),
    "published": lambda manifest: manifest["settings"].update(published="javascript:alert(1)"),
    "counts": lambda manifest: manifest["counts"].update(terms=1.5),
}


@pytest.mark.parametrize("name", HOSTILE_CHANGES)
def test_a_hostile_manifest_is_refused_in_one_line(parts: Path, tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(parts, tmp_path / "copy")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    HOSTILE_CHANGES[name](manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ManifestError, match=r"^\S*manifest\.json: ") as error:
        load_parts(folder)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


@pytest.mark.parametrize("data", [b"", b"[" * 100_000, b"{}", b"\xff\xfe", b"null", b'{"format": "other"}'])
def test_a_file_that_is_no_manifest_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(ManifestError, match="is no manifest of a graph in parts"):
        load_parts(tmp_path)


def test_tables_that_contradict_each_other_are_refused_in_one_line(parts: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(parts, tmp_path / "copy")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"] = [file for file in manifest["files"] if not file["path"].startswith("tables/terms/part-00000")]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ManifestError, match="its tables contradict each other"):
        load_parts(folder)
    manifest["files"] = [file for file in manifest["files"] if not file["path"].startswith("tables/edge_counts")]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ManifestError, match=r"holds [0-9]+ terms instead of the 48 of manifest\.json"):
        load_parts(folder)


def test_a_table_under_another_name_is_refused(parts: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(parts, tmp_path / "copy")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    files = {file["path"]: file for file in manifest["files"]}
    names = ("tables/terms/part-00000.parquet", "tables/labels/part-00000.parquet")
    first, second = (dict(files[name]) for name in names)
    for name, other in zip(names, (second, first), strict=True):
        files[name].update({key: other[key] for key in ("rows", "bytes", "sha256")})
    (folder / names[0]).rename(folder / "kept")
    (folder / names[1]).rename(folder / names[0])
    (folder / "kept").rename(folder / names[1])
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ManifestError, match="is not the part of table labels that the manifest names"):
        load_parts(folder)
