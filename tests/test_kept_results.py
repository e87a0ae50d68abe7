"""Claims about the results that a build keeps for the next: they change nothing, and what did not change is not made again."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from glossograph.labels import selection
from glossograph.links.addresses import Addresses
from glossograph.pipeline import graph_builder, link_votes
from glossograph.pipeline.group_pass import GroupPass
from glossograph.store.kept_results import KeptResult, KeptResults
from glossograph.workflow import build_folder, kept_results, read_inputs
from tests.conftest import Write
from tests.test_rebuild import LANGUAGES, SETTINGS, TEXT_FORMATS, article, build_from_nothing, change

DECISION = '[[term]]\none = "t{}"\nother = "t{}"\ndecision = "{}"\n'


def change_inputs(root: Path, draw: random.Random) -> None:
    """Edit, add, move or delete articles, and now and then change the settings or a decision."""
    for _ in range(draw.randrange(1, 4)):
        change(root, draw)
    if draw.random() < 0.2:
        (root / "glossograph.toml").write_text(draw.choice(SETTINGS), encoding="utf-8")
    if draw.random() < 0.3:
        first, second = draw.sample(range(14), 2)
        text = DECISION.format(first, second, draw.choice(("sameAs", "differentFrom")))
        (root / "decisions.toml").write_text(text, encoding="utf-8")
    if draw.random() < 0.1:
        (root / "decisions.toml").unlink(missing_ok=True)


def files_of(out: Path) -> dict[str, bytes]:
    own = (path for path in out.rglob("*") if path.is_file() and ".glossograph" not in path.parts)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in own}


def build(root: Path, out: Path, kept: KeptResults | None = None) -> dict[str, bytes]:
    build_folder(read_inputs([root], None, {}), out, TEXT_FORMATS, kept=kept)
    return files_of(out)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_a_build_with_results_in_memory_equals_one_from_nothing(seed: int, write: Write, tmp_path: Path) -> None:
    draw = random.Random(seed)
    root, out = write({f"{tag}/t{number}.md": article(draw) for tag in LANGUAGES for number in range(8)}), tmp_path / "kept"
    kept = kept_results(out, again=True)
    for step in range(6):
        fresh = build_from_nothing(root, out, "sentences", TEXT_FORMATS, f"fresh{step}")
        assert build(root, out, kept) == fresh
        change_inputs(root, draw)


@pytest.fixture
def glossary(write: Write) -> Path:
    """Twelve terms in three languages, of which one links differently from the others, so that there is a vote."""
    texts = {
        f"{tag}/t{n}.md": f"---\ntitle: T{n}\n---\nSee [it {tag}](/t{(n + 1) % 12}) here." for tag in LANGUAGES for n in range(12)
    }
    texts["no/t3.md"] = texts["no/t3.md"].replace("/t4", "/nowhere")
    return write(texts)


def add_link(root: Path) -> None:
    """Add a link to a term that has no article."""
    edited = root / "en" / "t7.md"
    edited.write_text(f"{edited.read_text(encoding='utf-8')} And [a new thing](/new).", encoding="utf-8")


def count_calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, int]]:
    """Count how often identities are made, addresses registered, groups read, groups vote, and labels are selected."""
    counts: dict[str, int] = {}

    def counted(owner: object, name: str, title: str) -> None:
        original = getattr(owner, name)

        def call(*arguments: object, **settings: object) -> object:
            counts[title] = counts.get(title, 0) + 1
            return original(*arguments, **settings)

        monkeypatch.setattr(owner, name, call)

    counted(graph_builder, "identify", "identities")
    counted(Addresses, "_register", "addresses")
    counted(GroupPass, "_take", "texts")
    counted(link_votes, "repair_links", "votes")
    counted(selection, "select_labels", "labels")

    def since() -> dict[str, int]:
        last = dict(counts)
        counts.clear()
        return last

    return since


@pytest.mark.parametrize("in_memory", [True, False])
def test_after_one_link_only_what_it_concerns_is_done_again(
    glossary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_memory: bool
) -> None:
    calls, out = count_calls(monkeypatch), tmp_path / "out"
    kept = kept_results(out, again=True) if in_memory else None
    build(glossary, out, kept)
    articles = 12 * len(LANGUAGES)
    assert calls() == {"identities": 1, "addresses": articles, "texts": 12, "votes": 1, "labels": 12}
    add_link(glossary)
    build(glossary, out, kept)
    assert calls() == {"texts": 1, "labels": 1}


@pytest.mark.parametrize(
    "line", ["slug: fifth", "aliases: [fifth]", "permalink: /fifth/", "id: fifth-one", "translation_key: fifth"]
)
def test_identities_and_addresses_are_made_again_after_a_change_of_a_name(
    line: str, glossary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, out = count_calls(monkeypatch), tmp_path / "out"
    build(glossary, out)
    first = calls()
    add_link(glossary)
    text = f"---\ntitle: T5\n{line}\n---\nSee [it](/t6) and [it](/fifth)."
    (glossary / "en" / "t5.md").write_text(text, encoding="utf-8")
    again = build(glossary, out)
    after = calls()
    assert (after["identities"], after["addresses"]) == (first["identities"], first["addresses"])
    assert again == build_from_nothing(glossary, out, "sentences", TEXT_FORMATS)


def test_a_value_is_kept_in_the_file_also_where_it_is_taken_from_memory(tmp_path: Path) -> None:
    made: list[str] = []

    def value_of(kept: KeptResults, key: bytes) -> list[str]:
        value = kept.value("names", key, list[str], lambda: made.append("made") or ["bond"])  # type: ignore[func-returns-value]
        kept.step("labels").put("bond", b"1", b"")
        kept.finish()
        return value

    kept = KeptResults(tmp_path / "results", again=True)
    assert value_of(kept, b"1") is value_of(kept, b"1")
    assert value_of(KeptResults(tmp_path / "results"), b"1") == ["bond"]
    assert len(made) == 1
    assert value_of(KeptResults(tmp_path / "results"), b"2") == ["bond"]
    assert len(made) == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_results_that_are_damaged_are_made_again(
    damage: bytes | None, glossary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, out = count_calls(monkeypatch), tmp_path / "out"
    build(glossary, out)
    first = calls()
    file = out / ".glossograph" / "results"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data if damage is None else damage)
    add_link(glossary)
    again = build(glossary, out)
    assert calls() == {**first, "labels": first["labels"] + 1}
    assert again == build_from_nothing(glossary, out, "sentences", TEXT_FORMATS)


def test_results_of_another_program_are_not_used(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path / "results", b"one")
    kept.step("labels").put("bond", b"key", b"value")
    kept.finish()
    assert KeptResults(tmp_path / "results", b"one").step("labels").earlier == {"bond": KeptResult(b"key", b"value")}
    assert KeptResults(tmp_path / "results", b"two").step("labels").earlier == {}


def test_evidence_that_another_build_wrote_is_written_anew(glossary: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(glossary, out)
    results = (out / ".glossograph" / "results").read_bytes()
    for path, old in ((glossary / "en" / "t7.md", "here"), (glossary / "no" / "t2.md", "here")):
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace(old, "there"), encoding="utf-8")
        build(glossary, out)
        path.write_text(before, encoding="utf-8")
    (out / ".glossograph" / "results").write_bytes(results)
    assert build(glossary, out) == build_from_nothing(glossary, out, "sentences", TEXT_FORMATS)
