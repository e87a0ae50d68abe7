"""Trees of files: all of a build together, only what changed, nothing of others."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from glossograph.errors import GlossographError
from glossograph.serialise.file_batch import open_batch
from glossograph.serialise.file_tree import FileTree, TreeFile, TreeManifest, TreeUnit

PROGRAM = b"program"


def write(folder: Path, units: Mapping[str, Mapping[str, bytes]], program: bytes = PROGRAM) -> FileTree:
    """Write a tree whose keys are digests of the content."""
    with open_batch(folder, program) as files:
        tree = files.open_tree("site")
        for name, own in units.items():
            key = hashlib.sha256(repr(sorted(own.items())).encode()).digest()
            if not tree.keep(name, key):
                tree.write(name, key, own.items())
        files.commit()
    return tree


def content(folder: Path) -> dict[str, bytes]:
    root = folder / "site"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def manifest_of(folder: Path) -> Path:
    return folder / ".glossograph" / "trees" / "site"


A, B = {"a/index.html": b"a", "a/x/y.html": b"xy"}, {"b/index.html": b"b"}


def test_files_that_are_no_longer_wanted_are_deleted_with_their_folders_and_no_others(tmp_path: Path) -> None:
    write(tmp_path, {"a": A, "b": B})
    (tmp_path / "site" / "a" / "own.txt").write_bytes(b"mine")
    tree = write(tmp_path, {"b": B})
    assert content(tmp_path) == {"a/own.txt": b"mine", "b/index.html": b"b"}
    assert not (tmp_path / "site" / "a" / "x").exists()
    assert (tree.removed, tree.written_count, tree.file_count) == (2, 0, 1)


def test_a_file_that_somebody_changed_is_written_again_but_never_deleted(tmp_path: Path) -> None:
    write(tmp_path, {"a": A, "b": B})
    (tmp_path / "site" / "b" / "index.html").write_bytes(b"changed by somebody")
    assert write(tmp_path, {"a": A, "b": B}).written_count == 1
    (tmp_path / "site" / "b" / "index.html").write_bytes(b"changed by somebody")
    write(tmp_path, {"a": A})
    assert content(tmp_path) == {**A, "b/index.html": b"changed by somebody"}


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    write(tmp_path, {"a": A})
    before = manifest_of(tmp_path).stat().st_mtime_ns
    assert write(tmp_path, {"a": A}).written_count == 0
    assert write(tmp_path, {"a": A}, program=b"").written_count == 0
    write(tmp_path, {"a": A})
    assert content(tmp_path) == A
    assert before


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_an_interrupted_commit_leaves_whole_files_and_the_next_build_finishes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    old = {"a": A, "b": B, "c": {"c.html": b"c"}}
    new = {"a": {"a/index.html": b"new a", "a/x/y.html": b"new xy"}, "b": {"b/index.html": b"new b"}}
    write(tmp_path, old)
    move, moved = os.replace, 0

    def interrupted(source: str, target: str) -> None:
        nonlocal moved
        if "/site/" in str(target):
            moved += 1
            if moved > moves:
                raise KeyboardInterrupt
        move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, new)
    half = content(tmp_path)
    both = {path: {own[path] for units in (old, new) for own in units.values() if path in own} for path in half}
    assert all(data in both[path] for path, data in half.items())
    for units in (old, new):  # the same content as before the interruption counts as changed too
        write(tmp_path, units)
        assert content(tmp_path) == {path: data for own in units.values() for path, data in own.items()}


def write_half(folder: Path) -> None:
    with open_batch(folder, PROGRAM) as files:
        files.open_tree("site").write("a", b"", [("a/index.html", b"other")])
        raise ZeroDivisionError


def test_a_build_that_fails_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, {"a": A})
    with pytest.raises(ZeroDivisionError):
        write_half(tmp_path)
    assert content(tmp_path) == A
    assert sorted(path.name for path in tmp_path.iterdir()) == [".glossograph", "site"]


@pytest.mark.parametrize("link", ["site", "site/a", "site/a/x", ".glossograph"])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    (out / link).parent.mkdir(parents=True)
    (out / link).symlink_to(elsewhere)
    with pytest.raises(GlossographError, match="is a link or no folder"):
        write(out, {"a": A})
    assert list(elsewhere.iterdir()) == []


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_bytes(b"precious")
    (tmp_path / "out" / "site" / "b").mkdir(parents=True)
    (tmp_path / "out" / "site" / "b" / "index.html").symlink_to(target)
    write(tmp_path / "out", {"b": B})
    assert (target.read_bytes(), content(tmp_path / "out")) == (b"precious", B)


def test_a_folder_in_the_place_of_a_file_is_reported_before_anything_is_moved(tmp_path: Path) -> None:
    (tmp_path / "site" / "b" / "index.html").mkdir(parents=True)
    with pytest.raises(GlossographError, match=r"b/index\.html: cannot be written: a folder has this name"):
        write(tmp_path, {"a": A, "b": B})
    assert content(tmp_path) == {}


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/x", "a/../../outside.txt", "c:x", "a\\b"])
def test_a_manifest_with_paths_outside_of_the_tree_is_ignored(tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    status = outside.stat()
    write(tmp_path, {"a": A})
    file = TreeFile(path, b"", status.st_size, status.st_mtime_ns)
    packed = msgspec.msgpack.encode(TreeManifest(1, {"x": TreeUnit(b"", [file])}))
    manifest_of(tmp_path).write_bytes(hashlib.sha256(packed).digest() + packed)
    write(tmp_path, {"a": A})
    assert outside.read_bytes() == b"mine"
    assert content(tmp_path) == A


@pytest.mark.parametrize("damage", [b"", b"x" * 100])
def test_a_damaged_manifest_costs_a_rewrite_only(tmp_path: Path, damage: bytes) -> None:
    write(tmp_path, {"a": A})
    manifest_of(tmp_path).write_bytes(damage)
    assert write(tmp_path, {"a": A}).written_count == 2
    assert content(tmp_path) == A


def test_a_file_in_pieces_is_compared_as_a_whole(tmp_path: Path) -> None:
    counts = []
    for pieces in ([b"ab", b"c"], [b"a", b"bc"], [b"d"]):
        with open_batch(tmp_path) as files:
            tree = files.open_tree("site")
            tree.write("a", b"", [("a.bin", iter(pieces))])
            files.commit()
        counts.append(tree.written_count)
        assert tree.size("a", "a.bin") == len(b"".join(pieces))
    assert counts == [1, 0, 1]
    assert content(tmp_path) == {"a.bin": b"d"}
