"""Claims about the evaluation of alignment: what it hides, what it takes for the truth, and which pairs it counts."""

import math
import re

import pytest

import glossograph as gg
from tests.conftest import Write
from tests.eval.alignment import HiddenArticle, draw_terms, evaluate, hide, language_rows, pair_row


def test_the_sample_is_joined_again_when_names_are_hidden() -> None:
    figures = {(row.evaluation, row.subset): row.figures for row in evaluate(gg.SAMPLE)}
    assert figures["alignment", "all"]["precision"] >= 0.97
    assert figures["alignment", "all"]["recall"] >= 0.95
    assert figures["language detection", "texts"]["right"] >= 0.99


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_hidden_articles_have_neither_path_nor_slug_nor_language_nor_translation_key(write: Write, fence: str) -> None:
    lines = ["title: B", "slug: bond", "aliases:", "  - /bonds", "lang: en", "translationKey: b", "page_id: b"]
    front_matter = (
        "\n".join(line.replace(": ", ' = "') + '"' for line in lines if ": " in line) if fence == "+++" else "\n".join(lines)
    )
    text = "Text on a [loan](/loan)."
    root = write({"en/bond.md": f"{fence}\n{front_matter}\n{fence}\n{text}", "en/empty.md": ""})
    [article] = hide(root)
    assert article.data.decode() == f"{fence}\n{front_matter.splitlines()[0]}\n{fence}\n{text}"
    assert (article.language, article.term, article.targets, article.letters) == ("en", "bond", 1, 15)
    assert re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]{16}\.md", article.name)


@pytest.mark.slow
def test_the_truth_is_the_terms_of_a_build(write: Write) -> None:
    texts = {
        "no/rente": "Renten er prisen på å låne penger i banken.",
        "en/interest-rate": "The price of a loan that a bank makes.",
    }
    root = write({f"{path}.md": f"---\ntranslationKey: rate\n---\n{text}" for path, text in texts.items()})
    assert len({article.term for article in hide(root)}) == 1


def hidden(name: str, language: str, term: str, targets: int = 1, letters: int = 100) -> HiddenArticle:
    return HiddenArticle(name, b"", language, term, targets, letters)


def test_pairs_are_counted_across_languages_only() -> None:
    articles = [hidden("a1", "en", "a"), hidden("a2", "no", "a"), hidden("a3", "no", "a"), hidden("b1", "en", "b")]
    row = pair_row("all", articles, {"a1": "x", "a2": "x", "b1": "x", "a3": "y"})
    assert (row.number, row.figures) == (2, {"precision": 0.5, "recall": 0.5})


def test_pairs_are_chosen_by_the_smaller_number_of_links() -> None:
    articles = [hidden("a1", "en", "a", targets=1), hidden("a2", "no", "a", targets=3), hidden("a3", "hi", "a", targets=9)]
    assert [pair_row("", articles, {}, *limits).number for limits in ((0, 0), (1, 1), (2, 3), (4, 9))] == [0, 2, 1, 0]


def test_near_empty_articles_are_in_no_pair_and_have_a_row_of_their_own() -> None:
    articles = [hidden("a1", "en", "a"), hidden("a2", "no", "a", letters=39)]
    row = pair_row("all", articles, {"a1": "x", "a2": "x"})
    assert row.number == 0
    assert all(math.isnan(value) for value in row.figures.values()), "a dash: there was nothing to find"
    rows = language_rows(articles, {"a1": "en", "a2": "sv"})
    assert [(row.subset, row.number, row.figures["right"]) for row in rows] == [("texts", 1, 1.0), ("near-empty", 1, 0.0)]


def test_a_part_of_a_collection_has_whole_terms() -> None:
    articles = [hidden(f"{term}{language}", language, str(term)) for term in range(100) for language in ("en", "no")]
    part = draw_terms(articles, 31)
    assert len(part) == 32
    assert {article.term for article in part} == {article.term for article in part if article.language == "en"}
    assert set(part) < set(draw_terms(reversed(articles), 50)), "a larger part has the same terms and more"
