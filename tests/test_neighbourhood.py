import re
from pathlib import Path

import pytest

import glossograph as gg
from tests.command import run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("built")
    sample.write(folder, "turtle")
    return folder


def test_the_command_writes_a_page_and_prints_the_counts_of_its_terms_and_edges(built: Path, tmp_path: Path) -> None:
    page = tmp_path / "near.html"
    done = run("neighbourhood", "/Front Office/", "--build", built, "-o", page)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"\d+ terms, \d+ edges: .*near\.html\n", done.stdout)
    assert "<title>Front Office</title>" in page.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["near.html"]


def test_hops_widen_the_neighbourhood_and_none_leaves_the_term_alone(built: Path, tmp_path: Path) -> None:
    counts = []
    for hops in ("0", "1", "2"):
        done = run("neighbourhood", "front-office", "--hops", hops, "--build", built, "-o", tmp_path / "n.html")
        counts.append(int(done.stdout.split()[0]))
    assert counts[0] == 1
    assert counts == sorted(set(counts))


def test_the_labels_are_in_the_language_of_the_option(built: Path, tmp_path: Path) -> None:
    page = tmp_path / "near.html"
    assert run("neighbourhood", "front-office", "--lang", "hi", "--quiet", "--build", built, "-o", page) == (0, "", "")
    assert "<title>फ्रंट ऑफिस</title>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frontofice", "-o", "n.html"], "did you mean front-office"),
        (["front-office", "-o", "."], "is a folder"),
        (["front-office", "-o", "/dev/null/n.html"], "cannot be written"),
        (["front-office", "-o", "n.html", "--build", "nowhere"], "nowhere"),
    ],
)
def test_a_page_that_cannot_be_drawn_is_one_clear_line(built: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    build = [] if "--build" in arguments else ["--build", built]
    done = run("neighbourhood", *arguments, *build, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("hops", ["-1", "x", "²", "1e3", "99999999999999999999"])
def test_hops_must_be_a_small_whole_number(hops: str) -> None:
    done = run("neighbourhood", "a", "-o", "n.html", f"--hops={hops}")
    assert done.returncode == 2
    assert "Invalid value for '--hops'" in done.stderr


def test_more_than_three_hundred_terms_are_left_to_the_page_of_the_whole_graph(tmp_path: Path) -> None:
    texts = tmp_path / "Texts" / "en"
    texts.mkdir(parents=True)
    (texts / "a.md").write_text("# A\n" + " ".join(f"[x](/t{number})," for number in range(300)), encoding="utf-8")
    gg.build(texts.parent).write(tmp_path / "out", "turtle")
    done = run("neighbourhood", "a", "--build", tmp_path / "out", "-o", tmp_path / "n.html")
    assert done.returncode == 2
    assert "301 terms are too many to draw here (at most 300): take fewer hops, or open graph.html" in done.stderr
    assert not (tmp_path / "n.html").exists()
    assert run("neighbourhood", "t1", "--build", tmp_path / "out", "-o", tmp_path / "n.html", "--quiet") == (0, "", "")
