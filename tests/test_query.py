import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest

import glossograph as gg
from glossograph.cli import main
from glossograph.engine.progress import Progress
from glossograph.sparql import loading
from glossograph.sparql.answers import AnswerFormat, write_answer
from glossograph.sparql.dataset import Dataset, Result
from tests.conftest import Write, complaints
from tests.test_command import COMMAND, run

ENDLESS = 'SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = "x") }'


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    path = tmp_path_factory.mktemp("exports")
    sample.write(path, "turtle")
    return path


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Path:
    """A folder of exports that a test may change."""
    return Path(shutil.copytree(folder, tmp_path / "own"))


def copies(exports: Path) -> list[Path]:
    return sorted((exports / ".glossograph").glob("query-*"))


def test_a_query_without_its_term_asks_for_it(write: Write, tmp_path: Path) -> None:
    gg.build(write({"en/a.md": "---\ntitle: A\n---\nx"})).write(tmp_path / "out", "turtle")
    done = run("query", tmp_path / "out", "--name", "card")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Query 'card' needs a term: add --set term=NAME" in done.stderr
    assert gg.query(tmp_path / "out", name="card", term="a")


def test_missing_translations_include_terms_without_links_to_them(write: Write, tmp_path: Path) -> None:
    article = "---\ntitle: {}\n---\n{}"
    names = {"a": "[b](/b) [c](/c)", "b": "[c](/c)", "c": "", "d": ""}
    root = write(
        {f"en/{name}.md": article.format(name, links) for name, links in names.items()} | {"no/d.md": article.format("D", "")}
    )
    gg.build(root).write(tmp_path / "out", "turtle")
    done = run("query", tmp_path / "out", "--name", "missing-translations", "--set", "lang=no", "--format", "csv")
    assert done.stdout.splitlines()[1:] == [
        f"{count},{name},https://example.org/glossary/term/{name}" for count, name in ((2, "c"), (1, "b"), (0, "a"))
    ]


def test_a_query_is_answered_as_a_table(folder: Path) -> None:
    done = run("query", folder, "SELECT ?term ?name { ?term gg:placeholder true ; skos:prefLabel ?name } ORDER BY ?term LIMIT 2")
    assert (done.returncode, complaints(done.stderr)) == (0, "")
    assert re.fullmatch(r"term +name\n─+\nterm:[\w-]+ +.+ @\w\w\nterm:[\w-]+ +.+ @\w\w\n", done.stdout)


@pytest.mark.parametrize("name", ["graph.ttl", "graph.nt", "graph.trig", "graph.nq", "graph.rdf", "graph.jsonld"])
def test_every_rdf_syntax_is_read(folder: Path, tmp_path: Path, name: str) -> None:
    syntax = pyoxigraph.RdfFormat.from_extension(name.partition(".")[2])
    assert syntax
    graph = (
        pyoxigraph.NamedNode("http://e.org/g")
        if syntax.supports_datasets and name != "graph.jsonld"
        else pyoxigraph.DefaultGraph()
    )
    quads = (
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in pyoxigraph.parse(path=folder / "graph.ttl")
    )
    pyoxigraph.serialize(quads if syntax.supports_datasets else (quad.triple for quad in quads), tmp_path / name, syntax)
    for path in (tmp_path, tmp_path / name):
        done = run("query", path, "--name", "labels", "--format", "csv")
        assert (done.returncode, done.stdout.count("\n")) == (0, 7), done.stderr


def test_only_one_syntax_of_a_folder_is_read(own: Path) -> None:
    shutil.copy(own / "graph.ttl", own / "graph.nt")
    (own / "other.ttl").write_text("<http://e.org/a> <http://e.org/b> 1 .")
    assert run("query", own, "ASK { <http://e.org/a> ?p ?o }").stdout == "no\n"
    assert run("query", own / "other.ttl", "ASK { <http://e.org/a> ?p ?o }").stdout == "yes\n"


def test_options_are_allowed_before_between_and_after_arguments(folder: Path) -> None:
    query = "ASK { ?s ?p ?o }"
    for arguments in (["--quiet", folder, query], [folder, "--quiet", query], [folder, query, "--quiet"]):
        assert run("query", *arguments).stdout == "yes\n"


def test_a_query_comes_from_a_file_or_the_standard_input_with_parameters_of_its_own(folder: Path, tmp_path: Path) -> None:
    head = "# Labels of a term.\n# $which term bond: the term\n"
    text = f"{head}SELECT ?name {{ $which skos:prefLabel ?name FILTER(LANG(?name) = 'no') }}"
    (tmp_path / "q.rq").write_text(text)
    assert "Obligasjon" in run("query", folder, "-f", tmp_path / "q.rq").stdout
    assert "Aksje" in run("query", folder, "-f", tmp_path / "q.rq", "--set", "which=stock").stdout
    done = subprocess.run([*COMMAND, "query", str(folder), "-f", "-"], input=text, capture_output=True, text=True, check=False)
    assert "Obligasjon" in done.stdout


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.csv", "language,name"), ("a.tsv", "?language\t?name"), ("a.json", '{"head"'), ("a.ttl", "@prefix"), ("a.nt", "<")],
)
def test_an_answer_is_written_to_a_file_in_the_format_of_its_name(folder: Path, tmp_path: Path, name: str, begins: str) -> None:
    query = "card" if name.endswith(("ttl", "nt")) else "labels"
    done = run("query", folder, "--name", query, "-o", tmp_path / "new" / name)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "new" / name).read_text(encoding="utf-8").startswith(begins)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


def test_an_answer_that_fails_leaves_the_file_as_it_was(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("before")
    for query in ("SELECT ?a { ?a", ENDLESS):
        assert run("query", folder, query, "-o", tmp_path / "a.csv", "--timeout", "0.5").returncode == 2
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.csv": "before"}


def test_the_list_names_every_query_with_its_parameters() -> None:
    done = run("query", "--list")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 22
    assert "term=front-office lang=en limit=20" in done.stdout


ERRORS = [
    ([], "no graph given"),
    (["FOLDER"], "no queries given"),
    (["FOLDER", "ASK {}", "--name", "labels"], "2 queries given"),
    (["nowhere", "ASK {}"], "nowhere: no such file or folder"),
    (["empty", "ASK {}"], "empty: holds no RDF file"),
    (["a.txt", "ASK {}"], "a.txt: unknown RDF suffix '.txt' (choose from .ttl, .nt,"),
    (["bad.ttl", "ASK {}"], "bad.ttl: invalid RDF: between line 2 column 9 and line 3 column 1"),
    (["FOLDER", "-f", "nowhere.rq"], "nowhere.rq: cannot be read"),
    (["FOLDER", "-f", "latin.rq"], "latin.rq: is not in UTF-8"),
    (["FOLDER", "--name", "labels", "--set", "term=nowhere"], "Unknown term 'nowhere'"),
    (["FOLDER", "--name", "glossary", "--set", "lang=klingonisch"], "lang 'klingonisch' is not a language tag"),
    (["FOLDER", "--name", "labels", "--format", "turtle"], "The answer is not triples, so turtle cannot hold it"),
    (["FOLDER", "--name", "labels", "-o", "a.txt"], "a.txt: its format is not known"),
    (["FOLDER", "--name", "labels", "-o", "a.txt/b.csv"], "a.txt"),
    (["FOLDER", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "calls another server"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), ERRORS)
def test_an_error_is_one_line(folder: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "bad.ttl").write_text('@prefix x: <http://e.org/> .\nx:a x:b "no quote .\n')
    (tmp_path / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe9' }")
    done = run("query", *(folder if argument == "FOLDER" else argument for argument in arguments), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert complaints(done.stderr).count("\n") == 1


@pytest.mark.parametrize("setting", ["--set=term", "--set==x", "--timeout=0", "--timeout=nan", "--timeout=-1", "--timeout=soon"])
def test_an_invalid_setting_is_refused(folder: Path, setting: str) -> None:
    done = run("query", folder, "--name", "labels", setting)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_syntax_error_has_a_caret_below_it_also_under_wide_letters(folder: Path) -> None:
    done = run("query", folder, "SELECT *\n{ ?s ?p '债券' ?s }")
    assert done.returncode == 2
    first, line, caret = done.stderr.splitlines()
    assert first == "glossograph: line 2, column 14 of the query: not valid SPARQL from here on"
    assert line == "  { ?s ?p '债券' ?s }"
    assert caret == " " * 17 + "^"


def test_an_empty_answer_is_reported_with_missing_evidence(own: Path) -> None:
    assert complaints(run("query", own, "SELECT * { ?s a gg:Nothing }").stderr) == "glossograph: no rows\n"
    (own / "links.ttl").unlink()
    assert "answered from links.ttl, which is not there" in run("query", own, "--name", "sentences").stderr
    assert run("query", own, "--name", "sentences", "--quiet").stderr == ""


def test_a_timeout_stops_a_query(folder: Path) -> None:
    started = time.monotonic()
    done = run("query", folder, ENDLESS, "--timeout", "1")
    assert done.returncode == 2
    assert "was not answered in 1 s and was stopped" in done.stderr
    assert time.monotonic() - started < 60  # it would take years


def test_an_interrupted_query_ends_without_a_traceback(folder: Path) -> None:
    command = [*COMMAND, "query", str(folder), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while "pyoxigraph" not in Path(f"/proc/{process.pid}/maps").read_text():
            time.sleep(0.05)
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert error.endswith(b"interrupted\n")
    assert b"Traceback" not in error


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """The files of every load that fills a store."""
    filled: list[list[Path]] = []
    fill = loading._fill  # noqa: SLF001 — wrapped to count its calls

    def record_and_fill(store: pyoxigraph.Store, paths: list[Path], progress: Progress) -> None:
        filled.append(list(paths))
        fill(store, paths, progress)

    monkeypatch.setattr(loading, "_fill", record_and_fill)
    return filled


def count_triples(dataset: Dataset) -> int:
    table = gg.query(dataset, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(table, gg.QueryTable)
    [[triples]] = table.rows
    return int(triples)


def test_a_large_graph_is_loaded_once_and_its_copy_is_reused(own: Path, loads: list[list[Path]]) -> None:
    small = Dataset.open(own)
    first = Dataset.open(own, max_memory_bytes=0)
    [copy] = copies(own)
    second = Dataset.open(own, max_memory_bytes=0)
    assert (small.is_on_disk, first.is_on_disk, second.is_on_disk) == (False, True, True)
    assert count_triples(small) == count_triples(first) == count_triples(second)
    assert len(loads) == 2
    assert copies(own) == [copy]
    assert (own / ".glossograph" / ".gitignore").read_text() == "*\n"


def test_a_copy_is_made_again_when_files_change(own: Path) -> None:
    before = count_triples(Dataset.open(own, max_memory_bytes=0))
    [old] = copies(own)
    with (own / "graph.ttl").open("a") as file:
        file.write("<http://e.org/a> <http://e.org/b> 1 .\n")
    assert count_triples(Dataset.open(own, max_memory_bytes=0)) == before + 1
    [new] = copies(own)
    assert new != old
    (own / "links.ttl").unlink()
    assert count_triples(Dataset.open(own, max_memory_bytes=0)) < before


def test_a_copy_of_another_version_is_replaced(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Dataset.open(own, max_memory_bytes=0)
    before = copies(own)
    monkeypatch.setattr(loading, "_COPY_VERSION", "other")
    Dataset.open(own, max_memory_bytes=0)
    assert len(copies(own)) == 1
    assert copies(own) != before


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(bytes(50))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "overwritten": overwrite,
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("which", ["*.sst", "MANIFEST*", "CURRENT", "sealed"])
def test_a_damaged_copy_is_made_again(own: Path, which: str, damage: str) -> None:
    complete = count_triples(Dataset.open(own, max_memory_bytes=0))
    [copy] = copies(own)
    DAMAGES[damage](max(copy.glob(which), key=lambda path: path.stat().st_size))
    dataset = Dataset.open(own, max_memory_bytes=0)
    assert dataset.is_on_disk
    assert count_triples(dataset) == complete


class BrokenStore:
    """A store that fails when it is queried."""

    def quads_for_pattern(self, *_: object) -> Iterator[pyoxigraph.Quad]:
        return iter(())

    def query(self, *_: object, **__: object) -> None:
        message = "Corruption: block checksum mismatch"
        raise OSError(message)


def test_a_copy_that_fails_during_a_query_is_deleted(own: Path) -> None:
    Dataset.open(own, max_memory_bytes=0)
    [copy] = copies(own)
    with pytest.raises(loading.DamagedCopyError, match="run the query again"):
        Dataset(cast("pyoxigraph.Store", BrokenStore()), copy=copy).query("ASK {}")
    assert copies(own) == []


class BrokenSolutions:
    """Rows of a store that fails at the first one."""

    variables = (pyoxigraph.Variable("x"),)

    def __iter__(self) -> Iterator[object]:
        message = "Corruption: block checksum mismatch"
        raise OSError(message)

    def serialize(self, output: Any, _: object) -> None:
        output.write(b"head")
        list(self)


@pytest.mark.parametrize("answer_format", ["csv", "tsv", "json"])
def test_a_copy_that_fails_at_the_first_row_is_deleted_and_nothing_is_written(own: Path, answer_format: str) -> None:
    Dataset.open(own, max_memory_bytes=0)
    [copy] = copies(own)
    pieces: list[str] = []
    dataset = Dataset(pyoxigraph.Store(), copy=copy)
    with pytest.raises(loading.DamagedCopyError, match="run the query again"):
        write_answer(cast("Result", BrokenSolutions()), dataset, AnswerFormat(answer_format), pieces.append)
    assert (pieces, copies(own)) == ([], [])


def test_the_command_runs_a_query_again_after_deleting_a_damaged_copy(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([loading.DamagedCopyError("damaged")])
    query = Dataset.query

    def fail_once(self: Dataset, sparql: str) -> Result:
        if failure := next(failures, None):
            raise failure
        return query(self, sparql)

    monkeypatch.setattr(Dataset, "query", fail_once)
    assert main(["query", str(own), "--name", "labels", "--quiet", "-o", str(own / "a.csv")]) == 0
    assert "Front Office" in (own / "a.csv").read_text(encoding="utf-8")


def test_a_read_only_folder_is_loaded_into_memory(own: Path) -> None:
    (own / ".glossograph").write_text("a file instead of the folder")
    dataset = Dataset.open(own, max_memory_bytes=0)
    assert not dataset.is_on_disk
    assert count_triples(dataset) > 2000


def test_invalid_rdf_leaves_no_copy(own: Path) -> None:
    (own / "links.ttl").write_text("<")
    with pytest.raises(gg.GlossographError, match="invalid RDF"):
        Dataset.open(own, max_memory_bytes=0)
    assert copies(own) == []


def test_an_old_unfinished_copy_of_another_process_is_deleted(own: Path) -> None:
    Dataset.open(own, max_memory_bytes=0)
    [copy] = copies(own)
    old, new = (copy.with_name(f"{copy.name}.part-{process_id}") for process_id in (99999998, 99999999))
    for unfinished in (old, new):
        unfinished.mkdir()
    os.utime(old, (1, 1))
    shutil.rmtree(copy)
    Dataset.open(own, max_memory_bytes=0)
    assert copies(own) == [copy, new]


def test_several_processes_can_make_the_copy_at_once(own: Path) -> None:
    code = (
        "import sys, pathlib, glossograph as gg; print(gg.Dataset.open(pathlib.Path(sys.argv[1]), max_memory_bytes=0).is_on_disk)"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(own)], stdout=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate()[0] for process in processes] == [b"True\n"] * 4
    assert len(copies(own)) == 1


CONTROL_CHARACTERS = '"a\\u001B[31mb\\u202Ec\\u009Bd"'


@pytest.mark.parametrize("answer_format", ["table", "csv", "tsv", "json"])
def test_a_terminal_shows_no_control_characters_of_an_answer(folder: Path, answer_format: str) -> None:
    output = run_on_terminal("query", str(folder), f"SELECT * {{ BIND({CONTROL_CHARACTERS} AS ?x) }}", "--format", answer_format)
    assert "b" in output
    assert not {"\x9b", "\u202e"} & set(output)
    assert "\x1b[31m" not in output


def test_a_terminal_shows_no_control_characters_of_triples(folder: Path) -> None:
    output = run_on_terminal("query", str(folder), f"CONSTRUCT {{ term:a skos:note {CONTROL_CHARACTERS} }} {{ }}")
    assert "skos:note" in output
    assert not {"\x1b", "\x9b", "\u202e"} & set(output)


def test_a_pipe_gets_every_character(folder: Path) -> None:
    done = run("query", folder, f"SELECT * {{ BIND({CONTROL_CHARACTERS} AS ?x) }}", "--format", "json")
    assert json.loads(done.stdout)["results"]["bindings"][0]["x"]["value"] == "a\x1b[31mb\u202ec\x9bd"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run_on_terminal(*arguments: str) -> str:
    """Run the command with a terminal as its output, and return what it shows."""
    with redirect_stdout(Terminal()) as output:
        assert main(arguments) == 0
    return output.getvalue()


def test_a_closed_pipe_ends_the_answer_without_an_error(folder: Path) -> None:
    command = (
        f"{sys.executable} -m glossograph query {folder} 'SELECT * {{ ?s ?p ?o . ?a ?b ?c }} LIMIT 500000' --format csv | head -1"
    )
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.stdout == "a,b,c,o,p,s\n"
    assert done.stderr == ""


def test_two_hash_seeds_return_the_same_answer(folder: Path) -> None:
    query = ["query", folder, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", "--format", "csv"]
    assert run(*query, PYTHONHASHSEED="1").stdout == run(*query, PYTHONHASHSEED="2").stdout
