"""Claims about what a large build holds in memory: nothing that only an earlier stage needed."""

import weakref
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from glossograph.config import Config
from glossograph.links.resolution import Resolver
from glossograph.model.graph import Graph
from glossograph.model.packed_texts import PackedTexts
from glossograph.pipeline import link_survey
from glossograph.pipeline.heads import read_heads
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import build_into, graph_from, read_into
from tests.conftest import Write

PAGES: Mapping[str, str | bytes] = {
    "en/bond.md": "---\ntitle: Bond\ndescription: A loan that is traded.\ntags: [Debt]\n---\nSee the [coupon](/coupon).\n",
    "en/coupon.md": "---\ntitle: Coupon\ntags: [Debt]\n---\nThe coupon is the interest that is paid on a [bond](/bond).\n",
    "no/bond.md": "---\ntitle: Obligasjon\n---\nEn obligasjon er et lån som kan omsettes, og har en [kupong](/coupon).\n",
}


@pytest.fixture
def folder(write: Write) -> Path:
    """Articles with descriptions, keywords and first sentences."""
    return write(PAGES)


def test_the_first_pass_keeps_no_texts_of_articles_and_the_graph_has_them_all(folder: Path) -> None:
    with ArticleStore() as store:
        graph = build_into(store, [folder], Config())
        heads = read_heads(store, Config()).articles
    assert {(head.description, head.lead, head.keywords) for head in heads} == {("", "", ())}
    bond, coupon = graph.terms
    assert [definition.text for definition in bond.definitions] == ["A loan that is traded."]
    assert [(article.lead, article.keywords) for article in bond.articles] == [
        ("", ("Debt",)),
        ("En obligasjon er et lån som kan omsettes, og har en kupong.", ()),
    ]
    assert [(article.lead, article.keywords) for article in coupon.articles] == [
        ("The coupon is the interest that is paid on a bond.", ("Debt",))
    ]


def test_the_resolver_is_gone_once_the_links_are_resolved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[Resolver]] = []
    alive: dict[str, bool] = {}

    class NotedResolver(Resolver):
        """Says that it was made."""

        def __init__(self, *arguments: object, **settings: object) -> None:
            super().__init__(*arguments, **settings)  # type: ignore[arg-type]
            made.append(weakref.ref(self))

    def note(stage: str, _done: int, _total: int) -> None:
        alive.setdefault(stage, any(resolver() for resolver in made))

    def build(store: ArticleStore) -> Graph:
        read = read_into(store, [folder], Config())
        return graph_from(store, Config(), read=read, progress=note)

    monkeypatch.setattr(link_survey, "Resolver", NotedResolver)
    with ArticleStore() as store:
        assert build(store).edges
    assert made
    assert (alive["resolving links"], alive["labelling"]) == (False, False)


def test_texts_in_one_piece_are_those_that_were_packed() -> None:
    strings = ["bond", "", "lån", "债券", "bond market", "\u0928\u093f"]
    texts = PackedTexts.of(strings)
    assert [list(texts), [*map(texts.__getitem__, range(len(strings)))], texts[-2:]] == [strings, strings, strings[-2:]]
    assert texts.at(np.array([3, 0, 3])) == ["债券", "bond", "债券"]
    assert list(texts.take(np.array([2, 1]))) == ["lån", ""]
    assert list(texts.with_added(["rate"])) == [*strings, "rate"]
    assert texts.numbers_of(["", "rate", "债券", "\udc80"]) == {"": 1, "债券": 3}
    assert list(PackedTexts(texts.packed, texts.sizes)) == strings
    with pytest.raises(IndexError):
        texts[len(strings)]


def test_the_texts_of_links_are_in_one_piece(folder: Path) -> None:
    with ArticleStore() as store:
        read_into(store, [folder], Config())
        table = store.link_table()
    assert isinstance(table.texts, PackedTexts)
    assert table.texts.packed == "".join(dict.fromkeys(table.texts)).encode()
