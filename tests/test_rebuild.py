import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.cli import main
from glossograph.model.decision import Decisions
from glossograph.model.problem import ProblemCode
from glossograph.read import corpus
from glossograph.store import build_record
from glossograph.store.evidence_file import EvidenceFile, packed_evidence
from glossograph.text.keys import TermId
from tests.conftest import Write

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


def built(root: Path, out: Path, evidence: str) -> dict[str, bytes]:
    assert main(["build", str(root), "-o", str(out), "--evidence", evidence, "--quiet"]) == 0
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edits_additions_moves_and_deletions_a_build_equals_one_from_nothing(
    seed: int, write: Write, tmp_path: Path
) -> None:
    draw = random.Random(seed)
    root = write({f"{tag}/t{number}.md": article(draw) for tag in LANGUAGES for number in range(8)})
    for step in range(6):
        evidence = draw.choice(EVIDENCE)
        assert built(root, tmp_path / "kept", evidence) == built(root, tmp_path / f"fresh{step}", evidence)
        for _ in range(draw.randrange(4)):
            change(root, draw)


def test_one_article_that_says_the_same_does_not_hide_another_that_does_not(write: Write, tmp_path: Path) -> None:
    root, out = write({"en/a.md": PROSE, "en/b.md": PROSE}), tmp_path / "out"
    built(root, out, "none")
    write({"en/a.md": f"{PROSE}\n\nNo more.", "en/b.md": PROSE.replace("title: A", "title: B")})
    assert built(root, out, "none") == built(root, tmp_path / "fresh", "none")


def test_a_build_with_other_settings_that_fails_leaves_nothing_finished(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)"}), tmp_path / "out"
    built(root, out, "sentences")
    import glossograph.cli.build as command

    def fail(*_: object, **__: object) -> None:
        raise gg.GlossographError

    with monkeypatch.context() as failing:
        failing.setattr(command, "emit", fail)
        assert main(["build", str(root), "-o", str(out), "--no-placeholders", "--quiet"]) == 2
    built(root, out, "sentences")
    assert [str(item.target) for item in gg.load(out).evidence()] == ["b"]
    assert len(gg.load(out).edges) == 1


def told_to_build(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count how often a graph is made."""
    calls: list[object] = []
    import glossograph.cli.build as command
    from glossograph.workflow import graph_from

    made = graph_from

    def counted(*arguments: object, **settings: object) -> object:
        calls.append(None)
        return made(*arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(command, "graph_from", counted)
    return lambda: len(calls)


def test_nothing_is_done_where_nothing_has_changed(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)"}), tmp_path / "out"
    graphs = told_to_build(monkeypatch)
    before = built(root, out, "none")
    assert (built(root, out, "none"), graphs()) == (before, 1)
    (root / "en" / "a.md").touch()
    assert (built(root, out, "none"), graphs()) == (before, 1)


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
def test_an_edit_that_changes_nothing_that_is_told_builds_nothing(
    old: str, new: str, evidence: str, *, builds: bool, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write({"en/a.md": PROSE}), tmp_path / "out"
    graphs = told_to_build(monkeypatch)
    built(root, out, evidence)
    (root / "en" / "a.md").write_text(PROSE.replace(old, new), encoding="utf-8")
    again = built(root, out, evidence)
    assert graphs() == 1 + builds
    assert again == built(root, tmp_path / "fresh", evidence)
    assert built(root, out, evidence) == again


def the_evidence_is_damaged(_root: Path, out: Path) -> None:
    (out / ".glossograph" / "evidence.sqlite").write_bytes(b"no database")


def the_evidence_is_gone(_root: Path, out: Path) -> None:
    (out / ".glossograph" / "evidence.sqlite").unlink()


def a_file_of_the_build_is_gone(_root: Path, out: Path) -> None:
    (out / "graph.ttl").unlink()


def a_file_of_the_build_was_edited(_root: Path, out: Path) -> None:
    (out / "graph.ttl").write_text("mine", encoding="utf-8")


def an_article_was_edited(root: Path, _out: Path) -> None:
    (root / "en" / "a.md").write_text("---\ntitle: Another\n---\n[b](/b)", encoding="utf-8")


def an_article_is_gone(root: Path, _out: Path) -> None:
    (root / "no" / "a.md").unlink()


def settings_were_changed(root: Path, _out: Path) -> None:
    (root / "glossograph.toml").write_text('title = "Terms"', encoding="utf-8")


def a_decision_was_made(root: Path, _out: Path) -> None:
    (root / "decisions.toml").write_text('[[term]]\none = "a"\nother = "b"\ndecision = "sameAs"\n', encoding="utf-8")


@pytest.mark.parametrize(
    "happened",
    [
        a_file_of_the_build_is_gone,
        the_evidence_is_damaged,
        the_evidence_is_gone,
        a_file_of_the_build_was_edited,
        an_article_was_edited,
        an_article_is_gone,
        settings_were_changed,
        a_decision_was_made,
    ],
)
def test_it_is_built_again_where(
    happened: Callable[[Path, Path], None], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)", "no/a.md": "---\ntitle: A\n---\n[b](/b)"})
    graphs = told_to_build(monkeypatch)
    built(root, tmp_path / "out", "none")
    happened(root, tmp_path / "out")
    after = built(root, tmp_path / "out", "none")
    assert graphs() == 2
    assert after == built(root, tmp_path / "fresh", "none")


def test_an_edit_that_keeps_size_and_time_of_a_file_is_read(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write({"en/a.md": PROSE}), tmp_path / "out"
    article = root / "en" / "a.md"
    before = article.stat()
    monkeypatch.setattr(corpus, "_SETTLED_NS", -(10**12))  # as if the build came long after the edit: its stamp is trusted
    old = built(root, out, "none")
    article.write_text(PROSE.replace("title: A", "title: B"), encoding="utf-8")
    while article.stat().st_ctime_ns == before.st_ctime_ns:  # some clocks tick slowly
        os.utime(article)
    os.utime(article, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert built(root, out, "none") == built(root, tmp_path / "fresh", "none") != old


def test_what_decides_on_a_build_is_the_program_too_and_what_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*problems: gg.Problem) -> str:
        return build_record.fingerprint(gg.Config(), Decisions(), ("turtle",), problems)

    before = told()
    assert told(gg.Problem("Texts/en", 0, ProblemCode.UNREADABLE, "the folder cannot be read")) != before
    monkeypatch.setattr(build_record, "__version__", "0.0.0")
    assert told() != before


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
