"""The copies of large graphs that queries keep: made once, made anew where they are damaged, deleted where they are old."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest

import glossograph as gg
from glossograph.engine.own_files import staging_folder
from glossograph.engine.progress import Progress
from glossograph.rdf.vocabulary import PREFIXES
from glossograph.sparql import loading
from glossograph.sparql.cookbook import cookbook, shape_of
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.evidence_need import reads_evidence
from tests.command import run

pytestmark = pytest.mark.slow  # each test builds or loads several times


def copies(folder: Path) -> list[Path]:
    """Return the copies that queries have made of a folder."""
    return sorted((folder / ".glossograph").glob("query-*"))


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """Every loading that fills a store, noted."""
    loads: list[list[Path]] = []
    fill = loading._fill  # noqa: SLF001 — counted where it is called

    def noted(store: pyoxigraph.Store, paths: list[Path], progress: Progress) -> None:
        loads.append(list(paths))
        fill(store, paths, progress)

    monkeypatch.setattr(loading, "_fill", noted)
    return loads


def count(dataset: Dataset) -> int:
    table = gg.query(dataset, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(table, gg.QueryTable)
    [[number]] = table.rows
    return int(number)


def test_a_large_graph_is_loaded_once_and_its_copy_is_reused(own_turtle_folder: Path, eager: list[list[Path]]) -> None:
    small = Dataset.open(own_turtle_folder)
    first = Dataset.open(own_turtle_folder, max_memory_bytes=0)
    [copy] = copies(own_turtle_folder)
    second = Dataset.open(own_turtle_folder, max_memory_bytes=0)
    assert (small.is_on_disk, first.is_on_disk, second.is_on_disk) == (False, True, True)
    assert count(small) == count(first) == count(second)
    assert len(eager) == 2
    assert copies(own_turtle_folder) == [copy]
    assert (own_turtle_folder / ".glossograph" / ".gitignore").read_text() == "*\n"


def test_a_copy_of_files_that_changed_is_made_anew(own_turtle_folder: Path) -> None:
    before = count(Dataset.open(own_turtle_folder, max_memory_bytes=0))
    [old] = copies(own_turtle_folder)
    with (own_turtle_folder / "graph.ttl").open("a") as file:
        file.write("<http://e.org/a> <http://e.org/b> 1 .\n")
    assert count(Dataset.open(own_turtle_folder, max_memory_bytes=0)) == before + 1
    [new] = copies(own_turtle_folder)
    assert new != old
    (own_turtle_folder / "links.ttl").unlink()
    assert count(Dataset.open(own_turtle_folder, max_memory_bytes=0)) < before


def test_a_copy_of_another_version_is_not_used(own_turtle_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Dataset.open(own_turtle_folder, max_memory_bytes=0)
    before = copies(own_turtle_folder)
    monkeypatch.setattr(loading, "_COPY_VERSION", "other")
    Dataset.open(own_turtle_folder, max_memory_bytes=0)
    assert len(copies(own_turtle_folder)) == 1
    assert copies(own_turtle_folder) != before


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(bytes(50))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "overwritten": overwrite,
    "gone": lambda path: path.unlink(),
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("which", ["*.sst", "MANIFEST*", "CURRENT", "sealed"])
def test_a_damaged_copy_is_made_anew(own_turtle_folder: Path, which: str, damage: str) -> None:
    whole = count(Dataset.open(own_turtle_folder, max_memory_bytes=0))
    [copy] = copies(own_turtle_folder)
    DAMAGES[damage](max(copy.glob(which), key=lambda path: path.stat().st_size))
    dataset = Dataset.open(own_turtle_folder, max_memory_bytes=0)
    assert dataset.is_on_disk
    assert count(dataset) == whole


class Broken:
    """A store that fails where it reads."""

    def quads_for_pattern(self, *_: object) -> Iterator[pyoxigraph.Quad]:
        return iter(())

    def query(self, *_: object, **__: object) -> None:
        message = "Corruption: block checksum mismatch"
        raise OSError(message)


def test_a_copy_that_turns_out_damaged_while_it_answers_is_deleted(own_turtle_folder: Path) -> None:
    Dataset.open(own_turtle_folder, max_memory_bytes=0)
    [copy] = copies(own_turtle_folder)
    with pytest.raises(loading.DamagedCopyError, match="run the query again"):
        Dataset(cast("pyoxigraph.Store", Broken()), copy=copy).query("ASK {}")
    assert copies(own_turtle_folder) == []


def test_the_command_asks_once_more_where_a_copy_turned_out_damaged(
    own_turtle_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([loading.DamagedCopyError("damaged")])
    ask = Dataset.query

    def once(self: Dataset, query: str) -> Any:
        if failure := next(failures, None):
            raise failure
        return ask(self, query)

    monkeypatch.setattr(Dataset, "query", once)
    assert run("query", "--build", own_turtle_folder, "--name", "labels", "--quiet", "-o", own_turtle_folder / "a.csv") == (
        0,
        "",
        "",
    )
    assert "Front Office" in (own_turtle_folder / "a.csv").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_to_is_asked_in_memory(own_turtle_folder: Path) -> None:
    (own_turtle_folder / ".glossograph").write_text("in the way")
    dataset = Dataset.open(own_turtle_folder, max_memory_bytes=0)
    assert not dataset.is_on_disk
    assert count(dataset) > 2000


def test_a_copy_is_not_made_of_files_that_are_no_rdf(own_turtle_folder: Path) -> None:
    (own_turtle_folder / "links.ttl").write_text("<")
    with pytest.raises(gg.GlossographError, match="invalid RDF"):
        Dataset.open(own_turtle_folder, max_memory_bytes=0)
    assert copies(own_turtle_folder) == []


def test_what_a_killed_query_left_is_removed_and_what_a_running_one_makes_stays(own_turtle_folder: Path) -> None:
    own = own_turtle_folder / ".glossograph"
    own.mkdir()
    (own / "query-1-2.part-99999998").mkdir()
    with staging_folder(own, "query-1-2.part-99999999") as used:
        Dataset.open(own_turtle_folder, max_memory_bytes=0)
        assert [path for path in copies(own_turtle_folder) if ".part-" in path.name] == [used]


def test_a_link_in_the_place_of_the_copies_is_not_followed(own_turtle_folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (own_turtle_folder / ".glossograph").symlink_to(elsewhere)
    dataset = Dataset.open(own_turtle_folder, max_memory_bytes=0)
    assert not dataset.is_on_disk
    assert list(elsewhere.iterdir()) == []


@pytest.mark.slow
def test_many_ask_at_once_while_the_copy_is_made(own_turtle_folder: Path) -> None:
    code = (
        "import sys, pathlib, glossograph as gg; print(gg.Dataset.open(pathlib.Path(sys.argv[1]), max_memory_bytes=0).is_on_disk)"
    )
    with_all = [subprocess.Popen([sys.executable, "-c", code, str(own_turtle_folder)], stdout=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate()[0] for process in with_all] == [b"True\n"] * 4
    assert len(copies(own_turtle_folder)) == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT ?a { ?a skos:prefLabel ?b }", ["graph.ttl"]),
        ("SELECT ?a { ?a skos:broader+ ?b . ?b a skos:Concept }", ["graph.ttl"]),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a skos:prefLabel ?c . BIND(rdf:type AS ?b) }", ["graph.ttl"]),
        ("SELECT ?n { ?a gg:count ?n }", ["graph.ttl", "links.ttl"]),
        ("SELECT ?n { ?a skos:prefLabel ?n OPTIONAL { ?l rdf:object ?a } }", ["graph.ttl", "links.ttl"]),
        ("SELECT ?n { { SELECT ?n { ?l (gg:article/skos:prefLabel) ?n } } }", ["graph.ttl", "links.ttl"]),
        ("SELECT ?n { ?n skos:prefLabel ?x FILTER NOT EXISTS { ?l dcterms:references ?n } }", ["graph.ttl", "links.ttl"]),
        ("SELECT ?a { ?a a ?kind }", ["graph.ttl", "links.ttl"]),
        ("SELECT ?a { ?a !skos:prefLabel ?b }", ["graph.ttl", "links.ttl"]),
        ("ASK { ?s ?p ?o }", ["graph.ttl", "links.ttl"]),
        ("DESCRIBE <http://e.org/a>", ["graph.ttl", "links.ttl"]),
    ],
)
def test_the_evidence_of_a_large_graph_is_loaded_only_for_queries_that_may_match_it(
    own_turtle_folder: Path, eager: list[list[Path]], query: str, names: list[str]
) -> None:
    lazy = Dataset.open(own_turtle_folder, max_memory_bytes=0, query=query)
    assert [path.name for path in eager[0]] == names
    if query.startswith(("SELECT", "ASK")):
        rows = [gg.query(dataset, query) for dataset in (lazy, Dataset.open(own_turtle_folder))]
        assert [sorted(map(str, answer.rows)) if isinstance(answer, gg.QueryTable) else answer for answer in rows[:1]] == [
            sorted(map(str, answer.rows)) if isinstance(answer, gg.QueryTable) else answer for answer in rows[1:]
        ]


def test_only_the_queries_of_the_cookbook_that_need_links_load_the_evidence_of_a_large_graph() -> None:
    needs = {query.name: reads_evidence(shape_of(query), PREFIXES) for query in cookbook()}
    assert all(needs[query.name] for query in cookbook() if query.needs_links)
    assert not needs["glossary"]
    assert not needs["neighbours"]
    assert not needs["search"]
