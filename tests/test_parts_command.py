"""Commands read a graph in parts where it lies, and answer as they do for the build that it was made of."""

import shutil
from collections import Counter
from pathlib import Path
from typing import IO

import pytest

import glossograph as gg
from glossograph.analysis.name_search import NameSearch
from glossograph.engine.storage import Storage
from glossograph.errors import UnknownTermError
from glossograph.parts.local_parts import write_graph
from glossograph.parts.parts_folder import PartsFolder
from glossograph.parts.parts_queries import around_name, count_parts
from glossograph.serialise.export_job import ExportJob
from tests.command import run
from tests.graphs import Listed, graph_of
from tests.hostile import hostile_graph

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folders(sample: gg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A graph in parts, and the same graph as one file."""
    folder = tmp_path_factory.mktemp("folders")
    write_graph(Storage(str(folder / "parts")), ExportJob(sample.graph, sample.source, sample.config), 5)
    sample.write(folder / "whole", "ntriples")
    return folder / "parts", folder / "whole"


QUESTIONS = [
    ("query", "SELECT ?a ?n { ?a gg:linksTo ?b ; skos:prefLabel ?n } ORDER BY ?a ?n LIMIT 20"),
    ("query", "SELECT ?s ?c { ?l gg:anchorText ?s ; gg:count ?c } ORDER BY ?s ?c ?l LIMIT 20"),
    ("query", "--name", "placeholders"),
    ("validate", "--json"),
    ("top", "--by", "indegree"),
    ("search", "bond"),
]


@pytest.mark.parametrize("words", QUESTIONS)
def test_an_answer_from_parts_is_that_from_the_whole(folders: tuple[Path, Path], words: tuple[str, ...]) -> None:
    answers = [run(*words, "--build", folder) for folder in folders]
    assert answers[0].returncode == answers[1].returncode == 0, answers
    if words[0] == "validate":
        assert '"valid": true' in answers[0].stdout
    else:
        assert answers[0].stdout == answers[1].stdout != ""


@pytest.mark.parametrize("buckets", [1, 7])
@pytest.mark.parametrize("name", ["sample", "hostile", "islands", "empty"])
def test_the_counts_are_those_of_the_graph(sample: gg.KnowledgeGraph, tmp_path: Path, name: str, buckets: int) -> None:
    pairs = [(0, 1), (1, 0), (2, 3), (4, 4)] if name == "islands" else []
    generated = gg.KnowledgeGraph(graph_of(9 if pairs else 0, pairs), Listed())
    kg = {"sample": sample, "hostile": hostile_graph()}.get(name, generated)
    write_graph(Storage(str(tmp_path)), ExportJob(kg.graph, kg.source, kg.config), buckets)
    assert count_parts(PartsFolder.open(tmp_path)) == kg.stats()


def test_the_surroundings_of_a_term_are_found_by_any_of_its_names(sample: gg.KnowledgeGraph, folders: tuple[Path, Path]) -> None:
    folder = PartsFolder.open(folders[0])
    for spelling in ("bond", "Front Office", "frontoffice", "OBLIGASJON", "债券", "term/bond/", sample.terms[3].slug):
        part = gg.KnowledgeGraph(around_name(folder, spelling), Listed())
        if spelling == "term/bond/":
            with pytest.raises(UnknownTermError):
                part.term(spelling)
            continue
        assert part.term(spelling) == sample.term(spelling)
        labels = [[(n.term.slug, n.term.labels, n.direction, n.counts) for n in kg.neighbours(spelling)] for kg in (part, sample)]
        assert labels[0] == labels[1]
    iri = f"{sample.graph.info.base_iri}term/bond"
    assert NameSearch(around_name(folder, iri)).term(iri) == sample.term("bond")


def test_a_look_up_opens_few_parts(sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_graph(Storage(str(tmp_path)), ExportJob(sample.graph, sample.source, sample.config), 30)
    opened: Counter[str] = Counter()
    open_file = Storage.open

    def count_and_open(storage: Storage, name: str) -> IO[bytes]:
        opened[name.split("/")[1]] += 1
        return open_file(storage, name)

    monkeypatch.setattr(Storage, "open", count_and_open)
    monkeypatch.setattr(Storage, "read", lambda storage, name, size=None: Path(storage.address, name).read_bytes()[:size])
    part = around_name(PartsFolder.open(tmp_path), "income-tax")
    neighbours = len(part.terms) - 1
    assert 1 <= neighbours < 10
    assert (opened["backlinks"], opened["evidence"]) == (1, 0)
    assert opened["edge_counts"] <= 1 + neighbours
    assert opened["labels"] <= 1 + 2 * neighbours


def test_an_unknown_name_gets_the_most_similar_slugs(folders: tuple[Path, Path]) -> None:
    done = run("show", "inflaton", "--build", folders[0])
    assert (done.returncode, done.stderr) == (2, "glossograph: Unknown term 'inflaton': did you mean inflation?\n")


@pytest.mark.parametrize("command", [("stats",), ("show", "bond"), ("query", "ASK {}"), ("validate",), ("export", "--to", "dot")])
def test_a_damaged_folder_gets_one_line_from_every_command(
    folders: tuple[Path, Path], tmp_path: Path, command: tuple[str, ...]
) -> None:
    folder = shutil.copytree(folders[0], tmp_path / "copy")
    for path in (*folder.glob("tables/*/*.parquet"), *folder.glob("graph.nt/*.nt")):
        path.write_bytes(path.read_bytes()[:-1])
    cut = run(*command, "--build", folder)
    for path in (*folder.glob("tables/*/*.parquet"), *folder.glob("graph.nt/*.nt")):
        path.unlink()
    missing = run(*command, "--build", folder)
    (folder / "manifest.json").unlink()
    unfinished = run(*command, "--build", folder)
    for done, words in ((cut, "bytes instead of"), (missing, "is missing: copy it again"), (unfinished, "no finished graph")):
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("stats",), ("show", "bond"), ("query", "ASK { ?a ?b ?c }")])
def test_a_changed_byte_is_noticed(folders: tuple[Path, Path], tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = shutil.copytree(folders[0], tmp_path / "copy")
    for path in (*folder.glob("tables/*/*.parquet"), *folder.glob("graph.nt/*.nt")):
        data = bytearray(path.read_bytes())
        place = data.find(b"o", 100) if path.suffix == ".nt" else 60
        data[place] ^= 0x04
        path.write_bytes(data)
    done = run(*command, "--build", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert str(folder) in done.stderr


def test_an_export_of_an_object_store_needs_a_folder_of_this_machine() -> None:
    done = run("export", "--build", "s3://bucket/graph", "--to", "dot")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "glossograph: s3://bucket/graph: exports are written to this machine: name a folder with -o\n"
