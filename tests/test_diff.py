"""Comparing two graphs."""

import json
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.analysis.difference import difference
from glossograph.lint.reporters.difference_report import changes_as_html, changes_as_text
from tests import command
from tests.command import Outcome

pytestmark = pytest.mark.slow

OLD = {
    "en/bond.md": "---\ntitle: Bond\n---\nA [loan](/loan) with a [yield](/yield).",
    "no/bond.md": "---\ntitle: Obligasjon\n---\nEt [lån](/loan).",
    "en/loan.md": "---\ntitle: Loan\n---\nText.",
    "no/loan.md": "---\ntitle: Lån\n---\nTekst.",
    "en/yield.md": "---\ntitle: Yield\n---\nText.",
}
NEW = {
    "en/bond.md": "---\ntitle: Bond\n---\nA [loan](/borrowing) with a [coupon](/coupon).",
    "no/bond.md": "---\ntitle: Obligasjonslån\n---\nEt [lån](/borrowing).",
    "en/borrowing.md": "---\ntitle: Loan\n---\nText.",
    "no/borrowing.md": "---\ntitle: Lån\n---\nTekst.",
    "en/coupon.md": "---\ntitle: Coupon\n---\nText.",
}
CHANGES = """\
+ term coupon
- term yield
~ term loan -> borrowing
~ label bond (no): Obligasjon -> Obligasjonslån
+ edge bond -> coupon (1 link)
- edge bond -> yield (1 link)
terms: 1 added, 1 removed, 1 renamed; labels: 0 added, 0 removed, 1 renamed; edges: 1 added, 1 removed
"""


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name, articles in (("old", OLD), ("new", NEW)):
        for path, text in articles.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: str, cwd: Path) -> Outcome:
    return command.run("diff", *arguments, cwd=cwd)


def test_a_renamed_term_keeps_its_labels_and_edges(folders: Path) -> None:
    changes = difference(gg.build(folders / "old").graph, gg.build(folders / "new").graph)
    assert changes_as_text(changes) == CHANGES


def test_a_term_that_was_merged_into_another_brings_its_edges(folders: Path) -> None:
    root = folders / "old"
    (root / "hi").mkdir()
    (root / "hi" / "a-loan.md").write_text("---\ntitle: X\n---\n[y](/bond) [z](/loan)", encoding="utf-8")
    separate = gg.build(root)
    decisions = '[[term]]\none = "a-loan"\nother = "loan"\ndecision = "sameAs"'
    (root / "decisions.toml").write_text(decisions, encoding="utf-8")
    merged = gg.build(root)
    assert [term.id for term in merged.terms] == ["aloan", "bond", "yield"]
    changes = changes_as_text(difference(separate.graph, merged.graph)).splitlines()[:-1]
    assert changes == ["~ term a-loan -> loan", "+ label loan (hi): X"]
    added = ["+ term a-loan", "- label loan (hi): X", "+ edge a-loan -> bond (1 link)", "+ edge a-loan -> loan (1 link)"]
    removed = ["- edge loan -> bond (1 link)"]
    loaded = [gg.load(kg.write(folders / name, "turtle")[0]) for kg, name in ((merged, "merged"), (separate, "separate"))]
    for before, after in ((merged, separate), loaded):
        assert changes_as_text(difference(before.graph, after.graph)).splitlines()[:-1] == [*added, *removed]


def test_a_term_whose_old_name_is_an_alias_was_renamed(folders: Path) -> None:
    old = gg.build(folders / "old")
    (folders / "old" / "en" / "yield.md").unlink()
    text = "---\ntitle: Return\naliases: [yield]\n---\nText."
    (folders / "old" / "en" / "return.md").write_text(text, encoding="utf-8")
    changes = difference(old.graph, gg.build(folders / "old").graph)
    assert changes_as_text(changes).splitlines()[:2] == ["~ term yield -> return", "~ label return (en): Yield -> Return"]
    assert len(changes) == 2


def test_a_graph_does_not_differ_from_itself(sample: gg.KnowledgeGraph) -> None:
    assert difference(sample.graph, sample.graph) == ()


def test_folders_of_articles_and_exports_are_compared(folders: Path) -> None:
    gg.build(folders / "old").write(folders / "out", "turtle")
    assert run("old", "new", "--quiet", cwd=folders).stdout == ""
    assert run("old", "new", cwd=folders).stdout == CHANGES
    assert run("out", "new", cwd=folders).stdout == CHANGES


@pytest.mark.parametrize(("what", "status"), [("any", 1), ("labels-renamed", 1), ("labels-added", 0), ("edges", 1)])
def test_fail_on_sets_the_exit_status(folders: Path, what: str, status: int) -> None:
    done = run("old", "new", "--format", "json", "--fail-on", what, cwd=folders)
    assert done.returncode == status
    assert len(json.loads(done.stdout)["changes"]) == CHANGES.count("\n") - 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["old", "nowhere"], "nowhere: no such file or folder"),
        (["old", "new", "--fail-on", "x"], "Unknown --fail-on 'x' (choose from any, terms"),
        (["old", "empty"], "no articles there"),
    ],
)
def test_bad_input_is_one_clear_line(folders: Path, arguments: list[str], message: str) -> None:
    (folders / "empty").mkdir()
    done = run(*arguments, cwd=folders)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_html_report_escapes_article_text(folders: Path) -> None:
    (folders / "new" / "en" / "coupon.md").write_text("---\ntitle: <script>alert(1)</script>\n---\nText.", encoding="utf-8")
    changes = difference(gg.build(folders / "old").graph, gg.build(folders / "new").graph)
    page = changes_as_html(changes, "old", "new")
    assert "<script" not in page
    assert "<h2>Terms added" in page
