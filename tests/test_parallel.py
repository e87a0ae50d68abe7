import os
import signal
import time
from pathlib import Path

from glossograph.engine.processes import in_background


def test_a_patient_process_that_never_has_its_turn_is_not_waited_for() -> None:
    here = os.getpid()

    def slow_elsewhere() -> int:
        if os.getpid() != here:
            time.sleep(600)
        return os.getpid()

    with in_background(slow_elsewhere, jobs=2, patient=True) as found:
        assert found() == here


def test_a_patient_process_that_had_its_turn_is_asked(tmp_path: Path) -> None:
    def marked() -> int:
        (tmp_path / "done").touch()
        return os.getpid()

    with in_background(marked, jobs=2, patient=True) as found:
        while not (tmp_path / "done").exists():
            time.sleep(0.01)
        assert found() != os.getpid()


def test_a_process_ends_with_its_block_also_where_the_caller_ignores_requests_to_end() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    started = time.monotonic()
    try:
        with in_background(lambda: time.sleep(30), jobs=2):
            time.sleep(0.5)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert time.monotonic() - started < 20
