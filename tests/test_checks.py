"""Claims about the checks: the examples of every page, cases, and the sample."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

import glossograph as gg
from glossograph.config import CheckSettings, Level
from glossograph.lint import runner
from glossograph.lint.article_source import ArticleSource
from glossograph.lint.baseline import fingerprint, format_baseline, new_findings, read_baseline
from glossograph.lint.check_registry import ARTICLE_CHECKS, GRAPH_CHECKS, TERM_CHECKS
from glossograph.lint.code_selection import select_codes
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Finding
from glossograph.lint.fixing import apply_edits, select_compatible
from glossograph.lint.graph_checks import label_ambiguous
from glossograph.lint.rule_pages import Example, format_head, format_index, read_examples, read_page
from glossograph.lint.rules import RULES
from glossograph.lint.suppression import read_ignore_comments
from glossograph.model.term import Label, LabelOrigin
from glossograph.read.article_file import MAX_ARTICLE_BYTES
from glossograph.text.languages import LanguageTag
from tests.conftest import Case, Write, cases

EXAMPLES = [example for code in RULES for example in read_examples(code)]
WITHOUT_EXAMPLES = {"unreadable", "not-text", "too-large", "encoding", "folder-language"}
"""Faults of bytes, of the file system and of a whole folder: the tests of reading cover them."""

SECTIONS = ["What it finds", "Why it matters", "Bad", "Good", "How to fix", "How to switch it off"]
COMMENT = re.compile(r"`((<!--|#) glossograph: ignore(-file)? [^`]*)`")


@pytest.mark.parametrize(
    "example", [pytest.param(example, id=f"{example.code}-{'bad' if example.is_bad else 'good'}") for example in EXAMPLES]
)
def test_a_check_reports_the_bad_example_of_its_page_and_not_the_good_one(write: Write, example: Example) -> None:
    findings = gg.check(write(example.files), select=[example.code])
    assert {finding.code for finding in findings} == ({example.code} if example.is_bad else set())


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.fixable])
def test_the_edits_of_a_fixable_check_turn_its_bad_example_into_the_good_one(write: Write, code: str) -> None:
    bad, good = read_examples(code)
    root = write(bad.files)
    contents = fix_once(root, gg.check(root, select=[code]))
    assert {**bad.files, **contents} == good.files


def fix_once(root: Path, findings: Sequence[Finding]) -> dict[str, str]:
    """Apply the edits of findings, and return the texts of the files that have any."""
    contents = {}
    for path in sorted({finding.path for finding in findings if finding.edits}):
        selected = select_compatible(finding for finding in findings if finding.path == path)
        data = apply_edits((root.parent / path).read_bytes(), (edit for finding in selected for edit in finding.edits))
        assert data is not None
        contents[path.partition("/")[2]] = data.decode()
    return contents


def test_every_page_has_a_bad_and_a_good_example() -> None:
    counts = Counter((example.code, example.is_bad) for example in EXAMPLES)
    assert counts == {(code, is_bad): 1 for code in RULES.keys() - WITHOUT_EXAMPLES for is_bad in (True, False)}


@pytest.mark.parametrize("code", RULES)
def test_every_page_begins_with_the_facts_of_the_catalogue_and_has_the_same_sections(code: str) -> None:
    assert read_page(code).startswith(format_head(code))
    sections = re.findall(
        r"^## (.*)$", re.sub(r"^````.*?^````$", "", read_page(code), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    expected = [section for section in SECTIONS if code not in WITHOUT_EXAMPLES or section not in ("Bad", "Good")]
    assert [section for section in sections if section != "Precision"] == expected


def test_the_index_of_the_pages_is_current() -> None:
    assert read_page("index") == format_index()


def suppressed(files: Mapping[str, str], findings: Sequence[Finding]) -> Iterator[dict[str, str]]:
    """Write the files once for each comment that a page proposes, with the comment where the page says."""
    [code] = {finding.code for finding in findings}
    for comment, mark, whole_file in COMMENT.findall(read_page(code).partition("## How to switch it off")[2]):
        texts = {path: text.split("\n") for path, text in files.items()}
        for finding in sorted(findings, reverse=True):
            lines = texts[finding.path.removeprefix("Texts/")]
            if not whole_file:
                lines.insert(finding.line - 1, comment)
            elif mark == "#":
                lines.insert(1, comment)
            else:
                lines.append(comment)
        yield {path: "\n".join(lines) for path, lines in texts.items()}


@pytest.mark.parametrize("example", [pytest.param(example, id=example.code) for example in EXAMPLES if example.is_bad])
def test_the_comments_that_a_page_proposes_silence_its_bad_example(write: Write, example: Example) -> None:
    findings = gg.check(write(example.files), select=[example.code])
    for files in suppressed(example.files, findings):
        assert gg.check(write(files), select=[example.code]) == ()


def check_case(write: Write, given: str) -> tuple[Path, tuple[Finding, ...]]:
    """Check the files of a case: its first line selects codes, and each file begins with a line `== path (title)`."""
    first_line, _, rest = given.partition("\n")
    files = {}
    for block in re.split(r"^== ", rest, flags=re.MULTILINE)[1:]:
        heading, _, text = block.partition("\n")
        path, _, title = heading.partition(" (")
        files[path] = f"---\ntitle: {title.removesuffix(')')}\n---\n{text}" if title else text
    root = write(files)
    return root, gg.check(root, select=first_line.split())


@pytest.mark.parametrize("case", cases("checks"))
def test_a_check_reports_what_the_case_expects(write: Write, case: Case) -> None:
    root, findings = check_case(write, case.given)
    lines = [
        f"{finding.location.removeprefix('Texts/')} | {finding.message}{f' | {finding.proposal}' if finding.proposal else ''}"
        for finding in findings
    ]
    for path, text in fix_once(root, findings).items():
        unchanged = set((root / path).read_text(encoding="utf-8").splitlines())
        lines += [f"fixed | {line}" for line in text.splitlines() if line not in unchanged]
    assert "\n".join(lines) == case.expected


def test_every_code_belongs_to_exactly_one_check() -> None:
    counts = Counter(code for check in (*ARTICLE_CHECKS, *TERM_CHECKS, *GRAPH_CHECKS) for code in check.codes)
    replaced = {"link-conflict", "link-dangling"}  # problems of the build that a check reports in more detail
    assert counts.keys() | {"mention-unlinked"} == RULES.keys()
    assert {code for code, count in counts.items() if count > 1} == replaced


def test_only_the_faulty_articles_of_the_sample_have_errors_or_warnings() -> None:
    readme = (gg.SAMPLE / "README.md").read_text(encoding="utf-8")
    faulty = set(re.findall(r"`(\w\w/[\w-]+)`", readme))
    findings = [finding for finding in gg.check(gg.SAMPLE) if finding.severity is not Level.HINT]
    assert len(findings) == 20
    assert {finding.path.removeprefix("sample/").removesuffix(".md") for finding in findings} <= faulty


def test_every_fault_that_the_readme_of_the_sample_names_is_reported() -> None:
    reported = {(finding.path.removeprefix("sample/").removesuffix(".md"), finding.code) for finding in gg.check(gg.SAMPLE)}
    assert {
        ("en/bid-ask-spread", "link-repaired"),
        ("en/commercial-bank", "link-conflict"),
        ("no/inflation", "link-dangling"),
        ("hi/client-facing", "anchor-cut"),
        ("no/stockbroker", "link-debris"),
        ("no/financial-advisor", "anchor-debris"),
        ("no/dividend", "anchor-punctuation"),
        ("hi/yield", "anchor-punctuation"),
        ("hi/compliance", "anchor-clause"),
        ("en/hedge-fund", "front-matter"),
        ("no/yield", "front-matter-key"),
        ("hi/coupon", "title-missing"),
        ("no/central-bank", "language-boolean"),
        ("no/stockbroker", "link-spelling"),
    } <= reported


def test_line_and_column_are_those_of_the_fault(write: Write) -> None:
    root = write({"en/a.md": "---\r\ntitle: A\r\n---\r\n\r\nÆ \U0001f600 [loan](/loan),. x\r\n"})
    [finding] = gg.check(root, select=["link-debris"])
    assert (finding.line, finding.column, finding.proposal) == (5, 18, ",")


COMMENTS = [
    ("A [bond](/bond). <!-- glossograph: ignore link-self -->", 0),
    ("<!-- glossograph: ignore link-self -->\n\nA [bond](/bond).", 0),
    ("<!-- glossograph: ignore -->\nA [bond](/bond).", 0),
    ("<!-- glossograph: ignore-file link-self -->\nText.\n\nA [bond](/bond).", 0),
    ("<!-- glossograph: ignore anchor-cut -->\nA [bond](/bond).", 1),
    ("<!-- glossograph: ignore link-self -->\nText.\n\nA [bond](/bond).", 1),
    ("Text. <!-- glossograph: ignore link-self -->\nA [bond](/bond).", 1),
]


@pytest.mark.parametrize(("body", "count"), COMMENTS)
def test_a_comment_silences_its_line_and_the_next_or_the_file(write: Write, body: str, count: int) -> None:
    assert len(gg.check(write({"en/bond.md": f"---\ntitle: Bond\n---\n{body}\n"}), select=["link-self"])) == count


def test_a_comment_in_the_front_matter_silences_findings_of_the_file(write: Write) -> None:
    both = {"en/a.md": "---\ntitle: A\n---\n[b](/b)", "en/b.md": "---\ntitle: B\n---\n[a](/a)"}
    alone = "---\n{}title: C\n---\nText."
    assert len(gg.check(write({**both, "en/c.md": alone.format("")}), select=["orphan"])) == 1
    assert gg.check(write({"en/c.md": alone.format("# glossograph: ignore-file orphan\n")}), select=["orphan"]) == ()


def test_the_settings_set_severities_and_off_drops_a_code(write: Write) -> None:
    root = write({"en/bond.md": "---\ntitle: Bond\n---\nA [bond](/bond) [loan](/loan),. x"})
    (root / "glossograph.toml").write_text(
        '[check]\nignore = ["article"]\n[check.severity]\nlink-self = "error"\nlink-debris = "off"\n'
    )
    assert [(finding.code, finding.severity) for finding in gg.check(root)] == [("link-self", Level.ERROR)]


def test_an_opt_in_code_is_checked_only_if_its_whole_name_is_selected() -> None:
    assert "link-untranslated" not in select_codes(CheckSettings()).severities
    assert "link-untranslated" not in select_codes(CheckSettings(), select=["link"]).severities
    assert "link-untranslated" in select_codes(CheckSettings(), select=["link-untranslated"]).severities


@pytest.mark.parametrize(("select", "ignore"), [(["lnik-self"], []), ([], ["lnik-self"])])
def test_an_unknown_code_is_refused_with_the_most_similar_one(write: Write, select: list[str], ignore: list[str]) -> None:
    with pytest.raises(gg.ConfigError, match="Unknown check 'lnik-self': did you mean 'link-self'"):
        gg.check(write({"en/bond.md": "---\ntitle: Bond\n---\nx"}), select=select, ignore=ignore)


@pytest.mark.slow
def test_several_processes_find_the_same_under_any_hash_seed(write: Write, tmp_path: Path) -> None:
    texts = {
        f"{tag}/t{i}.md": f"---\ntitle: {tag} {i}\n---\n[x](/t{(i * 7) % 400}),. [y -](/s{i % 9}) {tag} {i + 1}.\n"
        for tag in ("en", "no", "hi")
        for i in range(400)
    }
    root = write(texts)
    command = [sys.executable, "-m", "glossograph", "check", str(root), "--format", "json", "--quiet"]
    outputs = {
        subprocess.run(
            command,
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs != {b""}


def test_an_article_under_the_slug_of_a_near_duplicate_is_not_missing(write: Write) -> None:
    files = {
        "en/bond.md": "---\ntitle: Bond\n---\nA [container](/container), a [loan](/loan).",
        "en/container.md": "---\ntitle: Container\n---\nText.",
        "en/loan.md": "---\ntitle: Loan\n---\nText.",
        "no/bond.md": "---\ntitle: Obligasjon\n---\nEn [beholder](/container), et [lån](/loan).",
        "no/containers.md": "---\ntitle: Beholder\n---\nTekst.",
    }
    findings = gg.check(write(files), select=["translation-missing", "near-duplicate"])
    assert [(finding.code, finding.path) for finding in findings] == [
        ("near-duplicate", "Texts/en/container.md"),
        ("translation-missing", "Texts/en/loan.md"),
    ]


@pytest.mark.parametrize(("length", "count"), [(100, 0), (101, 1)])
def test_a_title_has_at_most_a_hundred_characters(write: Write, length: int, count: int) -> None:
    root = write({"en/a.md": f"---\ntitle: {'a' * length}\n---\nx", "en/b.md": f"# {'b' * length}\n\nx"})
    findings = gg.check(root, select=["title-long"])
    assert [(finding.path, finding.line) for finding in findings] == [("Texts/en/a.md", 2), ("Texts/en/b.md", 0)][: 2 * count]


@pytest.mark.parametrize(("length", "count"), [(200, 1), (201, 0)])
def test_an_anchor_of_more_than_two_hundred_characters_is_not_cleaned(write: Write, length: int, count: int) -> None:
    root = write({"en/a.md": f"---\ntitle: A\n---\n[{'a' * (length - 1)}-](/b)"})
    assert len(gg.check(root, select=["anchor-debris"])) == count


@pytest.mark.parametrize(("targets", "others", "count"), [(39, 0, 0), (40, 0, 1), (44, 180, 0), (45, 179, 1)])
def test_a_hub_links_to_forty_terms_and_to_a_fifth_of_all(write: Write, targets: int, others: int, count: int) -> None:
    body = " ".join(f"[t{i}](/t{i})" for i in range(targets))
    lists = {f"en/u{i}.md": f"---\ntitle: U{i}\n---\nText." for i in range(others)}
    root = write({"en/all.md": f"---\ntitle: All\n---\n{body}", **lists})
    findings = gg.check(root, select=["hub"])
    assert [finding.message.split(":")[0] for finding in findings] == [
        f"Links to {targets} of {targets + others + 1} terms"
    ] * count


@pytest.mark.parametrize(("sharing", "count"), [(12, 66), (13, 0)])
def test_a_label_of_more_than_twelve_terms_is_not_ambiguous(write: Write, sharing: int, count: int) -> None:
    graph = gg.build(write({f"en/a{i}.md": f"---\ntitle: A{i}\n---\nx" for i in range(sharing)})).graph
    label = Label(LanguageTag("en"), "Rate", LabelOrigin.ANCHOR, 1)
    terms = tuple(msgspec.structs.replace(term, alternatives=(label,)) for term in graph.terms)
    assert len(list(label_ambiguous(CorpusIndex(msgspec.structs.replace(graph, terms=terms))))) == count


@pytest.mark.parametrize("titled", [(), (0,), (1,), (0, 1)])
def test_a_label_that_is_the_title_of_one_term_only_is_ambiguous(write: Write, titled: tuple[int, ...]) -> None:
    titles = ["Rate" if i in titled else f"A{i}" for i in range(2)]
    graph = gg.build(write({f"en/a{i}.md": f"---\ntitle: {title}\n---\nx" for i, title in enumerate(titles)})).graph
    label = Label(LanguageTag("en"), "rate", LabelOrigin.ANCHOR, 1)
    terms = tuple(msgspec.structs.replace(term, alternatives=(label,)) for term in graph.terms)
    findings = list(label_ambiguous(CorpusIndex(msgspec.structs.replace(graph, terms=terms))))
    assert len(findings) == (len(titled) < 2)


def test_a_file_that_is_too_large_or_missing_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as file:
        file.truncate(MAX_ARTICLE_BYTES + 1)
    assert runner.read_source(str(path)) is None
    assert runner.read_source(str(tmp_path / "b.md")) is None
    path.write_bytes(b"\xef\xbb\xbfa\r\nb")
    source = runner.read_source(str(path))
    assert source
    assert source.text == "a\nb"


LATIN, DEVANAGARI = "abcdefghijklm " * 200, "कखगघचछजझटठडढण " * 200
SCRIPTS = [
    ("hi", LATIN, 1),
    ("hi", DEVANAGARI, 0),
    ("en", DEVANAGARI, 1),
    ("en", LATIN, 0),
    ("no", "Æ" + LATIN, 0),
    ("und", DEVANAGARI, 0),
    ("sr-latn", "б" * 900, 1),
    ("hi", "a" * (12 * 13), 1),
    ("hi", "a" * (12 * 13 - 1), 0),
    ("hi", "a" * (48 * 13) + "क" * (12 * 13), 1),
    ("hi", "a" * (47 * 13) + "क" * (13 * 13), 0),
    ("hi", "[क](/loan) `क` " + "](/aaaaaaaaaaaaaaaaaaaaa)" * 40, 0),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "count"), SCRIPTS)
def test_four_fifths_of_the_letters_decide_on_the_script(write: Write, language: str, text: str, count: int) -> None:
    root = write({"x/a.md": f"---\ntitle: A\nlang: {language}\n---\n\n{text}"})
    findings = gg.check(root, select=["language-script"])
    assert [(finding.line, finding.column) for finding in findings] == [(6, 1)] * count


def finding_on(line: int, column: int, message: str, path: str = "a.md", code: str = "link-self") -> Finding:
    return Finding(path, line, column, code, Level.HINT, message)


def test_a_fingerprint_ignores_lines_and_the_numbers_of_messages_on_whole_files() -> None:
    assert fingerprint(finding_on(0, 0, "rank 3 of 12")) == fingerprint(finding_on(0, 0, "rank 9 of 13"))
    assert fingerprint(finding_on(4, 1, "form 1040")) == fingerprint(finding_on(9, 3, "form 1040"))
    different = [
        finding_on(4, 1, "form 1040"),
        finding_on(4, 1, "form 1041"),
        finding_on(4, 1, "form 1040", path="b.md"),
        finding_on(4, 1, "form 1040", code="orphan"),
    ]
    assert len({fingerprint(finding) for finding in different}) == 4


def test_a_baseline_hides_each_finding_as_often_as_it_knows_it(tmp_path: Path) -> None:
    findings = [finding_on(line, 1, "form 1040") for line in (1, 2, 3)]
    path = tmp_path / "known.json"
    path.write_text(format_baseline(findings[:2]), encoding="utf-8")
    known = read_baseline(path)
    assert new_findings(findings, known) == (findings[2],)
    assert new_findings(findings, known) == (findings[2],)
    assert new_findings([finding_on(1, 1, "form 1041")], known) == (finding_on(1, 1, "form 1041"),)


def test_a_thousand_comments_of_a_file_are_read() -> None:
    assert len(read_ignore_comments(ArticleSource("<!-- glossograph: ignore -->\n" * 1001))) == 1000
    assert read_ignore_comments(ArticleSource("a <!-- glossograph: ignore link-self orphan -->"))[0].codes == (
        "link-self",
        "orphan",
    )


def test_positions_of_a_source_are_those_of_its_text() -> None:
    source = ArticleSource("---\nTitle: A \nother:\n---\n# one\n\n## two\n### three\n####### seven\nlast")
    assert (source.heading_count, ArticleSource("## a\n").heading_count, ArticleSource("## a").heading_count) == (2, 1, 1)
    assert [source.line(line) for line in (0, 1, 2, 10, 11)] == ["", "---", "Title: A ", "last", ""]
    assert source.front_matter_value("other") is None
    assert [source.line_and_column(offset) for offset in (0, 3, 4, len(source.text))] == [(1, 1), (1, 4), (2, 1), (10, 5)]
