import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.export.search_words import search_text
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.term import Definition, Label, Term
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag
from tests.graphs import Listed

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("sqlite")
    sample.write(folder, "sqlite")
    with closing(sqlite3.connect(folder / "graph.sqlite")) as connection:
        yield connection


def search(database: sqlite3.Connection, table: str, words: str) -> set[str]:
    """Search as Datasette does: by the row number, with the reader's words as they are."""
    column = "source" if table == "evidence" else "term"
    matches = f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH ?"  # noqa: S608 — names of our own
    return {term for (term,) in database.execute(f"SELECT {column} FROM {table} WHERE rowid IN ({matches})", (words,))}  # noqa: S608


@pytest.mark.parametrize(
    ("table", "words", "expected"),
    [
        ("labels", "obligasjon", "bond"),
        ("labels", "ऑफिस", "front-office"),
        ("labels", '"front office"', "front-office"),
        ("labels", "asignacion", "asset-allocation"),
        ("labels", "ASIGNACIÓN", "asset-allocation"),
        ("labels", "资产", "asset-allocation"),
        ("labels", "配置", "asset-allocation"),
        ("labels", "资产配置", "asset-allocation"),
        ("labels", "台", "back-office"),
        ("definitions", "loan OR lend*", "bond"),
        ("definitions", "金融", "back-office"),
        ("evidence", "asignacion", "asset-allocation"),
    ],
)
def test_a_search_finds_words_of_every_language_as_readers_type_them(
    database: sqlite3.Connection, table: str, words: str, expected: str
) -> None:
    if table == "evidence":
        assert search(database, table, words)
    else:
        assert expected in search(database, table, words)


def test_a_vowel_sign_does_not_end_a_word(database: sqlite3.Connection) -> None:
    assert search(database, "labels", "फिस") == set()


TEXTS = {
    "th": "การจัดสรรสินทรัพย์",
    "no": "Kjøp av obligasjoner",
    "ar": "الاِسْتِثْمار",
    "ja": "ETFポートフォリオ",
    "ko": "채권은",
    "pt-br": "AÇÃO",
}


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    terms = tuple(
        Term(TermId(tag), Slug(tag), (Label(LanguageTag(tag), text),), (), (Definition(LanguageTag(tag), f"{text}."),))
        for tag, text in sorted(TEXTS.items())
    )
    info = GlossaryInfo("https://example.org/", "Texts", "", "", "")
    graph = Graph(info, (), 0, terms, (), (), (), (), (), TermIndex({}, {}, {}))
    folder = tmp_path_factory.mktemp("languages")
    gg.KnowledgeGraph(graph, Listed()).write(folder, "sqlite")
    with closing(sqlite3.connect(folder / "graph.sqlite")) as connection:
        yield connection


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("สินทรัพย์", "th"),
        ("การ", "th"),
        ("kjop", "no"),
        ("kjøp", "no"),
        ("الاستثمار", "ar"),
        ("etf", "ja"),
        ("ポート", "ja"),
        ("채권", "ko"),
        ("acao", "pt-br"),
        ("ação", "pt-br"),
    ],
)
@pytest.mark.parametrize("table", ["labels", "definitions"])
def test_scripts_without_blanks_and_accents_of_every_script_are_found(
    languages: sqlite3.Connection, table: str, words: str, tag: str
) -> None:
    assert search(languages, table, words) == {tag}


def test_a_text_in_ascii_needs_no_other_words() -> None:
    assert search_text("Front-office 1", "labels") == "Front-office 1"


def test_tags_are_written_as_bcp_47_does(languages: sqlite3.Connection) -> None:
    assert languages.execute("SELECT name, english_name, direction FROM languages WHERE language = 'pt-BR'").fetchall() == [
        ("português (Brasil)", "Portuguese (Brazil)", "ltr")
    ]
    assert languages.execute("SELECT direction FROM languages WHERE language = 'ar'").fetchone() == ("rtl",)


def test_every_row_is_named_by_a_key_and_refers_to_rows_that_exist(database: sqlite3.Connection) -> None:
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = {name for name in names if "_search" not in name and not name.startswith("sqlite_")}
    assert {"languages", "terms", "labels", "definitions", "articles", "keywords", "edges", "edge_counts", "evidence"} <= tables
    for table in tables:
        assert [column for column in database.execute(f"PRAGMA table_info({table})") if column[5]], table
        assert table == "languages" or database.execute(f"PRAGMA foreign_key_list({table})").fetchall(), table
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_datasette_finds_the_full_text_table_of_each_table_with_prose(database: sqlite3.Connection) -> None:
    for table in ("labels", "definitions", "evidence"):
        pattern = f'%VIRTUAL TABLE%USING FTS%content="{table}"%'
        rows = database.execute("SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE ?", (pattern,)).fetchall()
        assert rows == [(f"{table}_search",)]


def test_the_search_survives_a_vacuum(tmp_path: Path, sample: gg.KnowledgeGraph) -> None:
    sample.write(tmp_path, "sqlite")
    with closing(sqlite3.connect(tmp_path / "graph.sqlite", isolation_level=None)) as database:
        database.execute("DELETE FROM labels WHERE id % 3 = 0 AND term != 'bond'")
        database.execute("VACUUM")
        assert "bond" in search(database, "labels", "obligasjon")


def test_the_views_show_names(database: sqlite3.Connection) -> None:
    row = database.execute("SELECT * FROM edges_named WHERE source = 'asset-allocation' AND target = 'bond'").fetchone()
    assert row == ("asset-allocation", "Asset Allocation", "bond", "Bond", 3, '["en", "hi", "no"]', 0)
    cursor = database.execute("SELECT * FROM labels_wide WHERE term = 'back-office'")
    wide = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    assert (wide["no"], wide["zh"]) == ("Back office", "后台")
    assert database.execute("SELECT count(*) FROM labels_wide").fetchone() == (48,)


def test_lookups_use_an_index(database: sqlite3.Connection) -> None:
    for table, name in [("labels", "text"), ("edges", "target"), ("evidence", "source"), ("terms", "term")]:
        plan = database.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {name} = 'x'").fetchone()  # noqa: S608
        assert f"USING INDEX {'sqlite_autoindex_terms_1' if table == 'terms' else f'{table}_by_{name}'}" in plan[-1]
