"""What the tests share: cases read from files, and collections of articles written where a test wants them."""

import re
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import glossograph as gg

PROGRESS = re.compile(r"[\w ]+: [\d,]+ of [\d,]+(, [\d,]+ a second, [\d,]+ s left)?\n")
CASES = Path(__file__).parent / "cases"


def pytest_configure() -> None:
    """Let the commands that tests start hear Ctrl-C, also where the tests run in the background of a shell."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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
    found = [Case(*(block.strip("\n") for block in blocks[i : i + 3])) for i in range(0, len(blocks) - 1, 3)]
    return [pytest.param(case, id=case.title.strip()) for case in found]


def complaints(stderr: str) -> str:
    """Take the lines of progress off what a command wrote: on a slow machine there are some."""
    return "".join(line for line in stderr.splitlines(keepends=True) if not PROGRESS.fullmatch(line))


Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write articles, given by path, into a folder `Texts` and give it."""

    def written(articles: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "Texts"
        for path, text in articles.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return root

    return written


@pytest.fixture(scope="session")
def sample() -> gg.KnowledgeGraph:
    """The graph of the sample articles."""
    return gg.build(gg.SAMPLE)
