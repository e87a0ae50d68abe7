"""Claims about terms that are named and not linked, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import glossograph as gg
from glossograph.lint.article_source import ArticleSource
from glossograph.lint.label_matcher import LabelMatcher
from glossograph.lint.mentions import MAX_MENTIONS, find_mentions
from glossograph.model.term import Label, Term
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import LanguageTag
from tests.conftest import Write


def lexicon(language: str, *labels: str) -> LabelMatcher:
    terms = [Term(TermId(key(label)), Slug(label), (Label(LanguageTag(language), label),)) for label in labels]
    return LabelMatcher(language, terms)


def named(language: str, labels: str, text: str) -> list[str]:
    found = lexicon(language, *labels.split("|"))
    folded = found.fold(text)
    return [text[slice(*folded.span(hit))] for hit in found.hits(folded)]


FOUND = [
    ("en", "bond|bond market", "The Bond Market sells bonds, a bond-market (bond).", ["Bond Market", "bond-market", "bond"]),
    ("en", "bond|bond market", "a bond marketing of bondage", ["bond"]),
    ("en", "market fund|bond market|fund", "a bond marketing market fund", ["market fund"]),
    ("en", "SEC|API", "A sec, the SEC and an api or API.", ["SEC", "API"]),
    ("en", "Call Option (CO)", "A CO, a call option.", ["CO", "call option"]),
    ("en", "12b-1 fee", "“12b-1 fee”: 12b-1 fees", ["12b-1 fee"]),
    ("en", "front office", "the front\noffice — front  office", ["front\noffice"]),
    ("no", "Ærlig lån", "Et ÆRLIG LÅN, ærlig lånet", ["ÆRLIG LÅN"]),
    ("tr", "istanbul|ilgi", "İSTANBUL ve ilgi", ["İSTANBUL", "ilgi"]),
    ("el", "λόγος", "Ο ΛΌΓΟΣ, λόγος", ["ΛΌΓΟΣ", "λόγος"]),
    ("ru", "облигация", "Облигация, облигациями", ["Облигация"]),
    ("hi", "बांड|शेयर", "बांड, बांडों और शेयर।", ["बांड", "शेयर"]),
    ("ar", "سند|سوق", "سند، السند وسوق سوق؟", ["سند", "سوق"]),
    ("zh", "股票|股票市场|ETF", "买股票市场的股票和ETF基金，XETF", ["股票市场", "股票", "ETF"]),
    ("ja", "債券", "この債券は", ["債券"]),
    ("th", "พันธบัตร", "ซื้อพันธบัตรรัฐบาล", ["พันธบัตร"]),
    ("ko", "채권", "채권은 좋다. 사채권자 채권", ["채권", "채권"]),
    ("en", "42|a|ok", "42 a ok", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "labels", "text", "expected"), FOUND)
def test_the_longest_labels_are_found_as_whole_words(language: str, labels: str, text: str, expected: list[str]) -> None:
    assert named(language, labels, text) == expected


@given(
    st.lists(
        st.sampled_from(["bond", "Bond", "bonds", "बांड", "ों", " ", "-", "।", "é", "😀", "İ", "market", "\n", "債券"]), max_size=14
    )
)
def test_a_hit_says_where_it_stands_whatever_stands_before(parts: list[str]) -> None:
    text = "".join(parts)
    for language in ("en", "zh"):
        found = lexicon(language, "bond", "bond market", "बांड", "債券")
        folded = found.fold(text)
        for hit in found.hits(folded):
            assert " ".join(text[slice(*folded.span(hit))].lower().replace("-", " ").split()) == hit.label


PROSE = [
    ("A [bond](/b) and bond.", "bond."),
    ("`bond` and bond.", "bond."),
    ("```\nbond\n```\nbond.", "bond."),
    ("# bond\n\nbond.", "bond."),
    ("<a href='bond'>bond</a> bond.", "bond."),
    ("<!-- bond --> bond.", "bond."),
    ("![bond](bond.png) https://x.example/bond bond.", "bond."),
    ("[bond][b] {{< bond >}} [[bond]] bond.", "bond."),
    ("x\n\n[b]: /bond\n\nbond.", "bond."),
    ("x\n\n    bond\n\nbond.", "bond."),
    ("`unclosed bond.", "bond."),
    ("<h5>bond</h5>\nbond.", "bond."),
    ("[a](/a) the bo[n](/n)d [`c](/c) bond [d`](/d) # bond.", "bond."),
    ("x\n## bond\n### bond\n[bond\nx](/y (z) 'bond')\n~~~\nbond\n~~~\nbond.", "bond."),
    ("\\[bond](/b) and [bo\\]nd](/b) bond.", "bond."),
]


@pytest.mark.parametrize(("body", "rest"), PROSE)
def test_links_code_headings_and_html_are_no_prose(body: str, rest: str) -> None:
    source = ArticleSource(f"---\ntitle: bond\n---\n{body}")
    found = find_mentions(source, lexicon("en", "bond"), ())
    [hit] = found.hits.values()
    assert source.text[found.span(hit).start :] == rest


def test_what_is_linked_anywhere_in_the_article_is_not_found(write: Write) -> None:
    root = write(
        {
            "en/bond.md": "---\ntitle: Bond\n---\nA bond is a loan. See [this](/loan).",
            "en/loan.md": "---\ntitle: Loan\n---\nA bond.",
        }
    )
    found = gg.check(root, select=["mention-unlinked"])
    assert [(finding.path, finding.proposal) for finding in found] == [("Texts/en/loan.md", "[bond](/bond)")]


def test_a_label_that_is_mostly_left_unlinked_is_left_alone(write: Write) -> None:
    texts = {f"en/t{i}.md": f"---\ntitle: T{i}x\n---\nA home." for i in range(9)}
    root = write({**texts, "en/home.md": "---\ntitle: Home\n---\nText.", "en/a.md": "---\ntitle: Aaa\n---\nA [home](/home)."})
    assert gg.check(root, select=["mention-unlinked"]) == ()


LIKELY = [  # of articles that say a name, two link it: the title, another name; of several words, of one
    ("Bank loan", "bank loan", 5, True),
    ("Bank loan", "bank loan", 6, False),
    ("Bank loan", "bank credit", 3, True),
    ("Bank loan", "bank credit", 4, False),
    ("Loan", "loan", 3, True),
    ("Loan", "loan", 4, False),
    ("Loan", "credit", 2, True),
    ("Loan", "credit", 3, False),
]


@pytest.mark.parametrize(("title", "name", "unlinked", "found"), LIKELY)
def test_a_name_of_one_word_and_one_that_is_not_the_title_need_more_links(
    write: Write, title: str, name: str, unlinked: int, *, found: bool
) -> None:
    linking = {f"en/a{i}.md": f"---\ntitle: A{i}x\n---\nA [{title}](/loan), a [{name}](/loan)." for i in range(2)}
    saying = {f"en/b{i}.md": f"---\ntitle: B{i}x\n---\nA {name}." for i in range(unlinked)}
    root = write({**linking, **saying, "en/loan.md": f"---\ntitle: {title}\n---\nText."})
    assert len(gg.check(root, select=["mention-unlinked"])) == unlinked * found


def test_the_tail_of_a_compound_is_no_mention(write: Write) -> None:
    texts = {"en/loan.md": "---\ntitle: Loan\n---\nText.", "en/bond.md": "---\ntitle: Bond\n---\nA micro-loan."}
    assert gg.check(write(texts), select=["mention-unlinked"]) == ()
    [finding] = gg.check(write({"en/bond.md": "---\ntitle: Bond\n---\nA - loan-like - thing."}), select=["mention-unlinked"])
    assert finding.proposal == "[loan](/loan)"


def test_pages_of_the_site_are_no_articles_to_link_from_or_to(write: Write) -> None:
    root = write(
        {
            "en/bond.md": "---\ntitle: Bond\n---\nA contribution to a [loan](/loan).",
            "en/loan.md": "---\ntitle: Loan\n---\nA debt.",
            "en/guide/_index.md": "---\ntitle: Contribution\n---\nWrite of a bond.",
            "en/_template.md": "---\ntitle: Template\n---\nWrite of a loan.",
        }
    )
    assert gg.check(root, select=["mention-unlinked", "orphan"]) == ()


def test_of_many_mentions_the_likeliest_are_shown(write: Write) -> None:
    names = [f"term{letter}" for letter in "abcdefgh"]
    texts = {f"en/{name}.md": f"---\ntitle: {name}\n---\nText." for name in names}
    root = write({**texts, "en/all.md": f"---\ntitle: All\n---\n{' '.join(names)}."})
    assert len(gg.check(root, select=["mention-unlinked"])) == MAX_MENTIONS


def test_a_destination_is_proposed_as_the_article_writes_them(write: Write) -> None:
    root = write(
        {
            "it/bond.md": "---\ntitle: Bond\n---\nUn prestito e [altro](/it/altro.md).",
            "it/loan.md": "---\ntitle: Prestito\n---\nTesto.",
        }
    )
    [finding] = gg.check(root, select=["mention-unlinked"])
    assert finding.proposal == "[prestito](/it/loan.md)"
