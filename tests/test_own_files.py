"""Claims about the files that glossograph keeps for itself: no link is followed, nothing outside is read, emptied or deleted."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.engine.own_files import (
    NotRegularError,
    UnsafeFileError,
    discard_foreign,
    open_own,
    own_folder,
    read_own,
    read_regular,
    remove_leftovers,
    staging_folder,
    write_own,
)
from glossograph.layout.place_file import Places, PlacesError, places_text, read_places
from glossograph.model.decision import NO_DECISIONS
from glossograph.review.decision_file import extend_decisions
from glossograph.serialise.file_batch import open_batch
from tests.command import run
from tests.conftest import Write

pytestmark = pytest.mark.slow

ARTICLES = {"en/bond.md": "---\ntitle: Bond\n---\nA [loan](/loan).", "en/loan.md": "---\ntitle: Loan\n---\nA [bond](/bond)."}
SECRET = b"a file of the user"
OWN_NAMES = [
    ".gitignore", "lock", "articles.sqlite", "articles.sqlite-wal", "articles.sqlite-shm", "articles.sqlite-journal",
    "evidence.sqlite", "evidence.sqlite-journal", "evidence.new",
]  # fmt: skip
OUTPUTS = ["graph.ttl", "links.ttl", "graph.html", "report.json", "report.html", "glossograph.ttl"]
ATTACKS: dict[str, Callable[[Path, Path], object]] = {
    "symbolic link": lambda path, target: path.symlink_to(target),
    "hard link": lambda path, target: path.hardlink_to(target),
    "link to nothing": lambda path, target: path.symlink_to(target.with_name("missing")),
    "folder": lambda path, _: (path / "x").mkdir(parents=True),
}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file of the user outside all folders that a build is given."""
    path = tmp_path / "outside" / "secret"
    path.parent.mkdir()
    path.write_bytes(SECRET)
    return path


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", OWN_NAMES)
def test_a_build_follows_no_link_among_the_files_it_keeps(
    write: Write, tmp_path: Path, outside: Path, name: str, attack: str
) -> None:
    root = write(ARTICLES)
    own = tmp_path / "out" / ".glossograph"
    own.mkdir(parents=True)
    ATTACKS[attack](own / name, outside)
    done = run("build", root, "-o", tmp_path / "out", "--quiet")
    assert outside.read_bytes() == SECRET
    assert [path.name for path in outside.parent.iterdir()] == ["secret"]
    is_refused = done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert is_refused or (done.returncode == 0 and len(gg.load(tmp_path / "out").terms) == 2)
    assert not is_refused or name == "lock" or attack == "folder"


@pytest.mark.parametrize("attack", ["symbolic link", "hard link", "link to nothing"])
def test_a_build_replaces_a_link_in_the_place_of_an_output(write: Write, tmp_path: Path, outside: Path, attack: str) -> None:
    root = write(ARTICLES)
    (tmp_path / "out").mkdir()
    for name in OUTPUTS:
        ATTACKS[attack](tmp_path / "out" / name, outside)
    assert run("build", root, "-o", tmp_path / "out", "--quiet").returncode == 0
    assert outside.read_bytes() == SECRET
    assert [path.name for path in outside.parent.iterdir()] == ["secret"]
    assert not any((tmp_path / "out" / name).is_symlink() for name in OUTPUTS)


@pytest.mark.parametrize("name", ["decisions.toml", "places.json", "network.html"])
def test_what_is_written_beside_a_build_replaces_a_link_in_its_place(
    sample: gg.KnowledgeGraph, tmp_path: Path, outside: Path, name: str
) -> None:
    folder = tmp_path / "written"
    folder.mkdir()
    path = folder / name
    path.symlink_to(outside)
    if name == "decisions.toml":
        path.unlink()
        path.symlink_to(outside.with_name("missing"))
        extend_decisions(path, NO_DECISIONS, sample.graph)
    elif name == "places.json":
        with pytest.raises(PlacesError, match="symbolic link"):
            read_places(path)
        with open_batch(folder) as files:
            files.write_text(name, places_text(Places({})))
            files.commit()
    else:
        sample.to_pyvis(around="bond").write_html(path)
    assert path.is_file()
    assert not path.is_symlink()
    assert outside.read_bytes() == SECRET
    assert not outside.with_name("missing").exists()


def test_a_build_refuses_a_folder_of_its_own_that_is_a_link(write: Write, tmp_path: Path, outside: Path) -> None:
    root = write(ARTICLES)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".glossograph").symlink_to(outside.parent)
    done = run("build", root, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert ".glossograph: is a link or no folder" in done.stderr
    assert [path.name for path in outside.parent.iterdir()] == ["secret"]


def test_fix_writes_neither_through_a_link_that_leads_out_nor_into_a_read_only_file(write: Write, tmp_path: Path) -> None:
    faulty = b"---\ntitle: Bond\n---\nA [loan](/loan),. x\n"
    root = write({"en/bond.md": faulty, "en/loan.md": faulty, "en/share.md": faulty})
    outside = tmp_path / "outside.md"
    outside.write_bytes(faulty)
    (root / "en" / "cash.md").symlink_to(outside)
    (root / "en" / "debt.md").symlink_to(root / "en" / "share.md")
    (root / "en" / "loan.md").chmod(0o444)
    done = run("fix", root, "--select", "link-debris")
    assert outside.read_bytes() == faulty
    assert (root / "en" / "loan.md").read_bytes() == faulty
    assert b"),. x" not in (root / "en" / "bond.md").read_bytes()
    assert b"),. x" not in (root / "en" / "share.md").read_bytes()
    assert (root / "en" / "debt.md").is_symlink()
    assert "cash.md: it is a link that leads out of the folder: not fixed" in done.stderr
    assert "loan.md: it is read-only: not fixed" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("show", "bond"),
        ("stats",),
        ("check",),
        ("query", "ASK {}"),
        ("validate",),
        ("export", "--to", "dot", "-o", "here"),
        ("build",),
    ],
    ids=lambda command: command[0],
)
def test_the_next_command_of_any_kind_removes_what_a_killed_one_left(
    write: Write, tmp_path: Path, command: tuple[str, ...]
) -> None:
    root = write(ARTICLES)
    out = tmp_path / "out"
    assert run("build", root, "-o", out, "--quiet").returncode == 0
    places = [root / "en", out] if command[0] == "build" else [root / "en"] if command[0] == "check" else [out]
    leftovers = [place / ".glossograph-abc.part" for place in places]
    for leftover in leftovers:
        leftover.mkdir()
        (leftover / "graph.ttl").touch()
    arguments = {"build": (root, "-o", out), "check": (root,)}.get(command[0], ("--build", out))
    run(*command, *arguments, cwd=tmp_path)
    assert not any(leftover.exists() for leftover in leftovers)


def test_a_staging_folder_in_use_stays(tmp_path: Path) -> None:
    with staging_folder(tmp_path) as used:
        (tmp_path / ".glossograph-gone.part").mkdir()
        (tmp_path / ".glossograph-link.part").symlink_to(used)
        remove_leftovers(tmp_path)
        assert sorted(tmp_path.iterdir()) == sorted([used, tmp_path / ".glossograph-link.part"])
    assert not used.exists()


def test_a_file_of_ours_is_neither_read_nor_opened_through_a_link(tmp_path: Path, outside: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(outside)
    for create in (False, True):
        with pytest.raises(OSError, match="symbolic links"), open_own(link, create=create):
            pass
    with pytest.raises(OSError, match="symbolic links"):
        read_own(link)
    write_own(link, b"new")
    assert (read_own(link), outside.read_bytes()) == (b"new", SECRET)


def test_opening_a_file_of_ours_does_not_empty_it(tmp_path: Path) -> None:
    write_own(tmp_path / "a", b"text")
    with open_own(tmp_path / "a", create=True):
        assert read_own(tmp_path / "a") == b"text"


def test_deleting_a_foreign_file_deletes_the_link_and_never_its_target(tmp_path: Path, outside: Path) -> None:
    paths = [tmp_path / str(index) for index in range(len(ATTACKS))]
    for path, attack in zip(paths, ATTACKS.values(), strict=True):
        attack(path, outside)
    write_own(tmp_path / "own", b"text")
    discard_foreign(*paths, tmp_path / "own", tmp_path / "missing")
    assert outside.read_bytes() == SECRET
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside", "own"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for read in (read_regular, read_own):
        with pytest.raises(NotRegularError):
            read(tmp_path / "pipe")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".glossograph").touch()
    with pytest.raises((UnsafeFileError, FileExistsError)):
        own_folder(tmp_path)


def test_a_folder_that_has_the_name_of_the_ignore_file_stays_and_ends_no_build(tmp_path: Path) -> None:
    (tmp_path / "out" / ".glossograph" / ".gitignore" / "folder").mkdir(parents=True)
    done = run("build", "--sample", "-o", tmp_path / "out", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / ".glossograph" / ".gitignore" / "folder").is_dir()
