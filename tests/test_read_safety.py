"""Claims about files that attack the reader: none ends or blocks the process, each is reported, the rest is built."""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import glossograph as gg
from glossograph import workflow
from glossograph.model.problem import ProblemCode
from glossograph.read import article_file, corpus, unread_files
from glossograph.read.front_matter import read_front_matter
from glossograph.text.normalise import normalized, without_entities
from tests.command import run
from tests.conftest import Write

DEPTH = 30_000
OPENINGS = (
    *("? ", "- ", "?\t", "-\t", "? - ", "- ? ", "[", "{", "{a: ", "[a: ", '{"a":', "[["),
    *("[{", "? [", "- {", "a: [", "- !t ", "- &a "),
)
LINES = ["- ", "? ", "a: ", "-", "?", "a:", "- -", "? a:\n"]
DEEP = [
    *(opening * (DEPTH // len(opening)) for opening in OPENINGS),
    *("\n".join(" " * (level * (1 + line.startswith(("- -", "? a")))) + line for level in range(340)) for line in LINES),
    *("".join(random.Random(seed).choices(OPENINGS, k=20_000)) for seed in range(20)),
    ".".join("a" * DEPTH),
]  # fmt: skip
FENCES = [("---\n", "\n---\n"), ("+++\n", "\n+++\n"), ("+++\na = ", "\n+++\n"), ("", "\n"), ('{"a": ', "}\n")]


@pytest.mark.parametrize("fence", FENCES, ids=["yaml", "toml", "toml value", "json", "json value"])
def test_no_depth_of_front_matter_ends_the_process(fence: tuple[str, str]) -> None:
    for deep in DEEP:
        matter = read_front_matter(f"{fence[0]}{deep[:60_000]}{fence[1]}Text", "x.md")
        assert matter.body.endswith("Text")


def test_front_matter_of_many_flat_entries_is_read() -> None:
    tags = [f"t{index}" for index in range(3000)]
    text = "---\ntitle: Bond\ntags:\n" + "".join(f"- {tag}\n" for tag in tags) + "---\nText"
    matter = read_front_matter(text, "x.md")
    assert (matter.texts("tags"), matter.text("title"), matter.problems) == (tuple(tags), "Bond", ())


@pytest.mark.parametrize("part", ["read_front_matter", "_given_slug", "read_links", "without_entities", "lead"])
def test_a_part_that_cannot_be_read_does_not_cost_the_others(write: Write, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    def failing(*_: object, **__: object) -> None:
        message = "out\nof order"
        raise ValueError(message)

    monkeypatch.setattr(article_file, part, failing)
    kg = gg.build(
        write({"en/bond.md": "---\ntitle: Bond\n---\nA [loan](/loan) is a promise to pay.", "en/loan.md": "# Loan\n\nText."})
    )
    assert {"bond", "loan"} <= {term.slug for term in kg.terms}
    unreadable = [problem.message for problem in kg.problems if problem.code is ProblemCode.UNREADABLE]
    assert unreadable
    assert all("cannot be read (ValueError: out of order) and is left out" in message for message in unreadable)


@pytest.mark.parametrize("number", ["1" * 4301, "0" * 5000 + "65", "x" + "f" * 5000, "1" * 100_000])
def test_an_entity_of_any_length_costs_no_article(write: Write, number: str) -> None:
    kg = gg.build(write({"en/bond.md": f"---\ntitle: Bond &#{number}; x\n---\nA [loan &#{number};](/loan)."}))
    assert {term.slug for term in kg.terms} == {"bond", "loan"}
    assert not [problem for problem in kg.problems if problem.code is ProblemCode.UNREADABLE]


def test_entities_in_long_texts_are_decoded() -> None:
    assert without_entities("a" * 2000 + "&#65;&amp;#x42;&#99999999;") == "a" * 2000 + "AB\ufffd"


@pytest.mark.parametrize(
    "mark", ["\u0316", "\u0301", "\u064e", "\u05b0", "\u0e38", "\u0f71", "\u3099", "\U0001d165", "\u0345\u0301"]
)
def test_marks_piled_on_a_letter_are_cut_and_others_are_not(mark: str) -> None:
    assert len(normalized("NFKD", "e" + mark * 5000)) <= 31
    few = "".join(f"{letter}{mark * 3} " for letter in "abcdefghij" * 20)
    import unicodedata

    assert normalized("NFC", few) == unicodedata.normalize("NFC", few)


ARTICLES = {f"en/a{index:03}.md": f"---\ntitle: Term {index}\n---\nA [link](/a{(index + 1) % 600:03})." for index in range(600)}


def kill(signal_number: int) -> Callable[..., None]:
    return lambda *_: os.kill(os.getpid(), signal_number)


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, 600], ids=["in one process", "in several"])
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_file_that_kills_the_reader_is_reported_and_the_rest_is_built(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, count: int
) -> None:
    root = write(dict(list(ARTICLES.items())[:count]))
    deadly = {f"a{index:03}.md" for index in (3, 11, count - 1)}
    here, read = os.getpid(), article_file.read_article

    def killing(path: str, *others: object) -> object:
        if Path(path).name in deadly:
            assert os.getpid() != here
            kill(signal.SIGKILL)()
        return read(path, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(corpus, "read_article", killing)
    monkeypatch.setattr(workflow, "default_jobs", lambda: 2)
    done = run(command, root, *(("-o", tmp_path / "out") if command == "build" else ("--format", "json")))
    assert done.returncode == (0 if command == "build" else 1)
    if command == "build":
        kg = gg.load(tmp_path / "out")
        assert kg.graph.articles == count - len(deadly)
        reported = {Path(p.path).name for p in kg.problems if "ends the process (SIGKILL)" in p.message}
        assert reported == deadly
    else:
        assert done.stdout.count("ends the process (SIGKILL)") == len(deadly)


@pytest.mark.slow
@pytest.mark.parametrize("reacts", [True, False])
def test_a_file_that_takes_for_ever_is_given_up_and_the_rest_is_built(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, reacts: bool
) -> None:
    root = write(dict(list(ARTICLES.items())[:5]))
    read = article_file.read_article

    def endless(path: str, *others: object) -> object:
        if path.endswith("a002.md"):
            if not reacts:
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGVTALRM})
            while True:
                pass
        return read(path, *others)  # type: ignore[arg-type]

    assert run("build", root, "-o", tmp_path / "before").returncode == 0  # imports what the reading of the first file would
    monkeypatch.setattr(corpus, "read_article", endless)
    monkeypatch.setattr(unread_files, "TIME_LIMIT_S", 0.3)
    assert run("build", root, "-o", tmp_path / "out").returncode == 0
    kg = gg.load(tmp_path / "out")
    assert kg.graph.articles == 4
    assert [p.path for p in kg.problems if "s of processor time" in p.message] == ["Texts/en/a002.md"]


def test_the_library_gives_up_a_file_that_takes_for_ever(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(corpus, "read_article", endless)
    monkeypatch.setattr(unread_files, "TIME_LIMIT_S", 0.01)
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(gg.GlossographError, match="none of the 1 files"):
        gg.build(write({"en/bond.md": "Text"}))
    assert signal.getsignal(signal.SIGVTALRM) is before
