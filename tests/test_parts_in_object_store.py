"""A graph in parts in an object store: an S3 server on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow.fs import S3FileSystem

import glossograph as gg
from glossograph.engine.storage import Storage
from glossograph.parts.local_parts import write_graph
from glossograph.serialise.export_job import ExportJob
from tests.command import run, run_process
from tests.object_store import serving_s3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(sample: gg.KnowledgeGraph) -> Iterator[str]:
    """Write the sample in parts into a bucket, and give its address; the environment names the server."""
    with serving_s3() as server:
        S3FileSystem(endpoint_override=server, allow_bucket_creation=True).create_dir("glossary")
        write_graph(Storage("s3://glossary/graph"), ExportJob(sample.graph, sample.source, sample.config), 2)
        yield "s3://glossary/graph"


def test_the_graph_is_loaded_from_its_address(sample: gg.KnowledgeGraph, address: str, tmp_path: Path) -> None:
    kg = gg.load(address)
    assert (kg.terms, kg.edges, kg.problems) == (sample.terms, sample.edges, sample.problems)
    for path in sample.write(tmp_path / "built", "ntriples"):
        kg.write(tmp_path / "loaded", "ntriples")
        assert (tmp_path / "loaded" / path.name).read_bytes() == path.read_bytes()


def test_commands_answer_from_the_address_as_from_a_folder(sample: gg.KnowledgeGraph, address: str, tmp_path: Path) -> None:
    write_graph(Storage(str(tmp_path / "parts")), ExportJob(sample.graph, sample.source, sample.config), 2)
    for words in (("stats", "--json"), ("show", "Obligasjon")):
        remote, local = (run(*words, "--build", where) for where in (address, tmp_path / "parts"))
        assert (remote.returncode, remote.stderr) == (0, ""), words
        assert remote.stdout == local.stdout != ""
    words = ("query", "SELECT ?c { ?l gg:count ?c } ORDER BY ?l LIMIT 3")
    assert run_process(*words, "--build", address) == run(*words, "--build", tmp_path / "parts")
    done = run_process("validate", "--build", address)
    assert done.stdout == f"{address}/graph.nt, {address}/links.nt: valid: all 22 rules hold\n"
    done = run("export", "--build", address, "--to", "graphml", "-o", tmp_path)
    assert done.stdout.splitlines()[0] == "48 terms, 380 edges"


def test_faults_of_the_store_get_one_line(address: str) -> None:
    storage = Storage(address)
    name = "tables/terms/part-00000.parquet"
    whole = storage.read(name)
    storage.write(name, whole[:-1])
    damaged = run("stats", "--build", address)
    storage.write(name, whole)
    missing = run("stats", "--build", f"{address}/other")
    elsewhere = run("stats", "--build", "s3://nobody/graph")
    for done, words in (
        (damaged, "part-00000.parquet: has"),
        (missing, f"{address}/other: holds no finished graph in parts"),
        (elsewhere, "s3://nobody/graph: "),
    ):
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert words in done.stderr
