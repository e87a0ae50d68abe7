"""Builds on Apache Spark, in this process, standalone and by Spark Connect, all on loopback: run by `make test-cluster`, since
Spark and its Java are large."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

import glossograph as gg
from tests.cluster_builds import differences, inputs_of, local_outcome, written_outcome
from tests.command import PATIENCE_S, wait_until

pytestmark = pytest.mark.slow

SPEC = find_spec("pyspark")
HOME = Path(SPEC.origin if SPEC and SPEC.origin else "").parent
ENVIRONMENT = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def started(log: Path, ready: str, *command: str) -> "subprocess.Popen[bytes]":
    """Start a daemon of Spark, and wait until it says that it is ready."""
    environment = {**os.environ, **ENVIRONMENT, "SPARK_HOME": str(HOME)}
    with log.open("wb") as file:
        process = subprocess.Popen(("/bin/bash", *command), env=environment, stderr=file, stdout=file, start_new_session=True)
    wait_until(lambda: process.poll() is not None or ready in log.read_text(errors="replace"), f"{ready!r} in {log}")
    assert process.poll() is None, log.read_text(errors="replace")
    return process


@contextmanager
def ended() -> Iterator[list["subprocess.Popen[bytes]"]]:
    """End daemons, with the executors that they started."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        yield processes
    finally:
        for process in reversed(processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a master and a worker of two cores, and give the address of the master."""
    folder, port, run_class = tmp_path_factory.mktemp("master"), free_port(), str(HOME / "bin" / "spark-class")
    address, here = f"spark://127.0.0.1:{port}", ("--host", "127.0.0.1", "--webui-port", "0")
    with ended() as processes:
        master = ("org.apache.spark.deploy.master.Master", *here, "--port", str(port))
        processes.append(started(folder / "master.log", "I have been elected leader", run_class, *master))
        of_worker = ("--work-dir", str(folder), "--cores", "2", "--memory", "2g", address)
        worker = ("org.apache.spark.deploy.worker.Worker", *here, *of_worker)
        processes.append(started(folder / "worker.log", "Successfully registered with master", run_class, *worker))
        yield address


@pytest.fixture(scope="module")
def connect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server of Spark Connect on two cores, and give its address."""
    folder, port = tmp_path_factory.mktemp("connect"), free_port()
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.ui.enabled": "false",
    }
    options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    main = ("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[2]", *options)
    with ended() as processes:
        command = (str(HOME / "bin" / "spark-submit"), *main, "spark-internal")
        processes.append(started(folder / "connect.log", "Spark Connect server started", *command))
        yield f"sc://127.0.0.1:{port}"


@pytest.fixture(params=["local[2]", "master", "connect"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of each kind of Spark."""
    return str(request.param if "[" in request.param else request.getfixturevalue(request.param))


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def build(*arguments: object, code: str = "from glossograph.cli import run") -> "subprocess.Popen[str]":
    """Start a build of the sample, by a process that changes how steps run before."""
    command = (sys.executable, "-c", f"{code}\nrun()", "build", "--sample", "--buckets", "3", *map(str, arguments))
    return subprocess.Popen(command, env={**os.environ, **ENVIRONMENT}, stdout=-1, stderr=-1, text=True, start_new_session=True)


def assert_same_as_local(out: Path) -> None:
    made = written_outcome(out)
    assert differences({name: rows for name, rows in local_outcome(inputs_of(gg.api.SAMPLE)).items() if name in made}, made) == {}


def test_spark_makes_the_same_graph(address: str, tmp_path: Path) -> None:
    with build("-o", tmp_path / "out", "--engine", address) as process:
        _, stderr = process.communicate()
    assert process.returncode == 0, stderr
    assert ("Dashboard: http://" in stderr) is not address.startswith("sc:")
    assert_same_as_local(tmp_path / "out")


WITH_STEP = """
import os, signal, time
from glossograph.cli import run
from glossograph.engine.spark_engine import SparkEngine

def before(step, note):
    def run_step(rows):
        try:
            with open(note, "x") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            return step(rows)
        ACTION
    return run_step

def each(self, rows, step, each=SparkEngine.each):
    return each(self, rows, before(step, NOTE) if type(step).__name__ == "ReadCarefully" else step)

SparkEngine.each = each
"""
"""A build in which the first task that reads articles does something else."""

KILL = """
        with open(f"/proc/{os.getppid()}/stat") as stat:  # of the parent of all workers in Python, whose parent is the executor
            os.kill(int(stat.read().rpartition(")")[2].split()[1]), signal.SIGKILL)
        time.sleep(3600)
"""


def with_step(action: str, note: Path) -> str:
    return WITH_STEP.replace("        ACTION", action.strip("\n")).replace("NOTE", repr(str(note)))


def test_an_executor_that_is_killed_while_reading_changes_nothing(master: str, tmp_path: Path) -> None:
    note = tmp_path / "note"
    with build("-o", tmp_path / "out", "--engine", master, code=with_step(KILL, note)) as process:
        _, stderr = process.communicate()
    assert process.returncode == 0, stderr
    assert note.exists()
    assert_same_as_local(tmp_path / "out")


def test_an_interrupted_build_ends_its_tasks(address: str, tmp_path: Path) -> None:
    note = tmp_path / "note"
    with build("-o", tmp_path / "out", "--engine", address, code=with_step("        time.sleep(3600)", note)) as process:
        wait_until(lambda: process.poll() is not None or (note.exists() and note.read_text()), "a task that reads")
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()
    assert process.returncode == 130, stderr
    assert stderr.endswith("glossograph: Interrupted: finished steps are kept; run the same command again to continue\n")
    wait_until(lambda: not Path(f"/proc/{note.read_text()}").exists(), "the end of the task")


def test_what_a_step_raises_is_reported_in_one_line(connect: str, tmp_path: Path) -> None:
    code = with_step("        raise ValueError(NOTE)", tmp_path / "note")
    with build("-o", tmp_path / "out", "--engine", connect, code=code) as process:
        _, stderr = process.communicate()
    assert process.returncode == 2
    assert stderr.splitlines()[-1] == f"glossograph: Spark: ValueError: {tmp_path / 'note'}"
    assert "Traceback" not in stderr


@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_a_master_that_is_not_there_is_reported(scheme: str, tmp_path: Path) -> None:
    address = f"{scheme}://127.0.0.1:{free_port()}"
    with build("-o", tmp_path / "out", "--engine", address) as process:
        _, stderr = process.communicate()
    assert process.returncode == 2
    assert f"{address}: cannot be reached" in stderr
