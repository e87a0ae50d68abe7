"""Claims about links as columns: a step on all links at once gives the same as the step on each article or term alone."""

from random import Random

import numpy as np
import pytest

from glossograph.labels.anchor_counts import AnchorColumns, AnchorCounts, link_marks
from glossograph.links.disputes import disputed_groups
from glossograph.links.link_alignment import ResolvedLink, Version
from glossograph.links.suspects import TargetCounts
from glossograph.model.article import Article
from glossograph.model.link import Link, LinkKind, Links
from glossograph.model.link_table import LinkTable
from glossograph.model.packed_texts import PackedTexts
from glossograph.store.article_store import ArticleStore
from glossograph.store.segment import pack, stored
from glossograph.text.keys import Key, TermId
from glossograph.text.languages import LanguageTag

EN, NO = LanguageTag("en"), LanguageTag("no")


def random_links(rng: Random) -> Links:
    links: list[Link] = []
    for line in range(rng.randrange(6)):
        kind = rng.choice(list(LinkKind))
        continues = bool(links) and rng.random() < 0.4
        destination = links[-1].destination if continues else rng.choice(["/a", "/b", "c"])
        sentence, anchor = rng.choice(["", "A b.", "C."]), rng.choice(["x", "y", "xy", "X Y", "\u91d1", "/a"])
        links.append(Link(destination, anchor, sentence, rng.choice(["", "Use"]), line, kind, continues, line // 2))
    return Links.of(links)


def stored_links(store: ArticleStore, articles: list[Links]) -> LinkTable:
    for number, links in enumerate(articles):
        article = Article(f"en/{number:03}.md", EN, "a", (), False, "A", "", (), (), links, ())  # noqa: FBT003
        store.put(pack([stored(article)]))
    return store.link_table()


@pytest.fixture
def articles() -> list[Links]:
    rng = Random(7)
    return [random_links(rng) for _ in range(120)]


def test_a_table_gives_back_the_links_of_each_article(articles: list[Links]) -> None:
    with ArticleStore() as store:
        table = stored_links(store, articles)
        order = Random(1).sample(range(len(articles)), 50)
        taken = table.take(np.array(order))
        for number, original in enumerate(order):
            assert list(taken.links(number, store.sentences)) == list(articles[original])


def test_pipes_are_swapped_and_anchors_joined_as_in_each_article(articles: list[Links]) -> None:
    with ArticleStore() as store:
        table = stored_links(store, articles).with_pipes_swapped().joined()
        for number, links in enumerate(articles):
            assert list(table.links(number, store.sentences)) == list(links.with_pipes_swapped().joined())
    assert len(set(table.texts)) == len(table.texts)


def test_links_that_are_left_out_leave_the_others_with_their_articles(articles: list[Links]) -> None:
    with ArticleStore() as store:
        table = stored_links(store, articles)
    kept = table.where(table.lines % 2 == 0)
    for number, links in enumerate(articles):
        assert [link.line for link in kept.links(number)] == [link.line for link in links if link.line % 2 == 0]


def test_the_groups_that_need_a_vote_are_those_with_a_version_that_has_one_link_too_many_and_lacks_another() -> None:
    rng = Random(3)
    articles: list[int] = []
    targets: list[int] = []
    group_of: list[int] = []
    expected: list[int] = []
    groups = [[[rng.randrange(5) for _ in range(rng.randrange(4))] for _ in range(rng.randrange(1, 7))] for _ in range(300)]
    for group, versions in enumerate(groups):
        own = TermId("0")
        made = [
            Version(f"l{n}", "", [ResolvedLink(Link(f"/{t}", "", "", "", 1), TermId(str(t))) for t in links])
            for n, links in enumerate(versions)
        ]
        counts = TargetCounts(made, own)
        if any(counts.surplus(index) and counts.lacking(index) for index in range(len(made))):
            expected.append(group)
        for links in versions:
            articles += [len(group_of)] * len(links)
            targets += links
            group_of.append(group)
    versions_of = np.array([len(versions) for versions in groups])
    found = disputed_groups(np.array(articles), np.array(targets), np.array(group_of), versions_of, np.zeros(300, np.int64))
    assert found.tolist() == expected
    assert 20 < len(expected) < 280


def test_without_links_no_group_needs_a_vote() -> None:
    nothing = np.zeros(0, np.int64)
    assert not disputed_groups(nothing, nothing, np.zeros(1, np.int64), np.ones(1, np.int64), np.zeros(1, np.int64)).size


ROWS = [
    ("bond", NO, "obligasjon", 0),
    ("bond", NO, "Obligasjon", 0),
    ("bond", NO, "papir", 1),
    ("bond", NO, "papir", 0),
    ("bond", NO, "lån", 1),
    ("bond", NO, "rest", 2),
    ("bond", EN, "bond", 0),
    ("loan", NO, "lån", 0),
    ("loan", EN, "b-ond", 0),
]


@pytest.fixture
def anchor_counts() -> AnchorCounts:
    terms, languages = [TermId("bond"), TermId("loan"), TermId("rate")], [EN, NO]
    texts = sorted({anchor for _, _, anchor, _ in ROWS})
    columns = zip(
        *((terms.index(TermId(term)), languages.index(tag), texts.index(anchor), mark) for term, tag, anchor, mark in ROWS),
        strict=True,
    )
    return AnchorCounts(terms, languages, PackedTexts.of(texts), AnchorColumns(*(np.array(column) for column in columns)))


def test_anchors_are_counted_by_term_and_language_and_a_cut_word_is_no_name(anchor_counts: AnchorCounts) -> None:
    no = {"obligasjon": 1, "Obligasjon": 1, "papir": 2, "lån": 1, "": 1}
    assert anchor_counts.of(TermId("bond")) == {NO: no, EN: {"bond": 1}}
    assert anchor_counts.of(TermId("rate")) == {}
    assert [anchor_counts.link_count(term) for term in anchor_counts.targets] == [7, 2]
    assert anchor_counts.languages_of(TermId("loan")) == {NO, EN}


def test_where_there_is_a_title_only_other_anchors_that_are_repeated_in_any_spelling_are_given(
    anchor_counts: AnchorCounts,
) -> None:
    no = {"obligasjon": 1, "Obligasjon": 1, "papir": 2}
    assert anchor_counts.of(TermId("bond"), {NO: "Gjeld"}) == {NO: no, EN: {"bond": 1}}
    assert anchor_counts.of(TermId("bond"), {NO: "OBLIGASJON"}) == {NO: {"papir": 2}, EN: {"bond": 1}}
    assert anchor_counts.of(TermId("loan"), {NO: "Lån", EN: "Loan"}) == {}


def test_an_anchor_is_dependent_if_it_is_so_in_all_its_links(anchor_counts: AnchorCounts) -> None:
    assert anchor_counts.dependent_anchors(TermId("bond")) == {NO: frozenset({"lån"})}


def test_anchors_are_found_and_compared_by_their_keys(anchor_counts: AnchorCounts) -> None:
    assert anchor_counts.target_counts() == {NO: {"lån": 2}, EN: {"bond": 2}}
    assert anchor_counts.spelled(TermId("loan"), Key("bond")) == ["b-ond"]
    assert anchor_counts.spelled(TermId("loan"), Key("missing")) == []


def test_marks_are_those_of_each_link_alone() -> None:
    anchors, sentences = ["change", "grand banque", "banque"], ["agents de change", "de grand banque", "une banque"]
    assert link_marks(anchors, sentences, "fr") == [1, 0, 0]
    assert link_marks(["a", "b"], ["a", "b"], "xx") == [0, 0]
