"""A build on Apache Spark, standalone on loopback: run by `make test-cluster`, since Spark and its Java are large."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import glossograph as gg
from tests.cluster_builds import differences, inputs_of, local_outcome, written_outcome
from tests.command import PATIENCE_S

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def started(home: Path, log: Path, main: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a daemon of Spark, and wait until it says that it has begun."""
    environment = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = ("bash", str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{main}", *arguments)
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stderr=file, stdout=file, start_new_session=True)
    until = time.monotonic() + PATIENCE_S
    while not re.search(r"I have been elected leader|Successfully registered with master", log.read_text(errors="replace")):
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < until, log.read_text(errors="replace")
        time.sleep(0.2)
    return process


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a master and a worker of two cores, and give the address of the master."""
    spec = find_spec("pyspark")
    assert spec
    assert spec.origin
    home, port = Path(spec.origin).parent, free_port()
    address = f"spark://127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("spark")
    processes = []
    try:
        here = ("--host", "127.0.0.1", "--webui-port", "0")
        processes.append(started(home, folder / "master.log", "master.Master", *here, "--port", str(port)))
        work = ("--work-dir", str(folder), "--cores", "2", "--memory", "2g")
        processes.append(started(home, folder / "worker.log", "worker.Worker", *here, *work, address))
        yield address
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE_S)


def test_spark_makes_the_same_graph(master: str, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "glossograph", "build", "--sample", "-o", str(tmp_path / "out"), "--engine", master)
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    outcome = subprocess.run((*command, "--buckets", "3"), env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    made = written_outcome(tmp_path / "out")
    assert differences({name: rows for name, rows in local_outcome(inputs_of(gg.api.SAMPLE)).items() if name in made}, made) == {}


def test_a_master_that_is_not_there_is_reported(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "glossograph", "build", "--sample", "-o", str(tmp_path / "out"))
    address = f"spark://127.0.0.1:{free_port()}"
    outcome = subprocess.run((*command, "--engine", address), capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert f"{address}: cannot be reached" in outcome.stderr
