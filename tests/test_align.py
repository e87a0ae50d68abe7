"""Claims about alignment: articles whose files carry no name are joined with their translations by their content."""

import math
import random
import re
import sys
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest

import glossograph as gg
from glossograph.read.article_file import read_article
from glossograph.read.language_detection import detect
from glossograph.read.path_layout import Placement
from glossograph.read.shared_words import shared_words
from glossograph.read.text_shape import text_shape
from glossograph.terms.alignment import align
from glossograph.terms.alignment_features import AlignmentCandidate, FeatureKind, find_used_names, word_features
from glossograph.terms.alignment_groups import join_groups, min_evidence
from glossograph.terms.alignment_pairs import ComparedPairs, compare_articles
from glossograph.terms.alignment_shape import shape_runs
from glossograph.text.keys import key
from tests.conftest import Case, Write, cases

LANGUAGES = ("en", "no", "hi", "ja", "ru")
BLOCKS = ("h2", "h3", "p1", "p2", "p3", "p4", "l", "c")


def linking(*targets: str) -> tuple[tuple[str, str], ...]:
    return tuple((target, "") for target in targets)


def evidence_of(candidates: Sequence[AlignmentCandidate]) -> dict[tuple[int, int], float]:
    """Give the evidence for each pair that was compared, by the indices of its articles."""
    pairs = compare_articles(candidates, find_used_names(candidates))
    return {(left, right): value for left, right, value in zip(*(column.tolist() for column in pairs), strict=True)}


def compared(evidence: Mapping[tuple[int, int], float]) -> ComparedPairs:
    left, right = np.array(list(evidence), dtype=np.int64).T
    return ComparedPairs(left, right, np.array(list(evidence.values()), dtype=np.float64))


def collection(term_count: int = 30, languages: Sequence[str] = LANGUAGES) -> list[AlignmentCandidate]:
    """Make translations of terms that link at random; an article's path ends with the number of its term."""
    rng = random.Random(1)
    candidates = []
    for term in range(term_count):
        targets = [f"t{rng.randrange(term_count)}" for _ in range(rng.randrange(3, 8))]
        for language in languages:
            kept = linking(*(target for target in targets if rng.random() > 0.05))
            candidates.append(AlignmentCandidate(f"{rng.random()}/{term}", language, "", kept))
    return candidates


def templates(template_count: int, term_count: int, languages: Sequence[str]) -> list[AlignmentCandidate]:
    """Make articles that have nothing in common but the templates that they were written with, nearly unchanged."""
    rng = random.Random(2)
    candidates = []
    for template in range(template_count):
        shape = rng.choices(BLOCKS, k=30)
        for number in range(term_count):
            varied = tuple(block if rng.random() > 0.03 else rng.choice(BLOCKS) for block in shape)
            language = languages[number % len(languages)]
            candidates.append(AlignmentCandidate(f"{rng.random()}/{template}-{number}", language, "", shape=varied))
    return candidates


def term_of(path: str) -> str:
    return path.rpartition("/")[2]


def count_wrong_pairs(slugs: Mapping[str, str]) -> int:
    """Count the pairs that share a slug but not a term."""
    return sum(
        slugs[first] == slugs[second] and term_of(first) != term_of(second) for first, second in combinations(sorted(slugs), 2)
    )


def read_candidate(line: str) -> AlignmentCandidate:
    """Read `PATH LANGUAGE =SLUG: TITLE -> links = shape + words @ addresses # keywords`; only path and language are needed."""
    head, _, rest = line.partition(":")
    path, language, *slug = head.split(" ")
    title, *pieces = re.split(r"(?:^|\s+)(->|[=+@#])\s", rest.strip())
    parts = dict(zip(pieces[::2], pieces[1::2], strict=True))
    links = [re.fullmatch(r'(\S+)(?: "(.*)")?', link) for link in parts.get("->", "").split(", ") if link]
    return AlignmentCandidate(
        path,
        language,
        title,
        links=tuple((link[1], key(link[2] or "")) for link in links if link),
        addresses=tuple(parts.get("@", "").split()),
        keywords=tuple(parts.get("#", "").split(", ")) if "#" in parts else (),
        shared_words=tuple(parts.get("+", "").split()),
        shape=tuple(parts.get("=", "").split()),
        slug=slug[0].removeprefix("=") if slug else "",
    )


@pytest.mark.parametrize("case", cases("alignment"))
def test_articles_without_a_slug_get_the_slug_of_their_translations(case: Case) -> None:
    candidates = [read_candidate(line) for line in case.given.splitlines()]
    paths: dict[str, list[str]] = {}
    for path, slug in sorted(align(candidates).items()):
        paths.setdefault(slug, []).append(path)
    assert [f"{slug}: {' '.join(paths[slug])}" for slug in sorted(paths)] == case.expected.splitlines()


@pytest.mark.parametrize("case", cases("text_shape"))
def test_the_shape_of_a_text_is_its_blocks_in_their_order(case: Case) -> None:
    assert " ".join(text_shape(case.given)) == case.expected


def test_translations_share_a_slug_and_other_articles_do_not() -> None:
    slugs = align(collection())
    assert count_wrong_pairs(slugs) == 0
    assert len(set(slugs.values())) < 45, "of 30 terms in 5 languages"


def test_articles_whose_translations_are_missing_are_not_joined_with_others() -> None:
    candidates = [candidate for candidate in collection(60) if random.Random(candidate.path).random() < 0.3]
    assert count_wrong_pairs(align(candidates)) <= 2


def test_articles_written_with_one_template_are_not_joined() -> None:
    candidates = templates(5, 20, ["en", "no"])
    assert count_wrong_pairs(align(candidates)) <= 5, "of 50 pairs that could be joined"


def test_the_order_of_the_articles_does_not_matter() -> None:
    candidates = [*collection(), *templates(3, 10, LANGUAGES)]
    slugs = align(candidates)
    random.Random(3).shuffle(candidates)
    assert align(candidates) == slugs


def test_one_common_target_joins_no_articles() -> None:
    candidates = [AlignmentCandidate(language, language, "", linking("a")) for language in LANGUAGES]
    assert len({slug for path, slug in align([*candidates, *collection()]).items() if path in LANGUAGES}) == 5


def test_a_link_between_two_articles_is_evidence_against_them() -> None:
    candidates = [
        AlignmentCandidate("1", "en", "Bond", linking("yield", "coupon")),
        AlignmentCandidate("2", "no", "Rente", linking("bond", "yield", "coupon")),
        AlignmentCandidate("3", "no", "Papir", linking("yield", "coupon")),
    ]
    evidence = evidence_of(candidates)
    assert evidence[0, 1] < 0 < evidence[0, 2]


def test_articles_without_a_slug_join_those_with_one() -> None:
    candidates = [
        candidate._replace(slug=f"term-{term_of(candidate.path)}") if candidate.language in {"en", "no"} else candidate
        for candidate in collection()
    ]
    slugs = align(candidates)
    assert set(slugs) == {candidate.path for candidate in candidates if not candidate.slug}
    joined = {path: slug for path, slug in slugs.items() if slug.startswith("term-")}
    assert len(joined) > 0.8 * len(slugs)
    assert all(slug == f"term-{term_of(path)}" for path, slug in joined.items())


def test_nothing_is_aligned_where_there_is_nothing() -> None:
    assert align([]) == {}
    assert len(compare_articles([], {}).evidence) == 0
    assert join_groups(compare_articles([], {}), [], []) == []


def test_a_chain_of_chance_does_not_grow() -> None:
    # 0-1 and 2-3 are sure; 1-2 is enough alone, but the other pairs of the two groups speak against it
    pairs = compared({(0, 1): 9, (0, 2): -3, (0, 3): -3, (1, 2): 4, (1, 3): -3, (2, 3): 9})
    assert join_groups(pairs, ["en", "no", "hi", "ja"], [[0], [1], [2], [3]]) == [[0, 1], [2, 3]]


def test_one_pair_of_many_does_not_join_two_groups() -> None:
    languages = ["en", "no", "hi", "ja", "ru", "de"]
    sure = {(0, 1): 9, (0, 2): 9, (1, 2): 9, (3, 4): 9, (3, 5): 9, (4, 5): 9, (2, 3): 8}
    assert join_groups(compared(sure), languages, [[index] for index in range(6)]) == [[0, 1, 2], [3, 4, 5]]
    more = {**sure, (1, 3): 8, (1, 4): 8}
    assert join_groups(compared(more), languages, [[index] for index in range(6)]) == [[0, 1, 2, 3, 4, 5]]


def test_a_group_takes_no_second_article_of_a_language_that_it_took_before() -> None:
    pairs = compared({(0, 1): 9, (0, 2): 8, (2, 3): 7})
    assert join_groups(pairs, ["en", "no", "hi", "no"], [[0], [1], [2], [3]]) == [[0, 1, 2], [3]]


def test_two_groups_with_slugs_are_not_joined_by_a_third() -> None:
    pairs = compared({(0, 2): 9, (1, 2): 8})
    assert join_groups(pairs, ["en", "no", "hi"], [[0], [1], [2]], named_count=2) == [[0, 2], [1]]
    assert join_groups(pairs, ["en", "no", "hi"], [[0], [1], [2]], named_count=1) == [[0, 1, 2]]


def test_an_article_joins_no_other_than_the_one_that_it_resembles_most() -> None:
    pairs = compared({(0, 1): 9, (0, 2): 8})
    assert join_groups(pairs, ["en", "no", "no"], [[0], [1], [2]], named_count=2) == [[0], [1], [2]]


def test_only_articles_in_different_languages_that_do_not_both_have_slugs_are_compared() -> None:
    links = linking("a", "b", "c")
    articles = (("en", ""), ("en", "one"), ("no", ""), ("no", "two"))
    candidates = [AlignmentCandidate(str(n), tag, "", links, slug=slug) for n, (tag, slug) in enumerate(articles)]
    assert set(evidence_of(candidates)) == {(0, 2), (0, 3), (1, 2)}


def test_different_names_are_evidence_against_two_articles() -> None:
    pair = [AlignmentCandidate("1", "en", "", linking("a", "b")), AlignmentCandidate("2", "no", "", linking("a", "b"))]
    evidence = [float(compare_articles(pair, {"1": key("x"), "2": key(name)}).evidence[0]) for name in ("x", "y")]
    assert evidence[0] > 0 > evidence[1]


def test_a_link_of_an_article_to_itself_is_no_evidence_against_it() -> None:
    pair = [AlignmentCandidate("1", "en", "", linking("bond")), AlignmentCandidate("2", "no", "")]
    assert compare_articles(pair, {"1": key("bond"), "2": key("bond")}).evidence[0] > 0


def test_a_word_of_a_single_article_weighs_as_much_as_one_of_two() -> None:
    words = [("en", ("sec", "x")), ("no", ("sec", "y"))]
    pair = [AlignmentCandidate(tag, tag, "", shared_words=shared) for tag, shared in words]
    assert evidence_of(pair)[0, 1] == pytest.approx(0.8 * math.log(2) / 2, abs=1e-6)


def test_pairs_with_hardly_any_evidence_are_forgotten() -> None:
    pair = [AlignmentCandidate(tag, tag, "", shared_words=("sec", *(f"{tag}{n}" for n in range(5)))) for tag in ("en", "no")]
    assert evidence_of(pair) == {}
    assert len(evidence_of([candidate._replace(shared_words=candidate.shared_words[:2]) for candidate in pair])) == 1


@pytest.mark.parametrize(
    ("targets", "loss"),
    [((0, 0), 0.0), ((0, 3), 0.0), ((1, 2), 0.13 * 3 * math.log(2)), ((50, 50), 0.13 * 25)],
)
def test_targets_of_one_article_only_are_evidence_against_two_that_have_links(targets: tuple[int, int], loss: float) -> None:
    pair = [
        AlignmentCandidate(tag, tag, "", linking(*(f"{tag}{n}" for n in range(count))), shared_words=("sec", "1934", "nixon"))
        for tag, count in zip(("en", "no"), targets, strict=True)
    ]
    assert evidence_of(pair)[0, 1] == pytest.approx(0.8 * 3 * math.log(2) - loss, abs=1e-6)


def test_a_text_of_which_a_third_is_alike_has_much_less_than_a_third_of_the_evidence() -> None:
    shape = tuple(random.Random(5).choices(BLOCKS, k=40))
    other = tuple(random.Random(6).choices(BLOCKS, k=40))
    shapes = [shape, shape, (*shape[:20], *other[:20]), other]
    evidence = [
        evidence_of([AlignmentCandidate(str(n), str(n), "", shape=blocks) for n, blocks in enumerate((shape, second))])
        for second in shapes
    ]
    assert 0 < evidence[2][0, 1] < 0.05 * evidence[1][0, 1]
    assert not evidence[3]


@pytest.mark.parametrize(("shape", "words", "most"), [(("h1", "p1"), (), 50), ((), ("sec",), 200)], ids=["run of blocks", "word"])
def test_features_that_many_articles_have_are_not_compared(shape: tuple[str, ...], words: tuple[str, ...], most: int) -> None:
    candidates = [
        AlignmentCandidate(f"{n:03}", LANGUAGES[n % 2], "", shared_words=words, shape=shape if words else shape * 9)
        for n in range(most + 1)
    ]
    assert len(compare_articles(candidates[:-1], {}).left) == (most // 2) ** 2
    assert len(compare_articles(candidates, {}).left) == 0


def test_pairs_are_the_same_however_many_are_compared_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = sorted(collection(10))
    pairs = evidence_of(candidates)
    monkeypatch.setattr(sys.modules["glossograph.terms.alignment_pairs"], "_CHUNK_MEETINGS", 3)
    assert evidence_of(candidates) == pairs


def test_a_link_to_one_target_twice_makes_no_pair_of_targets() -> None:
    features = word_features(AlignmentCandidate("1", "en", "", linking("a", "a", "b", "a", "b")), {})
    assert list(features[FeatureKind.TARGET_PAIR]) == ["a b", "b a"]


def test_an_article_with_a_slug_goes_by_it() -> None:
    assert find_used_names([AlignmentCandidate("1", "en", "Bond", slug="front-office")]) == {"1": "frontoffice"}


def test_more_articles_need_more_evidence() -> None:
    assert min_evidence(10) < min_evidence(1000) < min_evidence(100_000)


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("Rente", {" ren", "rent", "ente", "nte "}),
        ("債券", {"債", "券", "債券"}),
        ("मुद्रा (Currency)", {" मुद", "मुद्", "ुद्र", "द्रा", "्रा "}),
    ],
)
def test_titles_are_cut_as_their_script_is_written(title: str, pieces: set[str]) -> None:
    assert set(word_features(AlignmentCandidate("1", "xx", title), {})[FeatureKind.TITLE_PIECE]) == pieces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In the year 1934 the SEC was founded. Then [x](/target-2000) https://a.b/C2", ("1934", "sec")),
        ("债券 (bond) 由 SEC 监管", ("bond", "sec")),
        ("Der Staat gab dem Bund 3,5 mehr", ("3,5", "bund", "staat")),
        ('# Rente {#The-Rate .x}\n\nSe ![kurve](img/Curve.png) og ![](axis.png "Akse").', ("axis.png", "curve.png", "the-rate")),
        ("", ()),
    ],
)
def test_shared_words_are_those_that_a_translation_keeps(text: str, words: tuple[str, ...]) -> None:
    assert shared_words(text) == words


@pytest.mark.parametrize(
    ("name", "front_matter", "is_read"), [("", "title: T\n", True), ("bond", "title: T\n", False), ("", "slug: bond\n", False)]
)
def test_shared_words_and_shape_are_read_only_of_articles_without_a_name(name: str, front_matter: str, *, is_read: bool) -> None:
    article = read_article("1.md", Placement("en", (), name), f"---\n{front_matter}---\nThe SEC.\n".encode())
    assert (article.shared_words, article.shape) == ((("sec",), ("p1",)) if is_read else ((), ()))


def test_runs_of_blocks_are_equal_where_the_blocks_are() -> None:
    long = tuple(random.Random(4).choices(BLOCKS, k=40))
    shapes = [long, (*long[:20], "q", *long[21:]), ("x", "x", *long[5:12], "t"), ("x", *long[5:11], "t")]
    articles, runs = shape_runs(shapes)
    runs_of = [set(runs[articles == index].tolist()) for index in range(4)]
    assert len(articles) == sum(map(len, runs_of)), "each once"
    assert len(runs_of[0]) == (42 - 7) + (42 - 15) + 1
    assert len(runs_of[0] - runs_of[1]) == 8 + 16 + 1
    assert len(runs_of[3]) == 3 + 1
    assert not runs_of[0] & runs_of[2], "seven blocks are no run"
    shapes[2] = ("x", "x", *long[5:13], "t")
    articles, runs = shape_runs(shapes)
    assert len(set(runs[articles == 0].tolist()) & set(runs[articles == 2].tolist())) == 1, "eight are"


def test_start_and_end_of_a_text_count_as_blocks() -> None:
    shape = tuple(random.Random(7).choices(BLOCKS, k=7))
    articles, runs = shape_runs([(*shape, "q"), (*shape, "t"), ("q", *shape), ("t", *shape)])
    runs_of = [set(runs[articles == index].tolist()) for index in range(4)]
    assert [len(runs_of[0] & runs_of[index]) for index in (1, 2, 3)] == [1, 0, 0]
    assert len(runs_of[2] & runs_of[3]) == 1


def test_the_order_of_blocks_makes_a_difference() -> None:
    articles, runs = shape_runs([("h1", "p1"), ("p1", "h1"), ("h1", "p1", "p1"), ()])
    assert articles.tolist() == [0, 1, 2]
    assert len(set(runs.tolist())) == 3


def test_traditional_chinese_is_not_simplified_chinese() -> None:
    assert detect("債券是政府或公司向投資者借錢時發行的證券，到期還本付息。") == "zh-hant"
    assert detect("债券是政府或公司向投资者借钱时发行的证券，到期还本付息。") == "zh"


def test_both_scripts_of_chinese_are_in_one_group(write: Write) -> None:
    body = "[x](/issuer) [y](/maturity) [z](/coupon)。"
    files = {
        "703305e8effb2bf5.md": f"---\ntitle: 債券\n---\n債券是政府或公司向投資者借錢時發行的證券，到期還本付息。{body}",
        "1dcac6cc075b86dc.md": f"---\ntitle: 债券\n---\n债券是政府或公司向投资者借钱时发行的证券，到期还本付息。{body}",
    }
    [term] = (term for term in gg.build(write(files)).terms if not term.placeholder)
    assert [article.language for article in term.articles] == ["zh", "zh-hant"]
