"""Build the same articles on one machine and on clusters of this machine, and print the rows of a Markdown table.

    python -m tests.bench.clusters --articles 2000 20000 --engine one dask spark

`one` is a build without a cluster that writes the same: N-Triples, Parquet and the page. `dask` starts a worker process for each
core, `spark` is `local[2]`; any other name is given to `--engine` as it is. Every build is a fresh process, in turns.

Seconds are those of all processors, of the build and of all processes that it started: what the kernel adds up where processes
end, or the sum of what each was last seen to have used, if that is more, since Spark does not wait for the end of its Python
processes. Memory is the peak (resident set) of one process: of the driver, which is the command itself, and of the largest other
one. The driver of Spark has a Java process more, which is also its executor. The triples of all builds of a collection are
compared, in any order: the exit status is 1 if they differ.
"""

import argparse
import ctypes
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.bench.measure import process_tree
from tests.bench.run import generate_once, warm_up

_ONE_MACHINE = "one"
_ENGINES = {"spark": "local[2]"}
_FORMATS = ("--format", "ntriples", "--format", "parquet", "--format", "html")
_SUBREAPER = 36
"""`PR_SET_CHILD_SUBREAPER`: processes that lose their parent become children of this one, so that their seconds are counted."""
_SECONDS_BETWEEN_SAMPLES = 0.3


class ClusterRun(NamedTuple):
    """One measured build: seconds, peak megabytes (10**6 bytes) of its processes, exit status, and a digest of its triples."""

    processor: float
    wall: float
    driver: float
    worker: float
    java: float
    status: int
    triples: str


class Samples:
    """The peaks of the memory of processes, as the kernel keeps them, and the seconds of the processor that they used."""

    def __init__(self) -> None:
        self._kilobytes: dict[tuple[int, bool], int] = {}
        self._ticks: dict[int, int] = {}

    def take(self, root: int) -> None:
        """Read what a process and each of its descendants has used so far."""
        for process in process_tree(root):
            with suppress(OSError, StopIteration, IndexError):
                folder = Path("/proc", str(process))
                user, system = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()[11:13]
                self._ticks[process] = int(user) + int(system)
                lines = (folder / "status").read_text(encoding="utf-8", errors="replace").splitlines()
                peak = int(next(line for line in lines if line.startswith("VmHWM:")).split()[1])
                key = process, (folder / "comm").read_text(encoding="utf-8", errors="replace").strip() == "java"
                self._kilobytes[key] = max(peak, self._kilobytes.get(key, 0))

    def largest(self, *, without: int = 0, java: bool = False) -> float:
        """Give the megabytes of the largest process of a kind."""
        return (
            max(
                (size for (process, is_java), size in self._kilobytes.items() if is_java is java and process != without),
                default=0,
            )
            * 1024
            / 1e6
        )

    @property
    def seconds(self) -> float:
        """The seconds of all processes, each as it was last seen."""
        return sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK")

    def of(self, process: int) -> float:
        """Give the megabytes of a process."""
        return self._kilobytes.get((process, False), 0) * 1024 / 1e6


def command_of(engine: str, texts: Path, out: Path) -> list[str]:
    """Give the command of a build."""
    how = _FORMATS if engine == _ONE_MACHINE else ("--engine", _ENGINES.get(engine, engine))
    return [sys.executable, "-m", "glossograph", "build", str(texts), "-o", str(out), "--quiet", *how]


def measure_build(engine: str, texts: Path, out: Path) -> ClusterRun:
    """Build in an empty folder, and measure all processes."""
    shutil.rmtree(out, ignore_errors=True)
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    before, start, samples = _children_seconds(), time.perf_counter(), Samples()
    process = subprocess.Popen(command_of(engine, texts, out), env=environment)
    while process.poll() is None:
        samples.take(process.pid)
        time.sleep(_SECONDS_BETWEEN_SAMPLES)
    wall = time.perf_counter() - start
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return ClusterRun(
        max(_children_seconds() - before, samples.seconds),
        wall,
        samples.of(process.pid),
        samples.largest(without=process.pid),
        samples.largest(java=True),
        process.returncode,
        digest_of_lines(out),
    )


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def digest_of_lines(out: Path) -> str:
    """Digest the statements of `graph.nt` and `links.nt`, each a file or a folder of parts, in any order."""
    total = 0
    for name in ("graph.nt", "links.nt"):
        place = out / name
        for file in sorted(place.glob("*.nt")) if place.is_dir() else [place] if place.exists() else []:
            with file.open("rb") as lines:
                total += sum(int.from_bytes(hashlib.blake2b(line, digest_size=8).digest()) for line in lines)
    return f"{total & (1 << 64) - 1:016x}"


def row(engine: str, articles: int, run: ClusterRun, one: ClusterRun | None) -> str:
    """Format a run as a row of a Markdown table.

    >>> one = ClusterRun(10, 6, 200, 80, 0, 0, "")
    >>> row("dask", 2000, one._replace(processor=15, worker=150.4), one)
    '| `--engine dask` | 2,000 | 15.0 | 1.5 | 7.5 | 6 | 200 | 150 | - |'
    """
    name = "one machine: N-Triples, Parquet and page" if engine == _ONE_MACHINE else f"`--engine {_ENGINES.get(engine, engine)}`"
    if run.status:
        return f"| {name} | {articles:,} | failed, exit status {run.status} | | | | | | |"
    times = f"{run.processor / one.processor:.1f}" if one and not one.status else "-"
    seconds = f"{run.processor:.1f} | {times} | {1000 * run.processor / articles:.1f} | {run.wall:.0f}"
    return (
        f"| {name} | {articles:,} | {seconds} | {run.driver:.0f} | {run.worker:.0f} | {f'{run.java:.0f}' if run.java else '-'} |"
    )


def compare(articles: int, engines: Sequence[str], repeat: int, folder: Path) -> bool:
    """Measure the engines on a collection in turns, print a row for the fastest run of each, and say whether all agree."""
    texts = generate_once(folder, articles, 1) / "Texts"
    out = folder / "out"
    runs: dict[str, list[ClusterRun]] = {engine: [] for engine in engines}
    for _ in range(repeat):
        for engine in engines:
            warm_up(texts)
            runs[engine].append(measure_build(engine, texts, out))
            print(f"{articles:,} {engine}: {runs[engine][-1]}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    shutil.rmtree(out, ignore_errors=True)
    best = {engine: min(measured) for engine, measured in runs.items()}
    for engine, run in best.items():
        print(row(engine, articles, run, best.get(_ONE_MACHINE)), flush=True)
    every = [run for measured in runs.values() for run in measured]
    return not any(run.status for run in every) and len({run.triples for run in every}) == 1


def main() -> int:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--articles", type=int, nargs="+", default=[2_000, 20_000], metavar="N", help="sizes (default: 2000 20000)"
    )
    parser.add_argument("--engine", nargs="+", default=[_ONE_MACHINE, "dask"], metavar="NAME", help="default: one dask")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, of which the fastest is printed (default: 1)")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"), help="keeps articles (default: build/bench)")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    print("| | articles | CPU s | times one machine | CPU ms an article | wall s | driver, MB | worker, MB | Java, MB |")
    print("| --- |" + " ---: |" * 8, flush=True)
    agree = [compare(articles, arguments.engine, arguments.repeat, arguments.folder) for articles in arguments.articles]
    return 0 if all(agree) else 1


if __name__ == "__main__":
    sys.exit(main())
