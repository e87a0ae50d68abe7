"""The workbook for translators, read by openpyxl."""

import sys
from pathlib import Path
from typing import Any

import pytest

import glossograph as gg
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.term import Definition, Label, Term
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag
from tests.graphs import Listed, graph_of
from tests.hostile import HOSTILE, hostile_graph


def sheet(folder: Path, name: str = "Labels") -> Any:
    import openpyxl

    return openpyxl.load_workbook(folder / "labels.xlsx")[name]


def rows(folder: Path, name: str = "Labels") -> list[dict[str, Any]]:
    heading, *values = sheet(folder, name).iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in values]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    path = tmp_path_factory.mktemp("workbook")
    sample.write(path, "xlsx", language="no")
    return path


def test_a_row_is_a_term_and_a_column_a_language(folder: Path, sample: gg.KnowledgeGraph) -> None:
    found = {row["Term"]: {tag: text for tag, text in row.items() if tag != "Term" and text} for row in rows(folder)}
    assert found == {term.slug: {label.language: label.text for label in term.labels} for term in sample.terms}
    definitions = {row["Term"]: row["en"] for row in rows(folder, "Definitions") if row["en"]}
    assert definitions["bond"] == next(one.text for one in sample.term("bond").definitions if one.language == "en")
    assert {row["Term"]: row["no"] for row in rows(folder, "Alternatives")}["bond"] == "obligasjoner"


def test_the_wanted_language_comes_first(folder: Path) -> None:
    assert [cell.value for cell in next(sheet(folder).iter_rows())] == ["Term", "no", "ar", "en", "es", "hi", "zh"]


def test_a_label_that_no_title_gives_is_in_italics_and_right_to_left_text_is_marked(folder: Path) -> None:
    cells = {row[0].value: row for row in sheet(folder).iter_rows(min_row=2)}
    heading = [cell.value for cell in next(sheet(folder).iter_rows())]
    english, arabic = heading.index("en"), heading.index("ar")
    assert cells["custodian"][english].font.italic
    assert not cells["bond"][english].font.italic
    assert cells["bond"][arabic].alignment.readingOrder == 2


def test_the_languages_are_listed_with_what_there_is(folder: Path, sample: gg.KnowledgeGraph) -> None:
    counts = {row["Language"]: (row["English name"], row["Labels"]) for row in rows(folder, "Languages") if row["Labels"]}
    labels = sum(label.language == "hi" for term in sample.terms for label in term.labels)
    assert counts["hi"] == ("Hindi", labels)


def test_no_text_is_a_formula_a_link_or_damaged(tmp_path: Path) -> None:
    hostile_graph().write(tmp_path, "xlsx")
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "labels.xlsx")
    cells = [cell for name in book.sheetnames for row in book[name].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    texts = {cell.value for cell in cells}
    whole = [text for text in HOSTILE if text.isprintable()]
    assert len(whole) > 8
    assert set(whole) <= texts
    assert "pt-BR" in texts


def test_the_same_graph_gives_the_same_bytes(
    folder: Path, sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    sample.write(tmp_path, "xlsx", language="no")
    assert (tmp_path / "labels.xlsx").read_bytes() == (folder / "labels.xlsx").read_bytes()


def test_a_text_is_as_long_as_a_cell_can_be(tmp_path: Path) -> None:
    tag = LanguageTag("en")
    term = Term(TermId("a"), Slug("a"), (Label(tag, "A"),), definitions=(Definition(tag, "x" * 40_000),))
    graph = Graph(GlossaryInfo("urn:x:", "A", "", "", ""), (), 0, (term,), (), (), (), (), (), TermIndex({}, {}, {}))
    gg.KnowledgeGraph(graph, Listed()).write(tmp_path, "xlsx")
    assert rows(tmp_path, "Definitions")[0]["en"] == "x" * 32_766 + "…"


def test_more_terms_than_rows_are_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from glossograph.export import xlsx

    monkeypatch.setattr(xlsx, "_MAX_ROWS", 5)
    with pytest.raises(gg.GlossographError, match=r"labels.xlsx cannot hold 5 terms .at most 4.: choose another format"):
        gg.KnowledgeGraph(graph_of(5, []), Listed()).write(tmp_path, "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_without_xlsxwriter_the_error_says_how_to_install_it(
    sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(gg.GlossographError, match=r"pip install 'glossograph\[xlsx\]'"):
        sample.write(tmp_path, ["dot", "xlsx"])
    assert list(tmp_path.iterdir()) == []
