"""Builds on Dask with two worker processes, from and to object stores; what is refused, and what goes on after a failure."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow.fs import S3FileSystem

import glossograph as gg
from glossograph.distributed.clusters import check_workers, environment, parse_engine
from glossograph.distributed.plan import Plan
from glossograph.distributed.sources import find_sources
from glossograph.engine.local_engine import LocalEngine
from glossograph.engine.rows import Engine, EngineError, Rows, Step
from glossograph.engine.storage import Storage
from tests.cluster_builds import (
    PLANTED,
    Outcome,
    cluster_outcome,
    differences,
    inputs_of,
    local_outcome,
    planted_duplicates,
    run_plan,
    written_outcome,
)
from tests.command import run
from tests.conftest import Write
from tests.object_store import serving_s3


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Storage, int], Engine]]:
    """Give what makes an engine of one cluster of two worker processes."""
    from glossograph.engine.dask_engine import DaskEngine, open_cluster

    with open_cluster("", Storage(str(tmp_path_factory.mktemp("work"))), 2) as engine:

        def engine_of(work: Storage, buckets: int) -> Engine:
            return DaskEngine(engine.client, work, buckets=buckets)

        yield engine_of


@pytest.fixture(scope="module")
def sample() -> Outcome:
    return local_outcome(inputs_of(gg.api.SAMPLE))


@pytest.mark.slow
def test_two_worker_processes_of_dask_make_the_same_graph(
    dask: Callable[[Storage, int], Engine], sample: Outcome, tmp_path: Path
) -> None:
    assert differences(sample, cluster_outcome(inputs_of(gg.api.SAMPLE), tmp_path, engine=dask)) == {}


@pytest.mark.slow
def test_two_worker_processes_of_dask_propose_the_same_duplicates(
    dask: Callable[[Storage, int], Engine], write: Write, tmp_path: Path
) -> None:
    inputs = inputs_of(write(planted_duplicates()))
    made = cluster_outcome(inputs, tmp_path, engine=dask)
    assert [(one, other, (reason,)) for one, other, reason in PLANTED] == made["duplicate_candidates"]
    assert differences(local_outcome(inputs), made) == {}


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing(dask: Callable[[Storage, int], Engine], sample: Outcome, tmp_path: Path) -> None:
    engine = dask(Storage(str(tmp_path / "work")), 3)
    killed: list[int] = []

    def kill_one(stage: str, _done: int, _total: int) -> None:
        if stage == "counting" and not killed:
            killed.extend(engine.on_workers(os.getpid)[:1])
            os.kill(killed[0], signal.SIGKILL)

    inputs = inputs_of(gg.api.SAMPLE)
    found = find_sources([str(gg.api.SAMPLE)])
    Plan(engine, found, inputs.config, output=Storage(str(tmp_path / "out")), progress=kill_one).run()
    assert killed
    made = written_outcome(tmp_path / "out")
    assert differences({name: sample[name] for name in made}, made) == {}


@pytest.mark.slow
def test_the_command_builds_on_a_cluster_of_its_own(tmp_path: Path) -> None:
    outcome = run("build", "--sample", "-o", tmp_path / "out", "--engine", "dask", "--buckets", "2")
    assert outcome.returncode == 0, outcome.stderr
    assert "48 terms, 8 of them placeholders; 380 edges from 1,478 links" in outcome.stdout
    assert "Dashboard: http://127.0.0.1:" in outcome.stderr
    assert "Bond" in run("show", "bond", "--build", tmp_path / "out").stdout
    assert not [*(tmp_path / "out" / ".glossograph").glob("cluster/*")]


class _Interrupted(Exception):  # noqa: N818 — it stands in for a signal
    """The driver ends."""


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "resumed"), [("grouping", "articles"), ("resolving links", "batches"), ("labelling", "sums")])
def test_the_same_command_goes_on_from_what_was_kept(stage: str, resumed: str, sample: Outcome, tmp_path: Path) -> None:
    inputs = inputs_of(gg.api.SAMPLE)
    found = find_sources([str(gg.api.SAMPLE)])
    read: list[str] = []

    def stop(current: str, _done: int, _total: int) -> None:
        if current == stage:
            raise _Interrupted

    def built(progress: Callable[[str, int, int], None]) -> str:
        engine = LocalEngine(Storage(str(tmp_path / "work")), buckets=2)
        return Plan(engine, found, inputs.config, output=Storage(str(tmp_path / "out")), progress=progress).run().resumed

    with pytest.raises(_Interrupted):
        built(stop)
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert built(lambda current, _done, _total: read.append(current)) == resumed
    made = written_outcome(tmp_path / "out")
    assert differences({name: sample[name] for name in made}, made) == {}
    assert not [*tmp_path.glob("work/*")]


def test_rows_that_another_user_put_into_the_folder_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = LocalEngine(Storage(str(tmp_path / "work")))
    engine.keep(engine.rows([(b"a", b"", b"")]), "rows")
    assert engine.kept("rows") is not None
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    assert engine.kept("rows") is None


def test_a_part_that_was_changed_is_not_read(tmp_path: Path) -> None:
    engine = LocalEngine(Storage(str(tmp_path / "work")))
    engine.keep(engine.rows([(b"a", b"", b"")]), "rows")
    for part in (tmp_path / "work" / "rows").iterdir():
        if part.name != "parts":
            part.write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(EngineError, match="was changed since it was written"):
        engine.kept("rows")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--engine", "ray"), "Unknown engine 'ray': choose from dask"),
        (("--engine", "dask", "--watch"), "--watch and --engine exclude each other"),
        (("--engine", "dask", "--format", "sqlite"), "--format and --engine exclude each other"),
        (("--buckets", "3"), "add --engine"),
        (("-o", "s3://bucket/graph"), "add --engine"),
    ],
)
def test_what_a_cluster_cannot_do_is_refused_in_one_line(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    place = () if "-o" in arguments else ("-o", tmp_path / "out")
    outcome = run("build", "--sample", *place, *arguments)
    assert outcome.returncode == 2
    assert message in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


class _OtherWorkers(LocalEngine):
    """An engine whose workers report what a test wants."""

    answer: dict[str, str] | Exception

    def on_workers(self, function: Callable[[], object]) -> list[object]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return [function(), self.answer]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({**environment(), "numpy": "1.0"}, "A worker has numpy 1.0, this machine"),
        ({**environment(), "pyromark": ""}, "A worker has pyromark no such version, this machine"),
        (ModuleNotFoundError("No module named 'glossograph'"), "cannot run glossograph .*No module named 'glossograph'"),
    ],
)
def test_workers_with_other_packages_are_refused(answer: dict[str, str] | Exception, message: str, tmp_path: Path) -> None:
    engine = _OtherWorkers(Storage(str(tmp_path)))
    engine.answer = answer
    with pytest.raises(EngineError, match=message):
        check_workers(engine)


def test_an_engine_is_named_by_its_kind_and_address() -> None:
    assert parse_engine("spark://a:7077,b:7077").address == "spark://a:7077,b:7077"
    for name in ("sc://host", "sc://[::1]:15002/;token=x;use_ssl=true"):
        assert parse_engine(name) == ("spark", name)
    for name in (
        "dask://host",
        "dask://a b:1",
        "local[x]",
        "spark://host",
        "",
        "dask\n",
        "sc://",
        "sc://host/x",
        "sc://host/;a b",
    ):
        with pytest.raises(EngineError):
            parse_engine(name)


@pytest.mark.slow
def test_a_table_of_paths_and_texts_is_read_like_files(sample: Outcome, tmp_path: Path) -> None:
    folder = gg.api.SAMPLE
    files = sorted(path for path in folder.rglob("*.md") if path.name != "README.md")
    half = len(files) // 2
    table = {"path": [f"sample/{path.relative_to(folder).as_posix()}" for path in files[:half]]}
    table["text"] = [path.read_text(encoding="utf-8") for path in files[:half]]
    pq.write_table(pa.table(table), tmp_path / "half.parquet", row_group_size=20)
    for path in files[half:]:
        (target := tmp_path / "sample" / path.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    inputs = inputs_of(folder)
    engine = LocalEngine(Storage(str(tmp_path / "work")), buckets=3)
    run_plan(inputs, engine, tmp_path / "out", [str(tmp_path / "half.parquet"), str(tmp_path / "sample")])
    made = written_outcome(tmp_path / "out")
    made.pop("problems")  # of files that are no articles, the table has none
    assert differences({name: sample[name] for name in made}, made) == {}


@pytest.mark.slow
def test_articles_that_vanish_or_are_too_large_are_problems(write: Write, tmp_path: Path) -> None:
    folder = write(
        {"en/bond.md": "# Bond\n\nA [loan](/loan).", "en/loan.md": "# Loan\n\nText.", "en/stock.md": "# Stock\n\nText."}
    )

    class Vanishing(LocalEngine):
        """An engine under whose hands files change between listing and reading."""

        def each(self, rows: Rows, step: Step) -> Rows:
            if type(step).__name__ == "ReadCarefully" and (folder / "en/loan.md").exists():
                (folder / "en/loan.md").unlink()
                with (folder / "en/stock.md").open("ab") as file:
                    file.truncate(20_000_000)
            return super().each(rows, step)

    run_plan(inputs_of(folder), Vanishing(Storage(str(tmp_path / "work"))), tmp_path / "out")
    problems = {row[0].rpartition("/")[2]: row[2:] for row in written_outcome(tmp_path / "out")["problems"]}
    assert problems["loan.md"][0] == "unreadable"
    assert "cannot be read" in problems["loan.md"][1]
    assert problems["stock.md"][0] == "too-large"


@pytest.fixture
def bucket() -> Iterator[str]:
    """Serve S3, and give the address of a bucket."""
    with serving_s3() as server:
        S3FileSystem(endpoint_override=server, allow_bucket_creation=True).create_dir("terms")
        yield "s3://terms"


@pytest.mark.slow
def test_an_object_store_is_read_from_and_written_to(bucket: str, tmp_path: Path) -> None:
    for tag in ("en", "no"):
        shutil.copytree(gg.api.SAMPLE / tag, tmp_path / "sample" / tag)
    inputs = inputs_of(tmp_path / "sample")
    local = local_outcome(inputs)
    store = Storage(f"{bucket}/sample")
    for path in (tmp_path / "sample" / "no").iterdir():
        store.write(f"no/{path.name}", path.read_bytes())
    shutil.rmtree(tmp_path / "sample" / "no")
    work = Storage(f"{bucket}/graph/.glossograph/cluster")
    found = find_sources([f"{bucket}/sample", str(tmp_path / "sample")])
    Plan(LocalEngine(work, buckets=3), found, inputs.config, output=Storage(f"{bucket}/graph")).run()
    copy_of(Storage(f"{bucket}/graph"), tmp_path / "out")
    made = written_outcome(tmp_path / "out")
    assert differences({name: local[name] for name in made}, made) == {}
    stats = json.loads(run("stats", "--build", f"{bucket}/graph", "--json").stdout)
    assert stats["terms"] == local["summary"].terms > 30


def copy_of(storage: Storage, folder: Path, below: str = "") -> None:
    """Copy a folder of an object store."""
    for file in [*storage.list(below)]:
        if file.is_folder:
            copy_of(storage, folder, file.path)
        else:
            (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.path).write_bytes(storage.read(file.path))
