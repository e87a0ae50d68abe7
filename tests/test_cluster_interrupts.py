"""A build on a cluster that is interrupted cancels its work, and no two builds write into one folder."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glossograph.engine import build_lock
from glossograph.engine.build_lock import leased_folder, locked_folder
from glossograph.engine.storage import Storage
from glossograph.errors import GlossographError
from tests.command import PATIENCE_S, run, wait_until
from tests.conftest import Write
from tests.processes import living

INTERRUPTED = """
import contextlib, os, signal, sys
from glossograph.cli import cluster_options, run

@contextlib.contextmanager
def progress(*, quiet):
    def signal_once(stage, done, total):
        if stage == "resolving links" and done and not sent:
            sent.append(stage)
            os.killpg(0, signal.SIGNAL)
    sent = []
    yield signal_once

cluster_options.show_progress = progress
run()
"""
"""A build that sends a signal to itself and its workers, as a terminal does, while it waits for links to be resolved."""

INTERRUPTED_AT_START = """
import os, signal
from glossograph.cli import run
from glossograph.engine import dask_cluster

class Cluster(dask_cluster.LocalCluster):
    def __init__(self, **settings):
        super().__init__(**settings)
        os.killpg(0, signal.SIGNAL)

dask_cluster.LocalCluster = Cluster
run()
"""
"""A build that is sent a signal when its workers have just started."""

CANCELLED = "glossograph: Interrupted: finished steps are kept; run the same command again to continue\n"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def articles(write: Write) -> Path:
    texts = {"en/bond": "Bond\n\nA [loan](/loan).", "en/loan": "Loan\n\nText.", "no/bond": "Obligasjon\n\nTekst."}
    return write({f"{name}.md": f"# {text}" for name, text in texts.items()})


def interrupted(signal_name: str, *arguments: object, code: str = INTERRUPTED) -> int:
    """Run a build that is interrupted, and give the number of its session."""
    command = [sys.executable, "-c", code.replace("SIGNAL", signal_name), "build", *map(str, arguments)]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, start_new_session=True) as process:
        stdout, stderr = process.communicate(timeout=PATIENCE_S)
    lines = [line for line in stderr.splitlines(keepends=True) if not line.startswith("glossograph: Dashboard: ")]
    assert (process.returncode, stdout, lines) == (130, "", [CANCELLED]), stderr
    return process.pid


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not list processes as files")
@pytest.mark.parametrize("signal_name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_build_ends_its_workers_and_the_same_command_continues(
    signal_name: str, articles: Path, tmp_path: Path
) -> None:
    words = (articles, "-o", tmp_path / "out", "--engine", "dask", "--buckets", 2)
    session = interrupted(signal_name, *words)
    wait_until(lambda: not living(session), "the end of all workers")
    assert not (tmp_path / "out" / "manifest.json").exists()
    if signal_name == "SIGTERM":
        return  # it keeps the same steps as the other signal
    done = run("build", *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Continued after the step 'batches' of an earlier run\n")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="the system cannot block signals")
def test_a_build_that_is_interrupted_while_its_workers_start_ends_them(articles: Path, tmp_path: Path) -> None:
    session = interrupted("SIGINT", articles, "-o", tmp_path / "out", "--engine", "dask", code=INTERRUPTED_AT_START)
    wait_until(lambda: not living(session), "the end of all workers")


@pytest.mark.slow
def test_an_interrupted_build_cancels_its_tasks_on_a_cluster_that_stays_usable(articles: Path, tmp_path: Path) -> None:
    from distributed import Client

    from glossograph.engine.dask_cluster import own_cluster

    def has_tasks(dask_scheduler: Any) -> bool:
        return bool(dask_scheduler.tasks)

    with own_cluster(2) as address, Client(f"tcp://{address}") as client:
        workers = set(client.run(os.getpid).values())
        words = (articles, "-o", tmp_path / "out", "--engine", f"dask://{address}", "--buckets", 2)
        interrupted("SIGINT", *words)
        wait_until(lambda: not client.run_on_scheduler(has_tasks), "the end of all tasks")
        done = run("build", *words)
        assert done.returncode == 0, done.stderr
        assert set(client.run(os.getpid).values()) == workers


def test_two_builds_on_clusters_into_one_folder_do_not_mix(articles: Path, tmp_path: Path) -> None:
    with locked_folder(tmp_path / "out"):
        done = run("build", articles, "-o", tmp_path / "out", "--engine", "dask")
    message = f"glossograph: {tmp_path / 'out'}: another build is writing there: wait for it, or name another folder with -o\n"
    assert done == (2, "", message)


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    """Give a folder that is leased as one of an object store is."""
    return Storage(str(tmp_path / "store"))


def leases(store: Storage) -> list[Path]:
    return [*Path(store.address, ".glossograph", "builds").iterdir()]


def test_a_second_build_into_an_object_store_is_refused_until_the_first_has_ended(store: Storage) -> None:
    with leased_folder(store):
        with pytest.raises(GlossographError, match="another build is writing there"), leased_folder(store):
            pass
        assert len(leases(store)) == 1
    assert leases(store) == []
    with leased_folder(store):
        pass


def left_lease(store: Storage, host: str, process: int) -> Path:
    """Leave a lease as a killed build does."""
    store.write(".glossograph/builds/other", json.dumps({"host": host, "process": process}).encode())
    return Path(store.address, ".glossograph", "builds", "other")


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


@pytest.mark.slow
def test_the_lease_of_a_killed_process_of_this_machine_counts_for_nothing(store: Storage) -> None:
    left_lease(store, socket.gethostname(), ended_process())
    with leased_folder(store):
        assert len(leases(store)) == 1


def test_the_lease_of_another_machine_expires(store: Storage) -> None:
    lease = left_lease(store, "elsewhere", 1)
    with pytest.raises(GlossographError, match="its lease ends after 90 s"), leased_folder(store):
        pass
    age = lease.stat().st_mtime - 91
    os.utime(lease, (age, age))
    with leased_folder(store):
        assert lease not in leases(store)


def test_a_lease_is_renewed_while_the_build_runs(store: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_lock, "RENEWED_AFTER_S", 0.01)
    with leased_folder(store):
        [lease] = leases(store)
        os.utime(lease, (0, 0))
        wait_until(lambda: lease.stat().st_mtime > 0, "a renewal")


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    """Check that no build leaves a handler behind."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    assert signal.getsignal(signal.SIGTERM) is before
