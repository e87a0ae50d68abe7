import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.read.article_file import read_article
from glossograph.read.language_detection import detect
from glossograph.read.path_layout import Placement
from glossograph.read.shared_words import shared_words
from glossograph.terms.alignment import align
from glossograph.terms.alignment_features import AlignmentCandidate, FeatureKind, features, identities
from glossograph.terms.alignment_groups import enough, join
from glossograph.terms.alignment_pairs import Pairs, compare
from tests.conftest import Write
from tests.eval.alignment import Truth, evaluate, hidden, pair_rows

LANGUAGES = ("en", "no", "hi", "ja", "ru")


def linking(*targets: str) -> tuple[tuple[str, str], ...]:
    return tuple((target, "") for target in targets)


def collection(terms: int = 30, seed: int = 1, languages: Sequence[str] = LANGUAGES) -> list[AlignmentCandidate]:
    """Make translations of terms that link at random; an article's path says what it is about."""
    rng = random.Random(seed)
    found = []
    for term in range(terms):
        targets = [f"t{rng.randrange(terms)}" for _ in range(rng.randrange(3, 8))]
        for language in languages:
            kept = linking(*(target for target in targets if rng.random() > 0.05))
            found.append(AlignmentCandidate(f"{rng.random()}/{term}", language, "", kept))
    return found


def term_of(path: str) -> str:
    return path.rpartition("/")[2]


def mixed(named: Mapping[str, str]) -> int:
    """Count the pairs that share a name but not a term."""
    paths = sorted(named)
    return sum(
        named[one] == named[other] and term_of(one) != term_of(other) for n, one in enumerate(paths) for other in paths[:n]
    )


def test_translations_share_a_name_and_other_articles_do_not() -> None:
    candidates = collection()
    named = align(candidates)
    assert mixed(named) == 0
    assert len(set(named.values())) < 45, "of 30 terms in 5 languages"


def test_articles_whose_translations_are_missing_are_not_joined_with_others() -> None:
    candidates = [one for one in collection(60) if random.Random(one.path).random() < 0.3]
    assert mixed(align(candidates)) <= 2


def test_the_order_of_the_articles_does_not_matter() -> None:
    candidates = collection()
    first = align(candidates)
    random.Random(3).shuffle(candidates)
    assert align(candidates) == first


def test_one_common_target_proves_nothing() -> None:
    candidates = [AlignmentCandidate(str(n), language, "", linking("a")) for n, language in enumerate(LANGUAGES)]
    assert len(set(align([*candidates, *collection()]).values()) & set(align(candidates).values())) == 5


def test_an_article_goes_by_the_slug_to_which_others_link_with_its_title() -> None:
    candidates = [
        AlignmentCandidate("1", "en", "Bonds"),
        AlignmentCandidate("2", "no", "Obligasjoner"),
        AlignmentCandidate("3", "hi", "बॉन्ड (Bonds)"),
        AlignmentCandidate("4", "en", "Yield", (("bond", "bonds"), ("rate", "rate"))),
        AlignmentCandidate("5", "no", "Avkastning", (("bond", "obligasjoner"), ("rate", "rente"))),
    ]
    assert {path: name for path, name in align(candidates).items() if path in "123"} == {"1": "bond", "2": "bond", "3": "bond"}


def test_anchors_that_disagree_name_nobody() -> None:
    candidates = [AlignmentCandidate("1", "en", "Here"), AlignmentCandidate("2", "en", "", (("bond", "here"), ("yield", "here")))]
    assert identities(candidates) == {}


def test_an_article_is_not_what_it_links_to() -> None:
    bond = AlignmentCandidate("1", "en", "Bond", linking("yield", "coupon"))
    about = AlignmentCandidate("2", "no", "Rente", (("bond", ""), ("yield", ""), ("coupon", "")))
    same = AlignmentCandidate("3", "no", "Papir", linking("yield", "coupon"))
    found = compare([bond, about, same], identities([bond, about, same]))
    evidence = {(left, right): value for left, right, value in zip(*map(list, found), strict=True)}
    assert evidence[0, 1] < 0 < evidence[0, 2]


def test_articles_without_a_slug_join_those_with_one() -> None:
    candidates = [one._replace(slug=f"term-{term_of(one.path)}") if one.language in ("en", "no") else one for one in collection()]
    named = align(candidates)
    assert set(named) == {one.path for one in candidates if not one.slug}
    joined = {path: name for path, name in named.items() if name.startswith("term-")}
    assert len(joined) > 0.8 * len(named)
    assert all(name == f"term-{term_of(path)}" for path, name in joined.items())


def test_an_article_does_not_join_a_slug_that_has_its_language() -> None:
    links = linking("a", "b", "c", "d")
    candidates = [
        AlignmentCandidate("1", "en", "One", links, slug="one"),
        AlignmentCandidate("2", "en", "Two", links),
        AlignmentCandidate("3", "no", "", links),
    ]
    assert align(candidates) == {"2": "two", "3": "one"}


def test_two_articles_with_slugs_are_never_joined() -> None:
    links = linking("a", "b", "c", "d")
    named = [AlignmentCandidate("1", "en", "", links, slug="one"), AlignmentCandidate("2", "no", "", links, slug="two")]
    assert align([*named, AlignmentCandidate("3", "hi", "", links)]).keys() == {"3"}


def test_names_that_two_groups_would_have_are_numbered() -> None:
    assert sorted(align([AlignmentCandidate("1", "en", "Fee"), AlignmentCandidate("2", "en", "Fee")]).values()) == [
        "fee",
        "fee-2",
    ]


def test_an_article_with_neither_title_nor_slug_is_named_by_its_path() -> None:
    assert align([AlignmentCandidate("a/1.md", "en", "")]) == {"a/1.md": "article-a-1-md"}


def test_nothing_is_aligned_where_there_is_nothing() -> None:
    assert align([]) == {}
    assert len(compare([], {}).evidence) == 0
    assert join(compare([], {}), [], []) == []


def test_a_chain_of_chance_does_not_grow() -> None:
    import numpy as np

    languages = ["en", "no", "hi", "ja"]
    # 0-1 and 2-3 are sure; 1-2 looks good alone, but the others of the two groups speak against it
    pairs = Pairs(np.array([0, 0, 0, 1, 1, 2]), np.array([1, 2, 3, 2, 3, 3]), np.array([9.0, -3.0, -3.0, 4.0, -3.0, 9.0]))
    assert join(pairs, languages, [[0], [1], [2], [3]]) == [[0, 1], [2, 3]]


def test_more_articles_need_more_evidence() -> None:
    assert enough(10) < enough(1000) < enough(100_000)


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("Rente", {" ren", "rent", "ente", "nte "}),
        ("債券", {"債", "券", "債券"}),
        ("मुद्रा (Currency)", {" मुद", "मुद्", "ुद्र", "द्रा", "्रा "}),
    ],
)
def test_titles_are_cut_as_their_script_is_written(title: str, pieces: set[str]) -> None:
    assert set(features(AlignmentCandidate("1", "xx", title), {})[FeatureKind.GRAM]) == pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In the year 1934 the SEC was founded. Then [x](/target-2000) https://a.b/C2", ("1934", "sec")),
        ("债券 (bond) 由 SEC 监管", ("bond", "sec")),
        ("Der Staat gab dem Bund 3,5 mehr", ("3,5", "bund", "staat")),
        ("", ()),
    ],
)
def test_marks_are_what_a_translation_keeps(text: str, found: tuple[str, ...]) -> None:
    assert shared_words(text) == found


def test_marks_are_read_only_where_no_slug_is_known() -> None:
    text = b"---\ntitle: T\n---\nThe SEC."
    assert read_article("1.md", Placement("en", (), ""), text).shared_words == ("sec",)
    assert read_article("bond.md", Placement("en", (), "bond"), text).shared_words == ()
    assert read_article("1.md", Placement("en", (), ""), text.replace(b"T\n", b"T\nslug: bond\n")).shared_words == ()


def test_traditional_chinese_is_told_from_simplified() -> None:
    assert detect("債券是政府或公司向投資者借錢時發行的證券，到期還本付息。") == "zh-hant"
    assert detect("债券是政府或公司向投资者借钱时发行的证券，到期还本付息。") == "zh"


def test_both_scripts_of_chinese_stand_in_one_group(write: Write) -> None:
    body = "[x](/issuer) [y](/maturity) [z](/coupon)。"
    files = {
        "703305e8effb2bf5.md": f"---\ntitle: 債券\n---\n債券是政府或公司向投資者借錢時發行的證券，到期還本付息。{body}",
        "1dcac6cc075b86dc.md": f"---\ntitle: 债券\n---\n债券是政府或公司向投资者借钱时发行的证券，到期还本付息。{body}",
    }
    [term] = (term for term in gg.build(write(files)).terms if not term.placeholder)
    assert [article.language for article in term.articles] == ["zh", "zh-hant"]


def test_the_sample_is_joined_again_when_paths_are_hidden() -> None:
    rows = evaluate(gg.SAMPLE)
    figures = {(row.evaluation, row.subset): row.figures for row in rows}
    assert figures["alignment", "all"]["precision"] >= 0.97
    assert figures["alignment", "all"]["recall"] >= 0.95
    assert figures["language detection", "texts"]["right"] >= 0.99


def test_hidden_articles_tell_neither_path_nor_slug_nor_language(write: Write, tmp_path: Path) -> None:
    root = write({"en/bond.md": "---\ntitle: B\nslug: bond\naliases:\n  - /bonds\nlang: en\n---\nText on a [loan](/loan)."})
    into = tmp_path / "hidden"
    into.mkdir()
    [(name, truth)] = hidden(root, into).items()
    assert (into / name).read_text() == "---\ntitle: B\n---\nText on a [loan](/loan)."
    assert (truth.language, truth.key, truth.targets) == ("en", "bond", 1)
    assert "bond" not in name


def test_pairs_are_counted_across_languages_only() -> None:
    truth = {
        name: Truth(language, name[0], 1, 100) for name, language in (("a1", "en"), ("a2", "no"), ("b1", "en"), ("a3", "no"))
    }
    all_pairs = pair_rows(truth, {"a1": "x", "a2": "x", "b1": "x", "a3": "y"})[0]
    assert (all_pairs.number, all_pairs.figures) == (2, {"precision": 0.5, "recall": 0.5})
