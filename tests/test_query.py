import io
import json
import re
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pyoxigraph
import pytest

import glossograph as gg
from glossograph.cli import main
from tests.command import COMMAND, PATIENCE_S, killed_at_last, run, run_process, wait_until, without_progress
from tests.conftest import Write
from tests.processes import children

ENDLESS = 'SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = "x") }'


def test_a_query_whose_term_is_not_set_asks_for_it(write: Write, tmp_path: Path) -> None:
    gg.build(write({"en/a.md": "---\ntitle: A\n---\nx"})).write(tmp_path / "out", "turtle")
    done = run("query", "--build", tmp_path / "out", "--name", "card")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Query 'card' needs a term: add --set term=" in done.stderr
    assert gg.query(tmp_path / "out", name="card", term="a")


def test_what_to_translate_has_the_terms_that_nothing_links_to(write: Write, tmp_path: Path) -> None:
    article = "---\ntitle: {}\n---\n{}"
    names = {"a": "[b](/b) [c](/c)", "b": "[c](/c)", "c": "", "d": ""}
    root = write(
        {f"en/{name}.md": article.format(name, links) for name, links in names.items()} | {"no/d.md": article.format("D", "")}
    )
    gg.build(root).write(tmp_path / "out", "turtle")
    done = run("query", "--build", tmp_path / "out", "--name", "missing-translations", "--set", "lang=no", "--format", "csv")
    assert done.stdout.splitlines()[1:] == [
        f"{count},{name},https://example.org/glossary/term/{name}" for count, name in ((2, "c"), (1, "b"), (0, "a"))
    ]


def test_a_query_is_answered_as_a_table(turtle_folder: Path) -> None:
    query = "SELECT ?term ?name { ?term gg:placeholder true ; skos:prefLabel ?name } ORDER BY ?term LIMIT 2"
    done = run("query", "--build", turtle_folder, query)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"term +name\nterm:[\w-]+ +.+ @\w\w\nterm:[\w-]+ +.+ @\w\w\n", done.stdout)


@pytest.mark.parametrize("name", ["graph.ttl", "graph.nt", "graph.trig", "graph.nq", "graph.rdf", "graph.jsonld"])
def test_every_syntax_of_rdf_is_read(turtle_folder: Path, tmp_path: Path, name: str) -> None:
    form = pyoxigraph.RdfFormat.from_extension(name.partition(".")[2])
    assert form
    graph = (
        pyoxigraph.NamedNode("http://e.org/g") if form.supports_datasets and name != "graph.jsonld" else pyoxigraph.DefaultGraph()
    )
    quads = (
        pyoxigraph.Quad(one.subject, one.predicate, one.object, graph)
        for one in pyoxigraph.parse(path=turtle_folder / "graph.ttl")
    )
    pyoxigraph.serialize(quads if form.supports_datasets else (one.triple for one in quads), tmp_path / name, form)
    for place in (tmp_path, tmp_path / name):
        done = run("query", "--build", place, "--name", "labels", "--format", "csv")
        assert (done.returncode, done.stdout.count("\n")) == (0, 7), done.stderr


def test_of_a_folder_with_several_syntaxes_one_is_asked(own_turtle_folder: Path) -> None:
    shutil.copy(own_turtle_folder / "graph.ttl", own_turtle_folder / "graph.nt")
    (own_turtle_folder / "other.ttl").write_text("<http://e.org/a> <http://e.org/b> 1 .")
    assert run("query", "--build", own_turtle_folder, "ASK { <http://e.org/a> ?p ?o }").stdout == "no\n"
    assert run("query", "--build", own_turtle_folder / "other.ttl", "ASK { <http://e.org/a> ?p ?o }").stdout == "yes\n"


def test_options_may_stand_before_and_after_the_query(turtle_folder: Path) -> None:
    query = "ASK { ?s ?p ?o }"
    for arguments in (["--quiet", query, "--build", turtle_folder], ["--build", turtle_folder, query, "--quiet"]):
        assert run("query", *arguments).stdout == "yes\n"


def test_a_query_comes_from_a_file_or_the_standard_input_with_parameters_of_its_own(
    turtle_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "# How a term is called.\n# $which term bond: the term\n"
    text = f"{head}SELECT ?name {{ $which skos:prefLabel ?name FILTER(LANG(?name) = 'no') }}"
    (tmp_path / "q.rq").write_text(text)
    assert "Obligasjon" in run("query", "--build", turtle_folder, "-f", tmp_path / "q.rq").stdout
    assert "Aksje" in run("query", "--build", turtle_folder, "-f", tmp_path / "q.rq", "--set", "which=stock").stdout
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert "Obligasjon" in run("query", "--build", turtle_folder, "-f", "-").stdout


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.csv", "\ufefflanguage,name"), ("a.tsv", "?language\t?name"), ("a.json", '{"head"'), ("a.ttl", "@prefix"), ("a.nt", "<")],
)
def test_an_answer_is_written_to_a_file_in_the_format_of_its_name(
    turtle_folder: Path, tmp_path: Path, name: str, begins: str
) -> None:
    query = "card" if name.endswith(("ttl", "nt")) else "labels"
    done = run("query", "--build", turtle_folder, "--name", query, "-o", tmp_path / "new" / name)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "new" / name).read_text(encoding="utf-8").startswith(begins)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


@pytest.mark.slow
def test_an_answer_that_fails_leaves_the_file_as_it_was(turtle_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("before")
    for query in ("SELECT ?a { ?a", ENDLESS):
        assert run_process("query", "--build", turtle_folder, query, "-o", tmp_path / "a.csv", "--timeout", "0.5").returncode == 2
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.csv": "before"}


def test_the_list_names_every_query_with_its_parameters() -> None:
    done = run("query", "--list")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 21
    assert done.stdout.split("\n")[0].split() == ["NAME", "ANSWERS", "PARAMETERS"]
    assert "term=front-office lang=en limit=20" in done.stdout


WRONG = [
    (["FOLDER"], "No query given: write one as QUERY, or name one with -f FILE or --name NAME"),
    (["FOLDER", "ASK {}", "--name", "labels"], "2 queries given: keep only one of QUERY, -f FILE and --name NAME"),
    (["nowhere", "ASK {}"], "nowhere: no such file or folder"),
    (["empty", "ASK {}"], "empty: holds no RDF file: give a folder that `glossograph build` wrote"),
    (["a.txt", "ASK {}"], "a.txt: unknown RDF suffix '.txt' (choose from .ttl"),
    (["bad.ttl", "ASK {}"], "bad.ttl: invalid RDF: between line 2 column 9 and line 3 column 1"),
    (["FOLDER", "-f", "nowhere.rq"], "nowhere.rq: cannot be read"),
    (["FOLDER", "-f", "latin.rq"], "latin.rq: invalid UTF-8 at byte 13: save the file as UTF-8"),
    (["FOLDER", "--name", "labels", "--set", "term=nowhere"], "Unknown term 'nowhere'"),
    (["FOLDER", "--name", "glossary", "--set", "lang=klingonisch"], "lang 'klingonisch' is not a language tag"),
    (["FOLDER", "--name", "labels", "--format", "turtle"], "The answer is not triples, so turtle cannot hold it"),
    (["FOLDER", "--name", "labels", "-o", "a.txt"], "a.txt: unknown format: add --format csv, tsv, json, turtle or ntriples"),
    (["FOLDER", "--name", "labels", "-o", "a.txt/b.csv"], "a.txt"),
    (["FOLDER", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "calls another server"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_what_cannot_be_answered_is_one_clear_line(
    turtle_folder: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "bad.ttl").write_text('@prefix x: <http://e.org/> .\nx:a x:b "no quote .\n')
    (tmp_path / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe9' }")
    build, *rest = arguments
    done = run("query", "--build", turtle_folder if build == "FOLDER" else build, *rest, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("setting", ["--set=term", "--set==x", "--timeout=0", "--timeout=nan", "--timeout=-1", "--timeout=soon"])
def test_a_parameter_or_timeout_that_cannot_be_used_is_refused(turtle_folder: Path, setting: str) -> None:
    done = run("query", "--build", turtle_folder, "--name", "labels", setting)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"Invalid value for '{setting.partition('=')[0]}': " in done.stderr


def test_a_syntax_error_points_at_the_place_under_wide_letters_too(turtle_folder: Path) -> None:
    done = run("query", "--build", turtle_folder, "SELECT *\n{ ?s ?p '债券' ?s }")
    assert done.returncode == 2
    first, line, caret = done.stderr.splitlines()
    assert first == "glossograph: line 2, column 14 of the query: not valid SPARQL from here on"
    assert line == "  { ?s ?p '债券' ?s }"
    assert caret == " " * 17 + "^"


def test_an_empty_answer_says_so_and_whether_the_evidence_is_missing(own_turtle_folder: Path) -> None:
    assert run("query", "--build", own_turtle_folder, "SELECT * { ?s a gg:Nothing }").stderr == "glossograph: No rows\n"
    (own_turtle_folder / "links.ttl").unlink()
    message = "glossograph: No rows: this query reads links.ttl, which is missing\n"
    assert run("query", "--build", own_turtle_folder, "--name", "sentences").stderr == message
    assert run("query", "--build", own_turtle_folder, "--name", "sentences", "--quiet").stderr == ""


@pytest.mark.slow
def test_a_timeout_stops_a_query_that_would_take_years(turtle_folder: Path) -> None:
    message = "glossograph: The query took longer than 1 s and was stopped: narrow it, or give a longer --timeout\n"
    assert run_process("query", "--build", turtle_folder, ENDLESS, "--timeout", "1") == (2, "", message)


@pytest.mark.slow
def test_an_interrupted_query_ends_without_a_traceback(turtle_folder: Path) -> None:
    command = [*COMMAND, "query", "--build", str(turtle_folder), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process, killed_at_last(process):
        wait_until(lambda: children(process.pid), "the process of the query")
        [child] = children(process.pid)
        wait_until(lambda: len(list(Path(f"/proc/{child}/task").iterdir())) > 1, "the query in it")
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (130, b"")
    assert error.endswith(b"glossograph: Interrupted\n")
    assert b"Traceback" not in error


TRICK = '"a\\u001B[31mb\\u202Ec\\u009Bd"'


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json"])
def test_words_of_an_answer_cannot_play_tricks_on_a_terminal(turtle_folder: Path, form: str) -> None:
    shown = on_terminal("query", "--build", str(turtle_folder), f"SELECT * {{ BIND({TRICK} AS ?x) }}", "--format", form)
    assert "b" in shown
    assert not {"\x9b", "\u202e"} & set(shown)
    assert "\x1b[31m" not in shown


def test_triples_cannot_play_tricks_on_a_terminal(turtle_folder: Path) -> None:
    shown = on_terminal("query", "--build", str(turtle_folder), f"CONSTRUCT {{ term:a skos:note {TRICK} }} {{ }}")
    assert "skos:note" in shown
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


def test_programs_get_every_letter(turtle_folder: Path) -> None:
    done = run("query", "--build", turtle_folder, f"SELECT * {{ BIND({TRICK} AS ?x) }}", "--format", "json")
    assert json.loads(done.stdout)["results"]["bindings"][0]["x"]["value"] == "a\x1b[31mb\u202ec\x9bd"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(*arguments: str) -> str:
    """Run the command where its output is a terminal and give what it shows."""
    with redirect_stdout(Terminal()) as shown:
        assert main(arguments) == 0
    return shown.getvalue()


@pytest.mark.slow
def test_a_reader_that_leaves_ends_the_answer_quietly(turtle_folder: Path) -> None:
    query = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 500000"
    command = f"{sys.executable} -m glossograph query --build {turtle_folder} '{query}' --format csv | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.stdout == "a,b,c,o,p,s\n"
    assert without_progress(done.stderr) == ""


@pytest.mark.slow
def test_two_hash_seeds_give_the_same_answers(turtle_folder: Path) -> None:
    query = ["query", "--build", turtle_folder, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", "--format", "csv"]
    assert run_process(*query, PYTHONHASHSEED="1").stdout == run_process(*query, PYTHONHASHSEED="2").stdout
