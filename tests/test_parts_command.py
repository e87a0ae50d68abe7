"""Commands read a graph in parts where it lies, and answer as they do for the build that it was made of."""

import shutil
from collections import Counter
from pathlib import Path
from typing import IO

import pytest
from starlette.testclient import TestClient

import glossograph as gg
from glossograph.analysis.name_search import NameSearch
from glossograph.engine.storage import Storage
from glossograph.errors import UnknownTermError
from glossograph.parts.local_parts import write_graph
from glossograph.parts.parts_folder import PartsFolder
from glossograph.parts.parts_queries import around_name, count_parts
from glossograph.serialise.export_job import ExportJob
from glossograph.server.application import create_application
from glossograph.server.server_settings import ServerSettings
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


READING = [
    ("stats",),
    ("show", "bond"),
    ("search", "bond"),
    ("path", "bond", "stock"),
    ("why", "bond"),
    ("why", "bond", "stock"),
    ("top",),
    ("communities",),
    ("neighbourhood", "bond", "-o", "bond.html"),
    ("query", "ASK {}"),
    ("validate",),
    ("export", "--to", "dot", "-o", "drawing"),
]


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_every_command_that_reads_a_build_reads_parts(folders: tuple[Path, Path], tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(*words, "--build", folders[0], cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_parts_are_compared_and_matched(folders: tuple[Path, Path], tmp_path: Path) -> None:
    done = run("diff", *folders, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert '"changes": []' in done.stdout
    concept, skos = "<https://example.com/1>", "http://www.w3.org/2004/02/skos/core#"
    kind = f"{concept} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{skos}Concept> ."
    (tmp_path / "other.nt").write_text(f'{kind}\n{concept} <{skos}prefLabel> "Hedge Fund"@en .\n', encoding="utf-8")
    done = run("match", folders[0], "--to", "other.nt", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "https://example.com/1" in (tmp_path / "decisions.toml").read_text(encoding="utf-8")


def test_parts_are_served(sample: gg.KnowledgeGraph, folders: tuple[Path, Path]) -> None:
    with TestClient(
        create_application(ServerSettings(folders[0], workers=1, timeout_s=60)), base_url="http://localhost"
    ) as client:
        assert client.get("/api/v1/terms/bond").json()["labels"]["no"] == "Obligasjon"
        assert len(client.get("/api/v1/terms/bond/evidence?limit=3").json()["links"]) == 3
        assert "Obligasjon" in client.get("/page/bond").text
        counted = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?term a skos:Concept }"}).json()
        assert counted["results"]["bindings"][0]["n"]["value"] == str(len(sample.terms))


@pytest.mark.parametrize("command", ["check", "fix", "review", "build"])
def test_commands_that_read_articles_say_that_there_are_none_in_parts(folders: tuple[Path, Path], command: str) -> None:
    done = run(command, folders[0])
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"glossograph: {folders[0]}: no articles there")


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "s3://bucket/graph", "out"),
        ("match", "s3://bucket/graph", "--to", "other.nt"),
        ("mcp", "--build", "s3://bucket/graph"),
        ("serve", "--build", "s3://bucket/graph"),
        ("check", "s3://bucket/Texts"),
        ("fix", "s3://bucket/Texts"),
        ("review", "s3://bucket/Texts"),
        ("build", "s3://bucket/Texts"),
    ],
    ids=lambda words: words[0],
)
def test_commands_that_read_this_machine_alone_say_what_to_do_with_an_address(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "s3://bucket/" in done.stderr
    assert "copy the " in done.stderr
