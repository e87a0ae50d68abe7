"""Measure one process and its children: seconds of the wall and of the processors, and the peak of their memory.

Memory is the peak of the sum over the process tree, sampled every 50 ms: PSS, which counts a shared page once, or RSS if the
kernel has no rollup.
"""

import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SECONDS_BETWEEN_SAMPLES = 0.05
SAMPLING_SHARE = 0.05  # at most: reading a rollup stops the process
TIMED_OUT = 124
"""Exit status of a process that was stopped because its time was over."""


class Run(NamedTuple):
    """One measured process: wall seconds, processor seconds, peak megabytes (10**6 bytes), exit status."""

    wall: float
    processor: float
    megabytes: float
    status: int


def process_tree(root: int) -> list[int]:
    """Return the process and its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                # The command in parentheses may hold anything: the fields start behind the last one.
                stat = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    tree = [root]
    for process in tree:
        tree += children.get(process, [])
    return tree


def _kilobytes(process: int) -> int:
    """Return the PSS of a process, else its RSS, else 0 for one that has ended."""
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = Path(f"/proc/{process}/{name}").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        for line in lines:
            if line.startswith(field):
                return int(line.split()[1])
    return 0


def measure(command: Sequence[str], environment: dict[str, str], log: Path, limit_s: float = float("inf")) -> Run:
    """Run a command with its output in a file, and measure it. After `limit_s` it is stopped, with the status `TIMED_OUT`."""
    peak, pause, timed_out = 0, SECONDS_BETWEEN_SAMPLES, False
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        ended = os.pidfd_open(process.pid)
        try:
            while not select.select([ended], [], [], pause)[0]:
                before = time.perf_counter()
                peak = max(peak, sum(map(_kilobytes, process_tree(process.pid))))
                if not timed_out and before - start > limit_s:
                    timed_out = True
                    os.killpg(process.pid, signal.SIGKILL)
                pause = max(SECONDS_BETWEEN_SAMPLES, (time.perf_counter() - before) / SAMPLING_SHARE)
            wall = time.perf_counter() - start
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            os.close(ended)
    process.returncode = os.waitstatus_to_exitcode(status)
    # ru_maxrss is the peak of the largest single process: exact, where sampling may have missed it.
    kilobytes = max(peak, usage.ru_maxrss)
    return Run(wall, usage.ru_utime + usage.ru_stime, kilobytes * 1024 / 1e6, TIMED_OUT if timed_out else process.returncode)


def processor_seconds(root: int) -> float:
    """Return the seconds of all processors that a living process and its children, living or ended, have used."""
    ticks = 0
    for process in process_tree(root):
        try:
            stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, stat[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
