"""Claims about the proposals of `glossograph match`: how they are written, decided on, and come into the RDF and SSSOM."""

import csv
import io
import json
import re
import tomllib
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

import glossograph as gg
from glossograph.pages.report import page_payload
from glossograph.pages.report_values import collect_report
from glossograph.review.decision_file import read_decisions
from glossograph.review.decision_page import decision_page, record_posted
from glossograph.sparql.validation import find_violations, open_exports, rules
from tests.command import Outcome, run
from tests.conftest import Write
from tests.test_match import BOND, PENSION_FUND, vocabulary

pytestmark = pytest.mark.slow


def matched(root: Path, out: Path, text: str = BOND + PENSION_FUND) -> Outcome:
    """Build, match with a vocabulary, and check that the command ended well."""
    assert run("build", root, "-o", out, "--quiet", "--format", "turtle", cwd=root).returncode in (0, 1)
    done = run("match", out, "--to", vocabulary(out, text, "voc.ttl"), "--sssom", out / "m.tsv", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    return done


ARTICLES = {
    "en/bond.md": "---\ntitle: Bond\n---\nA debt. See [pension funds](/pension-fund).",
    "no/bond.md": "---\ntitle: Obligasjon\n---\nSe [pensjonskasse](/pension-fund).",
    "en/pension-fund.md": "---\ntitle: Pension fund\n---\nIt buys [bonds](/bond).",
}


def decide(path: Path, term: str, decision: str) -> None:
    before, mark, after = path.read_text(encoding="utf-8").partition(f'[[match]]\nterm = "{term}"')
    path.write_text(before + mark + after.replace('decision = ""', f'decision = "{decision}"', 1), encoding="utf-8")


def test_proposals_are_written_with_their_evidence_and_a_second_run_adds_nothing(write: Write, tmp_path: Path) -> None:
    root = write(ARTICLES)
    first = matched(root, tmp_path / "out")
    assert first.stdout.splitlines()[0].startswith("2 proposals: ")
    path = root / "decisions.toml"
    text = path.read_text(encoding="utf-8")
    entries = tomllib.loads(text)["match"]
    assert [(one["term"], one["concept"], one["decision"]) for one in entries] == [
        ("bond", "http://other.example/bond", ""),
        ("pension-fund", "http://other.example/pf", ""),
    ]
    assert all(one["why"] and 0.5 <= one["score"] < 1 for one in entries)
    second = matched(root, tmp_path / "out")
    assert f"Nothing new for {path}" in second.stdout
    assert path.read_text(encoding="utf-8") == text


def test_accepted_matches_come_into_the_rdf_are_read_back_and_are_valid(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    matched(root, out)
    decide(root / "decisions.toml", "bond", "accept")
    decide(root / "decisions.toml", "pension-fund", "broadMatch")
    assert run(
        "build", root, "-o", out, "--quiet", "--format", "turtle", "jsonld", "rdfxml", "ntriples", cwd=root
    ).returncode in (0, 1)
    expected = [("bond", "exactMatch", "http://other.example/bond"), ("pensionfund", "broadMatch", "http://other.example/pf")]
    for name in ("graph.ttl", "graph.jsonld", "graph.rdf", "graph.nt"):
        graph = gg.load(out / name).graph
        assert [(one.term, str(one.relation), one.concept) for one in graph.matches] == expected, name
    dataset, _ = open_exports([out / "graph.ttl"])
    assert [rule.code for rule in rules() if find_violations(dataset, rule)] == []
    (again := tmp_path / "again").mkdir()
    gg.load(out / "graph.ttl").write(again, "turtle")
    assert "skos:exactMatch <http://other.example/bond>" in (again / "graph.ttl").read_text(encoding="utf-8")


def test_decided_pairs_are_not_proposed_again_and_an_accepted_one_excludes_others(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    matched(root, out)
    decide(root / "decisions.toml", "bond", "accept")
    decide(root / "decisions.toml", "pension-fund", "reject")
    rival = 'o:rival skos:prefLabel "Bond"@en , "Obligasjon"@no .\n'
    done = matched(root, out, BOND + PENSION_FUND + rival)
    assert done.stdout.splitlines()[0] == "0 proposals: 0 exactMatch and 0 closeMatch"
    decide(root / "decisions.toml", "bond", "")
    assert [match.decision for match in read_decisions(root / "decisions.toml").matches] == ["accept", "reject"]


def test_open_proposals_are_in_the_report_and_change_nothing_else(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    matched(root, out)
    before = (out / "graph.ttl").read_bytes()
    assert run("build", root, "-o", out, "--quiet", cwd=root).returncode in (0, 1)
    assert (out / "graph.ttl").read_bytes() == before
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert [(one["term"], one["label"], one["name"]) for one in report["matches"]] == [
        ("bond", "Bond", "Bond"),
        ("pension-fund", "Pension fund", "Pension funds"),
    ]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count('data-kind="match"') == 2
    decide(root / "decisions.toml", "bond", "reject")
    assert run("build", root, "-o", out, "--quiet", cwd=root).returncode in (0, 1)
    assert (out / "report.html").read_text(encoding="utf-8").count('data-kind="match"') == 1


def test_a_decision_on_the_page_is_written_and_its_case_is_no_longer_shown(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    matched(root, out)
    path = root / "decisions.toml"
    kg = gg.build(root)
    payload = page_payload("Terms", collect_report(kg.graph, kg.source.by_article()))
    assert decision_page(kg.graph, payload, read_decisions(path), "/x/").count('data-kind="match"') == 2
    posted = '[[match]]\nterm = "bond"\nconcept = "http://other.example/bond"\nrelation = "exactMatch"\ndecision = "reject"\n'
    assert record_posted(path, kg.graph, urlencode({"entries": posted})) == 1
    decisions = read_decisions(path)
    assert [match.decision for match in decisions.matches] == ["reject", ""]
    assert decision_page(kg.graph, payload, decisions, "/x/").count('data-kind="match"') == 1
    with pytest.raises(gg.GlossographError, match="no such case"):
        record_posted(path, kg.graph, urlencode({"entries": posted.replace("/bond", "/unknown")}))


def test_proposals_go_to_the_file_that_the_build_read(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    (root / "decisions.toml").write_text("# mine\n", encoding="utf-8")
    (elsewhere := tmp_path / "elsewhere").mkdir()
    assert run("build", root, "-o", out, "--quiet", cwd=elsewhere).returncode in (0, 1)
    assert run("match", out, "--to", vocabulary(tmp_path, BOND), cwd=elsewhere).returncode == 0
    assert (root / "decisions.toml").read_text(encoding="utf-8").startswith("# mine\n\n[[match]]")
    assert not (elsewhere / "decisions.toml").exists()


ENTRY = 'concept = "http://o/b"\nrelation = "exactMatch"'


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (f'{ENTRY}\ndecision = "yes"', "d.toml:1: unknown decision 'yes' on a match"),
        ('concept = "http://o/b"\nrelation = "sameAs"', "d.toml:1: unknown relation 'sameAs'"),
        ('concept = "http://o/<b>"\nrelation = "exactMatch"', "is not an absolute IRI"),
        ('concept = "bond"\nrelation = "exactMatch"', "is not an absolute IRI"),
        ('relation = "exactMatch"', "write entries as"),
        (f'{ENTRY}\n[[match]]\nterm = "Bond"\n{ENTRY}', "a second entry"),
    ],
)
def test_a_wrong_entry_gets_one_line(tmp_path: Path, entry: str, message: str) -> None:
    (tmp_path / "d.toml").write_text(f'[[match]]\nterm = "bond"\n{entry}\n', encoding="utf-8")
    with pytest.raises(gg.GlossographError, match=re.escape(message)) as error:
        read_decisions(tmp_path / "d.toml")
    assert "\n" not in str(error.value)


def test_a_decision_on_a_term_that_is_gone_is_reported(write: Write) -> None:
    root = write(ARTICLES)
    entry = '[[match]]\nterm = "gone"\nconcept = "http://o/b"\nrelation = "exactMatch"\ndecision = "accept"\n'
    (root / "decisions.toml").write_text(entry, encoding="utf-8")
    [problem] = [problem for problem in gg.build(root).problems if problem.code == "decision-unused"]
    assert (problem.line, problem.message) == (1, "No term 'gone': delete the decision, or fix it")


def test_sssom_has_what_the_standard_requires_and_its_names_can_be_resolved(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    matched(root, out)
    decide(root / "decisions.toml", "bond", "accept")
    matched(root, out)
    header, rows = read_sssom(out / "m.tsv")
    assert {"mapping_set_id", "license", "curie_map"} <= header.keys()
    curie_map = header["curie_map"]
    assert isinstance(curie_map, dict)

    def resolve(curie: str) -> str:
        prefix, _, name = curie.partition(":")
        return f"{curie_map[prefix]}{name}"

    assert [resolve(row["object_id"]) for row in rows] == ["http://other.example/bond", "http://other.example/pf"]
    assert resolve(rows[0]["subject_id"]) == "https://example.org/glossary/term/bond"
    assert [row["predicate_id"] for row in rows] == ["skos:exactMatch", json_relation(root, 1)]
    assert [row["mapping_justification"] for row in rows] == ["semapv:ManualMappingCuration", "semapv:LexicalMatching"]
    assert rows[0]["confidence"] == ""
    assert 0 < float(rows[1]["confidence"]) < 1


def json_relation(root: Path, index: int) -> str:
    return f"skos:{read_decisions(root / 'decisions.toml').matches[index].relation}"


def read_sssom(path: Path) -> tuple[dict[str, object], list[dict[str, str]]]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = yaml.safe_load("".join(line[1:] for line in lines if line.startswith("#")))
    rows = csv.DictReader(io.StringIO("".join(line for line in lines if not line.startswith("#"))), delimiter="\t")
    return header, list(rows)


def test_a_name_cannot_break_out_of_its_cell_or_entry(write: Write, tmp_path: Path) -> None:
    text = (
        r'o:bond skos:prefLabel "Bond"@en , "Obli\tga\nsjon\u001b[31m"@no ; skos:altLabel "[[match]]\ndecision = \"accept\""@no .'
    )
    root, out = write(ARTICLES), tmp_path / "out"
    matched(root, out, text)
    [entry] = read_decisions(root / "decisions.toml").matches
    assert (entry.decision, entry.term) == ("", "bond")
    _, [row] = read_sssom(out / "m.tsv")
    assert None not in row.values()


def test_a_build_that_is_missing_gets_one_line(tmp_path: Path) -> None:
    done = run("match", tmp_path / "nowhere", "--to", vocabulary(tmp_path, BOND), cwd=tmp_path)
    message = "no such file or folder: run `glossograph build`, or name the folder of a build"
    assert (done.returncode, done.stderr) == (2, f"glossograph: {tmp_path / 'nowhere'}: {message}\n")


def test_json_lists_the_proposals(sample_turtle: Path, tmp_path: Path) -> None:
    done = run("match", sample_turtle, "--to", vocabulary(tmp_path, BOND), "--json", cwd=tmp_path)
    [proposal] = json.loads(done.stdout)
    assert (proposal["term"], proposal["relation"]) == ("bond", "exactMatch")
