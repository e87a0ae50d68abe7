"""Claims about `glossograph check` and `fix` as commands."""

import csv
import io
import json
import os
import re
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import glossograph as gg
from glossograph.api import SAMPLE
from glossograph.config import Level
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.fixing import apply_edits, select_compatible
from glossograph.lint.reporters.report_formats import FORMATS, find_format
from glossograph.lint.reporters.text_report import group_findings
from glossograph.lint.rule_pages import read_page
from glossograph.lint.rules import RULES
from glossograph.model.problem import PROBLEM_KINDS, SEVERITIES, ProblemCode
from tests.command import run
from tests.conftest import Write

EVIL = "=cmd|' /C'!A0 <script>alert(1)</script> \x1b[31m \u202e,\"%0A::error::x"
FAULTY = {
    "en/bond.md": "---\ntitle: Bond\n---\nA [bond](/bond), a [loan](/loan),. x\n",
    "en/loan.md": "---\ntitle: Loan\n---\nA [yield](/yield).\n",
}


def test_a_report_is_grouped_by_kind_and_ends_with_a_table_and_the_exit_status_reports_findings(
    write: Write, tmp_path: Path
) -> None:
    write(FAULTY)
    done = run("check", "Texts", "--ignore", "article-missing", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "warning link-debris, 1 finding: Two punctuation marks follow a link.",
        "  Texts/en/bond.md:4:33: Link is followed by ',.': write only ','",
        "    -> ,",
        "",
        "warning link-self, 1 finding: An article links to itself.",
        "  Texts/en/bond.md:4:3: [bond] links to its own article: remove the link and keep the words",
        "    -> bond",
        "",
        "CODE          SEVERITY   FINDINGS   FILES   FIXABLE",
        "link-debris   warning           1       1         1",
        "link-self     warning           1       1         0",
        "",
        "2 articles: 0 errors, 2 warnings, 0 hints",
        "1 problem in the build's summary and report; the checks look closer",
        "`glossograph fix` fixes 1 finding; `glossograph fix --diff` shows the changes",
    ]


def test_ten_findings_of_a_kind_are_listed_and_all_on_demand(write: Write, tmp_path: Path) -> None:
    write({"en/bond.md": "---\ntitle: Bond\n---\n" + "A [bond](/bond) x.\n\n" * 14})
    few, many = (run("check", "Texts", "--select", "link-self", *more, cwd=tmp_path).stdout for more in ([], ["--all"]))
    assert (few.count("links to its own"), many.count("links to its own")) == (10, 14)
    assert "  4 more; --all lists them\n" in few


def test_a_kind_that_most_files_have_is_one_line(write: Write, tmp_path: Path) -> None:
    write({f"en/t{n}.md": f"---\ntitle: T{n}\n---\nIt is [it](/t{n})." for n in range(25)})
    few, many = (run("check", "Texts", "--select", "link-self", *more, cwd=tmp_path).stdout for more in ([], ["--all"]))
    assert few.startswith("warning link-self, 25 findings: An article links to itself.\n  25 files have it; --all lists them\n\n")
    assert many.count("links to its own") == 25


def test_the_most_serious_kind_comes_first_then_the_most_frequent() -> None:
    findings = [
        Finding("a.md", 1, 0, "orphan", Level.HINT, "x"),
        Finding("a.md", 2, 0, "link-self", Level.WARNING, "x"),
        Finding("a.md", 3, 0, "link-debris", Level.WARNING, "x"),
        Finding("a.md", 4, 0, "link-debris", Level.WARNING, "x"),
        Finding("a.md", 5, 0, "not-text", Level.ERROR, "x"),
    ]
    assert list(group_findings(findings)) == ["not-text", "link-debris", "link-self", "orphan"]


def test_the_kinds_of_problem_are_as_serious_as_their_checks() -> None:
    assert {code: kind.severity for code, kind in PROBLEM_KINDS.items()} == {code: RULES[code].severity for code in ProblemCode}
    assert [str(level) for level in Level][: len(SEVERITIES)] == list(SEVERITIES)


def test_hints_alone_fail_nothing(write: Write, tmp_path: Path) -> None:
    write({"en/loan.md": FAULTY["en/loan.md"]})
    done = run("check", "Texts", cwd=tmp_path)
    assert done.returncode == 0
    assert "article-missing" in done.stdout


BAD = [
    (["check"], "No articles given"),
    (["check", "nowhere"], "nowhere: no such file or folder"),
    (["check", "Texts", "--select", "lnik-self"], "did you mean 'link-self'"),
    (["check", "--explain", "lnik-self"], "did you mean 'link-self'"),
    (["check", "Texts", "--baseline", "nowhere.json"], "nowhere.json: cannot be read"),
    (["check", "Texts", "--baseline", "bad.json"], "bad.json: not a baseline"),
    (["check", "Texts", "--update-baseline"], "add --baseline FILE"),
    (["check", "Texts", "-o", "bad.json/x"], "bad.json: cannot be written"),
    (["check", "Texts", "--config", "bad.toml"], "Unknown check.severity 'fatal' (choose from error, "),
    (["check", "Texts", "--config", "odd.toml"], "Unknown check 'lnik'"),
    (["fix", "--sample"], "The sample articles keep their faults: use --diff"),
    (["fix", "Texts", "--select", "x"], "Unknown check 'x'"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_bad_input_is_one_clear_line_and_exit_status_two(
    write: Write, tmp_path: Path, arguments: list[str], message: str
) -> None:
    write(FAULTY)
    (tmp_path / "bad.json").write_text("[]")
    (tmp_path / "bad.toml").write_text('[check.severity]\nlink-self = "fatal"\n')
    (tmp_path / "odd.toml").write_text('[check]\nselect = ["lnik"]\n')
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_only_what_a_baseline_does_not_know_fails(write: Write, tmp_path: Path) -> None:
    write(FAULTY)
    assert run("check", "Texts", "--baseline", "known.json", "--update-baseline", cwd=tmp_path).returncode == 0
    done = run("check", "Texts", "--baseline", "known.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (
        0,
        (
            "2 articles: 0 errors, 0 warnings, 0 hints; 3 known findings left out\n"
            "1 problem in the build's summary and report; the checks look closer\n"
        ),
    )
    write({"en/bond.md": FAULTY["en/bond.md"].replace("A [bond]", "New text.\n\nA [bond]") + "\nMore [bond](/bond).\n"})
    done = run("check", "Texts", "--baseline", "known.json", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert [(one["code"], one["line"]) for one in json.loads(done.stdout)["findings"]] == [("link-self", 8)]


def test_every_page_can_be_shown_and_all_are_listed(tmp_path: Path) -> None:
    assert run("check", "--explain", "link-self", cwd=tmp_path).stdout.startswith("# link-self\n")
    listed = run("check", "--explain", "all", cwd=tmp_path).stdout
    assert len(listed.splitlines()) > 40


class Text(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    markdown: str = ""


class Location(msgspec.Struct, forbid_unknown_fields=True):
    uri: str


class Region(msgspec.Struct, forbid_unknown_fields=True):
    startLine: int  # noqa: N815 — SARIF's own names
    startColumn: int = 1  # noqa: N815


class Physical(msgspec.Struct, forbid_unknown_fields=True):
    artifactLocation: Location  # noqa: N815
    region: Region | None = None


class Place(msgspec.Struct, forbid_unknown_fields=True):
    physicalLocation: Physical  # noqa: N815


class Result(msgspec.Struct, forbid_unknown_fields=True):
    ruleId: str  # noqa: N815
    ruleIndex: int  # noqa: N815
    level: str
    message: Text
    locations: list[Place]
    partialFingerprints: dict[str, str]  # noqa: N815


class Weight(msgspec.Struct, forbid_unknown_fields=True):
    level: str


class Described(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    shortDescription: Text  # noqa: N815
    fullDescription: Text  # noqa: N815
    help: Text
    defaultConfiguration: Weight  # noqa: N815


class Driver(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    semanticVersion: str  # noqa: N815
    rules: list[Described]


class Tool(msgspec.Struct, forbid_unknown_fields=True):
    driver: Driver


class Run(msgspec.Struct, forbid_unknown_fields=True):
    tool: Tool
    columnKind: str  # noqa: N815
    results: list[Result]


class Log(msgspec.Struct, forbid_unknown_fields=True, rename={"schema": "$schema"}):
    schema: str
    version: str
    runs: list[Run]


def test_sarif_has_the_shape_of_its_specification(tmp_path: Path) -> None:
    done = run("check", "--sample", "--format", "sarif", cwd=tmp_path)
    log = msgspec.json.decode(done.stdout, type=Log)
    [only] = log.runs
    assert (log.version, only.columnKind) == ("2.1.0", "unicodeCodePoints")
    assert len(only.results) > 50
    for result in only.results:
        assert only.tool.driver.rules[result.ruleIndex].id == result.ruleId
        assert result.level in {"error", "warning", "note"}
        assert all(place.physicalLocation.artifactLocation.uri.isascii() for place in result.locations)


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_of_an_article_breaks_the_format_of_a_report(name: str) -> None:
    finding = Finding(f"en/{EVIL}.md", 1, 1, "link-self", Level.WARNING, EVIL, EVIL)
    text = find_format(name)([finding])
    assert not {"\x1b", "\u202e"} & set(text)
    if name == "html":
        assert "<script" not in text
    if name == "csv":
        [_, row] = csv.reader(io.StringIO(text))
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    if name == "github":
        assert text.count("\n") == 1
        assert text.count("::") == 2 + EVIL.count("::") * 2
    if name == "json":
        assert json.loads(text)["findings"][0]["message"] == EVIL


def test_findings_as_json_are_what_the_standard_library_would_write() -> None:
    findings = gg.check(SAMPLE)[:9]
    assert len(findings) == 9
    for some in (findings, findings[:1], ()):
        text = find_format("json")(some)
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
        assert [value["message"] for value in json.loads(text)["findings"]] == [finding.message for finding in some]


def test_a_page_of_findings_is_offline(write: Write, tmp_path: Path) -> None:
    write(FAULTY)
    run("check", "Texts", "--format", "html", "-o", "findings.html", cwd=tmp_path)
    page = (tmp_path / "findings.html").read_text(encoding="utf-8")
    assert "default-src &#39;none&#39;" in page
    assert "link-debris" in page
    assert "http" not in page.replace("http-equiv", "")


def test_fix_changes_only_the_faulty_bytes(write: Write, tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: Bond\r\n---\r\n\r\n\xc3\x86 [loan](/loan),. x\r\nlone\nline \r\n"
    root = write({"en/bond.md": data, "en/loan.md": FAULTY["en/loan.md"]})
    os.chmod(root / "en" / "bond.md", 0o640)  # noqa: PTH101
    shown = run("fix", "Texts", "--diff", cwd=tmp_path)
    assert shown.returncode == 1
    assert "+Æ [loan](/loan), x" in shown.stdout
    assert (root / "en" / "bond.md").read_bytes() == data
    done = run("fix", "Texts", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "  1 link-debris\n1 fix in 1 of 2 files\n")
    assert (root / "en" / "bond.md").read_bytes() == data.replace(b"),. x", b"), x")
    assert (root / "en" / "bond.md").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in (root / "en").iterdir()) == ["bond.md", "loan.md"]
    assert run("fix", "Texts", "--diff", cwd=tmp_path).returncode == 0


def test_fix_leaves_alone_what_is_not_utf_8(write: Write, tmp_path: Path) -> None:
    data = "---\ntitle: Bond\n---\n\xe6 [loan](/loan),. x\n".encode("latin-1")
    root = write({"en/bond.md": data})
    assert run("fix", "Texts", cwd=tmp_path).returncode == 0
    assert (root / "en" / "bond.md").read_bytes() == data


@pytest.mark.slow
def test_a_fixed_finding_is_not_found_again(tmp_path: Path) -> None:
    root = tmp_path / "sample"
    for path in gg.SAMPLE.rglob("*"):
        if path.is_file():
            (root / path.relative_to(gg.SAMPLE)).parent.mkdir(parents=True, exist_ok=True)
            (root / path.relative_to(gg.SAMPLE)).write_bytes(path.read_bytes())
    before = gg.build(root)
    assert run("fix", root, "--quiet") == (0, "", "")
    assert not [finding for finding in gg.check(root) if finding.edits]
    after = gg.build(root)
    assert after.repairs == ()
    assert [term.id for term in after.terms] == [term.id for term in before.terms]
    assert [(edge.source, edge.target) for edge in after.edges] == [(edge.source, edge.target) for edge in before.edges]


SNIPPETS = [
    "[loan](/loan),. ", "[front](/front-office) [office](/frontoffice) ", "[back -](/back-office)", "[.](/loan)",
    "[,](/b)", "word ", "\n\n", "[ bond ](/Bond)", "[x](/a b)", "`[c](/loan),.`", "[cut](/loan) [anchor](/loan)",
    "[s](/loan) [ s](/loan),.", "\n", "![i](/loan),.", "ऋण।", "<b>[x](/loan),.</b>", "[a [b] c](/loan),.",
    "\\[x](/loan),.", "[y](</loan> 'z'),.",
]  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.sampled_from(SNIPPETS), max_size=12), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_second_fix_changes_nothing(tmp_path_factory: pytest.TempPathFactory, parts: list[str], end: str, mark: str) -> None:
    root = tmp_path_factory.mktemp("fix") / "Texts"
    (root / "en").mkdir(parents=True)
    text = "---\ntitle: Bond &amp; Co\nlang: en\n---\n" + "".join(parts) + "\n"
    article = root / "en" / "bond.md"
    article.write_bytes((mark + text.replace("\n", end)).encode())
    (root / "en" / "front-office.md").write_bytes(b"---\ntitle: Front office\n---\n[b](/back-office)\n")
    (root / "en" / "loan.md").write_bytes(b"---\ntitle: Loan\n---\n[b](/bond)\n")
    assert run("fix", root, "--quiet") == (0, "", "")
    once = article.read_bytes()
    assert run("fix", root, "--quiet") == (0, "", "")
    assert article.read_bytes() == once
    if end == "\r\n":
        assert b"\n" not in once.replace(b"\r\n", b"")


@given(
    st.text(alphabet="ab\r\n\ufeff😀", max_size=30), st.integers(0, 30), st.integers(0, 5), st.text(alphabet="xy\n", max_size=3)
)
def test_an_edit_changes_its_place_and_nothing_else(text: str, start: int, length: int, new: str) -> None:
    text = text.replace("\r", "") if "\r\n" not in text else text.replace("\r\n", "\0").replace("\r", "").replace("\0", "\r\n")
    data = text.encode()
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark).replace("\r\n", "\n")
    start, stop = min(start, len(body)), min(start + length, len(body))
    changed = apply_edits(data, [Edit(start, stop, new)])
    assert changed is not None
    assert changed.decode().replace("\r\n", "\n") == mark + body[:start] + new + body[stop:]
    assert apply_edits(data, []) == data


def test_edits_that_touch_are_not_made_at_once() -> None:
    def finding(start: int, end: int) -> Finding:
        return Finding("a.md", 1, start + 1, "entity", Level.WARNING, "", "", (Edit(start, end, ""),))

    assert select_compatible([finding(0, 2), finding(2, 4), finding(5, 6)]) == (finding(0, 2), finding(5, 6))


def test_the_hooks_and_the_workflow_of_the_docs_run_commands_that_exist() -> None:
    hooks = yaml.safe_load((Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"glossograph-check", "glossograph-fix"}
    workflows = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", read_page("running"), re.DOTALL)]
    steps = [step["run"] for flow in workflows if "jobs" in flow for step in flow["jobs"]["check"]["steps"] if "run" in step]
    commands = [f"{hook['entry']} Texts/" for hook in hooks] + [step for step in steps if step.startswith("glossograph")]
    assert len(commands) == 4
    for command in commands:
        done = run(*command.split(" || ")[0].split()[1:], "--select", "nothing")
        assert done.returncode == 2
        assert "'nothing'" in done.stderr  # the arguments were understood, and only the code refused


def test_the_settings_of_the_docs_are_settings(write: Write) -> None:
    [settings] = re.findall(r"```toml\n(.*?)```", read_page("running"), re.DOTALL)
    root = write(FAULTY)
    (root / "glossograph.toml").write_text(settings, encoding="utf-8")
    assert {finding.code for finding in gg.check(root)} == {"link-self", "link-debris", "article-missing"}


def test_the_proposal_for_a_cut_anchor_is_what_fix_writes(write: Write) -> None:
    files = {
        "en/a.md": "---\ntitle: A\n---\nThe [stockbroke](/b)[rs](/b) and [front](/b) [office](/b) x.",
        "en/b.md": "---\ntitle: B\n---\nx",
    }
    root = write(files)
    done = run("check", root, "--select", "anchor-cut", "--format", "json")
    proposals = [finding["proposal"] for finding in json.loads(done.stdout)["findings"]]
    assert proposals == ["[stockbrokers](/b)", "[front office](/b)"]
    assert run("fix", root, "--select", "anchor-cut").returncode == 0
    assert all(proposal in (root / "en" / "a.md").read_text(encoding="utf-8") for proposal in proposals)
