"""What the tests share: cases read from files, articles written where a test wants them, and builds of the sample."""

import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

import glossograph as gg
from tests.command import run

TESTS = Path(__file__).parent
CASES = TESTS / "cases"
OF_OTHER_TARGETS = {
    "test_spark.py": find_spec("pyspark") is None,  # run by `make test-cluster`
    "test_site_hosting.py": not Path("/usr/sbin/apache2").is_file(),  # run by `make test-consumers`
}
collect_ignore = [file for file, is_ignored in OF_OTHER_TARGETS.items() if is_ignored]
PROCESS_EVENTS = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn"}

# The speed of a machine decides nothing: no deadline, and no complaint about slow examples. Neither does chance: each run tries
# the same examples, and `--hypothesis-profile=explore` new ones.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("tests", parent=settings.get_profile("explore"), derandomize=True)
settings.load_profile("tests")


class _Running:
    """The test that runs, if it may start no process."""

    fast: str | None = None


def pytest_configure() -> None:
    """Let the commands that tests start hear Ctrl-C, also in the background of a shell; let fast tests start no process."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.addaudithook(_refuse_processes)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the page, all in one folder."""
    for item in items:
        if item.path.is_relative_to(TESTS / "browser"):
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note whether the test may start a process."""
    may_start = any(item.get_closest_marker(name) for name in ("slow", "browser"))
    _Running.fast = None if may_start else item.nodeid
    try:
        return (yield)
    finally:
        _Running.fast = None


def _refuse_processes(event: str, _arguments: tuple[object, ...]) -> None:
    if event in PROCESS_EVENTS and _Running.fast:
        message = f"{_Running.fast} starts a process: use tests.command.run, or mark the test slow"
        raise RuntimeError(message)


class Case(NamedTuple):
    """A case of a file in `cases`: blocks between lines of one full stop are title, input and expected output."""

    title: str
    given: str
    expected: str


def cases(name: str) -> list[Any]:
    """Read the cases of a file."""
    blocks = (CASES / f"{name}.txt").read_text(encoding="utf-8").split("\n.\n")
    assert len(blocks) % 3 == 1, f"{name}: blocks come in threes"
    assert not blocks[-1].strip(), f"{name}: the last case ends with a full stop"
    parsed = [Case(*(block.strip("\n") for block in blocks[i : i + 3])) for i in range(0, len(blocks) - 1, 3)]
    return [pytest.param(case, id=case.title.strip()) for case in parsed]


Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write articles, given by path, into a folder `Texts` and give it."""

    def write_articles(articles: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "Texts"
        for name, text in articles.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return root

    return write_articles


@pytest.fixture(scope="session")
def sample() -> gg.KnowledgeGraph:
    """The graph of the sample articles."""
    return gg.build(gg.SAMPLE)


@pytest.fixture(scope="session")
def sample_turtle(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    """A folder with the Turtle of the sample and no store. Do not change it: all tests share it."""
    folder = tmp_path_factory.mktemp("sample-turtle")
    sample.write(folder, "turtle")
    return folder


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `glossograph build --sample` wrote, with its store. Do not change it: all tests share it."""
    folder = tmp_path_factory.mktemp("sample-build")
    assert run("build", "--sample", "-o", folder, "--quiet").returncode == 0
    return folder


@pytest.fixture
def own_build(sample_build: Path, tmp_path: Path) -> Path:
    """A copy of the build of the sample that a test may change."""
    return copy_build(sample_build, tmp_path / "own-build")


def copy_build(build: Path, folder: Path) -> Path:
    """Copy the folder of a build, without the files that SQLite keeps beside a store that another test has open."""
    return Path(shutil.copytree(build, folder, ignore=shutil.ignore_patterns("*-shm", "*-wal")))


@pytest.fixture(scope="session")
def turtle_folder(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    """The sample as Turtle."""
    folder = tmp_path_factory.mktemp("turtle")
    sample.write(folder, "turtle")
    return folder


@pytest.fixture
def own_turtle_folder(turtle_folder: Path, tmp_path: Path) -> Path:
    """The sample as Turtle, in a folder that a test may change."""
    return Path(shutil.copytree(turtle_folder, tmp_path / "own"))
