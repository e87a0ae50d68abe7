"""Claims about queries and RDF that attack the engine: each is refused or ended with one line, and nothing is left behind."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.sparql.cookbook import cookbook
from glossograph.sparql.dataset import Dataset, check_query
from glossograph.sparql.guard import refuse_depth
from tests.command import COMMAND, run

NESTED: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: f"ASK {{ FILTER({'(' * n}1{')' * n}) }}",
    "groups": lambda n: f"ASK {'{' * n}?s ?p ?o{'}' * n}",
    "negation": lambda n: f"ASK {{ FILTER({'!' * n}true) }}",
    "path": lambda n: f"ASK {{ ?s {'(' * n}<http://b>{')' * n} ?o }}",
    "closure": lambda n: f"ASK {{ ?s {'(' * n}<http://b>{')*' * n} ?o }}",
    "blank nodes": lambda n: f"ASK {{ {'[ <http://b> ' * n}1{']' * n} <http://c> 1 }}",
    "lists": lambda n: f"ASK {{ {'( ' * n}1{')' * n} <http://c> 1 }}",
    "calls": lambda n: f"ASK {{ ?s ?p ?o FILTER({'STR(' * n}?o{')' * n}='9') }}",
    "exists": lambda n: f"ASK {{ ?s ?p ?o {'FILTER EXISTS {?s ?p ?o ' * n}{'}' * n} }}",
    "queries": lambda n: f"ASK {{ {'{ SELECT * { ' * n}?s ?p ?o{'} } ' * n} }}",
    "named graphs": lambda n: f"ASK {{ {'GRAPH ?g { ' * n}?s ?p ?o{'} ' * n} }}",
    "triple terms": lambda n: f"ASK {{ {'<<( ?s ?p ' * n}?o{' )>>' * n} ?p ?o }}",
    "or": lambda n: f"ASK {{ ?s ?p ?o FILTER({'||'.join(['?o=5'] * n)}) }}",
    "sum": lambda n: f"ASK {{ ?s ?p ?o FILTER({'+'.join(['?o'] * n)}=9) }}",
    "union": lambda n: f"ASK {{ {' UNION '.join(['{?s ?p 7}'] * n)} }}",
    "optional": lambda n: f"ASK {{ ?s ?p ?o {'OPTIONAL {?s ?p ?o} ' * n} }}",
    "minus": lambda n: f"ASK {{ ?s ?p ?o {'MINUS {?s ?p 9} ' * n} }}",
    "filters": lambda n: f"ASK {{ ?s ?p ?o {'FILTER(?o=9) ' * n} }}",
    "bind": lambda n: f"ASK {{ ?s ?p ?o {''.join(f'BIND(1 AS ?x{i}) ' for i in range(n))} }}",
    "sequence": lambda n: f"ASK {{ ?s {'/'.join(['<http://b>'] * n)} ?o }}",
    "alternatives": lambda n: f"ASK {{ ?s {'|'.join(['<http://b>'] * n)} ?o }}",
    "triples": lambda n: f"ASK {{ {'?s ?p ?o . ' * n} }}",
    "objects": lambda n: f"ASK {{ ?s ?p {', '.join(['?o'] * n)} }}",
    "predicates": lambda n: f"ASK {{ ?s ?p ?o {'; ?p ?o' * n} }}",
    "inverse": lambda n: f"ASK {{ ?s {'^' * n}<http://b> ?o }}",
    "aggregates": lambda n: f"SELECT ({'+'.join(['COUNT(?s)'] * n)} AS ?x) {{ ?s ?p ?o }}",
}  # fmt: skip


@pytest.mark.parametrize("kind", NESTED)
def test_a_query_that_would_overflow_the_engine_is_refused_and_a_usual_one_is_not(kind: str) -> None:
    with pytest.raises(gg.GlossographError, match=r"The query (nests deeper|has over) .*: write a simpler one"):
        check_query(NESTED[kind](20_000))
    refuse_depth(NESTED[kind](20))


def test_long_lists_of_values_and_the_cookbook_are_not_refused() -> None:
    check_query(f"ASK {{ VALUES ?o {{ {'9 ' * 20_000} }} ?s ?p ?o FILTER(?o IN ({', '.join(['9'] * 20_000)})) }}")
    for query in cookbook():
        refuse_depth(query.text)


HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:b="http://b/">'
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "{"x" * 100}">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(8))
    + f"]>{HEAD}<b:a><b:p>&i;</b:p></b:a></rdf:RDF>"
)
HOSTILE_RDF = {
    "bomb.rdf": BOMB.encode(),
    "bomb.xml": BOMB.encode("utf-16"),
    "deep.rdf": f"{HEAD}{'<b:a><b:p>' * 50_000}{'</b:p></b:a>' * 50_000}</rdf:RDF>".encode(),
    "deep.ttl": b"<http://a> <http://b> " + b"<<( <http://a> <http://b> " * 200_000 + b"1" + b" )>>" * 200_000 + b" .",
    "deep.nt": b"<http://a> <http://b> " + b"<<( <http://a> <http://b> " * 200_000 + b'"1"' + b" )>>" * 200_000 + b" .",
}


@pytest.mark.parametrize(
    ("way", "name"),
    [(way, name) for way in ("query", "load") for name in HOSTILE_RDF if way == "query" or not name.endswith(".xml")],
)
def test_rdf_that_attacks_its_parser_is_refused(tmp_path: Path, name: str, way: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE_RDF[name])
    with pytest.raises(gg.GlossographError, match=r"entities|nest deeper"):
        (gg.load if way == "load" else Dataset.open)(path)


def count(path: Path, pattern: str) -> int:
    table = gg.query(path, f"SELECT * {{ {pattern} }}")
    assert not isinstance(table, bool)
    return len(table.rows)


def test_rdf_with_harmless_signs_is_read(tmp_path: Path) -> None:
    text = "<http://a> <http://b> " + ", ".join(f'"cout <<(x{index}) <!ENTITY"' for index in range(500)) + " .\n"
    (tmp_path / "a.ttl").write_text(text)
    assert count(tmp_path / "a.ttl", "?s <http://b> ?o") == 500
    flat = "".join(
        f'<b:a rdf:about="http://a/{index}"><!-- <a></a> --><b:p rdf:resource="http://c"/></b:a>' for index in range(30_000)
    )
    (tmp_path / "a.rdf").write_text(f"<?xml version='1.0'?>{HEAD}{flat}</rdf:RDF>")
    assert count(tmp_path / "a.rdf", "?s ?p <http://c>") == 30_000


KILLED = """
import signal
from glossograph.cli import run
from glossograph.sparql.dataset import Dataset
Dataset.query = lambda *_: signal.raise_signal(signal.{signal})
run()
"""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "reason"), [("SIGSEGV", "ended the process"), ("SIGABRT", "more memory than there is")])
def test_a_query_that_ends_the_engine_ends_with_one_line(sample_turtle: Path, name: str, reason: str) -> None:
    code = KILLED.format(signal=name)
    arguments = [sys.executable, "-c", code, "query", "--build", str(sample_turtle), "SELECT * { ?s ?p ?o }", "--set", "a=b"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


LOADING_WITHOUT_END = """
import signal
from glossograph.cli import run
from glossograph.sparql import loading

def fill_and_wait(*arguments):
    fill(*arguments)
    signal.pause()

fill, loading._fill, loading.content_bytes = loading._fill, fill_and_wait, lambda path: 1_000_000_000
run()
"""
"""A query of files that are taken for large ones, so that they are copied; the copy is not completed."""


@pytest.mark.slow
def test_the_timeout_covers_loading(own_turtle_folder: Path) -> None:
    arguments = ["query", "--build", str(own_turtle_folder), "ASK { ?s ?p 1 }", "--timeout", "1"]
    command = [sys.executable, "-c", LOADING_WITHOUT_END, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "took longer than 1 s" in done.stderr
    assert not list((own_turtle_folder / ".glossograph").glob("*.part-*"))


@pytest.mark.slow
def test_ctrl_c_while_modules_are_imported_prints_one_line() -> None:
    code = (
        "import builtins, os, signal\n"
        "real = builtins.__import__\n"
        "def slow(name, *rest, **names):\n"
        "    if name == 'click': os.kill(os.getpid(), signal.SIGINT)\n"
        "    return real(name, *rest, **names)\n"
        "from glossograph.cli import run\n"
        "builtins.__import__ = slow\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code, "stats"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "glossograph: Interrupted\n")


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [100, 399, 450])
def test_too_little_memory_ends_a_build_with_a_line(tmp_path: Path, megabytes: int) -> None:
    command = f"ulimit -v {megabytes * 1024}; exec {' '.join(COMMAND)} build --sample -o {tmp_path / 'out'}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 2}
    assert "Traceback" not in done.stderr
    if megabytes < 400:
        line = f"glossograph: The memory limit is {megabytes} MB, and 400 MB are needed: raise it (ulimit -v)\n"
        assert (done.returncode, done.stderr) == (2, line)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
@pytest.mark.parametrize("option", ["--config", "--decisions"])
def test_a_pipe_as_a_file_of_settings_is_refused_and_not_waited_for(tmp_path: Path, option: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = run("build", "--sample", option, tmp_path / "pipe", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "cannot be read (it is no regular file)" in done.stderr
