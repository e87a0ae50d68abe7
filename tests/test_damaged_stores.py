"""Claims about stores that are damaged or come from a stranger: readers fall back to the RDF, and nothing runs or waits."""

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

import glossograph as gg
from tests.command import run

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
