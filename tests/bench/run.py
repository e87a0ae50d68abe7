"""Time `hour_script.py` and `glossograph build` on the same articles, and print Markdown tables.

    python -m tests.bench.run --articles 2000 20000 --corpus DIR DIR

Collections are generated ones of the given sizes, real ones below the given folders, and with `--extremes` two of extreme shape.
The environment variable GLOSSOGRAPH_CORPORA adds folders, separated as in PATH.

Every measurement is one fresh process on files that are in the page cache; the jobs take turns. Seconds are of the wall and of
all processors (user and system, of the process and its children); where other work shares the processors, compare the second.

What was measured is kept in the folder, so that a stopped benchmark goes on where it was. A change of glossograph's sources
starts afresh.
"""

import argparse
import compileall
import hashlib
import importlib.util
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench import rates
from tests.bench.extremes import EXTREMES
from tests.bench.generate import generate
from tests.bench.measure import TIMED_OUT, Run, measure

SCRIPT = "hour's script"
FLOOR = "floor: read, find links, write lines"
SAME_JOB = "glossograph, the same job"
COUNTS = "glossograph, all default formats, counts"
ALL_FORMATS = "glossograph, default settings"
AGAIN = "glossograph, the same job, nothing changed"
JOBS = {"s": SCRIPT, "f": FLOOR, "b": SAME_JOB, "n": AGAIN, "c": COUNTS, "a": ALL_FORMATS}
SOURCES = Path(__file__).resolve().parents[2] / "graph"
LARGE_ARTICLES = 50_000
"""Collections from this size on are measured once, whatever `--repeat` says."""

_SAMPLE_ARTICLES = 2_000
_EXPECTED_S_PER_MB = {SCRIPT: 0.35, FLOOR: 0.01, SAME_JOB: 0.15, AGAIN: 0.01, COUNTS: 0.18, ALL_FORMATS: 0.25}
_EXPECTED_START_S = 1.5


class Collection(NamedTuple):
    """A folder of articles to measure on, with its number of articles and bytes."""

    name: str
    texts: Path
    articles: int
    bytes: int

    @property
    def title(self) -> str:
        """What stands above its table."""
        return f"{self.name}: {self.articles:,} articles, {self.bytes / 1e6:,.1f} MB"


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


def digest(files: Iterable[Path]) -> str:
    """Return a short hash of files."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.read_bytes())
    return total.hexdigest()[:8]


def generate_once(folder: Path, articles: int, seed: int) -> Path:
    """Generate articles unless an earlier run of the same generator has, and return their folder."""
    here = Path(__file__).parent
    parts = ("generate.py", "invented.py", "markup.py", "corpora.toml", "languages.toml")
    generated = folder / f"articles-{articles}-seed-{seed}-{digest(here / part for part in parts)}"
    if not (generated / "truth.json").exists():  # it is written last
        shutil.rmtree(generated, ignore_errors=True)
        generate(generated, articles=articles, languages=min(20, articles), size=5700, seed=seed, processes=2)
    return generated


def warm_up(texts: Path) -> int:
    """Read every file into the page cache, so that no job waits for the disk, and return their bytes."""
    return sum(len(path.read_bytes()) for path in texts.rglob("*.md"))


def collection(name: str, texts: Path) -> Collection:
    """Describe a folder of articles."""
    return Collection(name, texts, sum(1 for _ in texts.rglob("*.md")), warm_up(texts))


def _environment() -> tuple[dict[str, str], Path]:
    """Return the environment of the jobs, and the folder of the package that they run."""
    environment = dict(os.environ)
    spec = importlib.util.find_spec("glossograph")
    if spec is None or spec.origin is None:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(SOURCES), environment.get("PYTHONPATH"))))
        return environment, SOURCES / "glossograph"
    return environment, Path(spec.origin).parent


class Record:
    """The runs that were measured already, in a file of one JSON object a line."""

    def __init__(self, file: Path, version: str) -> None:
        self._file, self._version = file, version
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._rows = [row for row in map(json.loads, lines) if row["version"] == version]

    def runs(self, of: Collection, job: str) -> list[Run]:
        """Return the runs of a job on a collection."""
        return [Run(*row["run"]) for row in self._rows if row["job"] == job and row["collection"] == of.title]

    def loads(self, of: Collection) -> list[float]:
        """Return the machine's load at the end of each run on a collection."""
        return [row["load"] for row in self._rows if row["collection"] == of.title]

    def add(self, of: Collection, job: str, run: Run) -> None:
        """Keep a run."""
        row = {"version": self._version, "collection": of.title, "job": job, "run": run, "load": round(os.getloadavg()[0], 1)}
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._rows.append(row)


def compare(of: Collection, names: Sequence[str], repeat: int, record: Record, limit_s: float) -> dict[str, list[Run]]:
    """Measure each named job until it has `repeat` runs, in turns, each in an empty folder."""
    environment, _ = _environment()
    with tempfile.TemporaryDirectory(prefix="glossograph-bench-") as temporary:
        out, log = Path(temporary, "out"), Path(temporary, "log.txt")
        commands = jobs(of.texts, out)
        for turn in range(repeat):
            built = False
            for name in names:
                if len(record.runs(of, name)) > turn:
                    continue
                if name == AGAIN and not built:  # this one needs the output of the job before it
                    _empty(out)
                    measure(commands[SAME_JOB], environment, log, limit_s)
                elif name != AGAIN:
                    _empty(out)
                built = name == SAME_JOB
                warm_up(of.texts)
                run = measure(commands[name], environment, log, limit_s)
                record.add(of, name, run)
                print(f"{of.name}, {turn + 1}/{repeat} {name}: {run.processor:.2f} s of CPU, {run.wall:.2f} s", file=sys.stderr)
                if run.status:
                    print(f"exit status {run.status}:", *_last_lines(log), sep="\n  ", file=sys.stderr)
    return {name: record.runs(of, name)[:repeat] for name in names}


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _last_lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]


def table(runs: dict[str, list[Run]]) -> str:
    """Format the runs as a Markdown table. Ratios are of medians, against the first job that succeeded.

    >>> print(table({"a": [Run(9, 8, 100, 0), Run(8, 8, 100, 0)], "b": [Run(2, 3, 50, 0)], "c": [Run(1, 1, 1, 2)]}))
    | job | CPU median s | CPU min s | wall median s | peak MB | times faster, CPU | times faster, wall | memory ratio |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | a | 8.00 | 8.00 | 8.50 | 100 | 1.0 | 1.0 | 1.00 |
    | b | 3.00 | 3.00 | 2.00 | 50 | 2.7 | 4.2 | 0.50 |
    | c | failed, exit status 2 | | | | | | |
    """
    columns = "CPU median s, CPU min s, wall median s, peak MB, times faster! CPU, times faster! wall, memory ratio"
    heads = [head.replace("!", ",") for head in columns.split(", ")]
    lines = [f"| job | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(heads)]
    first: tuple[float, float, float] | None = None
    for name, measured in runs.items():
        failed = next((run.status for run in measured if run.status), 0)
        if failed:
            why = "stopped, it took too long" if failed == TIMED_OUT else f"failed, exit status {failed}"
            lines.append(f"| {name} | {why} |" + " |" * (len(heads) - 1))
            continue
        wall, processor = (statistics.median(run[field] for run in measured) for field in (0, 1))
        minimum, megabytes = min(run.processor for run in measured), max(run.megabytes for run in measured)
        first = first or (processor, wall, megabytes)
        ratios = f"{first[0] / processor:.1f} | {first[1] / wall:.1f} | {megabytes / first[2]:.2f}"
        lines.append(f"| {name} | {processor:.2f} | {minimum:.2f} | {wall:.2f} | {megabytes:.0f} | {ratios} |")
    return "\n".join(lines)


def summary(runs: dict[str, dict[str, list[Run]]]) -> str:
    """Format the processor seconds of all collections as one Markdown table: a row a collection, medians.

    >>> run = Run(9, 8, 100, 0)
    >>> print(summary({"a": {SCRIPT: [run], SAME_JOB: [run._replace(processor=2, megabytes=150)]}}))
    | CPU s | script | same job | times faster | default settings | times faster | nothing changed | MB, script | MB, job |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | a | 8.00 | 2.00 | 4.0 | - | - | - | 100 | 150 |
    """
    lines = [
        "| CPU s | script | same job | times faster | default settings | times faster | nothing changed | MB, script | MB, job |",
        "| --- |" + " ---: |" * 8,
    ]
    for name, of_job in runs.items():
        good = {job: measured for job, measured in of_job.items() if measured and not any(run.status for run in measured)}
        seconds = {job: statistics.median(run.processor for run in measured) for job, measured in good.items()}
        cells = [f"{seconds[job]:.2f}" if job in seconds else "-" for job in (SCRIPT, SAME_JOB, ALL_FORMATS, AGAIN)]
        for place, job in ((2, SAME_JOB), (4, ALL_FORMATS)):
            both = SCRIPT in seconds and job in seconds
            cells.insert(place, f"{seconds[SCRIPT] / seconds[job]:.1f}" if both else "-")
        cells += [f"{max(run.megabytes for run in good[job]):.0f}" if job in good else "-" for job in (SCRIPT, SAME_JOB)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def expected_seconds(of: Collection, names: Sequence[str], repeat: int, record: Record) -> float:
    """Estimate how long the runs that are still to do take, from the size of the collection."""
    left = {name: max(0, repeat - len(record.runs(of, name))) for name in names}
    return sum(count * (_EXPECTED_START_S + _EXPECTED_S_PER_MB[name] * of.bytes / 1e6) for name, count in left.items())


def collections(arguments: argparse.Namespace) -> Iterator[Collection]:
    """Yield the collections that the arguments name. Generated ones are written first if they are not there yet."""
    for articles in arguments.articles:
        yield collection(f"{articles:,} generated", generate_once(arguments.folder, articles, arguments.seed) / "Texts")
    given = [Path(name) for name in os.environ.get("GLOSSOGRAPH_CORPORA", "").split(os.pathsep) if name]
    for folder in (*arguments.corpus, *given):
        yield collection(folder.resolve().name, folder.resolve())
    if arguments.extremes:
        for name, write in EXTREMES.items():
            folder = arguments.folder / name.replace(" ", "-").replace(",", "")
            write(folder)
            yield collection(name, folder)


def _print_rates(measured: Sequence[Collection]) -> None:
    columns = {"typical": rates.typical_rates()}
    for of in measured:
        if of.name.endswith(" generated"):
            columns[of.name] = rates.measure_folder(of.texts, _SAMPLE_ARTICLES)
    print("\nRates of the real collections, of a typical one, and of up to 2,000 of the generated articles:\n")
    print(rates.table({**rates.corpus_rates(), **columns}))


def main() -> int:
    """Run the benchmark and print the tables.

    Returns:
        The exit status: 1 if a job failed.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--articles", type=int, nargs="*", default=[20_000], metavar="N", help="sizes to generate (default: 20000)"
    )
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], metavar="DIR", help="folders of real articles")
    parser.add_argument("--extremes", action="store_true", help="two collections of extreme shape too")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each job (default: 3)")
    parser.add_argument("--limit", type=float, default=3600, metavar="S", help="stop a job after so many seconds (default: 3600)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"), help="keeps articles and runs (default: build/bench)")
    parser.add_argument(
        "--only", choices=JOBS, nargs="+", default="sfbnca", help="; ".join(f"{letter}: {job}" for letter, job in JOBS.items())
    )
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    names = [job for letter, job in JOBS.items() if letter in arguments.only]
    _, package = _environment()
    compileall.compile_dir(package, quiet=1)  # as an installation does: with PYTHONDONTWRITEBYTECODE each job would do it
    version = digest([*package.rglob("*.py"), Path(__file__).with_name("hour_script.py")])
    record = Record(arguments.folder / "runs.jsonl", version)
    todo = [(of, 1 if of.articles >= LARGE_ARTICLES else arguments.repeat) for of in collections(arguments)]
    seconds = sum(expected_seconds(of, names, repeat, record) for of, repeat in todo)
    print(f"Takes about {seconds / 60:.0f} minutes on two free processors.", file=sys.stderr)
    failed = False
    all_runs: dict[str, dict[str, list[Run]]] = {}
    for of, repeat in todo:
        runs = all_runs[of.title] = compare(of, names, repeat, record, arguments.limit)
        failed |= any(run.status for measured in runs.values() for run in measured)
        loads = record.loads(of)
        load = f"load {min(loads):.1f} to {max(loads):.1f}, " if loads else ""
        print(f"### {of.title}\n\n{_times(repeat)} of each, {load}{time.strftime('%d %B %Y')}.\n\n{table(runs)}\n", flush=True)
    print(summary(all_runs), end="\n\n")
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}.")
    _print_rates([of for of, _ in todo])
    return int(failed)


def _times(repeat: int) -> str:
    return "One run" if repeat == 1 else f"{repeat} runs"


if __name__ == "__main__":
    sys.exit(main())
