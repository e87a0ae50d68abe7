"""Rows in files, run by tasks over tables: the same rows as an engine in memory gives, in whichever order an engine runs them."""

import gc
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from glossograph.engine import part_files
from glossograph.engine.local_engine import LocalEngine
from glossograph.engine.part_files import CallFunction, Job, PartRows, RunBuckets, RunTasks, TableEngine, lines_of
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.rows import Engine, EngineError, Row
from glossograph.engine.storage import Storage
from tests.cluster_builds import cluster_outcome, differences, inputs_of, local_outcome
from tests.conftest import Write


class ShufflingEngine(TableEngine):
    """Runs tasks in any order, some twice, and puts several buckets into one partition."""

    dashboard = ""
    progress: Progress = no_progress

    def __init__(self, work: Storage, *, buckets: int, seed: int = 0) -> None:
        self.work = work
        self.buckets = buckets
        self.random = random.Random(seed)
        self.jobs = 0

    def on_workers(self, function: object) -> list[object]:
        raise NotImplementedError

    def run(self, rows: Sequence[PartRows], folder: Storage, run_buckets: RunBuckets | None = None) -> PartRows:
        self.jobs += 1
        job = Job(rows)
        numbers = [*range(len(job.tasks))]
        self.random.shuffle(numbers)
        run_tasks = RunTasks(job.tasks, folder, self.buckets if run_buckets else 0)
        again = [*run_tasks(table(numbers[:1]))]
        made = [*run_tasks(table(numbers))]
        assert again == made[: len(again)]
        if run_buckets:
            partitions: list[list[tuple[int, bytes]]] = [[] for _ in range(2)]
            for line in lines_of(made):
                partitions[line[0] % 2].append((line[0], line[1]))
            for lines in partitions:
                self.random.shuffle(lines)
                lines.sort(key=lambda line: line[0])
            made = [batch for lines in partitions for batch in run_buckets(batches(lines))]
        return job.settle(folder, lines_of(made))


def table(numbers: Iterable[int]) -> Iterator[pa.RecordBatch]:
    yield pa.RecordBatch.from_arrays([pa.array(numbers, pa.int64())], names=["id"])


def batches(lines: Sequence[tuple[int, bytes]]) -> Iterator[pa.RecordBatch]:
    """Give lines in batches of three."""
    for begin in range(0, len(lines), 3):
        numbers, values = zip(*lines[begin : begin + 3], strict=True)
        yield pa.RecordBatch.from_arrays(
            [pa.array(numbers, pa.int32()), pa.array(values, pa.binary())], names=["number", "value"]
        )


def values_joined(rows: Iterator[Row]) -> Iterable[Row]:
    yield b"", b"", b" ".join(key + order + value for key, order, value in rows)


@pytest.mark.parametrize("piece_bytes", [1, 1 << 24])
@pytest.mark.parametrize("seed", range(3))
def test_buckets_are_whole_and_sorted_in_whichever_order_tasks_run(
    seed: int, piece_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_files, "_PIECE_BYTES", piece_bytes)
    rows = [(b"k%d" % (number % 7), b"%d" % number, b"v") for number in range(40)]
    engines: list[Engine] = [
        ShufflingEngine(Storage(str(tmp_path)), buckets=5, seed=seed),
        LocalEngine(Storage(str(tmp_path)), buckets=5),
    ]
    first, second = (engine.collect(engine.by_key(engine.rows(rows), step=values_joined)) for engine in engines)
    assert first == second
    assert len(first) > 1


def test_a_step_runs_once_however_often_its_rows_are_needed(tmp_path: Path) -> None:
    engine = ShufflingEngine(Storage(str(tmp_path)), buckets=2)
    rows = engine.each(engine.rows([(b"a", b"", b""), (b"b", b"", b"")]), values_joined)
    once = engine.each(rows, lambda bucket: [row for row in bucket if row[2] != b"b"])
    assert [row[2] for row in engine.collect(once)] == [b"a"]
    assert engine.jobs == 1
    assert [row[2] for row in engine.collect(rows)] == [b"a", b"b"]
    assert engine.jobs == 1
    assert engine.collect(engine.by_key(once, rows, step=values_joined))[0][2].split() == [b"a", b"a", b"b"]


def test_rows_that_are_chosen_are_no_files(tmp_path: Path) -> None:
    engine = ShufflingEngine(Storage(str(tmp_path)), buckets=2)
    rows = engine.each(engine.rows([(b"a", b"", b"1"), (b"b", b"", b"2")]), values_joined)
    chosen = engine.choose(rows, lambda part: [row for row in part if row[2] != b"b2"])
    after = engine.each(chosen, values_joined)
    [joined] = engine.collect(engine.by_key(chosen, after, step=values_joined))
    assert joined[2].split() == [b"a1", b"a1"]
    assert len([*(tmp_path / "rows").iterdir()]) == 4  # two of `rows`, one of `after`, one bucket
    assert [row[2] for row in engine.collect(chosen)] == [b"a1"]


def test_rows_that_two_inputs_of_a_job_need_are_known_once(tmp_path: Path) -> None:
    engine = ShufflingEngine(Storage(str(tmp_path)), buckets=2)
    rows = engine.each(engine.rows([(b"a", b"", b""), (b"b", b"", b"")]), values_joined)
    engine.by_key(engine.each(rows, values_joined), engine.each(rows, values_joined), step=values_joined)
    assert [row[2] for row in engine.collect(rows)] == [b"a", b"b"]


def test_a_bucket_in_two_parts_is_an_error(tmp_path: Path) -> None:
    job = Job([PartRows([(b"a", b"", b"")])])
    with pytest.raises(EngineError, match="divided a bucket"):
        job.settle(Storage(str(tmp_path)), [(0, b"x"), (0, b"y")])


def test_garbage_is_not_collected_during_a_task_nor_what_is_imported_after_it(tmp_path: Path) -> None:
    def state_of_collection(_: Iterator[Row]) -> Iterable[Row]:
        yield b"", b"", b"%d %d" % (gc.isenabled(), gc.get_freeze_count() > 0)

    engine = ShufflingEngine(Storage(str(tmp_path)), buckets=1)
    try:
        in_task = engine.each(engine.rows([(b"a", b"", b"")]), state_of_collection)
        in_bucket = engine.by_key(in_task, step=state_of_collection)
        assert [engine.collect(rows) for rows in (in_task, in_bucket)] == [[(b"", b"", b"0 1")]] * 2
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_a_function_is_called_once_in_a_task() -> None:
    assert [number for number, _ in lines_of(CallFunction(dict)(table(range(9))))] == [0]


@pytest.mark.slow
def test_the_plan_makes_the_same_graph_of_rows_in_files(write: Write, tmp_path: Path) -> None:
    texts = {"en/bond": "Bond\n\nA [loan](/loan).", "en/loan": "Loan\n\nText.", "no/bond": "Obligasjon\n\nEt [lån](/loan)."}
    inputs = inputs_of(write({f"{name}.md": f"# {text}" for name, text in texts.items()}))
    assert differences(local_outcome(inputs), cluster_outcome(inputs, tmp_path, engine=make_engine)) == {}


def make_engine(work: Storage, buckets: int) -> Engine:
    return ShufflingEngine(work, buckets=buckets, seed=1)
