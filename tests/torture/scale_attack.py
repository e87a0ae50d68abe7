"""Collections of extreme shapes: each is built in time that grows with its size, and in minutes at most."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import glossograph as gg
from tests.torture.tally import Effort, Row

_MAX_RATIO = 6.0
"""For four times the size. Collections are large enough that one try is steady; only the long form measures them."""

_MAX_S = 600.0


def _empty_files(size: int) -> Iterator[tuple[str, str]]:
    return ((f"en/{index // 1000}/a{index}.md", "") for index in range(size))


def _large_article(size: int) -> Iterator[tuple[str, str]]:
    yield "en/a.md", "---\ntitle: A\n---\n" + "Some words and a [bond](/bond). " * (size // 32)
    yield "en/bond.md", "# Bond\n\nText"


def _chain(size: int) -> Iterator[tuple[str, str]]:
    return ((f"en/t{index}.md", f"# Term {index}\n\nTo the [next](/en/t{index + 1}).") for index in range(size))


def _complete(size: int) -> Iterator[tuple[str, str]]:
    links = " ".join(f"[t{index}](/en/t{index})" for index in range(size))
    return ((f"en/t{index}.md", f"# Term {index}\n\n{links}") for index in range(size))


def _many_links(size: int) -> Iterator[tuple[str, str]]:
    yield "en/a.md", "# A\n\n" + " ".join(f"[link {index}](/en/t{index})." for index in range(size))


def _language_folders(size: int) -> Iterator[tuple[str, str]]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for index in range(size):
        tag = f"{letters[index % 26]}{letters[index // 26 % 26]}-{letters[index // 676 % 26]}{letters[index // 17576 % 26]}"
        yield f"{tag}/bond.md", "# Bond\n\nA [loan](loan.md)."


def _one_slug(size: int) -> Iterator[tuple[str, str]]:
    return ((f"en/d{index}/a{index}.md", f"---\nslug: bond\ntitle: Bond {index}\n---\nA [loan](/loan).") for index in range(size))


SHAPES: dict[str, tuple[Callable[[int], Iterator[tuple[str, str]]], int]] = {
    "empty files": (_empty_files, 300_000),
    "an article of 200 MB": (_large_article, 200_000_000),
    "terms in a chain": (_chain, 100_000),
    "a complete graph": (_complete, 2_000),
    "links in one article": (_many_links, 100_000),
    "folders that look like languages": (_language_folders, 50_000),
    "articles with one slug": (_one_slug, 20_000),
}
_WORK_GROWS_BY = {"a complete graph": 16.0}
"""How much four times the size is four times the work, where that is not so."""


def extreme_collections(effort: Effort) -> Row:
    """Build each shape at its size and at a quarter of it."""
    row = Row("collections of extreme shapes: minutes at most, four times the size below six times the time")
    for name, (texts, full) in SHAPES.items():
        size = full if effort.is_long else full // 200
        with row.attempt(name):
            seconds = [_build(effort.folder / "scale", texts(part)) for part in (size // 4, size)]
            assert seconds[1] <= _MAX_S, f"{seconds[1]:.0f} s"
            if effort.is_long:
                ratio = seconds[1] / max(seconds[0], 1.0)
                limit = _MAX_RATIO * _WORK_GROWS_BY.get(name, 4.0) / 4
                assert ratio <= limit, f"{ratio:.1f} times the time ({seconds[0]:.0f} s, {seconds[1]:.0f} s)"
    return row


def _build(folder: Path, texts: Iterator[tuple[str, str]]) -> float:
    for path, text in texts:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    start = time.process_time()
    try:
        gg.build(folder).write(folder.parent / "scale-out", ["turtle", "html"])
    except gg.NoArticlesError:
        pass
    finally:
        shutil.rmtree(folder)
    return time.process_time() - start
