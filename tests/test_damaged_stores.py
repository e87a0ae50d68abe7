"""Claims about stores that are damaged or come from a stranger: readers fall back to the RDF, and nothing runs or waits."""

import contextlib
import os
import re
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.engine.processes import in_background
from tests.command import run
from tests.conftest import copy_build

pytestmark = pytest.mark.slow  # each test builds or loads several times


def damage_evidence(folder: Path, of: str) -> None:
    """Change the last byte of the evidence of one term, which SQLite does not notice."""
    with contextlib.closing(sqlite3.connect(folder / ".glossograph" / "evidence.sqlite")) as file, file:
        file.execute("UPDATE evidence SET links = substr(links, 1, length(links) - 1) || x'00' WHERE source = ?", (of,))


@pytest.mark.parametrize("command", [("why", "bond"), ("why", "bond", "stock"), ("path", "bond", "stock")])
def test_where_evidence_is_damaged_the_links_come_from_the_rdf(own_build: Path, command: tuple[str, ...]) -> None:
    sound = run(*command, "--build", own_build)
    damage_evidence(own_build, "bond")
    done = run(*command, "--build", own_build)
    assert done.returncode == sound.returncode == 0
    assert re.sub(r"\.md:\d+", ".md", done.stdout) == re.sub(r"\.md:\d+", ".md", sound.stdout)  # RDF knows no lines
    assert done.stderr == f"glossograph: {own_build}: its store is damaged, so links come from the RDF: build again\n"


def test_of_damaged_evidence_no_row_is_lost_and_none_comes_twice(own_build: Path, sample: gg.KnowledgeGraph) -> None:
    def links(kg: gg.KnowledgeGraph) -> list[tuple[str, str, str]]:
        return sorted((item.source, item.target, item.path) for item in kg.evidence())

    damage_evidence(own_build, "coupon")
    kg = gg.load(own_build)
    assert links(kg) == links(sample)
    with contextlib.closing(sqlite3.connect(own_build / ".glossograph" / "evidence.sqlite")) as file, file:
        file.execute("DELETE FROM evidence WHERE source IN ('bond', 'stock')")
    assert links(gg.load(own_build)) == links(sample)
    assert len(list(gg.load(own_build).evidence("stock"))) == len(list(sample.evidence("stock")))


def test_a_build_without_evidence_is_not_taken_for_damaged(tmp_path: Path) -> None:
    assert run("build", "--sample", "-o", tmp_path, "--evidence", "none", "--quiet").returncode == 0
    assert run("show", "bond", "--build", tmp_path).stderr == ""


def test_where_the_store_may_not_be_read_the_rdf_is(sample_build: Path, sample: gg.KnowledgeGraph) -> None:
    root = Path(tempfile.mkdtemp())  # which others may look into
    copy_build(sample_build, root / "out")
    for folder in (root, root / "out"):
        folder.chmod(0o755)
    (root / "out" / ".glossograph").chmod(0)

    def terms() -> tuple[int, str]:
        if os.geteuid() == 0:
            os.seteuid(65534)
        return len(gg.load(root / "out").terms), run("stats", "--build", root / "out").stderr

    try:
        with in_background(terms, jobs=2) as other:
            count, message = other()
    finally:
        (root / "out" / ".glossograph").chmod(0o755)
        shutil.rmtree(root)
    assert count == len(sample.terms)
    assert "its store cannot be used" in message
    assert len(message.splitlines()) == 1
