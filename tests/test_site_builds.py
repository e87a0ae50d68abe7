"""Builds of the published site after the first: the same files as from nothing, and only what changed is written."""

import shutil
from pathlib import Path

import pytest

from tests.command import run
from tests.conftest import Write

pytestmark = pytest.mark.slow

BASE = "https://terms.example.org/finance/"


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(root: Path, out: Path) -> dict[str, bytes]:
    done = run("build", root, "-o", out, "--format", "site", "--base-iri", BASE, "--quiet")
    assert done == (0, "", "")
    return content(out / "site")


def times(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


ARTICLES = {
    "en/bond.md": "---\ntitle: Bond\ndescription: A loan.\nkeywords: Debt\n---\nA [coupon](/coupon) and a [yield](/yield).",
    "en/coupon.md": "---\ntitle: Coupon\n---\nPaid on a [bond](/bond).",
    "no/bond.md": "---\ntitle: Obligasjon\n---\nEn [kupong](/coupon).",
    "no/coupon.md": "---\ntitle: Kupong\n---\nBetales på en [obligasjon](/bond).",
    "en/fee.md": "---\ntitle: Fee\n---\nSomething else.",
}


def test_after_edits_a_site_equals_one_from_nothing_and_only_what_changed_is_written(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    before, first = build(root, out), times(out / "site")
    (out / "site" / "CNAME").write_text("terms.example.org", encoding="utf-8")
    write({"no/coupon.md": ARTICLES["no/coupon.md"].replace("Kupong", "Rentekupong"), "en/new.md": "# New\n[fee](/fee)"})
    (root / "en" / "bond.md").unlink()
    after = build(root, out)
    assert after.pop("CNAME") == b"terms.example.org"
    shutil.copytree(root, tmp_path / "again" / "Texts")
    (tmp_path / "fresh").mkdir()
    shutil.copy(out / "places.json", tmp_path / "fresh")
    assert after == build(tmp_path / "again" / "Texts", tmp_path / "fresh")
    now = times(out / "site")
    changed = {path for path in first.keys() & now.keys() if before[path] != after[path]}
    assert {path for path in first.keys() & now.keys() if first[path] != now[path]} == changed
    assert "term/coupon/no/index.html" in changed
    assert "term/fee/index.html" in changed
    assert "site.css" not in changed
    assert "term/yield/index.html" not in after


def test_a_page_that_was_deleted_or_edited_is_made_again_and_nothing_else(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    before, first = build(root, out), times(out / "site")
    (out / "site" / "term" / "fee" / "index.html").unlink()
    (out / "site" / "term" / "bond" / "no" / "index.html").write_text("edited", encoding="utf-8")
    write({"en/other.md": "# Other"})
    after = build(root, out)
    assert after["term/fee/index.html"] == before["term/fee/index.html"]
    assert after["term/bond/no/index.html"] == before["term/bond/no/index.html"]
    now = times(out / "site")
    assert {path for path in first if path.startswith("term/") and first[path] != now[path]} == {
        "term/fee/index.html",
        "term/bond/no/index.html",
    }


def test_a_term_whose_neighbour_gets_another_name_is_made_again(write: Write, tmp_path: Path) -> None:
    root, out = write(ARTICLES), tmp_path / "out"
    build(root, out)
    write({"en/coupon.md": ARTICLES["en/coupon.md"].replace("title: Coupon", "title: Coupon payment")})
    after = build(root, out)
    assert b"Coupon payment" in after["term/bond/index.html"]
    assert b"Coupon payment" in after["term/bond/no/index.html"] or b"Kupong" in after["term/bond/no/index.html"]
