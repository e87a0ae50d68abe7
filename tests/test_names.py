"""Terms are found by every name that they have, in every language, by every command."""

import json
import unicodedata
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.text.search_fold import fold_for_search
from tests.command import run
from tests.conftest import Write

CASES = json.loads((Path(__file__).parent / "cases" / "search_fold.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize(("text", "folded"), CASES)
def test_a_text_is_folded_as_the_page_folds_it(text: str, folded: str) -> None:
    assert unicodedata.normalize("NFC", fold_for_search(text)) == unicodedata.normalize("NFC", folded)


@pytest.fixture
def named(write: Write, tmp_path: Path) -> Path:
    """A build of terms whose names meet: two are "Bank" in Norwegian, one is found by a title and an alias only."""
    article = "---\ntitle: {}\n{}---\n{}"
    files = {
        "en/bank.md": article.format("Money house", "", "[shore](/shore) [other](/other)"),
        "no/bank.md": article.format("Pengehus", "", "x"),
        "en/shore.md": article.format("Shore", "", "[other](/other)"),
        "no/shore.md": article.format("Elvebredd", "", "x"),
        "en/other.md": article.format("Other", "aliases: [Något annat]\n", "x"),
        "no/other.md": article.format("Elvebredd", "", "x"),
    }
    out = tmp_path / "out"
    assert run("build", write(files), "-o", out, "--quiet", "--format", "turtle").returncode == 0
    return out


@pytest.mark.parametrize("name", ["bank", "Bank", "money HOUSE", "pengehus", "Péngehus"])
@pytest.mark.parametrize("command", ["show", "why"])
def test_a_term_is_found_by_slug_and_label_in_any_language(named: Path, command: str, name: str) -> None:
    done = run(command, name, "--build", named)
    assert (done.returncode, done.stderr) == (0, "")
    assert "bank" in done.stdout


def test_a_query_takes_a_label_for_a_term(named: Path) -> None:
    done = run("query", "--build", named, "--name", "labels", "--set", "term=pengehus", "--format", "csv")
    assert "Money house" in done.stdout


def test_a_slug_comes_before_a_label(write: Write) -> None:
    root = write({"en/bank.md": "---\ntitle: Shore\n---\nx", "en/shore.md": "---\ntitle: Bank\n---\nx"})
    kg = gg.build(root)
    assert (kg.term("bank").slug, kg.term("Shore").slug) == ("bank", "shore")


@pytest.mark.parametrize("arguments", [["show", "elvebredd"], ["path", "bank", "elvebredd"], ["why", "elvebredd"]])
def test_several_terms_of_one_name_are_listed_with_what_to_type(named: Path, arguments: list[str]) -> None:
    done = run(*arguments, "--build", named)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "glossograph: 2 terms are named 'elvebredd': write the slug of one",
        "  other  label in no: Elvebredd",
        "  shore  label in no: Elvebredd",
    ]


def test_a_query_lists_the_terms_of_one_name_too(named: Path) -> None:
    done = run("query", "--build", named, "--name", "labels", "--set", "term=elvebredd")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split()[0].rpartition("/")[2] for line in done.stderr.splitlines()[1:]] == ["other", "shore"]


def test_an_unknown_name_suggests_the_terms_whose_names_contain_it(named: Path) -> None:
    assert "Unknown term 'money': did you mean bank?" in run("show", "money", "--build", named).stderr


SEARCHES = [
    ("penge", ["bank"], "Pengehus"),
    ("MONEY", ["bank"], "Money house"),
    ("house money", ["bank"], "Money house"),
    ("elvebredd", ["other", "shore"], "Elvebredd"),
    ("oney", ["bank"], "Money house"),
]


@pytest.mark.parametrize(("words", "slugs", "name"), SEARCHES)
def test_search_finds_words_in_all_languages_and_says_which_name_matched(
    named: Path, words: str, slugs: list[str], name: str
) -> None:
    shown = json.loads(run("search", *words.split(), "--build", named, "--json").stdout)
    assert [match["slug"] for match in shown["matches"]] == slugs
    assert shown["matches"][0]["name"] == name
    assert all(slug in run("search", words, "--build", named).stdout for slug in slugs)


def test_search_orders_whole_names_before_starts_before_insides(write: Write) -> None:
    titles = {"a": "Vagabond", "b": "Junk bond", "c": "Bond fund", "d": "Bond", "e": "Fund in a bond of junk"}
    root = write({f"en/{name}.md": f"---\ntitle: {title}\n---\nx" for name, title in titles.items()})
    matches = gg.build(root).search("bond")
    assert [(match.term.slug, match.fit.name) for match in matches] == [
        ("d", "WHOLE"),
        ("c", "START"),
        ("b", "WORD_START"),
        ("e", "WORD_START"),
        ("a", "INSIDE"),
    ]
    assert [match.term.slug for match in gg.build(root).search("bond junk")] == ["b", "e"]


def test_a_search_ends_at_no_letter_whose_vowel_sign_follows(write: Write) -> None:
    kg = gg.build(write({"hi/a.md": "---\ntitle: बैंक\n---\nx"}))
    assert [match.term.slug for match in kg.search("बैंक")] == ["a"]
    assert kg.search("ब") == ()


def test_a_search_without_a_match_says_so_and_fails(named: Path) -> None:
    done = run("search", "zzz", "--build", named)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "glossograph: No name contains 'zzz'\n")
    assert run("search", " - ", "--build", named).returncode == 1
