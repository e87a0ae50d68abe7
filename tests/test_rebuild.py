import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import glossograph as gg
from glossograph import workflow
from glossograph.export.registry import DEFAULT_FORMATS, FORMATS
from glossograph.model.decision import Decisions
from glossograph.model.problem import ProblemCode
from glossograph.read import corpus, files
from glossograph.store import article_store, build_record
from glossograph.store.evidence_file import EvidenceFile, packed_evidence
from glossograph.text.keys import TermId
from tests.command import run
from tests.conftest import Write

pytestmark = pytest.mark.slow  # each test builds or loads several times

LANGUAGES = ("en", "no", "hi")
EVIDENCE = ("none", "counts", "anchors", "sentences")


def article(draw: random.Random) -> str:
    links = " ".join(f"[term {draw.randrange(4)}](/t{draw.randrange(14)})." for _ in range(draw.randrange(5)))
    slug = f"slug: t{draw.randrange(12)}\n" if draw.random() < 0.1 else ""
    return f"---\n{slug}title: Term {draw.randrange(30)}\ndescription: About {draw.randrange(30)}.\n---\n# One\n\nSee {links}"


def change(root: Path, draw: random.Random) -> None:
    files = sorted(root.rglob("*.md"))
    chosen = draw.choice(files)
    what = draw.choice(("edit", "prose", "add", "move", "delete", "touch"))
    if what == "edit":
        chosen.write_text(article(draw), encoding="utf-8")
    elif what == "prose":
        chosen.write_text(f"{chosen.read_text(encoding='utf-8')}\n\nIt lasts.", encoding="utf-8")
    elif what == "add":
        (root / draw.choice(LANGUAGES) / f"t{draw.randrange(20)}.md").write_text(article(draw), encoding="utf-8")
    elif what == "move":
        chosen.replace(root / draw.choice(LANGUAGES) / f"t{draw.randrange(20)}.md")
    elif what == "touch":
        chosen.touch()
    elif len(files) > 1:
        chosen.unlink()


def build(root: Path, out: Path, evidence: str, formats: Sequence[str] = DEFAULT_FORMATS) -> dict[str, bytes]:
    done = run("build", root, "-o", out, "--evidence", evidence, "--quiet", "--format", *formats)
    assert done == (0, "", "")
    own = (path for path in out.rglob("*") if path.is_file() and ".glossograph" not in path.parts)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in own}


def build_from_nothing(
    root: Path, out: Path, evidence: str, formats: Sequence[str] = DEFAULT_FORMATS, name: str = "fresh"
) -> dict[str, bytes]:
    """Build into a new folder that has only the places of another build."""
    fresh = out.with_name(name)
    fresh.mkdir()
    if (out / "places.json").exists():
        shutil.copy(out / "places.json", fresh)
    return build(root, fresh, evidence, formats)


SETTINGS = (
    *("", 'title = "Terms"', 'related = "mutual"', 'base_iri = "https://t.example/"', "placeholders = false"),
    *('repair = "off"', 'language = "no"'),
)
TEXT_FORMATS = ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "html", "report")
"""The formats of which blocks are kept, and the defaults."""


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.slow if seed > 2 else ()) for seed in range(6)])
def test_after_any_edits_additions_moves_and_deletions_a_build_equals_one_from_nothing(
    seed: int, write: Write, tmp_path: Path
) -> None:
    draw = random.Random(seed)
    root = write({f"{tag}/t{number}.md": article(draw) for tag in LANGUAGES for number in range(8)})
    for step in range(6):
        evidence = draw.choice(EVIDENCE)
        if draw.random() < 0.3:
            (root / "glossograph.toml").write_text(draw.choice(SETTINGS), encoding="utf-8")
        formats = tuple(FORMATS) if seed > 2 else TEXT_FORMATS
        fresh = build_from_nothing(root, tmp_path / "kept", evidence, formats, f"fresh{step}")
        kept = build(root, tmp_path / "kept", evidence, formats)
        assert [name for name in fresh if kept[name] != fresh[name]] == []
        for _ in range(draw.randrange(4)):
            change(root, draw)


def test_a_build_looks_once_at_all_files(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = write({"en/a.md": PROSE, "no/a.md": PROSE}), tmp_path / "out"
    build(root, out, "none")
    looks: list[object] = []
    look_at = files.FileStates.of

    def counted(found: Sequence[files.FoundFile]) -> files.FileStates:
        looks.append(None)
        return look_at(found)

    monkeypatch.setattr(files.FileStates, "of", counted)
    (root / "no" / "a.md").write_text(PROSE.replace("/b", "/c"), encoding="utf-8")
    assert build(root, out, "none") == build_from_nothing(root, out, "none")
    assert len(looks) == 2  # the second is the fresh build


def test_nothing_is_read_where_no_file_has_changed(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = write({"en/a.md": PROSE, "no/a.md": PROSE}), tmp_path / "out"
    for path in root.rglob("*.md"):
        os.utime(path, (1, 1))
    monkeypatch.setattr(article_store, "_SETTLED_NS", -(10**12))
    before = build(root, out, "none")
    reads: list[object] = []
    read_into = workflow.read_into

    def counted(*arguments: object, **settings: object) -> object:
        reads.append(None)
        return read_into(*arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(workflow, "read_into", counted)
    assert (build(root, out, "none"), len(reads)) == (before, 0)
    os.utime(root / "en" / "a.md", (2, 2))
    assert (build(root, out, "none"), len(reads)) == (before, 1)
    assert (build(root, out, "none"), len(reads)) == (before, 1)
    (root / "en" / "picture.png").touch()
    build(root, out, "none")
    assert len(reads) == 2


def test_one_article_that_says_the_same_does_not_hide_another_that_does_not(write: Write, tmp_path: Path) -> None:
    root, out = write({"en/a.md": PROSE, "en/b.md": PROSE}), tmp_path / "out"
    build(root, out, "none")
    write({"en/a.md": f"{PROSE}\n\nNo more.", "en/b.md": PROSE.replace("title: A", "title: B")})
    assert build(root, out, "none") == build_from_nothing(root, tmp_path / "out", "none")


def test_a_build_with_other_settings_that_fails_leaves_nothing_finished(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)"}), tmp_path / "out"
    build(root, out, "sentences")

    def fail(*_: object, **__: object) -> None:
        raise gg.GlossographError

    with monkeypatch.context() as failing:
        failing.setattr(workflow, "emit", fail)
        assert run("build", root, "-o", out, "--no-placeholders", "--quiet").returncode == 2
    build(root, out, "sentences")
    assert [str(item.target) for item in gg.load(out).evidence()] == ["b"]
    assert len(gg.load(out).edges) == 1


def count_graphs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count how often a graph is made."""
    calls: list[object] = []
    graph_from = workflow.graph_from

    def counted(*arguments: object, **settings: object) -> object:
        calls.append(None)
        return graph_from(*arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(workflow, "graph_from", counted)
    return lambda: len(calls)


def test_nothing_is_done_where_nothing_has_changed(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)"}), tmp_path / "out"
    graphs = count_graphs(monkeypatch)
    before = build(root, out, "none")
    assert (build(root, out, "none"), graphs()) == (before, 1)
    (root / "en" / "a.md").touch()
    assert (build(root, out, "none"), graphs()) == (before, 1)


def test_a_build_is_made_again_after_a_change_of_the_program(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)"}), tmp_path / "out"
    graphs = count_graphs(monkeypatch)
    before = build(root, out, "none")
    for module in (build_record, workflow):
        monkeypatch.setattr(module, "program_digest", lambda: b"another")
    assert (build(root, out, "none"), graphs()) == (before, 2)


PROSE = "---\ntitle: A\n---\nIt pays. See [b](/b) here.\n\nIt lasts."


@pytest.mark.parametrize(
    ("old", "new", "evidence", "builds"),
    [
        ("It lasts", "It never lasts", "sentences", False),
        ("It pays", "It costs", "sentences", False),
        ("here", "there", "sentences", True),
        ("title: A", "title: B", "none", True),
        ("It pays", "It pays\n", "none", True),
        ("/b", "/c", "none", True),
    ],
)
def test_an_edit_that_changes_no_output_builds_nothing(
    old: str, new: str, evidence: str, *, builds: bool, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write({"en/a.md": PROSE}), tmp_path / "out"
    graphs = count_graphs(monkeypatch)
    build(root, out, evidence)
    (root / "en" / "a.md").write_text(PROSE.replace(old, new), encoding="utf-8")
    again = build(root, out, evidence)
    assert graphs() == 1 + builds
    assert again == build_from_nothing(root, tmp_path / "out", evidence)
    assert build(root, out, evidence) == again


def damage_the_evidence(_root: Path, out: Path) -> None:
    (out / ".glossograph" / "evidence.sqlite").write_bytes(b"no database")


def remove_the_evidence(_root: Path, out: Path) -> None:
    (out / ".glossograph" / "evidence.sqlite").unlink()


def remove_a_file_of_the_build(_root: Path, out: Path) -> None:
    (out / "graph.ttl").unlink()


def edit_a_file_of_the_build(_root: Path, out: Path) -> None:
    (out / "graph.ttl").write_text("mine", encoding="utf-8")


def edit_an_article(root: Path, _out: Path) -> None:
    (root / "en" / "a.md").write_text("---\ntitle: Another\n---\n[b](/b)", encoding="utf-8")


def remove_an_article(root: Path, _out: Path) -> None:
    (root / "no" / "a.md").unlink()


def change_settings(root: Path, _out: Path) -> None:
    (root / "glossograph.toml").write_text('title = "Terms"', encoding="utf-8")


def make_a_decision(root: Path, _out: Path) -> None:
    (root / "decisions.toml").write_text('[[term]]\none = "a"\nother = "b"\ndecision = "sameAs"\n', encoding="utf-8")


@pytest.mark.parametrize(
    "change_something",
    [
        remove_a_file_of_the_build,
        damage_the_evidence,
        remove_the_evidence,
        edit_a_file_of_the_build,
        edit_an_article,
        remove_an_article,
        change_settings,
        make_a_decision,
    ],
)
def test_a_build_is_made_again_after(
    change_something: Callable[[Path, Path], None], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)", "no/a.md": "---\ntitle: A\n---\n[b](/b)"})
    graphs = count_graphs(monkeypatch)
    build(root, tmp_path / "out", "none")
    change_something(root, tmp_path / "out")
    after = build(root, tmp_path / "out", "none")
    assert graphs() == 2
    assert after == build_from_nothing(root, tmp_path / "out", "none")


def test_an_edit_that_keeps_size_and_time_of_a_file_is_read(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write({"en/a.md": PROSE}), tmp_path / "out"
    article = root / "en" / "a.md"
    before = article.stat()
    monkeypatch.setattr(article_store, "_SETTLED_NS", -(10**12))  # as if the build came long after the edit: its stamp is trusted
    old = build(root, out, "none")
    article.write_text(PROSE.replace("title: A", "title: B"), encoding="utf-8")
    while article.stat().st_ctime_ns == before.st_ctime_ns:  # some clocks tick slowly
        os.utime(article)
    os.utime(article, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert build(root, out, "none") == build_from_nothing(root, tmp_path / "out", "none") != old


def test_an_edit_within_one_tick_of_the_clock_is_read(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = write({"en/a.md": PROSE}), tmp_path / "out"
    article = root / "en" / "a.md"
    later = 2**33 * 10**9  # a time to come: never long ago, however slow the machine is
    os.utime(article, ns=(later, later))
    for module in (corpus, files):
        monkeypatch.setattr(module, "file_stamp", lambda status: f"{status.st_size} {status.st_mtime_ns}")  # a slow clock
    old = build(root, out, "none")
    article.write_text(PROSE.replace("title: A", "title: B"), encoding="utf-8")
    os.utime(article, ns=(later, later))
    assert build(root, out, "none") == build_from_nothing(root, tmp_path / "out", "none") != old


def test_a_layout_that_is_set_later_holds_for_articles_that_did_not_change(write: Write, tmp_path: Path) -> None:
    root, out = write({"en/a.md": PROSE, "no/a.md": PROSE.replace("title: A", "title: Å")}), tmp_path / "out"
    old = build(root, out, "none")
    (root / "glossograph.toml").write_text('layout = "none"', encoding="utf-8")
    assert build(root, out, "none") == build_from_nothing(root, tmp_path / "out", "none") != old


def test_the_fingerprint_holds_the_version_of_the_program_and_what_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fingerprint(*problems: gg.Problem) -> str:
        return build_record.fingerprint(gg.Config(), Decisions(), ("turtle",), problems)

    before = fingerprint()
    assert fingerprint(gg.Problem("Texts/en", 0, ProblemCode.UNREADABLE, "the folder cannot be read")) != before
    monkeypatch.setattr(build_record, "program_digest", lambda: b"another")
    assert fingerprint() != before


def test_evidence_that_cannot_be_written_leaves_the_old_and_nothing_beside_it(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[TermId, bytes]]:
        yield TermId("a"), packed_evidence(())
        raise OSError(28, "No space left on device")

    path = tmp_path / "evidence.sqlite"
    path.with_suffix(".new").write_bytes(b"what a killed build left")
    evidence = EvidenceFile(path)
    evidence.put([(TermId("b"), packed_evidence(()))])
    before = path.read_bytes()
    with pytest.raises(gg.GlossographError, match="No space left"):
        evidence.put(failing())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
