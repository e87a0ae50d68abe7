"""Stores that are damaged or hostile: readers fall back or say one line, and the next build makes them anew."""

import os
import random
import re
import shutil
from pathlib import Path

from tests.command import run
from tests.torture.collections import articles, outputs, write
from tests.torture.tally import Effort, Row

_PAGE_BYTES = 4096
_READERS = (("show", "bond-0"), ("stats",), ("why", "bond-0"), ("path", "bond-0", "loan-1"))
_LINE_NUMBER = re.compile(r"\.md:\d+")


def damaged_stores(effort: Effort) -> Row:
    """Damage a file of a store, read from it, change an article, and build again."""
    row = Row("damaged stores: readers and the next build are right or say one line")
    folder = effort.new_folder("stores")
    texts = articles(30)
    root = write(folder / "Texts", texts)
    assert run("build", root, "-o", folder / "sound", "--quiet").returncode == 0
    changed = root / "en/bond-0.md"
    changed.write_text(texts["en/bond-0.md"] + "\nOne more [fund](/en/fund-2).\n", encoding="utf-8")
    shutil.copytree(folder / "sound", folder / "rdf", ignore=shutil.ignore_patterns(".glossograph"))
    answers = {command: {_answer(command, folder / name) for name in ("sound", "rdf")} for command in _READERS}
    shutil.copytree(folder / "sound", folder / "changed")
    assert run("build", root, "-o", folder / "changed", "--quiet").returncode == 0
    expected = outputs(folder / "changed")
    drawn = effort.random("stores")
    for index in range(effort.times(8, 300)):
        out = folder / f"out-{index}"
        shutil.copytree(folder / "sound", out)
        files = sorted(path for path in (out / ".glossograph").rglob("*") if path.is_file())
        what = _damage(drawn, drawn.choice(files) if not drawn.randrange(8) else drawn.choice(_parts(files)))
        with row.attempt(f"{index}: {what}"):
            for command in _READERS:
                assert _answer(command, out) in answers[command], f"{command}: another answer"
            done = run("build", root, "-o", out, "--quiet")
            assert done.returncode == 0, done.stderr
            assert outputs(out) == expected, "other bytes"
            assert run("show", "bond-0", "--build", out).returncode == 0
        shutil.rmtree(out)
    return row


def _parts(files: list[Path]) -> list[Path]:
    """Give the files of the store that hold something."""
    return [path for path in files if path.name not in {".gitignore", "lock"}]


def _answer(command: tuple[str, ...], out: Path) -> str:
    """Give what a reader prints, without the numbers of lines, which RDF does not have."""
    done = run(*command, "--build", out)
    assert done.returncode == 0, f"{command} {done.returncode}: {done.stderr}"
    assert len(done.stderr.splitlines()) <= 1, done.stderr
    return _LINE_NUMBER.sub(".md", done.stdout)


def _damage(drawn: random.Random, path: Path) -> str:
    """Damage a file or what is beside it; say what was done."""
    if not drawn.randrange(5):
        return _replace(drawn, path)
    data = bytearray(path.read_bytes())
    kind = drawn.choice(["bit", "bytes", "page", "cut", "empty", "text"])
    position = drawn.randrange(len(data)) if data else 0
    if kind == "bit" and data:
        data[position] ^= 1 << drawn.randrange(8)
    elif kind == "bytes":
        data[position : position + 16] = drawn.randbytes(16)
    elif kind == "page":
        start = position // _PAGE_BYTES * _PAGE_BYTES
        data[start : start + _PAGE_BYTES] = bytes(len(data[start : start + _PAGE_BYTES]))
    elif kind == "cut":
        del data[position:]
    else:
        data = bytearray(b"" if kind == "empty" else b"no store at all" * 100)
    path.write_bytes(data)
    return f"{kind} at {position} of {path.name}"


def _replace(drawn: random.Random, path: Path) -> str:
    """Put something in the place of a file, or beside it where SQLite looks."""
    kind = drawn.choice(["gone", "folder", "pipe", "link", "-wal", "-journal", "-shm"])
    if kind.startswith("-"):
        path.with_name(path.name + kind).write_bytes(drawn.randbytes(5000))
        return f"{kind} beside {path.name}"
    path.unlink()
    if kind == "folder":
        (path / "folder").mkdir(parents=True)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/dev/zero")
    return f"{kind} in the place of {path.name}"
