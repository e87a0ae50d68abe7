"""Claims about the checks: every page's examples, and the sample."""

import re
from collections import Counter

import pytest

import glossograph as gg
from glossograph.config import CheckSettings, Level
from glossograph.lint.check_registry import OF_ARTICLES, OF_GRAPHS, OF_TERMS
from glossograph.lint.code_selection import choose
from glossograph.lint.rule_pages import Example, examples, head, index, page
from glossograph.lint.rules import RULES
from tests.conftest import Write

ALL = [example for code in RULES for example in examples(code)]
WITHOUT_EXAMPLES = {"unreadable", "not-text", "too-large", "encoding", "folder-language"}
"""Faults of bytes, of the system, and of a whole folder: tests of reading have them."""


@pytest.mark.parametrize("example", [pytest.param(one, id=f"{one.code}-{'bad' if one.bad else 'good'}") for one in ALL])
def test_the_bad_example_of_a_page_is_found_and_the_good_one_is_not(write: Write, example: Example) -> None:
    found = gg.check(write(example.files), select=[example.code])
    assert {finding.code for finding in found} == ({example.code} if example.bad else set())


def test_every_check_has_a_bad_and_a_good_example() -> None:
    counts = Counter((example.code, example.bad) for example in ALL)
    assert counts == {(code, bad): 1 for code in RULES.keys() - WITHOUT_EXAMPLES for bad in (True, False)}


@pytest.mark.parametrize("code", RULES)
def test_every_page_begins_with_what_the_catalogue_says(code: str) -> None:
    assert page(code).startswith(head(code))
    assert "\n## Why\n" in page(code)


def test_the_index_is_current() -> None:
    assert page("index") == index()


def test_every_code_is_found_by_exactly_one_check() -> None:
    found = Counter(code for check in (*OF_ARTICLES, *OF_TERMS, *OF_GRAPHS) for code in check.codes)
    replaced = {"link-conflict", "link-dangling"}  # what the build reports, and a check says better
    assert found.keys() | {"mention-unlinked"} == RULES.keys()
    assert {code for code, count in found.items() if count > 1} == replaced


def test_the_clean_part_of_the_sample_has_nothing_to_mend() -> None:
    readme = (gg.SAMPLE / "README.md").read_text(encoding="utf-8")
    faulty = set(re.findall(r"`(\w\w/[\w-]+)`", readme))
    found = [finding for finding in gg.check(gg.SAMPLE) if finding.severity is not Level.HINT]
    assert len(found) > 20
    assert {finding.path.removeprefix("sample/").removesuffix(".md") for finding in found} <= faulty


def test_every_fault_that_the_readme_of_the_sample_names_is_found() -> None:
    found = {(finding.path.removeprefix("sample/").removesuffix(".md"), finding.code) for finding in gg.check(gg.SAMPLE)}
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
    } <= found


def test_line_and_column_are_where_the_fault_stands(write: Write) -> None:
    root = write({"en/a.md": "---\r\ntitle: A\r\n---\r\n\r\nÆ \U0001f600 [loan](/loan),. x\r\n"})
    [finding] = gg.check(root, select=["link-debris"])
    assert (finding.line, finding.column, finding.proposal) == (5, 18, ",")


IGNORED = [
    ("A [bond](/bond). <!-- glossograph: ignore link-self -->", 0),
    ("<!-- glossograph: ignore link-self -->\n\nA [bond](/bond).", 0),
    ("<!-- glossograph: ignore -->\nA [bond](/bond).", 0),
    ("<!-- glossograph: ignore-file link-self -->\nText.\n\nA [bond](/bond).", 0),
    ("<!-- glossograph: ignore anchor-cut -->\nA [bond](/bond).", 1),
    ("<!-- glossograph: ignore link-self -->\nText.\n\nA [bond](/bond).", 1),
]


@pytest.mark.parametrize(("body", "count"), IGNORED)
def test_a_comment_silences_its_line_and_the_next_or_the_file(write: Write, body: str, count: int) -> None:
    assert len(gg.check(write({"en/bond.md": f"---\ntitle: Bond\n---\n{body}\n"}), select=["link-self"])) == count


def test_a_comment_in_the_front_matter_silences_findings_of_the_file(write: Write) -> None:
    both = {"en/a.md": "---\ntitle: A\n---\n[b](/b)", "en/b.md": "---\ntitle: B\n---\n[a](/a)"}
    alone = "---\n{}title: C\n---\nText."
    assert len(gg.check(write({**both, "en/c.md": alone.format("")}), select=["orphan"])) == 1
    assert gg.check(write({"en/c.md": alone.format("# glossograph: ignore-file orphan\n")}), select=["orphan"]) == ()


def test_severities_come_from_the_settings_and_off_is_not_looked_for(write: Write) -> None:
    root = write({"en/bond.md": "---\ntitle: Bond\n---\nA [bond](/bond) [loan](/loan),. x"})
    (root / "glossograph.toml").write_text(
        '[check]\nignore = ["article"]\n[check.severity]\nlink-self = "error"\nlink-debris = "off"\n'
    )
    assert [(finding.code, finding.severity) for finding in gg.check(root)] == [("link-self", Level.ERROR)]


def test_a_code_that_says_more_than_another_is_looked_for_only_when_named() -> None:
    assert "link-untranslated" not in choose(CheckSettings()).severities
    assert "link-untranslated" not in choose(CheckSettings(), select=["link"]).severities
    assert "link-untranslated" in choose(CheckSettings(), select=["link-untranslated"]).severities


@pytest.mark.parametrize(("select", "ignore"), [(["lnik-self"], []), ([], ["lnik-self"])])
def test_a_code_that_does_not_exist_is_refused_with_the_nearest(write: Write, select: list[str], ignore: list[str]) -> None:
    with pytest.raises(gg.ConfigError, match="did you mean 'link-self'"):
        gg.check(write({"en/bond.md": "---\ntitle: Bond\n---\nx"}), select=select, ignore=ignore)


def test_an_article_under_the_slug_of_a_near_duplicate_is_not_missing(write: Write) -> None:
    files = {
        "en/bond.md": "---\ntitle: Bond\n---\nA [container](/container), a [loan](/loan).",
        "en/container.md": "---\ntitle: Container\n---\nText.",
        "en/loan.md": "---\ntitle: Loan\n---\nText.",
        "no/bond.md": "---\ntitle: Obligasjon\n---\nEn [beholder](/container), et [lån](/loan).",
        "no/containers.md": "---\ntitle: Beholder\n---\nTekst.",
    }
    found = gg.check(write(files), select=["translation-missing", "near-duplicate"])
    assert [(finding.code, finding.path) for finding in found] == [
        ("near-duplicate", "Texts/en/container.md"),
        ("translation-missing", "Texts/en/loan.md"),
    ]
