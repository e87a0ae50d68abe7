import os
import signal
import time
from pathlib import Path

import pytest

from glossograph.engine import processes
from glossograph.engine.processes import in_background
from tests.command import PATIENCE_S, wait_until


def test_a_patient_process_that_never_has_its_turn_is_not_waited_for() -> None:
    here = os.getpid()

    def slow_elsewhere() -> int:
        if os.getpid() != here:
            time.sleep(600)
        return os.getpid()

    with in_background(slow_elsewhere, jobs=2, patient=True) as found:
        assert found() == here


def test_a_patient_process_that_had_its_turn_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def marked() -> int:
        (tmp_path / "done").touch()
        return os.getpid()

    monkeypatch.setattr(processes, "_WAITED", PATIENCE_S)
    with in_background(marked, jobs=2, patient=True) as found:
        wait_until((tmp_path / "done").exists)
        assert found() != os.getpid()


def test_a_process_ends_with_its_block_also_where_the_caller_ignores_requests_to_end(tmp_path: Path) -> None:
    def wait_and_mark() -> None:
        (tmp_path / "begun").touch()
        time.sleep(PATIENCE_S)
        (tmp_path / "done").touch()

    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with in_background(wait_and_mark, jobs=2):
            wait_until((tmp_path / "begun").exists)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not (tmp_path / "done").exists()
