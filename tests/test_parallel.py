import os
import signal

import pytest

from glossograph.engine.processes import in_background, in_processes
from glossograph.errors import ProcessKilledError


def wait_forever() -> None:
    signal.pause()


def test_a_background_function_runs_in_another_process() -> None:
    with in_background(os.getpid, jobs=2) as wait_for_pid:
        assert wait_for_pid() != os.getpid()


def test_with_one_job_the_function_runs_in_this_process() -> None:
    with in_background(os.getpid, jobs=1) as wait_for_pid:
        assert wait_for_pid() == os.getpid()


def test_an_exception_of_a_background_function_is_raised_where_its_result_is_asked_for() -> None:
    with in_background(lambda: int("x"), jobs=2) as wait_for_result, pytest.raises(ValueError, match="invalid literal"):
        wait_for_result()


def test_a_background_process_that_is_killed_is_reported() -> None:
    with (
        in_background(lambda: os.kill(os.getpid(), signal.SIGKILL), jobs=2) as wait_for_result,
        pytest.raises(ProcessKilledError, match="A process was killed"),
    ):
        wait_for_result()


@pytest.mark.parametrize("started", [False, True], ids=["before it has started", "while it runs"])
def test_a_background_process_ends_with_its_block_even_if_the_caller_ignores_termination(started: bool) -> None:  # noqa: FBT001
    reader, writer = os.pipe()

    def report_and_wait() -> None:
        os.write(writer, b"x")
        wait_forever()

    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with in_background(report_and_wait, jobs=2):
            if started:
                assert os.read(reader, 1) == b"x"
    finally:
        signal.signal(signal.SIGTERM, before)
        os.close(reader)
        os.close(writer)


def test_ctrl_c_is_left_to_the_process_that_started_the_others() -> None:
    def ignores_ctrl_c(_item: object = None) -> bool:
        return signal.getsignal(signal.SIGINT) is signal.SIG_IGN

    with in_background(ignores_ctrl_c, jobs=2) as wait_for_answer:
        assert wait_for_answer()
    assert list(in_processes(ignores_ctrl_c, range(3), jobs=2)) == [True] * 3
    assert not ignores_ctrl_c()
