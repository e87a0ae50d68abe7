"""A graph in parts: what workers and the driver write."""

import hashlib
import json
import shutil
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import glossograph as gg
from glossograph.config import Config
from glossograph.engine.storage import Storage
from glossograph.model.edge import Edge
from glossograph.model.graph import GraphSummary
from glossograph.parts.local_parts import write_graph
from glossograph.parts.manifest import Manifest, ManifestError, PartsSettings, parse_manifest, write_manifest
from glossograph.parts.part_writer import Bucket, graph_of_bucket, write_terms
from glossograph.parts.whole_files import most_linked, write_page
from glossograph.serialise.export_job import ExportJob
from tests.command import run
from tests.hostile import hostile_graph

pytestmark = pytest.mark.slow


def written(kg: gg.KnowledgeGraph, folder: Path, buckets: int, config: Config | None = None) -> Manifest:
    return write_graph(Storage(str(folder)), ExportJob(kg.graph, kg.source, config or kg.config), buckets)


def lines(folder: Path, pattern: str) -> list[str]:
    return sorted(line for path in folder.glob(pattern) for line in path.read_text(encoding="utf-8").split("\n") if line)


@pytest.mark.parametrize("buckets", [1, 5])
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_the_union_of_the_parts_is_the_file_of_a_local_build(
    sample: gg.KnowledgeGraph, tmp_path: Path, name: str, buckets: int
) -> None:
    kg = sample if name == "sample" else hostile_graph()
    written(kg, tmp_path / "parts", buckets)
    kg.write(tmp_path, "ntriples")
    for stem in ("graph.nt", "links.nt"):
        assert lines(tmp_path / "parts", f"{stem}/*.nt") == lines(tmp_path, stem)
        assert len(list((tmp_path / "parts").glob(f"{stem}/part-*.nt"))) == buckets


@pytest.mark.parametrize("settings", [{"evidence": "none"}, {"evidence": "counts"}, {"related": "mutual"}])
def test_the_parts_follow_the_settings(tmp_path: Path, settings: dict[str, Any]) -> None:
    kg = gg.build(gg.SAMPLE, **settings)
    manifest = written(kg, tmp_path / "parts", 3)
    kg.write(tmp_path, "ntriples")
    assert lines(tmp_path / "parts", "graph.nt/*.nt") == lines(tmp_path, "graph.nt")
    assert lines(tmp_path / "parts", "links.nt/*.nt") == lines(tmp_path, "links.nt")
    assert manifest.settings == PartsSettings(kg.config.related, kg.config.evidence, kg.config.language)


def test_declared_relations_are_in_the_bucket_of_their_source(tmp_path: Path) -> None:
    articles = {"debt": "", "loan": "broader: debt", "bond": "broader: loan\nrelated: [debt, coupon]", "coupon": ""}
    for name, front in articles.items():
        text = f"---\nlang: en\ntitle: {name}\n{front}\n---\n# {name}\n\nSee [debt](debt.md) and [coupon](coupon.md).\n"
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / f"{name}.md").write_text(text, encoding="utf-8")
    kg = gg.build(tmp_path / "texts")
    assert len(kg.graph.relations) == 4
    written(kg, tmp_path / "parts", 4)
    kg.write(tmp_path, "ntriples")
    assert lines(tmp_path / "parts", "graph.nt/*.nt") == lines(tmp_path, "graph.nt")
    rows = [row for path in (tmp_path / "parts").glob("tables/relations/*.parquet") for row in pq.read_table(path).to_pylist()]
    assert sorted((row["source"], row["kind"], row["target"]) for row in rows) == [
        ("bond", "broader", "loan"),
        ("bond", "related", "coupon"),
        ("bond", "related", "debt"),
        ("loan", "broader", "debt"),
    ]


def test_the_tables_in_parts_are_the_tables_of_the_parquet_format(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    written(sample, tmp_path / "parts", 3)
    paths = sample.write(tmp_path, "parquet")
    assert len(paths) == 11
    for path in paths:
        parts = [pq.read_table(part) for part in sorted((tmp_path / "parts" / "tables" / path.stem).iterdir())]
        whole = pq.read_table(path)
        assert all(part.schema == whole.schema for part in parts)
        assert sorted(map(str, chain(*(part.to_pylist() for part in parts)))) == sorted(map(str, whole.to_pylist()))


def test_the_same_graph_gives_the_same_bytes(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    first, second = written(sample, tmp_path / "first", 3), written(sample, tmp_path / "second", 3)
    assert first == second
    names = [path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*") if path.is_file()]
    assert {str(name) for name in names} == {file.path for file in first.files} | {"manifest.json"}
    for name in names:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_the_manifest_counts_rows_bytes_and_digests(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    manifest = written(sample, tmp_path, 3)
    assert parse_manifest("m", (tmp_path / "manifest.json").read_bytes()) == manifest
    for file in manifest.files:
        data = (tmp_path / file.path).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.bytes, file.sha256)
        if file.path.endswith(".parquet"):
            assert pq.read_metadata(tmp_path / file.path).num_rows == file.rows
    assert (manifest.counts.terms, manifest.counts.edges, manifest.counts.articles) == (48, 380, 156)


def test_a_part_that_is_missing_or_there_twice_is_not_sealed(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    manifest = written(sample, tmp_path / "parts", 3)
    write = partial(
        write_manifest,
        Storage(str(tmp_path)),
        buckets=3,
        config=sample.config,
        info=sample.graph.info,
        summary=GraphSummary.of(sample.graph),
    )
    lost = [file for file in manifest.files if file.path != "tables/terms/part-00001.parquet"]
    with pytest.raises(ManifestError, match=r"The parts hold [0-9]+ terms instead of 48"):
        write(lost)
    with pytest.raises(ManifestError, match=r"or twice: 'graph\.nt/"):
        write([*manifest.files, *manifest.group("graph.nt")])
    assert not (tmp_path / "manifest.json").exists()


def test_a_worker_refuses_terms_of_another_bucket(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    part = graph_of_bucket(sample.graph.info, sample.terms, sample.edges)
    slugs = {term.id: term.slug for term in sample.terms}
    with pytest.raises(ValueError, match="does not belong to Bucket"):
        write_terms(Storage(str(tmp_path)), Bucket(0, 2), part, slugs)
    assert list(tmp_path.iterdir()) == []


def test_the_report_has_the_counts_and_the_first_of_each_kind(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    written(sample, tmp_path, 2)
    report = json.loads((tmp_path / "report.json").read_bytes())
    assert (report["summary"]["terms"], report["summary"]["problems"]) == (48, len(sample.problems))
    assert [problem["code"] for problem in report["first_problems"]] == list(dict.fromkeys(p.code for p in sample.problems))
    first = min(sample.repairs)
    assert (report["first_repair"]["path"], report["first_repair"]["line"]) == (first.path, first.line)


def test_the_page_of_a_large_graph_shows_the_most_linked_terms(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    excerpt = most_linked(sample.graph, 10)
    assert {term.slug for term in excerpt.terms} >= {"bond", "stock"}
    [file] = write_page(Storage(str(tmp_path)), excerpt, sample.source, sample.config, len(sample.terms))
    assert (file.path, file.rows) == ("graph.html", 10)
    assert "The 10 most linked of 48 terms." in (tmp_path / "graph.html").read_text(encoding="utf-8")


def test_edges_that_come_from_other_buckets_need_no_counts(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    bucket = Bucket(1, 3)
    slugs = {term.id: term.slug for term in sample.terms}
    terms = [term for term in sample.terms if bucket.holds(term.id)]
    touching = [edge for edge in sample.edges if bucket.holds(edge.source) or bucket.holds(edge.target)]
    ends = [edge if bucket.holds(edge.source) else Edge(edge.source, edge.target, ()) for edge in touching]
    assert touching != ends
    parts = [graph_of_bucket(sample.graph.info, terms, edges) for edges in (touching, ends)]
    first, second = (write_terms(Storage(str(tmp_path)), bucket, part, slugs) for part in parts)
    assert first == second


@pytest.mark.slow
def test_the_format_replaces_only_the_files_that_changed(tmp_path: Path) -> None:
    shutil.copytree(gg.SAMPLE, tmp_path / "texts")
    words = ("build", "texts", "-o", "out", "--format", "parts", "--quiet")
    assert run(*words, cwd=tmp_path) == (0, "", "")
    folder = tmp_path / "out" / "parts"
    files = {file.path for file in parse_manifest("m", (folder / "manifest.json").read_bytes()).files}
    below = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert below == files | {"manifest.json"}
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    article = tmp_path / "texts" / "no" / "bond.md"
    article.write_text(article.read_text(encoding="utf-8").replace("title: Obligasjon", "title: Obligasjonen"), encoding="utf-8")
    done = run(*words[:-1], cwd=tmp_path)
    assert [line.strip() for line in done.stdout.splitlines() if "parts" in line] == ["out/parts/manifest.json"]
    changed = {
        path.relative_to(folder).as_posix() for path, time in before.items() if path.is_file() and path.stat().st_mtime_ns != time
    }
    assert changed >= {"manifest.json", "graph.nt/part-00000.nt", "tables/labels/part-00000.parquet"}
    assert not changed & {"tables/edges/part-00000.parquet", "tables/keywords/part-00000.parquet", "glossograph.ttl"}
    assert "Obligasjonen" in run("show", "bond", "--build", folder).stdout
    assert run("stats", "--json", "--build", folder).stdout == run("stats", "--json", "--build", tmp_path / "out").stdout


def test_an_export_in_parts_is_that_of_the_build(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    assert [path.relative_to(tmp_path).as_posix() for path in sample.write(tmp_path, "parts")] == ["parts/manifest.json"]
    written(sample, tmp_path / "other", 1)
    assert (tmp_path / "parts" / "manifest.json").read_bytes() == (tmp_path / "other" / "manifest.json").read_bytes()
