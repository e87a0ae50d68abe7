import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.cli.main import main


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("built")
    sample.write(folder, "turtle")
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_command_writes_a_page_and_says_what_is_on_it(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "near.html"
    assert main(["neighbourhood", "/Front Office/", "--build", str(built), "-o", str(page)]) == 0
    assert re.fullmatch(r"\d+ terms, \d+ edges: .*near\.html\n", capsys.readouterr().out)
    assert "<title>Front Office</title>" in page.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["near.html"]


def test_hops_widen_the_neighbourhood_and_none_leaves_the_term_alone(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = []
    for hops in ("0", "1", "2"):
        assert main(["neighbourhood", "front-office", "--hops", hops, "--build", str(built), "-o", str(tmp_path / "n.html")]) == 0
        counts.append(int(capsys.readouterr().out.split()[0]))
    assert counts[0] == 1
    assert counts == sorted(set(counts))


def test_the_page_starts_in_the_requested_language(built: Path, tmp_path: Path) -> None:
    page = tmp_path / "near.html"
    assert main(["neighbourhood", "front-office", "--lang", "hi", "--quiet", "--build", str(built), "-o", str(page)]) == 0
    assert "<title>फ्रंट ऑफिस</title>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frontofice", "-o", "n.html"], "did you mean front-office"),
        (["front-office", "-o", "."], "is a folder"),
        (["front-office", "-o", "/dev/null/n.html"], "cannot be written"),
        (["front-office", "-o", "n.html", "--build", "nowhere"], "nowhere"),
    ],
)
@pytest.mark.usefixtures("elsewhere")
def test_what_cannot_be_drawn_is_one_line_that_says_why(
    built: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    build = [] if "--build" in arguments else ["--build", str(built)]
    assert main(["neighbourhood", *arguments, *build]) == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert complaint.count("\n") == 1
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("hops", ["-1", "x", "²", "1e3", "99999999999999999999"])
def test_hops_that_are_no_small_number_are_refused(hops: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["neighbourhood", "a", "-o", "n.html", f"--hops={hops}"])
    assert "is no number from 0" in capsys.readouterr().err


def test_more_than_three_hundred_terms_are_left_to_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = tmp_path / "Texts" / "en"
    texts.mkdir(parents=True)
    (texts / "a.md").write_text("# A\n" + " ".join(f"[x](/t{number})," for number in range(300)), encoding="utf-8")
    gg.build(texts.parent).write(tmp_path / "out", "turtle")
    assert main(["neighbourhood", "a", "--build", str(tmp_path / "out"), "-o", str(tmp_path / "n.html")]) == 2
    assert "301 terms are too many to draw here (at most 300): take fewer hops, or open graph.html" in capsys.readouterr().err
    assert not (tmp_path / "n.html").exists()
    assert main(["neighbourhood", "t1", "--build", str(tmp_path / "out"), "-o", str(tmp_path / "n.html"), "--quiet"]) == 0


def test_the_page_is_the_same_under_every_hash_seed(built: Path, tmp_path: Path) -> None:
    pages = []
    for seed in ("1", "2"):
        page = tmp_path / f"{seed}.html"
        command = [
            sys.executable,
            "-m",
            "glossograph",
            "neighbourhood",
            "stock",
            "--hops",
            "2",
            "--build",
            str(built),
            "-o",
            str(page),
        ]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]
