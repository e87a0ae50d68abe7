"""Tests of `glossograph validate` and its SHACL shapes."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

import glossograph as gg
from glossograph.rdf.vocabulary import PREFIXES
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.validation import SHAPES_PATH, find_violations, open_exports, rules
from tests.conftest import Case, Write, cases

X = "https://x.example/"
PROLOGUE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in {**PREFIXES, "x": X}.items())
VALID = """
    x:s a skos:ConceptScheme ; dcterms:title "S" .
    x:a a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "A"@en , "Å"@no ; gg:linksTo x:b ; skos:related x:b .
    x:b a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "B"@en ; skos:related x:a .
    x:p a schema:Article ; schema:about x:a ; schema:inLanguage "en" .
    x:l a gg:Link ; rdf:subject x:a ; rdf:object x:b ; gg:article x:p ; gg:count 2 .
"""


def validate(turtle: str) -> list[str]:
    """The violations: rule, resource and message."""
    store = pyoxigraph.Store()
    store.load(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    dataset = Dataset(store)
    lines = (f"{rule.code} {item.focus}: {item.message}" for rule in rules() for item in find_violations(dataset, rule))
    return [re.sub(rf"<?{re.escape(X)}(\w+)>?", r"\1", line) for line in lines]


def validate_with_pyshacl(turtle: str) -> set[tuple[str, str]]:
    """The violations that pyshacl finds with the same shapes: rule and resource."""
    shapes = rdflib.Graph().parse(SHAPES_PATH)
    _, report, _ = pyshacl.validate(rdflib.Graph().parse(data=turtle, format="turtle"), shacl_graph=shapes, inplace=False)
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    pairs = ((report.value(result, SH.sourceShape), report.value(result, SH.focusNode)) for result in results)
    return {(str(shape).rpartition("#")[2], str(focus).removeprefix(X)) for shape, focus in pairs}


@pytest.mark.parametrize("case", cases("violations"))
def test_each_violation_is_found_by_its_rule_alone_and_by_pyshacl(case: Case) -> None:
    turtle = f"{PROLOGUE}{VALID}{case.given}"
    assert validate(turtle) == case.expected.splitlines()
    pairs = {tuple(line.partition(":")[0].split(" ")) for line in case.expected.splitlines()}
    assert validate_with_pyshacl(turtle) == pairs


def test_every_rule_has_a_case_a_reason_and_a_remedy() -> None:
    violated = {line.split(" ")[0] for case in cases("violations") for line in case.values[0].expected.splitlines()}
    assert violated == {rule.code for rule in rules()}
    assert len(rules()) == 22
    assert all(rule.name and rule.reason.endswith(".") and rule.remedy.endswith(".") for rule in rules())


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    sample.write(folder, ("turtle", "trig"))
    return folder


def test_the_export_of_the_sample_is_valid(exported: Path) -> None:
    dataset, paths = open_exports([exported])
    assert [path.name for path in paths] == ["graph.ttl", "links.ttl"]
    assert [find_violations(dataset, rule) for rule in rules()] == [[]] * len(rules())


def test_an_export_with_its_evidence_is_valid_for_pyshacl(write: Write, tmp_path: Path) -> None:
    matter = "---\ntitle: Bond\ndescription: A loan.\n---\n"
    texts = {
        "en/bond.md": f"{matter}A [yield](/yield), a [fund](/fund).",
        "no/bond.md": "# Obligasjon\n[fond](/fund)",
        "en/fund.md": "# Fund",
    }
    paths = gg.build(write(texts)).write(tmp_path / "out", "ntriples")
    turtle = "".join(path.read_text(encoding="utf-8") for path in paths if path.suffix == ".nt")
    assert turtle.count("Link>") > 2
    assert validate_with_pyshacl(turtle) == set()
    assert validate(turtle) == []


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "glossograph", "validate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_folder_of_exports_is_valid(exported: Path) -> None:
    done = run(exported)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("links.ttl: valid: all 22 rules hold\n")


def test_named_graphs_are_validated_as_one(exported: Path) -> None:
    assert run(exported / "graph.trig", "--quiet").stdout == ""
    assert run(exported / "graph.trig", "--quiet").returncode == 0


def test_a_violation_is_shown_with_rule_term_reason_and_remedy(exported: Path, tmp_path: Path) -> None:
    shutil.copy(exported / "graph.ttl", tmp_path / "graph.ttl")
    with (tmp_path / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write('term:bond skos:prefLabel "Bonds"@en .\n[] a skos:Concept .\n')
    done = run(tmp_path / "graph.ttl")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:4] == [
        "S14: One preferred label per language: 1 violation",
        "  term:bond has 2 preferred labels in en: Bond, Bonds",
        "  Why: A resource has at most one skos:prefLabel per language tag (SKOS Reference, S14).",
        "  To do: Keep one and make the others skos:altLabel.",
    ]
    assert "  a node without an IRI has no preferred label" in done.stdout
    assert done.stdout.endswith("graph.ttl: not valid: 3 violations of 3 of the 22 rules\n")
    report: dict[str, Any] = json.loads(run(tmp_path / "graph.ttl", "--json").stdout)
    assert (report["valid"], len(report["rules"])) == (False, 22)
    assert report["violations"][0] == {
        "rule": "S14",
        "name": "One preferred label per language",
        "focus": "https://example.org/glossary/term/bond",
        "message": "has 2 preferred labels in en: Bond, Bonds",
        "remedy": "Keep one and make the others skos:altLabel.",
    }


def test_many_violations_are_counted_and_json_lists_them_all(tmp_path: Path) -> None:
    concepts = "".join(f'x:{i} a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "{i}" .\n' for i in range(40))
    (tmp_path / "graph.ttl").write_text(f"{PROLOGUE}{VALID}{concepts}", encoding="utf-8")
    done = run(tmp_path)
    assert "language: Labels and definitions have a language tag: 40 violations" in done.stdout
    assert "  and 30 more, which --json tells" in done.stdout
    assert len(json.loads(run(tmp_path, "--json").stdout)["violations"]) == 40


def test_control_characters_are_replaced(tmp_path: Path) -> None:
    label = '"\\u001B[31mred\\u202E"'
    (tmp_path / "graph.ttl").write_text(f"{PROLOGUE}{VALID}x:a skos:altLabel {label} .", encoding="utf-8")
    done = run(tmp_path)
    assert "without a language tag: �[31mred�" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nowhere.ttl", None, "nowhere.ttl: no such file or folder"),
        ("text.md", "# Bond", "unknown RDF suffix '.md'"),
        ("broken.ttl", "<https://x.example/a> <b .", "invalid RDF"),
        ("broken.rdf", "<rdf:RDF>", "invalid RDF"),
        ("broken.jsonld", '{"@context": "https://x.example/context"}', "broken.jsonld: "),
    ],
)
def test_an_unreadable_file_is_one_line_and_exit_status_2(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = run(tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
