"""What a build on a cluster cannot reach, read or write, and workers that differ: one line each, before anything is built."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.command import run
from tests.conftest import Write
from tests.object_store import serving_s3

ENGINES = ["tcp://127.0.0.1:8786", "dask://127.0.0.1:99999", "spark://127.0.0.1:70777", "dask://host", "dask:8786", "local[x]"]


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def articles(write: Write) -> Path:
    return write({"en/bond.md": "# Bond\n\nText."})


def refused(*words: object) -> str:
    """Run a build that is refused, and give its line without that of the dashboard."""
    done = run("build", *words)
    lines = [line for line in done.stderr.splitlines(keepends=True) if not line.startswith("glossograph: Dashboard: ")]
    assert (done.returncode, done.stdout, len(lines)) == (2, "", 1), done
    return lines[0].removeprefix("glossograph: ")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_cannot_be_is_refused(engine: str, articles: Path, tmp_path: Path) -> None:
    message = refused(articles, "-o", tmp_path / "out", "--engine", engine)
    assert message.startswith(f"Unknown engine {engine!r}: choose from dask")


@pytest.mark.slow
@pytest.mark.parametrize("host", ["127.0.0.1:1", "no-such-host.invalid:8786"])
def test_a_scheduler_that_does_not_answer_is_reported(
    host: str, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossograph.engine.dask_engine._PATIENCE_S", 1)
    message = "cannot be reached: start `dask scheduler` there, or correct the address\n"
    assert refused(articles, "-o", tmp_path / "out", "--engine", f"dask://{host}") == f"dask://{host}: {message}"


@pytest.mark.parametrize("kind", ["dask", "spark"])
def test_a_missing_extra_is_named(kind: str, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    engine = {"dask": "dask", "spark": "spark://127.0.0.1:7077"}[kind]
    message = f"--engine {kind} needs more packages: pip install 'glossograph[{kind}]'\n"
    assert refused(articles, "-o", tmp_path / "out", "--engine", engine) == message


@pytest.mark.parametrize("where", ["file", "below a file"])
def test_an_output_folder_that_cannot_be_is_reported(where: str, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    output = tmp_path / "file" if where == "file" else tmp_path / "file" / "out"
    message = refused(articles, "-o", output, "--engine", "dask")
    assert message.startswith(f"{output}: cannot be written (")
    assert message.endswith("): name another folder with -o\n")


def test_inputs_that_are_not_there_are_reported(tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(b"")
    words = ("-o", tmp_path / "out", "--engine", "dask")
    assert refused(tmp_path / "none", *words) == f"{tmp_path / 'none'}: no such file or folder\n"
    assert refused(tmp_path / "file.pdf", *words).startswith(f"{tmp_path / 'file.pdf'}: not an article: name folders, or files")
    assert refused("ftp://host/Texts", *words).startswith("ftp://host/Texts: cannot be reached (")


@pytest.mark.slow
def test_faults_of_the_work_on_dask_are_one_line(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "damaged.parquet").write_bytes(b"no table")
    pq.write_table(pa.table({"path": ["en/bond.md"], "body": ["# Bond"]}), tmp_path / "named.parquet")
    pq.write_table(pa.table({"path": ["en/bond.md"], "text": [1.5]}), tmp_path / "numbers.parquet")
    faults = {
        "damaged": "cannot be read as Parquet (",
        "named": "has no column 'text': needs `path` and `text`",
        "numbers": "column 'text' holds double: needs strings",
    }
    from glossograph.engine.dask_cluster import own_cluster

    with own_cluster(1) as address:
        words = ("-o", tmp_path / "out", "--engine", f"dask://{address}", "--buckets", 2)
        for name, fault in faults.items():
            assert refused(tmp_path / f"{name}.parquet", *words).startswith(f"{tmp_path / name}.parquet: {fault}")
        (tmp_path / "out" / "graph.nt").write_bytes(b"")
        message = refused(articles, *words)
        assert message.startswith(f"{tmp_path / 'out'}/graph.nt/part-")
        assert "cannot be written" in message


LACKING = """
import importlib.metadata, pathlib, sys
differing, version = pathlib.Path(__file__).with_name("differing"), importlib.metadata.version

class Hiding:
    def find_spec(name, *_):
        if name == "glossograph" and differing.read_text() == name:
            raise ModuleNotFoundError("No module named 'glossograph'")

def other(name):
    if name == differing.read_text() == "pyromark":
        raise importlib.metadata.PackageNotFoundError(name)
    return "0.1" if name == differing.read_text() else version(name)

sys.meta_path.insert(0, Hiding)
importlib.metadata.version = other
"""
"""Loaded at the start of a worker: it says that the package that a file names is missing, or of another version."""


DIFFERENCES = {
    "glossograph": "The workers cannot run glossograph (",
    "msgspec": "A worker has msgspec 0.1, this machine ",
    "pyromark": "A worker has pyromark no such version, this machine ",
}


@pytest.mark.slow
def test_a_worker_that_differs_is_reported_before_anything_runs(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "sitecustomize.py").write_text(LACKING)
    (tmp_path / "start" / "differing").touch()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "start"), *filter(None, sys.path)]))
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, dashboard_address="127.0.0.1:0") as cluster:
        words = ("-o", tmp_path / "out", "--engine", cluster.scheduler_address.replace("tcp:", "dask:"))
        for package, message in DIFFERENCES.items():  # what is missing first: a module stays imported
            (tmp_path / "start" / "differing").write_text(package)
            line = refused(articles, *words)
            assert line.startswith(message)
            assert line.endswith(("install the same version on all\n", "install the same version there\n"))
    assert not [*(tmp_path / "out" / ".glossograph").glob("cluster/*")]


@pytest.fixture
def store() -> Iterator[str]:
    """Serve S3, without a bucket, for the processes of a test."""
    with serving_s3():
        yield "s3://nobody"


@pytest.mark.slow
@pytest.mark.parametrize("is_refused", [False, True], ids=["no bucket", "refused credentials"])
def test_a_bucket_that_cannot_be_used_is_reported(
    store: str, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_refused: bool
) -> None:
    if is_refused:
        monkeypatch.setenv("INITIAL_NO_AUTH_ACTION_COUNT", "0")
        monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0.0)
    message = refused(articles, "-o", f"{store}/graph", "--engine", "dask")
    assert message.startswith(f"{store}/graph: cannot be written (")
    assert message.endswith("): correct the address, the bucket or the credentials\n")
    message = refused(f"{store}/Texts", "-o", tmp_path / "out", "--engine", "dask")
    assert message.startswith(f"{store}/Texts: {'cannot be reached (' if is_refused else 'no such file or folder'}")
