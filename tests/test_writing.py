"""Claims about writing: all files of a build or none, in a fixed order, whichever process writes them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.export import registry
from glossograph.pages import report
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch, open_batch
from tests.command import wait_until

pytestmark = pytest.mark.slow


def test_a_failed_write_leaves_the_old_files_as_they_were(
    sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device", "report.json")

    monkeypatch.setattr(report, "emit_report", failing)
    with pytest.raises(gg.GlossographError, match="No space left"):
        sample.write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_two_processes_that_share_the_formats_give_the_same_files(
    sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    emitter, here = registry.find_emitter, os.getpid()
    begun = tmp_path / "begun"

    def noted(title: str, write: registry.Emitter) -> registry.Emitter:
        def emit(job: ExportJob, files: Batch) -> None:
            write(job, files)
            files.note(f"{title} {os.getpid()}")
            if os.getpid() != here:
                begun.touch()
            elif folder.name == "2":
                wait_until(begun.exists, "the other process's first file")

        return emit

    def signed(name: str) -> registry.Emitter:
        write = emitter(name)
        found = noted(name, write)
        if links := getattr(write, "links", None):
            vars(found)["links"] = noted(f"{name} links", links)
        return found

    monkeypatch.setattr(registry, "_MIN_EDGES_FOR_TWO_PROCESSES", 0)
    monkeypatch.setattr(registry, "find_emitter", signed)
    job = ExportJob(sample.graph, sample.source, sample.config)
    made: list[list[Path]] = []
    notes: list[list[str]] = [[], []]
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        made.append(registry.emit(job, folder, notes=notes[jobs - 1], jobs=jobs))
    alone, shared = made
    names = ["graph.ttl", "glossograph.ttl", "links.ttl", "graph.html", "places.json", "report.json", "report.html"]
    assert [path.name for path in alone] == [path.name for path in shared] == names
    assert [path.read_bytes() for path in alone] == [path.read_bytes() for path in shared]
    titles = ["turtle", "turtle links", "html", "report"]
    written = [[note for note in one_run if note.rsplit(" ", 1)[1].isdecimal()] for one_run in notes]
    assert [[note.rsplit(" ", 1)[0] for note in one_run] for one_run in written] == [titles, titles]
    by_alone, by_shared = ({int(note.rsplit(" ", 1)[1]) for note in one_run} for one_run in written)
    assert by_alone == {here}
    assert len(by_shared) == 2
    assert here in by_shared


@pytest.mark.parametrize("others_are_written", [False, True], ids=["while others are written", "when others are written"])
@pytest.mark.parametrize("where", ["here", "in the other process"])
def test_where_a_format_fails_no_file_of_any_is_left(
    sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, *, others_are_written: bool
) -> None:
    emitter, here = registry.find_emitter, os.getpid()
    fails_here = where == "here"
    notes, out = tmp_path / "notes", tmp_path / "out"
    notes.mkdir()

    def failing(name: str) -> registry.Emitter:
        write = emitter(name)

        def emit(job: ExportJob, files: Batch) -> None:
            fails = fails_here == (os.getpid() == here)
            if fails:
                (notes / "failing").touch()
            else:
                wait_until((notes / "failing").exists, "the file that fails")
            write(job, files)
            if fails:
                wait_until(lambda: not others_are_written or len(list(notes.iterdir())) == 3, "the other files")
                raise KeyboardInterrupt if fails_here else OSError(28, "No space left on device")
            (notes / name).touch()

        return emit

    monkeypatch.setattr(registry, "_MIN_EDGES_FOR_TWO_PROCESSES", 0)
    monkeypatch.setattr(registry, "find_emitter", failing)
    with pytest.raises(KeyboardInterrupt if fails_here else gg.GlossographError):
        registry.emit(ExportJob(sample.graph, sample.source, sample.config), out, ("turtle", "ntriples", "report"), jobs=2)
    assert list(out.iterdir()) == []


def test_no_format_writes_nothing_and_links_alone_are_no_format(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    assert sample.write(tmp_path, ()) == []
    with pytest.raises(gg.GlossographError, match=r"Unknown format 'turtle links' \(choose from turtle, html,"):
        sample.write(tmp_path, ("turtle links",))


def test_a_folder_in_the_place_of_a_file_is_named_and_no_other_file_is_replaced(
    sample: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(gg.GlossographError, match=r"/report\.html: cannot be written: a folder has this name"):
        sample.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_disk_that_is_full_is_said_of_the_file_as_it_is_to_be_called(tmp_path: Path) -> None:
    with (
        pytest.raises(gg.GlossographError, match=rf"\A{tmp_path}/graph\.ttl: cannot be written \(No space left"),
        open_batch(tmp_path) as files,
        files.open_bytes("graph.ttl") as file,
    ):
        raise OSError(28, "No space left on device", file.name)


@pytest.mark.parametrize(("name", "suffix"), [("turtle", "ttl"), ("ntriples", "nt"), ("jsonld", "jsonld"), ("rdfxml", "rdf")])
def test_links_of_an_earlier_build_go_where_none_are_wanted(
    sample: gg.KnowledgeGraph, tmp_path: Path, name: str, suffix: str
) -> None:
    mine = {f"links.{other}" for other in ("ttl", "nt", "jsonld", "rdf")} - {f"links.{suffix}"}
    sample.write(tmp_path, name)
    for other in mine:
        (tmp_path / other).touch()
    gg.build(gg.SAMPLE, evidence="none").write(tmp_path, name)
    assert {path.name for path in tmp_path.glob("links.*")} == mine


def test_files_come_in_the_order_of_their_formats_whoever_writes_which(
    sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def backwards(count: int) -> Iterator[Iterator[int]]:
        yield iter(range(count - 1, -1, -1))

    monkeypatch.setattr(registry, "shared_counter", backwards)
    paths = registry.emit(ExportJob(sample.graph, sample.source, sample.config), tmp_path)
    assert [path.name for path in paths] == [
        *("graph.ttl", "glossograph.ttl", "links.ttl", "graph.html", "places.json", "report.json", "report.html")
    ]
