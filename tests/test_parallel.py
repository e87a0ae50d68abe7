import os
import time

from glossograph.parallel import aside


def test_a_patient_process_that_never_has_its_turn_is_not_waited_for() -> None:
    here = os.getpid()

    def slow_elsewhere() -> int:
        if os.getpid() != here:
            time.sleep(600)
        return os.getpid()

    with aside(slow_elsewhere, jobs=2, patient=True) as found:
        assert found.result() == here


def test_a_patient_process_that_had_its_turn_is_asked() -> None:
    with aside(os.getpid, jobs=2, patient=True) as found:
        while not found.done():
            time.sleep(0.01)
        assert found.result() != os.getpid()
