import hashlib
import shutil
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest

from glossograph.serialise.file_batch import open_batch
from glossograph.serialise.kept_blocks import BlockIndex, Part, digest
from glossograph.store.build_record import folder_digest

Texts = dict[str, list[str]]


def write(folder: Path, blocks: Texts, program: bytes = b"one", context: bytes = b"") -> list[str]:
    """Write blocks of parts into a file, and return the parts that were made."""
    made: list[str] = []

    def make(text: str) -> Callable[[], bytes]:
        def made_text() -> bytes:
            made.append(text)
            return f"{text}\n".encode()

        return made_text

    def parts(texts: list[str]) -> Callable[[], Iterable[Part]]:
        return lambda: [Part(digest(text.encode()), make(text)) for text in texts]

    with open_batch(folder, program) as files:
        with files.open_blocks("a.txt", context) as file:
            file.write(b"first\n")
            for name, texts in blocks.items():
                file.block(name, digest("\0".join(texts).encode()), parts(texts))
            file.write(b"last\n")
        files.commit()
    lines = ["first", *(text for texts in blocks.values() for text in texts), "last"]
    assert (folder / "a.txt").read_text(encoding="utf-8").splitlines() == lines
    return made


BLOCKS: Texts = {f"t{number}": [f"{number} {part}" * 50 for part in range(3)] for number in range(40)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".glossograph").mkdir()
    assert len(write(tmp_path, BLOCKS)) == 120
    return tmp_path


def test_what_has_not_changed_is_not_made_again(folder: Path) -> None:
    assert write(folder, BLOCKS) == []
    assert write(folder, dict(reversed(BLOCKS.items()))) == []
    changed = {**BLOCKS, "t7": [BLOCKS["t7"][0], "new", BLOCKS["t7"][2]], "t8": ["other"], "t41": ["added"]}
    del changed["t9"]
    assert write(folder, changed) == ["new", "other", "added"]
    assert write(folder, changed) == []


def test_another_program_or_other_settings_make_all_again(folder: Path) -> None:
    assert len(write(folder, BLOCKS, program=b"two")) == 120
    assert len(write(folder, BLOCKS, program=b"two", context=b"x")) == 120
    assert write(folder, BLOCKS, program=b"two", context=b"x") == []


def test_a_damaged_block_is_made_again(folder: Path) -> None:
    data = bytearray((folder / "a.txt").read_bytes())
    place = data.index(b"7 1")
    data[place] ^= 1
    (folder / "a.txt").write_bytes(data)
    assert write(folder, BLOCKS) == BLOCKS["t7"]


@pytest.mark.parametrize("content", [b"", b"no index", None])
def test_a_damaged_or_cut_index_makes_all_again(content: bytes | None, folder: Path) -> None:
    path = folder / ".glossograph" / "blocks" / "a.txt"
    data = path.read_bytes()
    path.write_bytes(data[:-9] if content is None else content)
    assert len(write(folder, BLOCKS)) == 120


def test_a_cut_or_missing_file_makes_the_missing_blocks_again(folder: Path) -> None:
    data = (folder / "a.txt").read_bytes()
    (folder / "a.txt").write_bytes(data[: len(data) // 2])
    assert 30 < len(write(folder, BLOCKS)) < 90
    (folder / "a.txt").unlink()
    assert len(write(folder, BLOCKS)) == 120


def test_links_in_the_place_of_an_index_or_its_folder_are_not_followed(folder: Path) -> None:
    blocks = folder / ".glossograph" / "blocks"
    shutil.move(blocks / "a.txt", folder / "elsewhere")
    (blocks / "a.txt").symlink_to(folder / "elsewhere")
    before = (folder / "elsewhere").read_bytes()
    assert len(write(folder, BLOCKS)) == 120
    assert (folder / "elsewhere").read_bytes() == before
    shutil.rmtree(blocks)
    (folder / "other").mkdir()
    blocks.symlink_to(folder / "other")
    assert len(write(folder, BLOCKS)) == 120
    assert list((folder / "other").iterdir()) == []


def test_the_digest_of_the_program_sees_templates_and_vocabulary_but_no_compiled_code(tmp_path: Path) -> None:
    package = tmp_path / "package"
    (package / "data" / "__pycache__").mkdir(parents=True)
    (package / "data" / "page.html").write_text("old", encoding="utf-8")
    before = folder_digest(package)
    (package / "data" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert folder_digest(package) == before
    (package / "data" / "page.html").write_text("new", encoding="utf-8")
    assert folder_digest(package) != before


@pytest.mark.parametrize("size", [1 << 40, (1 << 63) + 1])
def test_an_index_whose_blocks_are_longer_than_the_file_is_not_believed(folder: Path, size: int) -> None:
    path = folder / ".glossograph" / "blocks" / "a.txt"
    index = msgspec.msgpack.decode(path.read_bytes()[32:], type=BlockIndex)
    index.part_sizes = array("Q", [size, *array("Q", index.part_sizes)[1:]]).tobytes()
    packed = msgspec.msgpack.encode(index)
    path.write_bytes(hashlib.sha256(packed).digest() + packed)
    assert write(folder, BLOCKS) == BLOCKS["t0"]


def test_an_index_with_parts_of_no_block_is_not_believed(folder: Path) -> None:
    path = folder / ".glossograph" / "blocks" / "a.txt"
    index = msgspec.msgpack.decode(path.read_bytes()[32:], type=BlockIndex)
    index.part_keys += bytes(16)
    packed = msgspec.msgpack.encode(index)
    path.write_bytes(hashlib.sha256(packed).digest() + packed)
    assert len(write(folder, BLOCKS)) == 120
