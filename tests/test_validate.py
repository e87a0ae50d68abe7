"""Claims about `glossograph validate` and the shapes that it asks."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import RDF, SH

import glossograph as gg
from glossograph.rdf.vocabulary import PREFIXES
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.validation import SHAPES_PATH, find_violations, open_exports, rules
from tests import command
from tests.command import Outcome
from tests.conftest import Case, Write, cases

X = "https://x.example/"
PROLOGUE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in {**PREFIXES, "x": X}.items())
SOUND = """
    x:s a skos:ConceptScheme ; dcterms:title "S" .
    x:a a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "A"@en , "Å"@no ; gg:linksTo x:b ; skos:related x:b .
    x:b a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "B"@en ; skos:related x:a .
    x:p a schema:Article ; schema:about x:a ; schema:inLanguage "en" .
    x:l a gg:Link ; rdf:subject x:a ; rdf:object x:b ; gg:article x:p ; gg:count 2 .
"""


def found(turtle: str) -> list[str]:
    """What our own engine finds: rule, resource and message."""
    store = pyoxigraph.Store()
    store.load(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    dataset = Dataset(store)
    lines = (f"{rule.code} {one.focus}: {one.message}" for rule in rules() for one in find_violations(dataset, rule))
    return [re.sub(rf"<?{re.escape(X)}(\w+)>?", r"\1", line) for line in lines]


def found_by_pyshacl(turtle: str) -> set[tuple[str, str]]:
    """What pyshacl finds with the same shapes: rule and resource."""
    shapes = rdflib.Graph().parse(SHAPES_PATH)
    import pyshacl

    _, report, _ = pyshacl.validate(rdflib.Graph().parse(data=turtle, format="turtle"), shacl_graph=shapes, inplace=False)
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    pairs = ((report.value(one, SH.sourceShape), report.value(one, SH.focusNode)) for one in results)
    return {(str(shape).rpartition("#")[2], str(focus).removeprefix(X)) for shape, focus in pairs}


@pytest.mark.parametrize("case", cases("violations"))
def test_each_rule_finds_its_fault_and_no_other(case: Case) -> None:
    assert found(f"{PROLOGUE}{SOUND}{case.given}") == case.expected.splitlines()


@pytest.mark.slow
@pytest.mark.consumer
@pytest.mark.parametrize("case", cases("violations"))
def test_pyshacl_finds_the_same_faults(case: Case) -> None:
    pairs = {tuple(line.partition(":")[0].split(" ")) for line in case.expected.splitlines()}
    assert found_by_pyshacl(f"{PROLOGUE}{SOUND}{case.given}") == pairs


def test_every_rule_has_a_case_a_reason_and_a_remedy() -> None:
    planted = {line.split(" ")[0] for case in cases("violations") for line in case.values[0].expected.splitlines()}
    assert planted == {rule.code for rule in rules()}
    assert len(rules()) == 22
    assert all(rule.name and rule.reason.endswith(".") and rule.remedy.endswith(".") for rule in rules())


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    sample.write(folder, ("turtle", "trig"))
    return folder


def test_the_samples_export_is_valid(exported: Path) -> None:
    dataset, paths = open_exports([exported])
    assert [path.name for path in paths] == ["graph.ttl", "links.ttl"]
    assert [find_violations(dataset, rule) for rule in rules()] == [[]] * len(rules())


@pytest.mark.consumer
@pytest.mark.slow
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
    assert found_by_pyshacl(turtle) == set()
    assert found(turtle) == []


def run(*arguments: object) -> Outcome:
    return command.run("validate", *arguments)


def test_a_folder_of_exports_is_valid(exported: Path) -> None:
    done = run(exported)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("links.ttl: valid: all 22 rules hold\n")


def test_named_graphs_are_taken_as_one(exported: Path) -> None:
    assert run(exported / "graph.trig", "--quiet").stdout == ""
    assert run(exported / "graph.trig", "--quiet").returncode == 0


def test_a_violation_is_shown_with_its_rule_its_term_and_the_remedy(exported: Path, tmp_path: Path) -> None:
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


def test_many_violations_are_counted_and_json_has_them_all(tmp_path: Path) -> None:
    concepts = "".join(f'x:{i} a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "{i}" .\n' for i in range(40))
    (tmp_path / "graph.ttl").write_text(f"{PROLOGUE}{SOUND}{concepts}", encoding="utf-8")
    done = run(tmp_path)
    assert "language: Labels and definitions have a language tag: 40 violations" in done.stdout
    assert "  and 30 more: --json prints all" in done.stdout
    assert len(json.loads(run(tmp_path, "--json").stdout)["violations"]) == 40


def test_what_a_terminal_would_obey_is_shown_harmless(tmp_path: Path) -> None:
    label = '"\\u001B[31mred\\u202E"'
    (tmp_path / "graph.ttl").write_text(f"{PROLOGUE}{SOUND}x:a skos:altLabel {label} .", encoding="utf-8")
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
def test_what_cannot_be_read_is_one_line_and_exit_status_2(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = run(tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
