"""Time `hour_script.py` and `glossograph build` on the same generated articles, and print a Markdown table.

    python -m tests.bench.run --articles 20000

Every measurement is one fresh process on files that are in the page cache; the jobs take turns. Seconds are of the wall and of
all processors (user and system, of the process and its children). Memory is the peak of the sum over the process tree, sampled
every 50 ms: PSS, which counts a shared page once, or RSS if the kernel has no rollup.
"""

import argparse
import importlib.util
import json
import os
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.generate import generate

SCRIPT = "hour's script"
FLOOR = "floor: read, find links, write lines"
SAME_JOB = "glossograph, the same job"
COUNTS = "glossograph, all default formats, counts"
ALL_FORMATS = "glossograph, all default formats"
AGAIN = "glossograph, the same job, nothing changed"
JOBS = {"s": SCRIPT, "f": FLOOR, "b": SAME_JOB, "n": AGAIN, "c": COUNTS, "a": ALL_FORMATS}
SOURCES = Path(__file__).resolve().parents[2] / "graph"
SECONDS_BETWEEN_SAMPLES = 0.05
SAMPLING_SHARE = 0.05  # at most: reading a rollup stops the process


class Run(NamedTuple):
    """One measured process: wall seconds, processor seconds, peak megabytes (10**6 bytes), exit status."""

    wall: float
    processor: float
    megabytes: float
    status: int


def jobs(texts: Path, out: Path) -> dict[str, list[str]]:
    """Return the commands to compare, the script first."""
    build = [sys.executable, "-m", "glossograph", "build", str(texts), "-o", str(out)]
    same = ["--format", "turtle", "--evidence", "none", "--quiet"]
    return {
        SCRIPT: [sys.executable, str(Path(__file__).with_name("hour_script.py")), str(texts), str(out / "out.ttl")],
        FLOOR: [sys.executable, str(Path(__file__).with_name("floor.py")), str(texts), str(out / "out.txt")],
        SAME_JOB: [*build, *same],
        AGAIN: [*build, *same],
        COUNTS: [*build, "--evidence", "counts", "--quiet"],
        ALL_FORMATS: [*build, "--quiet"],
    }


def _tree(root: int) -> list[int]:
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


def measure(command: Sequence[str], environment: dict[str, str], log: Path) -> Run:
    """Run a command with its output in a file, and measure it."""
    peak, pause = 0, SECONDS_BETWEEN_SAMPLES
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        ended = os.pidfd_open(process.pid)
        try:
            while not select.select([ended], [], [], pause)[0]:
                before = time.perf_counter()
                peak = max(peak, sum(map(_kilobytes, _tree(process.pid))))
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
    return Run(wall, usage.ru_utime + usage.ru_stime, kilobytes * 1024 / 1e6, process.returncode)


def generate_once(folder: Path, articles: int, seed: int) -> Path:
    """Generate articles unless an earlier run has, and return their folder."""
    generated = folder / f"articles-{articles}-seed-{seed}"
    if not (generated / "truth.json").exists():  # it is written last
        shutil.rmtree(generated, ignore_errors=True)
        generate(generated, articles=articles, languages=min(20, articles), size=5700, seed=seed, processes=2)
    return generated


def warm_up(texts: Path) -> int:
    """Read every file into the page cache, so that no job waits for the disk, and return their bytes."""
    return sum(len(path.read_bytes()) for path in texts.rglob("*.md"))


def compare(texts: Path, out: Path, names: Sequence[str], repeat: int) -> dict[str, list[Run]]:
    """Measure each named job `repeat` times, in turns, each in an empty folder."""
    environment = dict(os.environ)
    if importlib.util.find_spec("glossograph") is None:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(SOURCES), environment.get("PYTHONPATH"))))
    commands = jobs(texts, out)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for turn in range(repeat):
        for name in names:
            if name != AGAIN:  # this one needs the output of the job before it
                shutil.rmtree(out, ignore_errors=True)
                out.mkdir(parents=True)
            warm_up(texts)
            log = out.with_name("log.txt")
            run = measure(commands[name], environment, log)
            runs[name].append(run)
            print(f"{turn + 1}/{repeat} {name}: {run.wall:.2f} s, {run.megabytes:.0f} MB", file=sys.stderr)
            if run.status:
                print(f"exit status {run.status}:", *_last_lines(log), sep="\n  ", file=sys.stderr)
    shutil.rmtree(out, ignore_errors=True)
    return runs


def _last_lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]


def table(runs: dict[str, list[Run]]) -> str:
    """Format the runs as a Markdown table. Ratios are of medians, against the first job that succeeded.

    >>> print(table({"a": [Run(9, 8, 100, 0), Run(8, 8, 100, 0)], "b": [Run(2, 3, 50, 0)], "c": [Run(1, 1, 1, 2)]}))
    | job | wall median s | wall min s | CPU median s | peak MB | times faster | memory ratio |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    | a | 8.50 | 8.00 | 8.00 | 100 | 1.0 | 1.00 |
    | b | 2.00 | 2.00 | 3.00 | 50 | 4.2 | 0.50 |
    | c | failed, exit status 2 | | | | | |
    """
    lines = [
        "| job | wall median s | wall min s | CPU median s | peak MB | times faster | memory ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    first: tuple[float, float] | None = None
    for name, measured in runs.items():
        failed = next((run.status for run in measured if run.status), 0)
        if failed:
            lines.append(f"| {name} | failed, exit status {failed} | | | | | |")
            continue
        wall, processor = (statistics.median(run[field] for run in measured) for field in (0, 1))
        minimum, megabytes = min(run.wall for run in measured), max(run.megabytes for run in measured)
        first = first or (wall, megabytes)
        ratios = f"{first[0] / wall:.1f} | {megabytes / first[1]:.2f}"
        lines.append(f"| {name} | {wall:.2f} | {minimum:.2f} | {processor:.2f} | {megabytes:.0f} | {ratios} |")
    return "\n".join(lines)


def main() -> int:
    """Run the benchmark and print the table.

    Returns:
        The exit status: 1 if a job failed.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each job (default: 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keeps the generated articles (default: a temporary folder)")
    parser.add_argument(
        "--only", choices=JOBS, nargs="+", default="sfbnac", help="; ".join(f"{letter}: {job}" for letter, job in JOBS.items())
    )
    arguments = parser.parse_args()
    names = [job for letter, job in JOBS.items() if letter in arguments.only]
    with tempfile.TemporaryDirectory(prefix="glossograph-bench-") as temporary:
        generated = generate_once(arguments.folder or Path(temporary), arguments.articles, arguments.seed)
        truth = json.loads((generated / "truth.json").read_text(encoding="utf-8"))
        runs = compare(generated / "Texts", Path(temporary) / "out", names, arguments.repeat)
    counts = ", ".join(f"{truth[name]:,} {name}" for name in ("articles", "terms", "placeholders", "edges", "bytes"))
    print(f"{counts}; {os.cpu_count()} processors, Python {sys.version.split()[0]}, {arguments.repeat} runs each\n")
    print(table(runs))
    return int(any(run.status for measured in runs.values() for run in measured))


if __name__ == "__main__":
    sys.exit(main())
