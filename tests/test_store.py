"""Claims about the article store: what it keeps, what it forgets, and when a finished build no longer counts."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from glossograph.engine.processes import in_background
from glossograph.errors import GlossographError
from glossograph.model.article import Article
from glossograph.model.graph import GraphSummary
from glossograph.model.link import Link, Links
from glossograph.store.article_store import ArticleStore
from glossograph.store.build_record import BuildRecord
from glossograph.store.damage import DamagedStoreError
from glossograph.store.evidence_file import EvidenceFile, packed_evidence
from glossograph.store.segment import StoredArticle, pack, stored
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag
from tests.graphs import graph_of

EN = LanguageTag("en")
SPOKEN = Article("en/s.md", EN, "s", (), False, "S", "", (), (), Links.of([Link("/b", "b", "A b.", "", 1)]), ())  # noqa: FBT003
RECORD = BuildRecord("f", GraphSummary(1, (EN,), 1, 0, 0, 0, 0, 0), ())


def article(name: str, title: str = "Title", *destinations: str, drawn: int = 0) -> StoredArticle:
    links = Links.of(Link(destination, "x", "", "", 1) for destination in destinations)
    value = Article(f"en/{name}.md", EN, name, (), False, title, "", (), (), links, ())  # noqa: FBT003
    return stored(value, stamp="s", drawn=drawn)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    """A store of two articles whose build is finished."""
    with ArticleStore(tmp_path / "articles.sqlite") as opened:
        opened.put(pack([article("a", "A", "/b"), article("b", "B")]))
        opened.put_evidence([(TermId("a"), packed_evidence(()))])
        opened.finish(RECORD)
        yield opened


def test_a_finished_build_counts_while_every_article_says_the_same(store: ArticleStore) -> None:
    store.put(pack([article("a", "A", "/b")]))
    store.restamp([("en/a.md", "another stamp")])
    store.remove([])
    assert store.finished() == RECORD


@pytest.mark.parametrize("changed", [article("a", "Another", "/b"), article("a", "A", "/c"), article("a", "A"), article("c")])
def test_a_finished_build_counts_no_longer_when_an_article_says_something_else(
    store: ArticleStore, changed: StoredArticle
) -> None:
    store.put(pack([article("b", "B"), changed]))
    assert store.finished() is None


def test_a_finished_build_counts_no_longer_when_an_article_is_gone(store: ArticleStore) -> None:
    store.remove(["en/b.md"])
    assert store.finished() is None
    assert [head.path for head in store.heads()] == ["en/a.md"]


def test_a_finished_build_counts_no_longer_when_its_evidence_is_another(store: ArticleStore, tmp_path: Path) -> None:
    os.utime(tmp_path / "evidence.sqlite", (1, 1))
    assert store.finished() is None
    store.finish(RECORD)
    assert store.finished() == RECORD
    store.put_evidence([(TermId("a"), packed_evidence(()))])
    assert store.finished() is None


def test_what_fails_half_way_changes_nothing(store: ArticleStore) -> None:
    def failing() -> Iterator[tuple[str, str]]:
        yield "en/a.md", "another stamp"
        raise OSError(28, "No space left on device")

    before = store.stamps()
    with pytest.raises(OSError, match="No space left"):
        store.restamp(failing())
    assert store.stamps() == before
    store.put(pack([article("c")]))
    assert store.size() == 3


def test_articles_come_with_their_links_in_the_order_that_was_asked_for(store: ArticleStore) -> None:
    names = [f"n{i:04}" for i in range(1_200)]
    store.put(pack([article(name, name, f"/{name}") for name in names]))
    paths = [f"en/{name}.md" for name in reversed(names)]
    given = list(store.articles(paths))
    assert [one.path for one in given] == paths
    assert [one.links[0].destination for one in given] == [f"/{name}" for name in reversed(names)]
    assert msgspec.structs.replace(given[0], links=Links()) in set(store.heads())
    assert store.article(paths[3]) == given[3]
    assert list(store.heads_of(paths)) == [msgspec.structs.replace(one, links=Links()) for one in given]


def test_the_link_table_has_the_links_of_all_articles_in_the_order_of_their_paths(store: ArticleStore) -> None:
    store.put(pack([article("d", "D", "/x", "/y", drawn=6), article("c", drawn=5)]))
    store.put(pack([article("a", "A", "/x", drawn=7)]))
    table = store.link_table()
    assert table.paths == ["en/a.md", "en/b.md", "en/c.md", "en/d.md"]
    assert table.drawn.tolist() == [7, 0, 5, 6]
    links = [[link.destination for link in table.links(number)] for number in range(4)]
    assert links == [["/x"], [], [], ["/x", "/y"]]


def test_articles_in_sparse_segments_are_put_together_and_stay_as_they_are(store: ArticleStore) -> None:
    for number in range(200):
        store.put(pack([article(f"n{number % 50}", "N", f"/{number}")]))
    before = list(store.articles(sorted(store.stamps())))
    store.finish(RECORD)
    store.compact()
    assert list(store.articles(sorted(store.stamps()))) == before
    assert store.finished() == RECORD
    assert len(set(store.link_table().segments.tolist())) == 1


@pytest.mark.parametrize(("table", "column"), [("article", "head"), ("segment", "columns"), ("segment", "sentences")])
def test_a_changed_byte_is_damage(store: ArticleStore, tmp_path: Path, table: str, column: str) -> None:
    store.put(pack([stored(SPOKEN)]))
    with closing(sqlite3.connect(tmp_path / "articles.sqlite")) as file, file:
        rows = file.execute(f"SELECT rowid, {column} FROM {table}").fetchall()  # noqa: S608 — the names above
        changed = [(blob[:-1] + bytes([blob[-1] ^ 1]), row) for row, blob in rows]
        file.executemany(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", changed)  # noqa: S608
    with pytest.raises(DamagedStoreError, match="is damaged"):
        [list(store.articles([SPOKEN.path])), store.sentences(store.link_table().segments[0])]


def test_a_row_that_names_another_article_is_damage(store: ArticleStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "articles.sqlite")) as file, file:
        file.execute("UPDATE article SET position = 1 - position")
    with pytest.raises(DamagedStoreError, match="is damaged"):
        store.link_table()
    with pytest.raises(DamagedStoreError, match="is damaged"):
        store.article("en/a.md")


def test_changed_evidence_is_damage(store: ArticleStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "evidence.sqlite")) as file, file:
        file.execute("UPDATE evidence SET source = 'b'")
    with pytest.raises(DamagedStoreError, match="is damaged"):
        list(store.evidence())


@pytest.mark.usefixtures("store")
def test_a_forked_process_opens_the_evidence_for_itself(tmp_path: Path) -> None:
    evidence = EvidenceFile(tmp_path / "evidence.sqlite")
    connection = evidence.open()
    assert evidence.open() is connection
    with in_background(lambda: evidence.open() is connection, jobs=2) as shared:
        assert not shared()
    evidence.close()


def test_a_store_of_another_version_is_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(sys.modules[ArticleStore.__module__], "_VERSION", 1)
        ArticleStore(tmp_path / "articles.sqlite").close()
    for reading in (False, True):
        with pytest.raises(DamagedStoreError, match="run `glossograph build` again"):
            ArticleStore(tmp_path / "articles.sqlite", reading=reading)


@pytest.mark.parametrize("name", ["articles", "evidence"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW forever AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "CREATE TRIGGER more AFTER {event} ON {table} BEGIN DELETE FROM {table}; END",
        "CREATE TABLE other (x)",
    ],
)
def test_a_file_with_another_schema_is_taken_for_damaged(tmp_path: Path, store: ArticleStore, name: str, statement: str) -> None:
    store.put_graph(graph_of(1, []))
    store.close()
    table = "article" if name == "articles" else "evidence"
    with closing(sqlite3.connect(tmp_path / f"{name}.sqlite")) as file:
        file.execute(statement.format(event="INSERT", table=table))
    with (
        pytest.raises(GlossographError, match=r"another schema|no finished build"),
        ArticleStore(tmp_path / "articles.sqlite") as opened,
    ):
        opened.graph()
