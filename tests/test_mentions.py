"""Claims about terms that are named and not linked, in every script."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import glossograph as gg
from glossograph.lint.article_source import Source
from glossograph.lint.label_matcher import LabelMatcher
from glossograph.lint.mentions import MOST, said
from glossograph.model.term import Label, Term
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import LanguageTag
from tests.conftest import Case, Write, cases


def lexicon(language: str, *labels: str) -> LabelMatcher:
    terms = [Term(TermId(key(label)), Slug(label), (Label(LanguageTag(language), label),)) for label in labels]
    return LabelMatcher(language, terms)


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Put « and » around parts of a text."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    return text


@pytest.mark.parametrize("case", cases("mentions"))
def test_the_longest_labels_are_found_as_whole_words(case: Case) -> None:
    head, _, text = case.given.partition("\n")
    language, _, labels = head.partition(": ")
    matcher = lexicon(language, *labels.split(" | "))
    folded = matcher.folded(text)
    assert marked(text, (folded.span(hit) for hit in matcher.hits(folded))) == case.expected


@given(
    st.lists(
        st.sampled_from(["bond", "Bond", "bonds", "बांड", "ों", " ", "-", "।", "é", "😀", "İ", "market", "\n", "債券"]), max_size=14
    )
)
def test_a_hit_says_where_it_stands_whatever_stands_before(parts: list[str]) -> None:
    text = "".join(parts)
    for language in ("en", "zh"):
        found = lexicon(language, "bond", "bond market", "बांड", "債券")
        folded = found.folded(text)
        for hit in found.hits(folded):
            assert " ".join(text[slice(*folded.span(hit))].lower().replace("-", " ").split()) == hit.label


@pytest.mark.parametrize("case", cases("prose"))
def test_links_code_headings_and_html_are_no_prose(case: Case) -> None:
    source = Source(f"---\ntitle: bond\n---\n{case.given}")
    mentions = said(source, lexicon("en", "bond"), ())
    spans = (mentions.span(hit) for hit in mentions.hits.values())
    assert marked(source.text, ((span.start, span.end) for span in spans)).endswith(f"---\n{case.expected}")


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
    assert len(gg.check(root, select=["mention-unlinked"])) == MOST


def test_a_destination_is_proposed_as_the_article_writes_them(write: Write) -> None:
    root = write(
        {
            "it/bond.md": "---\ntitle: Bond\n---\nUn prestito e [altro](/it/altro.md).",
            "it/loan.md": "---\ntitle: Prestito\n---\nTesto.",
        }
    )
    [finding] = gg.check(root, select=["mention-unlinked"])
    assert finding.proposal == "[prestito](/it/loan.md)"
