import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.config import Config, replace_settings
from glossograph.errors import GlossographError
from glossograph.export.registry import BUILT_IN_FORMATS, emit
from glossograph.rdf.rdf_names import content_bytes
from glossograph.serialise.export_job import ExportJob
from glossograph.sparql import loading
from tests.command import run

pytestmark = pytest.mark.slow

RDF = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml")
TEXT = (*RDF, "dot", "gexf", "graphml", "gephi", "neo4j", "kgx", "cytoscape", "node-link", "jgf")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    sample.write(folder, [*TEXT, "html", "sqlite"])
    return folder


def write_compressed(sample: gg.KnowledgeGraph, folder: Path, *formats: str, evidence: str = "sentences") -> list[Path]:
    config = replace_settings(sample.config, gzip=True, evidence=evidence)
    return emit(ExportJob(sample.graph, sample.source, config), folder, formats)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    write_compressed(sample, folder, *TEXT, "html", "sqlite")
    return folder


def test_a_compressed_file_holds_the_bytes_of_the_plain_one(plain: Path, packed: Path) -> None:
    names = {path.name for path in packed.iterdir()}
    compressed = {name for name in names if name.endswith(".gz")}
    assert names - compressed == {"glossograph.ttl", "neo4j-import.txt", "graph.html", "places.json", "graph.sqlite"}
    assert {name.removesuffix(".gz") for name in names} == {path.name for path in plain.iterdir()}
    for name in compressed:
        assert gzip.decompress((packed / name).read_bytes()) == (plain / name.removesuffix(".gz")).read_bytes(), name


def test_compression_keeps_no_time_and_no_name(packed: Path, sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    write_compressed(sample, tmp_path, "turtle", "dot")
    for name in ("graph.ttl.gz", "links.ttl.gz", "graph.dot.gz"):
        data = (packed / name).read_bytes()
        assert data == (tmp_path / name).read_bytes()
        assert data[3:8] == b"\0\0\0\0\0"


@pytest.mark.slow
@pytest.mark.parametrize("name", RDF)
def test_a_compressed_graph_loads_as_the_plain_one(sample: gg.KnowledgeGraph, plain: Path, tmp_path: Path, name: str) -> None:
    paths = write_compressed(sample, tmp_path, name)
    kg, expected = gg.load(tmp_path), gg.load(plain / paths[0].name.removesuffix(".gz"))
    assert kg.graph == expected.graph
    assert list(kg.evidence("stock")) == list(expected.evidence("stock"))


@pytest.mark.parametrize("name", ["turtle", "nquads"])
def test_a_compressed_graph_is_queried_and_validated(sample: gg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    write_compressed(sample, tmp_path, name)
    done = run("query", "--build", tmp_path, "--name", "sentences", "--set", "from=bond", "--set", "to=stock", "--quiet")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 7
    done = run("validate", "--build", tmp_path)
    assert done.returncode == 0
    assert "valid" in done.stdout


def test_a_graph_is_found_beside_companions_in_another_syntax(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    sample.write(tmp_path, ["nquads", "void"])
    assert [path.name for path in loading.find_rdf_files(tmp_path)] == ["graph.nq"]


def test_plain_files_come_before_compressed_ones(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    sample.write(tmp_path, "turtle")
    (tmp_path / "links.ttl.gz").write_bytes(b"old")
    assert [path.name for path in loading.find_rdf_files(tmp_path)] == ["graph.ttl", "links.ttl"]
    assert len(list(gg.load(tmp_path).evidence())) == 1478


def test_a_compressed_build_replaces_the_plain_files(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    sample.write(tmp_path, "turtle")
    write_compressed(sample, tmp_path, "turtle", evidence="none")
    assert {path.name for path in tmp_path.iterdir()} == {"graph.ttl.gz", "glossograph.ttl"}


@pytest.mark.parametrize(
    ("damage", "reason"),
    [(lambda data: data[:-200], "compression is damaged"), (lambda _: b"no gzip", "compression is damaged")],
)
def test_a_damaged_file_is_one_clear_error(
    sample: gg.KnowledgeGraph, tmp_path: Path, damage: Callable[[bytes], bytes], reason: str
) -> None:
    path = write_compressed(sample, tmp_path, "turtle")[0]
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(GlossographError, match=reason) as error:
        gg.load(tmp_path)
    assert "\n" not in str(error.value)
    done = run("query", "ASK {}", "--build", path)
    assert done.returncode == 2
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_size_of_a_compressed_file_is_that_of_its_content(plain: Path, packed: Path) -> None:
    assert content_bytes(packed / "graph.nq.gz") >= content_bytes(plain / "graph.nq") > 1_000_000


def test_the_command_and_the_settings_compress(tmp_path: Path) -> None:
    assert run("build", "--sample", "-o", tmp_path, "--format", "turtle", "--gzip", "--quiet").returncode == 0
    assert (tmp_path / "graph.ttl.gz").is_file()
    done = run("export", "--build", tmp_path, "-o", tmp_path / "other", "--to", "jgf", "--gzip", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["graph.jgf.json.gz"]


@pytest.mark.slow
def test_every_format_is_written_compressed_or_not(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    for path in write_compressed(sample, tmp_path, *BUILT_IN_FORMATS):
        assert path.is_file()
    with closing(sqlite3.connect(tmp_path / "graph.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM terms").fetchone() == (48,)
    assert Config().gzip is False
